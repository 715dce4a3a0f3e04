#!/usr/bin/env python3
"""What `sync` takes for a fleet: clusters over three clouds, whose configs share a base.

    python3 benches/fleet.py PROGRAM COMPONENTS [CLUSTERS]

COMPONENTS is what `flux install --export` prints; every cluster has a copy of it. 200 clusters if their number is not
given. Each step is run without builds, which is the program's own work, and the checks with them, if kustomize or
kubectl is on the PATH.
"""

import os
import subprocess
import sys
import tempfile
import time

HEAD = "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\nmetadata: {name: flux}\nspec:\n"
KUSTOMIZATION = "resources:\n- gotk-components.yaml\n- gotk-sync.yaml\n"
SYNC = (
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
    "metadata: {name: flux-system, namespace: flux-system}\nspec: {path: ./%s}\n"
)
BY_HAND = (
    "resources: [flux-system]\npatches:\n- target: {kind: ServiceAccount, name: source-controller}\n  patch: |\n"
    "    - op: add\n      path: /metadata/annotations\n      value: {eks.amazonaws.com/role-arn: other}\n"
)
IDENTITIES = {
    "aws": "  provider: aws\n  identities:\n  - services: [ecr, s3]\n"
    "    roleArn: arn:aws:iam::490185926743:role/flux-{0}\n",
    "azure": "  provider: azure\n  identities:\n  - services: [acr]\n"
    "    clientId: 6731de76-14a6-49ae-97bc-6eba69{0:06}\n",
    "gcp": "  provider: gcp\n  identities:\n  - services: [gar]\n"
    "    serviceAccountEmail: flux-{0}@acme.iam.gserviceaccount.com\n",
}


def write(root, name, text):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def cluster(number):
    return f"clusters/{list(IDENTITIES)[number % len(IDENTITIES)]}-{number}"


def fleet(root, components, clusters):
    os.makedirs(os.path.join(root, ".git"))
    write(root, "workload-identity.yaml", HEAD + "  restartOnChange: true\n")
    for number in range(clusters):
        identity = IDENTITIES[list(IDENTITIES)[number % len(IDENTITIES)]].format(number)
        folder = cluster(number) + "/flux-system/"
        base = "  base: ../../../workload-identity.yaml\n"
        write(root, folder + "workload-identity.yaml", HEAD + base + identity)
        write(root, folder + "kustomization.yaml", KUSTOMIZATION)
        write(root, folder + "gotk-components.yaml", components)
        write(root, folder + "gotk-sync.yaml", SYNC % cluster(number))


def run(program, root, *arguments):
    """Runs the program; prints what it took and the states of the clusters."""
    begin = time.monotonic()
    child = subprocess.Popen(
        [program, "sync", "-q", *arguments], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    taken = time.monotonic() - begin
    states = {}
    for line in printed.splitlines():
        state = line.split(": ")[1].split(";")[0]
        states[state] = states.get(state, 0) + 1
    counted = ", ".join(f"{count} {state}" for state, count in states.items())
    own = usage.ru_utime + usage.ru_stime
    memory = usage.ru_maxrss / 1024
    print(
        f"  sync {' '.join(arguments):<20} exit {os.waitstatus_to_exitcode(status)}"
        f"  {taken:7.2f} s  {own:6.2f} s CPU  {memory:5.0f} MiB  {counted}"
    )


def main():
    program, components = os.path.abspath(sys.argv[1]), sys.argv[2]
    clusters = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    with open(components, encoding="utf-8") as file:
        components = file.read()
    with tempfile.TemporaryDirectory() as root:
        fleet(root, components, clusters)
        print(f"{clusters} clusters, {len(components) // 1024} KiB of manifests each")
        run(program, root, "--no-build")
        run(program, root, "--check", "--no-build")
        run(program, root, "--check")
        print("after an upgrade of Flux in half of them")
        for number in range(0, clusters, 2):
            upgraded = components.replace("app.kubernetes.io/version: v", "app.kubernetes.io/version: v1")
            write(root, cluster(number) + "/flux-system/gotk-components.yaml", upgraded)
        run(program, root, "--check", "--no-build")
        print("with a patch by hand that wins in one of them")
        write(root, cluster(0) + "/kustomization.yaml", BY_HAND)
        run(program, root, "--check")


if __name__ == "__main__":
    main()
