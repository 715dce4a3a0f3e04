"""What the numbers were measured with."""

import os
import platform
import subprocess

from . import build

BUSY = ": other work ran at the same time, so times are too long, and ratios near 1 may be off by a tenth"


def machine(programs):
    with open("/proc/cpuinfo") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    processor = f"{os.cpu_count()} × {names[0] if names else platform.machine()}"
    load = os.getloadavg()[0]
    lines = [f"{processor}, {platform.system()} {platform.release().split('-')[0]}"]
    lines += [f"load average {load:.1f} at the start" + (BUSY if load > os.cpu_count() / 2 else "")]
    lines += [said(["rustc", "--version"]), said(["go", "version"]), "kyaml " + kyaml()]
    lines += ["kustomize " + said(["kustomize", "version"])]
    lines += [f"the program: {os.path.getsize(programs.program):,} bytes, of commit {commit()}"]
    return "\n".join(f"- {line}" for line in lines)


def said(command):
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=build.ROOT).stdout.strip()


def kyaml():
    with open(os.path.join(build.ROOT, "benches", "peers", "go.mod")) as file:
        return next(line.split()[-1] for line in file if line.startswith("require sigs"))


def commit():
    changed = said(["git", "status", "--porcelain", "--", "src", "Cargo.toml", "Cargo.lock"])
    return said(["git", "rev-parse", "--short", "HEAD"]) + (", with changes" if changed else "")
