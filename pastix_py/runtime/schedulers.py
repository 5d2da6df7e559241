"""Schedulers: each sets up the desk at which the workers take the tasks of a graph."""

import numpy as np

from pastix_py.runtime.desk import make_desk
from pastix_py.runtime.mapping import proportional
from pastix_py.runtime.model import predicted
from pastix_py.runtime.simulate import simulate


def sequential(tasks, n_worker, traced=False):
    """One worker takes the tasks in the order of their numbers: this defines what every scheduler must compute."""
    return make_desk(tasks, 1, True, [np.arange(tasks.kind.size)], traced)


def dynamic(tasks, n_worker, traced=False):
    """Workers take what is ready, the longest way to the end first, and steal; updates are applied as they come."""
    return make_desk(tasks, n_worker, False, None, traced)


def deterministic(tasks, n_worker, traced=False):
    """As `dynamic`, but the updates of a region keep their order: the same bits on any number of workers."""
    return make_desk(tasks, n_worker, True, None, traced)


def static(tasks, n_worker, traced=False):
    """Each worker has a list made in advance: a simulated run on workers that the tree is mapped to."""
    seconds = predicted(tasks)
    planned = simulate(tasks, seconds, n_worker, True, candidates=proportional(tasks, n_worker))
    order = planned.order()
    lists = [order[planned.worker[order] == k] for k in range(n_worker)]
    return make_desk(tasks, n_worker, True, lists, traced)


SCHEDULERS = {"sequential": sequential, "static": static, "dynamic": dynamic, "deterministic": deterministic}
