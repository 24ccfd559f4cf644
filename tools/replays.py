#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Find failures of random programs and replay each on every build of the same sources.

Programs are scenarios of the library, changed in their byte form, under random variants.
A replay is the same if its title and its number of steps are those of the failure file.
With --shrink, each is also made smaller: sizes and times are summed up.
"""
import argparse
import collections
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent


def ksim(build, *arguments, text=True, timeout=20):
    # a build folder below build/, or a path of its own
    command = [str(TOP / "build" / build / "ksim"), *map(str, arguments)]
    return subprocess.run(command, cwd=TOP, capture_output=True, text=text, timeout=timeout)


def variants(build):
    lines = ksim(build, "list", "variants").stdout.splitlines()
    return [line.split()[0] for line in lines if re.match(r"[a-z]", line)]


def mutate(data, others, dice):
    """A few bytes changed, left out or put in, or the tail of another program."""
    data = bytearray(data)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(data))
        what = dice.randrange(5)
        if what == 0:
            data[at] = dice.randrange(256)
        elif what == 1:
            del data[at:at + dice.randint(1, 4)]
        elif what == 2:
            data[at:at] = bytes(dice.randrange(64) for _ in range(dice.randint(1, 4)))
        elif what == 3:
            data[at] ^= 1 << dice.randrange(8)
        else:
            other = dice.choice(others)
            data[at:] = other[dice.randrange(len(other)):]
        if not data:
            data = bytearray(b"\0")
    return bytes(data)


def find(build, count, seed, folder):
    """Failure files, at most a few of one program, until there are @count."""
    dice = random.Random(seed)
    library = [ksim(build, "fmt", "--encode", path, text=False).stdout
               for path in sorted((TOP / "scenarios").rglob("*.ksim"))]
    names = variants(build)
    found, number, slow = [], 0, 0
    while len(found) < count:
        number += 1
        bytes_file = folder / "program.bytes"
        bytes_file.write_bytes(mutate(dice.choice(library), library, dice))
        program = folder / f"p{number}.ksim"
        program.write_text(ksim(build, "fmt", "--decode", bytes_file).stdout)
        arguments = ["--runs", 12, "--jobs", 1, "--seed", number, "-q", "--out",
                     folder / f"out{number}"]
        for name in dice.sample(names, dice.choice((0, 1, 2, 3))):
            arguments += ["--variant", name]
        try:
            status = ksim(build, "run", program, *arguments).returncode
        except subprocess.TimeoutExpired:
            slow += 1
            continue
        if status == 1:
            files = sorted((folder / f"out{number}").glob("*.ksim"))
            found += files[:4]
        else:
            program.unlink()
    titles = collections.Counter(recorded(path)[0] for path in found[:count])
    for title, times in titles.most_common(12):
        print(f"{times:6} {title}")
    print(f"{len(found[:count])} failures, {len(titles)} titles, of {number} random programs, "
          f"{slow} of them left out: too slow")
    return found[:count]


def recorded(path):
    text = path.read_text().partition("\nfailure {\n")[2]
    title = re.search(r'^\ttitle "(.*)"$', text, re.M).group(1)
    title = title.replace('\\"', '"').replace("\\\\", "\\")
    return title, int(re.search(r"^\tsteps (\d+)$", text, re.M).group(1))


def replay(build, path):
    """None if title and steps are the same, else what came instead."""
    title, steps = recorded(path)
    done = ksim(build, "replay", path)
    last = (done.stdout.strip().splitlines() or [""])[-1]
    match = re.match(r"Replayed: \w+ (.*), after (\d+) steps", last)
    if done.returncode == 1 and match and match.groups() == (title, str(steps)):
        return None
    return last or done.stderr.strip()


def shrink(build, paths):
    operations, preemptions, seconds = [], [], []
    for path in paths:
        try:
            done = ksim(build, "shrink", path, timeout=60)
        except subprocess.TimeoutExpired:
            print(f"shrink: {path}: not done after 60 s")
            continue
        match = re.search(r"^(\d+) operations .* (\d+) preemptions, .* in ([0-9.]+) s$",
                          done.stdout, re.M)
        if not match:
            print(f"shrink: {path}: {done.stdout[-200:]}{done.stderr[-200:]}")
            continue
        operations.append(int(match.group(1)))
        preemptions.append(int(match.group(2)))
        seconds.append(float(match.group(3)))
    print(f"shrunk {len(operations)}: median {statistics.median(operations)} operations, "
          f"{statistics.median(preemptions)} preemptions, {statistics.median(seconds)} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shrink", type=int, default=0, metavar="N",
                        help="shrink the first N of them")
    parser.add_argument("--build", help="find and replay with this one only")
    options = parser.parse_args()
    builds = [options.build] if options.build else [
        name for name in ("release", "asan", "tsan")
        if (TOP / "build" / name / "ksim").exists()]
    bad = 0
    with tempfile.TemporaryDirectory(prefix="ksim-replays-") as folder:
        paths = find(builds[0], options.count, options.seed, pathlib.Path(folder))
        for build in builds:
            same = 0
            for path in paths:
                other = replay(build, path)
                same += other is None
                if other is not None:
                    print(f"{build}: {path}: {recorded(path)}: {other}")
            print(f"{build}: {same} of {len(paths)} replayed with the same title and steps")
            bad += len(paths) - same
        if options.shrink:
            shrink(builds[0], paths[:options.shrink])
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
