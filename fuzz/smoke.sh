#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# smoke.sh PROGRAM RUNS - the target starts, runs so many random programs and ends well.
#
# What it finds is a campaign's business: 70 says that a finding spoiled the process.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Races that ThreadSanitizer reports are findings, too.
export TSAN_OPTIONS=${TSAN_OPTIONS:-}:exitcode=0
status=0
KSIM_FINDINGS=$folder "$1" -runs="$2" -seed=1 >"$folder/log" 2>&1 || status=$?
grep -h '^fuzz: ' "$folder/log" || true
case $status in
0 | 70) ;;
*)
	tail -n 40 "$folder/log"
	exit 1
	;;
esac
