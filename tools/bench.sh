#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: bench [--figures|FILTER] - measure; --figures: each bar of the design beside what is reached
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

# Nothing but what is run: linking all else with optimisation takes minutes.
build() {
	echo "bench: building $1" >&2
	cmake --preset "$1" >/dev/null
	cmake --build "build/$1" -j "${KSIM_JOBS:-$(nproc)}" --target ksim_bench >/dev/null
}

if [ "${1:-}" != --figures ]; then
	[ $# -le 1 ] || { echo "bench: one FILTER at most, a regular expression" >&2; exit 2; }
	case ${1:-} in -*)
		echo "bench: no such option: $1" >&2
		exit 2
	esac
	build release
	mkdir -p build/bench-results
	build/release/ksim_bench --benchmark_filter="${1:-.}" \
		--benchmark_out=build/bench-results/release.json --benchmark_out_format=json
	exec python3 tools/growth.py build/bench-results/release.json
fi
[ $# -eq 1 ] || { echo "bench: --figures takes no argument" >&2; exit 2; }

mkdir -p build/bench-results
for preset in $(python3 tools/figures.py --presets); do
	build "$preset"
	echo "bench: measuring in $preset" >&2
	"build/$preset/ksim_bench" --benchmark_repetitions=5 --benchmark_min_time=0.2 \
		--benchmark_filter="$(python3 tools/figures.py --filter "$preset")" \
		--benchmark_report_aggregates_only --benchmark_out_format=json \
		--benchmark_out="build/bench-results/$preset.json" >/dev/null
done
exec python3 tools/figures.py build/bench-results
