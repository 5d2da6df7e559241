"""A stand-in for CuPy, so that what is done on a device is done without one: strict about what is where.

Its arrays are not NumPy's and do not become them unless asked to, as CuPy's do not; the kernels are their twins, and
products reach the coefficients by their addresses, as those of cuBLAS do. Kernels or copies may be late: they run when
something waits for them, so that what forgot to wait comes to wrong results.
"""

import ctypes
import re
import sys
import time
import weakref
from collections import deque
from types import ModuleType, SimpleNamespace
from typing import ClassVar

import numpy as np

from pastix_py.gpu import kernels

MEMORY = 1 << 30
LARGEST, HIGHEST = 2**31 - 1, 2**16 - 1  # number of the C type int, and of blocks of a grid along x; of those along y


class CUDARuntimeError(RuntimeError):
    """What a call of the device may fail with."""


class CUDADriverError(RuntimeError):
    """The same of the driver."""


class OutOfMemoryError(MemoryError):
    """No room for an array."""


class CompileException(Exception):
    """A source that the compiler does not take."""


class Memory:
    """What is allocated, of the device or of the host for copies: {address: its end}."""

    def __init__(self):
        self.ranges, self.used, self.peak = {}, 0, 0

    def note(self, array):
        """Count the memory of an array for as long as it lives."""
        while isinstance(array.base, np.ndarray):
            array = array.base
        start = array.__array_interface__["data"][0]
        if array.nbytes and start not in self.ranges:
            self.ranges[start] = start + array.nbytes
            self.used += array.nbytes
            self.peak = max(self.peak, self.used)
            weakref.finalize(array, self._freed, start)

    def _freed(self, start):
        self.used -= self.ranges.pop(start) - start

    def has(self, start, nbytes):
        """Whether a range is inside one array."""
        return any(low <= start and start + nbytes <= high for low, high in self.ranges.items())


class Stream:
    """What is done in order: at once, or, where it is late, when something waits for it."""

    every: ClassVar = []

    def __init__(self, non_blocking=True, late=None):
        assert non_blocking
        self.late = LATE["copies"] if late is None else late
        self.waiting, self.asked, self.done, self.ptr = deque(), 0, 0, len(Stream.every)
        self.paged = 0  # copies of memory that was not pinned
        Stream.every.append(self)

    def do(self, operation):
        """Run an operation, now or later."""
        self.waiting.append(operation)
        self.asked += 1
        if not self.late:
            self.run_until(self.asked)

    def run_until(self, number):
        """Run so many operations of those that were asked for."""
        while self.done < number:
            self.done += 1
            self.waiting.popleft()()

    def record(self):
        """Return a mark behind what was asked for so far."""
        return self, self.asked

    def wait_event(self, event):
        """Go on when what is before a mark is done."""
        stream, number = event
        self.do(lambda: stream.run_until(number))

    def synchronize(self):
        """Run all."""
        self.run_until(self.asked)


class Event:
    """The time at which a stream comes to it."""

    def record(self, stream=None):
        (stream or _kernels()).do(self._note)

    def _note(self):
        self.time = time.perf_counter_ns()


def _elapsed(first, second):
    """Return milliseconds, rounded as a float of 32 bits."""
    return float(np.float32((second.time - first.time) / 1e6))


LATE = {"copies": False}  # how streams are opened
of_device, of_copies, alive = Memory(), Memory(), []  # the last: all arrays, where kernels may come to them later


def _kernels():
    return Stream.every[0]


def _copy(to, source, nbytes, kind, stream):
    """Copy memory between the host and the device on a stream, 1 to the device, 2 from it; what is not pinned goes by
    memory of the driver, which comes back when that is done.
    """
    device, host = (to, source) if kind == 1 else (source, to)
    assert kind in (1, 2) and stream and nbytes > 0
    assert of_device.has(device, nbytes)
    Stream.every[stream].do(lambda: ctypes.memmove(to, source, nbytes))
    if not of_copies.has(host, nbytes):
        Stream.every[stream].paged += 1
        Stream.every[stream].synchronize()


class PinnedMemory:
    """Memory of the host, of ones in all bits, which are no numbers."""

    def __init__(self, size):
        self.bytes = np.full(size, 255, np.uint8)
        of_copies.note(self.bytes)


def _pinned_pointer(memory, offset):
    assert isinstance(memory, PinnedMemory) and offset == 0
    return memory.bytes


