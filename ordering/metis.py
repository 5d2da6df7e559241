"""Nested dissection by METIS, in a child process."""

import importlib.util
import subprocess
import sys

import numpy as np

from pastix_py.errors import MissingDependency, PastixError
from pastix_py.ordering import metis_process
from pastix_py.undo import undone

# Below, METIS takes less time than the start of a child, and an interrupt can wait.
CHILD_ABOVE = 100_000


def metis(graph, weight, options=None):
    """Return the METIS nested dissection permutation int64 (n,); the same graph gives the same permutation.

    METIS holds Python's global lock all along: in a child process it leaves the threads of this one running
    and ends at once on an interrupt. Graphs of up to CHILD_ABOVE entries are ordered in this process.

    Raises `MissingDependency` without pymetis and `PastixError` where the child fails.
    """
    if importlib.util.find_spec("pymetis") is None:
        raise MissingDependency("The ordering 'metis' needs pymetis: pip install pymetis")
    if graph.ind.size == 0:
        return np.arange(graph.n)
    if graph.ind.size <= CHILD_ABOVE or not sys.executable:
        return metis_process.nested_dissection(graph.ptr, graph.ind, weight)
    header = np.array([graph.n, graph.ind.size])
    perm = ask_child((header, graph.ptr, graph.ind, weight))
    if perm.size != graph.n:
        raise PastixError(f"METIS returned {perm.size} of {graph.n} unknowns; use the ordering 'amd'.")
    return perm


def ask_child(arrays):
    """Return what the child answers to the arrays, int64; raises `PastixError` where it fails."""
    command = [sys.executable, "-P", metis_process.__file__]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as child, undone(child.kill):
        try:
            try:
                for array in arrays:
                    child.stdin.write(array.data)
                child.stdin.close()
            except BrokenPipeError:
                # The child has ended; its standard error says why.
                pass
            answer = child.stdout.read()
            complaint = child.stderr.read().decode(errors="replace").strip()
        except BaseException:
            child.kill()
            raise
    if child.returncode:
        reason = complaint.splitlines()[-1] if complaint else f"exit status {child.returncode}"
        raise PastixError(f"METIS failed ({reason}); use the ordering 'amd'.")
    return np.frombuffer(answer, np.int64).copy()
