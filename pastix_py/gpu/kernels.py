"""The kernels that are not of a library: CUDA sources where CuPy runs them, twins where NumPy does."""

import functools
import importlib
import pathlib
from typing import NamedTuple

import numpy as np

FOLDER = pathlib.Path(__file__).parent / "cuda"
PRELUDE = {  # what comes before each file
    "residual": ("scalar",),
    "solve": ("scalar",),
    "gather": ("scalar", "product"),
    "tiles": ("scalar", "product"),
    "low_rank": ("scalar",),
}


class Kernel(NamedTuple):
    """Where a kernel is, `cuda/{file}.cu` and `twins/{file}.py`, and how many threads a block of it has."""

    file: str
    threads: int


KERNELS = {
    "gather_updates": Kernel("gather", 256),
    "scatter_subtract": Kernel("gather", 256),
    "facing_rows": Kernel("gather", 256),
    "factor_tiles": Kernel("tiles", 128),
    "solve_rows": Kernel("tiles", 128),
    "update_rest": Kernel("tiles", 256),
    "residual": Kernel("residual", 128),
    "collect": Kernel("solve", 128),
    "solve_tiles": Kernel("solve", 128),
    "product_forward": Kernel("solve", 128),
    "product_backward": Kernel("solve", 128),
    "compress_bloks": Kernel("low_rank", 256),
    "pack_bloks": Kernel("low_rank", 256),
    "expand_bloks": Kernel("low_rank", 256),
}


def source(file):
    """Return the CUDA text of a file, with what it is compiled with."""
    return "".join((FOLDER / f"{name}.cu").read_text(encoding="utf-8") for name in (*PRELUDE[file], file))


def macros(dtype):
    """Return the options that make a source one for a type."""
    dtype = np.dtype(dtype)
    return ["-DSINGLE"] * (dtype.char in "fF") + ["-DCOMPLEX"] * (dtype.kind == "c")


def twin(name):
    """Return the kernel in NumPy, of the same arguments."""
    return getattr(importlib.import_module(f"pastix_py.gpu.twins.{KERNELS[name].file}"), name)


@functools.cache
def _module(file, dtype):
    """Return the compiled kernels of a file for a type, on any device."""
    import cupy

    return cupy.RawModule(code=source(file), options=("-std=c++17", *macros(dtype)))


@functools.cache
def _function(name, dtype):
    """Return a compiled kernel: each that a module returns would be looked up anew when it is launched."""
    return _module(KERNELS[name].file, dtype).get_function(name)


def launch(device, name, grid, args):
    """Run a kernel on a device.

    Parameters
    ----------
    device : `Device`.
    name : one of `KERNELS`.
    grid : blocks along x, or (x, y); nothing is done where there are none.
    args : arrays of the device and integers. The type is that of the first array of coefficients.

    """
    x, y = grid if isinstance(grid, tuple) else (grid, 1)
    if not x or not y:
        return
    if device.xp is np:
        twin(name)(*args)
        return
    arrays = device.xp.ndarray
    arguments = tuple([a if type(a) is int or isinstance(a, arrays) else int(a) for a in args])
    dtype = next(a.dtype for a in arguments if type(a) is not int and a.dtype.kind in "fc")
    _function(name, dtype)((int(x), int(y)), (KERNELS[name].threads,), arguments)
