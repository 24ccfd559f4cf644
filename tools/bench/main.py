#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What ksim costs, and what the paths cost that it simulates."""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import figures  # noqa: E402
import instructions  # noqa: E402
import measure  # noqa: E402
import profile  # noqa: E402  pylint: disable=deprecated-module
import report  # noqa: E402

ROUNDS = 7
PATHS = "^(pci|vfio|migrate)/"
LOCKED = "^(pci/(reset|try)|vfio|migrate)"
MATRIX = "^explore/|^lockdep/mutex|^parallel"
PRESETS = ("bench", "release", "asan", "tsan")


def show(lines):
    for line in lines:
        print(line)


def cpu_times(entries):
    return {name: entry["cpu_time"] for name, entry in entries.items()}


def times(options):
    measure.build("release")
    found = measure.run("release", options.filter or ".", options.min_time, show=True)
    show(report.growth(cpu_times(found)))
    return 0


def measure_figures(name, options):
    folder = measure.RESULTS / name
    measure.rounds(folder, options.rounds, figures.filters(), options.min_time)
    return folder


def show_figures(options):
    for preset in figures.filters():
        measure.build(preset)
    return figures.table(measure_figures("figures", options))


def repeat(options):
    for preset in figures.filters():
        measure.build(preset)
    folders = [measure_figures(f"figures-{number}", options)
               for number in range(1, options.repeat + 1)]
    return figures.agree(folders)


def matrix(options):
    """Whole machines do not run where the checkers that they ask are compiled out."""
    found = {}
    for preset in PRESETS:
        measure.build(preset)
        wanted = options.filter or MATRIX + ("/" if preset == "bench" else "|lifecycle/")
        try:
            found[preset] = cpu_times(measure.run(preset, wanted, options.min_time))
        except subprocess.CalledProcessError:
            measure.say(f"{preset} cannot run all of {wanted}")
            found[preset] = {}
    show(report.matrix(found))
    return 0


def table(options):
    measure.build("release")
    found = measure.run("release", options.filter or PATHS, options.min_time)
    show(report.table(found, instructions.count(options.filter or PATHS)))
    print()
    show(report.growth(cpu_times(found)))
    return 0


def locks(options):
    measure.build("release")
    done = subprocess.run([measure.binary("release"), "--locks=200", options.filter or LOCKED],
                          cwd=measure.TOP, check=True, capture_output=True, text=True)
    out = measure.RESULTS / "locks.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    found = [json.loads(text) for text in done.stdout.replace("]}\n", "]}\0").split("\0")
             if text.strip()]
    out.write_text(json.dumps(found, indent="\t"))
    for one in found:
        show(report.locks(one))
    measure.say(f"kept in {out.relative_to(measure.TOP)}")
    return 0


def seeds(options):
    measure.build("release")
    files = sorted((measure.TOP / "scenarios/seeds").glob("*.ksim"))
    files = [str(path.relative_to(measure.TOP)) for path in files
             if (options.filter or "") in path.name]
    done = subprocess.run([measure.binary("release"), f"--seeds={options.trials}", options.policy,
                           *files], cwd=measure.TOP, check=True, stdout=subprocess.PIPE,
                          text=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    (measure.RESULTS / "seeds.json").write_text(json.dumps(found, indent="\t"))
    show(report.seeds(found))
    return 0


def show_profile(options):
    profile.show(options.profile)
    return 0


def parse(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--figures", action="store_true",
                     help="each bar of the design beside what is reached; 1 if one is missed")
    how.add_argument("--repeat", type=int, metavar="N",
                     help="the figures N times over: do they agree within their intervals?")
    how.add_argument("--matrix", action="store_true",
                     help="lockdep off, lockdep on, under ASan, under TSan")
    how.add_argument("--table", action="store_true",
                     help="time, virtual time and instructions of the paths")
    how.add_argument("--locks", action="store_true",
                     help="hold and wait times of each lock on the paths, as histograms")
    how.add_argument("--seeds", action="store_true",
                     help="schedules and time to each seed's bug, medians of 20")
    how.add_argument("--profile", metavar="NAME",
                     help="where the time of a figure or a benchmark goes")
    parser.add_argument("filter", nargs="?", metavar="FILTER",
                        help="a regular expression (--seeds: a part of the name)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N",
                        help="of --figures and --repeat (default %(default)s)")
    parser.add_argument("--min-time", type=float, default=0.2, metavar="S",
                        help="of each benchmark, in seconds (default %(default)s)")
    parser.add_argument("--policy", default="", help="of --seeds (default: the scenario's)")
    parser.add_argument("--trials", type=int, default=20, help="of --seeds")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    if not shutil.which("cmake"):
        sys.exit("bench: no cmake: ./dev setup")
    for wanted, work in ((options.figures, show_figures), (options.repeat, repeat),
                         (options.matrix, matrix), (options.table, table),
                         (options.locks, locks), (options.seeds, seeds),
                         (options.profile, show_profile)):
        if wanted:
            return work(options)
    return times(options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
