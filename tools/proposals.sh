#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: proposals - the thread of seeds 000 and 001 as a table: what each cure finds in each program
#
# A row is a cure, as variants; a column is a program of tests/bugs/v01_proposals.c. What a cell
# found follows below the table; it is kept in build/proposals.txt.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

./dev build release
export KSIM_PROPOSALS=$PWD/build/proposals.txt
rm -f "$KSIM_PROPOSALS"
build/release/test_bugs --filter 'v01_proposals/*' >/dev/null ||
	echo "proposals: some cell is not what the test expects" >&2
sort -t'|' -n "$KSIM_PROPOSALS" | awk -F'|' '
	BEGIN {
		split("exit open/release open/end close/open put/unload", column, " ")
		printf "%-72s", "cure"
		for (i = 1; i <= 5; i++)
			printf "%-14s", column[i]
		print ""
	}
	$1 % 5 == 0 { printf "%-72s", $2 ? $2 : "(today)" }
	{ printf "%-14s", $3 }
	$1 % 5 == 4 { print "" }
	$3 != "-" { told[++n] = sprintf("%s, %s: %s %s", $2, column[$1 % 5 + 1], $3, $4) }
	END {
		print ""
		for (i = 1; i <= n; i++)
			print told[i]
	}'
