"""The hard set: 300 small systems from fixed seeds, thirty of each family, that solvers without care get wrong."""

import numpy as np
from scipy.sparse import block_array, coo_array, csc_array, diags_array, eye_array, kron, random_array

from pastix_py.matrix.check import canonical

OF_EACH = 30


def zero_diagonals(rng):
    """Unsymmetric, every diagonal entry an exact zero, a permuted diagonal of moderate size elsewhere."""
    n = int(rng.integers(50, 800))
    A = random_array((n, n), density=4 / n, rng=rng, data_sampler=rng.standard_normal).tolil()
    A[np.arange(n), np.roll(np.arange(n), int(rng.integers(1, n)))] = rng.uniform(0.1, 1, n)
    A.setdiag(0)
    return A


def badly_scaled(rng):
    """A permuted identity with a few entries beside it; rows times 10^r, columns times 10^c, |r|, |c| up to 75."""
    n = int(rng.integers(50, 1000))
    beside = random_array((n, n), density=2 / n, rng=rng, data_sampler=lambda size: rng.uniform(-0.3, 0.3, size))
    A = coo_array((np.ones(n), (np.arange(n), rng.permutation(n))), shape=(n, n)) + beside
    rows, columns = (diags_array(10.0 ** rng.uniform(-75, 75, n)) for _ in range(2))
    return rows @ A @ columns


def saddle_points(rng):
    """[[H, Bᵀ], [B, 0]] whose constraints depend on each other, but for a change of 10⁻² to 10⁻¹⁰, or of nothing."""
    n, m = int(rng.integers(60, 500)), int(rng.integers(10, 50))
    H = laplacian(n) + eye_array(n)
    B = random_array((m, n), density=0.1, rng=rng, data_sampler=rng.standard_normal).toarray()
    step = 0.0 if rng.random() < 0.2 else 10.0 ** rng.uniform(-10, -2)
    B[0] = B[1] + B[2] + step * rng.standard_normal(n)
    return block_array([[H, B.T], [B, None]])


def interior_points(rng):
    """[[H + Θ, Aᵀ], [A, −δI]], Θ and the path parameter as late in an interior-point method."""
    n, m = int(rng.integers(60, 500)), int(rng.integers(20, 60))
    mu = 10.0 ** rng.uniform(-7, -1)
    active = rng.random(n) < 0.5
    theta = np.where(active, rng.uniform(0.1, 10, n) / mu, rng.uniform(0.1, 10, n) * mu)
    A = random_array((m, n), density=0.1, rng=rng, data_sampler=rng.standard_normal)
    A = A + coo_array((np.ones(m), (np.arange(m), rng.choice(n, m, replace=False))), shape=(m, n))
    delta = rng.choice([0.0, 1e-8])
    return block_array([[diags_array(theta) + 1e-3 * laplacian(n), A.T], [A, -delta * eye_array(m)]])


def circuits(rng):
    """Modified nodal analysis: conductances from 10⁻⁹ to 10³, voltage sources with zeros on the diagonal."""
    n, m = int(rng.integers(100, 900)), int(rng.integers(3, 20))
    a, b = np.arange(1, n), (np.arange(1, n) * rng.random(n - 1)).astype(int)
    more = rng.integers(0, n, (2, n))
    a, b = np.append(a, more[0]), np.append(b, more[1])
    conductance = 10.0 ** rng.uniform(-9, 3, a.size)
    G = coo_array((np.tile(conductance, 2), (np.append(a, b), np.append(a, b))), shape=(n, n))
    G = G - coo_array((np.tile(conductance, 2), (np.append(a, b), np.append(b, a))), shape=(n, n))
    plus = np.append(0, 1 + rng.choice(n - 1, m - 1, replace=False))  # the first grounds the whole
    B = coo_array((np.ones(m), (plus, np.arange(m))), shape=(n, m))
    gain = coo_array((rng.standard_normal(5), (rng.integers(0, n, 5), rng.integers(0, n, 5))), shape=(n, n))
    return block_array([[G + 1e-3 * gain, B], [B.T, None]])


