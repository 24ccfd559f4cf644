#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a campaign reached, what it cannot reach, and what is left to time.

Usage: unreachable.py EXPORT | --names

EXPORT is what `llvm-cov export` wrote of what a target reached, with its functions. The file
fuzz/unreachable.txt lists, by reason, functions that no input leads to; neither does one to what
is under an `if (variant(...))`, as long as no variant is on, or under an assertion, unless it
fails. The exit status is 1 if a listed function was reached after all, or is not there. Beside
EXPORT, left.txt lists the lines that were not reached and are not listed. --names looks at the
list alone: is it all in the sources?
"""
import collections
import json
import pathlib
import re
import sys

import coverage

LIST = coverage.TOP / "fuzz/unreachable.txt"
FOLDERS = ("sim/vfio", "sim/kvm", "sim/pci", "sim/xe")
VARIANT = re.compile(r"(?<![!\w])variant\(")
CONDITION = re.compile(r"\t+(\} else )?if \(")
ASSERTION = re.compile(r"\b(WARN|WARN_ON|WARN_ON_ONCE|BUG_ON)\(")
UNDER_VARIANT = "under a variant only"
UNDER_ASSERTION = "an assertion that fails, and the report of a finding"


def listed():
    """{(file, function): reason}"""
    entries, reason = {}, None
    for line in LIST.read_text().splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("["):
            reason = line.strip("[]")
            continue
        name, _, functions = line.partition(":")
        for function in functions.split():
            entries[name, function] = reason
    return entries


def line_counts(segments):
    """{line: times it ran} of the lines that hold code, as llvm-cov counts them."""
    counts, wrapped = {}, None
    starting = collections.defaultdict(list)
    for segment in segments:
        starting[segment[0]].append(segment)
    last = segments[-1][0] if segments else 0
    for line in range(segments[0][0] if segments else 1, last + 1):
        here = starting.get(line, [])
        starts = [s for s in here if s[3] and s[4] and not s[5]]
        skipped = here and not here[0][3] and here[0][4]
        if any(s[3] and s[4] for s in here) or (not skipped and wrapped and wrapped[3]):
            counts[line] = max([wrapped[2] if wrapped else 0] + [s[2] for s in starts])
        wrapped = here[-1] if here else wrapped
    return counts


def indent(line):
    return len(line) - len(line.lstrip("\t"))


def indented_below(source, at):
    """Numbers of the lines that line @at (from 0) leads to."""
    below = at
    while below + 1 < len(source) and indent(source[below + 1]) > indent(source[at]):
        below += 1
    return range(at + 2, below + 2)


def report_lines(source, at):
    while at < len(source) and not source[at].endswith(";"):
        yield at + 1
        at += 1
    yield at + 1


def told_by_source(source):
    """{line: why nothing leads there} of what the source says itself."""
    why = {}
    for at, text in enumerate(source):
        if "finding_report(" in text:
            why.update((number, UNDER_ASSERTION) for number in report_lines(source, at))
        if not CONDITION.match(text) or "||" in text:
            continue
        if ASSERTION.search(text):
            why.update((number, UNDER_ASSERTION) for number in indented_below(source, at))
        if VARIANT.search(text):
            why.update((number, UNDER_VARIANT) for number in indented_below(source, at))
    return why


class File:
    """Lines and sides of branches of one file, each of them reached, unreachable or left."""

    def __init__(self, name, entry, functions, reasons):
        self.name, self.reached_though_listed = name, []
        self.source = coverage.source_of(name)
        self.why = told_by_source(self.source)
        for function, first, last, count in functions:
            if (name, function) not in reasons:
                continue
            if count:
                self.reached_though_listed.append(function)
            for number in range(first, last + 1):
                self.why[number] = reasons[name, function]
        counts = line_counts(entry["segments"])
        self.lines = len(counts)
        self.missed = sorted(number for number, count in counts.items() if not count)
        self.sides, self.sides_missed = 0, []
        for number, branch, _ in coverage.branches_of(name, entry):
            self.sides += 2
            self.sides_missed += [(number, side) for side in coverage.sides(branch)]

    def is_line_out(self, number):
        return number in self.why

    def is_side_out(self, number):
        return number in self.why or (number <= len(self.source) and
                                      "variant(" in self.source[number - 1])

    def shares(self):
        out = sum(self.is_line_out(n) for n in self.missed)
        sides_out = sum(self.is_side_out(n) for n, _ in self.sides_missed)
        return [self.lines, len(self.missed), out, self.sides, len(self.sides_missed), sides_out]

    def left(self):
        return [n for n in self.missed if not self.is_line_out(n)]


def functions_of(export):
    """{file: {(function, first line, last line): count}}, inline ones of all files together."""
    found = collections.defaultdict(lambda: collections.defaultdict(int))
    for function in export["functions"]:
        region = function["regions"][0]
        name = function["name"].rpartition(":")[2]
        found[coverage.relative(function["filenames"][0])][name, region[0], region[2]] += \
            function["count"]
    return found


def read(path):
    """The files of an export; what else complains of the list."""
    export = json.loads(pathlib.Path(path).read_text())["data"][0]
    reasons, functions = listed(), functions_of(export)
    files, known = [], set()
    for entry in export["files"]:
        name = coverage.relative(entry["filename"])
        if name.rpartition("/")[0] not in FOLDERS:
            continue
        mine = [(*where, count) for where, count in functions[name].items()]
        known |= {(name, function) for function, *_ in mine}
        files.append(File(name, entry, mine, reasons))
    complaints = [f"{file.name}: {function}() is listed as unreachable, and was reached"
                  for file in files for function in file.reached_though_listed]
    complaints += [f"{name}: there is no {function}(), which is listed as unreachable"
                   for name, function in sorted(set(reasons) - known)]
    return files, complaints


def table(files):
    """A row for each folder: per cent reached, unreachable, and left to time."""
    rows = [f"{'':10} {'lines':>6} {'reached':>8} {'cannot be':>10} {'left':>6}   "
            f"{'sides':>6} {'reached':>8} {'cannot be':>10} {'left':>6}"]
    for folder in FOLDERS:
        sums = [sum(column) for column in zip(*(file.shares() for file in files
                                               if file.name.startswith(folder + "/")))]
        if not sums:
            continue
        row = f"{folder:10}"
        for total, missed, out in (sums[:3], sums[3:]):
            parts = [100 * part / max(1, total) for part in (total - missed, out, missed - out)]
            row += f" {total:6} {parts[0]:6.1f} % {parts[1]:8.1f} % {parts[2]:4.1f} %  "
        rows.append(row.rstrip())
    return rows


def check_names():
    """What is listed and is not there."""
    stale = []
    for name, function in listed():
        path, pasted = coverage.TOP / name, function.rpartition("_")[0]
        if not path.exists() or not re.search(rf"\b({function}\(|{pasted}_##)",
                                              path.read_text()):
            stale.append(f"fuzz/unreachable.txt: there is no {function}() in {name}")
    return stale


def table_of_reasons(files):
    """How many lines were not reached for each reason."""
    counts = collections.Counter(file.why[number] for file in files for number in file.missed
                                 if number in file.why)
    return [f"{count:6} lines: {reason}" for reason, count in counts.most_common()]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if sys.argv[1] == "--names":
        stale = check_names()
        print("\n".join(stale), end="\n" if stale else "")
        return 1 if stale else 0
    files, complaints = read(sys.argv[1])
    with open(pathlib.Path(sys.argv[1]).with_name("left.txt"), "w") as out:
        for file in files:
            for number in file.left():
                out.write(f"{file.name}:{number} {file.source[number - 1].strip()}\n")
    print("\n".join(table(files) + [""] + table_of_reasons(files) + complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
