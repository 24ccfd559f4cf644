#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: race [--time N] - look for data races under ThreadSanitizer for N seconds (default 60)
#
# All other options: tools/race.py --help
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
case " $* " in
*" --help "*)
	exec python3 tools/race.py "$@"
	;;
esac
./dev build tsan
exec python3 tools/race.py "$@"
