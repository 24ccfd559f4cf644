# SPDX-License-Identifier: GPL-2.0-or-later
"""How many instructions a repetition takes: the processor's counter, else callgrind's."""
import pathlib
import re
import shutil
import subprocess
import tempfile

import measure

NO_COUNTER = 77		# ksim_bench's exit status


def stripped(preset, folder):
    """Valgrind of Debian 12 does not read all of clang's debug information."""
    copy = pathlib.Path(folder) / "ksim_bench"
    subprocess.run(["objcopy", "--strip-debug", measure.binary(preset), copy], check=True)
    return copy


def by_counter(text):
    return {name: int(count) for name, count in
            (line.rsplit(" ", 1) for line in text.splitlines())}


def by_callgrind(texts):
    """From the dumps' texts: one after n repetitions and one after 2n for each name."""
    totals = {}
    for text in texts:
        said = re.search(r"^desc: Trigger: Client Request: (.*) (\d+)$", text, re.MULTILINE)
        total = re.search(r"^(?:totals|summary): (\d+)$", text, re.MULTILINE)
        if said and total:
            totals.setdefault(said[1], {})[int(said[2])] = int(total[1])
    counts = {}
    for name, by_n in totals.items():
        if len(by_n) == 2:
            (n, once), (_, twice) = sorted(by_n.items())
            counts[name] = (twice - once) // n
    return counts


def count(filter_, n=8, preset="release"):
    """Name to instructions; empty where nothing can count them."""
    arguments = [f"--instructions={n}", filter_]
    done = subprocess.run([measure.binary(preset), *arguments], capture_output=True, text=True,
                          cwd=measure.TOP, check=False)
    if done.returncode != NO_COUNTER:
        return by_counter(done.stdout)
    if not shutil.which("valgrind") or not shutil.which("objcopy"):
        measure.say("no counter of instructions here, and no valgrind: apt-get install valgrind")
        return {}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["valgrind", "--tool=callgrind", "--combine-dumps=no",
                        f"--callgrind-out-file={folder}/out", stripped(preset, folder),
                        *arguments], cwd=measure.TOP, check=True, capture_output=True)
        return by_callgrind(path.read_text() for path in pathlib.Path(folder).glob("out*"))
