"""Random small systems, most of them hard, and what dense arithmetic says about them."""

from typing import NamedTuple

import numpy as np
from problems import PRECISIONS
from scipy.sparse import csc_array

REAL = {"c": "s", "z": "d", "s": "s", "d": "d"}
SWEEPS = 20
WIDEST = {"s": 20, "d": 200}  # binary exponent of the largest scale of a badly scaled row


class Hard(NamedTuple):
    """A system, and how it was made."""

    A: csc_array  # may store zeros
    b: np.ndarray  # (n,) or (n, k)
    options: dict
    told: str


def hard_system(seed):
    """Return the `Hard` system of a seed."""
    rng = np.random.default_rng(seed)
    precision, symmetry = rng.choice(list(PRECISIONS)), rng.choice(["general", "symmetric", "hermitian", "positive"])
    n, flaws = int(rng.integers(1, rng.choice([4, 12, 61]))), []
    integers = rng.random() < 0.4
    A = values(rng, n, n, precision, integers) * (rng.random((n, n)) < rng.choice([0.05, 0.1, 0.3, 1.0]))
    if rng.random() < 0.9:
        A += np.diag(np.diagonal(values(rng, n, n, precision, integers)))
    A = in_symmetry(A, symmetry)
    for flaw, how_often in FLAWS.items():
        if rng.random() < how_often:
            A = flaw(rng, A, symmetry, precision)
            flaws.append(flaw.__name__)
    A = mirrored(A, symmetry).astype(PRECISIONS[precision])
    b, kind = right_hand_sides(rng, A)
    return Hard(
        stored(rng, A, symmetry), b, options(rng, symmetry, precision), f"{symmetry} {precision} {n} {flaws} {kind}"
    )


def values(rng, m, n, precision, integers):
    """Return random values (m, n), small integers where asked for."""

    def draw():
        return rng.integers(-2, 3, (m, n)).astype(float) if integers else rng.standard_normal((m, n))

    return draw() + 1j * draw() if precision in "cz" else draw()


def in_symmetry(A, symmetry):
    """Return A made symmetric, Hermitian or positive semidefinite."""
    turned = {"general": 0 * A, "symmetric": A.T, "hermitian": A.conj().T, "positive": 0 * A}[symmetry]
    return A @ A.conj().T if symmetry == "positive" else A + turned


def mirrored(A, symmetry):
    """Return A exactly symmetric or Hermitian, by its lower half, where it is so but for rounding errors."""
    if symmetry == "general":
        return A
    turned = np.tril(A, -1).T if symmetry == "symmetric" else np.tril(A, -1).conj().T
    diagonal = np.diagonal(A) if symmetry == "symmetric" else np.diagonal(A).real
    return np.tril(A, -1) + turned + np.diag(diagonal)


def congruent(C, A, symmetry):
    """Return C A Cᵀ, C A Cᴴ, or C A where A is general."""
    return C @ A if symmetry == "general" else C @ A @ (C.T if symmetry == "symmetric" else C.conj().T)


def dependent(rng, A, symmetry, precision):
    """Make one row, and its column where A is symmetric, the sum of two others, or of one, or zero."""
    n = A.shape[0]
    C, i = np.eye(n), rng.integers(n)
    C[i] = 0
    others = rng.permutation(np.delete(np.arange(n), i))[:2]
    C[i, others] = rng.choice([1.0, -1.0, 0.7], others.size)
    return congruent(C, A, symmetry)


def badly_scaled(rng, A, symmetry, precision):
    """Multiply rows and columns by powers of two."""
    widest = WIDEST[REAL[precision]] * rng.choice([0.2, 1.0])
    left, right = np.exp2(np.rint(rng.uniform(-widest, widest, (2, A.shape[0]))))
    return left[:, None] * A * (right if symmetry == "general" else left)


def zero_diagonal(rng, A, symmetry, precision):
    """Take some of the diagonal, or all of it, away."""
    A = A.copy()
    np.fill_diagonal(A, np.where(rng.random(A.shape[0]) < rng.choice([0.3, 1.0]), 0, np.diagonal(A)))
    return A


