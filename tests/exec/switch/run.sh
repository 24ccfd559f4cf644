#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh WHICH COMPILER FOLDER - build program.c with the context switch of one kind, and run it
#
# native, portable (ucontext), or either of them for aarch64 under an emulator. 77: the tools
# for that are not here.
set -e
which=$1 compiler=$2 folder=$3
top=$(cd "$(dirname "$0")/../../.." && pwd)
flags="-std=gnu11 -O2 -Wall -Wextra -Werror -fno-omit-frame-pointer -I$top/sim"
emulator=

case $which in
*portable)	flags="$flags -DEX_PORTABLE_SWITCH" ;;
esac
case $which in
aarch64*)
	compiler=aarch64-linux-gnu-gcc emulator=qemu-aarch64
	flags="$flags -static"
	for tool in $compiler $emulator; do
		if ! command -v $tool >/dev/null; then
			echo "skipped: no $tool (packages gcc-aarch64-linux-gnu, qemu-user)"
			exit 77
		fi
	done ;;
esac
mkdir -p "$folder"
$compiler $flags "$top/tests/exec/switch/program.c" "$top/sim/exec/switch.c" \
	-o "$folder/switch-$which"
$emulator "$folder/switch-$which"
