"""Matrix products of a device, of parts of panels as they lie there."""

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
        return self._replace(at=self.at + row, rows=rows)

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
    from cupy.cuda import cublas
    from cupy.cuda.device import get_cublas_handle

    alpha, beta = np.array([[-1], [1]] if subtract else [[1], [0]], C.array.dtype)
    getattr(cublas, NAMES[C.array.dtype.char])(
        get_cublas_handle(),
        cublas.CUBLAS_OP_N,
        cublas.CUBLAS_OP_T,
        *(C.rows, C.columns, A.columns, alpha.ctypes.data, A.pointer, A.lead, B.pointer, B.lead),
        *(beta.ctypes.data, C.pointer, C.lead),
    )