def zero_rows(rng, A, symmetry, precision):
    """Make one row zero, and its column where A is symmetric."""
    C = np.ones(A.shape[0])
    C[rng.integers(C.size)] = 0
    return C[:, None] * A * (1 if symmetry == "general" else C)


def permuted(rng, A, symmetry, precision):
    """Put the rows in another order, the columns too where A is symmetric."""
    C = np.eye(A.shape[0])[rng.permutation(A.shape[0])]
    return congruent(C, A, symmetry)


FLAWS = {zero_diagonal: 0.2, dependent: 0.2, zero_rows: 0.05, permuted: 0.2, badly_scaled: 0.3}  # how often


def right_hand_sides(rng, A):
    """Return (b, words): of a known solution, random, or with zeros."""
    n, kind = A.shape[0], rng.choice(["known", "random", "sparse"])
    shape = (n,) if rng.random() < 0.6 else (n, int(rng.integers(1, 4)))
    b = rng.standard_normal(shape)
    if kind == "known":
        with np.errstate(all="ignore"):
            b = A.astype(np.result_type(A, float)) @ b
    if kind == "sparse":
        b = b * (rng.random(shape) < 0.2)
    return b.astype(np.result_type(A.dtype, b) if rng.random() < 0.5 else A.dtype if kind == "known" else b.dtype), kind


def stored(rng, A, symmetry):
    """Return A as a `csc_array`, now and then with zeros stored among its entries."""
    kept = A != 0
    if rng.random() < 0.3:
        kept |= rng.random(A.shape) < 0.1
        kept |= kept.T & (symmetry != "general")
    columns, rows = np.nonzero(kept.T)
    ptr = np.concatenate([[0], np.cumsum(kept.sum(axis=0))])
    return csc_array((A[rows, columns], rows, ptr), A.shape)


def options(rng, symmetry, precision):
    """Return options, most often those of nobody who gives any."""
    fitting = {
        "general": ["lu"],
        "symmetric": ["lu", "ldlt"],
        "hermitian": ["lu", "ldlh"],
        "positive": ["lu", "ldlh", "llh"],
    }
    chosen = {"threads": 1}
    for name, others in {
        "factorization": fitting[symmetry],
        "null_pivots": ["error", "fix"],
        "trans": ["T", "H"],
        "scaling": ["none", "ruiz"],
        "matching": ["none", "product"],
        "precision": ["mixed"],
        "ordering": ["natural"],
        "refine": ["gmres"],
    }.items():
        if rng.random() < 0.15:
            chosen[name] = str(rng.choice(others))
    return chosen


def operator(A, options):
    """Return op(A), dense."""
    return {"N": A, "T": A.T, "H": A.conj().T}[options.get("trans", "N")]


def equilibrated(A):
    """Return (R A C in double precision, R, C): R and C powers of two, equal where A is symmetric."""
    scaled, scales = A.astype(np.result_type(A, float)), [np.ones(len(A)), np.ones(len(A))]
    for _ in range(SWEEPS):
        most = [abs(scaled).max(axis=1, initial=0.0), abs(scaled).max(axis=0, initial=0.0)]
        rows, columns = (np.exp2(-np.rint(np.log2(np.where(size > 0, size, 1)) / 2)) for size in most)
        scaled = rows[:, None] * scaled * columns
        scales = [scales[0] * rows, scales[1] * columns]
    return scaled, *scales


def sizes_of_singular_values(A):
    """Return the singular values, falling."""
    return np.linalg.svd(A, compute_uv=False)


def outside_share(A, b):
    """Return the largest share of a column of b that is out of the range of A, where its rank is beyond doubt."""
    scaled, rows, _ = equilibrated(A)
    left, size, _ = np.linalg.svd(scaled)
    zero = size <= len(A) * np.finfo(A.dtype).eps * size[0]
    if not zero.any() or zero.all() or size[~zero].min() < 1e-8 * size[0]:
        return 0.0
    b = rows[:, None] * b.reshape(len(A), -1)
    whole, outside = np.linalg.norm(b, axis=0), np.linalg.norm(left[:, zero].conj().T @ b, axis=0)
    return float((outside / np.where(whole > 0, whole, 1)).max())
