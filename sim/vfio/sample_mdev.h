/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sample_mdev.h - registers of the sample mediated device, and what its files share
 *
 * Region 0 is a page of registers. A command works on [IOVA, IOVA + LEN) of the user's memory,
 * sets STATUS and raises interrupt 0.
 */
#ifndef SAMPLE_MDEV_H
#define SAMPLE_MDEV_H

#include <linux/mdev.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/vfio.h>

#include "kernel/variant.h"

#define SAMPLE_REG_IOVA		0x00	/* 64 bits */
#define SAMPLE_REG_LEN		0x08	/* 32 bits, and so on */
#define SAMPLE_REG_CMD		0x0c
#define SAMPLE_REG_STATUS	0x10	/* result, or a negative errno */
#define SAMPLE_REG_RAM		0x40	/* the rest: what migrates */
#define SAMPLE_RAM_SIZE		64
#define SAMPLE_REGS_SIZE	(SAMPLE_REG_RAM + SAMPLE_RAM_SIZE)
#define SAMPLE_REGION_SIZE	4096

#define SAMPLE_CMD_FILL		1	/* write LEN bytes of 0x5a */
#define SAMPLE_CMD_SUM		2	/* STATUS: sum of LEN bytes */
#define SAMPLE_CMD_PIN		3	/* pin the page at IOVA */
#define SAMPLE_CMD_UNPIN	4

enum {
	SAMPLE_IRQ_DONE,
	SAMPLE_IRQ_REQ,
	SAMPLE_NUM_IRQS,
};

struct sample_file;

struct sample_state {
	struct vfio_device	vdev;
	struct mutex		lock;		/* under it: type1's iommu->lock */
	/* lock: */
	u8			regs[SAMPLE_REGS_SIZE];
	struct page		*page;		/* pinned, or NULL */
	dma_addr_t		page_iova;
	bool			kvm_known;
	struct mutex		igate;
	struct eventfd_ctx	*trigger[SAMPLE_NUM_IRQS]; /* igate */

	struct mutex		state_mutex;
	/* state_mutex: */
	enum vfio_device_mig_state mig_state;
	struct sample_file	*saving;	/* its file is counted */
	struct sample_file	*resuming;
};

/* sample_mdev_mig.c */
extern const struct vfio_migration_ops sample_mig_ops;
void sample_mig_reset(struct sample_state *state);

#endif
