"""The task graph: what is to be done, on which cblk, and after what."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np


class TaskKind(IntEnum):
    """What a task does; each has a body in `numeric/`."""

    PANEL = 0  # factor the panel of a cblk and send its updates to the cblks that its bloks face


class Tasks(NamedTuple):
    """Tasks in a topological order, in flat arrays (int64): task t may start when `n_pred[t]` others have ended."""

    kind: np.ndarray  # (n_task) TaskKind
    cblk: np.ndarray  # (n_task)
    n_pred: np.ndarray  # (n_task)
    succ_ptr: np.ndarray  # (n_task+1)
    succ: np.ndarray  # tasks that wait for this one

    @property
    def n_task(self):
        """Number of tasks."""
        return self.kind.size


def build_tasks(symbol, n_schur=0):
    """Return one PANEL task per cblk that is factored; the updates of a panel precede the panels that they face."""
    n_task = symbol.n_cblk - int(n_schur > 0)
    source = np.repeat(np.arange(symbol.n_cblk), np.diff(symbol.cblk_blok))
    later = (symbol.blok_face != source) & (symbol.blok_face < n_task)
    source, face = source[later], symbol.blok_face[later]
    fresh = np.ones(source.size, bool)
    fresh[1:] = (source[1:] != source[:-1]) | (face[1:] != face[:-1])
    source, face = source[fresh], face[fresh]
    succ_ptr = np.zeros(n_task + 1, np.int64)
    np.cumsum(np.bincount(source, minlength=n_task), out=succ_ptr[1:])
    return Tasks(
        np.full(n_task, TaskKind.PANEL, np.int64),
        np.arange(n_task),
        np.bincount(face, minlength=n_task).astype(np.int64),
        succ_ptr,
        face,
    )
