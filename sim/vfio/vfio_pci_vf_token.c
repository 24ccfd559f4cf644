// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_vf_token.c - PF and VFs in different hands: the VF token
 *
 * Whoever has the PF can spy on the VFs, and the VFs' users can be hurt by it. So a PF and its
 * VFs, all with vfio-pci, can be opened at the same time only by those who share a secret: the
 * token, which is given with the device's name.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uuid.h>

#include "vfio_pci_priv.h"

#define VF_TOKEN_ARG	"vf_token="

/* A VF comes into use (+1) or goes out of use (-1): its PF's token counts, if that is ours. */
static void count_vf(struct vfio_pci_core_device *vf, int change)
{
	struct vfio_pci_vf_token *token;

	if (!vf->sriov_pf_core_dev)
		return;
	token = vf->sriov_pf_core_dev->vf_token;
	mutex_lock(&token->lock);
	token->users += change;
	WARN_ON(token->users < 0);
	mutex_unlock(&token->lock);
}

void vfio_pci_vf_token_get(struct vfio_pci_core_device *vdev)
{
	count_vf(vdev, 1);
}

void vfio_pci_vf_token_put(struct vfio_pci_core_device *vdev)
{
	count_vf(vdev, -1);
}

/* To be set only: reading it would tell the token of whoever had the device before. */
int vfio_pci_core_feature_token(struct vfio_device *device, u32 flags, void __user *arg,
				size_t argsz)
{
	struct vfio_pci_vf_token *token = to_vfio_pci(device)->vf_token;
	uuid_t chosen;
	int ret;

	if (!token)
		return -ENOTTY;
	ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_SET, sizeof(chosen));
	if (ret != 1)
		return ret;
	if (copy_from_user(&chosen, arg, sizeof(chosen)))
		return -EFAULT;

	mutex_lock(&token->lock);
	token->uuid = chosen;
	mutex_unlock(&token->lock);
	return 0;
}

static int refuse(struct vfio_pci_core_device *core, int err, const char *why)
{
	pci_info_ratelimited(core->pdev, "not opened: %s\n", why);
	return err;
}

/* In all of these @given is NULL when no token came with the name. */
static int refuse_token(struct vfio_pci_core_device *core, const uuid_t *given)
{
	return refuse(core, -EACCES, given ? "this is not the VF token" : "it takes a VF token");
}

/* A VF of a PF of ours: needs its token. */
static int check_vf(struct vfio_pci_core_device *vf, const uuid_t *given)
{
	struct vfio_pci_vf_token *token = vf->sriov_pf_core_dev->vf_token;
	bool right;

	if (!given)
		return refuse_token(vf, given);
	mutex_lock(&token->lock);
	right = uuid_equal(&token->uuid, given);
	mutex_unlock(&token->lock);
	return right ? 0 : refuse_token(vf, given);
}

/* A PF: needs the token while VFs are in use, and sets it while none is. */
static int check_pf(struct vfio_pci_core_device *pf, const uuid_t *given)
{
	struct vfio_pci_vf_token *token = pf->vf_token;
	bool right = true;

	mutex_lock(&token->lock);
	if (token->users)
		right = given && uuid_equal(&token->uuid, given);
	else if (given)
		token->uuid = *given;
	mutex_unlock(&token->lock);
	return right ? 0 : refuse_token(pf, given);
}

static int check_token(struct vfio_pci_core_device *core, const uuid_t *given)
{
	bool is_vf = core->pdev->is_virtfn;

	if (is_vf && core->sriov_pf_core_dev)
		return check_vf(core, given);
	if (!is_vf && core->vf_token)
		return check_pf(core, given);
	return given ? refuse(core, -EINVAL, "a VF token makes no sense here") : 0;
}

static const char *skip_blanks(const char *text)
{
	while (*text == ' ')
		text++;
	return text;
}

/* What follows the name: blanks, and once a token. 1 with a token, 0 without. */
static int parse_options(const char *rest, uuid_t *token)
{
	const size_t prefix = strlen(VF_TOKEN_ARG);
	int found = 0, err;

	for (rest = skip_blanks(rest); *rest; rest = skip_blanks(rest)) {
		if (found || strncmp(rest, VF_TOKEN_ARG, prefix))
			return -EINVAL;
		rest += prefix;
		if (strnlen(rest, UUID_STRING_LEN) < UUID_STRING_LEN)
			return -EINVAL;
		err = uuid_parse(rest, token);
		if (err)
			return err;
		rest += UUID_STRING_LEN;
		found = 1;
	}
	return found;
}

/* Is @text the name @name, alone or with options behind it? Those, or NULL. */
static const char *options_of(const char *text, const char *name)
{
	const size_t len = strlen(name);

	if (strncmp(text, name, len) || (text[len] != ' ' && text[len] != '\0'))
		return NULL;
	return text + len;
}

int vfio_pci_core_match(struct vfio_device *core_vdev, char *buf)
{
	struct vfio_pci_core_device *core = to_vfio_pci(core_vdev);
	const char *options = options_of(buf, pci_name(core->pdev));
	uuid_t token;
	int ret;

	if (!options)
		return 0;
	ret = parse_options(options, &token);
	if (ret >= 0)
		ret = check_token(core, ret ? &token : NULL);
	return ret ? ret : 1;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_match);
