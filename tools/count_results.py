#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sum what the test programs of each preset reported: "N passed, N failed".

ctest knows programs, Criterion knows the tests in them. A program that failed without
a failed test of its own (it crashed, hung or wrote no results) is one failure more, and
so is a preset that ran nothing: silence never counts as success.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

# By pattern: Criterion's XML carries assertion texts that not every parser takes.
TEST_STATUS = re.compile(r'<testcase [^>]*status="([A-Z]+)"')
# Of KTAP, the results of single tests: they are indented, those of groups are not.
KTAP_RESULT = re.compile(r"^[ \t]+(not ok|ok) \d+(.*)$", re.MULTILINE)


def statuses_of(results, name):
    """What the tests in a program said, in Criterion's words."""
    own = results / f"{name}.xml"
    if own.exists():
        return TEST_STATUS.findall(own.read_text(errors="replace"))
    own = results / f"{name}.ktap"
    if not own.exists():
        return []
    return ["SKIPPED" if "# SKIP" in rest else "PASSED" if ok == "ok" else "FAILED"
            for ok, rest in KTAP_RESULT.findall(own.read_text(errors="replace"))]


def count_program(results, name, ok):
    """(passed, failed) of one ctest entry, whose own results may be in NAME.xml or NAME.ktap."""
    statuses = statuses_of(results, name)
    passed = statuses.count("PASSED")
    failed = len(statuses) - passed - statuses.count("SKIPPED")
    if not ok and not failed:
        failed = 1
    if ok and not statuses:
        passed = 1
    return passed, failed


def count_preset(results):
    junit = results / "ctest.junit"
    if not junit.exists():
        return 0, 1
    passed = failed = 0
    for case in ElementTree.parse(junit).getroot().iter("testcase"):
        if case.get("status") == "disabled":
            continue
        one = count_program(results, case.get("name"), case.get("status") == "run")
        passed += one[0]
        failed += one[1]
    return (passed, failed) if passed + failed else (0, 1)


def main(presets):
    total_passed = total_failed = 0
    for preset in presets:
        passed, failed = count_preset(pathlib.Path("build") / preset / "results")
        print(f"{preset}: {passed} passed, {failed} failed")
        total_passed += passed
        total_failed += failed
    print(f"{total_passed} passed, {total_failed} failed")
    return 1 if total_failed or not total_passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
