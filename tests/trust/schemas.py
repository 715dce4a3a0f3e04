"""Judges what the formats eksctl and krm print by the schemas of those who read it.

usage: schemas.py KNOWN FILE...

KNOWN is the folder of the extracts. A field that a CRD does not know is a fault: the API server would
drop it.
"""

import json
import os
import sys

import yaml
from jsonschema import Draft7Validator


def main():
    known = {}
    for name in ("eksctl", "krm"):
        with open(os.path.join(sys.argv[1], f"{name}.json"), encoding="utf-8") as file:
            known[name] = json.load(file)
    faults = []
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            documents = list(yaml.safe_load_all(file))
        names = set()
        for document in documents:
            key = (document["apiVersion"], document["kind"])
            schema = known["eksctl"] if key[1] == "ClusterConfig" else known["krm"].get(" ".join(key))
            if schema is None:
                faults.append(f"{path}: no schema of {' '.join(key)}")
                continue
            errors = Draft7Validator(schema).iter_errors(document)
            faults += [f"{path} {error.json_path}: {error.message}" for error in errors]
            name = (key[1], document["metadata"]["name"])
            if name in names:
                faults.append(f"{path}: two of {name}")
            names.add(name)
    assert not faults, "\n".join(faults)


main()
