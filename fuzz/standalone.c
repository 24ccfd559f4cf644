// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * standalone.c - a main() for targets without libFuzzer: files, or random programs
 *
 *	fuzz_NAME PATH...		run these inputs, and those in these folders
 *	fuzz_NAME -runs=N|-seconds=S [-seed=N] [PATH...]
 *				run random programs, each mutated from some before, or
 *				from one of these inputs
 *
 * For coverage builds, for ThreadSanitizer, and for fuzzers that bring corpora only.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "support/fuzz.h"

#define INPUT_MAX	4096u
#define KEPT		1024u
#define SUCCESS_MIN	60u	/* percent of the statements of what is mutated */
#define WORTH_PERCENT	40u	/* mutated from what had news */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

static unsigned long executions;

/* What programs are mutated from: files, which stay, or what came before. */
static uint8_t pool[KEPT][INPUT_MAX];
static size_t pool_size[KEPT];
static unsigned int nr_files;

/* And those that had news. */
static uint8_t worth[KEPT][INPUT_MAX];
static size_t worth_size[KEPT];
static unsigned int nr_worth;

/* In the place of libFuzzer's: a few bytes changed, one more or one less. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
	static struct ex_rng rng;
	unsigned int i;

	if (size < max_size && fuzz_chance(&rng, 50))
		data[size++] = (uint8_t)ex_rng_next(&rng);
	else if (size > 1 && fuzz_chance(&rng, 30))
		size--;
	for (i = 0; size && i < 3; i++)
		data[ex_rng_below(&rng, (unsigned int)size)] = (uint8_t)ex_rng_next(&rng);
	return size;
}

static void run_file(const char *path)
{
	static uint8_t data[1 << 20];
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file) {
		perror(path);
		exit(2);
	}
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	LLVMFuzzerTestOneInput(data, size);
	executions++;
	if (size <= INPUT_MAX && nr_files < KEPT - 1) {
		memcpy(pool[nr_files], data, size);
		pool_size[nr_files++] = size;
	}
}

static void run_path(const char *path)
{
	struct dirent **entries;
	struct stat status;
	char inner[4096];
	int count, i;

	if (stat(path, &status) || !S_ISDIR(status.st_mode)) {
		run_file(path);
		return;
	}
	count = scandir(path, &entries, NULL, alphasort);
	for (i = 0; i < count; i++) {
		snprintf(inner, sizeof(inner), "%s/%s", path, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			run_path(inner);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* A program most of which fails is no origin for others, unless there is nothing else. */
static void keep(unsigned int at, const uint8_t *data, size_t size)
{
	if (pool_size[at] && fuzz_success() < SUCCESS_MIN)
		return;
	memcpy(pool[at], data, size);
	pool_size[at] = size;
}

static void keep_news(const uint8_t *data, size_t size)
{
	unsigned int at = nr_worth++ % KEPT;

	memcpy(worth[at], data, size);
	worth_size[at] = size;
}

/* What the next input is mutated from: all are kept, until others push them out. */
static size_t draw_origin(struct ex_rng *rng, unsigned int files, uint8_t *data)
{
	unsigned int count = nr_worth < KEPT ? nr_worth : KEPT, from;

	if (count && fuzz_chance(rng, WORTH_PERCENT)) {
		from = ex_rng_below(rng, count);
		memcpy(data, worth[from], worth_size[from]);
		return worth_size[from];
	}
	from = ex_rng_below(rng, files ? files : KEPT);
	memcpy(data, pool[from], pool_size[from]);
	return pool_size[from];
}

static void run_random(unsigned long runs, double seconds, uint64_t seed)
{
	unsigned int to, mutations, files = nr_files;
	static uint8_t data[INPUT_MAX];
	size_t size;
	double end = now() + seconds;
	struct ex_rng rng;

	ex_rng_seed(&rng, seed);
	while (runs ? executions < runs : now() < end) {
		to = files ? KEPT - 1 : ex_rng_below(&rng, KEPT);
		size = draw_origin(&rng, files, data);
		for (mutations = 1 + ex_rng_below(&rng, files ? 4 : 1); mutations; mutations--)
			size = LLVMFuzzerCustomMutator(data, size, INPUT_MAX,
						       (unsigned int)ex_rng_next(&rng));
		LLVMFuzzerTestOneInput(data, size);
		keep(to, data, size);
		if (fuzz_is_news())
			keep_news(data, size);
		executions++;
	}
}

int main(int argc, char **argv)
{
	double began = now(), seconds = 0;
	unsigned long runs = 0;
	uint64_t seed = 1;
	int i;

	LLVMFuzzerInitialize(&argc, &argv);
	for (i = 1; i < argc; i++) {
		if (!strncmp(argv[i], "-seconds=", 9))
			seconds = atof(argv[i] + 9);
		else if (!strncmp(argv[i], "-runs=", 6))
			runs = strtoul(argv[i] + 6, NULL, 0);
		else if (!strncmp(argv[i], "-seed=", 6))
			seed = strtoull(argv[i] + 6, NULL, 0);
		else
			run_path(argv[i]);
	}
	if (runs || seconds > 0)
		run_random(runs, seconds, seed);
	printf("%s: %lu executions, %.0f a second\n", fuzz_target.name, executions,
	       (double)executions / (now() - began + 1e-9));
	return 0;
}
