"""The BLAS thread limit, which is one per process, shared by solves that run at the same time."""

import threading
from contextlib import contextmanager

from pastix_py.dense import library

_lock = threading.Lock()
_state = {"users": 0, "limits": [], "controller": None, "known": 0}


@contextmanager
def one_blas_thread():
    """Hold BLAS at one thread: the first to enter sets the limit, the last to leave puts it back."""
    with _lock:
        if _state["users"] == 0 or _state["known"] < library.loaded_count():
            _state["limits"].append(_limit())
        _state["users"] += 1
    try:
        yield
    finally:
        with _lock:
            _state["users"] -= 1
            while _state["limits"] and _state["users"] == 0:
                _state["limits"].pop().restore_original_limits()
                _release(_state["controller"])


def _limit():
    """Set the limit on every library that is loaded by now, and return what puts it back."""
    from threadpoolctl import ThreadpoolController

    if _state["controller"] is None or _state["known"] < library.loaded_count():
        _state["known"] = library.loaded_count()
        _state["controller"] = ThreadpoolController()
    _release(_state["controller"])
    limit = _state["controller"].limit(limits=1, user_api="blas")
    _release(_state["controller"])
    return limit


def _release(controller):
    """Let any thread change the limit next: threadpoolctl 3.7 and later reserve OpenBLAS to the one that set it."""
    for library_controller in controller.lib_controllers:
        if hasattr(library_controller, "clear_controlling_thread"):
            library_controller.clear_controlling_thread(force=True)
