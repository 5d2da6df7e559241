"""The FOLDER sources run on a CPU, compiled by g++ with `gpu/emulation.h`: kernel by kernel, beside their twins."""

import ctypes
import functools
import pathlib
import re
import shutil
import subprocess
import tempfile

import numpy as np

from pastix_py.gpu.kernels import FOLDER, KERNELS, PRELUDE, macros, twin

HEADER = pathlib.Path(__file__).parent / "gpu" / "emulation.h"
KERNEL = re.compile(r'extern "C" __global__ void(?: __launch_bounds__\([^)]*\))?\s+(\w+)\(')
HAS_COMPILER = shutil.which("g++") is not None


def sources():
    """Return the names of the files with kernels."""
    return sorted(PRELUDE)


def kernels(name):
    """Return the names of the kernels of a file."""
    return KERNEL.findall((FOLDER / f"{name}.cu").read_text())


@functools.cache
def library(name, dtype):
    """Return the kernels of a file for a type, loaded."""
    folder = pathlib.Path(tempfile.mkdtemp())
    exported = "\n".join(f"EMULATED({kernel})" for kernel in kernels(name))
    text = "\n".join(
        f'#include "{path}"' for path in (HEADER, *(FOLDER / f"{part}.cu" for part in (*PRELUDE[name], name)))
    )
    (folder / "all.cpp").write_text(f"{text}\n{exported}\n")
    built = folder / "all.so"
    flags = [
        "-std=c++17",
        "-O1",
        "-fno-strict-aliasing",
        "-fPIC",
        "-shared",
        "-fno-gnu-unique",
        "-w",
        "-ffp-contract=off",
        *macros(dtype),
    ]
    subprocess.run(["g++", *flags, "-o", str(built), str(folder / "all.cpp")], check=True)
    return ctypes.CDLL(str(built))


def run(name, dtype, grid, args, is_reversed=False):
    """Run a kernel on arrays of NumPy, in place; fails where its threads part at a barrier."""
    slots = (ctypes.c_void_p * len(args))()
    for i, value in enumerate(args):
        if isinstance(value, np.ndarray):
            assert value.flags.c_contiguous or value.flags.f_contiguous
            slots[i] = value.ctypes.data
        elif isinstance(value, float):
            ctypes.cast(ctypes.addressof(slots) + 8 * i, ctypes.POINTER(ctypes.c_double))[0] = value
        else:
            slots[i] = ctypes.c_void_p(int(value) % 2**64)
    x, y = grid if isinstance(grid, tuple) else (grid, 1)
    if x and y:
        file, threads = KERNELS[name]
        found = getattr(library(file, np.dtype(dtype)), f"emulated_{name}")(slots, x, y, threads, int(is_reversed))
        assert found == 0, f"{name}: some threads of a block wait for others that have ended"


def check(name, grid, args, tolerance):
    """Run a kernel and its twin on copies of the arguments and compare all that they leave.

    The kernel is run in two orders of threads and blocks, which must agree bitwise. Returns nothing; `args` get what
    the twin computes.
    """
    arrays = [value for value in args if isinstance(value, np.ndarray)]
    dtype = next(a.dtype for a in arrays if a.dtype.char in "fdFD")
    runs = []
    for is_reversed in (False, True):
        copies = [value.copy() if isinstance(value, np.ndarray) else value for value in args]
        run(name, dtype, grid, copies, is_reversed)
        runs.append([value for value in copies if isinstance(value, np.ndarray)])
    twin(name)(*args)
    for array, first, second in zip(arrays, *runs, strict=True):
        np.testing.assert_array_equal(first, second, err_msg=f"{name} depends on the order of threads")
        known = np.isfinite(array)
        np.testing.assert_array_equal(np.isfinite(first), known, err_msg=name)
        scale = abs(array[known]).max(initial=0)
        np.testing.assert_allclose(first[known], array[known], rtol=0, atol=tolerance * scale, err_msg=name)
