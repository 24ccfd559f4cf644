// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vop.c - runs scripted sequences of VFIO, KVM-VFIO and sysfs operations
 *
 * Prints one line per operation:
 *
 *     NN| operation args -> RET ERRNO outputs...
 *
 * RET is "fd" where a descriptor number would be returned, "ptr" for a mapping,
 * else the number; ERRNO is "-" on success.  Everything that differs between
 * boots (descriptor numbers, group numbers, addresses) is printed by name, so
 * that two transcripts of the same script can be compared line by line.
 * Script language: see README.txt.
 *
 * Long, since it is a program of its own that also runs on Linux, as one file.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "sys.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define VFIO(n)	 (0x3b64 + (n)) /* _IO(';', 100 + n) */
#define KVMIO(n) (0xae00 + (n))

/* ------------------------------------------------------------ name tables */
#define MAXN 200
static struct {
	char name[32];
	int fd;
} fdt[MAXN];
static struct {
	char name[32];
	uint8_t *p;
	size_t len;
} memt[MAXN];
static struct {
	char name[16], bdf[16], home[24];
	int ep;
} devt[MAXN];
static int ndev;
static pthread_mutex_t tl = PTHREAD_MUTEX_INITIALIZER;
static unsigned long total_lines, total_seqs, restore_errs;

static const struct {
	const char *n;
	int64_t v;
} consts[] = {
	{ "vfio", VFIO(0) },  { "kvm", KVMIO(0) }, { "dnone", 1 },     { "dbool", 2 },
	{ "dfd", 4 },	      { "mask", 8 },	   { "unmask", 16 },   { "trig", 32 },
	{ "intx", 0 },	      { "msi", 1 },	   { "msix", 2 },      { "err", 3 },
	{ "req", 4 },	      { "bar0", 0 },	   { "bar1", 1 },      { "bar2", 2 },
	{ "bar3", 3 },	      { "bar4", 4 },	   { "bar5", 5 },      { "rom", 6 },
	{ "cfg", 7 },	      { "vga", 8 },	   { "get", 1 << 16 }, { "set", 1 << 17 },
	{ "probe", 1 << 18 }, { "r", 1 },	   { "w", 2 },	       { "rw", 3 },
	{ "vaddr", 4 },	      { "all", 2 },	   { "dirty", 1 },     { "max32", 0xffffffffll },
	{ "max64", -1 },
};

static int64_t num(const char *s);

static int fdslot(const char *n, int make)
{
	int i, fr = -1;
	for (i = 0; i < MAXN; i++) {
		if (!strcmp(fdt[i].name, n) && fdt[i].name[0])
			return i;
		if (fr < 0 && !fdt[i].name[0])
			fr = i;
	}
	if (!make)
		return -1;
	snprintf(fdt[fr].name, sizeof fdt[fr].name, "%s", n);
	fdt[fr].fd = -1;
	return fr;
}

static int fdget(const char *n)
{
	if (isdigit((unsigned char)n[0]) || n[0] == '-')
		return atoi(n);
	pthread_mutex_lock(&tl);
	int i = fdslot(n, 0), fd = i < 0 ? -1 : fdt[i].fd;
	pthread_mutex_unlock(&tl);
	return fd;
}

static void fdset(const char *n, int fd)
{
	static int shadow;
	pthread_mutex_lock(&tl);
	int i = fdslot(n, 1);
	if (fdt[i].fd >= 0) { /* the name was in use: keep the old one for the clean-up */
		char old[48];
		snprintf(old, sizeof old, "%s~%d", n, shadow++ % 1000);
		int k = fdslot(old, 1);
		fdt[k].fd = fdt[i].fd;
	}
	fdt[i].fd = fd;
	pthread_mutex_unlock(&tl);
}

static void fddrop(const char *n)
{
	pthread_mutex_lock(&tl);
	int i = fdslot(n, 0);
	if (i >= 0)
		fdt[i].name[0] = 0;
	pthread_mutex_unlock(&tl);
}

static int memslot(const char *n, int make)
{
	int i, fr = -1;
	for (i = 0; i < MAXN; i++) {
		if (memt[i].name[0] && !strcmp(memt[i].name, n))
			return i;
		if (fr < 0 && !memt[i].name[0])
			fr = i;
	}
	if (!make)
		return -1;
	snprintf(memt[fr].name, sizeof memt[fr].name, "%s", n);
	return fr;
}

static const char *bdf(const char *alias)
{
	for (int i = 0; i < ndev; i++)
		if (!strcmp(devt[i].name, alias))
			return devt[i].bdf;
	return alias;
}

static const char *alias_of(const char *b)
{
	for (int i = 0; i < ndev; i++)
		if (!strcmp(devt[i].bdf, b))
			return devt[i].name;
	return b;
}

static int linkname(const char *path, char *out, size_t len)
{
	char l[256];
	ssize_t r = sys_readlink(path, l, sizeof l - 1);
	if (r < 0)
		return -1;
	l[r] = 0;
	char *s = strrchr(l, '/');
	snprintf(out, len, "%s", s ? s + 1 : l);
	return 0;
}

static int group_of(const char *b, char *out, size_t len)
{
	char p[128];
	snprintf(p, sizeof p, "/sys/bus/pci/devices/%s/iommu_group", b);
	return linkname(p, out, len);
}

/* a group is printed as G(first alias in it) */
static void group_name(unsigned gid, char *out, size_t len)
{
	char g[32];
	for (int i = 0; i < ndev; i++)
		if (!group_of(devt[i].bdf, g, sizeof g) && strtoul(g, NULL, 10) == gid) {
			snprintf(out, len, "G(%s)", devt[i].name);
			return;
		}
	snprintf(out, len, "G?");
}

/* "{edu}" -> its address, "{g:edu}" -> its group number */
static void expand(const char *s, char *out, size_t len)
{
	size_t o = 0;
	while (*s && o + 1 < len) {
		const char *e;
		if (*s == '{' && (e = strchr(s, '}'))) {
			char k[32], g[32];
			const char *v;
			snprintf(k, sizeof k, "%.*s", (int)(e - s - 1), s + 1);
			if (!strncmp(k, "g:", 2))
				v = group_of(bdf(k + 2), g, sizeof g) ? "none" : g;
			else
				v = bdf(k);
			o += snprintf(out + o, len - o, "%s", v);
			if (o >= len)
				o = len - 1;
			s = e + 1;
		} else
			out[o++] = *s++;
	}
	out[o] = 0;
}

/* one term: number with k/m/g, constant, memory name, gid:alias, fd:name */
static int64_t term(const char *s)
{
	for (size_t i = 0; i < sizeof consts / sizeof *consts; i++)
		if (!strcmp(consts[i].n, s))
			return consts[i].v;
	if (!strncmp(s, "gid:", 4)) {
		char g[32];
		return group_of(bdf(s + 4), g, sizeof g) ? -1 : atoll(g);
	}
	if (!strncmp(s, "fd:", 3))
		return fdget(s + 3);
	if (isdigit((unsigned char)s[0]) || s[0] == '-') {
		char *e;
		int64_t v = s[0] == '-' ? strtoll(s, &e, 0) : (int64_t)strtoull(s, &e, 0);
		if (*e == 'k')
			v <<= 10;
		if (*e == 'm')
			v <<= 20;
		if (*e == 'g')
			v <<= 30;
		return v;
	}
	int i = memslot(s, 0);
	if (i >= 0)
		return (int64_t)(uintptr_t)memt[i].p;
	fprintf(stderr, "!! unknown value '%s'\n", s);
	return 0;
}

static int64_t num(const char *s)
{
	char b[128], *save, *p;
	int64_t v = 0;
	snprintf(b, sizeof b, "%s", s);
	for (p = strtok_r(b, "+", &save); p; p = strtok_r(NULL, "+", &save))
		v += term(p);
	return v;
}

