"""docs/performance.md: what stands between two markers is read or replaced."""

import os
import re

from .build import ROOT

FOLDER = os.path.join(ROOT, "docs")
PATH = os.path.join(FOLDER, "performance.md")


def marks(name):
    return re.compile(rf"(<!-- begin: {name} -->\n)(.*?)(<!-- end: {name} -->)", re.DOTALL)


def find(name):
    """The document, and what stands there between `<!-- begin: NAME -->` and `<!-- end: NAME -->`."""
    with open(PATH) as file:
        document = file.read()
    found = marks(name).search(document)
    if not found:
        raise SystemExit(f"{PATH} has no place for {name}")
    return document, found[2]


def replace(name, text):
    document, _ = find(name)
    with open(PATH, "w") as file:
        file.write(marks(name).sub(lambda m: f"{m[1]}\n{text}\n\n{m[3]}", document))


def table(name):
    """The rows of a table, its head first, without what separates thousands."""
    lines = [line for line in find(name)[1].splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [rows[0]] + [[cell.replace(",", "") for cell in row] for row in rows[2:]]
