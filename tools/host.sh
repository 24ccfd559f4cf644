#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dev: host 6.12|6.1|DIR [PRESET...] - build ksim with files of that Linux tree in place of ours
#
# Trees are looked for, in this order: DIR itself; a tree that an earlier call named; what
# Debian's package linux-source-VERSION holds, which is installed if it is missing.
#   ./dev host 6.12                   build/release/ksim-linux-6.12, the same command as ksim
#   ./dev host 6.12 tsan              build/tsan/ksim-linux-6.12
#   ./dev host --test 6.12 [PRESET]   build, run the kernel's tests and ours on it; 77: no tree
#   ./dev host --table 6.12           which files are hosted, what they need, who serves it
#   ./dev host --missing 6.12 FILE    what a further file of the tree would need that is not there
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

trees=build/linux
packages=${KSIM_LINUX_PACKAGES:-/usr/src}	# where Debian puts linux-source-*
no_tree=77	# ctest's and Automake's number for a test that was skipped

die() {
	echo "host: $1" >&2
	exit "${2:-2}"
}

# What the tree $2 is called that was asked for as $1: a version, or the folder's name without
# "linux" and "source", or what its Makefile says.
name_of() {
	local name
	name=$(basename "$1")
	name=${name#linux}
	name=${name#-}
	name=${name#source-}
	if [ -z "$name" ]; then
		name=$(make -s -C "$2" kernelversion)
	fi
	echo "linux-$name"
}

is_tree() {
	[ -f "$1/Makefile" ] && [ -f "$1/kernel/notifier.c" ]
}

# The parts of the package's archive that are hosted or read; the whole is more than a gigabyte.
extract() {
	local archive=$1 to=$2 top
	local parts=(Makefile kernel lib include virt drivers/vfio drivers/misc/lkdtm
		samples/vfio-mdev tools/testing/selftests/lkdtm)
	top=$(basename "$archive" .tar.xz)
	echo "host: extracting $archive" >&2
	rm -rf "$to.part"
	mkdir -p "$to.part"
	tar -C "$to.part" --strip-components 1 -xf "$archive" "${parts[@]/#/$top/}"
	mv "$to.part" "$to"
}

install_package() {
	local as_root=()
	command -v apt-get >/dev/null || die "no apt-get here: say ./dev host DIR"
	if [ "$(id -u)" -ne 0 ]; then
		sudo -n true 2>/dev/null || die "neither root nor password-free sudo: install $1"
		as_root=(sudo)
	fi
	echo "host: installing Debian's package $1" >&2
	"${as_root[@]}" apt-get -q update >&2
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get -q install -y --no-install-recommends "$1" >&2 ||
		die "$1 cannot be installed: say ./dev host DIR"
}

# The tree of a version or a folder, on standard output; $2 is "install" where it may be.
find_tree() {
	local want=$1 archive=$packages/linux-source-$1.tar.xz
	if is_tree "$want"; then
		readlink -f "$want"
		return
	fi
	[[ $want =~ ^[0-9]+\.[0-9]+$ ]] || die "$want is not a Linux tree, and no version"
	if is_tree "$trees/$want"; then
		readlink -f "$trees/$want"
		return
	fi
	if is_tree "$packages/linux-source-$want"; then
		echo "$packages/linux-source-$want"
		return
	fi
	if [ ! -f "$archive" ] && [ "${2:-}" = install ]; then
		install_package "linux-source-$want"
	fi
	[ -f "$archive" ] || return 1
	mkdir -p "$trees"
	extract "$archive" "$PWD/$trees/$want"
	readlink -f "$trees/$want"
}

# find_tree ended with status $2: it has said why, or there is none, of which $3 is to be said.
without_tree() {
	[ "$2" -ne 1 ] || die "there is no tree of Linux $1$3"
	exit 2
}

check_presets() {
	local preset
	for preset; do
		grep -q "\"name\": \"$preset\"," CMakePresets.json &&
			[ "$preset" != base ] || die "no such preset: $preset"
	done
}

# Later calls find it by its version, and ./dev test tests it.
remember() {
	local tree=$1 version
	version=$(sed -n 's/^\(VERSION\|PATCHLEVEL\) = //p' "$tree/Makefile" | head -2 | paste -sd.)
	mkdir -p "$trees"
	[ -e "$trees/$version" ] || ln -s "$tree" "$trees/$version"
}

configure() {
	local tree=$1 name=$2 preset=$3 log=build/$3/host.log
	mkdir -p "build/$preset"
	cmake --preset "$preset" -B "build/$preset/$name" -DKSIM_HOST="$tree" \
		-DKSIM_HOST_NAME="$name" -DKSIM_HOST_COMPARE="$PWD/build/$preset/ksim_returns" \
		>"$log" 2>&1 || { cat "$log" >&2; exit 1; }
}

# "." is the build that hosts nothing.
build() {
	local name=$1 preset=$2 log=build/$2/host.log
	shift 2
	cmake --build "build/$preset/$name" -j "${KSIM_JOBS:-$(nproc)}" --target "$@" \
		>"$log" 2>&1 || { grep -v "^\[[0-9]*/" "$log" >&2; die "$preset does not build" 1; }
}

cmd_build() {
	local tree name preset
	check_presets "${@:2}"
	tree=$(find_tree "$1" install) || without_tree "$1" $? ""
	name=$(name_of "$1" "$tree")
	remember "$tree"
	shift
	for preset in "${@:-release}"; do
		configure "$tree" "$name" "$preset"
		build "$name" "$preset" ksim ksim_ktest
		ln -sfn "$name/ksim" "build/$preset/ksim-$name"
		echo "host: built build/$preset/ksim-$name"
	done
}

cmd_test() {
	local tree name preset=${2:-release}
	check_presets "$preset"
	tree=$(find_tree "$1") || {
		[ $? -eq 1 ] || exit 2
		die "skipped: no tree of Linux $1 (./dev host $1)" $no_tree
	}
	name=$(name_of "$1" "$tree")
	echo "dev: testing $preset with files of $name"
	cmake --preset "$preset" >/dev/null
	build . "$preset" ksim_returns
	configure "$tree" "$name" "$preset"
	build "$name" "$preset" all
	rm -rf "build/$preset/$name/results"
	mkdir "build/$preset/$name/results"
	ctest --test-dir "build/$preset/$name" -j "${KSIM_JOBS:-$(nproc)}" --output-on-failure \
		--output-junit results/ctest.junit
}

# The build that the table and the list of what is missing are read from.
built() {
	local tree name
	tree=$(find_tree "$1") || without_tree "$1" $? " here yet: ./dev host $1"
	name=$(name_of "$1" "$tree")
	[ -f "build/release/$name/libksim_vfio.a" ] || cmd_build "$1" >&2
	echo "build/release/$name"
}

cmd_table() {
	local folder
	folder=$(built "$1")
	python3 hosted/needs.py "$folder"
}

cmd_missing() {
	local folder
	[ $# -gt 1 ] || die "which file? ./dev host --missing $1 drivers/vfio/FILE.c"
	folder=$(built "$1")
	python3 hosted/needs.py "$folder" "${@:2}"
}

[ $# -gt 0 ] || die "usage: ./dev host 6.12|6.1|DIR [PRESET...]"
case $1 in
--test | --table | --missing)
	[ $# -gt 1 ] || die "which tree? ./dev host $1 6.12"
	;;
esac
case $1 in
--test) cmd_test "${@:2}" ;;
--table) cmd_table "$2" ;;
--missing) cmd_missing "${@:2}" ;;
-*) die "no such option: $1" ;;
*) cmd_build "$@" ;;
esac