/* value of key=... among the tokens */
static const char *kvs(int n, char **t, const char *key)
{
	size_t l = strlen(key);
	for (int i = 1; i < n; i++)
		if (!strncmp(t[i], key, l) && t[i][l] == '=')
			return t[i] + l + 1;
	return NULL;
}

static int64_t kvn(int n, char **t, const char *key, int64_t dflt)
{
	const char *s = kvs(n, t, key);
	return s ? num(s) : dflt;
}

/* ------------------------------------------------------------ printing */
static const char *en(int e)
{
	static __thread char b[16];
	const char *s = e ? strerrorname_np(e) : "-";
	if (s)
		return s;
	snprintf(b, sizeof b, "E%d", e);
	return b;
}

static void res(FILE *o, long r, int e)
{
	fprintf(o, " -> %ld %s", r, r < 0 ? en(e) : "-");
}

static void resfd(FILE *o, long r, int e)
{
	if (r >= 0)
		fprintf(o, " -> fd -");
	else
		fprintf(o, " -> -1 %s", en(e));
}

/* ------------------------------------------------------------ struct ioctls */
/* The buffer is filled with a pattern and the highest byte that the kernel
 * changed is reported as out=, so stray or missing copy-outs show up. */
struct ib {
	uint8_t b[8192], ref[8192];
};

static struct ib *ib_new(void)
{
	static __thread struct ib *x;
	if (!x)
		x = malloc(sizeof *x);
	memset(x->b, 0xa5, sizeof x->b);
	return x;
}
static void p32(struct ib *x, int off, uint32_t v)
{
	memcpy(x->b + off, &v, 4);
}
static void p64(struct ib *x, int off, uint64_t v)
{
	memcpy(x->b + off, &v, 8);
}
static uint32_t g32(struct ib *x, int off)
{
	uint32_t v;
	memcpy(&v, x->b + off, 4);
	return v;
}
static uint64_t g64(struct ib *x, int off)
{
	uint64_t v;
	memcpy(&v, x->b + off, 8);
	return v;
}

static long ib_call(struct ib *x, int fd, unsigned long req, int *e)
{
	memcpy(x->ref, x->b, sizeof x->b);
	errno = 0;
	long r = sys_ioctl(fd, req, x->b);
	*e = errno;
	return r;
}

static int ib_out(struct ib *x)
{
	int i = sizeof x->b;
	while (i > 0 && x->b[i - 1] == x->ref[i - 1])
		i--;
	return i;
}

static void show_caps(struct ib *x, unsigned off, unsigned argsz, FILE *o)
{
	if (!off)
		return;
	fprintf(o, " caps:");
	for (int k = 0; off && off + 8 <= argsz && off + 64 < sizeof x->b && k < 10; k++) {
		uint16_t id, ver;
		memcpy(&id, x->b + off, 2);
		memcpy(&ver, x->b + off + 2, 2);
		fprintf(o, "[%u.%u", id, ver);
		if (id == 1) { /* sparse mmap areas, or iova ranges: same shape after the count */
			uint32_t c = g32(x, off + 8);
			for (uint32_t i = 0; i < c && off + 16 + i * 16 + 16 < sizeof x->b; i++)
				fprintf(o, " 0x%llx,0x%llx",
					(unsigned long long)g64(x, off + 16 + i * 16),
					(unsigned long long)g64(x, off + 24 + i * 16));
		}
		fprintf(o, "]");
		off = g32(x, off + 4);
	}
}

static void c_ioc(int n, char **t, FILE *o) /* ioc FD REQ items... */
{
	struct ib *x = ib_new();
	int off = 0, e;
	for (int i = 3; i < n; i++) {
		char *v = strchr(t[i], ':');
		int w = 4;
		int64_t val;
		if (!v)
			continue;
		*v = 0;
		if (t[i][0] == 'u')
			w = atoi(t[i] + 1) / 8;
		val = num(v + 1);
		*v = ':';
		memcpy(x->b + off, &val, w);
		off += w;
	}
	long r = ib_call(x, fdget(t[1]), num(t[2]), &e);
	res(o, r, e);
	int c = ib_out(x);
	fprintf(o, " out=%d", c);
	if (c && c <= 64) {
		fputc(' ', o);
		for (int i = 0; i < c; i++)
			fprintf(o, "%02x", x->b[i]);
	}
}

static void c_ioi(int n, char **t, FILE *o) /* ioi FD REQ [value] */
{
	errno = 0;
	long r = sys_ioctl(fdget(t[1]), num(t[2]), (void *)(uintptr_t)(n > 3 ? num(t[3]) : 0));
	res(o, r, errno);
}

static void simple(FILE *o, const char *fd, int nr, long arg)
{
	errno = 0;
	long r = sys_ioctl(fdget(fd), VFIO(nr), (void *)arg);
	res(o, r, errno);
}
static void c_api(int n, char **t, FILE *o)
{
	(void)n;
	simple(o, t[1], 0, 0);
}
static void c_ext(int n, char **t, FILE *o)
{
	(void)n;
	simple(o, t[1], 1, num(t[2]));
}
static void c_setiommu(int n, char **t, FILE *o)
{
	(void)n;
	simple(o, t[1], 2, num(t[2]));
}
static void c_unsetcont(int n, char **t, FILE *o)
{
	(void)n;
	simple(o, t[1], 5, 0);
}
static void c_devreset(int n, char **t, FILE *o)
{
	(void)n;
	simple(o, t[1], 11, 0);
}

static void c_gstatus(int n, char **t, FILE *o)
{
	struct ib *x = ib_new();
	int e;
	p32(x, 0, kvn(n, t, "argsz", 8));
	p32(x, 4, 0xa5a5a5a5);
	long r = ib_call(x, fdget(t[1]), VFIO(3), &e);
	res(o, r, e);
	fprintf(o, " out=%d", ib_out(x));
	if (!r)
		fprintf(o, " argsz=%u flags=0x%x", g32(x, 0), g32(x, 4));
}

static void c_setcont(int n, char **t, FILE *o)
{
	(void)n;
	int32_t fd = fdget(t[2]);
	errno = 0;
	long r = sys_ioctl(fdget(t[1]), VFIO(4), &fd);
	res(o, r, errno);
}

static void c_getdev(int n, char **t, FILE *o) /* getdev D G NAME|raw:TEXT|null [suffix] */
{
	char nm[256];
	void *a = nm;
	if (!strcmp(t[3], "null"))
		a = NULL;
	else if (!strncmp(t[3], "raw:", 4))
		snprintf(nm, sizeof nm, "%s", t[3] + 4);
	else
		snprintf(nm, sizeof nm, "%s", bdf(t[3]));
	for (int i = 4; i < n; i++) {
		strncat(nm, " ", sizeof nm - strlen(nm) - 1);
		strncat(nm, t[i], sizeof nm - strlen(nm) - 1);
	}
	errno = 0;
	long r = sys_ioctl(fdget(t[2]), VFIO(6), a);
	int e = errno;
	resfd(o, r, e);
	if (r >= 0)
		fdset(t[1], r);
}

static void c_devinfo(int n, char **t, FILE *o)
{
	struct ib *x = ib_new();
	unsigned a = kvn(n, t, "argsz", 20);
	int e;
	p32(x, 0, a);
	long r = ib_call(x, fdget(t[1]), VFIO(7), &e);
	res(o, r, e);
	fprintf(o, " out=%d", ib_out(x));
	if (!r) {
		fprintf(o, " argsz=%u flags=0x%x regions=%u irqs=%u", g32(x, 0), g32(x, 4),
			g32(x, 8), g32(x, 12));
		if (a >= 20) {
			fprintf(o, " cap=%u", g32(x, 16));
			show_caps(x, g32(x, 16), a, o);
		}
	}
}

