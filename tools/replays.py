#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Find failures of random programs and replay each on every build of the same sources.

Programs are scenarios of the library, changed in their byte form, under random variants; what
their operations return is not checked, and they have all the steps that a run may have, so that
each failure is one of the machine.
A replay is the same if its title and its number of steps are those of the failure file.
Reports are compared as well, but for where the compiler put the code: offsets and inlining.
With --shrink, each is also made smaller: sizes and times are summed up.
"""
import argparse
import collections
import concurrent.futures
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
        text = ksim(build, "fmt", "--decode", bytes_file).stdout
        program.write_text(re.sub(r"^\tsteps \d+$", "", text, flags=re.M) + "\nunchecked\n")
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


def report_of(text):
    """The report without what is the compiler's: offsets, lines within a function, inlining."""
    text = re.sub(r"\+0x[0-9a-f]+/0x[0-9a-f]+", "", text)
    text = re.sub(r" (\S+\.[ch]):\d+( \[inline\])?$", r" \1", text, flags=re.M)
    return re.sub(r"0x[0-9a-f]+|[0-9a-f]{16}", "N", text)


def replay(build, path):
    """The report, and None if title and steps are the same, else what came instead."""
    title, steps = recorded(path)
    try:
        done = ksim(build, "replay", path, timeout=120)
    except subprocess.TimeoutExpired:
        return "", "not done after 120 s"
    last = (done.stdout.strip().splitlines() or [""])[-1]
    match = re.match(r"Replayed: \w+ (.*), after (\d+) steps", last)
    if done.returncode == 1 and match and match.groups() == (title, str(steps)):
        return report_of(done.stdout), None
    return "", (last + " " + done.stderr.strip()).strip()


def replay_all(build, paths, reports):
    """How many were the same. The first build's reports are those to compare with."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda path: replay(build, path), paths))
    same = alike = 0
    for path, (report, other) in zip(paths, results):
        same += other is None
        alike += other is None and reports.setdefault(path, report) == report
        if other is not None:
            print(f"{build}: {path}: {recorded(path)}: {other}")
    print(f"{build}: {same} of {len(paths)} replayed with the same title and steps, "
          f"{alike} with the same report", flush=True)
    return same


def shrink_one(build, path, patience):
    try:
        done = ksim(build, "shrink", path, timeout=patience)
    except subprocess.TimeoutExpired:
        print(f"shrink: {path}: not done after {patience} s")
        return None
    match = re.search(r"^Operations: (\d+) .* preemptions: (\d+), .* in ([0-9.]+) s$",
                      done.stdout, re.M)
    if not match:
        print(f"shrink: {path}: {done.stdout[-200:]}{done.stderr[-200:]}")
        return None
    return int(match.group(1)), int(match.group(2)), float(match.group(3))


def shrink(build, paths, patience):
    sizes = [size for size in (shrink_one(build, path, patience) for path in paths) if size]
    if not sizes:
        return
    for what, values in zip(("operations", "preemptions", "seconds"), zip(*sizes)):
        tenths = statistics.quantiles(values, n=10) if len(values) > 1 else values * 9
        print(f"shrunk {len(values)}: {what}: median {statistics.median(values)}, "
              f"nine in ten at most {tenths[8]:.3g}, largest {max(values)}")


def measure(builds, options, folder):
    paths = sorted(folder.glob("out*/*.ksim"))[:options.count]
    if not paths:
        paths = find(builds[0], options.count, options.seed, folder)
    reports = {}
    bad = sum(len(paths) - replay_all(build, paths, reports) for build in builds)
    shrink(builds[0], paths[:options.shrink], options.patience)
    return 1 if bad else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shrink", type=int, default=0, metavar="N",
                        help="shrink the first N of them")
    parser.add_argument("--patience", type=int, default=120, metavar="SECONDS",
                        help="how long for one (default 120)")
    parser.add_argument("--build", action="append",
                        help="find and replay with this one only")
    parser.add_argument("--keep", metavar="DIR",
                        help="leave programs and failure files there, or take those that are")
    options = parser.parse_args()
    builds = options.build or [
        name for name in ("release", "asan", "tsan", "gcc")
        if (TOP / "build" / name / "ksim").exists()]
    if options.keep:
        pathlib.Path(options.keep).mkdir(parents=True, exist_ok=True)
        return measure(builds, options, pathlib.Path(options.keep))
    with tempfile.TemporaryDirectory(prefix="ksim-replays-") as folder:
        return measure(builds, options, pathlib.Path(folder))


if __name__ == "__main__":
    sys.exit(main())
