"""The product of panels against what specifies it, in NumPy: every run of rows and every tile, nothing else touched."""

import numpy as np
import pytest
from guarded import guarded, linux, numbers
from problems import PRECISIONS, tolerance

from pastix_py.dense.product import subtract_product
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
