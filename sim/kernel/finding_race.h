/* SPDX-License-Identifier: GPL-2.0-or-later */
/* finding_race.h - data races that ThreadSanitizer saw, as findings */
#ifndef KERNEL_FINDING_RACE_H
#define KERNEL_FINDING_RACE_H

/* Turn reports since the last call into findings. Between runs, or as a run's last step. */
void findings_collect_races(void);

#endif
