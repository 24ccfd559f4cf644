# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules on lines of text, whatever they say."""
import re

from .rules import rule

TAB = 8
COLUMNS = 100
LICENCE = "SPDX-License-Identifier: GPL-2.0-or-later"
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
# One run of a punctuation mark and nothing else, or a title between two of them.
BANNER = re.compile(r"^\s*(?://|/\*+|\*|#)?\s*"
                    r"(?:([=\-*#~_+])\1{4,}|([=\-*#~_+])\2{2,}.*\w.*([=\-*#~_+])\3{2,})"
                    r"\s*(?:\*/)?$")
MACHINE_PATH = re.compile(r"(?<![\w.{}$])/(?:work|home|root|Users|mnt|opt)/\w")
ADDRESS = re.compile(r"\bhttps?://([^/\s\"'>)]+)")
# Where standards, papers and discussions stay findable.
HOSTS = re.compile(r"(?:.*\.)?(?:kernel\.org|spinics\.net|doi\.org|arxiv\.org|freedesktop\.org|"
                   r"ui\.perfetto\.dev|spdx\.org|json-schema\.org|w3\.org)$")
MACHINE_AUTHOR = re.compile(r"\b(?:AI|LLMs?)\b|\blanguage model|\bchat ?bot|"
                            r"^\s*Co-authored-by:", re.IGNORECASE)
WIDE_KINDS = (".md", ".json")


@rule("licence", "tidy")
def licence(source, tree):
    """The first line names the licence (the second, below #!)."""
    if not (source.is_c or source.is_script):
        return
    want = 1 if source.lines[0].startswith("#!") else 0
    if len(source.lines) <= want or LICENCE not in source.lines[want]:
        yield want + 1, f"wants {LICENCE}"


@rule("columns", "tidy")
def columns(source, tree):
    if source.suffix in WIDE_KINDS or not (source.is_c or source.is_script):
        return
    for number, line in enumerate(source.lines, 1):
        width = len(line.expandtabs(TAB))
        if width > COLUMNS:
            yield number, f"{width} columns, at most {COLUMNS}"


@rule("spaces", "tidy")
def spaces(source, tree):
    """Tabs indent C; nothing trails; files end with one newline."""
    for number, line in enumerate(source.lines, 1):
        if line != line.rstrip() and source.suffix != ".md":
            yield number, "trailing blanks"
        elif source.is_c and re.match(r"\t* {8}", line):
            yield number, "indented with blanks: C is indented with tabs"
    if source.text and (not source.text.endswith("\n") or source.text.endswith("\n\n")):
        yield len(source.lines), "wants exactly one newline at the end"


@rule("unfinished", "tidy")
def unfinished(source, tree):
    if source.path.startswith("tools/checks/"):
        return
    for number, line in enumerate(source.lines, 1):
        match = UNFINISHED.search(line)
        if match:
            yield number, f"{match.group(1)}: an issue, or nothing"


@rule("banner", "tidy")
def banner(source, tree):
    """Comments are sentences; a row of two-column dashes draws a race and is fine."""
    if not (source.is_c or source.is_script):
        return
    for number, line in enumerate(source.lines, 1):
        if BANNER.match(line) and not re.search(r"-{2,}\s+-{2,}", line):
            yield number, "banner"


@rule("machine-path", "tidy")
def machine_path(source, tree):
    for number, line in enumerate(source.lines, 1):
        match = MACHINE_PATH.search(line)
        if match:
            yield number, f"a path of one machine: {line[match.start():].split()[0]}"


@rule("address", "tidy")
def address(source, tree):
    """Packages come through the distribution's tools; no host of theirs is named."""
    if source.suffix == ".json" and "schema" in source.text[:200]:
        return
    for number, line in enumerate(source.lines, 1):
        for host in ADDRESS.findall(line):
            if not HOSTS.match(host):
                yield number, f"address of {host}"


@rule("machine-author", "tidy")
def machine_author(source, tree):
    if source.path.startswith("tools/checks/"):
        return
    for number, line in enumerate(source.lines, 1):
        match = MACHINE_AUTHOR.search(line)
        if match:
            yield number, f"speaks of {match.group(0)}"
