#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The figures of the design beside what was measured, from Google Benchmark's JSON.

figures.py FOLDER          print the table from FOLDER/PRESET.json; 1 if a bar is missed
figures.py --presets       the presets that have to be measured
figures.py --filter NAME   the benchmarks that are needed of one of them
"""
import json
import sys
from pathlib import Path

NS = 1e9
STREAM = "xe/stream_1m_256m"
COPY = "xe/memcpy_1m_256m"     # each chunk once
PIECES = "xe/pieces_1m_256m"   # twice, through the user's buffer: read() and write() do so


class Figure:
    """One row: how it is computed from medians in ns of CPU time, and its bar."""

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
    name = f"lockdep/mutex_pair_depth_{depth}"
    return Figure(f"lockdep on, uncontended pair at depth {depth}", "ns", 15, False,
                  [("release", name), ("bench", name)], lambda on, off: on - off)


FIGURES = [
    rate("schedules, 2 tasks and 2 locks", 2_000_000, "release", "explore/two_locks"),
    rate("schedules, bounded buffer of 6 tasks", 100_000, "release",
         "explore/bounded_buffer_6_tasks"),
    rate("VFIO episodes, world built and torn down", 50_000, "release",
         "lifecycle/vfio_episode"),
    rate("VFIO episodes under ASan", 20_000, "asan", "lifecycle/vfio_episode"),
    rate("schedules under TSan, 2 tasks and 2 locks", 50_000, "tsan", "explore/two_locks"),
    lockdep(1),
    lockdep(3),
    lockdep(6),
    ratio("mutex pair to pthread_mutex, threads", "parallel/mutex_x100",
          "parallel/pthread_mutex_x100"),
    ratio("kref get and put to two atomics, threads", "parallel/kref_x100",
          "parallel/two_atomics_x100"),
    ratio("RCU read pair to liburcu memb, threads", "parallel/rcu_read_x100",
          "parallel/urcu_memb_x100"),
    Figure("migration stream to one memcpy of its chunks", "x", 0.8, True,
           [("release", STREAM), ("release", COPY)], lambda ns, copy: copy / ns),
    Figure("migration stream to copying out and in again", "x", 0.8, True,
           [("release", STREAM), ("release", PIECES)], lambda ns, copy: copy / ns),
]


def medians(path):
    """Benchmark name to (median CPU ns, relative standard deviation)."""
    names, spread = {}, {}
    for entry in json.loads(path.read_text())["benchmarks"]:
        name = entry["run_name"].removesuffix("/process_time")
        if entry.get("aggregate_name") == "median":
            names[name] = entry["cpu_time"]
        elif entry.get("aggregate_name") == "cv":
            spread[name] = entry["cpu_time"]
    return {name: (ns, spread.get(name, 0.0)) for name, ns in names.items()}


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def row(figure, results):
    """The printed line and whether the bar is met."""
    found = [results.get(preset, {}).get(name) for preset, name in figure.needs]
    bar = f"{'>=' if figure.least else '<='} {number(figure.bar)} {figure.unit}"
    if not all(found):
        missing = [f"{name} ({preset})" for (preset, name), got in zip(figure.needs, found)
                   if not got]
        return f"{figure.what:46} {bar:>16} {'-':>16}          not measured: " \
               f"{', '.join(missing)}", False
    value = figure.value(*(ns for ns, _ in found))
    interval = sum(cv for _, cv in found) * 100
    met = figure.met(value)
    if met:
        verdict = "met"
    elif value > 0:
        verdict = f"missed by {figure.missed_by(value):.0f} %"
    else:
        verdict = "missed"
    measured = f"{number(value)} {figure.unit}"
    return f"{figure.what:46} {bar:>16} {measured:>16} +-{interval:4.1f} %  {verdict}", met


def main(arguments):
    if arguments == ["--presets"]:
        print(" ".join(dict.fromkeys(p for f in FIGURES for p, _ in f.needs)))
        return 0
    if len(arguments) == 2 and arguments[0] == "--filter":
        names = dict.fromkeys(n for f in FIGURES for p, n in f.needs if p == arguments[1])
        print("^(" + "|".join(names) + ")(/|$)")
        return 0
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    results = {path.stem: medians(path) for path in sorted(folder.glob("*.json"))}
    rows = [row(figure, results) for figure in FIGURES]
    print(f"{'figure':46} {'bar':>16} {'measured':>16}")
    for text, _ in rows:
        print(text)
    missed = sum(not met for _, met in rows)
    print(f"{len(rows) - missed} of {len(rows)} met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
