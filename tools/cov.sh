#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: cov [--fuzz SECONDS] [FOLDER...] - lines and branches that the tests reach, file by file
#
# The tests, the scenarios and, for SECONDS in all, the fuzz targets run in the cov preset. What
# they have reached is a table: each of the folders and each file in the named ones (sim/vfio and
# sim/kvm if none is). Line by line it is in build/cov/html.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

seconds=0
if [ "${1-}" = --fuzz ]; then
	seconds=${2:?--fuzz wants seconds}
	shift 2
fi
[ $# -gt 0 ] || set -- sim/vfio sim/kvm

# A finding ends a program: it goes on from another seed for what is left of its $2 seconds.
fuzz() {
	local seed end=$((SECONDS + $2))
	for ((seed = 1; SECONDS < end; seed++)); do
		KSIM_FINDINGS=build/cov/findings "build/cov/fuzz_$1" -seed=$seed \
			-seconds=$((end - SECONDS)) >>build/cov/fuzz.txt 2>&1 ||
			echo "cov: $1 found something; see build/cov/fuzz.txt" >&2
	done
}

./dev build cov
rm -rf build/cov/profile
# Four profiles a program, into which each process adds what it has reached.
export LLVM_PROFILE_FILE=$PWD/build/cov/profile/%4m.profraw
ctest --test-dir build/cov -j "${KSIM_JOBS:-$(nproc)}" -LE slow ||
	echo "cov: some tests failed; the figures count what they reached" >&2
build/cov/ksim hunt --quiet --runs 100 --out build/cov/hunt scenarios >build/cov/hunt.txt ||
	echo "cov: some scenario did not hold within 100 schedules; see build/cov/hunt.txt" >&2

targets=(lifecycle vfio_pci kvm_vfio uapi config_space pci_reset xe_migrate xe_stream)
if [ "$seconds" -gt 0 ]; then
	mkdir -p build/cov/findings
	for target in "${targets[@]}"; do
		end=$((SECONDS + seconds / ${#targets[@]}))
		# A finding that spoils the process ends it: the next one goes on.
		for ((seed = 1; SECONDS < end; seed++)); do
			KSIM_FINDINGS=build/cov/findings "build/cov/fuzz_$target" -seed=$seed \
				-seconds=$((end - SECONDS)) >>build/cov/fuzz.txt 2>&1 || true
		done
	done
fi

shopt -s nullglob
profiles=(build/cov/profile/*.profraw)
if [ ${#profiles[@]} -eq 0 ]; then
	echo "cov: the tests left no profile" >&2
	exit 1
fi
llvm-profdata-19 merge -sparse -o build/cov/profdata "${profiles[@]}"
objects=()
for program in build/cov/test_* build/cov/fuzz_* build/cov/ksim; do
	if [ -f "$program" ] && [ -x "$program" ]; then
		objects+=(-object "$program")
	fi
done
others='/(tests|bench|cli|fuzz|hosted|include)/'
llvm-cov-19 export "${objects[@]}" -instr-profile=build/cov/profdata -skip-functions \
	-ignore-filename-regex="$others" >build/cov/coverage.json
python3 tools/coverage.py build/cov/coverage.json "$@" | tee build/cov/report.txt
llvm-cov-19 show "${objects[@]}" -instr-profile=build/cov/profdata -format=html \
	-ignore-filename-regex="$others" -output-dir=build/cov/html
echo "cov: line by line in build/cov/html/index.html; what nothing reached in build/cov/missed.txt"
