"""Cores shared by everything that runs in this process at the same time: never more workers than cores."""

import os
import threading
from contextlib import contextmanager

from pastix_py.environment import cores

LOOK = 0.1  # seconds after which one who waits looks again: the cores that this process may use can become more


class _Cores:
    """Who holds how many cores, and what is told when that changes."""

    def __init__(self):
        self.changed, self.held, self.mine = threading.Condition(), {}, threading.local()

    def take(self, holder, wanted):
        """Return how many cores `holder` has now: at most `wanted`, at least one."""
        inside = getattr(self.mine, "depth", 0) > 0
        with self.changed:
            while not inside and self._free() <= 0:
                self.changed.wait(LOOK)
            number = 1 if inside else min(wanted or cores(), self._free())
            self.held[holder] = number
        return number

    def give_back(self, holder):
        """Hand back what `holder` has, nothing where an interrupt came before it had any."""
        self.held.pop(holder, None)
        with self.changed:
            self.changed.notify_all()

    def _free(self):
        return cores() - sum(self.held.values())


_state = {"cores": _Cores()}
if hasattr(os, "register_at_fork"):  # what the threads of the parent hold, no thread of a child gives back
    os.register_at_fork(after_in_child=lambda: _state.update(cores=_Cores()))


@contextmanager
def reserved(wanted=0):
    """Hold cores for as many workers, and yield their number: at most `wanted` (0: all), at least one.

    Waits where every core is held by another run in this process. A run inside a run (in a call that tells of its
    progress) gets one more core than there is: the outer one would wait for it for ever.
    """
    shared, holder = _state["cores"], object()
    depth = getattr(shared.mine, "depth", 0)
    try:
        number = shared.take(holder, wanted)
        shared.mine.depth = depth + 1
        yield number
    finally:
        shared.mine.depth = depth
        shared.give_back(holder)
