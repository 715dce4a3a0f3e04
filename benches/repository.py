#!/usr/bin/env python3
"""What `audit` takes for a repository that needs no builds, beside a plain read of its files.

    python3 benches/repository.py PROGRAM [CLUSTERS]

Each cluster has a gotk-sync.yaml, Flux's controllers and 38 files of ten documents: with 50 clusters, if their number is
not given, these are 2,000 files and over 19,000 documents. The memory is the most that the process had, beside the size of
one cluster's files.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time

SYNC = (
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\n"
    "metadata: {name: flux-system, namespace: flux-system}\nspec: {url: https://example.com/fleet.git}\n---\n"
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
    "metadata: {name: flux-system, namespace: flux-system}\n"
    "spec: {path: ./clusters/%d, sourceRef: {kind: GitRepository, name: flux-system}}\n"
)
CONTROLLER = (
    "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {0}\n  namespace: flux-system\n  annotations:\n"
    "    eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux\n---\n"
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {0}, namespace: flux-system}}\nspec:\n  template:\n"
    "    spec:\n      serviceAccountName: {0}\n      containers:\n      - name: manager\n        args: [--log-level=info]\n"
)
SOURCE = (
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: app-{0}\n  namespace: apps\nspec:\n"
    "  interval: 10m\n  provider: aws\n  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/app-{0}\n"
)
DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-{0}-{1}\n  namespace: apps\nspec:\n  replicas: 2\n"
    "  selector:\n    matchLabels:\n      app: app-{0}\n  template:\n    metadata:\n      labels:\n        app: app-{0}\n"
    "    spec:\n      containers:\n      - name: app\n        image: ghcr.io/acme/app:1.2.3\n        ports:\n"
    "        - containerPort: 8080\n          name: http\n        resources:\n          limits:\n            memory: 256Mi\n"
)


def write(root, name, text):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return len(text)


def cluster(root, number):
    """Writes a cluster; returns the bytes of its files."""
    folder = f"clusters/{number}/"
    size = write(root, folder + "flux-system/gotk-sync.yaml", SYNC % number)
    controllers = [CONTROLLER.format(name) for name in ("source-controller", "kustomize-controller")]
    size += write(root, folder + "flux-system/controllers.yaml", "---\n".join(controllers))
    for app in range(38):
        documents = [SOURCE.format(app)] + [DEPLOYMENT.format(app, part) for part in range(9)]
        size += write(root, f"{folder}apps/{app}.yaml", "---\n".join(documents))
    return size


def read_all(root):
    for folder, _, files in os.walk(root):
        for name in files:
            with open(os.path.join(folder, name), "rb") as file:
                file.read()


def best(work, times=5):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def main():
    program = os.path.abspath(sys.argv[1])
    clusters = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.join(root, ".git"))
        sizes = [cluster(root, number) for number in range(clusters)]
        print(f"{clusters} clusters, {40 * clusters} files, {sum(sizes) / 1e6:.1f} MB")
        plain = best(lambda: read_all(root))

        def audit():
            found = subprocess.run([program, "audit"], cwd=root, capture_output=True, text=True, check=False)
            if found.returncode:
                sys.exit(found.stdout + found.stderr)
            return found.stdout.splitlines()[-1]

        print(audit())
        audited = best(audit)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        print(f"plain read {plain * 1e3:.0f} ms, audit {audited * 1e3:.0f} ms: {audited / plain:.1f} times")
        print(f"largest cluster {max(sizes) / 1e6:.2f} MB, memory {memory / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
