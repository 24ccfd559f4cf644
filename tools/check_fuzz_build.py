#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Does a folder of fuzz targets do what OSS-Fuzz asks of it?

Each target starts, from another folder than it was built in, and with its own lib/ only;
it has at least 100 edges and calls its sanitizer; none of its seeds ends it.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

EDGES_MIN = 100


def run(program, *arguments, findings=None):
    environment = {"PATH": "/usr/bin:/bin"}
    if findings:
        environment["KSIM_FINDINGS"] = str(findings)
    return subprocess.run([program, *arguments], cwd="/", env=environment, check=False,
                          capture_output=True, text=True, errors="replace", timeout=300)


def edges(text):
    """As libFuzzer counts them when it starts."""
    match = re.search(r"\((\d+) inline 8-bit counters\)", text)
    return int(match[1]) if match else 0


def sanitizer_calls(program):
    # Of the target's own symbols: the runtime defines them, calls in the code refer to them.
    symbols = subprocess.run(["nm", program], capture_output=True, text=True, check=True).stdout
    return len(re.findall(r" [TtWwU] __(?:asan|tsan|ubsan)_", symbols))


def check(program):
    """What is wrong with a target, a line each."""
    begun = run(program, "-runs=1")
    wrong = []
    if begun.returncode:
        return [f"does not start: {begun.stderr.strip().splitlines()[-1:]}"]
    if edges(begun.stderr) < EDGES_MIN:
        wrong.append(f"has {edges(begun.stderr)} edges, at least {EDGES_MIN} are wanted")
    if not sanitizer_calls(program):
        wrong.append("calls no sanitizer")
    archive = program.with_name(program.name + "_seed_corpus.zip")
    if archive.exists():
        with tempfile.TemporaryDirectory() as folder:
            seeds, findings = pathlib.Path(folder, "seeds"), pathlib.Path(folder, "findings")
            findings.mkdir()
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(seeds)
            files = sorted(str(p) for p in seeds.iterdir())
            ended = run(program, *files, findings=findings)
            if ended.returncode:
                wrong.append(f"a seed ends it: status {ended.returncode}")
            for path in sorted(findings.glob("*.ksim")):
                print(f"  note: a seed shows {path.name}")
    return wrong


def main(argv):
    if len(argv) != 1:
        print("usage: tools/check_fuzz_build.py FOLDER", file=sys.stderr)
        return 2
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        moved = pathlib.Path(folder, "elsewhere")
        shutil.copytree(argv[0], moved)
        programs = [p for p in sorted(moved.glob("fuzz_*"))
                    if os.access(p, os.X_OK) and not p.suffix]
        for program in programs:
            wrong = check(program)
            bad += len(wrong)
            print(f"{program.name}: {'; '.join(wrong) if wrong else 'good'}")
    if not programs:
        print(f"{argv[0]}: no fuzz targets", file=sys.stderr)
    return 1 if bad or not programs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
