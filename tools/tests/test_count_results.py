# SPDX-License-Identifier: GPL-2.0-or-later
"""Counting: a program that crashed, hung or did not build is never a pass."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import count_results  # noqa: E402


def junit(*cases):
    rows = "".join(f'<testcase name="{n}" status="{s}"/>' for n, s in cases)
    return f'<?xml version="1.0"?><testsuite>{rows}</testsuite>'


def criterion(*statuses):
    return "".join(f'<testcase name="t" assertions="1" status="{s}" time="0">' for s in statuses)


class Counting(unittest.TestCase):
    def count(self, **files):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                (pathlib.Path(folder) / name.replace("__", ".")).write_text(text)
            return count_results.count_preset(pathlib.Path(folder))

    def test_counts_the_tests_inside_a_program(self):
        self.assertEqual((3, 1), self.count(
            ctest__junit=junit(("test_a", "fail")),
            test_a__xml=criterion("PASSED", "PASSED", "FAILED", "PASSED", "SKIPPED")))

    def test_counts_single_results_of_the_kernels_own_tests(self):
        self.assertEqual((2, 1), self.count(
            ctest__junit=junit(("ktest", "fail")),
            ktest__ktap="KTAP version 1\n    # Subtest: list\n    ok 1 add\n    ok 2 del\n"
                        "    not ok 3 splice\n    ok 4 move # SKIP by itself\n    1..4\n"
                        "not ok 1 list\n1..1\n"))

    def test_a_program_without_results_counts_as_one(self):
        self.assertEqual((1, 0), self.count(ctest__junit=junit(("tidy", "run"))))

    def test_a_crash_after_passing_tests_is_a_failure(self):
        self.assertEqual((2, 1), self.count(
            ctest__junit=junit(("test_a", "fail")), test_a__xml=criterion("PASSED", "PASSED")))

    def test_a_program_that_could_not_run_is_a_failure(self):
        self.assertEqual((0, 1), self.count(ctest__junit=junit(("test_a", "notrun"))))

    def test_a_preset_that_did_not_build_is_a_failure(self):
        self.assertEqual((0, 1), self.count())

    def test_a_preset_without_any_test_is_a_failure(self):
        self.assertEqual((0, 1), self.count(ctest__junit=junit()))
