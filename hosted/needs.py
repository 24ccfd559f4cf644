#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""needs.py BUILD [--failed] [FILE...]: what hosted files need, and who serves it.

Without FILE, a row for each file of the Linux tree that the build in the folder BUILD hosts: how
many symbols it needs from elsewhere, and which of our headers declare how many of them. With
FILE (a path in the tree, or of its own), what it would need that is not there: headers,
functions, types, members and names that are not declared, and functions that are declared but
implemented nowhere. Headers that FILE asks for and only the tree has are taken from there. With
--failed, the same of the hosted files that did not compile.
Exit status 1 if anything is missing, 2 if there is no such file.
"""
import argparse
import collections
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent
# What one message of the compiler says is missing. Headers come first: without them it stops.
MESSAGES = [
    ("header", re.compile(r"fatal error: '([^']+)' file not found")),
    ("function", re.compile(r"call to undeclared (?:library )?function '(\w+)'")),
    ("type", re.compile(r"unknown type name '(\w+)'")),
    ("type", re.compile(r"(?:incomplete (?:definition of )?type|variable has incomplete type) "
                        r"'(?:struct |union |enum )?(\w+)'")),
    ("type", re.compile(r"invalid application of '\w+' to an incomplete type "
                        r"'(?:struct |union )?(\w+)'")),
    ("member", re.compile(r"no member named '(\w+)' in '(struct \w+)")),
    ("member", re.compile(r"field designator '(\w+)' does not refer to any field in type "
                          r"'(?:const )?(struct \w+)")),
    ("name", re.compile(r"use of undeclared identifier '(\w+)'")),
]
OTHER_ERROR = re.compile(r"(?:fatal )?error: (.*)")
# A line of its own, which the compiler takes for a declaration where there is no such macro.
MACRO = re.compile(r"(?:static )?([A-Z]\w{2,})\(")
WORDS = {"header": ("header", "headers"), "function": ("function", "functions"),
         "macro": ("macro", "macros"), "type": ("type", "types"), "member": ("member", "members"),
         "name": ("name", "names"),
         "symbol": ("function without a body", "functions without a body")}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Build:
    """What a configured and built folder knows."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        cache = (self.folder / "CMakeCache.txt").read_text()
        self.tree = pathlib.Path(re.search(r"^KSIM_HOST:PATH=(.+)$", cache, re.M).group(1))
        commands = json.loads((self.folder / "compile_commands.json").read_text())
        self.hosted = [entry for entry in commands
                       if pathlib.Path(entry["file"]).is_relative_to(self.tree)]

    def flags(self, entry):
        """The compiler's command without input and output, and without the cache before it."""
        words = shlex.split(entry["command"])
        start = next(i for i, word in enumerate(words) if "clang" in word or "gcc" in word)
        words, kept = words[start:], []
        while words:
            word = words.pop(0)
            if word in ("-o", "-c", "-MF", "-MT"):
                words.pop(0)
            elif word != "-MD":
                kept.append(word)
        return kept

    def object_of(self, entry):
        words = shlex.split(entry["command"])
        return self.folder / words[words.index("-o") + 1]

    def failed(self):
        """The hosted files without an object, as the tree calls them."""
        return [str(pathlib.Path(entry["file"]).relative_to(self.tree)) for entry in self.hosted
                if not self.object_of(entry).exists()]

    def implemented(self):
        """All symbols that some library of the build defines."""
        listed = run("nm", "--defined-only", "-g", *map(str, self.folder.glob("libksim_*.a")))
        return set(re.findall(r"^\S+ [A-Za-z] (\S+)$", listed.stdout, re.M))


def undefined(path):
    return set(re.findall(r"^\s+U (\S+)$", run("nm", "-u", str(path)).stdout, re.M))


def our_headers(build, entry):
    """The headers below include/ and hosted/ that the file reads, as they are included."""
    command = [*build.flags(entry), "-M", entry["file"]]
    listed = subprocess.run(command, capture_output=True, text=True, check=False,
                            cwd=build.folder).stdout
    paths = [(build.folder / word).resolve() for word in listed.replace("\\\n", " ").split()]
    for root in (TOP / "include", TOP / "hosted/include"):
        for path in paths:
            if path.is_relative_to(root):
                yield str(path.relative_to(root)), path.read_text(errors="replace")


