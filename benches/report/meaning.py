"""What a million instructions buys, and which functions take them."""

import os

from . import build, callgrind, measure
from .table import number, table

# The first run of a pair is taken from the second: what is left is what grew between them.
PAIRS = {
    "CRDs and the controllers between them, not edited": ("crds-14", "crds-126"),
    "small items, not edited": ("small-1000", "small-2000"),
    "ServiceAccounts, not edited": ("tenants-100-0", "tenants-200-0"),
    "ServiceAccounts, annotated": ("tenants-100-100", "tenants-200-100"),
}
START = "tenants-0-0"


def instructions(programs):
    """How much of each a million instructions gets done."""
    callgrind.require()
    paths = build.inputs([START, "projected-14", *(name for pair in PAIRS.values() for name in pair)])
    counts = {name: callgrind.count(programs.program, path) for name, path in paths.items()}
    rows = [["a run with two ServiceAccounts, both annotated", millions(counts[START]), "", ""]]
    rows += [["tokens projected into six Deployments", millions(counts["projected-14"] - counts["crds-14"]), "", ""]]
    for what, (less, more) in PAIRS.items():
        count = counts[more] - counts[less]
        size = os.path.getsize(paths[more]) - os.path.getsize(paths[less])
        items = amount(more) - amount(less)
        per = [number(size / count * 1e3), number(items / count * 1e6)]
        rows.append([f"{items:,} {what}", millions(count), *per])
    text = table(["what", "million instructions", "KB a million", "items a million"], rows)
    return f"{text}\n\n{pace(programs, paths, counts)}"


def pace(programs, paths, counts):
    """How long a million instructions take where nothing but their number differs."""
    pair = {name: paths[name] for name in (START, "crds-126")}
    command = programs.commands["program"]
    runs = measure.alternate(pair, 40, lambda path: measure.run(command, path))
    time = runs.milliseconds("crds-126") - runs.milliseconds(START)
    million = (counts["crds-126"] - counts[START]) / 1e6
    pace = f"{number(time / million)} ms ({time:.1f} ms for {million:.1f} millions)"
    return f"On this machine a million instructions take about {pace}."


def amount(name):
    return int(name.split("-")[1])


def millions(count):
    return number(count / 1e6)


def stages(programs):
    callgrind.require()
    path = build.inputs(["crds-14"])["crds-14"]
    found = callgrind.stages(callgrind.with_symbols(), path)
    rows = [[f"`{place}`", millions(count), f"{share:.0f} %"] for count, share, place in found if share >= 1]
    return table(["function, with all that it calls", "million instructions", "share"], rows[:25])
