"""The product of panels against what specifies it, in NumPy: every run of rows and every tile, nothing else touched."""

import numpy as np
import pytest
from guarded import guarded, linux, numbers
from problems import PRECISIONS, tolerance

from pastix_py.dense.product import subtract_block, subtract_product
from pastix_py.jit import kernel

WIDER = {np.float32: np.float64, np.complex64: np.complex128}


@kernel
def compiled(low, high, n, k, conj, above, A, lda, B, ldb, C, target, run_row, run_to):
    subtract_product(low, high, n, k, conj, above, A, 0, lda, B, 0, ldb, C, target, run_row, run_to)


@pytest.mark.jit
@linux
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("symmetric", [False, True])
@pytest.mark.parametrize("widened", [False, True])
def test_product_goes_to_its_rows_and_columns(widened, symmetric, precision):
    dtype, rng = PRECISIONS[precision], np.random.default_rng(symmetric)
    if widened and dtype not in WIDER:
        pytest.skip("nothing is wider")
    for high in (1, 5, 8, 17, 48, 61, 350):  # so many rows that B is copied, too
        for n in (1, 2, 3, 4, 5, 7, 8, 11, 16, 21, 45):
            k, count, conj = int(rng.choice([1, 2, 9, 33, 270])), int(rng.integers(1, 6)), int(rng.integers(2))
            cuts = np.unique(np.concatenate([[0, high], rng.integers(0, high, count)]))
            run_to = cuts[:-1] + np.cumsum(rng.integers(1, 4, cuts.size - 1))
            height = high + 30
            target = np.sort(rng.permutation(n + 2)[:n]) * height
            A, B = numbers(rng, high * k, dtype), numbers(rng, n * k, dtype)
            C = numbers(rng, int(target[-1] + run_to[-1] + high - cuts[-2]), WIDER[dtype] if widened else dtype)
            above, low = (int(rng.integers(-n, high)), 0) if symmetric else (-n, int(rng.integers(high)))
            low = max(low, above) if symmetric else low
            told, found = C.copy(), guarded(C)
            arguments = (low, high, n, k, conj, above)
            panels = guarded(A), high, guarded(B), n
            compiled(*arguments, *panels, found, target, cuts, run_to)
            subtract_product(*arguments, A, 0, high, B, 0, n, told, target, cuts, run_to)
            row = np.arange(low, high)
            run = np.searchsorted(cuts, row, side="right") - 1
            place = target[None, :] + (run_to[run] + row - cuts[run])[:, None]
            below = row[:, None] >= above + np.arange(n)
            np.testing.assert_allclose(
                found[place[below]], told[place[below]], rtol=0, atol=tolerance(dtype) * abs(told).max()
            )
            others = np.ones(C.size, bool)
            others[place] = False
            np.testing.assert_array_equal(found[others], C[others])


@kernel
def compiled_block(m, n, k, conj, A, lda, B, ldb, C, ldc):
    subtract_block(m, n, k, conj, A, 0, lda, B, 0, ldb, C, 0, ldc)


@pytest.mark.jit
@linux
@pytest.mark.parametrize("precision", PRECISIONS)
def test_block(precision):
    dtype, rng = PRECISIONS[precision], np.random.default_rng(5)
    for m, n, k in ((1, 1, 1), (9, 5, 70), (40, 64, 3), (13, 65, 128), (200, 150, 20), (0, 3, 2), (3, 0, 2), (4, 4, 0)):
        A, B, C = (numbers(rng, (rows + 3) * (count + 1), dtype) for rows, count in ((m, k), (n, k), (m, n)))
        conj, told, found = int(rng.integers(2)), C.copy(), guarded(C)
        compiled_block(m, n, k, conj, guarded(A), m + 3, guarded(B), n + 3, found, m + 3)
        a, b, c = (v.reshape(-1, ld).T for v, ld in ((A, m + 3), (B, n + 3), (told, m + 3)))
        right = b[:n, :k].conj() if conj else b[:n, :k]
        c[:m, :n] -= a[:m, :k] @ right.T
        np.testing.assert_allclose(found, told, rtol=0, atol=tolerance(dtype) * abs(told).max())
