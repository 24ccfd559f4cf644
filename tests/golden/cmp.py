#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""cmp.py EXPECTED OURS [-v] [-k FILE] [-x GLOB]...: two transcripts, sequence by sequence.

Lines are matched by number within the sequence. Kernel log lines ("#k") are ignored. A
difference behind the first one of a sequence may only be a consequence of it. -v shows
all of them, -x leaves sequences out. -k names a list of those known to differ, a line
"SEQUENCE reason" each: others that differ, or are missing, make the exit status 1.
"""
import argparse
import fnmatch
import itertools
import sys


def transcript(path, skip):
    """The lines of each sequence that no pattern of @skip leaves out."""
    sequences, current = {}, None
    with open(path, errors="replace") as file:
        for line in file:
            line = line.rstrip("\n")
            if line.startswith("== seq "):
                current = sequences.setdefault(line[7:], [])
            elif line.startswith("== end") or line.startswith("== total"):
                current = None
            elif current is not None and not line.startswith("#k"):
                current.append(line)
    return {name: lines for name, lines in sequences.items()
            if not any(fnmatch.fnmatch(name, pattern) for pattern in skip)}


def reasons(path):
    """What is known to differ: sequence -> reason."""
    known = {}
    if path:
        with open(path) as file:
            for line in file:
                if line.strip() and not line.startswith("#"):
                    name, _, reason = line.strip().partition(" ")
                    known[name] = reason
    return known


def differences(expected, ours):
    pairs = itertools.zip_longest(expected, ours, fillvalue="<missing>")
    return [(a, b) for a, b in pairs if a != b]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("expected")
    parser.add_argument("ours")
    parser.add_argument("-v", action="store_true")
    parser.add_argument("-k", metavar="FILE")
    parser.add_argument("-x", metavar="GLOB", action="append", default=[])
    args = parser.parse_args()
    expected, ours = transcript(args.expected, args.x), transcript(args.ours, args.x)
    known = reasons(args.k)
    same = differ = lines = wrong = surprises = 0

    for name, want in expected.items():
        found = differences(want, ours.get(name, []))
        lines += len(want)
        wrong += len(found)
        if not found:
            same += 1
            if name in known:
                print(f"{name}: equal now, take it off the list")
            continue
        differ += 1
        surprises += name not in known
        print(f"{name}: {len(found)} of {len(want)}: {known.get(name, 'NOT KNOWN TO DIFFER')}")
        for a, b in found if args.v else found[:1]:
            print(f"   - {a}\n   + {b}")
    print(f"sequences: {same} same, {differ} differ; lines: {lines}, {wrong} differ")
    return bool(surprises if args.k else differ)


sys.exit(main())
