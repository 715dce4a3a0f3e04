"""Time and memory by the size of the list."""

import os

from . import build
from .table import number, table

INSTALL = 14
# 0.4, 1.2, 3.5, 12 and 35 MB; 106 MB.
CRDS = [INSTALL * installs for installs in (1, 3, 9, 31, 90)]
LARGEST = INSTALL * 266


def sizes(programs, count, largest):
    rows = []
    names = [f"crds-{crds}" for crds in CRDS + [LARGEST] * largest]
    for name, path in build.inputs(names).items():
        if len(rows) < 3:
            programs.check(path)
        megabytes = os.path.getsize(path) / 1e6
        runs, peaks = programs.runs(path, count), programs.peaks(path)
        times = [number(runs.milliseconds(program)) for program in programs.commands]
        ratios = [number(runs.ratio("program", "cat")), number(runs.ratio("kyaml", "program"))]
        memory = [number(peaks[program] / 2**20) for program in programs.commands]
        rows.append([number(megabytes), *times, *ratios, *memory])
    head = ["MB", "cat, ms", "program, ms", "kyaml, ms", "program / cat", "kyaml / program"]
    head += ["cat, MiB", "program, MiB", "kyaml, MiB"]
    return table(head, rows)
