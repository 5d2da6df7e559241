"""What compression must reach: milliseconds and ranks of every method, on blocks as they are in a factor.

All take turns on the same blocks, LAPACK's singular value decomposition too; the least time of each counts, since other
work may share the machine.
"""

import statistics

import numpy as np

from pastix_py.bench.cores import product_rate, taken
from pastix_py.bench.figure import Figure
from pastix_py.lowrank import DEFAULT, METHODS

SIZE, REPETITIONS, COUNT = 256, 7, 5
RANK, MOST = 30, 100  # rank of the block that is timed against a bar; largest rank allowed where all is needed
TOLERANCES = (1e-4, 1e-8, 1e-12)
QUICK, REFUSED, RANKS = 0.5, 1.0, 1.05  # milliseconds of the block of rank 30, of a refusal; rank over the least


def blocks(size=SIZE):
    """Yield (name, block, relative tolerance, largest rank): points apart and side by side, rank 30, and random."""
    rng = np.random.default_rng(0)
    x, y = rng.random((2, size, 3))
    flat = np.array([1.0, 1.0, 0.0])
    for name, gap, shape in (
        ("touching cubes", 0.0, 1.0),
        ("separated cubes", 1.0, 1.0),
        ("touching squares", 0.0, flat),
        ("separated squares", 1.0, flat),
    ):
        shifted = (y * shape + np.array([1 + gap, 0.0, 0.0]))[None]
        kernel = 1 / np.linalg.norm((x * shape)[:, None] - shifted, axis=2)
        for tolerance in TOLERANCES:
            yield f"{name}, {tolerance:g}", kernel, tolerance, size // 2
    left, right = (np.linalg.qr(rng.standard_normal((size, size)))[0] for _ in range(2))
    values = 1e-8 ** (np.arange(size) / RANK)
    yield f"rank {RANK}, 1e-08", (left * values) @ right.T, 1e-8, size // 2
    yield "random, 1e-08", rng.standard_normal((size, size)), 1e-8, min(MOST, size // 2)


def least_rank(B, tol):
    """Return the rank of the truncated singular value decomposition."""
    values = np.linalg.svd(B, compute_uv=False)
    return int((np.sqrt(np.cumsum(values[::-1] ** 2)) > tol).sum())


def measured(B, tol, most):
    """Return ({method: least milliseconds}, {method: rank, −1 where refused}, LAPACK's milliseconds)."""
    from scipy.linalg.lapack import dgesdd
    from threadpoolctl import threadpool_limits

    from pastix_py.lowrank.whole import arguments, compress_often

    given = {name: arguments(B, tol, most, name) for name in METHODS}
    ranks = {name: int(compress_often(1, *told)) for name, told in given.items()}  # compiles
    seconds, lapack = dict.fromkeys(METHODS, np.inf), np.inf
    for _ in range(REPETITIONS):
        for name, told in given.items():
            seconds[name] = min(seconds[name], taken(compress_often, COUNT, *told) / COUNT)
        with threadpool_limits(1, user_api="blas"):
            lapack = min(lapack, taken(dgesdd, B))
    return {name: 1e3 * value for name, value in seconds.items()}, ranks, 1e3 * lapack


def compare(size=SIZE):
    """Yield milliseconds, and ranks over the least, of each method on each block; one thread, double precision."""
    yield Figure("one thread, products of matrices", product_rate(1) / 1e9, None, "Gflop/s")
    ratios = []
    for name, B, relative, most in blocks(size):
        tol = relative * np.linalg.norm(B)
        least = least_rank(B, tol)
        milliseconds, ranks, lapack = measured(B, tol, most)
        for method, value in milliseconds.items():
            rank = ranks[method] if ranks[method] >= 0 else "refused"
            bar = {f"rank {RANK}": QUICK, "random": REFUSED}.get(name.split(",")[0]) if method == DEFAULT else None
            yield Figure(f"{name}, {method}: rank {rank} of {least}, LAPACK's SVD {lapack:.1f} ms", value, bar, "ms")
        if least and ranks[DEFAULT] >= 0:
            ratios.append(ranks[DEFAULT] / least)
    yield Figure(f"{DEFAULT}: mean of the ranks over the least", statistics.geometric_mean(ratios), RANKS)