static void region1(const char *fd, uint32_t idx, unsigned a, FILE *o)
{
	struct ib *x = ib_new();
	int e;
	p32(x, 0, a);
	p32(x, 8, idx);
	long r = ib_call(x, fdget(fd), VFIO(8), &e);
	res(o, r, e);
	fprintf(o, " out=%d", ib_out(x));
	if (!r) {
		fprintf(o, " argsz=%u flags=0x%x", g32(x, 0), g32(x, 4));
		if (g32(x, 12) == 0xa5a5a5a5)
			fprintf(o, " cap=kept");
		else
			fprintf(o, " cap=%u", g32(x, 12));
		fprintf(o, " size=0x%llx offset=0x%llx", (unsigned long long)g64(x, 16),
			(unsigned long long)g64(x, 24));
		if (g32(x, 12) != 0xa5a5a5a5)
			show_caps(x, g32(x, 12), a, o);
	}
}
static void c_region(int n, char **t, FILE *o)
{
	region1(t[1], num(t[2]), kvn(n, t, "argsz", 256), o);
}

static void c_irqinfo(int n, char **t, FILE *o)
{
	struct ib *x = ib_new();
	int e;
	p32(x, 0, kvn(n, t, "argsz", 16));
	p32(x, 8, num(t[2]));
	long r = ib_call(x, fdget(t[1]), VFIO(9), &e);
	res(o, r, e);
	fprintf(o, " out=%d", ib_out(x));
	if (!r)
		fprintf(o, " flags=0x%x count=%u", g32(x, 4), g32(x, 12));
}

static void c_setirqs(int n, char **t, FILE *o)
{
	struct ib *x = ib_new();
	char b[512], *save, *p;
	int off = 20, cnt = 0, e, isfd = 0;
	const char *d = kvs(n, t, "data");
	if (d && strcmp(d, "none")) {
		snprintf(b, sizeof b, "%s", d);
		isfd = !strncmp(b, "fd:", 3);
		for (p = strtok_r(strchr(b, ':') + 1, ",", &save); p;
		     p = strtok_r(NULL, ",", &save), cnt++) {
			if (isfd) {
				p32(x, off, fdget(p));
				off += 4;
			} else
				x->b[off++] = num(p);
		}
	}
	p32(x, 0, kvn(n, t, "argsz", off));
	p32(x, 4, kvn(n, t, "flags", 0));
	p32(x, 8, kvn(n, t, "index", 0));
	p32(x, 12, kvn(n, t, "start", 0));
	p32(x, 16, kvn(n, t, "count", cnt));
	long r = ib_call(x, fdget(t[1]), VFIO(10), &e);
	res(o, r, e);
	if (ib_out(x))
		fprintf(o, " out=%d", ib_out(x));
}

static void c_hotinfo(int n, char **t, FILE *o)
{
	struct ib *x = ib_new();
	unsigned a = kvn(n, t, "argsz", 12 + 8 * 32);
	int e;
	p32(x, 0, a);
	p32(x, 4, kvn(n, t, "flags", 0));
	p32(x, 8, 0xa5a5a5a5);
	long r = ib_call(x, fdget(t[1]), VFIO(12), &e);
	int c = ib_out(x);
	res(o, r, e);
	fprintf(o, " out=%d", c);
	if (c) {
		fprintf(o, " argsz=%u flags=0x%x count=%u", g32(x, 0), g32(x, 4), g32(x, 8));
		if (!r)
			for (unsigned i = 0; i < g32(x, 8) && 12 + 8 * i < (unsigned)c; i++) {
				uint16_t seg;
				char s[24], g[32];
				int q = 12 + 8 * i;
				memcpy(&seg, x->b + q + 4, 2);
				snprintf(s, sizeof s, "%04x:%02x:%02x.%x", seg, x->b[q + 6],
					 x->b[q + 7] >> 3, x->b[q + 7] & 7);
				group_name(g32(x, q), g, sizeof g);
				fprintf(o, " %s/%s", alias_of(s), g);
			}
	}
}

static void c_hotreset(int n, char **t, FILE *o)
{
	struct ib *x = ib_new();
	char b[512], *save, *p;
	int off = 12, cnt = 0, e;
	const char *d = kvs(n, t, "fds");
	if (d) {
		snprintf(b, sizeof b, "%s", d);
		for (p = strtok_r(b, ",", &save); p;
		     p = strtok_r(NULL, ",", &save), cnt++, off += 4)
			p32(x, off, fdget(p));
	}
	p32(x, 0, kvn(n, t, "argsz", off));
	p32(x, 4, kvn(n, t, "flags", 0));
	p32(x, 8, kvn(n, t, "count", cnt));
	long r = ib_call(x, fdget(t[1]), VFIO(13), &e);
	res(o, r, e);
	if (ib_out(x))
		fprintf(o, " out=%d", ib_out(x));
}

static void c_feature(int n, char **t, FILE *o) /* feature D flags=.. [argsz=] [data=hex] */
{
	struct ib *x = ib_new();
	const char *d = kvs(n, t, "data");
	int off = 8, e;
	for (; d && d[0] && d[1]; d += 2) {
		char h[3] = { d[0], d[1], 0 };
		x->b[off++] = strtoul(h, NULL, 16);
	}
	p32(x, 0, kvn(n, t, "argsz", off));
	p32(x, 4, kvn(n, t, "flags", 0));
	long r = ib_call(x, fdget(t[1]), VFIO(17), &e);
	int c = ib_out(x);
	res(o, r, e);
	fprintf(o, " out=%d", c);
	for (int i = 8; i < c && i < 40; i++)
		fprintf(o, "%s%02x", i == 8 ? " " : "", x->b[i]);
}

static void c_ioeventfd(int n, char **t, FILE *o)
{
	struct ib *x = ib_new();
	const char *f = kvs(n, t, "fd");
	int e;
	p32(x, 0, kvn(n, t, "argsz", 32));
	p32(x, 4, kvn(n, t, "flags", 0));
	p64(x, 8, kvn(n, t, "off", 0));
	p64(x, 16, kvn(n, t, "data", 0));
	p32(x, 24, f ? fdget(f) : -1);
	p32(x, 28, 0);
	long r = ib_call(x, fdget(t[1]), VFIO(16), &e);
	res(o, r, e);
}

static void c_iommuinfo(int n, char **t, FILE *o)
{
	struct ib *x = ib_new();
	unsigned a = kvn(n, t, "argsz", 512);
	int e;
	p32(x, 0, a);
	p32(x, 4, kvn(n, t, "flags", 0));
	long r = ib_call(x, fdget(t[1]), VFIO(12), &e);
	res(o, r, e);
	fprintf(o, " out=%d", ib_out(x));
	if (!r) {
		fprintf(o, " argsz=%u flags=0x%x pgsizes=0x%llx", g32(x, 0), g32(x, 4),
			(unsigned long long)g64(x, 8));
		if (a >= 20) {
			fprintf(o, " cap=%u", g32(x, 16));
			show_caps(x, g32(x, 16), a, o);
			for (unsigned c = g32(x, 16), k = 0; c && c + 16 <= a && k < 8;
			     c = g32(x, c + 4), k++)
				if ((g32(x, c) & 0xffff) == 3)
					fprintf(o, " avail=%u", g32(x, c + 8));
		}
	}
}

static void c_map(int n, char **t, FILE *o)
{
	struct ib *x = ib_new();
	int e;
	p32(x, 0, kvn(n, t, "argsz", 32));
	p32(x, 4, kvn(n, t, "flags", 3));
	p64(x, 8, kvn(n, t, "va", 0));
	p64(x, 16, kvn(n, t, "iova", 0));
	p64(x, 24, kvn(n, t, "size", 0));
	long r = ib_call(x, fdget(t[1]), VFIO(13), &e);
	res(o, r, e);
	if (ib_out(x))
		fprintf(o, " out=%d", ib_out(x));
}

