"""A function run in a child process that an interrupt ends, and the program of that child.

Programs of others hold Python's global lock, keep random states or end the process they run in: in a child they leave
the threads of this one running, and their failure is one sentence. What a module asks for is one of its own functions,
which the child loads from its file. The child imports nothing of this package, which would take longer than a small
ordering: this module, and those whose functions are run, import no more than NumPy at their top.

Arguments and answers are int64: how many there are, the size of each (-1 for a number), then the data.
"""

import importlib.util
import os
import subprocess
import sys
import threading
from typing import NamedTuple

import numpy as np

NUMBER = -1  # size of an argument that is a number


class Program(NamedTuple):
    """A program of others.

    What people call it, its key in METHODS, the package that is installed and imported, and what it wants to find in
    the environment when it is loaded.
    """

    name: str
    method: str
    package: str
    settings: dict = {}  # noqa: RUF012  (never written to)

    def require(self, use):
        """Raise `MissingDependency` where the package is absent; `use` is 'ordering' or 'partitioner'."""
        from pastix_py.errors import MissingDependency

        if importlib.util.find_spec(self.package) is None:
            raise MissingDependency(f"The {use} '{self.method}' needs {self.package}: pip install {self.package}")


INSTEAD = {"ordering": "amd", "partitioner": "nd"}  # what needs no program of others
_running = {}  # the child that each thread waits for


def permutation(program, function, graph, *arguments, here=False):
    """Return [perm, ...], the answers of `function(ptr, ind, *arguments)`; perm is checked to have n unknowns.

    `function` takes and returns int64 arrays, and numbers; `here` runs it in this process. Raises `PastixError`.
    """
    from pastix_py.errors import PastixError

    found = run(program, "ordering", function, graph.ptr, graph.ind, *arguments, here=here)
    if found[0].size != graph.n:
        instead = INSTEAD["ordering"]
        raise PastixError(
            f"{program.name} returned {found[0].size} of {graph.n} unknowns; use the ordering '{instead}'."
        )
    return found


def parts(program, function, graph, *arguments, here=False):
    """Return the part of each vertex, int64 (n,), that `function(ptr, ind, *arguments)` answers; as `permutation`."""
    from pastix_py.errors import PastixError

    found = run(program, "partitioner", function, graph.ptr, graph.ind, *arguments, here=here)[0]
    if found.size != graph.n:
        instead = INSTEAD["partitioner"]
        raise PastixError(
            f"{program.name} returned {found.size} of {graph.n} vertices; use the partitioner '{instead}'."
        )
    return found


def run(program, use, function, *arguments, here=False):
    """Return the answers of a function of a module, a list; raises `PastixError` where the child fails."""
    if here or not sys.executable:
        return list(function(*arguments))
    from pastix_py.environment import extended
    from pastix_py.errors import PastixError

    path = sys.modules[function.__module__].__file__
    command = [sys.executable, "-P", __file__, path, function.__name__]
    code, answer, complaint = _ask(command, _packed(arguments), extended(program.settings))
    if code:
        reason = complaint.splitlines()[-1] if complaint else f"exit status {code}"
        raise PastixError(f"{program.name} failed ({reason}); use the {use} '{INSTEAD[use]}'.")
    return _unpacked(answer) or [np.zeros(0, np.int64)]


def end(threads):
    """End the children that these threads wait for."""
    for thread in threads:
        child = _running.get(thread.ident)
        if child is not None:
            child.kill()


def _ask(command, pieces, environment):
    """Return (exit code, standard output, last words) of a child that is given the pieces to read."""
    from pastix_py.undo import undone

    pipe, me = subprocess.PIPE, threading.get_ident()
    streams = {"stdin": pipe, "stdout": pipe, "stderr": pipe}
    with subprocess.Popen(command, env=environment, **streams) as child, undone(child.kill):
        _running[me] = child
        try:
            try:
                for piece in pieces:
                    child.stdin.write(piece.data)
                child.stdin.close()
            except BrokenPipeError:
                # The child has ended; its standard error says why.
                pass
            answer = child.stdout.read()
            complaint = child.stderr.read().decode(errors="replace").strip()
        except BaseException:
            child.kill()
            raise
        finally:
            del _running[me]
    return child.returncode, answer, complaint


def _packed(values):
    """Return the arrays to be written for numbers and arrays."""
    sizes = [NUMBER if np.ndim(value) == 0 else len(value) for value in values]
    data = [np.ascontiguousarray(value, np.int64).reshape(-1) for value in values]
    return [np.array([len(values), *sizes], np.int64), *data]


def _unpacked(data):
    """Return the list of numbers and arrays that were written."""
    data = np.frombuffer(data, np.int64)
    count = int(data[0]) if data.size else 0
    values, begin = [], 1 + count
    for size in data[1:begin]:
        part = data[begin : begin + abs(size)].copy()
        values.append(int(part[0]) if size == NUMBER else part)
        begin += abs(size)
    return values


def main(path, name):
    """Run one function of a file on what standard input brings, and write its answers to standard output."""
    # What the programs print themselves must not mix with the answers.
    result = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    spec = importlib.util.spec_from_file_location("asked", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    arguments = _unpacked(sys.stdin.buffer.read())
    with result:
        for piece in _packed(getattr(module, name)(*arguments)):
            result.write(piece.data)


if __name__ == "__main__":
    main(*sys.argv[1:])
