#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How the costs of worlds and resets grow, from what the benchmarks wrote: growth.py FILE.json"""
import json
import math
import re
import sys


def read_times(path):
    """CPU nanoseconds of one item, by the benchmark's name."""
    with open(path, encoding='utf-8') as file:
        runs = json.load(file)['benchmarks']
    times = {}
    for run in runs:
        if run.get('aggregate_name', 'median') == 'median':
            times[run['run_name'].split('/process_time')[0]] = run['cpu_time']
    return times


def worlds(times):
    """Lines for whole worlds; what is measured is the time of one device of them."""
    sizes = sorted((int(match[1]), time) for name, time in times.items()
                   if (match := re.fullmatch(r'pci/device_of_world_(\d+)', name)))
    last = None
    for size, time in sizes:
        whole = size * time
        growth = ''
        if last:
            power = math.log(whole / last[1]) / math.log(size / last[0])
            growth = f'as n^{power:.2f} from {last[0]}'
        yield f'  world of {size:3} devices {whole / 1000:10.1f} us  {growth}'
        last = (size, whole)


def resets(times):
    """Lines for resets: what one more level of switches costs, and one more function."""
    for name, base in times.items():
        match = re.fullmatch(r'pci/reset_(\w+)_depth_0', name)
        if not match:
            continue
        kind = match[1]
        line = f'  reset by {kind:8} {base / 1000:8.1f} us'
        deep = times.get(f'pci/reset_{kind}_depth_4')
        wide = times.get(f'pci/reset_{kind}_functions_8')
        if deep:
            line += f'  each level of switches {(deep - base) / 4 / base:+6.0%}'
        if wide:
            line += f'  each function {(wide - base) / 7 / base:+6.0%}'
        yield line


def main():
    if len(sys.argv) != 2:
        print('growth: one file that ksim_bench wrote', file=sys.stderr)
        return 2
    times = read_times(sys.argv[1])
    lines = [*worlds(times), *resets(times)]
    if lines:
        print('\ngrowth (n^1 is linear; by bus and slot all functions are reset at once):')
        print('\n'.join(lines))
    return 0


if __name__ == '__main__':
    sys.exit(main())
