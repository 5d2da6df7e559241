"""What is undone when the process ends at once: half-written files removed, child processes ended."""

from contextlib import contextmanager, suppress

_pending = {}


@contextmanager
def undone(action):
    """Have `action()` called if an interrupt ends the process inside the block."""
    key = object()
    _pending[key] = action
    try:
        yield
    finally:
        del _pending[key]


def undo_all():
    """Call every pending action, whatever the others do."""
    for action in list(_pending.values()):
        with suppress(OSError):
            action()
