// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * register.cc - the C benchmarks under Google Benchmark
 *
 * A benchmark is called with the number of repetitions that the library asks for at a
 * time, so that its own loop is what is measured.
 */
#include <benchmark/benchmark.h>

#include "bench.h"

static const struct bench *const tables[] = {
	bench_explore, bench_lockdep, bench_parallel, bench_lifecycle, bench_pci, bench_xe,
	bench_xe_control,
};

static benchmark::State *current;
static unsigned int pauses;

void bench_pause(void)
{
	if (!pauses++)
		current->PauseTiming();
}

void bench_resume(void)
{
	if (!--pauses)
		current->ResumeTiming();
}

void bench_figure(const char *name, double value)
{
	current->counters[name] = value;
}

static void run_batches(benchmark::State &state, void (*run)(uint64_t))
{
	const int64_t batch = 1000;

	current = &state;
	while (state.KeepRunningBatch(batch))
		run(batch);
	state.SetItemsProcessed(state.iterations());
}

int main(int argc, char **argv)
{
	for (const struct bench *table : tables)
		for (; table->name; table++)
			benchmark::RegisterBenchmark(table->name, run_batches, table->run)
				->MeasureProcessCPUTime();	/* of all threads */
	benchmark::Initialize(&argc, argv);
	if (benchmark::ReportUnrecognizedArguments(argc, argv))
		return 2;
	benchmark::RunSpecifiedBenchmarks();
	return 0;
}
