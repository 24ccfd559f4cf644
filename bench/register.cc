// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * register.cc - the C benchmarks under Google Benchmark, or under a counter of something else
 *
 * A benchmark is called with the number of repetitions that the library asks for at a
 * time, so that its own loop is what is measured.
 *
 *   ksim_bench [--benchmark_...]           time
 *   ksim_bench --instructions=N FILTER     instructions of one repetition: of 2N less those of N
 *   ksim_bench --seeds=N POLICY FILE...     schedules and time to a scenario's bugs, as JSON
 *   ksim_bench --locks=N FILTER            hold and wait times of locks in N repetitions, as JSON
 */
#include <benchmark/benchmark.h>

#include <sys/single_threaded.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <regex>
#include <string>

#include "bench.h"
#include "locks.h"

/*
 * Threads come late: what runs before them is alone in its process, as a campaign is. A million
 * dependencies leave a heap behind that others would pay for.
 */
static const struct bench *const tables[] = {
	bench_explore, bench_lockdep, bench_lifecycle, bench_pci, bench_vfio, bench_xe,
	bench_migrate, bench_xe_control, bench_parallel, bench_dependencies,
};

static benchmark::State *current;	/* NULL: it is not time that is measured */
static unsigned int pauses;

void bench_pause(void)
{
	if (current && !pauses++)
		current->PauseTiming();
}

void bench_resume(void)
{
	if (current && !--pauses)
		current->ResumeTiming();
}

typedef std::function<void(const std::string &, const struct bench *, unsigned int)> visitor;

static void for_each_bench(const visitor &visit)
{
	for (const struct bench *table : tables)
		for (; table->name; table++) {
			if (!table->run_sized)
				visit(table->name, table, 0);
			for (const unsigned int *size = table->sizes; size && *size; size++)
				visit(table->name + ("/" + std::to_string(*size)), table, *size);
		}
}

/* glibc leaves out atomics in a process of one thread: such a time is not one of two. */
static void run_batches(benchmark::State &state, const struct bench *bench, unsigned int size)
{
	const char *name;
	double value;

	current = &state;
	bench_forget();
	while (state.KeepRunningBatch(state.max_iterations))
		bench_run(bench, size, state.max_iterations);
	for (unsigned int i = 0; (name = bench_told(i, &value)); i++)
		state.counters[name] = value;
	if (__libc_single_threaded)
		state.SetLabel("one thread");
}

static int with_each(const char *filter, const visitor &visit)
{
	std::regex wanted(filter);

	for_each_bench([&](const std::string &name, const struct bench *bench, unsigned int size) {
		if (std::regex_search(name, wanted))
			visit(name, bench, size);
	});
	return 0;
}

static int instructions(const char *n, const char *filter)
{
	return with_each(filter, [&](const std::string &name, const struct bench *bench,
				     unsigned int size) {
		if (!bench_count_instructions(bench, size, name.c_str(), strtoull(n, NULL, 0)))
			exit(77);
	});
}

/* A histogram by the upper ends of its buckets, in ns. */
static void print_buckets(const char *name, const uint64_t *buckets, uint64_t max)
{
	const char *comma = "";

	printf(", \"%s\": {\"max\": %llu, \"below\": {", name, (unsigned long long)max);
	for (unsigned int i = 0; i < LOCK_BUCKETS; i++) {
		if (!buckets[i])
			continue;
		printf("%s\"%llu\": %llu", comma, 1ull << i, (unsigned long long)buckets[i]);
		comma = ", ";
	}
	printf("}}");
}

static void print_lock(const struct lock_times *lock)
{
	static const char *const names[LOCK_TIMES] = {
		"hold_virtual", "hold_real", "wait_virtual", "wait_real",
	};

	printf("{\"lock\": \"%s\", \"read\": %s, \"count\": %llu", lock->name,
	       lock->read ? "true" : "false", (unsigned long long)lock->count);
	for (unsigned int i = 0; i < LOCK_TIMES; i++)
		print_buckets(names[i], lock->buckets[i], lock->max[i]);
	printf("}");
}

/* A line of JSON for each benchmark. */
static int locks(const char *n, const char *filter)
{
	return with_each(filter, [&](const std::string &name, const struct bench *bench,
				     unsigned int size) {
		const struct lock_times *lock;

		bench_run(bench, size, 1);	/* lockdep learns, memory is there */
		locks_listen();
		bench_run(bench, size, strtoull(n, NULL, 0));
		locks_ignore();
		printf("{\"benchmark\": \"%s\", \"repetitions\": %s, \"locks\": [",
		       name.c_str(), n);
		for (unsigned int i = 0; (lock = locks_heard(i)); i++) {
			printf(i ? ",\n" : "\n");
			print_lock(lock);
		}
		printf("]}\n");
	});
}

static int times(int argc, char **argv)
{
	for_each_bench([](const std::string &name, const struct bench *bench, unsigned int size) {
		benchmark::RegisterBenchmark(name.c_str(), run_batches, bench, size)
			->MeasureProcessCPUTime();	/* of all threads */
	});
	benchmark::Initialize(&argc, argv);
	if (benchmark::ReportUnrecognizedArguments(argc, argv))
		return 2;
	benchmark::RunSpecifiedBenchmarks();
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strncmp(argv[1], "--instructions=", 15))
		return instructions(argv[1] + 15, argv[2]);
	if (argc == 3 && !strncmp(argv[1], "--locks=", 8))
		return locks(argv[1] + 8, argv[2]);
	if (argc >= 4 && !strncmp(argv[1], "--seeds=", 8)) {
		for (int i = 3; i < argc; i++)
			bench_seeds(argv[i], argv[2], strtoul(argv[1] + 8, NULL, 0));
		return 0;
	}
	return times(argc, argv);
}
