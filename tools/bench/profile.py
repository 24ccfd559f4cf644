# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the time of a benchmark goes: functions by their own time, and with what they call."""
import pathlib
import re
import subprocess
import sys
import tempfile

import figures
import measure

LINES = 25


def wanted(name):
    """(preset, benchmark) pairs of a figure, or of a benchmark in release."""
    for figure in figures.FIGURES:
        if name.lower() in figure.what.lower():
            return figure.needs
    return [("release", name)]


def perf(preset, benchmark, seconds, out):
    subprocess.run(["perf", "record", "-q", "-e", "cpu-clock", "-F", "4999", "-g", "-o", out,
                    measure.binary(preset), f"--benchmark_filter=^{benchmark}(/|$)",
                    f"--benchmark_min_time={seconds}"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def report(data, children):
    """Percent and function, most first."""
    done = subprocess.run(["perf", "report", "-i", data, "--stdio", "-q", "-g", "none",
                           "--children" if children else "--no-children", "-F",
                           "overhead_children,sym" if children else "overhead,sym"],
                          check=True, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        match = re.match(r"\s*([\d.]+)%\s+\[[.k]\] (\S+)", line)
        if match:
            yield float(match[1]), match[2]


def callgrind(preset, benchmark):
    """Where perf cannot run: instructions in place of time."""
    import instructions		# pylint: disable=import-outside-toplevel

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out",
                        instructions.stripped(preset, folder),
                        f"--benchmark_filter=^{benchmark}(/|$)",
                        "--benchmark_min_time=0.01"], check=True, capture_output=True)
        done = subprocess.run(["callgrind_annotate", f"{folder}/out"], check=True,
                              capture_output=True, text=True)
    print("\n".join(done.stdout.splitlines()[:LINES + 25]))


def show(name, seconds=2):
    for preset, benchmark in wanted(name):
        measure.build(preset)
        print(f"{benchmark} in {preset}")
        with tempfile.TemporaryDirectory() as folder:
            data = str(pathlib.Path(folder) / "perf.data")
            try:
                perf(preset, benchmark, seconds, data)
            except (OSError, subprocess.CalledProcessError):
                callgrind(preset, benchmark)
                continue
            own, whole = list(report(data, False)), list(report(data, True))
        print(f"  {'own time':40}with what it calls")
        for (a, one), (b, other) in list(zip(own, whole))[:LINES]:
            print(f"  {a:5.1f} % {one:31} {b:5.1f} % {other}")
    sys.stdout.flush()
