# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on what comments and documents promise."""
import re

from .rules import rule
from .source import INCLUDE

CITED = re.compile(r"(?<![\w./-])((?:sim|include|cli|tests|bench|fuzz|hosted|scenarios|tools|cmake)"
                   r"/[\w./*-]*\.(?:c|h|S|cc|py|sh|md|cmake|txt|scn))\b")
STANDS_FOR_A_NAME = re.compile(r"\b[A-Z]{3,}\b(?!\.md)")
BARRIER = re.compile(r"\bsmp_(?:mb|rmb|wmb|load_acquire|store_release|mb__\w+)\s*\(")
LINES_OF_A_COMMENT = 8


@rule("cited-file", "promises")
def cited_file(source, tree):
    """A file that a comment or a document names is there."""
    if not (source.is_c or source.suffix == ".md"):
        return
    for number, line in enumerate(source.lines, 1):
        if source.is_c and (line == source.code[number - 1] or INCLUDE.match(line)):
            continue
        for path in CITED.findall(line):
            if not STANDS_FOR_A_NAME.search(path) and not tree.exists(path):
                yield number, f"{path} does not exist"


@rule("barrier-partner", "tidy")
def barrier_partner(source, tree):
    """A barrier names its other half: "pairs with ..." on its line or right above."""
    if not source.in_sim or source.suffix != ".c":
        return
    for number, line in enumerate(source.code, 1):
        if BARRIER.search(line):
            near = "\n".join(source.lines[max(0, number - LINES_OF_A_COMMENT):number])
            if not re.search(r"pairs\s+with", near, re.IGNORECASE):
                yield number, "names no partner: /* pairs with ... */"
