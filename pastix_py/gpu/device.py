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
        if not runtime.getDeviceCount():
            raise DeviceUnavailable("There is no GPU that can be used here: take --device cpu.")
        driver, built = runtime.driverGetVersion(), runtime.runtimeGetVersion()
        if driver // 1000 < built // 1000:
            raise DeviceUnavailable(
                f"The driver of the GPU is for CUDA {driver // 1000}, and CuPy for CUDA {built // 1000}: take a newer "
                "driver, or the CuPy of an older CUDA."
            )
        free, _ = cupy.cuda.Device().mem_info
        name = runtime.getDeviceProperties(cupy.cuda.Device().id)["name"].decode()
    except runtime.CUDARuntimeError as error:
        said = _first_line(error)
        raise DeviceUnavailable(f"There is no GPU that can be used here ({said}): take --device cpu.") from None
    failures = (
        runtime.CUDARuntimeError,
        cupy.cuda.driver.CUDADriverError,
        cupy.cuda.cublas.CUBLASError,
        cupy.cuda.memory.OutOfMemoryError,
    )
    return Device(name, cupy, free + cupy.get_default_memory_pool().free_bytes(), failures)


DEVICES = {"gpu": open_cuda}  # how each is opened; a test puts one of NumPy's arrays here


def open_device(name):
    """Return the `Device` of a name of `DEVICES`; raises `DeviceUnavailable`."""
    return DEVICES[name]()
