"""Time by what grows: what is edited, how deep it is, and inputs that are bad for one part or another."""

import os

from . import build
from .table import number, table

SHARES = [0, 10, 50, 100]
ACCOUNTS = [500, 1000, 2000, 4000]
LEVELS = [10, 50, 100, 200]
WORST = {
    "a line of 5 MB": "line-5000000",
    "4,000 small items": "small-4000",
    "16,000 small items": "small-16000",
    "one List with 1,000 ServiceAccounts": "list-1000",
    "one List with 4,000 ServiceAccounts": "list-4000",
}


def shares(programs, count):
    names = {f"{share} % of {ACCOUNTS[2]:,}": f"tenants-{ACCOUNTS[2]}-{share}" for share in SHARES}
    return sweep(programs, count, "annotated", names)


def accounts(programs, count):
    names = {f"{number:,}": f"tenants-{number}-100" for number in ACCOUNTS}
    return sweep(programs, count, "ServiceAccounts, all annotated", names)


def levels(programs, count):
    return sweep(programs, count, "levels", {str(n): f"nested-{n}" for n in LEVELS})


def worst(programs, count):
    return sweep(programs, count, "input", WORST)


def sweep(programs, count, what, names):
    """The table."""
    rows = []
    paths = build.inputs(names.values())
    for label, name in names.items():
        programs.check(paths[name])
        runs, size = programs.runs(paths[name], count), os.path.getsize(paths[name])
        times = [runs.milliseconds(program) for program in programs.commands]
        beyond = runs.milliseconds("program") - runs.milliseconds("cat")
        ratios = [number(runs.ratio("kyaml", "program")), number(max(beyond, 0) * 1e6 / size)]
        rows.append([label, number(size / 1e6), *map(number, times), *ratios])
    head = [what, "MB", "cat, ms", "program, ms", "kyaml, ms", "kyaml / program", "program beyond cat, ns a byte"]
    return table(head, rows)
