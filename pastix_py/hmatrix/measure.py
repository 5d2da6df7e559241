"""`measure`: an H-matrix from the name of a surface or of points, and what it took and is worth, as plain numbers."""

import numpy as np

from pastix_py.clock import Clock
from pastix_py.hmatrix.factor import h_factors
from pastix_py.hmatrix.geometry import geometry
from pastix_py.hmatrix.hmatrix import hmatrix
from pastix_py.hmatrix.problem import kernel_of, problem
from pastix_py.krylov.solve import krylov
from pastix_py.memory import peak_bytes, spent_on
from pastix_py.options import HMatrixOptions

SCHEMA = 1
PRODUCTS = 3  # of which the fastest is told
RESIDUAL = 1e-8  # that GMRES goes to


def made(placed, options):
    """Return (`HMatrix` of a `Geometry` as `HMatrixOptions` ask for, seconds of clustering)."""
    given = options.kernel, options.wavenumber, options.length, options.nugget
    entries, points, graph, _ = problem(placed, *given)
    with Clock() as clock:
        tree = placed.cluster(options)
    how = options.tolerance, options.admissibility, options.eta, options.threads, options.aca
    return hmatrix(entries, tree, points, graph, *how), clock.seconds


@spent_on("the H-matrix")
def measure(source, **options):
    """Return (`HMatrix`, what it took and how accurate it is): a dictionary of numbers, ready for JSON.

    Parameters
    ----------
    source : as for `problem`.
    options : fields of `HMatrixOptions`.

    Raises what `problem`, `cluster`, `hmatrix` and `h_factors` raise.

    """
    options = HMatrixOptions.of(**options)
    with Clock() as whole:
        placed = geometry(source)
        H, seconds = made(placed, options)
        kernel = kernel_of(placed, options.kernel, options.wavenumber)
        matrix = {"name": placed.name, "n": H.n, "kernel": kernel, "dtype": H.dtype.name}
        told = {"schema": SCHEMA, "matrix": matrix, "options": options.as_dict()}
        told |= {**described(H), "product": timed(H, options.threads)}
        told["clustering"]["seconds"], told["error"] = seconds, H.error()
        if options.factorize:
            told |= solved(H, options.threads)
    more = {"total_seconds": whole.seconds, "compile_seconds": whole.compile_seconds, "peak_rss_bytes": peak_bytes()}
    return H, told | more


def described(H):
    """Return what an `HMatrix` is, as a dictionary."""
    tree, ranks = H.tree.rows, H.leaves.rank[H.leaves.rank >= 0]
    return {
        "clustering": {
            "method": tree.method,
            "leaves": tree.leaves.size,
            "depth": tree.depth,
            "balance": tree.balance,
        },
        "blocks": {
            "low_rank": ranks.size,
            "dense": H.leaves.rank.size - ranks.size,
            "largest_rank": int(ranks.max(initial=0)),
            "mean_rank": float(ranks.mean()) if ranks.size else 0.0,
            "seconds": H.seconds["blocks"],
        },
        "assembly": {
            "stored": H.stored,
            "share": H.stored / H.n**2,
            "bytes": H.nbytes,
            "seconds": H.seconds["assembly"] + H.seconds["coarsening"],
        },
    }


def timed(H, threads):
    """Return the seconds of a product with one vector."""
    x, seconds = np.ones(H.n), []
    for _ in range(PRODUCTS):
        with Clock() as clock:
            H.product(x, threads=threads)
        seconds.append(clock.seconds)
    return {"seconds": min(seconds)}


def solved(H, threads):
    """Return what the factors of an `HMatrix` took, and GMRES with them for a known random solution."""
    factors = h_factors(H, threads=threads)
    told = {"method": factors.method, "seconds": factors.seconds, "stored": factors.stored, "bytes": factors.nbytes}
    b = H.product(np.random.default_rng(0).standard_normal(H.n), threads=threads)
    with Clock() as clock:
        _, iteration = krylov(H.aslinearoperator(), b, "gmres", M=factors, rtol=RESIDUAL, threads=threads)
    return {
        "factorization": told,
        "iteration": {
            "method": iteration.method,
            "iterations": iteration.iterations,
            "residual": float(iteration.residuals[0]),
            "converged": iteration.converged,
            "reason": iteration.reason,
            "seconds": clock.seconds,
        },
    }
