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
    module: str  # that is imported; '' where the distribution brings none
    use: str  # what it is for: "core", the name of an extra, or "solver" for one to compare with
    pip: str
    state: str  # version, 'not installed', or what went wrong
    fails: bool = False

    def said(self):
        """Return the state, with the line that installs it where it is absent."""
        return f"{self.state}: {self.pip}" if self.state == ABSENT else self.state


def parts():
    """Return every part, whether it is installed and loads; those that do not are loaded in processes of their own."""
    found = [*_required(), *_solvers()]
    loading = []
    for part in found:
        if part.state == ABSENT:
            part.fails = part.use == "core"
        if part.state == ABSENT or not part.module:
            continue
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
            module = _module_of(name)
            state = _version(name) if not module or importlib.util.find_spec(module) else ABSENT
            yield Part(name, module, use, f"pip install {name}", state)


def _solvers():
    """Yield the solvers to compare with, as `pastix bench peers` knows them."""
    from pastix_py.bench.peers import SOLVERS, catalog

    for peer in catalog():
        state = (peer["version"] or "installed") if peer["installed"] else ABSENT
        yield Part(peer["name"], SOLVERS[peer["name"]].needs, "solver", peer["install"], state)


def _module_of(name):
    """Return the module that a distribution brings: the one of its name, or the first; empty for none."""
    own = name.replace("-", "_")
    try:
        told = metadata.distribution(name).read_text("top_level.txt")
    except metadata.PackageNotFoundError:
        told = None
    brought = [own] if told is None else told.split()
    return own if own in brought else next(iter(brought), "")


def _version(name):
    try:
        return metadata.version(name)
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
