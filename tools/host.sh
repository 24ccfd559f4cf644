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
called_from=${KSIM_CALLED_FROM:-$PWD}
cd "$(dirname "$(readlink -f "$0")")/.."

trees=build/linux
packages=${KSIM_LINUX_PACKAGES:-/usr/src}	# where Debian puts linux-source-*
oldest=6.1 newest=6.12
no_tree=77	# ctest's and Automake's number for a test that was skipped

die() {
	echo "host: $1" >&2
	exit "${2:-2}"
}

# A path as the caller means it; a version stays one.
path_of() {
	if [ -e "$called_from/$1" ]; then
		echo "$called_from/$1"
	else
		echo "$1"
	fi
}

is_version() {
	[[ $1 =~ ^[0-9]+\.[0-9]+$ ]]
}

# The tree's version, as in 6.12.
version_of() {
	sed -n 's/^\(VERSION\|PATCHLEVEL\) = //p' "$1/Makefile" | head -2 | paste -sd.
}

# What the tree $2 is called that was asked for as $1: a version, or the folder's name without
# "linux" and "source", or what its Makefile says.
name_of() {
	local name
	name=$1
	is_version "$name" || name=$(basename "$2" | tr -c '[:alnum:]._+\n-' _)
	name=${name#linux}
	name=${name#-}
	name=${name#source-}
	if [ -z "$name" ]; then
		name=$(make -s -C "$2" kernelversion)
	fi
	echo "linux-$name"
}

is_tree() {
	[ -f "$1/Makefile" ] && [ -f "$1/kernel/notifier.c" ] && is_version "$(version_of "$1")"
}

# $1, as it was asked for, is no tree: what is wrong with it, or that it cannot be a version.
not_a_tree() {
	local path=$2
	if [ -d "$path" ]; then
		[ -f "$path/Makefile" ] || die "$1 is not a Linux tree: there is no Makefile in it"
		is_version "$(version_of "$path")" ||
			die "$1 is not a Linux tree: its Makefile has no VERSION and PATCHLEVEL"
		die "$1 is not a whole Linux tree: there is no kernel/notifier.c in it"
	fi
	[ ! -e "$path" ] || die "$1 is not a Linux tree, but a file"
	is_version "$1" || die "there is no folder $1, and it is not a version, as $newest is"
}

# Trees of other versions before they are looked for, and installed in vain.
check_number() {
	[ "$(printf '%s\n' "$1" $oldest | sort -V | head -1)" = $oldest ] ||
		die "${2:+$2 is }Linux $1: VFIO has another shape before $oldest"
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

# The folder of a file that is in the package's archive, and was not extracted.
extract_more() {
	local tree=$PWD/$trees/$1 archive=$packages/linux-source-$1.tar.xz top=linux-source-$1
	[ ! -L "$tree" ] && [ -d "$tree" ] && [ -f "$archive" ] && [ ! -e "$tree/$2" ] &&
		[ ! -e "$(path_of "$2")" ] || return 0
	echo "host: looking for $2 in $archive" >&2
	tar -C "$tree" --strip-components 1 -xf "$archive" "$top/$(dirname "$2")" 2>/dev/null ||
		true	# needs.py says that it is nowhere
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
	local want archive=$packages/linux-source-$1.tar.xz
	want=$(path_of "$1")
	if is_tree "$want"; then
		readlink -f "$want"
		return
	fi
	not_a_tree "$1" "$want"
	want=$1
	if is_tree "$trees/$want"; then
		readlink -f "$trees/$want"
		return
	fi
	if is_tree "$packages/linux-source-$want"; then
		echo "$packages/linux-source-$want"
		return
	fi
	if [ ! -f "$archive" ] && [ "${2:-}" = install ]; then
		check_number "$want"
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

# Where there is no package, later calls find the tree by its version, and ./dev test tests it.
remember() {
	local tree=$1 version
	version=$(version_of "$tree")
	mkdir -p "$trees"
	[ -e "$trees/$version" ] || [ -e "$packages/linux-source-$version.tar.xz" ] ||
		ln -s "$tree" "$trees/$version"
}

# Hosting is made for versions from $oldest to $newest; others may still do.
check_version() {
	local version
	version=$(version_of "$1")
	check_number "$version" "$1"
	if [ "$(printf '%s\n' "$version" $newest | sort -V | tail -1)" != $newest ]; then
		echo "host: $1 is Linux $version, newer than $newest, which is known to do" >&2
	fi
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
		-- -k 0 >"$log" 2>&1 && return
	grep -v "^\[[0-9]*/\|^FAILED: \|^env " "$log" >&2
	[ "$name" = . ] || python3 hosted/needs.py "build/$preset/$name" --failed >&2 || true
	die "$preset does not build" 1
}

cmd_build() {
	local tree name preset
	check_presets "${@:2}"
	tree=$(find_tree "$1" install) || without_tree "$1" $? ""
	check_version "$tree"
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
	check_version "$tree"
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

# The build that the table and the list of what is missing are read from: of this tree, and not
# of one that was called the same; with the sources as they are now.
built() {
	local tree name folder
	tree=$(find_tree "$1") || without_tree "$1" $? " here yet: ./dev host $1"
	name=$(name_of "$1" "$tree")
	folder=build/release/$name
	if [ ! -f "$folder/libksim_vfio.a" ] ||
		! grep -qsFx "KSIM_HOST:PATH=$tree" "$folder/CMakeCache.txt"; then
		cmd_build "$1" >&2
	else
		build "$name" release ksim_vfio >&2
	fi
	echo "$folder"
}

cmd_table() {
	local folder
	folder=$(built "$1")
	python3 hosted/needs.py "$folder"
}

cmd_missing() {
	local folder file files=()
	[ $# -gt 1 ] || die "which file? ./dev host --missing $1 drivers/vfio/FILE.c"
	folder=$(built "$1")
	for file in "${@:2}"; do
		extract_more "$1" "$file"
		files+=("$(path_of "$file")")
	done
	python3 hosted/needs.py "$folder" "${files[@]}"
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
