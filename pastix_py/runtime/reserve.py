"""Cores shared by everything that runs in this process at the same time: never more workers than cores."""

import threading
from contextlib import contextmanager

from pastix_py.environment import cores

_changed = threading.Condition()
_state = {"taken": 0}


@contextmanager
def reserved(wanted=0):
    """Hold cores for as many workers, and yield their number: at most `wanted` (0: all), at least one.

    Waits where every core is held by another run in this process.
    """
    with _changed:
        while _state["taken"] >= cores():
            _changed.wait()
        number = min(wanted or cores(), cores() - _state["taken"])
        _state["taken"] += number
    try:
        yield number
    finally:
        with _changed:
            _state["taken"] -= number
            _changed.notify_all()
