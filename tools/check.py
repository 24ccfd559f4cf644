#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Check the tree against the house rules: check.py [--root DIR] [--shrink] [GROUP...]

Groups: includes (who may include whom), tidy (style), promises (what comments cite is
there). Exit status: 0 clean, 1 findings. tools/ratchet.txt lists today's exceptions; --shrink
takes those out of it that no longer are.
"""
import argparse
import pathlib
import sys

sys.dont_write_bytecode = True
from checks import ratchet, rules, source  # noqa: E402

GROUPS = ("includes", "tidy", "promises")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("groups", nargs="*", default=GROUPS, metavar="GROUP")
    parser.add_argument("--root", default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--shrink", action="store_true")
    args = parser.parse_args()
    if set(args.groups) - set(GROUPS):
        parser.error(f"groups are {', '.join(GROUPS)}")

    path = pathlib.Path(args.root) / "tools/ratchet.txt"
    allowed = {which: size for which, size in ratchet.read(path).items()
               if which[0] not in rules.RULES or rules.RULES[which[0]][0] in args.groups}
    found = list(rules.findings(source.Tree(args.root), args.groups))
    beyond, slack = ratchet.compare(found, allowed)
    if args.shrink and slack:
        ratchet.shrink(path, ratchet.read(path), slack)
        slack = {}
    for finding in beyond:
        print(finding)
    for (rule, key), size in slack.items():
        print(f"tools/ratchet.txt: {rule} {key} is down to {size}: run tools/check.py --shrink")
    return 1 if beyond or slack else 0


if __name__ == "__main__":
    sys.exit(main())
