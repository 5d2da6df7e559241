"""Devices: opened by name, with the array module that computes there, or refused in a sentence."""

from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from pastix_py.errors import DeviceUnavailable

INSTALL = "pip install 'pastix_py[gpu]' (or [gpu12] for CUDA 12)"
UNKNOWN = 1 << 60  # bytes of a device that does not tell


@dataclass(frozen=True)
class Device:
    """Where arrays of `xp` live, and what can be asked of it."""

    name: str
    xp: ModuleType
    memory: int = UNKNOWN  # bytes that could be had when it was opened
    failures: tuple = ()  # exceptions that mean that it was lost

    def free(self):
        """Return the bytes that can be had now."""
        return free_bytes(self.xp) if self.xp is not np else self.memory

    def to_host(self, array):
        """Return an array of the device in NumPy, the work before it done; one in NumPy as it is."""
        return array if isinstance(array, np.ndarray) else self.xp.asnumpy(array)

    @contextmanager
    def watched(self, what):
        """Raise `DeviceUnavailable` where the device fails, or its memory is used up, meanwhile."""
        try:
            yield
        except self.failures as error:
            raise DeviceUnavailable(
                f"{self.name} failed in {what}: {_first_line(error)}; take --device cpu."
            ) from error


def _first_line(error):
    """Return the first line of what an exception says that has words, without its full stop."""
    lines = [line.strip() for line in str(error).splitlines() if any(c.isalpha() for c in line)]
    return lines[0].rstrip(".") if lines else type(error).__name__


def open_cuda():
    """Return the current CUDA device of CuPy."""
    try:
        import cupy
    except ImportError as error:
        said = _first_line(error.__cause__ or error)
        raise DeviceUnavailable(f"A GPU needs CuPy, which does not load here ({said}): {INSTALL}.") from None
    runtime = cupy.cuda.runtime
    try:
        driver, built = runtime.driverGetVersion(), runtime.runtimeGetVersion()
        if 0 < driver // 1000 < built // 1000:  # asked for devices, such a driver fails
            raise DeviceUnavailable(
                f"The driver of the GPU is for CUDA {driver // 1000}, and CuPy for CUDA {built // 1000}: take a newer "
                "driver, or the CuPy of an older CUDA."
            )
        if not runtime.getDeviceCount():
            raise DeviceUnavailable("There is no GPU that can be used here: take --device cpu.")
        free = free_bytes(cupy)
        name = runtime.getDeviceProperties(cupy.cuda.Device().id)["name"].decode()
    except runtime.CUDARuntimeError as error:
        said = _first_line(error)
        raise DeviceUnavailable(f"There is no GPU that can be used here ({said}): take --device cpu.") from None
    failures = (
        runtime.CUDARuntimeError,
        cupy.cuda.driver.CUDADriverError,
        cupy.cuda.compiler.CompileException,
        cupy.cuda.nvrtc.NVRTCError,
        _failure_of_blas(cupy.cuda),
        cupy.cuda.memory.OutOfMemoryError,
    )
    return Device(name, cupy, free, failures)


def free_bytes(cupy):
    """Return the bytes of the current device that its runtime, or the pool of CuPy, can give."""
    return cupy.cuda.Device().mem_info[0] + cupy.get_default_memory_pool().free_bytes()


def _failure_of_blas(cuda):
    """Return what cuBLAS fails with; raises `DeviceUnavailable` where CuPy is there, but not the libraries of CUDA."""
    try:
        cuda.nvrtc.getVersion()
        return cuda.cublas.CUBLASError
    except (ImportError, RuntimeError) as error:
        raise DeviceUnavailable(f"CuPy finds no libraries of CUDA ({_first_line(error)}): {INSTALL}.") from None


DEVICES = {"gpu": open_cuda}  # how each is opened; a test puts one of NumPy's arrays here


def open_device(name):
    """Return the `Device` of a name of `DEVICES`; raises `DeviceUnavailable`."""
    return DEVICES[name]()