static void c_unmap(int n, char **t, FILE *o) /* bm=PGSIZE,BYTES adds a dirty bitmap */
{
	static uint64_t bits[512];
	struct ib *x = ib_new();
	const char *bm = kvs(n, t, "bm");
	int e;
	p32(x, 0, kvn(n, t, "argsz", bm ? 48 : 24));
	p32(x, 4, kvn(n, t, "flags", 0));
	p64(x, 8, kvn(n, t, "iova", 0));
	p64(x, 16, kvn(n, t, "size", 0));
	if (bm) {
		const char *c = strchr(bm, ',');
		p64(x, 24, strtoull(bm, NULL, 0));
		p64(x, 32, c ? strtoull(c + 1, NULL, 0) : 8);
		p64(x, 40, (uintptr_t)bits);
		memset(bits, 0, sizeof bits);
	}
	long r = ib_call(x, fdget(t[1]), VFIO(14), &e);
	res(o, r, e);
	fprintf(o, " size=0x%llx out=%d", (unsigned long long)g64(x, 16), ib_out(x));
	if (bm && !r)
		fprintf(o, " bits=0x%llx", (unsigned long long)bits[0]);
}

static void c_dirty(int n, char **t, FILE *o) /* dirty C flags= [iova= size= pg= bytes=] */
{
	static uint64_t bits[512];
	struct ib *x = ib_new();
	int e;
	memset(bits, 0, sizeof bits);
	p32(x, 0, kvn(n, t, "argsz", kvs(n, t, "size") ? 48 : 8));
	p32(x, 4, kvn(n, t, "flags", 0));
	p64(x, 8, kvn(n, t, "iova", 0));
	p64(x, 16, kvn(n, t, "size", 0));
	p64(x, 24, kvn(n, t, "pg", 4096));
	p64(x, 32, kvn(n, t, "bytes", 8));
	p64(x, 40, (uintptr_t)bits);
	long r = ib_call(x, fdget(t[1]), VFIO(17), &e);
	res(o, r, e);
	if (!r && kvs(n, t, "size"))
		fprintf(o, " bits=0x%llx", (unsigned long long)bits[0]);
}

/* ------------------------------------------------------------ files, memory */
static int oflags(const char *s)
{
	int f = 0;
	if (strstr(s, "rw"))
		f |= O_RDWR;
	else if (strstr(s, "wo"))
		f |= O_WRONLY;
	if (strstr(s, "nb"))
		f |= O_NONBLOCK;
	return f;
}

static void c_open(int n, char **t, FILE *o)
{
	char p[256];
	expand(t[2], p, sizeof p);
	errno = 0;
	int fd = sys_open(p, oflags(n > 3 ? t[3] : "rw"));
	int e = errno;
	resfd(o, fd, e);
	if (fd >= 0)
		fdset(t[1], fd);
}

static void c_group(int n, char **t, FILE *o) /* group G DEV [mode] */
{
	char p[64], g[32];
	if (group_of(bdf(t[2]), g, sizeof g))
		strcpy(g, "none");
	snprintf(p, sizeof p, "/dev/vfio/%s", g);
	char *u[] = { t[0], t[1], p, n > 3 ? t[3] : "rw" };
	c_open(4, u, o);
}

static void c_close(int n, char **t, FILE *o)
{
	(void)n;
	errno = 0;
	int r = sys_close(fdget(t[1])), e = errno;
	fddrop(t[1]);
	res(o, r, e);
}

static void c_dup(int n, char **t, FILE *o)
{
	(void)n;
	errno = 0;
	int r = sys_dup(fdget(t[1])), e = errno;
	if (r >= 0)
		fdset(t[2], r);
	resfd(o, r, e);
}

static void hexout(FILE *o, const uint8_t *b, long r)
{
	if (r > 0)
		fputc(' ', o);
	for (long i = 0; i < r && i < 64; i++)
		fprintf(o, "%02x", b[i]);
}

static void c_read(int n, char **t, FILE *o)
{
	(void)n;
	uint8_t b[4096];
	size_t l = num(t[2]);
	errno = 0;
	long r = sys_read(fdget(t[1]), b, l > sizeof b ? sizeof b : l);
	res(o, r, errno);
	hexout(o, b, r);
}

static void c_write(int n, char **t, FILE *o)
{
	(void)n;
	errno = 0;
	long r = sys_write(fdget(t[1]), t[2], strlen(t[2]));
	res(o, r, errno);
}

static void c_eventfd(int n, char **t, FILE *o)
{
	(void)n;
	int r = sys_eventfd(0, O_NONBLOCK), e = errno;
	if (r >= 0)
		fdset(t[1], r);
	resfd(o, r, e);
}

static void c_evwait(int n, char **t, FILE *o) /* evwait E MS : count, or timeout */
{
	short rev = 0;
	uint64_t v = 0;
	int fd = fdget(t[1]), p = sys_poll1(fd, POLLIN, n > 2 ? num(t[2]) : 0, &rev);
	if (p == 1 && (rev & POLLIN) && sys_read(fd, &v, 8) == 8)
		fprintf(o, " -> %s", v ? "signalled" : "zero");
	else
		fprintf(o, " -> quiet");
	if (n > 3 && v)
		fprintf(o, " n=%llu", (unsigned long long)v);
}

static void c_evset(int n, char **t, FILE *o)
{
	uint64_t v = n > 2 ? num(t[2]) : 1;
	long r = sys_write(fdget(t[1]), &v, 8);
	res(o, r, errno);
}

static void c_poll(int n, char **t, FILE *o)
{
	short rev = 0;
	int r = sys_poll1(fdget(t[1]), POLLIN | POLLOUT, n > 2 ? num(t[2]) : 0, &rev);
	res(o, r, errno);
	fprintf(o, " revents=0x%x", rev);
}

static int protof(const char *s)
{
	int p = 0;
	if (strchr(s, 'r'))
		p |= PROT_READ;
	if (strchr(s, 'w'))
		p |= PROT_WRITE;
	if (strchr(s, 'x'))
		p |= PROT_EXEC;
	return p;
}

static void mapres(FILE *o, const char *name, void *p, size_t len, int e)
{
	if (p == MAP_FAILED) {
		fprintf(o, " -> -1 %s", en(e));
		return;
	}
	int i = memslot(name, 1);
	memt[i].p = p;
	memt[i].len = len;
	fprintf(o, " -> ptr -");
}

