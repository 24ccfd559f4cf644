#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run fuzz targets for a time, and keep what they find.

Everything is on disk at every moment: the corpus, which libFuzzer writes, a failure
file for each finding, and state.json. Ctrl-C, kill -9 and a crash lose nothing but the
execution under way; the next call goes on from there.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import unreachable

TOP = pathlib.Path(__file__).resolve().parent.parent
SAVE_SECONDS = 5		# a kill -9 loses no more of the figures
RUNS_OF_KNOWN = 100		# of a known finding's program, mended
SPOILED = 70			# exit status of a target whose process a finding spoiled
STATUS = re.compile(r"#(\d+)\s.*cov: (\d+) ft: (\d+) corp: (\d+)/")


def targets(build):
    return sorted(p.name[5:] for p in build.glob("fuzz_*")
                  if p.name not in ("fuzz_corpus", "fuzz_canary"))


def known_findings():
    """(kind, part of the title, variant, reason) of each line of fuzz/known.txt."""
    lines = (TOP / "fuzz/known.txt").read_text().splitlines()
    return [[part.strip() for part in line.split("|", 3)]
            for line in lines if line.strip() and not line.startswith("#")]


def is_silent_under(variant, kind, path):
    """Does the failure's program show nothing of its kind under the variant that mends it?"""
    program = path.read_text(errors="replace").partition("\nfailure {")[0]
    with tempfile.TemporaryDirectory() as folder:
        scenario = pathlib.Path(folder) / path.name
        scenario.write_text(program + "\n")
        done = subprocess.run([TOP / "build/release/ksim", "run", scenario, "--quiet",
                               f"--variant={variant}", f"--runs={RUNS_OF_KNOWN}",
                               "--no-predict", f"--out={folder}", "--json=-"],
                              capture_output=True, text=True, check=False)
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return done.returncode in (0, 1) and all(one.get("kind") != kind for one in told)


def why_known(known, kind, title, path):
    """The reason of the entry of fuzz/known.txt that the finding is, or None."""
    for its_kind, part, variant, reason in known:
        if its_kind == kind and part in title and \
                (variant == "-" or is_silent_under(variant, kind, path)):
            return reason
    return None


def write_whole(path, text):
    """A file that is there is whole, whenever the process dies."""
    part = path.with_name(path.name + ".part")
    part.write_text(text)
    part.replace(path)


