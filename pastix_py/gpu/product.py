"""Matrix products of a device, of parts of panels as they lie there."""

import functools
from typing import NamedTuple

import numpy as np

from pastix_py.gpu.device import Device

NAMES = {"f": "sgemm", "d": "dgemm", "F": "cgemm", "D": "zgemm"}


class Part(NamedTuple):
    """A matrix stored by columns inside a flat array of a device: (i, j) is array[at + i + j · lead].

    Views of an array of CuPy would say the same, but make more work for the host than a product does.
    """

    array: object
    at: int
    rows: int
    columns: int
    lead: int

    def below(self, row, rows):
        """Return so many rows of it from one on."""
        return Part(self.array, self.at + row, rows, self.columns, self.lead)

    def view(self):
        """Return it as an array (rows, columns), a view."""
        whole = self.array[self.at : self.at + (self.columns - 1) * self.lead + self.rows]
        item = whole.itemsize
        return np.lib.stride_tricks.as_strided(whole, (self.rows, self.columns), (item, item * self.lead))

    @property
    def pointer(self):
        """Where its first coefficient is in the memory of the device."""
        return self.array.data.ptr + self.at * self.array.itemsize


def multiply(device: Device, C, A, B, subtract=False):
    """Set C = A Bᵀ, or C −= A Bᵀ to `subtract`; `Part`s of m × n, m × k and n × k with m, n, k > 0.

    CuPy's own product would copy such parts first.
    """
    if device.xp is np:
        if subtract:
            C = C.view()
            C -= A.view() @ B.view().T
        else:
            np.matmul(A.view(), B.view().T, out=C.view())
        return
    gemm, plain, transposed, handle = _of_library(C.array.dtype.char)
    _, alpha, beta = _constants(C.array.dtype.char, subtract)
    told = C.rows, C.columns, A.columns, alpha, A.pointer, A.lead, B.pointer, B.lead, beta, C.pointer, C.lead
    gemm(handle(), plain, transposed, *told)


@functools.cache
def _of_library(char):
    """Return (product, what says that a matrix is taken as it is, what says transposed, what returns a handle)."""
    from cupy.cuda import cublas, device

    return getattr(cublas, NAMES[char]), cublas.CUBLAS_OP_N, cublas.CUBLAS_OP_T, device.get_cublas_handle


@functools.cache
def _constants(char, subtract):
    """Return (numbers, the addresses of those that A Bᵀ, and then C, are multiplied by)."""
    both = np.array([-1, 1] if subtract else [1, 0], char)
    return both, both.ctypes.data, both.ctypes.data + both.itemsize