def table(build):
    rows = []
    for entry in build.hosted:
        needs = {name for name in undefined(build.object_of(entry))
                 if not name.startswith(("__asan", "__tsan", "__ubsan", "__ksim_module"))}
        served, unseen = collections.Counter(), set(needs)
        for name, text in our_headers(build, entry):
            here = {symbol for symbol in unseen if re.search(rf"\b{symbol}\b", text)}
            served[name] += len(here)
            unseen -= here
        by = ", ".join(f"{name} {count}" for name, count in served.most_common() if count)
        rows.append((str(pathlib.Path(entry["file"]).relative_to(build.tree)), len(needs), by,
                     len(unseen)))
    print(f"{'file':34} {'symbols':>7}  declared in")
    for name, count, by, elsewhere in sorted(rows):
        print(f"{name:34} {count:7}  {by}{f'; {elsewhere} by its own tree' if elsewhere else ''}")
    print(f"{len(rows)} files of {build.tree}, {sum(row[1] for row in rows)} symbols")
    return 0


def complaints(flags, path, cwd):
    done = subprocess.run([*flags, "-fsyntax-only", "-ferror-limit=0", "-w", str(path)],
                          capture_output=True, text=True, check=False, cwd=cwd)
    return [line for line in done.stderr.splitlines() if "error: " in line]


def unknown_macro(line, defined):
    """The macro without a definition that the message is about, if it is about one."""
    where = re.match(r"([^:]+):(\d+):", line)
    if not where:
        return None
    source = pathlib.Path(where[1]).read_text(errors="replace").splitlines()
    used = MACRO.match(source[int(where[2]) - 1])
    return used[1] if used and used[1] not in defined else None


def sort_out(lines, missing, defined=()):
    """File messages under what they say is missing; True if one was a header."""
    header = False
    for line in lines:
        for kind, pattern in MESSAGES:
            match = pattern.search(line)
            if match:
                name = ".".join(reversed(match.groups()))
                missing[kind][name] = None
                header |= kind == "header"
                break
        else:
            macro = unknown_macro(line, defined)
            kind, name = ("macro", macro) if macro else ("other", OTHER_ERROR.search(line)[1])
            missing[kind][name] = None
    return header


def defined_macros(flags, path, cwd):
    listed = subprocess.run([*flags, "-w", "-E", "-dM", str(path)], capture_output=True,
                            text=True, check=False, cwd=cwd).stdout
    return set(re.findall(r"^#define (\w+)", listed, re.M))


def asked_for(path):
    """What the file and the headers beside it include."""
    texts = [path.read_text(errors="replace")]
    for name in re.findall(r'^#include "([^"]+)"', texts[0], re.M):
        if (path.parent / name).is_file():
            texts.append((path.parent / name).read_text(errors="replace"))
    return set(re.findall(r"^#include <([^>]+)>", "\n".join(texts), re.M))


def from_tree(build, name, asked):
    """The tree's header, if the file asks for it or it belongs to a subsystem of its own."""
    own = build.tree / "include" / name
    return own if own.is_file() and (name in asked or name.count("/") > 1) else None


def put_header(folder, name, own):
    stub = pathlib.Path(folder) / name
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.write_text(f'#include "{own}"\n' if own else "")


def headers_first(build, flags, path):
    """Compile with a header for each that is not there, until the file is read whole: that of
    the tree, or an empty one."""
    cwd, asked = build.folder, asked_for(path)
    missing = collections.defaultdict(dict)
    with tempfile.TemporaryDirectory() as empty:
        while True:
            found = collections.defaultdict(dict)
            now = [*flags, "-idirafter", empty]
            lines = complaints(now, path, cwd)
            if not sort_out(lines, found, defined_macros(now, path, cwd)):
                break
            for name in found["header"]:
                own = from_tree(build, name, asked)
                put_header(empty, name, own)
                missing["tree" if own else "header"][name] = None
    for kind, names in found.items():
        missing[kind].update(names)
    # What only follows from something that is missing already.
    for name in missing["function"]:
        missing["name"].pop(name, None)
    return missing


