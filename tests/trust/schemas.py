"""Judges what the formats eksctl and krm print by the schemas of those who read it.

usage: schemas.py SCHEMAS FILE...

SCHEMAS is the folder with eksctl's schema and the CRDs of the operators. A field that a CRD does not
know is a fault: the API server would drop it.
"""

import glob
import json
import os
import sys

import yaml
from jsonschema import Draft7Validator


def closed(schema):
    """The schema, with every object that lists its fields closed to others."""
    if isinstance(schema, dict):
        schema = {key: closed(value) for key, value in schema.items()}
        if schema.get("type") == "object" and "properties" in schema:
            schema.setdefault("additionalProperties", False)
    elif isinstance(schema, list):
        schema = [closed(item) for item in schema]
    return schema


def crds(folder):
    """Schemas by apiVersion and kind."""
    found = {}
    for path in glob.glob(os.path.join(folder, "crd", "*")):
        with open(path, encoding="utf-8") as file:
            document = yaml.safe_load(file)
        if document.get("kind") == "CustomResourceDefinition":
            spec = document["spec"]
            for version in spec["versions"]:
                schema = closed(version["schema"]["openAPIV3Schema"])
                schema["properties"]["metadata"] = {"type": "object"}
                key = (f"{spec['group']}/{version['name']}", spec["names"]["kind"].lower())
                found[key] = schema
        else:
            group, name = os.path.basename(path).removesuffix(".json").split("__")
            kind, version = name.split("_")
            found[(f"{group}/{version}", kind.lower())] = document
    return found


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "eksctl-schema.json"), encoding="utf-8") as file:
        eksctl = json.load(file)
    schemas = crds(folder)
    faults = []
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            documents = list(yaml.safe_load_all(file))
        names = set()
        for document in documents:
            key = (document["apiVersion"], document["kind"].lower())
            schema = eksctl if key[1] == "clusterconfig" else schemas[key]
            errors = Draft7Validator(schema).iter_errors(document)
            faults += [f"{path} {error.json_path}: {error.message}" for error in errors]
            name = (key[1], document["metadata"]["name"])
            if name in names:
                faults.append(f"{path}: two of {name}")
            names.add(name)
    assert not faults, "\n".join(faults)


main()
