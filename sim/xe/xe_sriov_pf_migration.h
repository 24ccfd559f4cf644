/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xe_sriov_pf_migration.h - the stream of a VF, over all of its GTs */
#ifndef XE_SRIOV_PF_MIGRATION_H
#define XE_SRIOV_PF_MIGRATION_H

#include <linux/compiler_types.h>
#include <linux/types.h>

struct xe_device;
struct xe_sriov_packet;

void xe_sriov_pf_migration_init(struct xe_device *xe);
void xe_sriov_pf_migration_fini(struct xe_device *xe);

/*
 * The next packet of any GT; waits for one. NULL: there is none any more. ERR_PTR:
 * -ERESTARTSYS, -EIO if the save failed or is not under way. The migration lock is held.
 */
struct xe_sriov_packet *xe_sriov_pf_migration_save_consume(struct xe_device *xe,
							   unsigned int vfid);

/*
 * Hand in a packet that is complete; waits for room. 0: it is taken over. -ERESTARTSYS,
 * -EINVAL, -EIO: it is still the caller's. The migration lock is held.
 */
int xe_sriov_pf_migration_restore_produce(struct xe_device *xe, unsigned int vfid,
					  struct xe_sriov_packet *data);

/* What <drm/intel/xe_sriov_vfio.h> says of the same. */
ssize_t xe_sriov_pf_migration_read(struct xe_device *xe, unsigned int vfid,
				   char __user *buf, size_t len);
ssize_t xe_sriov_pf_migration_write(struct xe_device *xe, unsigned int vfid,
				    const char __user *buf, size_t len);

/*
 * Nothing more will be written: a packet that a signal kept from its ring goes there now. -EIO
 * if the stream is not complete, or was refused; -EINTR.
 */
int xe_sriov_pf_migration_finish_writing(struct xe_device *xe, unsigned int vfid);

ssize_t xe_sriov_pf_migration_size(struct xe_device *xe, unsigned int vfid);

#endif
