// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * physmem.c - accesses by physical address: RAM here, everything else on the buses
 */
#include "physmem.h"

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/mm.h>

#include "user_copy.h"

static const struct mmio_decoder *mmio_decoder;

void mmio_set_decoder(const struct mmio_decoder *decoder)
{
	mmio_decoder = decoder;
}

static bool decode_read(phys_addr_t phys, unsigned int size, u64 *val)
{
	return mmio_decoder && mmio_decoder->read(phys, size, val);
}

static bool decode_write(phys_addr_t phys, unsigned int size, u64 val)
{
	return mmio_decoder && mmio_decoder->write(phys, size, val);
}

u64 mmio_read(phys_addr_t phys, unsigned int size)
{
	u64 val;

	if (!decode_read(phys, size, &val))
		val = ~0ULL;
	return size < 8 ? val & ((1ULL << (8 * size)) - 1) : val;
}

void mmio_write(phys_addr_t phys, unsigned int size, u64 val)
{
	decode_write(phys, size, val);
}

/* The widest access that is aligned at @phys and not longer than @len. */
static unsigned int access_size(phys_addr_t phys, size_t len)
{
	unsigned int size = 8;

	while (size > len || (phys & (size - 1)))
		size /= 2;
	return size;
}

static int device_copy(phys_addr_t phys, void *buf, size_t len, bool write)
{
	unsigned int size;
	bool answered;
	u64 val;

	for (; len; phys += size, buf += size, len -= size) {
		size = access_size(phys, len);
		val = 0;
		if (write) {
			user_move(&val, buf, size);
			answered = decode_write(phys, size, val);
		} else {
			answered = decode_read(phys, size, &val);
			user_move(buf, &val, size);
		}
		if (!answered)
			return -EFAULT;
	}
	return 0;
}

/* Within one page. */
static int frame_copy(phys_addr_t phys, void *buf, size_t len, bool write)
{
	struct page *page = phys_to_page(phys);
	void *data;

	if (!page)
		return device_copy(phys, buf, len, write);
	data = page->data;
	if (!data)
		return -ESTALE;
	data += offset_in_page(phys);
	user_move(write ? data : buf, write ? buf : data, len);
	return 0;
}

static int phys_copy(phys_addr_t phys, void *buf, size_t len, bool write)
{
	size_t part;
	int ret = 0;

	for (; len && !ret; phys += part, buf += part, len -= part) {
		part = min_t(size_t, len, PAGE_SIZE - offset_in_page(phys));
		ret = frame_copy(phys, buf, part, write);
	}
	return ret;
}

int phys_read(phys_addr_t phys, void *buf, size_t len)
{
	return phys_copy(phys, buf, len, false);
}

int phys_write(phys_addr_t phys, const void *buf, size_t len)
{
	return phys_copy(phys, (void *)buf, len, true);
}

static void physmem_exit(void)
{
	mmio_decoder = NULL;
}
__exitcall_level(physmem_exit, 0);