class Campaign:
    """One target: its folder, its process, its figures."""

    def __init__(self, target, options):
        self.target = target
        self.options = options
        self.folder = pathlib.Path(options.out) / (
            target + ("." + options.variants if options.variants else ""))
        for name in ("corpus", "findings", "crashes", "shrunk", "seeds"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.state = {"executions": 0, "seconds": 0.0, "starts": 0, "edges": 0,
                      "found_after": {}}
        self.resumed = False
        try:
            self.state.update(json.loads((self.folder / "state.json").read_text()))
            self.resumed = True
        except (OSError, ValueError):
            pass
        self.now = 0			# executions of the process that runs
        self.began = None
        self.saved = time.monotonic()
        self.make_seeds()

    def make_seeds(self):
        seeds = self.folder / "seeds"
        maker = TOP / "build/fuzz/fuzz_corpus"
        words = subprocess.run([maker, "dictionary"], capture_output=True, text=True,
                               check=True).stdout
        write_whole(self.folder / "dictionary", words)
        if self.options.empty:
            return
        files = sorted(str(p) for p in (TOP / "scenarios").rglob("*.ksim"))
        if self.target == "scenario_text":
            for number, path in enumerate(files):
                shutil.copy(path, seeds / f"{number:04}.ksim")
        elif self.target != "primitives":
            subprocess.run([maker, "seeds", seeds, *files], check=True)

    def command(self, seconds):
        command = [str(TOP / f"build/fuzz/fuzz_{self.target}"),
                   f"-max_total_time={max(1, int(seconds))}", "-timeout=20",
                   "-rss_limit_mb=2048", "-print_final_stats=1", "-reload=0",
                   "-entropic=0", "-detect_leaks=0",	# a fifth of the time, else
                   f"-artifact_prefix={self.folder}/crashes/",
                   f"-seed={1 + self.state['starts'] + 7919 * self.options.seed}",
                   str(self.folder / "corpus")]
        if self.target == "scenario_text":
            command.insert(1, f"-dict={self.folder}/dictionary")
        if not self.options.empty and self.target != "primitives":
            command.append(str(self.folder / "seeds"))
        return command

    def run_once(self, until, tick):
        """One process, until it ends; its exit status."""
        environment = dict(os.environ, KSIM_FINDINGS=str(self.folder / "findings"))
        if self.options.variants:
            environment["KSIM_VARIANTS"] = self.options.variants
        environment.pop("ASAN_OPTIONS", None)
        self.began = time.monotonic()
        self.now = 0
        with open(self.folder / "log", "w") as log:
            process = subprocess.Popen(self.command(until - time.monotonic()),
                                       stdout=log, stderr=subprocess.STDOUT,
                                       env=environment, cwd=self.folder)
        try:
            while process.poll() is None:
                time.sleep(0.1)
                tick(self)
                self.save_sometimes()
                if self.options.stop_at_first and self.new_findings():
                    process.terminate()
                if time.monotonic() > until + 30:
                    process.kill()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            process.wait()
            self.account()
            raise
        self.account()
        return process.returncode

    def read_log(self):
        """Figures from libFuzzer's status lines."""
        try:
            tail = (self.folder / "log").read_text(errors="replace")[-65536:]
        except OSError:
            return
        for match in STATUS.finditer(tail):
            self.now = max(self.now, int(match[1]))
            self.state["edges"] = max(self.state["edges"], int(match[2]))
        final = re.search(r"number_of_executed_units:\s*(\d+)", tail)
        if final:
            self.now = int(final[1])

    def save_sometimes(self):
        """The figures with those of the process that runs."""
        if time.monotonic() < self.saved + SAVE_SECONDS:
            return
        self.read_log()
        executions, seconds = self.totals()
        write_whole(self.folder / "state.json",
                    json.dumps(self.state | {"executions": executions, "seconds": seconds,
                                             "starts": self.state["starts"] + 1}, indent="\t"))
        self.saved = time.monotonic()

    def account(self):
        self.read_log()
        self.state["executions"] += self.now
        self.state["seconds"] += time.monotonic() - self.began
        self.state["starts"] += 1
        self.now = 0
        self.began = None
        for path in self.new_findings():
            self.state["found_after"][path.name] = round(self.state["seconds"], 1)
        write_whole(self.folder / "state.json", json.dumps(self.state, indent="\t"))

    def new_findings(self):
        return [p for p in sorted((self.folder / "findings").glob("*.ksim"))
                if p.name not in self.state["found_after"]]

    def go(self, seconds, tick):
        until = time.monotonic() + seconds
        while time.monotonic() < until - 0.5:
            status = self.run_once(until, tick)
            if self.options.stop_at_first and self.state["found_after"]:
                return
            if time.monotonic() > until:
                return			# perhaps killed: a busy machine ends it late
            if status not in (0, SPOILED) and not list((self.folder / "crashes").iterdir()):
                raise SystemExit(f"fuzz: {self.target} ends with {status}; "
                                 f"see {self.folder}/log")

    def shrink_all(self):
        """A smaller failure file for each finding; crashes of the sanitizer are inputs."""
        for path in sorted((self.folder / "findings").glob("*.ksim")) + \
                sorted((self.folder / "crashes").glob("crash-*")):
            name = path.name if path.suffix else path.name + ".ksim"
            if (self.folder / "shrunk" / name).exists():
                continue
            self.shrink(path, self.folder / "shrunk" / name)

    def shrink(self, path, to):
        environment = dict(os.environ, KSIM_VARIANTS=self.options.variants or "")
        out = self.folder / "shrunk"
        try:
            subprocess.run([TOP / "build/release/ksim", "shrink", path, "--out", out],
                           env=environment, capture_output=True, check=False, timeout=120)
        except subprocess.TimeoutExpired:
            pass
        base, dot, suffix = path.name.rpartition(".")
        made = out / (f"{base}.min.{suffix}" if dot else f"{path.name}.min")
        if made.exists():
            made.replace(to)
        else:
            shutil.copy(path, to)	# as it was found: still a failure file, or an input

    def findings(self):
        """(kind, title, file), once for each title."""
        seen = {}
        for path in sorted((self.folder / "shrunk").glob("*.ksim")):
            text = path.read_bytes().decode(errors="replace")
            kind = re.search(r"^\tkind (\w+)$", text, re.M)
            title = re.search(r'^\ttitle "(.*)"$', text, re.M)
            entry = (kind[1] if kind else "CRASH", title[1] if title else path.name)
            seen.setdefault(entry, path)
        return [(kind, title, path) for (kind, title), path in sorted(seen.items())]

    def totals(self):
        seconds = self.state["seconds"]
        if self.began is not None:
            seconds += time.monotonic() - self.began
        return self.state["executions"] + self.now, seconds


def coverage(campaigns):
    """Lines and branches of the subsystems that the corpora reach, and those that none can."""
    subprocess.run(["./dev", "build", "cov"], cwd=TOP, check=True)
    objects, profiles = [], []
    for campaign in campaigns:
        program = TOP / f"build/cov/fuzz_{campaign.target}"
        if not program.exists():
            continue
        environment = dict(os.environ, KSIM_FINDINGS=str(campaign.folder / "findings"),
                           LLVM_PROFILE_FILE=str(campaign.folder / "cov-%p.profraw"))
        for name in ("corpus", "seeds"):
            inputs = sorted((campaign.folder / name).iterdir())
            for at in range(0, len(inputs), 64):	# a spoiled process loses 64 at most
                subprocess.run([program, *inputs[at:at + 64]], env=environment, check=False,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        objects += ["-object", str(program)]
        profiles += [str(p) for p in campaign.folder.glob("cov-*.profraw")]
    merged = pathlib.Path(campaigns[0].options.out) / "coverage.profdata"
    subprocess.run(["llvm-profdata-19", "merge", "-sparse", "-o", merged, *profiles],
                   check=True)
    for profile in profiles:
        os.unlink(profile)
    export = merged.with_name("coverage.json")
    with open(export, "w") as out:
        subprocess.run(["llvm-cov-19", "export", *objects, f"-instr-profile={merged}"],
                       stdout=out, check=True)
    files, complaints = unreachable.read(export)
    with_variants = campaigns[0].options.variants	# these lead where nothing else does
    return unreachable.table(files) + ([] if with_variants else complaints)


def report(campaigns, lines_of_coverage):
    """The text of the report, and how many findings are not known ones."""
    known, fresh, text = known_findings(), 0, []
    for campaign in campaigns:
        executions, seconds = campaign.totals()
        text.append(f"{campaign.target}: {executions} executions in {seconds:.0f} s, "
                    f"{executions / max(seconds, 1e-9):.0f} a second; "
                    f"{campaign.state['edges']} edges, "
                    f"{len(list((campaign.folder / 'corpus').iterdir()))} inputs kept")
        for kind, title, path in campaign.findings():
            reason = why_known(known, kind, title, path)
            fresh += reason is None
            text.append(f"  {'known: ' if reason else ''}{kind} {title}")
            text.append(f"    {reason}" if reason else f"    ksim replay {path}")
    if lines_of_coverage:
        text += ["", "Coverage of the corpora:"] + ["  " + line for line in lines_of_coverage]
    text.append(f"{fresh} finding{'' if fresh == 1 else 's'} not in fuzz/known.txt")
    return "\n".join(text) + "\n", fresh


class Ticker:
    """One line of progress a few times a second, on a terminal; else every ten seconds."""

    def __init__(self):
        self.last = 0.0

    def __call__(self, campaign):
        pause = 0.5 if sys.stderr.isatty() else 10
        if time.monotonic() - self.last < pause:
            return
        self.last = time.monotonic()
        campaign.read_log()
        executions, seconds = campaign.totals()
        found = len(list((campaign.folder / "findings").glob("*.ksim")))
        line = (f"{campaign.target}: {executions} executions, "
                f"{executions / max(seconds, 1e-9):.0f} a second, "
                f"{campaign.state['edges']} edges, {found} findings")
        print(("\r\033[K" if sys.stderr.isatty() else "") + line, file=sys.stderr,
              end="" if sys.stderr.isatty() else "\n", flush=True)


def parse(argv):
    parser = argparse.ArgumentParser(prog="./dev fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="default: all of them")
    parser.add_argument("--time", type=float, default=60, help="seconds in all (60)")
    parser.add_argument("--out", default=str(TOP / "fuzz-out"), help="folder (fuzz-out)")
    parser.add_argument("--variants", default="", help="a+b: fuzz these (ksim list variants)")
    parser.add_argument("--empty", action="store_true", help="begin without seeds")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--stop-at-first", action="store_true", help="end at a finding")
    parser.add_argument("--coverage", action="store_true",
                        help="tell at the end which lines and branches the corpora reach")
    parser.add_argument("--list", action="store_true", help="name the targets")
    return parser.parse_args(argv)


def main(argv):
    options = parse(argv)
    options.out = os.path.abspath(options.out)
    there = targets(TOP / "build/fuzz") or sorted(p.stem for p in
                                                  (TOP / "fuzz/targets").glob("*.c"))
    if options.list:
        print("\n".join(there))
        return 0
    bad = [t for t in options.targets if t not in there]
    if bad:
        print(f"fuzz: no such target: {bad[0]} (there are: {' '.join(there)})",
              file=sys.stderr)
        return 2
    campaigns = [Campaign(t, options) for t in options.targets or there]
    for campaign in campaigns:
        if campaign.resumed:
            print(f"{campaign.target}: going on after {campaign.state['executions']} executions")
    interrupted = False
    try:
        for campaign in campaigns:
            campaign.go(options.time / len(campaigns), Ticker())
    except KeyboardInterrupt:
        interrupted = True
    if sys.stderr.isatty():
        print(file=sys.stderr)
    for campaign in campaigns:
        campaign.shrink_all()
    lines = coverage(campaigns) if options.coverage and not interrupted else []
    text, fresh = report(campaigns, lines)
    write_whole(pathlib.Path(options.out) / "report.txt", text)
    print(text, end="")
    print(f"Report: {options.out}/report.txt; the same command goes on from here")
    return 1 if fresh else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
