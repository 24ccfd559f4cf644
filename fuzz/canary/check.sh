#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# check.sh PROGRAM RUNS KIND... - each planted bug is found within RUNS random programs,
# and nothing is without one.
set -euo pipefail
program=$(readlink -f "$1")
runs=$2
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export TSAN_OPTIONS=${TSAN_OPTIONS:-}:exitcode=0
missed=0

# AddressSanitizer ends the process itself. The access and the free must be the planted ones.
asan_found_it() {
	local report
	report=$(sed -n '/AddressSanitizer: use-after-poison/,/^SUMMARY/p' log)
	grep -q '^ *#0 .* in do_uaf ' <<<"$report" &&
		grep -q '^ksim: .*, freed in put_bird by ' log
}

for kind in "$@"; do
	lower=${kind,,}
	(KSIM_VARIANTS=canary-$lower "$program" -runs="$runs" -seed=1 || true) >log 2>&1
	if compgen -G "canary.canary-$lower.$kind-*.ksim" >/dev/null; then
		echo "$kind found"
	elif [ "$kind" = UAF ] && asan_found_it; then
		echo "$kind found, by AddressSanitizer, which ends the process"
	else
		echo "$kind MISSED within $runs runs"
		ls ./*.ksim 2>/dev/null || true
		tail -n 20 log
		missed=1
	fi
	rm -f ./*.ksim
done
if ! "$program" -runs="$((runs / 4))" -seed=1 >log 2>&1; then
	echo "found without a planted bug:"
	tail -n 40 log
	missed=1
fi
exit $missed
