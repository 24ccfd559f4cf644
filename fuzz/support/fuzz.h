/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz.h - what a fuzz target is made of
 *
 * A target is one file in fuzz/targets/ that defines fuzz_target. The functions that
 * libFuzzer calls are in entry.c and do what that says.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exec/policy.h"
#include "scenario/input.h"
#include "scenario/ops.h"
#include "scenario/runner.h"

struct fuzz_target {
	const char	*name;
	const char	*what;		/* one line */

	/*
	 * Targets of programs: the worlds they run in and what new operations are drawn
	 * from, as areas and names of operations, separated by blanks. A world or word
	 * that is named twice comes twice as often.
	 */
	const char	*worlds;
	const char	*ops;
	const char	*paths;		/* for cat, echo and open, besides the usual ones */

	/* Other targets: run one input. -1: it is not to be kept. */
	int		(*run)(const uint8_t *data, size_t size);
};

extern const struct fuzz_target fuzz_target;

/* A program with its schedule, as an execution and as something to mutate. */
struct fuzz_input {
	struct scn_program	program;
	struct scn_plan		plan;
};

int fuzz_run_program(const uint8_t *data, size_t size);

/* Decisions of the longest recent run: where preemptions may go. */
unsigned int fuzz_decisions(void);
/* The same of fault points. */
unsigned int fuzz_fault_points(void);

/* Run what is in *@input; findings are told. */
void fuzz_run(struct fuzz_input *input);

