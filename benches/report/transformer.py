"""The program as a transformer of kustomize, beside `cat` as one."""

import os
import shutil
import subprocess

from . import build, measure
from .table import number, table

KUSTOMIZATION = """apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - gotk-components.yaml
transformers:
  - config.yaml
"""
CONFIG = """apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
  annotations:
    config.kubernetes.io/local-config: "true"
    config.kubernetes.io/function: |
      exec:
        path: ./function
spec:
  provider: aws
  identities:
    - services: [ecr]
      roleArn: arn:aws:iam::111122223333:role/flux-ecr
"""
ROLE = b"eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/flux-ecr"


def folder(name, manifests, function):
    """A folder that kustomize builds with that function."""
    path = os.path.join(build.WORK, "kustomize", name)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    for file, text in {"kustomization.yaml": KUSTOMIZATION, "config.yaml": CONFIG}.items():
        with open(os.path.join(path, file), "w") as out:
            out.write(text)
    shutil.copy(manifests, os.path.join(path, "gotk-components.yaml"))
    shutil.copy(function, os.path.join(path, "function"))
    return path


def transformer(programs, count):
    manifests = build.inputs(["manifests-14"])["manifests-14"]
    functions = {name: programs.commands[name][0] for name in ("cat", "program", "kyaml")}
    commands = {
        name: ["kustomize", "build", "--enable-alpha-plugins", "--enable-exec", folder(name, manifests, function)]
        for name, function in functions.items()
    }
    for name, command in commands.items():
        found = subprocess.run(command, capture_output=True, check=True).stdout.count(ROLE)
        if found != (0 if name == "cat" else 2):
            raise SystemExit(f"{' '.join(command)}: {found} roles")
    runs = measure.alternate(commands, count, measure.run, budget=60)
    rows = []
    for name in commands:
        processor = measure.ratio(runs.processor[name], runs.processor["cat"])
        ratios = [f"{runs.ratio(name, 'cat'):.3f}", f"{processor:.3f}"]
        rows.append([name, number(runs.milliseconds(name)), *ratios])
    size = os.path.getsize(manifests) / 1e3
    head = [f"transformer of {size:.0f} KB", "kustomize build, ms", "ratio to cat", "processor time, ratio to cat"]
    return table(head, rows)
