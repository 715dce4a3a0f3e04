"""The pictures of docs/performance.md, drawn of its tables."""

import os

from . import document
from .plot import plot

# By the section whose table it shows: the title, the horizontal axis.
PICTURES = {
    "sizes": ("Time by the size of the list", "size of the list, MB"),
    "accounts": ("Time by the number of edits", "ServiceAccounts in the list, all annotated"),
}
UNIT = ", ms"


def draw(name):
    """The picture of a section: its first column across, each program's milliseconds up."""
    title, across = PICTURES[name]
    head, *rows = document.table(name)
    series = [
        (column.removesuffix(UNIT), [(float(row[0]), float(row[place])) for row in rows])
        for place, column in enumerate(head)
        if column.endswith(UNIT)
    ]
    return plot(title, across, "time of a run" + UNIT, series)


def write(name):
    with open(os.path.join(document.FOLDER, f"{name}.svg"), "w") as file:
        file.write(draw(name))
