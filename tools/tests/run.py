#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run the tools' own tests; with a file name, also write their results as XML there."""
import pathlib
import sys
import unittest
import xml.sax.saxutils

sys.dont_write_bytecode = True


class Recorder(unittest.TextTestResult):
    def __init__(self, *args):
        super().__init__(*args)
        self.rows = []

    def record(self, test, status):
        name = xml.sax.saxutils.quoteattr(test.id())
        self.rows.append(f'  <testcase name={name} status="{status}"></testcase>\n')

    def addSuccess(self, test):
        super().addSuccess(test)
        self.record(test, "PASSED")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.record(test, "FAILED")

    def addError(self, test, err):
        super().addError(test, err)
        self.record(test, "ERRORED")


def main():
    suite = unittest.defaultTestLoader.discover(str(pathlib.Path(__file__).parent))
    result = unittest.TextTestRunner(resultclass=Recorder, verbosity=1).run(suite)
    if len(sys.argv) > 1:
        rows = "".join(result.rows)
        pathlib.Path(sys.argv[1]).write_text(f"<testsuites>\n{rows}</testsuites>\n")
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    sys.exit(main())
