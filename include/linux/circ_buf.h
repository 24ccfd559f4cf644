/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_CIRC_BUF_H
#define _KSIM_LINUX_CIRC_BUF_H

struct circ_buf {
	char	*buf;
	int	head;
	int	tail;
};

/* Of a buffer whose size is a power of two: what is in it, what fits, each without wrapping. */
#define CIRC_CNT(head, tail, size)	(((head) - (tail)) & ((size) - 1))
#define CIRC_SPACE(head, tail, size)	CIRC_CNT((tail), ((head) + 1), (size))
#define CIRC_CNT_TO_END(head, tail, size)			\
	({							\
		int __circ_end = (size) - (tail);		\
		int __circ_n = ((head) + __circ_end) & ((size) - 1);	\
		__circ_n < __circ_end ? __circ_n : __circ_end;	\
	})
#define CIRC_SPACE_TO_END(head, tail, size)			\
	({							\
		int __circ_end = (size) - 1 - (head);		\
		int __circ_n = (__circ_end + (tail)) & ((size) - 1);	\
		__circ_n <= __circ_end ? __circ_n : __circ_end + 1;	\
	})

#endif
