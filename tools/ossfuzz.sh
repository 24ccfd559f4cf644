#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: ossfuzz - build the fuzz targets as OSS-Fuzz does, and check what came of it
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
fuzz/oss-fuzz/build.sh >"$log" 2>&1 || { tail -n 60 "$log" >&2; exit 1; }
exec python3 tools/check_fuzz_build.py "${OUT:-build/oss-fuzz/out}"
