#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The figures of the design beside what was measured.

figures.py FOLDER              print the table from FOLDER/ROUND/PRESET.json; 1 if a bar is missed
figures.py --agree FOLDER...   do repeated measurements agree? 1 if not
"""
import json
import statistics
import sys
from pathlib import Path

NS = 1e9
DRIFT = 0.05    # of a figure, between runs of one machine: rounds within minutes do not show it
STREAM = "xe/stream_1m_256m"
COPY = "xe/memcpy_1m_256m"     # each chunk once
PIECES = "xe/pieces_1m_256m"   # twice, through the user's buffer: read() and write() do so
EPISODE = "lifecycle/vfio_episode_random"
LOCKS = "explore/two_locks_random"


class Figure:
    """One row: how it is computed from times in ns of CPU time, and its bar."""

    def __init__(self, what, unit, bar, least, needs, value):
        self.what = what
        self.unit = unit
        self.bar = bar
        self.least = least      # the bar is a minimum; else a maximum
        self.needs = needs      # (preset, benchmark) pairs, in the order value() takes them
        self.value = value

    def met(self, value):
        return value >= self.bar if self.least else value <= self.bar

    def missed_by(self, value):
        ratio = self.bar / value if self.least else value / self.bar
        return (ratio - 1) * 100


def rate(what, bar, preset, benchmark):
    return Figure(what, "/s", bar, True, [(preset, benchmark)], lambda ns: NS / ns)


def ratio(what, ours, theirs):
    return Figure(what, "x", 1.0, False, [("bench", ours), ("bench", theirs)],
                  lambda ns, other: ns / other)


def lockdep(depth):
    name = f"lockdep/mutex_pair_depth/{depth}"
    return Figure(f"lockdep on, uncontended pair at depth {depth}", "ns", 15, False,
                  [("release", name), ("bench", name)], lambda on, off: on - off)


FIGURES = [
    rate("schedules, 2 tasks and 2 locks", 2_000_000, "release", LOCKS),
    rate("schedules, bounded buffer of 6 tasks", 100_000, "release",
         "explore/bounded_buffer_random"),
    rate("VFIO episodes, world built and torn down", 50_000, "release", EPISODE),
    rate("VFIO episodes under ASan", 20_000, "asan", EPISODE),
    rate("schedules under TSan, 2 tasks and 2 locks", 50_000, "tsan", LOCKS),
    *[lockdep(depth) for depth in range(1, 7)],
    ratio("mutex pair to pthread_mutex, threads", "parallel/mutex/1",
          "parallel/pthread_mutex/1"),
    ratio("kref get and put to two atomics, threads", "parallel/kref/1",
          "parallel/two_atomics/1"),
    ratio("RCU read pair to liburcu memb, threads", "parallel/rcu_read/1",
          "parallel/urcu_memb/1"),
    Figure("migration stream to one memcpy of its chunks", "x", 0.8, True,
           [("release", STREAM), ("release", COPY)], lambda ns, copy: copy / ns),
    Figure("migration stream to copying out and in again", "x", 0.8, True,
           [("release", STREAM), ("release", PIECES)], lambda ns, copy: copy / ns),
    Figure("world of one device, built and torn down", "us", 10, False,
           [("release", "pci/world_of_devices/1")], lambda ns: ns / 1000),
]


def filters():
    """Preset to an expression that matches what is needed of it, each name whole."""
    names = {}
    for figure in FIGURES:
        for preset, name in figure.needs:
            names.setdefault(preset, {})[name] = True
    return {preset: "^(" + "|".join(found) + ")/process_time$"
            for preset, found in names.items()}


def read_round(folder):
    """Preset to benchmark to (ns of CPU time, whether it was alone in its process)."""
    presets = {}
    for path in folder.glob("*.json"):
        entries = json.loads(path.read_text())["benchmarks"]
        presets[path.stem] = {
            entry["run_name"].removesuffix("/process_time"):
            (entry["cpu_time"], entry.get("label") == "one thread") for entry in entries}
    return presets


class Measured:
    """A figure: the median of what each round gave, and its interval: all rounds, and drift."""

    def __init__(self, figure, rounds):
        self.values = []
        self.missing = []
        self.alone = False
        for presets in rounds:
            found = [presets.get(preset, {}).get(name) for preset, name in figure.needs]
            self.missing = [f"{name} ({preset})"
                            for (preset, name), got in zip(figure.needs, found) if not got]
            if not self.missing:
                self.values.append(figure.value(*(ns for ns, _ in found)))
                self.alone = self.alone or any(alone for _, alone in found)
        if self.values:
            self.median = statistics.median(self.values)
            self.low = min(*self.values, self.median * (1 - DRIFT))
            self.high = max(*self.values, self.median * (1 + DRIFT))


def read(folder):
    rounds = [read_round(path) for path in sorted(Path(folder).iterdir()) if path.is_dir()]
    return [Measured(figure, rounds) for figure in FIGURES]


def number(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def interval(measured):
    return f"{number(measured.low)} .. {number(measured.high)}"


def row(figure, measured):
    """The printed line and whether the bar is met."""
    bar = f"{'>=' if figure.least else '<='} {number(figure.bar)} {figure.unit}"
    if not measured.values or measured.missing:
        return f"{figure.what:46} {bar:>14} {'-':>13}  not measured: " \
               f"{', '.join(measured.missing or ['no round'])}", False
    met = figure.met(measured.median)
    if met:
        verdict = "met"
    elif measured.median > 0:
        verdict = f"missed by {figure.missed_by(measured.median):.0f} %"
    else:
        verdict = "missed"
    if measured.alone:
        verdict += " *"
    value = f"{number(measured.median)} {figure.unit}"
    return f"{figure.what:46} {bar:>14} {value:>13} {interval(measured):>24}  {verdict}", met


def table(folder):
    found = read(folder)
    rows = [row(figure, measured) for figure, measured in zip(FIGURES, found)]
    print(f"{'figure':46} {'bar':>14} {'measured':>13} {'interval':>24}")
    for text, _ in rows:
        print(text)
    missed = sum(not met for _, met in rows)
    print(f"{len(rows) - missed} of {len(rows)} met")
    if any(measured.alone for measured in found):
        print("* one thread in the process, as in a campaign: glibc leaves out atomics")
    return 1 if missed else 0


def agree(folders):
    """
    Measurements agree if the median of each lies in the interval of every other. All of n rounds
    are on one side of the true median but once in 2^(n-1), and machines drift.
    """
    runs = [read(folder) for folder in folders]
    good = True
    for number_, figure in enumerate(FIGURES):
        several = [run[number_] for run in runs]
        if any(not one.values for one in several):
            print(f"{figure.what:46} not measured")
            good = False
            continue
        same = all(one.low <= other.median <= one.high for one in several for other in several)
        print(f"{figure.what:46} {'agree' if same else 'DISAGREE':9}" + "; ".join(
            f"{number(one.median)} ({interval(one)})" for one in several) + f" {figure.unit}")
        good = good and same
    print("all agree within their intervals" if good else "not all agree")
    return 0 if good else 1


def main(arguments):
    if len(arguments) >= 3 and arguments[0] == "--agree":
        folders, work = arguments[1:], agree
    elif len(arguments) == 1:
        folders, work = arguments, lambda found: table(found[0])
    else:
        folders, work = [], None
    if not folders or not all(Path(folder).is_dir() for folder in folders):
        print(__doc__, file=sys.stderr)
        return 2
    return work(folders)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
