#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: bench [FILTER] - measure; --figures: each bar of the design beside what is reached; --help
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
exec python3 tools/bench/main.py "$@"
