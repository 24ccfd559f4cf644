# SPDX-License-Identifier: GPL-2.0-or-later
"""Today's exceptions. They may shrink, never grow: there is no option that adds one.

Each line is "RULE KEY SIZE". The key is a file, or file:function where the size is a
length; else the size is a number of findings.
"""
import collections
import pathlib


def read(path):
    allowed = {}
    path = pathlib.Path(path)
    if path.exists():
        for line in path.read_text().splitlines():
            if line and not line.startswith("#"):
                rule, key, size = line.split()
                allowed[rule, key] = int(size)
    return allowed


def write(path, allowed):
    path = pathlib.Path(path)
    kept = [line for line in path.read_text().splitlines() if line.startswith("#")]
    kept += [f"{rule} {key} {size}" for (rule, key), size in sorted(allowed.items())]
    path.write_text("\n".join(kept) + "\n")


def compare(found, allowed):
    """(findings beyond what is allowed, entries that allow more than there is)"""
    groups = collections.defaultdict(list)
    for finding in found:
        groups[finding.rule, finding.key].append(finding)
    sizes = {which: sum(f.size for f in group) for which, group in groups.items()}
    beyond = [f for which, group in groups.items()
              if sizes[which] > allowed.get(which, 0) for f in group]
    slack = {which: sizes.get(which, 0) for which, size in allowed.items()
             if sizes.get(which, 0) < size}
    return beyond, slack


def shrink(path, allowed, slack):
    left = {which: size for which, size in {**allowed, **slack}.items() if size}
    write(path, left)
