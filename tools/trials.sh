#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: trials [BUG...] - how long the fuzzers need for each known bug, from an empty corpus
#
# All other options: tools/trials.py --help
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
case " $* " in
*" --help "*)
	exec python3 tools/trials.py "$@"
	;;
esac
for preset in release fuzz-plain tsan; do
	./dev build $preset
done
exec python3 tools/trials.py "$@"