def without_body(build, flags, path, headers):
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile(suffix=".o") as made:
        for name in headers:
            put_header(folder, name, build.tree / "include" / name)
        flags = [*flags, "-idirafter", folder]
        done = subprocess.run([*flags, "-w", "-c", str(path), "-o", made.name],
                              capture_output=True, check=False, cwd=build.folder)
        if done.returncode:
            return {}
        own = run("nm", "--defined-only", made.name).stdout
        needs = undefined(made.name) - set(re.findall(r" (\S+)$", own, re.M))
    implemented = build.implemented()
    libc = re.compile(r"^(mem|str)\w+$|^v?sscanf$|"
                      r"^__(stack|start_|stop_|asan|tsan|ubsan|ksim_module)|"
                      r"^_GLOBAL_")
    return dict.fromkeys(sorted(name for name in needs - implemented if not libc.search(name)))


def counted(things, words):
    return f"{len(things)} {words[len(things) != 1]}"


def config_of(build, path):
    """The option that its Makefile builds it for, as a flag."""
    makefile = path.parent / "Makefile"
    if not path.is_relative_to(build.tree) or not makefile.is_file():
        return []
    lines = makefile.read_text(errors="replace").replace("\\\n", " ")
    found = re.findall(rf"^\S*\$\((CONFIG_\w+)\)\s*[+:]?=.*\b{path.stem}\.o\b", lines, re.M)
    return [f"-D{name}=1" for name in found]


def compile_flags(build, path):
    """As it is hosted; as the first of them if it is not."""
    for entry in build.hosted:
        if pathlib.Path(entry["file"]).resolve() == path:
            return build.flags(entry), True
    module = re.sub(r"\W", "_", path.stem)
    flags = [flag for flag in build.flags(build.hosted[0]) if "KBUILD_MODNAME" not in flag]
    flags += [f"-DKBUILD_MODNAME_ID={module}", f'-DKBUILD_MODNAME="{module}"']
    return flags + config_of(build, path), False


def print_missing(name, missing):
    """How many things are missing."""
    total = 0
    if missing["tree"]:
        listed = missing["tree"]
        print(f"{name}: with the tree's own {', '.join(listed)} (hosted/versions.cmake:"
              " KSIM_HOST_FILE_HEADERS)")
    for kind, words in WORDS.items():
        if missing[kind]:
            total += len(missing[kind])
            print(f"{name}: {counted(missing[kind], words)} missing: {', '.join(missing[kind])}")
    if missing["other"]:
        total += len(missing["other"])
        print(f"{name}: {counted(missing['other'], ('complaint', 'complaints'))} more, which may "
              f"follow from these: {'; '.join(missing['other'])}")
    return total


def missing_of(build, name):
    path = pathlib.Path(name)
    if not path.exists():
        path = build.tree / name
    if not path.is_file() or path.suffix != ".c":
        what = "is no C file" if path.exists() else f"is neither here nor in {build.tree}"
        print(f"host: {name} {what}", file=sys.stderr)
        return 2
    path = path.resolve()
    flags, hosted = compile_flags(build, path)
    missing = headers_first(build, flags, path)
    if not any(things for kind, things in missing.items() if kind != "tree"):
        missing["symbol"] = without_body(build, flags, path, missing["tree"])
    total = print_missing(name, missing)
    if not total:
        how = "it is hosted" if hosted else "a line in hosted/sets.cmake hosts it"
        if not path.is_relative_to(build.tree):
            how = f"./dev driver {name} builds it in"
        print(f"{name}: nothing missing; {how}")
    return 1 if total else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("--failed", action="store_true")
    parser.add_argument("files", nargs="*", metavar="FILE")
    args = parser.parse_args()
    build = Build(args.build)
    if args.failed:
        return max((missing_of(build, name) for name in build.failed()), default=0)
    if not args.files:
        return table(build)
    return max(missing_of(build, name) for name in args.files)


if __name__ == "__main__":
    sys.exit(main())