static void c_mem(int n, char **t, FILE *o) /* mem NAME SIZE [ro] [noalign] */
{
	size_t len = num(t[2]);
	void *p = sys_mmap(len, n > 3 && !strcmp(t[3], "ro") ? PROT_READ : PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	mapres(o, t[1], p, len, errno);
}

static void c_mmap(int n, char **t, FILE *o) /* mmap M FD OFF SIZE PROT [private] */
{
	size_t len = num(t[4]);
	void *p = sys_mmap(len, protof(t[5]), n > 6 ? MAP_PRIVATE : MAP_SHARED, fdget(t[2]),
			   num(t[3]));
	mapres(o, t[1], p, len, errno);
}

static void c_bar(int n, char **t, FILE *o) /* bar M D REGION OFF SIZE PROT [private] */
{
	size_t len = num(t[5]);
	void *p = sys_mmap(len, protof(t[6]), n > 7 ? MAP_PRIVATE : MAP_SHARED, fdget(t[2]),
			   ((uint64_t)num(t[3]) << 40) + num(t[4]));
	mapres(o, t[1], p, len, errno);
}

static void c_munmap(int n, char **t, FILE *o)
{
	(void)n;
	int i = memslot(t[1], 0), r = -1;
	errno = EINVAL;
	if (i >= 0) {
		r = sys_munmap(memt[i].p, memt[i].len);
		memt[i].name[0] = 0;
	}
	res(o, r, errno);
}

static void c_peek(int n, char **t, FILE *o) /* peek M OFF SIZE */
{
	(void)n;
	uint64_t v = 0;
	int i = memslot(t[1], 0), r = -1;
	errno = ENOENT;
	if (i >= 0)
		r = sys_mem_read(memt[i].p + num(t[2]), num(t[3]), &v);
	res(o, r, errno);
	if (!r)
		fprintf(o, " 0x%llx", (unsigned long long)v);
}

static void c_poke(int n, char **t, FILE *o) /* poke M OFF SIZE VAL */
{
	(void)n;
	int i = memslot(t[1], 0), r = -1;
	errno = ENOENT;
	if (i >= 0)
		r = sys_mem_write(memt[i].p + num(t[2]), num(t[3]), num(t[4]));
	res(o, r, errno);
}

/* ------------------------------------------------------------ regions */
static void c_rd(int n, char **t, FILE *o) /* rd D REGION OFF LEN */
{
	(void)n;
	uint8_t b[4096];
	size_t l = num(t[4]);
	memset(b, 0, sizeof b);
	errno = 0;
	long r = sys_pread(fdget(t[1]), b, l > sizeof b ? sizeof b : l,
			   ((uint64_t)num(t[2]) << 40) + num(t[3]));
	res(o, r, errno);
	hexout(o, b, r);
}

static void c_wr(int n, char **t, FILE *o) /* wr D REGION OFF LEN VAL */
{
	(void)n;
	uint8_t b[64] = { 0 };
	int64_t v = num(t[5]);
	size_t l = num(t[4]);
	memcpy(b, &v, 8);
	errno = 0;
	long r = sys_pwrite(fdget(t[1]), b, l > sizeof b ? sizeof b : l,
			    ((uint64_t)num(t[2]) << 40) + num(t[3]));
	res(o, r, errno);
}

#define CFGOFF (7ull << 40)
static void c_cfgdump(int n, char **t, FILE *o) /* cfgdump D LO HI : non-zero rows */
{
	(void)n;
	int fd = fdget(t[1]);
	fprintf(o, " ->");
	for (unsigned a = num(t[2]); a < (unsigned)num(t[3]); a += 16) {
		uint8_t b[16] = { 0 };
		int nz = 0, r = sys_pread(fd, b, 16, CFGOFF + a), e = errno;
		for (int i = 0; i < 16; i++)
			nz |= b[i];
		if (r == 16 && !nz)
			continue;
		if (r < 0) {
			fprintf(o, "\n  +%03x %s", a, en(e));
			break;
		}
		fprintf(o, "\n  +%03x r=%d ", a, r);
		for (int i = 0; i < r; i++)
			fprintf(o, "%02x", b[i]);
	}
}

static void c_cfgwalk(int n, char **t, FILE *o) /* every offset and length against bytes */
{
	static uint8_t byt[4096 + 16];
	int fd = fdget(t[1]), bad = 0, shortr = 0, err = 0, okc = 0, lim = n > 2 ? num(t[2]) : 4096;
	for (int a = 0; a < lim; a++) {
		byt[a] = 0;
		if (sys_pread(fd, byt + a, 1, CFGOFF + a) != 1)
			err++;
	}
	static const int lens[] = { 2, 3, 4, 5, 8 };
	for (int k = 0; k < 5; k++)
		for (int a = 0; a < lim; a += 1 + (a > 256) * 6) {
			uint8_t b[8];
			long r = sys_pread(fd, b, lens[k], CFGOFF + a);
			if (r < 0) {
				err++;
				continue;
			}
			if (r != lens[k])
				shortr++;
			for (int i = 0; i < r && a + i < lim; i++)
				if (b[i] != byt[a + i]) {
					bad++;
					break;
				}
			okc++;
		}
	fprintf(o, " -> ok=%d err=%d short=%d differ=%d", okc, err, shortr, bad);
}

/* for each byte: write 0xff, read, write 0, read, write the old value, read */
static void c_cfgprobe(int n, char **t, FILE *o)
{
	(void)n;
	int fd = fdget(t[1]);
	fprintf(o, " ->");
	for (unsigned a = num(t[2]); a < (unsigned)num(t[3]); a++) {
		uint8_t old = 0, hi = 0, lo = 0, back = 0, ff = 0xff, z = 0;
		sys_pread(fd, &old, 1, CFGOFF + a);
		long w = sys_pwrite(fd, &ff, 1, CFGOFF + a);
		int e = errno;
		sys_pread(fd, &hi, 1, CFGOFF + a);
		sys_pwrite(fd, &z, 1, CFGOFF + a);
		sys_pread(fd, &lo, 1, CFGOFF + a);
		sys_pwrite(fd, &old, 1, CFGOFF + a);
		sys_pread(fd, &back, 1, CFGOFF + a);
		if (hi == lo && lo == old && w == 1)
			continue;
		if (w != 1) {
			fprintf(o, "\n  +%03x w=%ld %s", a, w, en(e));
			break;
		} else
			fprintf(o, "\n  +%03x old=%02x ff=%02x 00=%02x back=%02x", a, old, hi, lo,
				back);
	}
}

/* ------------------------------------------------------------ sysfs */
static long wfile(const char *path, const char *data, int *e, int *opened)
{
	errno = 0;
	int fd = sys_open(path, O_WRONLY);
	*opened = fd >= 0;
	if (fd < 0) {
		*e = errno;
		return -1;
	}
	errno = 0;
	long r = sys_write(fd, data, strlen(data));
	*e = errno;
	sys_close(fd);
	return r;
}

static void sysw(FILE *o, const char *path, const char *data)
{
	int e, op;
	long r = wfile(path, data, &e, &op);
	/* the length written depends on the address, so only "ok" is shown */
	if (r >= 0)
		fprintf(o, " -> ok -");
	else
		fprintf(o, " -> -1 %s%s", op ? "" : "open:", en(e));
}

static void c_sysw(int n, char **t, FILE *o)
{
	char p[256], d[256];
	expand(t[1], p, sizeof p);
	expand(n > 2 ? t[2] : "", d, sizeof d);
	if (!strcmp(d, "newline"))
		strcpy(d, "\n");
	sysw(o, p, d);
}

static long rfile(const char *path, char *b, size_t len)
{
	int fd = sys_open(path, O_RDONLY);
	if (fd < 0)
		return -1;
	long r = sys_read(fd, b, len - 1);
	int e = errno;
	sys_close(fd);
	errno = e;
	if (r >= 0)
		b[r] = 0;
	return r;
}

static void c_sysr(int n, char **t, FILE *o)
{
	(void)n;
	char p[256], b[4096];
	expand(t[1], p, sizeof p);
	errno = 0;
	long r = rfile(p, b, sizeof b);
	if (r < 0) {
		fprintf(o, " -> -1 %s", en(errno));
		return;
	}
	while (r > 0 && b[r - 1] == '\n')
		b[--r] = 0;
	for (char *c = b; *c; c++)
		if (*c == '\n')
			*c = ';';
	fprintf(o, " -> \"%.600s\"", b);
}

static void c_ls(int n, char **t, FILE *o)
{
	(void)n;
	char p[256], b[4096], *save, *s;
	expand(t[1], p, sizeof p);
	errno = 0;
	if (sys_listdir(p, b, sizeof b) < 0) {
		fprintf(o, " -> -1 %s", en(errno));
		return;
	}
	fprintf(o, " ->");
	for (s = strtok_r(b, "\n", &save); s; s = strtok_r(NULL, "\n", &save))
		fprintf(o, " %s", alias_of(s));
}

static void dpath(char *p, size_t l, const char *dev, const char *attr)
{
	snprintf(p, l, "/sys/bus/pci/devices/%s/%s", bdf(dev), attr);
}

static int driver_of(const char *dev, char *d, size_t l)
{
	char p[128];
	dpath(p, sizeof p, dev, "driver");
	return linkname(p, d, l);
}

static void c_drv(int n, char **t, FILE *o)
{
	(void)n;
	char d[64];
	fprintf(o, " -> %s", driver_of(t[1], d, sizeof d) ? "none" : d);
}

static void c_bind(int n, char **t, FILE *o) /* bind DEV DRIVER */
{
	(void)n;
	char p[128];
	snprintf(p, sizeof p, "/sys/bus/pci/drivers/%s/bind", t[2]);
	sysw(o, p, bdf(t[1]));
}

static void c_unbind(int n, char **t, FILE *o)
{
	(void)n;
	char p[128];
	dpath(p, sizeof p, t[1], "driver/unbind");
	sysw(o, p, bdf(t[1]));
}

static void c_override(int n, char **t, FILE *o)
{
	char p[128];
	dpath(p, sizeof p, t[1], "driver_override");
	sysw(o, p, n > 2 && strcmp(t[2], "-") ? t[2] : "\n");
}

static void c_probe(int n, char **t, FILE *o)
{
	(void)n;
	sysw(o, "/sys/bus/pci/drivers_probe", bdf(t[1]));
}

static void c_own(int n, char **t, FILE *o) /* own DEV... : override + probe vfio-pci */
{
	char p[128], d[64];
	int e, op;
	fprintf(o, " ->");
	for (int i = 1; i < n; i++) {
		dpath(p, sizeof p, t[i], "driver_override");
		wfile(p, "vfio-pci", &e, &op);
		wfile("/sys/bus/pci/drivers_probe", bdf(t[i]), &e, &op);
		fprintf(o, " %s", driver_of(t[i], d, sizeof d) ? "none" : d);
	}
}

static void disown(const char *dev)
{
	char p[128], d[64];
	int e, op;
	if (!driver_of(dev, d, sizeof d)) {
		dpath(p, sizeof p, dev, "driver/unbind");
		wfile(p, bdf(dev), &e, &op);
	}
	dpath(p, sizeof p, dev, "driver_override");
	wfile(p, "\n", &e, &op);
}

static void c_disown(int n, char **t, FILE *o)
{
	char d[64];
	fprintf(o, " ->");
	for (int i = 1; i < n; i++) {
		disown(t[i]);
		fprintf(o, " %s", driver_of(t[i], d, sizeof d) ? "none" : d);
	}
}

static void c_grp(int n, char **t, FILE *o) /* members of DEV's group, and the node */
{
	(void)n;
	char g[32], p[128], b[2048], nm[48], *save, *s;
	if (group_of(bdf(t[1]), g, sizeof g)) {
		fprintf(o, " -> none");
		return;
	}
	group_name(strtoul(g, NULL, 10), nm, sizeof nm);
	fprintf(o, " -> %s", nm);
	snprintf(p, sizeof p, "/sys/kernel/iommu_groups/%s/devices", g);
	sys_listdir(p, b, sizeof b);
	for (s = strtok_r(b, "\n", &save); s; s = strtok_r(NULL, "\n", &save))
		fprintf(o, " %s", alias_of(s));
	snprintf(p, sizeof p, "/sys/kernel/iommu_groups/%s/type", g);
	long r = rfile(p, b, sizeof b);
	if (r > 0)
		fprintf(o, " type=%.*s", (int)r - 1, b);
	snprintf(p, sizeof p, "/sys/class/vfio/%s/dev", g);
	fprintf(o, " node=%s", rfile(p, b, sizeof b) >= 0 ? "yes" : "no");
}

static void c_dumpdev(int n, char **t, FILE *o) /* for building a model of the machine */
{
	(void)n;
	static const char *const at[] = {
		"vendor",     "device", "subsystem_vendor", "subsystem_device", "class",
		"revision",   "irq",	"reset_method",	    "sriov_totalvfs",	"d3cold_allowed",
		"power_state"
	};
	char p[128], b[4200];
	fprintf(o, " ->");
	for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
		dpath(p, sizeof p, t[1], at[i]);
		long r = rfile(p, b, sizeof b);
		if (r < 0)
			continue;
		if (r && b[r - 1] == '\n')
			b[r - 1] = 0;
		fprintf(o, " %s=%s", at[i], b);
	}
	dpath(p, sizeof p, t[1], "resource");
	if (rfile(p, b, sizeof b) > 0) {
		char *save, *s;
		int i = 0;
		for (s = strtok_r(b, "\n", &save); s; s = strtok_r(NULL, "\n", &save), i++)
			if (strncmp(s, "0x0000000000000000 0x0000000000000000 0x0000000000000000",
				    56))
				fprintf(o, "\n  +res%d %s", i, s);
	}
	dpath(p, sizeof p, t[1], "config");
	int fd = sys_open(p, O_RDONLY);
	for (int a = 0; fd >= 0 && a < 4096; a += 32) {
		uint8_t row[32];
		int nz = 0;
		if (sys_pread(fd, row, 32, a) != 32)
			break;
		for (int i = 0; i < 32; i++)
			nz |= row[i];
		if (!nz)
			continue;
		fprintf(o, "\n  +%03x ", a);
		for (int i = 0; i < 32; i++)
			fprintf(o, "%02x", row[i]);
	}
	if (fd >= 0)
		sys_close(fd);
}

