#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How long do the general targets need to find what is known to be wrong?

Each bug of fuzz/trials.txt in turn, from an empty corpus, so many times: the target
lifecycle without a sanitizer (use after free is seen by the poisoned heap), in slices of
some seconds by turns at random (build/release, three times as fast) and with coverage for
guidance (build/fuzz-plain, which goes on from its corpus); and its random programs under
ThreadSanitizer where the bug may show as a RACE, or only so. A finding counts if its kind
is one of the bug's, nothing of its title is found in the same way without any variant
(which is looked for first, --today), it replays, and with the variants off neither its
schedule nor 200 others of the same program find anything of that kind (a RACE: the same
one in 20).

Times are processor seconds of the target, so that a busy machine makes no bug harder to find.
Every trial is on disk when it ends: the next call goes on behind it. All bugs have their
first trial before any has its second. A bug whose median is decided, as by three of five
that missed it or found it, is not tried any more, unless with --full: no further trial
could lift the median above what "<=" says. What was found is in OUT/found/.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time

TOP = pathlib.Path(__file__).resolve().parent.parent


def bugs(path):
    """(name, variants, kinds) of each line."""
    lines = path.read_text().splitlines()
    rows = [[part.strip() for part in line.split("|")]
            for line in lines if line.strip() and not line.startswith("#")]
    return [(name, variants, kinds.split()) for name, variants, kinds in rows]


