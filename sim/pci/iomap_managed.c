// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iomap_managed.c - BARs that are given back when the driver is unbound
 */
#include <linux/pci.h>

#include <linux/device.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/module.h>

/* One for each device; what a BAR was not mapped or requested for is not undone. */
struct managed_bars {
	void __iomem	*table[PCI_STD_NUM_BARS];
	unsigned int	requested;
};

static void give_back(struct device *dev, void *res)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct managed_bars *bars = res;
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (bars->table[bar])
			pci_iounmap(pdev, bars->table[bar]);
		if (bars->requested & 1u << bar)
			pci_release_region(pdev, bar);
	}
}

static struct managed_bars *managed_bars(struct pci_dev *pdev)
{
	struct managed_bars *bars = devres_find(&pdev->dev, give_back, NULL, NULL);

	if (bars)
		return bars;
	bars = devres_alloc(give_back, sizeof(*bars), GFP_KERNEL);
	if (bars)
		devres_add(&pdev->dev, bars);
	return bars;
}

void __iomem * const *pcim_iomap_table(struct pci_dev *pdev)
{
	struct managed_bars *bars = managed_bars(pdev);

	return bars ? bars->table : NULL;
}
EXPORT_SYMBOL(pcim_iomap_table);

/* NULL if there is nothing to map, or it is mapped already. */
void __iomem *pcim_iomap(struct pci_dev *pdev, int bar, unsigned long maxlen)
{
	struct managed_bars *bars = managed_bars(pdev);

	if (bar < 0 || bar >= PCI_STD_NUM_BARS || !bars || bars->table[bar])
		return NULL;
	bars->table[bar] = pci_iomap(pdev, bar, maxlen);
	return bars->table[bar];
}
EXPORT_SYMBOL(pcim_iomap);

void pcim_iounmap(struct pci_dev *pdev, void __iomem *addr)
{
	struct managed_bars *bars = managed_bars(pdev);
	int bar;

	for (bar = 0; bars && bar < PCI_STD_NUM_BARS; bar++) {
		if (bars->table[bar] != addr)
			continue;
		pci_iounmap(pdev, addr);
		bars->table[bar] = NULL;
		return;
	}
}
EXPORT_SYMBOL(pcim_iounmap);

void __iomem *pcim_iomap_region(struct pci_dev *pdev, int bar, const char *name)
{
	struct managed_bars *bars = managed_bars(pdev);
	void __iomem *addr;
	int ret;

	if (!bars)
		return IOMEM_ERR_PTR(-ENOMEM);
	if (bar < 0 || bar >= PCI_STD_NUM_BARS)
		return IOMEM_ERR_PTR(-EINVAL);
	ret = pci_request_region(pdev, bar, name);
	if (ret)
		return IOMEM_ERR_PTR(ret);
	addr = pcim_iomap(pdev, bar, 0);
	if (!addr) {
		pci_release_region(pdev, bar);
		return IOMEM_ERR_PTR(-EINVAL);
	}
	bars->requested |= 1u << bar;
	return addr;
}
EXPORT_SYMBOL(pcim_iomap_region);

void pcim_iounmap_region(struct pci_dev *pdev, int bar)
{
	struct managed_bars *bars = managed_bars(pdev);

	if (!bars || !(bars->requested & 1u << bar))
		return;
	pcim_iounmap(pdev, bars->table[bar]);
	pci_release_region(pdev, bar);
	bars->requested &= ~(1u << bar);
}
EXPORT_SYMBOL(pcim_iounmap_region);

/* All BARs of @mask, or none. */
int pcim_iomap_regions(struct pci_dev *pdev, int mask, const char *name)
{
	int bar, done = 0;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		void __iomem *addr;

		if (!(mask & 1 << bar))
			continue;
		addr = pcim_iomap_region(pdev, bar, name);
		if (IS_ERR(addr)) {
			while (done)
				pcim_iounmap_region(pdev, __ffs(done)), done &= done - 1;
			return PTR_ERR(addr);
		}
		done |= 1 << bar;
	}
	return 0;
}
EXPORT_SYMBOL(pcim_iomap_regions);
