#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: cov - run all tests in the cov preset and show which lines they reach
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

./dev build cov
rm -rf build/cov/profile
ctest --test-dir build/cov -j "${KSIM_JOBS:-$(nproc)}" -LE slow ||
	echo "cov: some tests failed; the figures count what they reached" >&2

shopt -s nullglob
profiles=(build/cov/profile/*.profraw)
programs=(build/cov/test_* build/cov/ksim)
if [ ${#profiles[@]} -eq 0 ]; then
	echo "cov: the tests left no profile" >&2
	exit 1
fi
llvm-profdata-19 merge -sparse -o build/cov/profdata "${profiles[@]}"
objects=()
for program in "${programs[@]}"; do
	if [ -x "$program" ]; then
		objects+=(-object "$program")
	fi
done
llvm-cov-19 report "${objects[@]}" -instr-profile=build/cov/profdata \
	-ignore-filename-regex='^(tests|bench|cli)/' | tee build/cov/report.txt
llvm-cov-19 show "${objects[@]}" -instr-profile=build/cov/profdata -format=html \
	-ignore-filename-regex='^(tests|bench)/' -output-dir=build/cov/html
echo "cov: line by line in build/cov/html/index.html"
