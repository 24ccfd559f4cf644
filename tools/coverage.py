#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A table of what llvm-cov counted, and a list of what nothing reached.

Usage: coverage.py EXPORT FOLDER...

EXPORT is what `llvm-cov export -skip-functions` wrote. Each folder of sim/ is a row; so is each
file of the folders named. Beside EXPORT, missed.txt lists the lines of those files that nothing
reached (U), and the sides of their branches (T: never true, F: never false; m: in a macro).
Sides of assertions (WARN..., BUG_ON, lockdep_assert...) are not counted: no test can take both.
"""
import json
import os
import pathlib
import sys

# That an assertion fails is no side of a branch which a test could take.
ASSERTIONS = ("WARN", "BUG_ON", "lockdep_assert")

TOP = pathlib.Path(__file__).resolve().parent.parent
ROW = "{:<38} {:>6} {:>6} {:>6}%   {:>6} {:>6} {:>6}%"


def relative(name):
    name = os.path.relpath(name, TOP) if os.path.isabs(name) else os.path.normpath(name)
    while name.startswith("../"):
        name = name[3:]
    return name


def files_of(export):
    for entry in json.loads(pathlib.Path(export).read_text())["data"][0]["files"]:
        name = relative(entry["filename"])
        if name.startswith("sim/"):
            yield name, entry


def name_of(expansion, source):
    line, column = expansion["source_region"][:2]
    return source[line - 1][column - 1:]


def source_of(name):
    path = TOP / name
    return path.read_text().splitlines() if path.exists() else []


def branches_of(name, entry):
    """(line, branch, in a macro?) of what is no assertion."""
    source = source_of(name)
    for branch in entry["branches"]:
        yield branch[0], branch, False
    for expansion in entry.get("expansions", []):
        if source and name_of(expansion, source).startswith(ASSERTIONS):
            continue
        for branch in expansion["branches"]:
            yield expansion["source_region"][0], branch, True


def counts(name, entry):
    lines, sides_missed, sides_all = entry["summary"]["lines"], 0, 0
    for _, branch, _ in branches_of(name, entry):
        sides_all += 2
        sides_missed += len(sides(branch))
    return [lines["count"], lines["covered"], sides_all, sides_all - sides_missed]


def row(name, c):
    return ROW.format(name, c[0], c[0] - c[1], format(100 * c[1] / max(1, c[0]), ".1f"),
                      c[2], c[2] - c[3], format(100 * c[3] / max(1, c[2]), ".1f"))


def sides(branch):
    return [side for side, count in (("T", branch[4]), ("F", branch[5])) if not count]


def missed_branches(name, entry):
    missed = {}
    for line, branch, in_macro in branches_of(name, entry):
        for side in sides(branch):
            missed.setdefault(line, set()).add(f"m{side}" if in_macro else
                                               f"{side}{branch[1]}")
    return missed


def missed_lines(entry):
    missed = set()
    for here, after in zip(entry["segments"], entry["segments"][1:]):
        if here[3] and here[2] == 0 and not here[5]:
            missed.update(range(here[0], after[0] + (after[1] > 1)))
    return missed


def list_missed(name, entry, out):
    source = source_of(name)
    branches, lines = missed_branches(name, entry), missed_lines(entry)
    for number in sorted(set(branches) | lines):
        if number <= len(source):
            out.write(f"{name}:{number} {'U' if number in lines else '-'} "
                      f"{','.join(sorted(branches.get(number, ())))} "
                      f"{source[number - 1].strip()}\n")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    export, folders = sys.argv[1], sys.argv[2:]
    totals, rows = {}, []
    with open(pathlib.Path(export).with_name("missed.txt"), "w") as out:
        for name, entry in sorted(files_of(export)):
            folder, mine = os.path.dirname(name), counts(name, entry)
            total = totals.setdefault(folder, [0, 0, 0, 0])
            totals[folder] = [a + b for a, b in zip(total, mine)]
            if folder in folders:
                if mine[0]:
                    rows.append(row(name, mine))
                list_missed(name, entry, out)
    print(ROW.format("file or folder", "lines", "missed", "", "sides", "missed", "").replace(
        "%", " "))
    print("\n".join(rows + [""] + [row(folder, c) for folder, c in sorted(totals.items())]))
    print("\nnot counted as sides: those of " + ", ".join(f"{name}*" for name in ASSERTIONS))


if __name__ == "__main__":
    main()
