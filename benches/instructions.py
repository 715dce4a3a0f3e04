#!/usr/bin/env python3
"""Counts the instructions that the program takes, and compares them with benches/instructions.txt.

    python3 benches/instructions.py            fails if a count is more than 5 % above its number
    python3 benches/instructions.py --update   writes the numbers
    python3 benches/instructions.py --stages   prints which functions take the most

Unlike a time, a count hardly depends on the machine and not at all on what else runs there. It does
depend on the compiler, the C library and the processor's vector instructions: where these are others than the file
names, nothing is compared, loudly. Needs valgrind.
"""

import argparse
import os
import platform
import subprocess
import sys

sys.dont_write_bytecode = True

from report import build, callgrind

NUMBERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "instructions.txt")
TOLERANCE = 0.05
WITH = "# with: "


def read():
    with open(NUMBERS) as file:
        lines = [line.split() for line in file if not line.startswith("#")]
    return {name: int(number) for name, number in lines}


def environment():
    """What the numbers depend on, in a word each."""
    with open("/proc/cpuinfo") as file:
        flags = next((line.split() for line in file if line.startswith("flags")), [])
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    return f"rustc-{rustc} {'-'.join(platform.libc_ver())} {'avx2' if 'avx2' in flags else 'no-avx2'}"


def known_environment():
    with open(NUMBERS) as file:
        return next((line[len(WITH) :].strip() for line in file if line.startswith(WITH)), None)


def write(counts):
    with open(NUMBERS) as file:
        head = [line for line in file if line.startswith("#") and not line.startswith(WITH)]
    with open(NUMBERS, "w") as file:
        file.writelines(head + [f"{WITH}{environment()}\n"] + [f"{name} {count}\n" for name, count in counts.items()])


def compare(known, counts):
    """Whether all are well; says of each how it is."""
    well = True
    for name, count in counts.items():
        change = count / known[name] - 1
        print(f"{name:<16} {count:>12,} instructions, {known[name]:>12,} before: {change:+.1%}")
        if change > TOLERANCE:
            well = False
            print(f"  more than {TOLERANCE:.0%} above {os.path.relpath(NUMBERS)}")
        elif change < -TOLERANCE:
            print(f"  less by more than {TOLERANCE:.0%}: keep it so with --update")
    return well


def stages(name, rows):
    program = callgrind.with_symbols()
    print(f"{'instructions':>12}  share  place")
    for count, share, place in callgrind.stages(program, build.inputs([name])[name])[:rows]:
        print(f"{count:>12,}  {share:4.0f} %  {place}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--update", action="store_true", help="write the numbers")
    arguments.add_argument(
        "--stages", metavar="INPUT", nargs="?", const="crds-14", help="which functions take the most (on crds-14)"
    )
    arguments.add_argument("--rows", type=int, default=30, help="how many of them")
    given = arguments.parse_args()
    callgrind.require()
    if given.stages:
        return stages(given.stages, given.rows)
    if not given.update and known_environment() != environment():
        print(f"NOT COMPARED: the numbers are of {known_environment()}, and this is {environment()}")
        return None
    known = read()
    program, inputs = build.program(), build.inputs(known)
    counts = {name: callgrind.count(program, path) for name, path in inputs.items()}
    well = compare(known, counts)
    if given.update:
        write(counts)
    elif not well:
        sys.exit("make it fewer, or run it with --update and say in the commit what they buy")


if __name__ == "__main__":
    main()
