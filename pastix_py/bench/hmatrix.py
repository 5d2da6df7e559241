"""What cluster trees and H-matrices must reach: coefficients by clustering, their growth, accuracy, and H-LDLᵀ.

All clusterings have the same leaf size, cross approximation and admissibility (η = 2).
"""

import statistics
from typing import NamedTuple

import numpy as np

from pastix_py.bench.figure import Figure
from pastix_py.clock import Clock

SIZES = (10_000, 20_000, 50_000, 100_000, 200_000)  # triangles
COMPARED = (10_000, 40_000)  # with all clusterings
GAPS = {"folded": (None, 1)}  # in sides of a triangle; what is not None is told of besides
SMOOTH, THIN = ("sphere", "cube", "torus", "cone-sphere", "aircraft"), ("plate", "folded")
OURS, PURE = "graph", "connectivity"
GEOMETRIC = ("median", "principal", "bisection", "octree", "morton", "hilbert", "paving")
TOLERANCES = (1e-4, 1e-6)
ELEMENTS_OF_A_WAVE = 10
MOST_SMOOTH, MOST_THIN, MOST_BALANCE, MOST_TIME = 1.00, 0.85, 1.05, 0.15
MOST_GROWTH, MOST_ERROR = 1.15, 3.0
SOLVED, WAVES, ITERATIONS = 100_000, 20.0, 10  # triangles of a sphere, κ · diameter, most iterations of GMRES


class Case(NamedTuple):
    """One matrix by one clustering."""

    stored: int
    balance: float
    clustering: float  # seconds
    assembly: float
    error: float  # of products, over the tolerance


def surface(name, size, gap=None):
    """Return (mesh, centroids, graph, wavenumber of waves of so many elements); `gap` is one of folded sheets."""
    from pastix_py.hmatrix.shapes import folded, shape
    from pastix_py.hmatrix.surface import data_of, triangles_of

    mesh = folded(size, gap) if gap else shape(f"{name}:{size}")
    side = float(np.sqrt(2 * data_of(mesh)[1::15].mean()))
    return mesh, triangles_of(mesh).mean(axis=1), mesh.dual(), 2 * np.pi / (ELEMENTS_OF_A_WAVE * side)


def measured(mesh, centres, graph, kappa, method, tolerance):
    """Return the `Case` of a clustering."""
    from pastix_py.hmatrix.hmatrix import hmatrix
    from pastix_py.hmatrix.surface import single_layer
    from pastix_py.ordering.cluster import cluster

    with Clock() as clock:
        tree = cluster(centres, graph, method)
    H = hmatrix(single_layer(mesh, kappa), tree, centres, tolerance=tolerance)
    return Case(H.stored, tree.balance, clock.seconds, H.seconds["assembly"], H.error() / tolerance)


def compared(names, sizes, tolerances):
    """Yield (what it is, whether its gap is narrow, {clustering: `Case`}) of bodies by all clusterings."""
    from pastix_py.ordering.cluster import CLUSTERINGS

    bodies = [(name, size, gap) for name in names for size in sizes for gap in GAPS.get(name, (None,))]
    for name, size, gap in bodies:
        *given, waves = surface(name, size, gap)
        for tolerance in tolerances:
            for kappa in (0.0, waves):
                wave = f"κ = {kappa:.0f}" if kappa else "Laplace"
                text = f"{name}:{size} {wave} {tolerance:g}" + (f", gap of {gap} h" if gap else "")
                yield (
                    text,
                    gap is not None,
                    {method: measured(*given, kappa, method, tolerance) for method in CLUSTERINGS},
                )


