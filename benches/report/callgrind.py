"""Instructions of one run, counted by valgrind's callgrind."""

import os
import re
import shutil
import subprocess

from . import build

OUT = os.path.join(build.WORK, "callgrind.out")


def require():
    if not shutil.which("valgrind"):
        raise SystemExit("valgrind is missing: apt-get install valgrind")


def count(program, path):
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={OUT}", program]
    with open(path, "rb") as stdin:
        done = subprocess.run(command, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: status {done.returncode}\n{done.stderr}")
    return total(OUT)


def total(out):
    """The count in a file of callgrind's."""
    with open(out) as file:
        return int(next(line.split()[1] for line in file if line.startswith("totals:")))


def with_symbols():
    """The same program with the names of its functions and lines."""
    folder = os.path.join(build.WORK, "symbols")
    return build.program(
        CARGO_TARGET_DIR=folder, CARGO_PROFILE_RELEASE_STRIP="false", CARGO_PROFILE_RELEASE_DEBUG="1"
    )


def stages(program, path):
    """Count, share in percent and place of the program's own functions, with all that they call.

    A function that the compiler put into another one counts as that one's, under its own file.
    """
    count(program, path)
    command = ["callgrind_annotate", "--inclusive=yes", "--threshold=100", OUT]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # .ci/build calls the folder of the sources /src.
    line = re.compile(r"^ *([\d,]+) \( *([\d.]+)%\)  /src/(src/\S+?\.rs):(.*?)(?: \[.*)?$", re.MULTILINE)
    rows = []
    for number, share, file, function in line.findall(text):
        # 'N marks a recursion, which would be counted again.
        if not re.search(r"'\d+$", function):
            name = function.replace(f"{build.NAME.replace('-', '_')}::", "")
            rows.append((int(number.replace(",", "")), float(share), f"{file}: {name}"))
    return rows
