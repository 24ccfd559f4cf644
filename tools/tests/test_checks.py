# SPDX-License-Identifier: GPL-2.0-or-later
"""Each rule fires on a bad tree and is silent on a good one: fixtures/RULE/{bad,good}.

The file "findings" in a bad tree holds how often the rule shall fire there.
"""
import pathlib
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = TOOLS / "tests/fixtures"
sys.path.insert(0, str(TOOLS))
from checks import ratchet, rules, source  # noqa: E402


def rules_that_fire(tree):
    return [f.rule for f in rules.findings(source.Tree(tree), {"includes", "tidy", "promises"})]


class EveryRule(unittest.TestCase):
    def test_has_a_fixture(self):
        self.assertEqual({p.name for p in FIXTURES.iterdir()}, set(rules.RULES))


def fires(name):
    def test(self):
        bad = FIXTURES / name / "bad"
        expected = int((bad / "findings").read_text())
        self.assertEqual(rules_that_fire(bad), [name] * expected)
    return test


def is_silent(name):
    def test(self):
        self.assertEqual(rules_that_fire(FIXTURES / name / "good"), [])
    return test


for rule_name in rules.RULES:
    plain = rule_name.replace("-", "_")
    setattr(EveryRule, f"test_{plain}_fires_on_bad_code", fires(rule_name))
    setattr(EveryRule, f"test_{plain}_is_silent_on_good_code", is_silent(rule_name))


class Ratchet(unittest.TestCase):
    def findings(self, *sizes):
        return [rules.Finding("columns", "a.c", 1, "", size=s) for s in sizes]

    def test_exception_of_today_passes(self):
        beyond, slack = ratchet.compare(self.findings(1, 1), {("columns", "a.c"): 2})
        self.assertEqual((beyond, slack), ([], {}))

    def test_growth_shows_every_finding_of_the_file(self):
        beyond, _ = ratchet.compare(self.findings(1, 1, 1), {("columns", "a.c"): 2})
        self.assertEqual(len(beyond), 3)

    def test_slack_must_be_taken_out(self):
        _, slack = ratchet.compare(self.findings(1), {("columns", "a.c"): 2})
        self.assertEqual(slack, {("columns", "a.c"): 1})

    def test_shrinking_keeps_comments_and_drops_what_is_gone(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "ratchet.txt"
            path.write_text("# why\ncolumns a.c 2\ncolumns b.c 1\n")
            allowed = ratchet.read(path)
            ratchet.shrink(path, allowed, {("columns", "a.c"): 1, ("columns", "b.c"): 0})
            self.assertEqual(path.read_text(), "# why\ncolumns a.c 1\n")
