"""What this program is made of and can use: each distribution with its version, its pip line, and whether it loads."""

import importlib.util
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata

OURSELVES = "pastix_py"
NOT_FOR_USERS = ("test",)
ABSENT = "not installed"
PATIENCE = 60.0  # seconds that a part may take to load


@dataclass
class Part:
    """A distribution that is needed, or an optional one."""

    name: str  # of the distribution
    module: str  # that is imported
    use: str  # what it is for: "core", the name of an extra, or "solver" for one to compare with
    pip: str
    state: str = ""  # version, 'not installed', or what went wrong
    fails: bool = False

    def said(self):
        """Return the state, with the line that installs it where it is absent."""
        return f"{self.state}: {self.pip}" if self.state == ABSENT else self.state


def parts():
    """Return every part, whether it is installed and loads; those that do not are loaded in processes of their own."""
    found = [*_required(), *_solvers()]
    loading = []
    for part in found:
        if part.state:
            continue
        if not _is_there(part.module):
            part.state, part.fails = ABSENT, part.use == "core"
            continue
        part.state = _version(part)
        command = [sys.executable, "-c", f"import {part.module}"]
        loading.append((part, subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)))
    for part, process in loading:
        _judge(part, process)
    return found


def _required():
    """Yield the parts that the distribution of this package names, with the extra that brings each."""
    for text in metadata.requires(OURSELVES) or ():
        name = re.match(r"[\w.-]+", text)[0]
        extra = re.search(r"extra == ['\"](\w+)['\"]", text)
        use = extra[1] if extra else "core"
        if use not in NOT_FOR_USERS:
            target = f'"{OURSELVES}[{use}]"' if extra else OURSELVES
            yield Part(name, _module_of(name), use, f"pip install {target}")


def _solvers():
    """Yield the solvers to compare with: there by what their module says, not loaded."""
    from pastix_py.bench.peers import SOLVERS, solver
    from pastix_py.errors import MissingDependency

    for name in SOLVERS:
        try:
            solver(name)
            yield Part(name, "", "solver", "", "installed")
        except MissingDependency as missing:
            yield Part(name, "", "solver", str(missing).partition(": ")[2], ABSENT)


def _module_of(name):
    """Return the module that a distribution brings: the one of its name, or the first."""
    try:
        brought = (metadata.distribution(name).read_text("top_level.txt") or "").split()
    except metadata.PackageNotFoundError:
        brought = []
    own = name.replace("-", "_")
    return own if own in brought or not brought else brought[0]


def _is_there(module):
    return bool(module) and importlib.util.find_spec(module) is not None


def _version(part):
    try:
        return metadata.version(part.name)
    except metadata.PackageNotFoundError:
        return "installed"


def _judge(part, process):
    """Wait until a part has loaded, and write down how it failed where it did."""
    try:
        _, told = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        part.state, part.fails = f"{part.state}, fails: does not load within {PATIENCE:.0f} s", True
        return
    if process.returncode:
        lines = told.decode(errors="replace").strip().splitlines()
        reason = lines[-1] if lines else f"ends with code {process.returncode}"
        part.state, part.fails = f"{part.state}, fails: {reason}", True
