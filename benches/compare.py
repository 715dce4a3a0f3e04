#!/usr/bin/env python3
"""Runs the program beside `cat` and beside the same edit on kyaml, and prints tables in Markdown.

    python3 benches/compare.py                     all of them
    python3 benches/compare.py sizes transformer   some of them
    python3 benches/compare.py --write             all of them, into docs/performance.md
    python3 benches/compare.py --pictures          no runs: the pictures of the tables that are there

Builds what it runs. Needs cargo, go, kustomize and valgrind, and Python's standard library alone.
"""

import argparse
import sys

sys.dont_write_bytecode = True

from report import document, machine, meaning, pictures, sizes, sweeps, transformer
from report.programs import Programs


def sections(given):
    """For each section, what makes its table."""
    runs, pairs = given.runs, max(20, given.runs)
    return {
        "machine": machine.machine,
        "sizes": lambda p: sizes.sizes(p, runs, given.largest),
        "shares": lambda p: sweeps.shares(p, runs),
        "accounts": lambda p: sweeps.accounts(p, runs),
        "levels": lambda p: sweeps.levels(p, runs),
        "worst": lambda p: sweeps.worst(p, runs),
        "transformer": lambda p: transformer.transformer(p, pairs),
        "instructions": meaning.instructions,
        "stages": meaning.stages,
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("section", nargs="*", help=f"one of {', '.join(sections(argparse.Namespace(runs=0)))}")
    arguments.add_argument("--runs", type=int, default=20, help="of each program on each input (default: 20)")
    arguments.add_argument("--largest", action="store_true", help="also a list of 106 MB")
    arguments.add_argument("--program", help="a binary to measure (default: it is built)")
    arguments.add_argument("--write", action="store_true", help="replace the tables in docs/performance.md")
    arguments.add_argument("--pictures", action="store_true", help="draw the pictures of the tables that are there")
    given = arguments.parse_args()
    if given.pictures:
        for name in pictures.PICTURES:
            pictures.write(name)
        return
    known = sections(given)
    for name in given.section:
        if name not in known:
            arguments.error(f"no section {name}")
    programs = Programs(given.program)
    for name in given.section or known:
        text = known[name](programs)
        print(f"\n{name}\n\n{text}", flush=True)
        if given.write:
            document.replace(name, text)
            if name in pictures.PICTURES:
                pictures.write(name)


if __name__ == "__main__":
    main()
