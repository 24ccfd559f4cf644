# SPDX-License-Identifier: GPL-2.0-or-later
"""What the benchmarks' driver makes of results: growth, histograms, instructions."""
import pathlib
import sys
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TOOLS), str(TOOLS / "bench")]
import instructions  # noqa: E402
import report  # noqa: E402


def histogram(below):
    return {"max": max(map(int, below)) - 1, "below": below}


class Growth(unittest.TestCase):
    def test_squares_grow_with_exponent_two(self):
        self.assertAlmostEqual(2, report.exponent([(n, 3 * n * n) for n in (1, 8, 64)]))

    def test_families_are_found_by_size(self):
        times = {"a/b/8": 80, "a/b/1": 10, "a/b/64": 640, "a/c": 1, "a/d/2": 7}
        lines = list(report.growth(times))
        self.assertEqual(1, len(lines))
        self.assertIn("1 .. 64", lines[0])
        self.assertIn("^ 1.00", lines[0])


class Locks(unittest.TestCase):
    def test_shape_has_a_place_for_each_power_of_two(self):
        low, text, high = report.shape({"64": 1, "512": 90})
        self.assertEqual((32, 512), (low, high))
        self.assertEqual(".  @", text)

    def test_median_is_the_end_of_its_bucket(self):
        self.assertEqual(128, report.median({"64": 1, "128": 5, "1024": 2}))
        self.assertEqual(0, report.median({"1": 5, "1024": 2}))

    def test_lock_without_waits_has_no_line_for_them(self):
        nothing = {"max": 0, "below": {"1": 3}}
        lock = {"lock": "a_lock", "read": True, "count": 3, "hold_virtual": nothing,
                "hold_real": histogram({"64": 3}), "wait_virtual": nothing,
                "wait_real": nothing}
        text = "\n".join(report.locks({"benchmark": "b", "repetitions": 3, "locks": [lock]}))
        self.assertIn("a_lock (read): 3 times", text)
        self.assertIn("hold, real", text)
        self.assertNotIn("wait", text)


class Instructions(unittest.TestCase):
    def dump(self, name, n, total):
        return f"desc: Trigger: Client Request: {name} {n}\nsummary: {total}\n"

    def test_one_repetition_is_the_difference(self):
        texts = [self.dump("a", 8, 1800), self.dump("a", 4, 1000), "desc: Trigger: end\n"]
        self.assertEqual({"a": 200}, instructions.by_callgrind(texts))

    def test_counter_says_a_name_and_a_number(self):
        self.assertEqual({"a/b": 12}, instructions.by_counter("a/b 12\n"))


if __name__ == "__main__":
    unittest.main()