def _inside(value):
    """Return what NumPy is to compute with; raises where an array of NumPy's is mixed in."""
    if isinstance(value, ndarray):
        return value.own
    if isinstance(value, np.ndarray) and value.ndim:
        raise TypeError(f"an array of NumPy, of shape {value.shape}, among those of the device")
    if isinstance(value, list | tuple):
        return type(value)(_inside(v) for v in value)
    return value


def _options(how):
    """Return options for NumPy of such that CuPy has."""
    missing = {"initial", "where"} & set(how)
    assert not missing, f"CuPy has no {missing}"
    return {name: _inside(value) for name, value in how.items()}


def _outside(value):
    return ndarray(value) if isinstance(value, np.ndarray | np.generic) else value


class ndarray(np.lib.mixins.NDArrayOperatorsMixin):
    """An array of the device."""

    __module__ = "cupy"

    def __init__(self, own):
        self.raw = np.asarray(own)
        of_device.note(self.raw)
        if Stream.every and _kernels().late:
            alive.append(self.raw)

    @property
    def own(self):
        """The values, all kernels done that were launched before."""
        if Stream.every:
            _kernels().synchronize()
        return self.raw

    def __array__(self, *_, **__):
        raise TypeError("Implicit conversion to a NumPy array is not allowed.")

    def __array_ufunc__(self, ufunc, method, *inputs, **how):
        return _outside(getattr(ufunc, method)(*map(_inside, inputs), **_options(how)))

    def __array_function__(self, function, _, args, how):
        return _outside(function(*map(_inside, args), **_options(how)))

    def __getitem__(self, key):
        return ndarray(self.raw[key] if isinstance(key, slice) else self.own[_inside(key)])

    def __setitem__(self, key, value):
        self.own[_inside(key)] = _inside(value)

    def __getattr__(self, name):
        if name in ("dtype", "itemsize", "nbytes", "shape", "size"):
            return getattr(self.raw, name)
        found = getattr(self.own, name)
        if not callable(found):
            return _outside(found)
        return lambda *args, **how: _outside(found(*map(_inside, args), **_options(how)))

    def __len__(self):
        return len(self.own)

    def __bool__(self):
        return bool(self.own)

    def __float__(self):
        return float(self.own)

    def __int__(self):
        return int(self.own)

    def get(self):
        """Return it as one of NumPy."""
        return self.own.copy()

    @property
    def data(self):
        """The memory of it."""
        return SimpleNamespace(ptr=self.raw.__array_interface__["data"][0])


class RawModule:
    """Compiled sources, whose functions are the twins; `launched` has the names of those that ran."""

    launched: ClassVar = []

    def __init__(self, *, code, options):
        assert "__global__" in code and type(options) is tuple and "-std=c++17" in options
        self.code, self.options = code, options

    def get_function(self, name):
        """Return what runs a kernel for a grid and a block."""
        assert re.search(rf"\b{name}\(", self.code)

        def run(grid, block, args):
            assert type(grid) is type(block) is type(args) is tuple and all(type(size) is int for size in grid)
            assert 0 < grid[0] <= LARGEST and 0 < grid[1] <= HIGHEST
            assert block == (kernels.KERNELS[name].threads,)
            assert all(type(arg) in (int, ndarray) for arg in args)
            types = {arg.raw.dtype.char for arg in args if type(arg) is ndarray} & set("fdFD")
            coefficients = max(types, key="fdFD".index)
            assert kernels.macros(np.dtype(coefficients)) == list(self.options[1:])
            assert all(arg.raw.flags.forc for arg in args if type(arg) is ndarray)
            RawModule.launched.append(name)
            given = [arg.raw if type(arg) is ndarray else arg for arg in args]
            _kernels().do(lambda: kernels.twin(name)(*given))

        return run


def _matrix(address, dtype, rows, columns, lead):
    """Return the matrix that is stored by columns at an address."""
    if not rows * columns:
        return np.zeros((rows, columns), dtype)
    count = lead * (columns - 1) + rows
    flat = np.frombuffer((ctypes.c_byte * (count * dtype.itemsize)).from_address(address), dtype)
    return np.lib.stride_tricks.as_strided(flat, (rows, columns), (dtype.itemsize, dtype.itemsize * lead))


def _gemm(char):
    dtype = np.dtype(char)

    def gemm(handle, left, right, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc):
        assert (handle, left, right) == (7, 0, 1)
        assert lda >= max(1, m) and ldb >= max(1, n) and ldc >= max(1, m)
        assert all(type(size) is int and 0 < size <= LARGEST for size in (m, n, k, lda, ldb, ldc))
        for address, columns, lead, rows in (A, k, lda, m), (B, k, ldb, n), (C, n, ldc, m):
            assert of_device.has(address, ((columns - 1) * lead + rows) * dtype.itemsize)
        alpha, beta = (_matrix(address, dtype, 1, 1, 1)[0, 0] for address in (alpha, beta))

        def run():
            result = _matrix(C, dtype, m, n, ldc)
            product = alpha * (_matrix(A, dtype, m, k, lda) @ _matrix(B, dtype, n, k, ldb).T)
            result[:] = product + beta * result if beta else product

        _kernels().do(run)

    return gemm


