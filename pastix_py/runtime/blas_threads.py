"""The BLAS thread limit, which is one per process, shared by solves that run at the same time.

The limit holds for all threads of the process, those that start later too. A BLAS that is built with OpenMP has no
such limit; it takes OMP_NUM_THREADS.
"""

import os
import sys
import threading
from contextlib import contextmanager

from pastix_py.dense import library

_state = {"lock": threading.Lock(), "users": set(), "limits": [], "controller": None, "known": None}


def _forked():
    """Forget the users of the parent, whose threads a child does not have; the last of its own puts the limit back."""
    _state.update(lock=threading.Lock(), users=set())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


@contextmanager
def one_blas_thread():
    """Hold BLAS at one thread: the first to enter sets the limit, the last to leave puts it back."""
    user = object()
    try:
        with _state["lock"]:
            if not _state["limits"] or _state["known"] != _loaded():
                _state["limits"].append(_Limit(_controller()))
                _state["limits"][-1].hold()  # only now: what an interrupt leaves half set is put back
            _state["users"].add(user)
        yield
    finally:
        _state["users"].discard(user)  # first of all: an interrupt of what follows leaves it to the next to leave
        with _state["lock"]:
            while _state["limits"] and not _state["users"]:
                _state["limits"][-1].put_back()
                _state["limits"].pop()


class _Limit:
    """One thread for every library of a controller, from `hold` until it is put back.

    MKL has its own calls here: the limit that threadpoolctl gives it holds for the thread that sets it alone.
    """

    def __init__(self, controller):
        found = [one for one in controller.lib_controllers if one.user_api == "blas"]
        self.mkl = [(one.dynlib, _of_mkl(one.dynlib)) for one in found if one.internal_api == "mkl"]
        self.others = controller.select(internal_api=[one.internal_api for one in found if one.internal_api != "mkl"])
        _release(self.others)
        self.before = [(one, one.get_num_threads()) for one in self.others.lib_controllers]

    def hold(self):
        """Set one thread."""
        for one, _ in self.before:
            one.set_num_threads(1)
        _release(self.others)
        for mkl, _ in self.mkl:
            mkl.MKL_Set_Num_Threads(1)

    def put_back(self):
        """Give every library the threads that it had before."""
        for one, threads in self.before:
            one.set_num_threads(threads)
        _release(self.others)
        for mkl, threads in self.mkl:
            mkl.MKL_Set_Num_Threads(threads)


def _of_mkl(mkl):
    """Return the threads that MKL takes where the thread that asks has no number of its own."""
    own = mkl.MKL_Set_Num_Threads_Local(0)
    threads = mkl.MKL_Get_Max_Threads()
    mkl.MKL_Set_Num_Threads_Local(own)
    return threads


def _controller():
    """Return what knows every library that is loaded by now."""
    from threadpoolctl import ThreadpoolController

    if _state["controller"] is None or _state["known"] != _loaded():
        _state["known"], _state["controller"] = _loaded(), ThreadpoolController()
    return _state["controller"]


def _loaded():
    """Return what changes where a library comes that was not there before: one of ours, or that of SciPy."""
    return library.loaded_count(), "scipy.linalg" in sys.modules


def _release(controller):
    """Let any thread change the limit next: threadpoolctl 3.7 and later reserve OpenBLAS to the one that set it."""
    for one in controller.lib_controllers:
        if hasattr(one, "clear_controlling_thread"):
            one.clear_controlling_thread(force=True)
