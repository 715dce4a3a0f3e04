"""Judges the arguments of what the formats cli and terraform print by what the tools take.

usage: arguments.py KNOWN FILE...

KNOWN is the folder of the extracts. A flag or an argument that a tool does not know stops a script half
way, and an argument that a resource requires stops the plan.
"""

import json
import os
import re
import shlex
import sys

import hcl2

# What Terraform itself takes in each resource.
META = {"provider", "count", "for_each", "depends_on", "lifecycle"}


def unquoted(key):
    return key.strip('"')


def block_faults(block, known, place):
    """Unknown and absent arguments of a block, and of the blocks in it."""
    arguments = {unquoted(key): value for key, value in block.items() if not key.startswith("__")}
    for name, value in arguments.items():
        nested = known.get("blocks", {}).get(name)
        if nested is not None:
            for inner in value:
                yield from block_faults(inner, nested, f"{place}.{name}")
        elif name not in known["arguments"] and name not in META:
            yield f"{place}: unknown argument {name}"
    for name in known.get("required", []):
        if name not in arguments:
            yield f"{place}: {name} is missing"


def terraform_faults(path, known):
    with open(path, encoding="utf-8") as file:
        document = hcl2.load(file)
    for section in ("resource", "data"):
        for block in document.get(section, []):
            for kind, named in block.items():
                kind = unquoted(kind)
                for name, body in named.items():
                    place = f"{path} {section} {kind} {name}"
                    if kind not in known[section]:
                        yield f"{place}: unknown {section}"
                    else:
                        yield from block_faults(body, known[section][kind], place)


# A command of one of the tools, up to the end of its words.
COMMAND = re.compile(r"\b(az|gcloud) (?=[a-z])")


def cli_faults(path, known):
    with open(path, encoding="utf-8") as file:
        script = file.read().replace("\\\n", " ")
    for line in script.splitlines():
        if line.lstrip().startswith(("#", "echo ")):
            continue
        for match in COMMAND.finditer(line):
            rest = re.split(r"(?:\)\s*$|\)\"|2>| \|\| | && |; )", line[match.end():])[0]
            words = shlex.split(rest) if rest.count("'") % 2 == 0 and rest.count('"') % 2 == 0 else rest.split()
            first = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
            tool = known[match.group(1)]
            # What stands between the command and its flags is what it is about.
            named = (" ".join(words[:end]) for end in range(first, 0, -1))
            command = next((name for name in named if name in tool), None)
            place = f"{path}: {match.group(1)} {' '.join(words[:first])}"
            if command is None:
                yield f"{place}: unknown command"
                continue
            for word in words[first:]:
                flag = word.split("=")[0]
                if flag.startswith("--") and flag not in tool[command] and flag not in tool["*"]:
                    yield f"{place}: unknown flag {flag}"


def main():
    known = {}
    for name in ("terraform", "flags"):
        with open(os.path.join(sys.argv[1], f"{name}.json"), encoding="utf-8") as file:
            known[name] = json.load(file)
    faults = []
    for path in sys.argv[2:]:
        if path.endswith(".tf"):
            faults += terraform_faults(path, known["terraform"])
        else:
            faults += cli_faults(path, known["flags"])
    assert not faults, "\n".join(faults)


main()