/* ------------------------------------------------------------ process, kvm */
static void c_cap(int n, char **t, FILE *o) /* cap NUMBER on|off */
{
	(void)n;
	int r = sys_cap_set(num(t[1]), !strcmp(t[2], "on"));
	res(o, r, errno);
}

static void c_memlock(int n, char **t, FILE *o)
{
	(void)n;
	int r = sys_memlock(!strcmp(t[1], "restore") ? ~0ull : (uint64_t)num(t[1]));
	res(o, r, errno);
}

static void c_sleep(int n, char **t, FILE *o)
{
	(void)n;
	sys_msleep(num(t[1]));
	fprintf(o, " -> done");
}

static void c_echo(int n, char **t, FILE *o)
{
	(void)n;
	(void)t;
	(void)o;
}

static void c_kvmvm(int n, char **t, FILE *o) /* kvmvm V K [type] */
{
	errno = 0;
	long r = sys_ioctl(fdget(t[2]), KVMIO(1), (void *)(uintptr_t)(n > 3 ? num(t[3]) : 0));
	int e = errno;
	if (r >= 0)
		fdset(t[1], r);
	resfd(o, r, e);
}

static void c_kvmdev(int n, char **t, FILE *o) /* kvmdev KD V [type=4] [flags=] */
{
	uint32_t a[3] = { kvn(n, t, "type", 4), 0xa5a5a5a5, kvn(n, t, "flags", 0) };
	errno = 0;
	long r = sys_ioctl(fdget(t[2]), 0xc00caee0, a);
	int e = errno;
	res(o, r, e);
	if (r >= 0 && !(a[2] & 1)) {
		fdset(t[1], a[1]);
		fprintf(o, " fd=%s", (int)a[1] >= 0 ? "ok" : "bad");
	}
}

static void kvmattr(unsigned long req, int n, char **t, FILE *o)
{
	struct {
		uint32_t flags, group;
		uint64_t attr, addr;
	} a;
	const char *f = kvs(n, t, "fd");
	int32_t v[2] = { 0, 0 };
	a.flags = kvn(n, t, "flags", 0);
	a.group = kvn(n, t, "group", 1);
	a.attr = kvn(n, t, "attr", 1);
	if (f)
		v[0] = fdget(f);
	a.addr = kvs(n, t, "addr") ? (uint64_t)kvn(n, t, "addr", 0) : (uint64_t)(uintptr_t)v;
	errno = 0;
	long r = sys_ioctl(fdget(t[1]), req, &a);
	res(o, r, errno);
}
static void c_kvmset(int n, char **t, FILE *o)
{
	kvmattr(0x4018aee1, n, t, o);
}
static void c_kvmget(int n, char **t, FILE *o)
{
	kvmattr(0x4018aee2, n, t, o);
}
static void c_kvmhas(int n, char **t, FILE *o)
{
	kvmattr(0x4018aee3, n, t, o);
}

