"""In words: what the solver would do with a matrix, why, and what it would cost."""

import time

import numpy as np

from pastix_py import pipeline
from pastix_py.matrix.check import canonical
from pastix_py.options import Options
from pastix_py.report.text import seconds, size
from pastix_py.runtime.blas_threads import one_blas_thread

SHARE = 0.5  # of the rate of a large matrix product that a factorization usually reaches
KIND = {
    "llt": "LLᵀ (Cholesky): it is symmetric with a positive diagonal; should a pivot not be positive, LDLᵀ follows",
    "llh": "LLᴴ (Cholesky): it is Hermitian with a positive diagonal; should a pivot not be positive, LDLᴴ follows",
    "ldlt": "LDLᵀ: it is symmetric, and its diagonal is not all positive",
    "ldlh": "LDLᴴ: it is Hermitian, and its diagonal is not all positive",
    "lu": "LU without row exchanges: it is not symmetric",
}


def explain(A, **options):
    """Return sentences about the solution of systems with A: its properties, the choices made, and their cost.

    Parameters
    ----------
    A : as for `pastix_py.factorize`; it is ordered and analyzed, not factored.
    options : fields of `Options`.

    """
    matrix, chosen = canonical(A), Options.of(**options)
    plan = pipeline.analyze(matrix, **options)
    flops, nbytes = plan.flops(matrix.dtype), plan.predicted_bytes(matrix.dtype)
    told = [
        f"{matrix.name} has {matrix.n:,} unknowns and {matrix.nnz:,} entries, {matrix.dtype.name}, {matrix.symmetry}."
    ]
    zeros = int(np.count_nonzero(matrix.diagonal() == 0))
    if zeros:
        told.append(f"Its diagonal has {zeros:,} zeros: such pivots depend on what elimination puts there.")
    asked = chosen.factorization != "auto"
    told.append(f"It is factored by {plan.kind}, as asked." if asked else f"It is factored by {KIND[plan.kind]}.")
    fill = plan.nnz_factor / max(matrix.nnz, 1)
    told.append(
        f"Ordered by {plan.ordering.method}, the factor has {plan.nnz_factor:,} entries, {fill:.1f} times those of the "
        f"matrix, and takes {size(nbytes)}."
    )
    rate = SHARE * product_rate()
    told.append(
        f"It takes {flops:.2e} operations: about {seconds(flops / rate)} on one thread at {rate / 1e9:.0f} Gflop/s."
    )
    widest = int(np.diff(plan.symbol.cblk_col).max(initial=0))
    told.append(f"The work is cut into {plan.symbol.n_cblk:,} column blocks, the widest of {widest} columns.")
    return told


def product_rate(n=600):
    """Return the operations per second of a product of two n × n matrices on one thread."""
    a = np.ones((n, n))
    with one_blas_thread():
        a @ a
        began = time.perf_counter()
        a @ a
        return 2 * n**3 / (time.perf_counter() - began)
