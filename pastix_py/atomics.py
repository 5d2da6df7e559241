"""What threads that share a queue are made of: atomic operations on array elements, ways to wait, a clock.

Each is a Python function that specifies it, and an overload: the first runs where the compiler is off.
"""

import ctypes
import sys
import threading
import time

import llvmlite.binding as llvm
from numba import types
from numba.extending import intrinsic, overload

from pastix_py.jit import inner

_lock = threading.Lock()
SIZE = 8  # bytes of the elements


def _element(context, builder, signature, args):
    """Return a pointer to A[i]."""
    data = context.make_array(signature.args[0])(context, builder, args[0]).data
    return builder.gep(data, [args[1]])


def _changing(operation):
    """Return an intrinsic (A, i, value) that makes A[i] an LLVM `atomicrmw` and returns what was there before."""

    @intrinsic
    def change(typingctx, A, i, value):
        def codegen(context, builder, signature, args):
            return builder.atomic_rmw(operation, _element(context, builder, signature, args), args[2], "seq_cst")

        return A.dtype(A, types.intp, A.dtype), codegen

    return change


_add, _min = _changing("add"), _changing("min")


@intrinsic
def _swap_if(typingctx, A, i, expected, value):
    def codegen(context, builder, signature, args):
        pointer = _element(context, builder, signature, args)
        return builder.extract_value(builder.cmpxchg(pointer, args[2], args[3], "seq_cst", "seq_cst"), 0)

    return A.dtype(A, types.intp, A.dtype, A.dtype), codegen


@intrinsic
def _read(typingctx, A, i):
    def codegen(context, builder, signature, args):
        return builder.load_atomic(_element(context, builder, signature, args), "seq_cst", SIZE)

    return A.dtype(A, types.intp), codegen


@intrinsic
def _write(typingctx, A, i, value):
    def codegen(context, builder, signature, args):
        builder.store_atomic(args[2], _element(context, builder, signature, args), "seq_cst", SIZE)
        return context.get_dummy_value()

    return types.void(A, types.intp, A.dtype), codegen


def fetch_add(A, i, amount):
    """A[i] += amount; returns what was there before."""
    with _lock:
        before = A[i]
        A[i] += amount
        return before


@overload(fetch_add)
def _fetch_add_overload(A, i, amount):
    def call(A, i, amount):
        return _add(A, i, amount)

    return call


def fetch_min(A, i, value):
    """A[i] = min(A[i], value); returns what was there before."""
    with _lock:
        before = A[i]
        A[i] = min(before, value)
        return before


@overload(fetch_min)
def _fetch_min_overload(A, i, value):
    def call(A, i, value):
        return _min(A, i, value)

    return call


def swap_if(A, i, expected, value):
    """A[i] = value if it is `expected`; returns what was there before."""
    with _lock:
        before = A[i]
        if before == expected:
            A[i] = value
        return before


@overload(swap_if)
def _swap_if_overload(A, i, expected, value):
    def call(A, i, expected, value):
        return _swap_if(A, i, expected, value)

    return call


def read(A, i):
    """Return A[i] as it is in memory now."""
    return A[i]


@overload(read)
def _read_overload(A, i):
    def call(A, i):
        return _read(A, i)

    return call


def write(A, i, value):
    """A[i] = value, for all threads to see."""
    A[i] = value


@overload(write)
def _write_overload(A, i, value):
    def call(A, i, value):
        return _write(A, i, value)

    return call


def _register():
    """Give kernels the system's functions: to let other threads run, to sleep (microseconds), to read the clock."""
    if sys.platform == "win32":
        system = ctypes.windll.kernel32
        named = {"yield": system.SwitchToThread, "sleep": system.SwitchToThread}
        named["clock"] = system.GetSystemTimePreciseAsFileTime
    else:
        system = ctypes.CDLL(None)
        named = {"yield": system.sched_yield, "sleep": system.usleep, "clock": system.clock_gettime}
    for name, function in named.items():
        llvm.add_symbol(f"pastix_{name}", ctypes.cast(function, ctypes.c_void_p).value)


_register()
_yield = types.ExternalFunction("pastix_yield", types.int32())
_sleep = types.ExternalFunction("pastix_sleep", types.int32(types.uint32))
CLOCK_MONOTONIC = 1  # that of time.perf_counter


def let_others():
    """Let another thread run."""
    time.sleep(0)


@overload(let_others)
def _let_others_overload():
    def call():
        return _yield()

    return call


def sleep(microseconds):
    """Sleep."""
    time.sleep(microseconds * 1e-6)


@overload(sleep)
def _sleep_overload(microseconds):
    def call(microseconds):
        return _sleep(microseconds)

    return call


def clock(A, i):
    """Return the time in nanoseconds; A[i:i + 2], int64, is written."""
    return time.perf_counter_ns()


@overload(clock)
def _clock_overload(A, i):
    if sys.platform == "win32":
        read_clock = types.ExternalFunction("pastix_clock", types.void(types.intp))

        def call(A, i):
            read_clock(A.ctypes.data + SIZE * i)
            return A[i] * 100

        return call
    read_clock = types.ExternalFunction("pastix_clock", types.int32(types.int32, types.intp))

    def call(A, i):
        read_clock(CLOCK_MONOTONIC, A.ctypes.data + SIZE * i)
        return A[i] * 1_000_000_000 + A[i + 1]

    return call


SPINS = 2_000  # looks at what the others have done before they are let go first


@inner
def meet(board, workers):
    """Wait until as many workers have come here as often as this one, or the run is cancelled.

    `board` int64 (2,): how many have come, all meetings together, and whether the run is cancelled.
    """
    wait_until(board, 0, (fetch_add(board, 0, 1) // workers + 1) * workers, 1)


@inner
def wait_until(board, i, least, cancel):
    """Wait until board[i] is at least `least`, or board[cancel] is not 0."""
    spins = 0
    while read(board, i) < least and read(board, cancel) == 0:
        spins += 1
        if spins > SPINS:
            let_others()
