"""What tasks are expected to take: their operations over the rates of their kinds, measured on this machine."""

import json

import numpy as np

from pastix_py import archive
from pastix_py.environment import cache_folder
from pastix_py.layout.tasks import TaskKind

USUAL = 4e10  # operations a second of a kind that was never measured


def predicted(tasks):
    """Return the seconds that each task is expected to take, float64 (n_task,)."""
    return tasks.cost / kept()[tasks.kind]


def kept():
    """Return the operations a second of each kind of task, float64: those that were kept, or usual ones."""
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
        rates = np.array([float(found[kind.name.lower()]) for kind in TaskKind])
        return np.where((rates > 0) & np.isfinite(rates), rates, USUAL)
    except (OSError, ValueError, KeyError, TypeError):
        return np.full(len(TaskKind), USUAL)


def keep(trace):
    """Keep the rates that a recorded run shows; kinds that it lacks stay as they were."""
    seconds, operations = trace.kind_seconds(), trace.kind_operations()
    rates = np.where(seconds > 0, operations / np.maximum(seconds, 1e-12), kept())
    told = {kind.name.lower(): float(rate) for kind, rate in zip(TaskKind, rates, strict=True)}
    archive.write_text(_path(), json.dumps(told, indent=2) + "\n")


def _path():
    return cache_folder() / "task_rates.json"
