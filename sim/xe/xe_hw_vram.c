// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_hw_vram.c - video memory that is as large as described and as dear as used
 *
 * A block comes into being when something else than zeros is written to it. Reads of
 * what was never written give zeros.
 */
#include <linux/instruction_pointer.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "exec/heap.h"

#include "xe_hw_card.h"

static bool all_zeros(const u8 *buf, size_t len)
{
	return !len || (!buf[0] && !memcmp(buf, buf + 1, len - 1));
}

static u64 blocks_of(const struct xe_hw_vram *vram)
{
	return (vram->size + XE_HW_BLOCK - 1) / XE_HW_BLOCK;
}

static u8 *block_for_write(struct xe_hw_vram *vram, u64 index)
{
	u8 **slot;

	if (!vram->block)
		vram->block = ex_zalloc(blocks_of(vram) * sizeof(*vram->block), _RET_IP_);
	slot = &vram->block[index];
	if (!*slot) {
		*slot = ex_zalloc(min_t(u64, XE_HW_BLOCK, vram->size), _RET_IP_);
		vram->blocks++;
	}
	return *slot;
}

void xe_hw_vram_read(const struct xe_hw_vram *vram, u64 offset, void *buf, size_t len)
{
	u8 *to = buf;

	while (len) {
		u64 within = offset % XE_HW_BLOCK;
		size_t part = min_t(u64, len, XE_HW_BLOCK - within);
		const u8 *block = vram->block ? vram->block[offset / XE_HW_BLOCK] : NULL;

		if (block)
			memcpy(to, block + within, part);
		else
			memset(to, 0, part);
		to += part;
		offset += part;
		len -= part;
	}
}

void xe_hw_vram_write(struct xe_hw_vram *vram, u64 offset, const void *buf, size_t len)
{
	const u8 *from = buf;

	while (len) {
		u64 within = offset % XE_HW_BLOCK, index = offset / XE_HW_BLOCK;
		size_t part = min_t(u64, len, XE_HW_BLOCK - within);

		if ((vram->block && vram->block[index]) || !all_zeros(from, part))
			memcpy(block_for_write(vram, index) + within, from, part);
		from += part;
		offset += part;
		len -= part;
	}
}

void xe_hw_vram_clear(struct xe_hw_vram *vram)
{
	for (u64 i = 0; vram->blocks && i < blocks_of(vram); i++) {
		if (!vram->block[i])
			continue;
		ex_free(vram->block[i], _RET_IP_);
		vram->block[i] = NULL;
		vram->blocks--;
	}
}

void xe_hw_vram_free(struct xe_hw_vram *vram)
{
	xe_hw_vram_clear(vram);
	ex_free(vram->block, _RET_IP_);
	vram->block = NULL;
}
