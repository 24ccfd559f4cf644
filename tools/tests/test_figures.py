# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures: a bar that was not measured is missed, and medians are what is compared."""
import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import figures  # noqa: E402


def aggregates(name, median, cv=0.01):
    run = name + "/process_time"
    return [{"run_name": run, "aggregate_name": "mean", "cpu_time": median * 10},
            {"run_name": run, "aggregate_name": "median", "cpu_time": median},
            {"run_name": run, "aggregate_name": "cv", "cpu_time": cv}]


def everything(scale):
    """All that is needed, each bar met if @scale is small enough."""
    presets = {}
    for figure in figures.FIGURES:
        for i, (preset, name) in enumerate(figure.needs):
            ns = 1000 if i else 10 * scale
            if figure.unit == "ns" and i:
                ns = 1
            presets.setdefault(preset, {})[name] = ns
    return presets


class Figures(unittest.TestCase):
    def show(self, presets):
        with tempfile.TemporaryDirectory() as folder:
            for preset, names in presets.items():
                rows = [row for name, ns in names.items() for row in aggregates(name, ns)]
                (pathlib.Path(folder) / f"{preset}.json").write_text(
                    json.dumps({"benchmarks": rows}))
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                status = figures.main([folder])
        return status, out.getvalue()

    def test_all_met(self):
        status, text = self.show(everything(1))
        self.assertEqual(0, status, text)
        self.assertNotIn("missed", text)
        count = len(figures.FIGURES)
        self.assertIn(f"{count} of {count} met", text)

    def test_one_missed_says_by_how_much(self):
        presets = everything(1)
        presets["release"]["explore/two_locks"] = 1000      # 1,000,000 a second
        status, text = self.show(presets)
        self.assertEqual(1, status)
        self.assertEqual(1, text.count("missed by"))
        self.assertIn("missed by 100 %", text)

    def test_what_was_not_measured_is_missed(self):
        presets = everything(1)
        del presets["tsan"]
        status, text = self.show(presets)
        self.assertEqual(1, status)
        self.assertIn("not measured: explore/two_locks (tsan)", text)

    def test_filter_names_each_benchmark_whole(self):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            figures.main(["--filter", "tsan"])
        self.assertEqual("^(explore/two_locks)(/|$)\n", out.getvalue())

    def test_wrong_use(self):
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(2, figures.main([]))
            self.assertEqual(2, figures.main(["no such folder"]))


if __name__ == "__main__":
    unittest.main()
