# SPDX-License-Identifier: GPL-2.0-or-later
"""Trials: a bug is tried until its median cannot change sides, and no longer."""
import argparse
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import trials  # noqa: E402

OPTIONS = argparse.Namespace(trials=5, seconds=600)


def of(*seconds):
    return [{"seconds": second, "found": ""} for second in seconds]


class Median(unittest.TestCase):
    def result(self, *seconds):
        return trials.result_of(of(*seconds), OPTIONS)

    def test_two_of_five_decide_nothing(self):
        self.assertFalse(trials.is_decided(of(1, 2, None, None), OPTIONS))
        self.assertEqual("undecided", self.result(1, 2, None, None))

    def test_three_that_found_it_bound_the_median(self):
        self.assertEqual("<= 3.0 s", self.result(3, 1, 2))
        self.assertEqual("<= 4.0 s", self.result(4, 1, None, 2))

    def test_five_give_the_median(self):
        self.assertEqual("3.0 s", self.result(1, 9, 3, 2, 8))
        self.assertEqual("9.0 s", self.result(None, 1, 9, None, 2))

    def test_three_that_missed_it_decide(self):
        self.assertEqual("MISSED", self.result(None, None, None))
        self.assertEqual("> 600 s", self.result(1, None, None, None))


if __name__ == "__main__":
    unittest.main()
