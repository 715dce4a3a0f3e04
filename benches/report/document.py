"""docs/performance.md: what stands between two markers is replaced."""

import os
import re

from .build import ROOT

FOLDER = os.path.join(ROOT, "docs")
PATH = os.path.join(FOLDER, "performance.md")


def replace(name, text):
    """Puts the text between `<!-- begin: NAME -->` and `<!-- end: NAME -->`."""
    with open(PATH) as file:
        document = file.read()
    marks = re.compile(rf"(<!-- begin: {name} -->\n).*?(<!-- end: {name} -->)", re.DOTALL)
    if not marks.search(document):
        raise SystemExit(f"{PATH} has no place for {name}")
    with open(PATH, "w") as file:
        file.write(marks.sub(lambda m: f"{m[1]}\n{text}\n\n{m[2]}", document))


def picture(name, svg):
    with open(os.path.join(FOLDER, f"{name}.svg"), "w") as file:
        file.write(svg)
