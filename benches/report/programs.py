"""The programs that are compared, on the inputs they get."""

import os
import shutil

from . import build, measure


class Programs:
    """`cat`, the program, and the same edit on kyaml."""

    def __init__(self, program=None):
        self.program = os.path.abspath(program) if program else build.program()
        self.peers = build.peers()
        kyaml = os.path.join(self.peers, "kyaml")
        self.commands = {"cat": [shutil.which("cat")], "program": [self.program], "kyaml": [kyaml]}

    def check(self, path):
        """Fails unless the program's items are those of kyaml."""
        out = [
            measure.output(self.commands[name], path, os.path.join(build.WORK, f"{name}.out"))
            for name in ("program", "kyaml")
        ]
        build.run([os.path.join(self.peers, "same"), *out])

    def runs(self, path, count):
        return measure.alternate(self.commands, count, measure.on(path))

    def peaks(self, path):
        return {name: measure.peak(command, path) for name, command in self.commands.items()}
