"""The generated problems, built straight as sorted columns; a spec is NAME:N, such as `lap3:50`."""

import itertools
import re
from dataclasses import replace
from importlib import import_module

import numpy as np

from pastix_py.errors import InputError, MemoryLimit, instead
from pastix_py.matrix import GENERATORS
from pastix_py.matrix.matrix import Matrix, Symmetry
from pastix_py.memory import available_bytes


def lap2(n):
    """Return the 5-point Laplacian on n² points, Dirichlet: diagonal 4, neighbours −1."""
    return _stencil((n, n), {(0, 0): 4.0, (0, 1): -1.0, (1, 0): -1.0})


def lap3(n):
    """Return the 7-point Laplacian on n³ points, Dirichlet: diagonal 6, neighbours −1."""
    return _stencil((n,) * 3, {(0, 0, 0): 6.0, (0, 0, 1): -1.0, (0, 1, 0): -1.0, (1, 0, 0): -1.0})


def lap3_27(n):
    """Return the 27-point stencil on n³ points: diagonal 27, the 26 neighbours −1."""
    every = itertools.product((-1, 0, 1), repeat=3)
    return _stencil((n,) * 3, {step: 27.0 if step == (0, 0, 0) else -1.0 for step in every if step >= (0, 0, 0)})


def helm3(n):
    """Return −Δu − k²(1 + 0.1i)u, 7-point, times h², 10 points a wavelength; complex symmetric."""
    shift = (2 * np.pi / 10) ** 2 * (1 + 0.1j)
    return _stencil((n,) * 3, {(0, 0, 0): 6.0 - shift, (0, 0, 1): -1.0, (0, 1, 0): -1.0, (1, 0, 0): -1.0})


def convdiff3(n, beta=(40.0, 20.0, 10.0)):
    """Return −Δu + β·∇u on n³ interior points of the unit cube, first-order upwind, times h²; unsymmetric."""
    h = 1 / (n + 1)
    steps = {(0, 0, 0): sum(2 + b * h for b in beta)}
    for axis, b in enumerate(beta):
        step = tuple(int(a == axis) for a in range(3))
        steps[step] = -1 - b * h  # what a point sends to the next one: entry (next, point)
        steps[tuple(-s for s in step)] = -1.0
    return _stencil((n,) * 3, steps, Symmetry.GENERAL)


def _stencil(shape, steps, symmetry=Symmetry.SYMMETRIC):
    """Return the matrix with entry (p + step, p) = value for each point p and step that stays on the grid.

    `steps` maps an offset in grid coordinates to its value; those of a symmetric matrix lead forward only.
    """
    n = int(np.prod(shape))
    strides = [int(np.prod(shape[a + 1 :])) for a in range(len(shape))]
    order = sorted(steps, key=lambda step: sum(s * stride for s, stride in zip(step, strides, strict=True)))
    stays = np.ones((n, len(order)), bool).reshape(*shape, len(order))
    for k, step in enumerate(order):
        for axis, s in enumerate(step):
            edge = [slice(None)] * len(shape) + [k]
            if s:
                edge[axis] = slice(-s, None) if s > 0 else slice(0, -s)
                stays[tuple(edge)] = False
    stays = stays.reshape(n, len(order))
    jumps = np.array([sum(s * stride for s, stride in zip(step, strides, strict=True)) for step in order])
    ind = (np.arange(n)[:, None] + jumps)[stays]
    val = np.broadcast_to(np.array([steps[step] for step in order]), stays.shape)[stays]
    ptr = np.concatenate([[0], np.cumsum(stays.sum(axis=1))])
    return Matrix(n, ptr.astype(np.int64), ind.astype(np.int64), val, symmetry)


def elast3(n, nu=0.3):
    """Return linear elasticity, E = 1, trilinear hexahedra, n³ of them in the unit cube, x = 0 clamped."""
    corner = np.array(list(itertools.product((0, 1), repeat=3)))
    element = np.array(list(itertools.product(range(n), repeat=3)))
    node = (element[:, None, :] + corner) @ np.array([(n + 1) ** 2, n + 1, 1])
    unknown = (3 * node[:, :, None] + np.arange(3)).reshape(len(element), 24) - 3 * (n + 1) ** 2
    K = _element_stiffness(1.0 / n, nu)
    local_row, local_col = np.nonzero(np.ones_like(K))
    rows, columns = unknown[:, local_row].ravel(), unknown[:, local_col].ravel()
    keep = (columns >= 0) & (rows >= columns)
    values = np.tile(K.ravel(), len(element))[keep]
    return _summed(3 * n * (n + 1) ** 2, rows[keep], columns[keep], values, Symmetry.SYMMETRIC)


