/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header: there is no firmware, so that no device has properties */
#ifndef _LINUX_PROPERTY_H_
#define _LINUX_PROPERTY_H_

#include <linux/errno.h>
#include <linux/types.h>

struct device;
struct fwnode_handle;

static inline bool device_property_present(const struct device *dev, const char *propname)
{
	return false;
}

static inline bool device_property_read_bool(const struct device *dev, const char *propname)
{
	return false;
}

static inline int device_property_read_u32(const struct device *dev, const char *propname,
					   u32 *val)
{
	return -EINVAL;
}

static inline int device_property_read_u64(const struct device *dev, const char *propname,
					   u64 *val)
{
	return -EINVAL;
}

static inline int device_property_read_string(const struct device *dev, const char *propname,
					      const char **val)
{
	return -EINVAL;
}

#endif
