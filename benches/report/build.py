"""Builds the program, its peer and the inputs. All of it lands under target/benches."""

import os
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WORK = os.path.join(ROOT, "target", "benches")
NAME = "flux-workload-identity"


def run(command, cwd=ROOT, **environment):
    subprocess.run(command, cwd=cwd, env=dict(os.environ, **environment), check=True)


def program(**environment):
    """The binary that is shipped: .ci/build makes it."""
    run(["sh", ".ci/build", "--quiet"], **environment)
    host = subprocess.run(["rustc", "-vV"], capture_output=True, text=True, check=True).stdout
    host = next(line.split()[1] for line in host.splitlines() if line.startswith("host:"))
    target = os.environ.get("TARGET") or host
    folder = environment.get("CARGO_TARGET_DIR") or os.environ.get("CARGO_TARGET_DIR", "target")
    return os.path.join(ROOT, folder, target, "release", NAME)


def peers():
    """The folder with the programs of benches/peers."""
    out = os.path.join(WORK, "peers")
    command = ["go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", out + os.sep, "./..."]
    run(command, cwd=os.path.join(ROOT, "benches", "peers"), CGO_ENABLED="0")
    return out


def inputs(names):
    """The path of each input."""
    folder = os.path.join(WORK, "inputs")
    # Written anew, as the code that makes them may have changed.
    shutil.rmtree(folder, ignore_errors=True)
    run(["cargo", "test", "--locked", "--quiet", "--bench", "inputs", "--", folder, *names])
    return {name: os.path.join(folder, f"{name}.yaml") for name in names}
