# SPDX-License-Identifier: GPL-2.0-or-later
"""What was measured, as text."""
import collections
import math
import re

SHADES = ".:-=+*#%@"
LOCK_TIMES = ("hold_virtual", "hold_real", "wait_virtual", "wait_real")


def time(ns):
    """Three digits and a unit."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}"
    return f"{ns:.3g} ns"


def families(times):
    """Benchmarks NAME/SIZE by NAME, as (size, ns) in order of size."""
    found = collections.defaultdict(list)
    for name, ns in times.items():
        match = re.fullmatch(r"(.*)/(\d+)", name)
        if match:
            found[match[1]].append((int(match[2]), ns))
    return {name: sorted(points) for name, points in found.items()}


def exponent(points):
    """Of the power of the size that the time grows with: the slope of a line through logs."""
    xs = [math.log(size) for size, _ in points]
    ys = [math.log(ns) for _, ns in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys)) / sum((a - x) ** 2 for a in xs)


def growth(times):
    """A line for each family of at least three sizes."""
    for name, points in sorted(families(times).items()):
        if len(points) < 3 or any(ns <= 0 for _, ns in points):
            continue
        last = exponent(points[-2:])
        yield (f"{name:36} {points[0][0]:>7} .. {points[-1][0]:<8} grows with size ^ "
               f"{exponent(points):.2f}, between the last two ^ {last:.2f}")


def matrix(presets):
    """Benchmarks by preset: @presets is a dict of preset to name to ns."""
    names = dict.fromkeys(name for times in presets.values() for name in times)
    yield f"{'benchmark':44}" + "".join(f"{preset:>12}" for preset in presets)
    for name in names:
        cells = (times.get(name) for times in presets.values())
        yield f"{name:44}" + "".join(f"{time(ns) if ns else '-':>12}" for ns in cells)


def table(entries, instructions):
    """What one repetition costs: time, virtual time, instructions."""
    yield f"{'benchmark':38}{'CPU':>10}{'real':>10}{'virtual':>10}{'instructions':>14}"
    for name, entry in entries.items():
        virtual = entry.get("virtual_ns", entry.get("virtual_us", math.nan) * 1000)
        count = instructions.get(name)
        yield (f"{name:38}{time(entry['cpu_time']):>10}{time(entry['real_time']):>10}"
               f"{'-' if math.isnan(virtual) else time(virtual):>10}"
               f"{'-' if count is None else f'{count:,}':>14}"
               + "".join(said(entry)))


def said(entry):
    """What a benchmark says of itself besides."""
    for name, text in (("succeeded", "{:.0%} succeed"), ("there_ns", "there {:.0f} ns"),
                       ("back_ns", "back {:.0f} ns"), ("reads", "{:.1f} reads")):
        if entry.get(name):
            yield "  " + text.format(entry[name])


def shape(below):
    """(lower end, a character for each power of two up to the last, upper end)."""
    counts = {int(end): count for end, count in below.items()}
    ends, most = sorted(counts), max(counts.values())
    text, end = "", ends[0]
    while end <= ends[-1]:
        count = counts.get(end, 0)
        text += SHADES[min(count * len(SHADES) // most, len(SHADES) - 1)] if count else " "
        end *= 2
    return (0 if ends[0] == 1 else ends[0] // 2), text, ends[-1]


def median(below):
    """The upper end of the median's power of two."""
    seen, count = 0, sum(below.values())
    for end in sorted(below, key=int):
        seen += below[end]
        if 2 * seen >= count:
            return 0 if end == "1" else int(end)
    return 0


def locks(measured):
    """Histograms of the locks of one benchmark; those that took no time at all in one line."""
    yield f"{measured['benchmark']}, {measured['repetitions']} times"
    for lock in sorted(measured["locks"], key=lambda lock: -lock["hold_real"]["max"]):
        yield f"  {lock['lock']}{' (read)' if lock['read'] else ''}: {lock['count']} times"
        for what in LOCK_TIMES:
            histogram = lock[what]
            if not histogram["max"]:
                continue
            low, text, high = shape(histogram["below"])
            yield (f"    {what.replace('_', ', '):14}{time(low):>8} |{text}| {time(high):8} "
                   f"median < {time(median(histogram['below']))}, "
                   f"most {time(histogram['max'])}")


def seeds(found):
    yield f"{'scenario':34}{'finds':8}{'policy':11}{'trials':>8}{'schedules':>11}{'time':>10}"
    for one in found:
        name = one["scenario"].rsplit("/", 1)[-1].removesuffix(".ksim")
        at = "" if one["median_found"] else ">"
        yield (f"{name:34}{one['kind']:8}{one['policy']:11}"
               f"{one['found']:>4}/{one['trials']:<3}{at + str(one['schedules']):>11}"
               f"{at + time(one['ms'] * 1e6):>10}  {one['variants']}")
