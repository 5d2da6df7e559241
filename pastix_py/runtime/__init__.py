"""Schedulers: each runs the tasks of a `Plan` on its `Panels` and computes what `sequential` defines."""

from importlib import import_module

SCHEDULERS = {"sequential": "pastix_py.runtime.sequential:run"}


def scheduler(name):
    """Return the scheduler of that name, imported on use."""
    module, function = SCHEDULERS[name].split(":")
    return getattr(import_module(module), function)
