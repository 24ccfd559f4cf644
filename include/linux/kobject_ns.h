/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header: there is one name space, so that only the types remain */
#ifndef _LINUX_KOBJECT_NS_H
#define _LINUX_KOBJECT_NS_H

struct kobj_ns_type_operations;

enum kobj_ns_type {
	KOBJ_NS_TYPE_NONE = 0,
	KOBJ_NS_TYPE_NET,
	KOBJ_NS_TYPES,
};

#endif