def chains(rng):
    """Jordan blocks of small eigenvalues, long enough for a condition of 10⁴ to 10¹⁴, rows and columns permuted."""
    n = int(rng.integers(50, 400))
    value = rng.choice([0.5, 0.1, 0.01])
    length = max(2, int(rng.uniform(4, 14) / -np.log10(value)))
    joined = np.arange(1, n) % length != 0
    A = csc_array(value * eye_array(n) + diags_array(joined.astype(float), offsets=1, shape=(n, n)))
    return A[rng.permutation(n)][:, rng.permutation(n)]


def tiny_rows(rng):
    """Diagonally weak, some rows times 10⁻²⁰ to 10⁻²⁰⁰."""
    n = int(rng.integers(50, 800))
    A = random_array((n, n), density=5 / n, rng=rng, data_sampler=rng.standard_normal) + 0.5 * eye_array(n)
    tiny = np.where(rng.random(n) < 0.1, 10.0 ** rng.uniform(-200, -20, n), 1.0)
    return diags_array(tiny) @ A


def zero_blocks(rng):
    """[[0, A], [B, C]] with regular A and B: half of the diagonal blocks are exact zeros."""
    n = int(rng.integers(40, 300))
    A, B = (random_array((n, n), density=3 / n, rng=rng, data_sampler=rng.standard_normal) for _ in range(2))
    A, B = (M + coo_array((np.ones(n) * 2, (np.arange(n), rng.permutation(n))), shape=(n, n)) for M in (A, B))
    if rng.random() < 0.5:
        return block_array([[None, A], [A.T, laplacian(n)]])
    return block_array([[None, A], [B, laplacian(n)]])


def shifts(rng):
    """A Laplacian less a number within 10⁻⁴ to 10⁻¹² of one of its eigenvalues; indefinite."""
    k = int(rng.integers(8, 28))
    line = 2 - 2 * np.cos(np.pi * np.arange(1, k + 1) / (k + 1))
    eigenvalue = line[rng.integers(k)] + line[rng.integers(k)]
    path = laplacian(k)
    A = kron(path, eye_array(k)) + kron(eye_array(k), path)
    return A - eigenvalue * (1 + 10.0 ** rng.uniform(-12, -4)) * eye_array(k * k)


def complex_symmetric(rng):
    """Complex symmetric, the diagonal purely imaginary or an exact zero."""
    n = int(rng.integers(50, 800))
    L = random_array((n, n), density=3 / n, rng=rng, data_sampler=rng.standard_normal)
    L = L + 1j * random_array((n, n), density=3 / n, rng=rng, data_sampler=rng.standard_normal)
    mate = rng.permutation(n)[: n // 2 * 2].reshape(2, -1)
    pairs = coo_array((np.full(n // 2, 2.0 + 0j), (mate[0], mate[1])), shape=(n, n))
    A = (L + L.T + pairs + pairs.T).tolil()
    A.setdiag(1j * np.where(rng.random(n) < 0.5, 0.0, rng.uniform(0.1, 1, n)))
    return A


def laplacian(n):
    """Return the tridiagonal matrix −1, 2, −1 of order n."""
    return diags_array([-np.ones(n - 1), 2 * np.ones(n), -np.ones(n - 1)], offsets=[-1, 0, 1])


FAMILIES = (
    zero_diagonals,
    badly_scaled,
    saddle_points,
    interior_points,
    circuits,
    chains,
    tiny_rows,
    zero_blocks,
    shifts,
    complex_symmetric,
)


def hard_set(of_each=OF_EACH):
    """Yield the matrices of the hard set, named FAMILY-NUMBER; those of a family do not depend on `of_each`."""
    for number, family in enumerate(FAMILIES):
        for k in range(of_each):
            A = csc_array(family(np.random.default_rng((number, k))))
            A.eliminate_zeros()
            yield canonical(A, name=f"{family.__name__}-{k}")
