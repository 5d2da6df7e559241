"""Threads that wait for work between two runs: to wake one takes a sixth of the time that it takes to start one."""

import os
import threading
from queue import SimpleQueue

from pastix_py.errors import MemoryLimit

PARKED = "parked"  # name of a thread that waits

_idle = []  # what each of those that wait is told its work by
if hasattr(os, "register_at_fork"):  # a child has none of the threads of its parent
    os.register_at_fork(after_in_child=_idle.clear)


def begin(work, tell, name):
    """Call `work()`, which raises nothing, on a thread of that name, then `tell()` once the thread holds it no more.

    Raises `MemoryLimit` where the system starts no more threads.
    """
    try:
        _idle.pop().put((work, tell, name))
    except IndexError:
        inbox = SimpleQueue()
        inbox.put((work, tell, name))
        start(threading.Thread(target=_serve, args=(inbox,), name=name, daemon=True))


def start(thread):
    """Start a thread; raises `MemoryLimit` where the system starts no more."""
    try:
        thread.start()
    except RuntimeError as error:
        raise MemoryLimit(f"The system refuses another thread ({error}): take fewer --threads.") from None


def _serve(inbox):
    """Do what comes in, for ever."""
    own = threading.current_thread()
    while True:
        work, tell, own.name = inbox.get()
        work()
        del work
        own.name = PARKED
        _idle.append(inbox)
        tell()
        del tell
