"""The BLAS thread limit, which is one per process, shared by solves that run at the same time."""

import threading
from contextlib import contextmanager

_lock = threading.Lock()
_state = {"users": 0, "limit": None, "controller": None}


@contextmanager
def one_blas_thread():
    """Hold BLAS at one thread: the first to enter sets the limit, the last to leave puts it back."""
    from threadpoolctl import ThreadpoolController

    with _lock:
        if _state["users"] == 0:
            _state["controller"] = _state["controller"] or ThreadpoolController()
            _release(_state["controller"])
            _state["limit"] = _state["controller"].limit(limits=1, user_api="blas")
            _release(_state["controller"])
        _state["users"] += 1
    try:
        yield
    finally:
        with _lock:
            _state["users"] -= 1
            if _state["users"] == 0:
                _state["limit"].restore_original_limits()
                _release(_state["controller"])


def _release(controller):
    """Let any thread change the limit next: threadpoolctl 3.7 and later reserve OpenBLAS to the one that set it."""
    for library in controller.lib_controllers:
        if hasattr(library, "clear_controlling_thread"):
            library.clear_controlling_thread(force=True)
