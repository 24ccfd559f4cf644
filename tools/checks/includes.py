# SPDX-License-Identifier: GPL-2.0-or-later
"""Who may include whom: a floor sees itself and what is below, through the right names."""
import pathlib
import re

from .rules import rule
from .source import FLOORS

KERNEL_NAMED = re.compile(r"^(linux|uapi|asm|drm|kvm|generated|xen|trace)/")
# The compiler's own; they bring no declarations of a C library with them.
FREESTANDING = {"stdarg.h", "stdbool.h", "stddef.h", "stdint.h", "limits.h", "float.h"}
# Programs are read and written as text, outside of any run.
TEXT_HANDLING = {"stdio.h", "stdlib.h", "ctype.h", "inttypes.h"}


def named_header(include, tree):
    """The tree's own header behind <linux/...>, or None for a system header."""
    for folder in ("include/", "include/uapi/"):
        header = tree.by_path.get(folder + include.name)
        if header:
            return header
    return None


def floor_named(name):
    """Rank of the floor in "floor/file.h"; None for any other name."""
    first, _, rest = name.partition("/")
    return FLOORS.index(first) if rest and first in FLOORS else None


@rule("floor", "includes")
def floor(source, tree):
    """A file includes its own floor and those below, never one above."""
    own = source.floor if source.floor is not None else source.header_floor
    if own is None:
        return
    for include in source.includes:
        header = named_header(include, tree) if include.angled else None
        other = header.header_floor if header else floor_named(include.name)
        if other is not None and other > own:
            yield (include.line, f"{include.name} belongs to floor {FLOORS[other]}, "
                                 f"above {FLOORS[own]}")


@rule("exec-names", "includes")
def exec_names(source, tree):
    """Floor 0 knows no kernel names: glibc's headers would find ours through its path."""
    if source.path.startswith("sim/exec/"):
        for include in source.includes:
            if KERNEL_NAMED.match(include.name):
                yield include.line, f"floor 0 includes no kernel-named header: {include.name}"


@rule("system-headers", "includes")
def system_headers(source, tree):
    """Above floor 0, what is outside comes through <linux/...>; that is what replays."""
    above = source.in_sim and not source.path.startswith("sim/exec/")
    if not above and not source.path.startswith("include/"):
        return
    allowed = FREESTANDING
    if source.path.startswith("sim/scenario/"):
        allowed = FREESTANDING | TEXT_HANDLING
    for include in source.includes:
        if not include.angled or include.name in allowed:
            continue
        if not KERNEL_NAMED.match(include.name):
            yield include.line, f"<{include.name}> is for floor 0 only"


@rule("one-rcu", "includes")
def one_rcu(source, tree):
    """liburcu defines struct rcu_head and call_rcu: it is visible in one file.

    bench/ measures it for comparison, in a file that sees no kernel name.
    """
    users = [s.path for s in tree.sources if s.is_c and not s.path.startswith("bench/")
             and any(i.name.startswith("urcu") for i in s.includes)]
    if source.path in users and (len(users) > 1 or not source.path.startswith("sim/exec/")):
        yield 1, f"liburcu is seen here and in {len(users) - 1} more; one in sim/exec may"


def include_group(source, include, first):
    """0 own header, 1 <...>, 2 another floor's, 3 this folder's.

    Several files may share one header of their folder; where it comes first, it is theirs.
    """
    opens = first and source.suffix == ".c"
    stem = pathlib.PurePath(source.path).stem
    if opens and pathlib.PurePath(include.name).stem == stem:
        return 0
    if include.angled:
        return 1
    folder = str(pathlib.PurePath(source.path).parent)
    spelled = str(pathlib.PurePath(include.name).parent)
    if spelled != "." and not folder.endswith("/" + spelled):
        return 2
    return 0 if opens else 3


@rule("include-order", "includes")
def include_order(source, tree):
    """Own header, <linux/...>, "exec/...", own folder; a blank line between."""
    if not source.is_c or not source.in_sim:
        return
    before, before_line = None, 0
    for include in source.includes:
        between = source.lines[before_line:include.line - 1]
        if any(line.strip() and not line.startswith("#include") for line in between):
            if before is not None:
                return      # code or conditions between: not the block at the top
        group = include_group(source, include, before is None)
        if before is not None and group < before:
            yield include.line, f"{include.name} comes after a later group"
        if before is not None and group != before and "" not in between:
            yield include.line, f"a blank line goes above {include.name}: a new group"
        before, before_line = group, include.line
