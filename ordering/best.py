"""Several methods at the same time, and the result of the fewest operations."""

import importlib.util
import threading
from collections import deque
from dataclasses import replace

from pastix_py.errors import PastixError
from pastix_py.jit import thread_count
from pastix_py.ordering import Choice, child, load
from pastix_py.ordering.cost import cost
from pastix_py.ordering.ordering import Numbering
from pastix_py.parked import start

# The methods, those that take longest first, with the package that each needs; of equal results the first is taken.
CANDIDATES = {"nd": "", "metis": "pymetis", "scotch": "pyscotch", "amd": ""}


def best(graph, weight, options):
    """Return the `Choice` of the method whose factor takes the fewest operations, with its `Numbering`.

    Those of CANDIDATES that are installed run at the same time, on no more threads than `options` allow; one that fails
    is left out. The result does not depend on the number of threads.

    Raises what the first method raised where all have failed.
    """
    names = [name for name, package in CANDIDATES.items() if not package or importlib.util.find_spec(package)]
    threads = thread_count(options.threads)
    contest = Contest(graph, weight, replace(options, threads=max(1, threads // len(names))))
    contest.run(names, min(threads, len(names)))
    if not contest.found:
        raise contest.failures[names[0]]
    ranked = sorted((contest.found[name][0], names.index(name), name) for name in contest.found)
    told = ", ".join(f"{name} {squares:.3g}" for squares, _, name in ranked)
    return Choice(ranked[0][2], f"it takes the fewest operations ({told})", contest.found[ranked[0][2]][1])


class Contest:
    """Methods that order one graph: `found` has (operations, `Numbering`) of those that came through."""

    def __init__(self, graph, weight, options):
        self.graph, self.weight, self.options = graph, weight, options
        self.found, self.failures, self.waiting = {}, {}, deque()

    def run(self, names, threads):
        """Run the methods on so many threads; an interrupt ends the programs of others, and what is left is unread."""
        self.waiting.extend(names)
        workers = [threading.Thread(target=self.work, daemon=True) for _ in range(threads)]
        try:
            for worker in workers:
                start(worker)
            for worker in workers:
                while worker.is_alive():
                    worker.join(0.05)
        except BaseException:
            self.waiting.clear()
            child.end(workers)
            raise
        for failure in self.failures.values():
            if not isinstance(failure, PastixError):
                raise failure

    def work(self):
        """Run methods until none is left."""
        while self.waiting:
            try:
                name = self.waiting.popleft()
            except IndexError:
                return
            try:
                made = load(name)(self.graph, self.weight, self.options)
                numbering = made if isinstance(made, Numbering) else Numbering(made)
                self.found[name] = cost(self.graph, self.weight, numbering.perm).squares, numbering
            except Exception as failure:
                self.failures[name] = failure
