# SPDX-License-Identifier: GPL-2.0-or-later
"""A file of the tree as the rules see it: lines, code without comments, functions."""
import dataclasses
import fnmatch
import functools
import os
import pathlib
import re

SKIPPED_FOLDERS = {".git", "build", "fixtures", "__pycache__"}
C_SUFFIXES = {".c", ".h", ".S", ".cc"}
SCRIPT_SUFFIXES = {".py", ".sh", ".cmake"}
SCRIPT_NAMES = {"dev", "run", "CMakeLists.txt"}
FLOORS = ["exec", "kernel", "core", "pci", "kvm", "vfio", "xe", "scenario"]

COMMENT_OR_STRING = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
INCLUDE = re.compile(r'^\s*#\s*include(?:_next)?\s*([<"])([^>"]+)[>"]')
IMPLEMENTED = re.compile(r"/\*\s(?:\* )?implemented ((?:in|here)\b.*?)\*/", re.DOTALL)


@dataclasses.dataclass
class Function:
    name: str
    line: int       # of the opening brace
    length: int     # lines between the braces


@dataclasses.dataclass
class Include:
    line: int
    angled: bool
    name: str


def _blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


class Source:
    def __init__(self, root, path):
        self.path = path
        self.text = (pathlib.Path(root) / path).read_text(encoding="utf-8", errors="replace")
        self.lines = self.text.split("\n")
        name = pathlib.PurePath(path)
        self.suffix = name.suffix
        self.is_c = self.suffix in C_SUFFIXES
        self.is_script = self.suffix in SCRIPT_SUFFIXES or name.name in SCRIPT_NAMES

    @functools.cached_property
    def code(self):
        """Lines with comments and strings blanked out, same numbering."""
        return COMMENT_OR_STRING.sub(_blank, self.text).split("\n")

    @functools.cached_property
    def head_comment(self):
        """The first comment below the licence line."""
        below = "\n".join(self.lines[1:])
        match = re.match(r"\s*/\*.*?\*/", below, re.DOTALL)
        return match.group(0) if match else ""

    @functools.cached_property
    def functions(self):
        """Kernel style: the braces of a function, and of nothing else, stand in column 0."""
        found, opened = [], None
        for number, line in enumerate(self.code, 1):
            if line.rstrip() == "{":
                opened = number
            elif line.startswith("}") and opened:
                found.append(Function(self._name_above(opened), opened, number - opened - 1))
                opened = None
        return found

    def _name_above(self, brace):
        for line in reversed(self.code[max(0, brace - 8):brace - 1]):
            line = re.sub(r"__attribute__\(\(.*?\)\)", " ", line)
            match = re.match(r"(?:\w+\s+)*?\**(\w+)\s*\((.*)", line)
            if match:
                # Test(suite, name): the macro alone would not tell one from another.
                test = re.match(r"\s*(\w+)\s*,\s*(\w+)", match.group(2))
                return test.group(2) if test and match.group(1) == "Test" else match.group(1)
        return "?"

    @functools.cached_property
    def includes(self):
        found = []
        for number, line in enumerate(self.lines, 1):
            match = INCLUDE.match(line)
            if match and "include" in self.code[number - 1]:
                found.append(Include(number, match.group(1) == "<", match.group(2)))
        return found

    @property
    def floor(self):
        """Rank of the floor whose folder this is in; None for what stands on no floor."""
        parts = self.path.split("/")
        if parts[0] in ("sim", "tests") and len(parts) > 2 and parts[1] in FLOORS:
            return FLOORS.index(parts[1])
        return None

    @property
    def in_sim(self):
        return self.path.startswith("sim/")

    @functools.cached_property
    def implemented_in(self):
        """What the comment below the licence names; None without such a comment."""
        match = IMPLEMENTED.match("\n".join(self.lines[1:]))
        return match.group(1) if match else None

    @functools.cached_property
    def header_floor(self):
        """Rank of a kernel-named header: the lowest floor that implements part of it."""
        ranks = [FLOORS.index(name) for name in
                 re.findall(r"sim/(\w+)/", self.implemented_in or "") if name in FLOORS]
        return min(ranks, default=None)


class Tree:
    def __init__(self, root):
        self.root = root
        self.sources = []
        self.by_path = {}
        self.paths = []
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS)
            for name in sorted(names):
                path = os.path.relpath(os.path.join(folder, name), root)
                self.paths.append(path)
                if self._wanted(path):
                    source = Source(root, path)
                    self.sources.append(source)
                    self.by_path[path] = source

    @staticmethod
    def _wanted(path):
        name = pathlib.PurePath(path)
        return (name.suffix in C_SUFFIXES | SCRIPT_SUFFIXES | {".md", ".json"}
                or name.name in SCRIPT_NAMES or path.startswith("scenarios/"))

    def exists(self, pattern):
        return any(fnmatch.fnmatch(path, pattern) for path in self.paths)
