# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of rules. A rule is a generator of findings over one source."""
import dataclasses

RULES = {}


@dataclasses.dataclass
class Finding:
    rule: str
    path: str
    line: int
    message: str
    key: str = ""       # what the ratchet counts by; the path unless given
    size: int = 1       # what the ratchet adds up

    def __post_init__(self):
        self.key = self.key or self.path

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


def rule(name, group):
    """Register fn(source, tree), which yields (line, message[, key, size])."""
    def register(fn):
        def run(source, tree):
            for line, message, *rest in fn(source, tree):
                yield Finding(name, source.path, line, message, *rest)
        RULES[name] = (group, run)
        return fn
    return register


def findings(tree, groups):
    for source in tree.sources:
        for group, run in RULES.values():
            if group in groups:
                yield from run(source, tree)
