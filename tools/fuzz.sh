#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: fuzz [TARGET...] - fuzz for --time N seconds (default 60), go on where it was left
#
# All other options: tools/campaign.py --help
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
case " $* " in
*" --help "* | *" --list "*)
	exec python3 tools/campaign.py "$@"
	;;
esac
./dev build fuzz
./dev build release
exec python3 tools/campaign.py "$@"
