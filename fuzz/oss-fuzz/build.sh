#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# build.sh - all targets, as OSS-Fuzz and its kin want them
#
# From the environment: CC, CXX, CFLAGS, CXXFLAGS, LIB_FUZZING_ENGINE, SANITIZER, and OUT, where
# it all goes: fuzz_NAME, fuzz_NAME_seed_corpus.zip, fuzz_NAME.dict, fuzz_NAME.options and lib/.
# Without them: clang-19, libFuzzer and AddressSanitizer, into build/oss-fuzz/out.
set -euo pipefail
top=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
out=${OUT:-$top/build/oss-fuzz/out}
work=${WORK:-$top/build/oss-fuzz}/cmake
export LIB_FUZZING_ENGINE=${LIB_FUZZING_ENGINE:--fsanitize=fuzzer}
cc=${CC:-clang-19}
cxx=${CXX:-clang++-19}
sanitizer=${SANITIZER:-address}

# What the build must know besides the flags: fibers tell their stacks to the sanitizer.
options=()
case $sanitizer in
address) options+=(-DKSIM_SANITIZE=address) ;;
thread) options+=(-DKSIM_SANITIZE=thread) ;;
undefined | coverage | none | introspector) ;;
*)
	echo "build.sh: SANITIZER=$sanitizer is not supported" >&2
	exit 2
	;;
esac
[ "$sanitizer" = coverage ] || options+=(-DKSIM_FUZZ=ON)

# The engine is C++; libraries come along, since the runner has none.
cmake -S "$top" -B "$work" -G Ninja -DCMAKE_BUILD_TYPE=Release \
	-DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" \
	-DCMAKE_C_FLAGS="${CFLAGS:-}" -DCMAKE_CXX_FLAGS="${CXXFLAGS:-}" \
	-DCMAKE_EXE_LINKER_FLAGS="-Wl,-rpath,'\$ORIGIN/lib' -Wl,--disable-new-dtags -lstdc++" \
	"${options[@]}"
targets=()
for source in "$top"/fuzz/targets/*.c; do
	targets+=("fuzz_$(basename "$source" .c)")
done
cmake --build "$work" -j "$(nproc)" --target "${targets[@]}" fuzz_corpus

rm -rf "$out/lib" && mkdir -p "$out/lib"
seeds=$work/seeds
rm -rf "$seeds" && mkdir -p "$seeds"
mapfile -t scenarios < <(find "$top/scenarios" -name '*.ksim' | sort)
"$work/fuzz_corpus" seeds "$seeds/programs" "${scenarios[@]}"
mkdir "$seeds/texts" && cp "${scenarios[@]}" "$seeds/texts"

zip_seeds() {
	python3 - "$1" "$2" <<-'PYTHON'
	import pathlib, sys, zipfile
	with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
	    for path in sorted(pathlib.Path(sys.argv[2]).iterdir()):
	        archive.write(path, path.name)
	PYTHON
}

for target in "${targets[@]}"; do
	cp "$work/$target" "$out/"
	printf '[libfuzzer]\nmax_len = 4096\ntimeout = 25\nrss_limit_mb = 2048\n' \
		>"$out/$target.options"
	case $target in
	fuzz_scenario_text)
		zip_seeds "$out/${target}_seed_corpus.zip" "$seeds/texts"
		"$work/fuzz_corpus" dictionary >"$out/$target.dict"
		printf 'dict = %s.dict\n' "$target" >>"$out/$target.options"
		;;
	fuzz_primitives) ;;	# any bytes are as good
	*)
		zip_seeds "$out/${target}_seed_corpus.zip" "$seeds/programs"
		;;
	esac
	ldd "$out/$target" |
		awk '/=> \// && !/\/(libc|libm|libdl|librt|libpthread)\.so/ { print $3 }'
done | sort -u | grep '^/' | xargs -r cp -Lt "$out/lib"
echo "built in $out"
