# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on the shape of code: lengths, heads, names, where conditions may stand."""
import ast
import pathlib
import re

from .rules import rule

FUNCTION_LINES = 70
FILE_LINES = 500
LONG_BECAUSE = re.compile(r"\blong,? (?:since|because)\b", re.IGNORECASE)
OWN_FOLDERS = ("sim/", "cli/", "tests/", "bench/", "fuzz/")
CONDITIONS_BELONG = re.compile(r"hook|backend|annot|sanitizer|switch")
TEST_NAME = re.compile(r"^\s*(?:Test|Theory|ParameterizedTest)\s*\((?:\([^)]*\)|[^,()]*)\s*,"
                       r"\s*(\w+)\s*(?:,\s*(\w+))?")
UNREPEATABLE = re.compile(r"(?<![\w>.])(sleep|usleep|nanosleep|rand|srand|random|clock_gettime|"
                          r"gettimeofday|pthread_create)\s*\(")


def python_functions(source):
    try:
        tree = ast.parse(source.text)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name, node.lineno, node.end_lineno - node.lineno


@rule("function-length", "tidy")
def function_length(source, tree):
    """A function fits a screen; what does not is two functions."""
    functions = []
    if source.suffix in (".c", ".h"):
        functions = [(f.name, f.line, f.length) for f in source.functions]
    elif source.suffix == ".py":
        functions = python_functions(source)
    for name, line, length in functions:
        if length > FUNCTION_LINES:
            yield (line, f"{name}() has {length} lines, at most {FUNCTION_LINES}",
                   f"{source.path}:{name}", length)


@rule("file-length", "tidy")
def file_length(source, tree):
    """One idea a file. A table may be longer; its head comment says "Long, since ..."."""
    length = len(source.lines) - 1
    if source.path.startswith("include/"):
        return      # one per kernel header, so its length is the kernel's doing
    if (source.is_c or source.is_script) and length > FILE_LINES:
        if not LONG_BECAUSE.search(source.head_comment):
            yield (1, f"{length} lines, at most {FILE_LINES}, or the head comment says "
                      '"Long, since ..."', source.path, length)


@rule("head-comment", "tidy")
def head_comment(source, tree):
    """Each file opens by saying what it is: "name.c - one line"."""
    if source.suffix not in (".c", ".h") or not source.path.startswith(OWN_FOLDERS):
        return
    name = pathlib.PurePath(source.path).name
    if not re.match(rf"\s*/\*\s*(?:\n \* )?{re.escape(name)} - \S", source.head_comment):
        yield 2, f'wants a head comment that begins "{name} - "'


@rule("locking-paragraph", "tidy")
def locking_paragraph(source, tree):
    """Who takes guards says in the head comment what they cover."""
    if source.in_sim and source.suffix == ".c" and "Locking:" not in source.head_comment:
        for number, line in enumerate(source.code, 1):
            if "ex_guard_lock(" in line:
                yield number, 'takes a guard, but the head comment has no "Locking:"'
                return


@rule("struct-typedef", "tidy")
def struct_typedef(source, tree):
    """The kernel's own opaque types live in include/; ours are plain structs."""
    if not source.is_c or source.path.startswith(("include/", "hosted/")):
        return
    for number, line in enumerate(source.code, 1):
        if re.match(r"\s*typedef\s+(struct|union|enum)\b", line):
            yield number, "typedef of a struct"


@rule("slash-comment", "tidy")
def slash_comment(source, tree):
    """Comments are /* */; // is for the licence, and for nothing commented out."""
    if source.suffix not in (".c", ".h"):
        return
    for number, line in enumerate(source.code, 1):
        raw = source.lines[number - 1]
        at = len(line.rstrip())
        if number > 1 and re.match(r"\s*//", raw[at:]):
            yield number, "// comment"
        if re.match(r"\s*#\s*if\s+0\b", line):
            yield number, "#if 0"


@rule("condition-in-function", "tidy")
def condition_in_function(source, tree):
    """#if stays in hooks, backends and annotations; elsewhere outside of bodies."""
    if source.suffix not in (".c", ".h") or not source.in_sim:
        return
    if CONDITIONS_BELONG.search(pathlib.PurePath(source.path).name):
        return
    for function in source.functions:
        body = source.code[function.line:function.line + function.length]
        for offset, line in enumerate(body, 1):
            if re.match(r"\s*#\s*if", line):
                yield function.line + offset, f"#if inside {function.name}()"


@rule("implemented-in", "tidy")
def implemented_in(source, tree):
    """Below its licence, a kernel-named header names the file that implements it."""
    if not re.match(r"include/(linux|drm|asm)/.*\.h$", source.path):
        return
    said = source.implemented_in
    if said is None:
        yield 2, 'wants "/* implemented in sim/FLOOR/FILE.c */" or "... in this header */"'
        return
    files = re.findall(r"sim/[\w./*-]+\.[cSh]\b", said)
    if not files and not re.match(r"here\b|in (this header|the compiler)\b", said):
        yield 2, "names no file under sim/, nor this header"


@rule("test-name", "tidy")
def test_name(source, tree):
    """Test names are sentences: remove_waits_for_open_fds."""
    if not source.path.startswith("tests/"):
        return
    for number, line in enumerate(source.code, 1):
        match = TEST_NAME.match(line)
        if not match:
            continue
        name = match.group(2) or match.group(1)
        if len([word for word in name.split("_") if word]) < 3:
            yield number, f"{name} is no sentence"


@rule("unrepeatable", "tidy")
def unrepeatable(source, tree):
    """No clock, no randomness, no OS thread above floor 0."""
    if not source.in_sim or source.path.startswith("sim/exec/") or not source.is_c:
        return
    for number, line in enumerate(source.code, 1):
        match = UNREPEATABLE.search(line)
        if match:
            yield number, f"{match.group(1)}() differs from run to run"
