"""The least columns for a block given as Q Vᵀ: those of Q are rotated, and what is not wanted is left out."""

import numpy as np

from pastix_py.dense.product import subtract_block
from pastix_py.jit import inner
from pastix_py.lowrank.orthonormal import cholesky, gram
from pastix_py.lowrank.pivoted import pivoted
from pastix_py.lowrank.space import clear, squared, transpose

SWEEPS = 30  # of Jacobi's method, at most
ERRORS = 16.0  # rounding errors of an entry of a Gram matrix, relative to its diagonal, in units of the precision
DOUBTFUL = 0.02  # of the tolerance may be uncertain


@inner
def rotate(n, p, q, cosine, sine, phase, A, ao, lda):
    """Rotate columns p and q of A."""
    for i in range(n):
        a, b = A[ao + p * lda + i], A[ao + q * lda + i] * phase
        A[ao + p * lda + i] = cosine * a - sine * b
        A[ao + q * lda + i] = sine * a + cosine * b


@inner
def jacobi(k, epsilon, x, fo, jo):
    """Make the columns of F, k × k, orthogonal by rotations, and set J to these (one-sided Jacobi).

    Golub and Van Loan, Matrix Computations, section 8.6.
    """
    clear(k, k, x, jo, k)
    for j in range(k):
        x[jo + j * (k + 1)] = 1
    for _ in range(SWEEPS):
        turned = 0
        for p in range(k):
            for q in range(p + 1, k):
                a, b, c = 0.0, 0.0, x[fo] - x[fo]
                for i in range(k):
                    f, g = x[fo + p * k + i], x[fo + q * k + i]
                    a += squared(f)
                    b += squared(g)
                    c += np.conj(f) * g
                size = np.abs(c)
                if not size > 4 * epsilon * np.sqrt(a * b):
                    continue
                turned += 1
                zeta = (b - a) / (2.0 * size)
                tangent = (1.0 if zeta >= 0 else -1.0) / (abs(zeta) + np.sqrt(1 + zeta * zeta))
                cosine = 1 / np.sqrt(1 + tangent * tangent)
                kind, phase = type(c.real), np.conj(c) / size
                rotate(k, p, q, kind(cosine), kind(cosine * tangent), phase, x, fo, k)
                rotate(k, p, q, kind(cosine), kind(cosine * tangent), phase, x, jo, k)
        if turned == 0:
            break


@inner
def largest(tolerance, most, k, epsilon, x, at, real, order):
    """Set T to −Qᵀ, Q the singular vectors of Fᵀ, k × k, that are wanted; returns how many, −1 if more than `most`."""
    jacobi(k, epsilon, x, at.F, at.P)
    for j in range(k):
        real[j], order[j] = 0, j
        for i in range(k):
            real[j] += squared(x[at.F + j * k + i])
    for j in range(1, k):  # insertion sort, the largest first
        q = order[j]
        i = j
        while i > 0 and real[order[i - 1]] < real[q]:
            order[i] = order[i - 1]
            i -= 1
        order[i] = q
    rank, left = k, 0.0
    while rank > 0 and left + real[order[rank - 1]] <= tolerance:
        rank -= 1
        left += real[order[rank]]
    for t in range(rank):
        for i in range(k):
            x[at.T + i * at.most + t] = -np.conj(x[at.P + order[t] * k + i])
    return rank if rank <= most else np.int64(-1)


@inner
def energies(k, x, go, ldg, real, first):
    """Keep the diagonal of a negative matrix of order k, from `first` on in `real`; returns their sum."""
    total = 0.0
    for j in range(k):
        real[first + j] = -x[go + j * (ldg + 1)].real
        total += real[first + j]
    return total


@inner
def uncertainty(rank, k, epsilon, x, to, ldt, real, first):
    """Return how wrong, by the errors of the Gram matrix, the energy may be that rotations T leave out."""
    total = 0.0
    for j in range(k):
        outside = 1.0
        for t in range(rank):
            outside -= squared(x[to + j * ldt + t])
        total += np.sqrt(max(outside, 0.0) * real[first + j])
    return ERRORS * epsilon * total * total


@inner
def rotations(tolerance, most, k, n, epsilon, x, at, real, order, rotated):
    """Set T to −Qᵀ, Q the singular vectors of Vᵀ that are wanted, by way of Vᵀ V̄; returns how many, negative if not."""
    longer, zero = real.size // 2, np.int64(0)
    transpose(n, k, 1, x, at.V, n, x, at.Yt, at.most)
    gram(k, n, x, at.Yt, at.most, x, at.G, at.most)
    if not energies(k, x, at.G, at.most, real, longer) < np.inf:
        return np.int64(-1)
    cholesky(k, type(epsilon)(0), type(epsilon)(0), x, at.G, at.most)
    clear(k, k, x, at.F, k)
    for j in range(k):
        for i in range(j, k):
            x[at.F + i * k + j] = x[at.G + j * at.most + i]
    most, certain = min(k, most), (1 - DOUBTFUL) * tolerance
    if rotated is not None:
        rank = largest(certain, most, k, epsilon, x, at, real, order)
    else:
        rank = pivoted(zero, k, k, certain, most, x, at.F, x, at.P, x, at.T, at.most, x, at.G, real, order)
    if rank >= 0 and uncertainty(rank, k, epsilon, x, at.T, at.most, real, longer) > DOUBTFUL * tolerance:
        for i in range(n * k):
            x[at.F + i] = x[at.V + i]
        rank = pivoted(zero, k, n, tolerance, most, x, at.F, x, at.P, x, at.T, at.most, x, at.Yt, real, order)
    return rank


@inner
def trim(tolerance, most, k, m, n, epsilon, x, at, U, uo, Vt, vo, real, order, rotated):
    """Set U and Vᵀ to the best of Q Vᵀ, k columns, with an error of at most `tolerance` (squared).

    The left singular vectors of Vᵀ are those of the Cholesky factor of Vᵀ V̄, k × k, which is accurate for rows of all
    sizes if they are far from dependent; else they are found in V itself. QR with column pivoting finds them nearly as
    well as Jacobi's method, which is taken where `rotated` is not None. Returns the rank, −1 for more than `most`, and
    where V is not finite.
    """
    rank = rotations(tolerance, most, k, n, epsilon, x, at, real, order, rotated)
    if rank < 0 and k <= most and real[real.size // 2 : real.size // 2 + k].sum() < np.inf:
        rank = k  # all are wanted, and rounding errors are in the way
        clear(k, k, x, at.T, at.most)
        for j in range(k):
            x[at.T + j * (at.most + 1)] = -1
    if rank <= 0:
        return max(rank, np.int64(-1))
    clear(m, rank, U, uo, m)
    subtract_block(m, rank, k, np.int64(0), x, at.Q, m, x, at.T, at.most, U, uo, m)
    for j in range(k):
        for i in range(rank):
            x[at.T + j * at.most + i] = np.conj(x[at.T + j * at.most + i])
    clear(rank, n, Vt, vo, rank)
    subtract_block(rank, n, k, np.int64(0), x, at.T, at.most, x, at.V, n, Vt, vo, rank)
    return rank