def _element_stiffness(h, nu):
    """Return the 24 × 24 stiffness of a cube of edge h, 2³ Gauss points, symmetric to the last bit."""
    lam, mu = nu / ((1 + nu) * (1 - 2 * nu)), 1 / (2 * (1 + nu))
    D = np.diag([lam + 2 * mu - lam] * 3 + [mu] * 3)
    D[:3, :3] += lam
    sign = 2 * np.array(list(itertools.product((0, 1), repeat=3))) - 1
    K = np.zeros((24, 24))
    for point in itertools.product((-1 / np.sqrt(3), 1 / np.sqrt(3)), repeat=3):
        factor = 1 + sign * np.array(point)
        slope = np.stack([sign[:, c] * np.delete(factor, c, axis=1).prod(axis=1) / (4 * h) for c in range(3)], axis=1)
        B = np.zeros((6, 8, 3))
        B[[0, 1, 2], :, [0, 1, 2]] = slope.T
        for row, (a, b) in zip((3, 4, 5), ((0, 1), (1, 2), (0, 2)), strict=True):
            B[row, :, a], B[row, :, b] = slope[:, b], slope[:, a]
        B = B.reshape(6, 24)
        K += B.T @ D @ B * (h / 2) ** 3
    return (K + K.T) / 2


def kkt2(n):
    """Return the mixed (flux, pressure) Laplacian [[H, Bᵀ], [B, 0]] on n² cells; symmetric indefinite."""
    n_flux = 2 * n * (n + 1)
    end = np.ones(n + 1)
    end[[0, -1]] = 0.5
    mass = np.concatenate([np.repeat(end, n), np.tile(end, n)])
    i, j = np.divmod(np.arange(n * n), n)
    cell = n_flux + np.arange(n * n)
    along_x, along_y = i * n + j, n * (n + 1) + i * (n + 1) + j
    rows = np.concatenate([np.arange(n_flux), cell, cell, cell, cell])
    columns = np.concatenate([np.arange(n_flux), along_x, along_x + n, along_y, along_y + 1])
    one = np.ones(n * n)
    values = np.concatenate([mass, -one, one, -one, one])
    return _summed(n_flux + n * n, rows, columns, values, Symmetry.SYMMETRIC)


def circuit(n, seed=1):
    """Return an irregular unsymmetric conductance matrix with long wires, rails and controlled sources."""
    random = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(n)))

    def near(count):
        start = random.integers(0, n, count)
        x = start // side + random.integers(-3, 4, count)
        y = start % side + random.integers(-3, 4, count)
        end = x * side + y
        inside = (x >= 0) & (y >= 0) & (y < side) & (end < n) & (end >= 0) & (end != start)
        return start[inside], end[inside]

    short = near(2 * n)
    long = random.integers(0, n, side // 4), random.integers(0, n, side // 4)
    rails = np.repeat(np.arange(4), n // 200), random.integers(0, n, 4 * (n // 200))
    a, b = (np.concatenate(ends) for ends in zip(short, long, rails, strict=True))
    a, b = a[a != b], b[a != b]
    c, d = near(n // 20)
    conductance, gain = 10.0 ** random.uniform(-3, 3, a.size), random.standard_normal(c.size)
    node = np.arange(n)
    values = np.concatenate([conductance, conductance, -conductance, -conductance, gain, np.full(n, 1e-6)])
    rows, columns = np.concatenate([a, b, a, b, c, node]), np.concatenate([a, b, b, a, d, node])
    return _summed(n, rows, columns, values, Symmetry.GENERAL)


def _summed(n, rows, columns, values, symmetry):
    """Return the matrix of triplets, duplicates summed."""
    from scipy.sparse import coo_array

    csc = coo_array((values, (rows, columns)), shape=(n, n)).tocsc()
    csc.sum_duplicates()
    return Matrix(n, csc.indptr.astype(np.int64), csc.indices.astype(np.int64), csc.data, symmetry)


# name: (unknowns of N, entries per unknown that are in memory while it is built)
SIZES = {
    "lap2": (lambda n: n**2, 3),
    "lap3": (lambda n: n**3, 4),
    "lap3_27": (lambda n: n**3, 14),
    "elast3": (lambda n: 3 * n * (n + 1) ** 2, 200),
    "convdiff3": (lambda n: n**3, 7),
    "helm3": (lambda n: n**3, 4),
    "kkt2": (lambda n: 3 * n**2 + 2 * n, 3),
    "circuit": (lambda n: n, 12),
}
BYTES_PER_ENTRY = 40
MOST_DIGITS = 18


def is_spec(text):
    """Return whether a text has the form NAME:N of a generated problem."""
    return re.fullmatch(r"[A-Za-z_]\w*:[^/\\]*", text) is not None


def generate(spec):
    """Return the `Matrix` of a spec NAME:N.

    Raises
    ------
    InputError : an unknown name, or an N that is no positive integer.
    MemoryLimit : an N too large for the memory that is there.

    """
    name, _, size = spec.partition(":")
    if name not in GENERATORS:
        raise InputError(f"There is no generator {name!r}; {instead(name, GENERATORS)}")
    if not re.fullmatch(r"0*[1-9][0-9]*", size, re.ASCII):
        raise InputError(f"{spec!r} needs a positive integer after the colon, such as {name}:10.")
    size = size.lstrip("0")
    unknowns, per_row = SIZES[name]
    if len(size) > MOST_DIGITS or unknowns(int(size)) * per_row * BYTES_PER_ENTRY > available_bytes():
        raise MemoryLimit(f"{spec} has too many unknowns for the memory that is there; take a smaller number.")
    module, function = GENERATORS[name].split(":")
    return replace(getattr(import_module(module), function)(int(size)), name=spec)
