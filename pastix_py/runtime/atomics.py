"""What threads that share a queue are made of: atomic operations on array elements, ways to wait, a clock."""

import ctypes
import sys

import llvmlite.binding as llvm
from numba import types
from numba.extending import intrinsic

from pastix_py.jit import kernel


def _element(context, builder, signature, args):
    """Return a pointer to A[i]."""
    data = context.make_array(signature.args[0])(context, builder, args[0]).data
    return builder.gep(data, [args[1]])


@intrinsic
def fetch_add(typingctx, A, i, amount):
    """A[i] += amount; returns what was there before."""

    def codegen(context, builder, signature, args):
        return builder.atomic_rmw("add", _element(context, builder, signature, args), args[2], "seq_cst")

    return A.dtype(A, types.intp, A.dtype), codegen


@intrinsic
def fetch_min(typingctx, A, i, value):
    """A[i] = min(A[i], value); returns what was there before."""

    def codegen(context, builder, signature, args):
        return builder.atomic_rmw("min", _element(context, builder, signature, args), args[2], "seq_cst")

    return A.dtype(A, types.intp, A.dtype), codegen


@intrinsic
def swap_if(typingctx, A, i, expected, value):
    """A[i] = value if it is `expected`; returns what was there before."""

    def codegen(context, builder, signature, args):
        pointer = _element(context, builder, signature, args)
        return builder.extract_value(builder.cmpxchg(pointer, args[2], args[3], "seq_cst", "seq_cst"), 0)

    return A.dtype(A, types.intp, A.dtype, A.dtype), codegen


@intrinsic
def read(typingctx, A, i):
    """Return A[i] as it is now, in memory."""

    def codegen(context, builder, signature, args):
        return builder.load_atomic(_element(context, builder, signature, args), "seq_cst", 8)

    return A.dtype(A, types.intp), codegen


@intrinsic
def write(typingctx, A, i, value):
    """A[i] = value, seen by all threads that read it."""

    def codegen(context, builder, signature, args):
        builder.store_atomic(args[2], _element(context, builder, signature, args), "seq_cst", 8)
        return context.get_dummy_value()

    return types.void(A, types.intp, A.dtype), codegen


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
let_others = types.ExternalFunction("pastix_yield", types.int32())
sleep = types.ExternalFunction("pastix_sleep", types.int32(types.uint32))

if sys.platform == "win32":
    _read_clock = types.ExternalFunction("pastix_clock", types.void(types.intp))

    @kernel
    def clock(A, i):
        """Return the time in nanoseconds, read by way of A[i:i + 2], int64."""
        _read_clock(A.ctypes.data + 8 * i)
        return A[i] * 100
else:
    _read_clock = types.ExternalFunction("pastix_clock", types.int32(types.int32, types.intp))

    @kernel
    def clock(A, i):
        """Return the time in nanoseconds, read by way of A[i:i + 2], int64."""
        _read_clock(1, A.ctypes.data + 8 * i)  # CLOCK_MONOTONIC, that of time.perf_counter
        return A[i] * 1_000_000_000 + A[i + 1]
