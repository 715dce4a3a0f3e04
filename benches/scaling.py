#!/usr/bin/env python3
"""How the cost of a run grows: 8 times as many of something may take at most 12 times the instructions.

    python3 benches/scaling.py           prints the table, fails where more is taken
    python3 benches/scaling.py NAME...   of some rows only

What a run takes with one of it is taken off both counts. A row is a function of scaling/dimensions.py: another dimension
is another function there. Needs valgrind.
"""

import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from report import build, callgrind
from report.table import table
from scaling import dimensions

TIMES = 8
MOST = 12
# Bytes of memory for each byte of an input.
MOST_MEMORY = 10


def run(program, arguments, folder, wrapper=()):
    """Runs the program in the folder; what it says is dropped. 0 to 2 are its own exit codes."""
    with open(os.path.join(folder, "stdin"), "rb") as stdin:
        command = [*wrapper, program, *arguments]
        done = subprocess.run(command, cwd=folder, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1, 2):
        sys.exit(f"{' '.join(command)}: status {done.returncode}\n{done.stderr.decode()[-2000:]}")


def written(dimension, number, folder):
    """Writes the files of a run; its arguments."""
    arguments, files = dimension(number)
    for name, text in {"stdin": "", **files}.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", newline="") as file:
            file.write(text)
    return arguments


def instructions(program, dimension, number):
    with tempfile.TemporaryDirectory() as folder:
        arguments = written(dimension, number, folder)
        out = os.path.join(folder, "callgrind.out")
        run(program, arguments, folder, ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"])
        return callgrind.total(out)


def memory(program, dimension, number):
    """The most memory of a run, for each byte of its input."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = written(dimension, number, folder)
        size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
        peak = os.path.join(folder, "peak")
        run(program, arguments, folder, [sys.executable, "-c", PEAK, peak])
        with open(peak) as file:
            return int(file.read()) / size


# A child's peak is that of a process alone.
PEAK = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024))
sys.exit(code)
"""


def main():
    callgrind.require()
    program = build.program()
    well, rows = True, []
    for dimension, number in dimensions.ALL:
        name = dimension.__name__.replace("_", " ")
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        fixed, some, more = (instructions(program, dimension, n) for n in (1, number, number * TIMES))
        growth = (more - fixed) / (some - fixed)
        well &= growth <= MOST
        rows.append([name, f"{number:,}", f"{some:,}", f"{more:,}", f"{growth:.1f}"])
        print(*rows[-1], sep="  ", file=sys.stderr, flush=True)
    print(table(["what there is more of", "number", "instructions", f"of {TIMES} times as many", "growth"], rows))
    for dimension, number in dimensions.MEMORY:
        if sys.argv[1:]:
            break
        taken = memory(program, dimension, number)
        well &= taken <= MOST_MEMORY
        print(f"{number:,} {dimension.__name__.replace('_', ' ')}: {taken:.1f} bytes of memory for a byte of the input")
    if not well:
        sys.exit(f"more than {MOST} times the instructions, or more than {MOST_MEMORY} times the memory")


if __name__ == "__main__":
    main()
