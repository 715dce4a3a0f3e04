"""Prints the value of each text that comes in, as PyYAML reads it: a line of JSON each.

A text comes as its length in bytes on a line, and then itself. A scalar is written with its type
in front of it: a string as `=text`, anything else as `!type text`.
"""

import json
import sys

import yaml


class Loader(yaml.CSafeLoader):
    """Refuses a key that stands twice, as kyaml does."""

    def construct_mapping(self, node, deep=False):
        keys = [(key.tag, key.value) for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(set(keys)) < len(keys):
            raise yaml.YAMLError("a key stands twice")
        return super().construct_mapping(node, deep)


def value(node):
    if isinstance(node, dict):
        return {value(key): value(item) for key, item in node.items()}
    if isinstance(node, (list, tuple)):
        return [value(item) for item in node]
    if isinstance(node, str):
        return f"={node}"
    return f"!{type(node).__name__} {str(node).lower()}"


def read(text):
    try:
        return [value(document) for document in yaml.load_all(text, Loader=Loader)]
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        return str(error)


for line in sys.stdin.buffer:
    text = sys.stdin.buffer.read(int(line))
    print(json.dumps(read(text)), flush=True)
