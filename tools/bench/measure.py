# SPDX-License-Identifier: GPL-2.0-or-later
"""Building what is measured, and running it."""
import json
import os
import pathlib
import shutil
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
RESULTS = TOP / "build/bench-results"


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def binary(preset):
    return TOP / "build" / preset / "ksim_bench"


def build(preset):
    """Nothing but what is run: linking all else with optimisation takes minutes."""
    say(f"building {preset}")
    jobs = os.environ.get("KSIM_JOBS", str(os.cpu_count()))
    for command in (["cmake", "--preset", preset],
                    ["cmake", "--build", f"build/{preset}", "-j", jobs,
                     "--target", "ksim_bench"]):
        done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{done.stdout}{done.stderr}bench: {preset} does not build")


def name_of(run_name):
    """Google's name of a benchmark without what it says about clocks."""
    return run_name.removesuffix("/process_time")


def run(preset, filter_, min_time, out=None, show=False):
    """Every benchmark that matches, as Google's JSON describes it."""
    out = out or RESULTS / f"{preset}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([binary(preset), f"--benchmark_filter={filter_}",
                    f"--benchmark_min_time={min_time}", f"--benchmark_out={out}",
                    "--benchmark_out_format=json"],
                   cwd=TOP, check=True, stdout=None if show else subprocess.DEVNULL,
                   stderr=None if show else subprocess.DEVNULL)
    return read(out)


def read(path):
    """Name to entry; empty if nothing matched."""
    text = path.read_text()
    return {name_of(entry["run_name"]): entry
            for entry in json.loads(text)["benchmarks"]} if text.strip() else {}


def rounds(folder, count, filters, min_time):
    """
    All presets in turn, @count times over: what changes on the machine in the meantime changes
    each of them, and a process has its luck with addresses once in each round.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for number in range(1, count + 1):
        say(f"round {number} of {count}")
        for preset, filter_ in filters.items():
            run(preset, filter_, min_time, folder / str(number) / f"{preset}.json")
