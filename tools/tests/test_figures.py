# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures: a bar not measured is missed, medians are compared, intervals must hold."""
import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import figures  # noqa: E402


def entry(name, ns, label=None):
    found = {"run_name": name + "/process_time", "cpu_time": ns, "real_time": ns * 3}
    return dict(found, label=label) if label else found


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


def write_rounds(folder, presets, factors=(1, 0.9, 1.1), label=None):
    """As many rounds as there are factors; ours are so much slower, what we compare with is not."""
    for number, factor in enumerate(factors):
        for preset, names in presets.items():
            path = pathlib.Path(folder) / str(number) / f"{preset}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            rows = [entry(name, ns if ns == 1000 else ns * factor, label)
                    for name, ns in names.items()]
            path.write_text(json.dumps({"benchmarks": rows}))


def call(*arguments):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = figures.main(list(arguments))
    return status, out.getvalue()


class Figures(unittest.TestCase):
    def show(self, presets, **how):
        with tempfile.TemporaryDirectory() as folder:
            write_rounds(folder, presets, **how)
            return call(folder)

    def test_all_met(self):
        status, text = self.show(everything(1))
        self.assertEqual(0, status, text)
        self.assertNotIn("missed", text)
        count = len(figures.FIGURES)
        self.assertIn(f"{count} of {count} met", text)

    def test_one_missed_says_by_how_much(self):
        presets = everything(1)
        presets["release"][figures.LOCKS] = 999       # 1,000,000 a second
        status, text = self.show(presets)
        self.assertEqual(1, status)
        self.assertEqual(1, text.count("missed by"))
        self.assertIn("missed by 100 %", text)

    def test_median_of_rounds_counts(self):
        presets = everything(1)
        presets["release"][figures.LOCKS] = 400       # 2,500,000; one round makes half of it
        status, text = self.show(presets, factors=(1, 2, 1))
        self.assertEqual(0, status, text)
        self.assertIn("1,250,000 .. 2,625,000", text)

    def test_what_was_not_measured_is_missed(self):
        presets = everything(1)
        del presets["tsan"]
        status, text = self.show(presets)
        self.assertEqual(1, status)
        self.assertIn(f"not measured: {figures.LOCKS} (tsan)", text)

    def test_one_thread_is_marked(self):
        _, text = self.show(everything(1), label="one thread")
        self.assertIn("met *", text)
        self.assertIn("one thread in the process", text)
        self.assertNotIn("*", self.show(everything(1))[1])

    def test_filters_name_each_benchmark_whole(self):
        self.assertEqual(f"^({figures.LOCKS})/process_time$", figures.filters()["tsan"])

    def agree(self, *slower):
        with tempfile.TemporaryDirectory() as top:
            folders = []
            for factor in slower:
                folders.append(f"{top}/{len(folders)}")
                write_rounds(folders[-1], everything(factor))
            return call("--agree", *folders)

    def test_runs_agree_within_their_intervals(self):
        status, text = self.agree(1, 1.05)
        self.assertEqual(0, status, text)
        self.assertIn("all agree", text)

    def test_runs_that_differ_by_more_do_not_agree(self):
        status, text = self.agree(1, 1.3)
        self.assertEqual(1, status)
        self.assertIn("DISAGREE", text)

    def test_wrong_use(self):
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(2, figures.main([]))
            self.assertEqual(2, figures.main(["no such folder"]))


if __name__ == "__main__":
    unittest.main()
