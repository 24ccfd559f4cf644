// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * platform_resource.c - what a driver finds of its platform device's addresses and interrupts
 */
#include <linux/platform_device.h>

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/irq.h>
#include <linux/string.h>

struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int num)
{
	for (u32 i = 0; i < pdev->num_resources; i++)
		if (resource_type(&pdev->resource[i]) == type && !num--)
			return &pdev->resource[i];
	return NULL;
}
EXPORT_SYMBOL_GPL(platform_get_resource);

struct resource *platform_get_mem_or_io(struct platform_device *pdev, unsigned int num)
{
	const unsigned int types = IORESOURCE_MEM | IORESOURCE_IO;

	for (u32 i = 0; i < pdev->num_resources; i++)
		if (resource_type(&pdev->resource[i]) & types && !num--)
			return &pdev->resource[i];
	return NULL;
}
EXPORT_SYMBOL_GPL(platform_get_mem_or_io);

struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name)
{
	for (u32 i = 0; i < pdev->num_resources; i++) {
		struct resource *res = &pdev->resource[i];

		if (res->name && resource_type(res) == type && !strcmp(res->name, name))
			return res;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(platform_get_resource_byname);

static int irq_of(const struct resource *res)
{
	if (!res)
		return -ENXIO;
	if (WARN(!res->start, "0 is an invalid IRQ number\n"))
		return -EINVAL;
	return res->start;
}

/* A line that is to be set to an edge or a level has to be there by now. */
int platform_get_irq_optional(struct platform_device *pdev, unsigned int num)
{
	const struct resource *res = platform_get_resource(pdev, IORESOURCE_IRQ, num);

	if (res && res->flags & IORESOURCE_BITS && !irq_get_irq_data(res->start))
		return -ENXIO;
	return irq_of(res);
}
EXPORT_SYMBOL_GPL(platform_get_irq_optional);

int platform_get_irq(struct platform_device *pdev, unsigned int num)
{
	int irq = platform_get_irq_optional(pdev, num);

	if (irq < 0)
		return dev_err_probe(&pdev->dev, irq, "IRQ index %u not found\n", num);
	return irq;
}
EXPORT_SYMBOL_GPL(platform_get_irq);

int platform_get_irq_byname_optional(struct platform_device *pdev, const char *name)
{
	return irq_of(platform_get_resource_byname(pdev, IORESOURCE_IRQ, name));
}
EXPORT_SYMBOL_GPL(platform_get_irq_byname_optional);

int platform_get_irq_byname(struct platform_device *pdev, const char *name)
{
	int irq = platform_get_irq_byname_optional(pdev, name);

	if (irq < 0)
		return dev_err_probe(&pdev->dev, irq, "IRQ %s not found\n", name);
	return irq;
}
EXPORT_SYMBOL_GPL(platform_get_irq_byname);

int platform_irq_count(struct platform_device *pdev)
{
	int nr = 0, irq = platform_get_irq_optional(pdev, 0);

	while (irq >= 0)
		irq = platform_get_irq_optional(pdev, ++nr);
	return irq == -EPROBE_DEFER ? irq : nr;
}
EXPORT_SYMBOL_GPL(platform_irq_count);