/* ------------------------------------------------------------ dispatcher */
static void c_bg(int n, char **t, FILE *o);
static void c_wait(int n, char **t, FILE *o);
static const struct cmd {
	const char *n;
	int min;
	void (*f)(int, char **, FILE *);
} cmds[] = {
	{ "ioc", 3, c_ioc },
	{ "ioi", 3, c_ioi },
	{ "api", 2, c_api },
	{ "ext", 3, c_ext },
	{ "setiommu", 3, c_setiommu },
	{ "unsetcont", 2, c_unsetcont },
	{ "devreset", 2, c_devreset },
	{ "gstatus", 2, c_gstatus },
	{ "setcont", 3, c_setcont },
	{ "getdev", 4, c_getdev },
	{ "devinfo", 2, c_devinfo },
	{ "region", 3, c_region },
	{ "irqinfo", 3, c_irqinfo },
	{ "setirqs", 2, c_setirqs },
	{ "hotinfo", 2, c_hotinfo },
	{ "hotreset", 2, c_hotreset },
	{ "feature", 2, c_feature },
	{ "ioeventfd", 2, c_ioeventfd },
	{ "iommuinfo", 2, c_iommuinfo },
	{ "map", 2, c_map },
	{ "unmap", 2, c_unmap },
	{ "dirty", 2, c_dirty },
	{ "open", 3, c_open },
	{ "group", 3, c_group },
	{ "close", 2, c_close },
	{ "dup", 3, c_dup },
	{ "read", 3, c_read },
	{ "write", 3, c_write },
	{ "eventfd", 2, c_eventfd },
	{ "evwait", 2, c_evwait },
	{ "evset", 2, c_evset },
	{ "poll", 2, c_poll },
	{ "mem", 3, c_mem },
	{ "mmap", 6, c_mmap },
	{ "bar", 7, c_bar },
	{ "munmap", 2, c_munmap },
	{ "peek", 4, c_peek },
	{ "poke", 5, c_poke },
	{ "rd", 5, c_rd },
	{ "wr", 6, c_wr },
	{ "cfgdump", 4, c_cfgdump },
	{ "cfgwalk", 2, c_cfgwalk },
	{ "cfgprobe", 4, c_cfgprobe },
	{ "sysw", 2, c_sysw },
	{ "sysr", 2, c_sysr },
	{ "ls", 2, c_ls },
	{ "drv", 2, c_drv },
	{ "bind", 3, c_bind },
	{ "unbind", 2, c_unbind },
	{ "override", 2, c_override },
	{ "probe", 2, c_probe },
	{ "own", 2, c_own },
	{ "disown", 2, c_disown },
	{ "grp", 2, c_grp },
	{ "dumpdev", 2, c_dumpdev },
	{ "cap", 3, c_cap },
	{ "memlock", 2, c_memlock },
	{ "sleep", 2, c_sleep },
	{ "echo", 1, c_echo },
	{ "kvmvm", 3, c_kvmvm },
	{ "kvmdev", 3, c_kvmdev },
	{ "kvmset", 2, c_kvmset },
	{ "kvmget", 2, c_kvmget },
	{ "kvmhas", 2, c_kvmhas },
	{ "bg", 3, c_bg },
	{ "wait", 3, c_wait },
};

static int split(char *l, char **t, int max)
{
	int n = 0;
	char *save, *s, *h = strchr(l, '#');
	if (h)
		*h = 0;
	for (s = strtok_r(l, " \t\r\n", &save); s && n < max; s = strtok_r(NULL, " \t\r\n", &save))
		t[n++] = s;
	return n;
}

static void run_tokens(int n, char **t, FILE *o)
{
	for (size_t i = 0; i < sizeof cmds / sizeof *cmds; i++)
		if (!strcmp(cmds[i].n, t[0])) {
			if (n < cmds[i].min)
				fprintf(o, " -> !! too few arguments");
			else
				cmds[i].f(n, t, o);
			return;
		}
	fprintf(o, " -> !! unknown command");
}

static struct job {
	char name[32];
	char *tok[24];
	int n;
	char *out;
	size_t len;
	volatile int done, used;
} jobs[32];

static void *job_main(void *p)
{
	struct job *j = p;
	FILE *o = open_memstream(&j->out, &j->len);
	run_tokens(j->n, j->tok, o);
	fclose(o);
	__sync_synchronize();
	j->done = 1;
	return NULL;
}

static void c_bg(int n, char **t, FILE *o) /* bg NAME cmd... */
{
	struct job *j = NULL;
	for (int i = 0; i < 32 && !j; i++)
		if (!jobs[i].used)
			j = &jobs[i];
	if (!j) {
		fprintf(o, " -> !! no job slot");
		return;
	}
	memset(j, 0, sizeof *j);
	j->used = 1;
	snprintf(j->name, sizeof j->name, "%s", t[1]);
	for (int i = 2; i < n && i < 24; i++)
		j->tok[j->n++] = strdup(t[i]);
	sys_thread(job_main, j);
	fprintf(o, " -> started");
}

static void c_wait(int n, char **t, FILE *o) /* wait NAME MS */
{
	(void)n;
	for (int i = 0; i < 32; i++)
		if (jobs[i].used && !strcmp(jobs[i].name, t[1])) {
			for (int64_t ms = num(t[2]); ms > 0 && !jobs[i].done; ms -= 10)
				sys_msleep(10);
			if (!jobs[i].done) {
				fprintf(o, " -> blocked");
				return;
			}
			fprintf(o, " -> finished:");
			for (int k = 0; k < jobs[i].n; k++)
				fprintf(o, " %s", jobs[i].tok[k]);
			fprintf(o, "%s", jobs[i].out);
			free(jobs[i].out);
			for (int k = 0; k < jobs[i].n; k++)
				free(jobs[i].tok[k]);
			jobs[i].used = 0;
			return;
		}
	fprintf(o, " -> no-job");
}

/* ------------------------------------------------------------ sequences */
static int kmsg = -1;
static void drain_kmsg(int show)
{
	char b[1024];
	ssize_t r;
	while (kmsg >= 0 && (r = sys_read(kmsg, b, sizeof b - 1)) > 0) {
		b[r] = 0;
		char *m = strchr(b, ';'), *nl = strchr(b, '\n');
		if (nl)
			*nl = 0;
		if (show && m)
			printf("#k %s\n", m + 1);
	}
}

/* close everything, take every endpoint back to "no driver, no override" */
static void restore(void)
{
	for (int i = MAXN - 1; i >= 0; i--)
		if (memt[i].name[0]) {
			sys_munmap(memt[i].p, memt[i].len);
			memt[i].name[0] = 0;
		}
	for (int i = MAXN - 1; i >= 0; i--)
		if (fdt[i].name[0]) {
			if (fdt[i].fd >= 0)
				sys_close(fdt[i].fd);
			fdt[i].name[0] = 0;
		}
	for (int i = 0; i < 32; i++)
		if (jobs[i].used) {
			for (int k = 0; k < 1200 && !jobs[i].done; k++)
				sys_msleep(10);
			if (!jobs[i].done) {
				printf("!! job %s still blocked\n", jobs[i].name);
				restore_errs++;
			}
			jobs[i].used = 0;
		}
	int e0, op0;
	wfile("/sys/module/vfio_pci/parameters/enable_sriov", "N", &e0, &op0);
	wfile("/sys/module/vfio_iommu_type1/parameters/dma_entry_limit", "65535", &e0, &op0);
	for (int i = 0; i < ndev; i++) {
		char p[128], b[64], d[64];
		int e, op;
		if (devt[i].home[0] && driver_of(devt[i].name, d, sizeof d)) {
			snprintf(p, sizeof p, "/sys/bus/pci/drivers/%s/bind", devt[i].home);
			wfile(p, devt[i].bdf, &e, &op);
			if (driver_of(devt[i].name, d, sizeof d)) {
				printf("!! %s not bound to %s again\n", devt[i].name, devt[i].home);
				restore_errs++;
			}
		}
		if (!devt[i].ep)
			continue;
		dpath(p, sizeof p, devt[i].name, "sriov_numvfs");
		if (rfile(p, b, sizeof b) > 0 && b[0] != '0') {
			wfile(p, "0", &e, &op);
		}
		dpath(p, sizeof p, devt[i].name, "reset_method");
		wfile(p, "default", &e, &op);
		disown(devt[i].name);
		if (!driver_of(devt[i].name, d, sizeof d)) {
			printf("!! %s still bound to %s\n", devt[i].name, d);
			restore_errs++;
		}
	}
}

