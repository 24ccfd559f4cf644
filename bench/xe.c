// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe.c - the stream of a VF, from save to restore: VRAM of one VF becomes that of another
 *
 * One repetition is all of VRAM, which is written all over. The name has the size of a chunk
 * and that of VRAM. The user reads and writes by pieces of 32 KiB, but "whole" by chunks.
 *
 * The processor copies each byte twice, from VRAM's page to the user and from the user to a
 * page that becomes VRAM. What it is held against, over as much memory:
 *
 *	memcpy	each chunk copied once, from where it is to where it shall be
 *	pieces	the same two copies through a user's buffer, and nothing else
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "xe_world.h"

#define PIECE	SZ_32K

static size_t piece_of(const struct xe_job *job)
{
	return job->whole ? job->chunk : PIECE;
}

static void migrate_once(void *buf, size_t room)
{
	ssize_t len;

	BUG_ON(xe_sriov_vfio_stop_copy_enter(xe, 1) || xe_sriov_vfio_resume_data_enter(xe, 2));
	while ((len = xe_sriov_vfio_data_read(xe, 1, buf, room)) > 0)
		BUG_ON(xe_sriov_vfio_data_write(xe, 2, buf, len) != len);
	BUG_ON(len || xe_sriov_vfio_stop_copy_exit(xe, 1) || xe_sriov_vfio_resume_data_exit(xe, 2));
}

/* The first migration is not measured: it finds VRAM that nobody ever wrote to. */
static void stream(struct xe_job *job)
{
	size_t room = piece_of(job);
	void *buf = kvmalloc(max(room, job->chunk), GFP_KERNEL);

	bench_pause();
	memset(buf, 0x5a, max(room, job->chunk));
	for (u64 at = 0; at < job->desc.vf_vram; at += job->chunk)
		xe_hw_poke(card, 1, XE_HW_VRAM, 0, at, buf, job->chunk);
	BUG_ON(xe_sriov_vfio_suspend_device(xe, 1) || xe_sriov_vfio_suspend_device(xe, 2));
	migrate_once(buf, room);
	bench_resume();
	for (uint64_t i = 0; i < job->n; i++)
		migrate_once(buf, room);
	kvfree(buf);
}

/* Memory as large as two VFs' VRAM, all of it written before. */
static void copy_all(struct xe_job *job, void (*copy)(u8 *to, const u8 *from, size_t len, u8 *user))
{
	size_t vram = job->desc.vf_vram;
	u8 *from, *to, *user;

	bench_pause();
	from = kvmalloc(vram, GFP_KERNEL);
	to = kvmalloc(vram, GFP_KERNEL);
	user = kvmalloc(PIECE, GFP_KERNEL);
	memset(from, 0x5a, vram);
	bench_resume();
	for (uint64_t i = 0; i < job->n; i++) {
		for (size_t at = 0; at < vram; at += job->chunk)
			copy(to + at, from + at, job->chunk, user);
		__asm__ volatile("" : : "r"(to), "r"(user) : "memory");
	}
	bench_pause();
	kvfree(from);
	kvfree(to);
	kvfree(user);
	bench_resume();
}

static void copy_once(u8 *to, const u8 *from, size_t len, u8 *user)
{
	memcpy(to, from, len);
}

static void once(struct xe_job *job)
{
	copy_all(job, copy_once);
}

static void copy_through(u8 *to, const u8 *from, size_t len, u8 *user)
{
	for (size_t at = 0; at < len; at += PIECE) {
		memcpy(user, from + at, PIECE);
		__asm__ volatile("" : : "r"(user) : "memory");
		memcpy(to + at, user, PIECE);
	}
}

static void pieces(struct xe_job *job)
{
	copy_all(job, copy_through);
}

#define JOB(what, name, chunk_size, vram_size, ...)					\
static void what##_##name(uint64_t n)							\
{											\
	xe_measure((struct xe_job){ .n = n, .chunk = chunk_size,			\
				    .desc.vf_vram = vram_size, __VA_ARGS__ });		\
}

#define STREAM(name, chunk, vram)							\
	JOB(stream, name, chunk, vram, .run = stream)					\
	JOB(memcpy, name, chunk, vram, .run = once)					\
	JOB(pieces, name, chunk, vram, .run = pieces)

STREAM(64k_1m, SZ_64K, SZ_1M)
STREAM(64k_64m, SZ_64K, SZ_64M)
STREAM(1m_8m, SZ_1M, SZ_8M)
STREAM(1m_256m, SZ_1M, SZ_256M)
STREAM(4m_256m, SZ_4M, SZ_256M)
JOB(whole, 1m_256m, SZ_1M, SZ_256M, .run = stream, .whole = true)

#define ENTRIES(name)									\
	{ "xe/stream_" #name, stream_##name }, { "xe/memcpy_" #name, memcpy_##name },	\
	{ "xe/pieces_" #name, pieces_##name }

const struct bench bench_xe[] = {
	ENTRIES(64k_1m), ENTRIES(64k_64m), ENTRIES(1m_8m), ENTRIES(1m_256m), ENTRIES(4m_256m),
	{ "xe/whole_1m_256m", whole_1m_256m },
	{ NULL, NULL },
};
