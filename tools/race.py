#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Look for data races: all scenarios and random programs, under ThreadSanitizer, in the
fibers engine (every interleaving decided, a race reported wherever no order is) and in
the threads engine (parallel, perturbed).

Where the next call goes on is on disk after each slice. tools/race_known.txt lists races
that are there on purpose, and hosted/tsan.c those of hosted files: each is looked for
first, unsuppressed, and one that its scenario shows no longer fails the run.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = TOP / "build/tsan"
ENGINES = ("fibers", "threads")
TARGETS = ("lifecycle", "vfio_pci", "kvm_vfio", "pci_reset", "xe_migrate")


def known_races(path):
    """(part of the title, scenario, program, reason) of each line."""
    lines = path.read_text().splitlines()
    return [[part.strip() for part in line.split("|", 3)]
            for line in lines if line.strip() and not line.startswith("#")]


def environment(suppressions=None, **more):
    options = "exitcode=0:atexit_sleep_ms=0:die_after_fork=0"
    if suppressions:
        options += f":suppressions={suppressions}"
    return dict(os.environ, TSAN_OPTIONS=options, **more)


def write_suppressions(path, known):
    """Random programs meet the known races all the time, and would end at each."""
    functions = sorted({part for part, *_ in known if " " not in part})
    path.write_text("".join(f"race:^{name}$\n" for name in functions))
    return path


class Races:
    def __init__(self, out, known):
        self.out = pathlib.Path(out).absolute()
        (self.out / "findings").mkdir(parents=True, exist_ok=True)
        self.suppressions = write_suppressions(self.out / "suppressions", known)
        self.state = {"slices": 0, "seconds": 0.0, "found": {}}
        try:
            self.state.update(json.loads((self.out / "state.json").read_text()))
        except (OSError, ValueError):
            pass

    def save(self):
        part = self.out / "state.json.part"
        part.write_text(json.dumps(self.state, indent="\t"))
        part.replace(self.out / "state.json")

    def note(self, kind, title, how):
        entry = f"{kind} {title}"
        if entry not in self.state["found"]:
            self.state["found"][entry] = how
            print(f"race: {entry}\n      {how}", flush=True)

    def scenario(self, path, engine, limit, program="ksim"):
        """Present-day behaviour of one scenario; what of it is a race."""
        table = self.out / "run.json"
        table.unlink(missing_ok=True)
        try:
            subprocess.run([BUILD / program, "run", path, "--engine", engine, "--jobs", "1",
                            *limit, "--json", table, "--out", self.out / "files",
                            "--seed", str(1 + self.state["slices"]), "-q"],
                           env=environment(KSIM_UNSUPPRESSED="1"), check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)
        except subprocess.TimeoutExpired:
            print(f"race: {path}, {engine}: given up after 180 s", flush=True)
        titles = []
        for line in table.read_text().splitlines() if table.exists() else []:
            entry = json.loads(line)
            if entry.get("kind") == "RACE":
                titles.append(entry["title"])
        return titles

    def random(self, target, engine, seconds):
        """Random programs; a process that a finding spoils is started again."""
        until = time.monotonic() + seconds
        seed = self.state["slices"] * 1000
        while time.monotonic() < until:
            seed += 1
            subprocess.run([BUILD / f"fuzz_{target}", f"-seed={seed}",
                            f"-seconds={max(1, int(until - time.monotonic()))}"],
                           env=environment(self.suppressions, KSIM_ENGINE=engine,
                                           KSIM_FINDINGS=str(self.out / "findings")),
                           check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           timeout=seconds + 120)
        for path in sorted((self.out / "findings").glob("*.RACE-*.ksim")):
            self.note("RACE", path.name.split(".RACE-")[1][:-5], f"ksim replay {path}")

    def slice(self, scenarios):
        """Two scenarios and some random programs, in one engine and then in the other."""
        number = self.state["slices"]
        began = time.monotonic()
        for engine in ENGINES:
            path = scenarios[number % len(scenarios)]
            for title in self.scenario(path, engine, ("--seconds", "1")):
                self.note("RACE", title, f"ksim run {path} --engine {engine}")
            self.random(TARGETS[number % len(TARGETS)], engine, 2)
        self.state["slices"] += 1
        self.state["seconds"] += time.monotonic() - began
        self.save()


    def sweep(self, scenarios, runs):
        """Each scenario so often in each engine; goes on where the last call was interrupted."""
        began = time.monotonic()
        for number in range(self.state.get("swept", 0), len(scenarios)):
            for engine in ENGINES:
                for title in self.scenario(scenarios[number], engine, ("--runs", str(runs))):
                    self.note("RACE", title, f"ksim run {scenarios[number]} --engine {engine}")
            self.state["swept"] = number + 1
            self.state["seconds"] += time.monotonic() - began
            began = time.monotonic()
            self.save()
        self.state["swept"] = 0
        self.save()


def stale(races, known):
    """Known races that their scenario does not show in either engine."""
    gone = []
    for part, scenario, program, _ in known:
        if not (BUILD / program).exists():
            print(f"race: {part}: not looked for, since there is no {BUILD / program}")
        elif not any(part in title for engine in ENGINES for title in
                     races.scenario(TOP / scenario, engine, ("--seconds", "5"), program)):
            gone.append(part)
    return gone


def main(argv):
    parser = argparse.ArgumentParser(prog="./dev race", description=__doc__)
    parser.add_argument("--time", type=float, default=60,
                        help="seconds of random programs and scenarios in turn (60)")
    parser.add_argument("--sweep", type=int, metavar="N", default=0,
                        help="first each scenario N times in each engine")
    parser.add_argument("--out", default=str(TOP / "fuzz-out/race"))
    parser.add_argument("--known", default=str(TOP / "tools/race_known.txt"),
                        type=pathlib.Path, help="races that are there on purpose")
    options = parser.parse_args(argv)
    scenarios = sorted((TOP / "scenarios").rglob("*.ksim"))
    known = known_races(options.known)
    races = Races(options.out, known)
    gone = stale(races, known)
    try:
        if options.sweep:
            races.sweep(scenarios, options.sweep)
        until = time.monotonic() + options.time
        while time.monotonic() < until:
            races.slice(scenarios)
    except KeyboardInterrupt:
        print()
    fresh = [f for f in races.state["found"] if not any(part in f for part, *_ in known)]
    print(f"race: {races.state['slices']} slices in {races.state['seconds']:.0f} s "
          f"({len(scenarios)} scenarios and {len(TARGETS)} targets in turn); "
          f"{len(fresh)} races that are not known")
    for entry in fresh:
        print(f"  {entry}\n    {races.state['found'][entry]}")
    for part in gone:
        print(f"race: known, but no longer there: {part}: take it out of {options.known}")
    return 1 if fresh or gone else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