def make(devices=1, driver=12090, built=12090, free=MEMORY, libraries=True):
    """Return {name: module} to be put into `sys.modules`: CuPy with so many devices, and so much free memory.

    `driver` and `built` are the versions of CUDA of the driver, 0 for none, and of CuPy; it finds `libraries` or not.
    """
    cupy, cuda = ModuleType("cupy"), ModuleType("cupy.cuda")

    def counted():
        if driver // 1000 < built // 1000:
            raise CUDARuntimeError("cudaErrorInsufficientDriver: CUDA driver version is insufficient")
        return devices

    cuda.runtime = SimpleNamespace(
        CUDARuntimeError=CUDARuntimeError,
        getDeviceCount=counted,
        driverGetVersion=lambda: driver,
        runtimeGetVersion=lambda: built,
        getDeviceProperties=lambda _: {"name": b"Stand-in 100", "major": 9, "minor": 0},
        getDevice=lambda: 0,
        memcpyAsync=_copy,
        memcpyHostToDevice=1,
        memcpyDeviceToHost=2,
    )
    cuda.Stream, cuda.get_current_stream = Stream, _kernels
    cuda.Event, cuda.get_elapsed_time = Event, _elapsed
    cuda.Device = lambda: SimpleNamespace(id=0, mem_info=(free, MEMORY), pci_bus_id="0000:00:00.0")
    cuda.driver = SimpleNamespace(CUDADriverError=CUDADriverError)
    cuda.memory = SimpleNamespace(OutOfMemoryError=OutOfMemoryError)
    cuda.compiler = SimpleNamespace(CompileException=CompileException)
    cuda.cublas, cuda.device = ModuleType("cupy.cuda.cublas"), ModuleType("cupy.cuda.device")
    cuda.nvrtc = ModuleType("cupy.cuda.nvrtc")
    cuda.nvrtc.NVRTCError = type("NVRTCError", (RuntimeError,), {})
    for name, char in zip("sdcz", "fdFD", strict=True):
        setattr(cuda.cublas, f"{name}gemm", _gemm(char))
    cuda.cublas.CUBLAS_OP_N, cuda.cublas.CUBLAS_OP_T = 0, 1
    cuda.cublas.CUBLASError = type("CUBLASError", (RuntimeError,), {})
    cuda.device.get_cublas_handle = lambda: 7

    def version():
        if not libraries:
            raise RuntimeError('Failure finding "libnvrtc.so.12"')
        return 12, 9

    cuda.nvrtc.getVersion = version
    cupy.cuda, cupy.ndarray, cupy.RawModule = cuda, ndarray, RawModule
    cupy.get_default_memory_pool = lambda: SimpleNamespace(free_bytes=lambda: 0)
    cupy.asnumpy = lambda a: a.get() if isinstance(a, ndarray) else np.asarray(a)
    cupy.asarray = lambda a, *how: ndarray(np.asarray(a.own if isinstance(a, ndarray) else np.array(a), *how))
    cupy.array = lambda a, *how: ndarray(np.array(a.own if isinstance(a, ndarray) else a, *how))
    for name in ("empty", "zeros", "ones", "where", "concatenate", "ascontiguousarray", "asfortranarray"):
        setattr(cupy, name, _wrapped(getattr(np, name)))
    cupyx = ModuleType("cupyx")
    cuda.PinnedMemory, cuda.PinnedMemoryPointer = PinnedMemory, _pinned_pointer
    modules = cupy, cupyx, cuda, cuda.cublas, cuda.device, cuda.nvrtc
    return {module.__name__: module for module in modules}


def _wrapped(function):
    return lambda *args, **how: ndarray(function(*map(_inside, args), **_options(how)))


def install(monkeypatch, late="", **how):
    """Let `import cupy` find the stand-in; 'kernels' or 'copies' may be `late`; other arguments as for `make`."""
    RawModule.launched.clear()
    Stream.every.clear()
    alive.clear()
    LATE["copies"] = late == "copies"
    Stream(late=late == "kernels")
    of_device.peak = of_device.used
    for name, module in make(**how).items():
        monkeypatch.setitem(sys.modules, name, module)