size_t fuzz_mutate(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t fuzz_cross(const uint8_t *first, size_t first_size, const uint8_t *second,
		  size_t second_size, uint8_t *out, size_t max_size, unsigned int seed);

/* generate.c: drawing operations and their arguments. */
void fuzz_new_program(struct scn_program *program, struct ex_rng *rng);
bool fuzz_has_op(const struct scn_program *program, unsigned int op);
/* A new operation in @block before its @index-th one at top level, with what it needs. */
void fuzz_insert_op(struct scn_program *program, unsigned int block, unsigned int index,
		    struct ex_rng *rng);
/* Another value for one argument. */
void fuzz_change_arg(struct scn_program *program, unsigned int block, unsigned int stmt,
		     struct ex_rng *rng);
/* Most descriptors that an edit left without a value get one. */
void fuzz_heal(struct scn_program *program, struct ex_rng *rng);
/* Drop some operations for a while: swarm testing. */
void fuzz_swarm(struct ex_rng *rng);

/* closer.c: a task that closes what its process has open. */
void fuzz_add_closer(struct scn_program *program, uint8_t process, struct ex_rng *rng);

/* subjects.c: a bit for each kind of what an operation takes and gives, ... */
uint32_t fuzz_subjects_of(unsigned int op);
/* ... and for each kind of what the program opens. */
uint32_t fuzz_subjects_in(const struct scn_program *program);
/* Does the operation take a descriptor of whatever kind? */
bool fuzz_takes_any(unsigned int op);

/* draw.c: a statement with its arguments; what it needs goes into the setup block, ... */
bool fuzz_make_stmt(struct scn_program *program, unsigned int block, unsigned int op,
		    struct ex_rng *rng, struct scn_stmt *stmt);
/* ... one argument, ... */
bool fuzz_draw_arg(struct scn_program *program, unsigned int block, unsigned int op,
		   unsigned int param, struct ex_rng *rng, struct scn_arg *arg);
/* A name for what the operation gives; -1 if there are too many. */
int fuzz_new_var(struct scn_program *program, uint8_t process, unsigned int op);
/* attach, open_cdev or VFIO_GROUP_GET_DEVICE_FD: how this program comes to devices. */
unsigned int fuzz_way_of(const struct scn_program *program, struct ex_rng *rng);
/* ... and a statement put into its place, with what mostly comes next behind it. */
bool fuzz_put_stmt(struct scn_program *program, unsigned int block, unsigned int at,
		   const struct scn_stmt *stmt, unsigned int depth, struct ex_rng *rng);

/* together.c: lockdep learned something from this program, in its n-th run, ... */
void fuzz_remember(const struct scn_program *program, unsigned int run);
/* ... and saw a cycle of which this one alone makes but a part: are the parts one together? */
bool fuzz_together(const struct fuzz_input *input, const struct scn_setting *setting,
		   const unsigned int *parts, unsigned int nr_parts);
/* A cycle of this title was looked into often enough. */
bool fuzz_is_tried(const char *title);

/* outcomes.c: what came of the statements of an input that was just run, for its mutations. */
void fuzz_outcomes_begin(void);
void fuzz_outcome(unsigned int stmt, bool good);
void fuzz_keep_outcomes(const uint8_t *data, size_t size);
/* How many of a hundred came to something in the run just ended. */
unsigned int fuzz_success(void);
/* A bit for each of the first 64 statements that came to nothing whenever it ran. */
uint64_t fuzz_failed_in(const uint8_t *data, size_t size);

/* news.c: a run begins, in a world of this number; a task begins, and ends, a statement. */
void fuzz_news_reset(unsigned int world);
void fuzz_news_of_begin(const struct scn_program *program, const struct scn_stmt *stmt);
void fuzz_news_of_end(long ret, bool good);
/* Did an operation come to something else, or meet another one, as never before in this process? */
bool fuzz_is_news(void);
/* ... or meet one after something that had never been done before they met? */
bool fuzz_is_context_new(void);
/* The run just ended taught the validators something. */
void fuzz_lesson(void);

/* learn.c: a run of @program is about to begin. */
void fuzz_learn_from(const struct scn_program *program);
/* Does the operation (with the device, if not -1) come to something in this world? */
bool fuzz_worth(const struct scn_program *program, unsigned int op, int device,
		struct ex_rng *rng);

/* ... or with a descriptor of this kind? */
bool fuzz_worth_kind(unsigned int op, char kind, struct ex_rng *rng);

/* values.c: one of the blank-separated words of @words, ... */
const char *fuzz_draw_word(const char *words, struct ex_rng *rng, size_t *length);
/* ... a word, path or text, a number of some type, ... */
scn_str fuzz_draw_string(struct scn_program *program, unsigned int op, uint8_t type,
			 struct ex_rng *rng);
uint64_t fuzz_draw_number(uint8_t type, struct ex_rng *rng);
/* ... and numbers that mean something to one operation alone: false if these do not. */
bool fuzz_draw_special(unsigned int op, unsigned int param, struct ex_rng *rng,
		       struct scn_arg *arg);

/* kinds.c: which kind of descriptor an operation gives and takes. '\0': none, '*': any. */
char fuzz_kind_given(const struct scn_program *program, const struct scn_stmt *stmt);
char fuzz_kind_wanted(unsigned int op, unsigned int param);
bool fuzz_kind_is_given(unsigned int op, char kind);
/* The statement that binds a name, and the device that one is about, or behind; NULL, -1: none. */
const struct scn_stmt *fuzz_maker_of(const struct scn_program *program, unsigned int var);
int fuzz_device_of(const struct scn_program *program, const struct scn_stmt *stmt);
/* The n-th way to make a descriptor of @kind; false past the last. */
bool fuzz_kind_maker(char kind, unsigned int n, unsigned int *op, const char **path);

/* structure.c: blocks and statements. */
bool fuzz_insert_stmt(struct scn_program *program, unsigned int block, unsigned int stmt,
		      const struct scn_stmt *what);
bool fuzz_add_block(struct scn_program *program, enum scn_block_kind kind, uint8_t process);
unsigned int fuzz_count_top(const struct scn_program *program, unsigned int block);
/* Number of the @index-th statement at top level; that behind the last if there are fewer. */
unsigned int fuzz_stmt_at(const struct scn_program *program, unsigned int block,
			  unsigned int index);

/* findings.c: what to do about findings. */
void fuzz_findings_begin(void);
void fuzz_judge(const struct fuzz_input *input, const struct scn_result *result);
/* For targets that have no program. */
void fuzz_fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* As KSIM_VARIANTS and KSIM_ENGINE say. */
const char *fuzz_variants(void);
enum ex_engine fuzz_engine(void);

/* digest.c: a hash of bytes, the same on every machine. */
uint64_t fuzz_digest(const void *data, size_t size);
/* True after a text (in 256 of them, by hash) was met so often; for each place of use one table. */
#define FUZZ_TEXTS	256u
bool fuzz_is_worn(unsigned char *met, const char *text, unsigned int often);

static inline bool fuzz_chance(struct ex_rng *rng, unsigned int percent)
{
	return ex_rng_below(rng, 100) < percent;
}

#endif