def clusterings(sizes=COMPARED, tolerances=TOLERANCES):
    """Yield the coefficients by our clustering over those of the best geometric one, and what else it must reach."""
    measured(*surface("sphere", 1000), OURS, 1e-4)  # compiled before anything is timed
    measured(*surface("sphere", 1000)[:3], 0.0, PURE, 1e-4)
    found = []
    for names in (SMOOTH, THIN):
        ratios = {OURS: [], PURE: []}
        for text, is_narrow, cases in compared(names, sizes, tolerances):
            best = min(GEOMETRIC, key=lambda method, cases=cases: cases[method].stored)
            ours, pure = (cases[method].stored / cases[best].stored for method in (OURS, PURE))
            if not is_narrow:
                ratios[OURS].append(ours)
                ratios[PURE].append(pure)
            found.append(cases[OURS])
            yield Figure(f"{text}, best of the others {best}, {PURE} {pure:.2f}", ours)
        kind, most = ("smooth", MOST_SMOOTH) if names is SMOOTH else ("thin", MOST_THIN)
        for method, values in ratios.items():
            text = f"coefficients with {method} over the best geometric clustering, {kind} bodies: geometric mean"
            yield Figure(text, statistics.geometric_mean(values), most if method == OURS else None)
    yield Figure("balance: largest leaf over the mean, largest", max(case.balance for case in found), MOST_BALANCE)
    yield Figure("errors of products over the tolerance: largest", max(case.error for case in found), MOST_ERROR)
    shares = [case.clustering / case.assembly for case in found]
    yield Figure("seconds of clustering over those of assembly: median", statistics.median(shares), MOST_TIME)
    yield Figure("seconds of clustering over those of assembly: largest", max(shares))


def growth(sizes=SIZES, tolerances=TOLERANCES):
    """Yield how coefficients and the time of clustering grow with n, on a sphere."""
    found = {tolerance: [] for tolerance in tolerances}
    for size in sizes:
        *given, _ = surface("sphere", size)
        for tolerance, cases in found.items():
            case = measured(*given, 0.0, OURS, tolerance)
            cases.append(case)
            text = f"sphere:{size} {tolerance:g}: clustering {case.clustering:.2f} s, assembly {case.assembly:.1f} s"
            yield Figure(f"{text}, coefficients for each unknown", case.stored / size)
    for tolerance, cases in found.items():
        exponent = np.polyfit(np.log(sizes), np.log([case.stored for case in cases]), 1)[0]
        yield Figure(f"exponent of the growth of coefficients at {tolerance:g}", exponent, MOST_GROWTH)
        seconds = [case.clustering / (size * np.log2(size) ** 2) for case, size in zip(cases, sizes, strict=True)]
        yield Figure("clustering over n log² n, last size over the first", seconds[-1] / seconds[0], 1.2)


def solved(size=SOLVED, tolerance=1e-4):
    """Yield what H-LDLᵀ as a preconditioner of GMRES comes to, for waves on a sphere."""
    from pastix_py.hmatrix.factor import h_factors
    from pastix_py.hmatrix.hmatrix import hmatrix
    from pastix_py.hmatrix.surface import single_layer
    from pastix_py.krylov.solve import krylov
    from pastix_py.memory import peak_bytes
    from pastix_py.ordering.cluster import cluster

    mesh, centres, graph, _ = surface("sphere", size)
    H = hmatrix(single_layer(mesh, WAVES), cluster(centres, graph, OURS), centres, tolerance=tolerance)
    yield Figure(f"sphere:{size}, κ = {WAVES:g}: seconds of assembly", H.seconds["assembly"], None, "s")
    F = h_factors(H)
    yield Figure("seconds of H-LDLᵀ", F.seconds, 3600, "s")
    yield Figure("coefficients of the factors over those of H", F.stored / H.stored)
    b = np.random.default_rng(0).standard_normal(H.n).astype(H.dtype)
    _, told = krylov(H.aslinearoperator(), b, "gmres", M=F.aslinearoperator(), rtol=1e-8)
    yield Figure("iterations of GMRES to 1e-8", told.iterations if told.converged else np.inf, ITERATIONS)
    yield Figure("peak memory of the process", peak_bytes() / 2**30, 20, "GiB")


def compare():
    """Yield all figures."""
    yield from growth()
    yield from clusterings()
    yield from solved()
