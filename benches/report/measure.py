"""Runs programs on a file, one after the other, and says how long and how large they get."""

import os
import re
import statistics
import subprocess
import time

# Seconds that the runs of one program on one input may take.
BUDGET = 10


class Runs:
    """The runs of each program on one input: seconds of wall time, and seconds of processors."""

    def __init__(self, taken):
        self.wall = {name: [wall for wall, _ in runs] for name, runs in taken.items()}
        self.processor = {name: [processor for _, processor in runs] for name, runs in taken.items()}

    def milliseconds(self, name):
        return statistics.median(self.wall[name]) * 1000

    def ratio(self, over, under):
        return ratio(self.wall[over], self.wall[under])


def ratio(over, under):
    """The median of the ratios of runs that were neighbours."""
    return statistics.median(a / b for a, b in zip(over, under))


def alternate(commands, count, once, budget=BUDGET):
    """Runs the commands in turn, `count` times each; fewer of those that are slow, but three."""
    # The first round is not counted: it fills caches, and says who is slow.
    first = {name: once(command) for name, command in commands.items()}
    left = {name: max(3, min(count, int(budget / wall))) for name, (wall, _) in first.items()}
    taken = {name: [] for name in commands}
    for number in range(max(left.values())):
        for name, command in commands.items():
            if number < left[name]:
                taken[name].append(once(command))
    return Runs(taken)


def on(path):
    """What times one run on that file."""
    return lambda command: run(command, path)


def start(command, stdin):
    return subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, bufsize=0)


def end(child, command):
    """Waits; the seconds that processors spent on it and on what it started."""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{command} failed: status {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def run(command, path=None):
    """One run, from the start of the process to its end, its output read from a pipe."""
    with open(path or "/dev/null", "rb") as stdin:
        buffer = bytearray(1 << 20)
        begin = time.perf_counter()
        child = start(command, stdin)
        with child.stdout as pipe:
            while pipe.readinto(buffer):
                pass
        processor = end(child, command)
        return time.perf_counter() - begin, processor


def output(command, path, into):
    with open(path, "rb") as stdin, open(into, "wb") as stdout:
        if subprocess.run(command, stdin=stdin, stdout=stdout).returncode:
            raise SystemExit(f"{command} failed on {path}")
    return into


def peak(command, path):
    """The most memory that was resident at once, in bytes.

    The kernel's VmHWM, read while the process waits for its output to be taken, which has to be
    more than a pipe holds. The ru_maxrss of wait4 would be no less than the memory of this
    interpreter, from which the process was forked.
    """
    most = 0
    with open(path, "rb") as stdin:
        child = start(command, stdin)
        with child.stdout as pipe:
            while pipe.read(1 << 16):
                with open(f"/proc/{child.pid}/status") as status:
                    found = re.search(r"VmHWM:\s+(\d+) kB", status.read())
                most = max(most, int(found.group(1)) * 1024 if found else 0)
        end(child, command)
    return most
