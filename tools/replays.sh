#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: replays [N] - find N failures of random programs, replay them on all builds that are there
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
exec python3 tools/replays.py "$@"
