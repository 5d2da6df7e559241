"""Matrix products of a device, of parts of panels as they lie there."""

import numpy as np

from pastix_py.gpu.device import Device

NAMES = {"f": "sgemm", "d": "dgemm", "F": "cgemm", "D": "zgemm"}


def multiply(device: Device, C, A, B, subtract=False):
    """Set C = A Bᵀ, or C −= A Bᵀ to `subtract`.

    Parameters
    ----------
    device : `Device` of the arrays.
    C : (m, n) view by columns.
    A, B : (m, k) and (n, k) views by columns, parts of panels: columns may be farther apart than they are long.

    CuPy's own product would copy such parts first.

    """
    if device.xp is np:
        if subtract:
            C -= A @ B.T
        else:
            np.matmul(A, B.T, out=C)
        return
    from cupy.cuda.device import get_cublas_handle
    from cupy_backends.cuda.libs import cublas

    alpha, beta = np.array([[-1], [1]] if subtract else [[1], [0]], C.dtype)
    (m, n), k = C.shape, A.shape[1]
    steps = [max(part.strides[1] // part.itemsize, part.shape[0]) for part in (A, B, C)]
    getattr(cublas, NAMES[C.dtype.char])(
        get_cublas_handle(),
        cublas.CUBLAS_OP_N,
        cublas.CUBLAS_OP_T,
        *(m, n, k, alpha.ctypes.data, A.data.ptr, steps[0], B.data.ptr, steps[1]),
        *(beta.ctypes.data, C.data.ptr, steps[2]),
    )