def ksim(program, *arguments, seconds=60):
    """(exit status, output) of the command; -1 if it takes too long."""
    environment = dict(os.environ, TSAN_OPTIONS="exitcode=0:atexit_sleep_ms=0:die_after_fork=0")
    try:
        done = subprocess.run([program, *map(str, arguments)], env=environment, check=False,
                              capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return -1, ""
    return done.returncode, done.stdout + done.stderr


def without_variants(path, kind, folder, options):
    """The titles of that kind that the same program shows with the variants off."""
    program = folder / "without.ksim"
    table = folder / "without.json"
    race = kind == "RACE"
    program.write_text(path.read_text().partition("\nfailure {\n")[0] + "\n")
    table.unlink(missing_ok=True)
    ksim(options.tsan if race else options.ksim, "run", program, "--runs", 20 if race else 200,
         "--jobs", 1, "-q", "--json", table, "--out", folder / "without")
    lines = table.read_text().splitlines() if table.exists() else []
    entries = [json.loads(line) for line in lines]
    return [entry["title"] for entry in entries if entry.get("kind") == kind]


def is_of_variant(path, kind, title, folder, options):
    """It replays; and without its variants the same program shows nothing like it."""
    if kind == "RACE":		# drivers have others, too: tools/race_known.txt
        return title not in without_variants(path, kind, folder, options)
    if ksim(options.ksim, "replay", path)[0] != 1:
        return False
    program = folder / "without.ksim"
    program.write_text(re.sub(r"^\tvariants .*\n", "", path.read_text(), flags=re.M))
    if ksim(options.ksim, "replay", program)[0] == 1:
        return False
    return not without_variants(path, kind, folder, options)


def processor_seconds(pid):
    """What a process has had of a processor; 0 if it is gone."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


SLICE = 5	# processor seconds
STOPPED = threading.Event()	# by the user: workers end without a result


class Trial:
    """One attempt at one bug."""

    def __init__(self, name, variants, kinds, number, options, worker=0):
        self.variants, self.kinds, self.options = variants, kinds, options
        self.seed = number + 1
        found = pathlib.Path(options.out) / "found"
        found.mkdir(parents=True, exist_ok=True)
        self.keep = found / f"{re.sub('[^A-Za-z0-9]+', '-', name)}.{number}.ksim"
        self.folder = pathlib.Path(options.out) / f"work{worker or ''}"
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("corpus", "findings", "crashes"):
            (self.folder / name).mkdir(parents=True)
        self.judged = set()
        self.found = ""
        self.runs = 0

    def way(self):
        """Of the next slice."""
        ways = ["random", "guided"] + ["races"] * ("RACE" in self.kinds)
        if self.kinds == ["RACE"] or self.options.threads:
            ways = ["races"]
        return ways[self.runs % len(ways)]

    def command(self):
        if self.way() == "races":
            return [str(TOP / "build/tsan/fuzz_lifecycle"), f"-seed={self.seed}",
                    "-seconds=86400"]
        if self.way() == "random":
            return [str(TOP / "build/release/fuzz_lifecycle"), f"-seed={self.seed}",
                    "-seconds=86400"]
        return [str(TOP / "build/fuzz-plain/fuzz_lifecycle"), f"-seed={self.seed}",
                "-timeout=60", "-reload=0", "-rss_limit_mb=2048", "-entropic=0",
                f"-artifact_prefix={self.folder}/crashes/", str(self.folder / "corpus")]

    def look(self):
        """Is there a finding that counts?"""
        if self.found:
            return True
        for path in sorted((self.folder / "findings").glob("*.ksim")):
            kind = re.search(r"\.([A-Z]+)-", path.name)
            if path.name in self.judged or not kind or kind[1] not in self.kinds:
                continue
            self.judged.add(path.name)
            match = re.search(r'^\ttitle "(.*)"$', path.read_text(), re.M)
            title = match[1] if match else path.name
            if f"{kind[1]} {title}" in self.options.found_today:
                continue
            if is_of_variant(path, kind[1], title, self.folder, self.options):
                self.found = f"{kind[1]} {title}"
                shutil.copy(path, self.keep)
                return True
        return False

    def run_once(self, seconds):
        """One process until it ends, finds the bug or has used so many seconds; those."""
        environment = dict(os.environ, KSIM_FINDINGS=str(self.folder / "findings"),
                           KSIM_VARIANTS=self.variants,
                           TSAN_OPTIONS="exitcode=0:atexit_sleep_ms=0:die_after_fork=0")
        used = 0.0
        with open(self.folder / "log", "w") as log:
            process = subprocess.Popen(self.command(), stdout=log, env=environment,
                                       stderr=subprocess.STDOUT, cwd=self.folder)
        try:
            while process.poll() is None and used < seconds and not STOPPED.is_set():
                time.sleep(0.05)
                used = max(used, processor_seconds(process.pid))
                process.send_signal(signal.SIGSTOP)	# while its findings are judged
                if self.look():
                    break
                process.send_signal(signal.SIGCONT)
            self.look()
        finally:
            process.kill()
            process.wait()
        return used

    def run(self, seconds):
        """Processor seconds until it was found, or None."""
        used = 0.0
        while not self.found and used < seconds and not STOPPED.is_set():
            used += max(self.run_slice(min(SLICE, seconds - used)), 0.05)
            self.runs += 1
        return used if self.found else None

    def run_slice(self, seconds):
        """Processes one after the other, as findings end them."""
        used = 0.0
        while not self.found and used < seconds and not STOPPED.is_set():
            used += max(self.run_once(seconds - used), 0.05)
            self.seed += 1000
        return used


def today(options):
    """Kinds and titles of what is found with no variant at all."""
    titles = set()
    kept = pathlib.Path(options.out) / "today"
    for kinds in (["any"], ["RACE"]):
        trial = Trial("today", "", kinds, 0, options)
        trial.look = lambda: False
        trial.run(options.today)
        for path in (trial.folder / "findings").glob("*.ksim"):
            text = path.read_text()
            kind = re.search(r"^\tkind (\S+)$", text, re.M)
            title = re.search(r'^\ttitle "(.*)"$', text, re.M)
            if kind and title:
                titles.add(f"{kind[1]} {title[1]}")
            kept.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, kept)
    return sorted(titles)


def found_in(trials):
    """The seconds of those that found it, in order."""
    return sorted(t["seconds"] for t in trials if t["seconds"] is not None)


def is_decided(trials, options):
    """Will the median be a time, or not, whatever the trials that are left say?"""
    most = options.trials // 2 + 1
    times = found_in(trials)
    return max(len(times), len(trials) - len(times)) >= most


def result_of(trials, options):
    """What the table says of a bug."""
    times = found_in(trials)
    if not trials:
        return "not tried yet"
    if not is_decided(trials, options):
        return "undecided"
    if 2 * len(times) > options.trials:
        at_most = "<= " if len(trials) < options.trials else ""
        every = times + [options.seconds] * (options.trials - len(times))
        return f"{at_most}{statistics.median(every):.1f} s"
    return f"> {options.seconds:g} s" if times else "MISSED"


def table(rows, done, options):
    """The text of the report."""
    text = [f"{options.trials} trials of at most {options.seconds:g} processor seconds each, "
            "from an empty corpus; median to a finding.",
            f"What {options.today:g} seconds find without any variant does not count: "
            f"{len(options.found_today)} titles.", ""]
    decided = found = 0
    for name, _, kinds in rows:
        trials = done.get(name, [])
        times = found_in(trials)
        if is_decided(trials, options):
            decided += 1
            found += 2 * len(times) > options.trials
        first = next((t["found"] for t in trials if t["found"]), "")
        text.append(f"{name:36} {result_of(trials, options):>13}  {len(times)}/{len(trials)}  "
                    f"{first or ' '.join(kinds)}")
    text += ["", f"{decided} of {len(rows)} bugs decided, {found} found in more than half "
             "of their trials"]
    return "\n".join(text) + "\n"


def parse(argv):
    parser = argparse.ArgumentParser(prog="./dev trials", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bugs", nargs="*", metavar="BUG", help="names begin so (default: all)")
    parser.add_argument("--trials", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=600,
                        help="processor seconds for a trial (600)")
    parser.add_argument("--today", type=float, default=60,
                        help="processor seconds to look for what is found without variants (60)")
    parser.add_argument("--full", action="store_true",
                        help="all trials, though the median may be decided")
    parser.add_argument("--jobs", type=int, default=1, help="so many bugs at a time (1)")
    parser.add_argument("--time", type=float,
                        help="seconds by the clock in all; the next call goes on")
    parser.add_argument("--out", default=str(TOP / "fuzz-out/trials"))
    parser.add_argument("--list", type=pathlib.Path, default=TOP / "fuzz/trials.txt")
    parser.add_argument("--threads", action="store_true",
                        help="all of them under ThreadSanitizer, as RACE")
    return parser.parse_args(argv)


class Campaign:
    """All trials of all bugs, by one worker or several."""

    def __init__(self, rows, options):
        self.rows, self.options = rows, options
        self.state = pathlib.Path(options.out) / "state.json"
        self.state.parent.mkdir(parents=True, exist_ok=True)
        self.done = json.loads(self.state.read_text()) if self.state.exists() else {}
        self.end = time.monotonic() + options.time if options.time else float("inf")
        self.lock = threading.Lock()
        self.under_way = set()

    def save(self):
        part = self.state.with_suffix(".part")
        part.write_text(json.dumps(self.done, indent="\t"))
        part.replace(self.state)
        text = table(self.rows, self.done, self.options)
        (self.state.parent / "report.txt").write_text(text)
        return text

    def is_wanted(self, name):
        trials = self.done.get(name, [])
        return name not in self.under_way and len(trials) < self.options.trials and (
            self.options.full or not is_decided(trials, self.options))

    def next(self):
        """The bug with the fewest trials, and the number of its next; or None."""
        with self.lock:
            wanted = [row for row in self.rows if self.is_wanted(row[0])]
            if not wanted or time.monotonic() > self.end:
                return None
            row = min(wanted, key=lambda row: len(self.done.get(row[0], [])))
            self.under_way.add(row[0])
            return row, len(self.done.get(row[0], []))

    def note(self, name, seconds, found):
        with self.lock:
            self.under_way.discard(name)
            self.done.setdefault(name, []).append(
                {"seconds": None if seconds is None else round(seconds, 1), "found": found})
            self.save()
            print(f"{name}: " + (f"{seconds:.1f} s, {found}" if found else
                                 f"not within {self.options.seconds:g} s"), flush=True)

    def work(self, worker):
        job = self.next()
        while job:
            (name, variants, kinds), number = job
            trial = Trial(name, variants, kinds, number, self.options, worker)
            seconds = trial.run(self.options.seconds)
            if STOPPED.is_set():
                return
            self.note(name, seconds, trial.found)
            job = self.next()

    def run(self):
        if "today" not in self.done:
            self.options.found_today = set()
            self.done["today"] = today(self.options)
        self.options.found_today = set(self.done["today"])
        self.save()
        others = [threading.Thread(target=self.work, args=(worker,))
                  for worker in range(1, self.options.jobs)]
        try:
            for thread in others:
                thread.start()
            self.work(0)
            for thread in others:
                thread.join()
        except KeyboardInterrupt:
            STOPPED.set()
            print()


def main(argv):
    options = parse(argv)
    options.out = os.path.abspath(options.out)
    options.ksim = str(TOP / "build/release/ksim")
    options.tsan = str(TOP / "build/tsan/ksim")
    campaign = Campaign([row for row in bugs(options.list) if not options.bugs or
                         any(row[0].startswith(b) for b in options.bugs)], options)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    campaign.run()
    print(campaign.save(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
