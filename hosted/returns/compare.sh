#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# compare.sh OURS HOSTED: do both builds' ksim_returns say the same of all scenarios?
set -euo pipefail
export TSAN_OPTIONS=exitcode=0:${TSAN_OPTIONS:-}	# races are told by hunts
cd "$(dirname "$(readlink -f "$0")")/../.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Those in scenarios/hosted/ are about what differs.
mapfile -t scenarios < <(find scenarios -path scenarios/hosted -prune -o \
	-name '*.ksim' -print | sort)
"$1" "${scenarios[@]}" >"$folder/ours"
"$2" "${scenarios[@]}" >"$folder/hosted"
if ! diff -U 3 "$folder/ours" "$folder/hosted"; then
	echo "returns: the scenarios end otherwise on hosted files" >&2
	exit 1
fi
echo "returns: $(wc -l <"$folder/ours") lines of ${#scenarios[@]} scenarios are the same"