static int glob(const char *p, const char *s)
{
	if (*p == '*')
		return glob(p + 1, s) || (*s && glob(p, s + 1));
	return *p ? *p == *s && glob(p + 1, s + 1) : !*s;
}

static struct line {
	char *text;
} *lines;
static int nlines;
static struct seq {
	char name[64];
	int first, n;
} seqs[2000];
static int nseqs;

static int load_script(const char *file)
{
	FILE *f = fopen(file, "r");
	char line[1024], copy[1024], *t[24];
	struct seq *q = NULL;
	if (!f) {
		perror(file);
		return 1;
	}
	while (fgets(line, sizeof line, f)) {
		snprintf(copy, sizeof copy, "%s", line);
		int n = split(line, t, 24);
		if (!n)
			continue;
		if (!strcmp(t[0], "dev") && n >= 3) { /* dev ALIAS ADDRESS [ep | drv:DRIVER] */
			snprintf(devt[ndev].name, 16, "%s", t[1]);
			snprintf(devt[ndev].bdf, 16, "%s", t[2]);
			devt[ndev].ep = n > 3 && !strcmp(t[3], "ep");
			if (n > 3 && !strncmp(t[3], "drv:", 4))
				snprintf(devt[ndev].home, 24, "%s", t[3] + 4);
			ndev++;
		} else if (!strcmp(t[0], "seq") && nseqs < 2000) {
			q = &seqs[nseqs++];
			snprintf(q->name, sizeof q->name, "%s", n > 1 ? t[1] : "?");
			q->first = nlines;
			q->n = 0;
		} else if (!strcmp(t[0], "end")) {
			q = NULL;
		} else if (q) {
			lines = realloc(lines, (nlines + 1) * sizeof *lines);
			lines[nlines++].text = strdup(copy);
			q->n++;
		}
	}
	fclose(f);
	return 0;
}

static long ms_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void run_seq(struct seq *q, int showk)
{
	char line[1024], shown[1024], *t[24];
	long t0 = ms_now();
	drain_kmsg(0);
	for (int no = 0; no < q->n; no++) {
		snprintf(line, sizeof line, "%s", lines[q->first + no].text);
		int n = split(line, t, 24);
		shown[0] = 0;
		for (int i = 0; i < n; i++) {
			strncat(shown, i ? " " : "", sizeof shown - strlen(shown) - 1);
			strncat(shown, t[i], sizeof shown - strlen(shown) - 1);
		}
		printf("%02d| %s", no + 1, shown);
		fflush(stdout);
		run_tokens(n, t, stdout);
		putchar('\n');
		fflush(stdout);
	}
	restore();
	drain_kmsg(showk);
	printf("== end %s lines=%d", q->name, q->n);
	if (showk)
		printf(" #ms=%ld", ms_now() - t0);
	putchar('\n');
	fflush(stdout);
}

/* where the threads of a hung child stand (root, CONFIG_STACKTRACE) */
static void show_stacks(pid_t p)
{
	char dir[64], names[512], path[128], line[256], *save, *s;
	snprintf(dir, sizeof dir, "/proc/%d/task", (int)p);
	if (sys_listdir(dir, names, sizeof names) < 0)
		return;
	for (s = strtok_r(names, "\n", &save); s; s = strtok_r(NULL, "\n", &save)) {
		snprintf(path, sizeof path, "%s/%s/stack", dir, s);
		FILE *f = fopen(path, "r");
		if (!f)
			continue;
		printf("#k thread %s\n", s);
		while (fgets(line, sizeof line, f))
			printf("#k   %s", line);
		fclose(f);
	}
}

/* one child per sequence, so that a hang loses only that sequence */
static void run_seq_forked(struct seq *q, int showk, int limit_ms)
{
	fflush(stdout);
	pid_t p = fork();
	if (!p) {
		restore_errs = 0;
		run_seq(q, showk);
		_exit(restore_errs ? 1 : 0);
	}
	long end = ms_now() + limit_ms;
	int st = 0;
	while (waitpid(p, &st, WNOHANG) == 0) {
		if (ms_now() > end) {
			printf("\n!! HANG in %s after %d ms\n", q->name, limit_ms);
			show_stacks(p);
			printf("== end %s lines=%d\n", q->name, q->n);
			fflush(stdout);
			restore_errs++;
			kill(p, SIGKILL);
			return;
		}
		usleep(2000);
	}
	if (WIFSIGNALED(st)) {
		printf("\n!! %s died by signal %d\n== end %s lines=%d\n", q->name, WTERMSIG(st),
		       q->name, q->n);
		restore_errs++;
	} else if (WEXITSTATUS(st))
		restore_errs++;
}

/* machine.* looks at the state after boot, z.* spoils devices */
static int fixed_place(const char *n)
{
	return !strncmp(n, "machine.", 8) || !strncmp(n, "z.", 2);
}

int main(int argc, char **argv)
{
	const char *only[32];
	uint64_t seed = 0;
	int nonly = 0, showk = 0, rc = 0, limit = 0, list = 0;
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-s") && i + 1 < argc && nonly < 32)
			only[nonly++] = argv[++i];
		else if (!strcmp(argv[i], "-f") && i + 1 < argc)
			limit = atoi(argv[++i]);
		else if (!strcmp(argv[i], "-l"))
			list = 1;
		else if (!strcmp(argv[i], "-r") && i + 1 < argc)
			seed = strtoul(argv[++i], NULL, 0);
		else if (!strcmp(argv[i], "-k")) {
			showk = 1;
			kmsg = sys_open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
			drain_kmsg(0);
		} else
			rc |= load_script(argv[i]);
	}
	if (seed) /* another order, to check that the sequences are independent */
		for (int i = nseqs - 1; i > 0; i--) {
			seed = seed * 6364136223846793005ull + 1442695040888963407ull;
			int k = (seed >> 33) % (i + 1);
			struct seq q = seqs[i];
			if (fixed_place(q.name) || fixed_place(seqs[k].name))
				continue;
			seqs[i] = seqs[k];
			seqs[k] = q;
		}
	for (int i = 0; i < nseqs; i++) {
		int run = !nonly;
		for (int k = 0; k < nonly; k++)
			run |= glob(only[k], seqs[i].name);
		if (!run)
			continue;
		if (list) {
			printf("%-40s %d\n", seqs[i].name, seqs[i].n);
			continue;
		}
		printf("== seq %s\n", seqs[i].name);
		fflush(stdout);
		if (limit)
			run_seq_forked(&seqs[i], showk, limit);
		else
			run_seq(&seqs[i], showk);
		total_seqs++;
		total_lines += seqs[i].n;
	}
	printf("== total seqs=%lu lines=%lu restore_errors=%lu\n", total_seqs, total_lines,
	       restore_errs);
	return rc;
}
