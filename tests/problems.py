"""Small systems of every kind, for tests of all stages."""

import numpy as np
from scipy.sparse import csc_array, eye_array, random_array

PRECISIONS = {"s": np.float32, "d": np.float64, "c": np.complex64, "z": np.complex128}
KINDS = [
    (kind, precision)
    for kind in ("llt", "llh", "ldlt", "ldlh", "lu")
    for precision in PRECISIONS
    if precision in "cz" or kind not in ("llh", "ldlh")
]


def system(n, kind, precision="d", density=0.1, seed=0):
    """Return a diagonally dominant sparse matrix that the factorization kind fits, as a `csc_array`."""
    rng = np.random.default_rng(seed)
    A = random_array((n, n), density=density, format="csc", rng=rng, data_sampler=rng.standard_normal)
    if PRECISIONS[precision]().dtype.kind == "c":
        turned = A.copy()
        turned.data = rng.standard_normal(A.nnz)
        A = A + 1j * turned
    if kind in ("llt", "ldlt"):
        A = A + A.T
    elif kind in ("llh", "ldlh"):
        A = A + A.conj().T
    size = float(abs(A).sum(axis=0).max()) + 1 if n else 1.0
    signs = np.ones(n) if kind in ("llt", "llh") else np.where(rng.random(n) < 0.5, -1.0, 1.0)
    diagonal = eye_array(n, format="csc").multiply(size * signs[:, None]) if n else eye_array(0)
    return csc_array(A + diagonal).astype(PRECISIONS[precision])


def tolerance(dtype, factor=100):
    """Return `factor` unit roundoffs of a dtype."""
    return factor * np.finfo(dtype).eps


def chain(kind, precision="d"):
    """Return a system whose factor, unknowns in their order, has column blocks of all widths, that face near ones; some
    face the last.
    """
    widths = 6, 5, 40, 3, 8, 34, 7, 2, 9, 4, 41, 20
    dense = system(sum(widths), kind, precision, 0.3, seed=3).toarray()
    block = np.repeat(np.arange(len(widths)), widths)
    first, second = np.minimum.outer(block, block), np.maximum.outer(block, block)
    return csc_array(dense * ((second - first <= 1) | ((second == len(widths) - 1) & (first % 3 == 0))))


AS_IT_IS = {"ordering": "natural", "amalgamation": 0.0, "panel_width": 48, "matching": "none"}  # for a chain
