"""The kernels of the solves against what specifies them, in NumPy, at widths around vectors and groups of columns."""

import numpy as np
import pytest
from guarded import guarded, linux, numbers
from problems import PRECISIONS, tolerance

from pastix_py.dense import many, sweep
from pastix_py.jit import kernel

WIDTHS = (1, 2, 3, 4, 5, 6, 7, 8, 13, 24)
ROWS = (0, 1, 7, 8, 9, 30)


@kernel
def through(which, numbers, L, at, P, below, bloks, X, work):
    w, rows, fused, unit, place, low, high, own, ld, ldp = numbers
    arguments = (w, rows, fused, unit, place, low, high, own, L, at, ld, P, below, ldp, bloks, X, 1, work)
    if which == 0:
        sweep.forward(*arguments)
    elif which == 1:
        sweep.backward(*arguments)
    elif which == 2:
        sweep.forward_product(*arguments)
    else:
        sweep.backward_product(*arguments)


@kernel
def rows_through(which, m, n, k, unit, A, a, row, column, X, x, step, far):
    if which == 0:
        many.scatter(m, n, k, A, a, row, column, X, x, far)
    elif which == 1:
        many.gather(m, n, k, A, a, row, column, X, x, far)
    else:
        many.substitute(m, k, unit, A, a, row, column, X, x, step, far)


def specification(which):
    return (sweep.forward, sweep.backward, sweep.forward_product, sweep.backward_product)[which]


@pytest.mark.jit
@linux
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("which", range(4))
def test_one_vector_goes_through_a_panel_as_specified(which, precision):
    dtype, rng = PRECISIONS[precision], np.random.default_rng(which)
    for w in WIDTHS:
        for rows in ROWS:
            fused, unit = int(rng.integers(2)), int(rng.integers(2))
            ld = w + rows if fused else w
            L = numbers(rng, ld * w, dtype) / (2 * w)
            L[: (ld + 1) * w : ld + 1] = 1 + abs(L[: (ld + 1) * w : ld + 1])
            P, below, ldp = (L, w, ld) if fused else (numbers(rng, rows * w, dtype), 0, rows)
            # own entries, then three bloks that are apart, then a place for the products
            sizes = np.diff([0, *sorted(rng.integers(0, rows + 1, 2)), rows])
            starts = 2 + w + np.concatenate([[0], np.cumsum(sizes + 3)[:2]])
            bloks = np.column_stack((starts, sizes, starts))
            place = int(starts[-1] + sizes[-1] + 2)
            X = numbers(rng, 1 + place + rows, dtype)
            work = np.full(w + rows, np.nan, dtype)
            if which != 2 and rng.integers(2):
                place = -1
            case = (w, rows, fused, unit, place, 0, 3, 2, ld, ldp)
            told = X.copy()
            held = guarded(L)
            other = held if fused else guarded(P)
            X, work = guarded(X), guarded(work)
            through(which, case, held, 0, other, below, bloks, X, work)
            specification(which)(*case[:8], L, 0, ld, P, below, ldp, bloks, told, 1, work)
            np.testing.assert_allclose(X, told, rtol=0, atol=tolerance(dtype) * abs(told).max())


@pytest.mark.jit
@linux
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("k", [1, 8, 13, 16, 33])
def test_many_vectors_go_through_a_panel_as_specified(k, precision):
    dtype, rng = PRECISIONS[precision], np.random.default_rng(k)
    functions = many.scatter, many.gather, many.substitute
    for m in (1, 3, 4, 5, 11, 12, 13, 30):
        for n in (0, 1, 7, 20):
            for which, down in ((0, True), (0, False), (1, True), (1, False), (2, True), (2, False)):
                own, far_count = (n, m) if which == 0 else (m, n)
                columns = m if which == 2 else n
                A = numbers(rng, m * columns, dtype) / (2 * m)
                row, column = (1, m) if down else (columns, 1)
                if which == 2:
                    A[: m * m : m + 1] = 1 + abs(A[: m * m : m + 1])
                X = numbers(rng, (own + far_count) * k, dtype)
                far = (own + rng.permutation(far_count)) * k
                unit, a, x, step = int(rng.integers(2)), 0, 0, k
                if which == 2 and not down:  # the last rows first
                    row, column, a, x, step = -1, -m, m * m - 1, (m - 1) * k, -k
                told, held = X.copy(), guarded(A)
                X = guarded(X)
                rows_through(which, m, n, k, unit, held, a, row, column, X, x, step, far)
                arguments = (m, n, k) if which < 2 else (m, k, unit)
                steps = (x,) if which < 2 else (x, step)
                functions[which](*arguments, A, a, row, column, told, *steps, far)
                np.testing.assert_allclose(X, told, rtol=0, atol=tolerance(dtype) * max(abs(told).max(), 1))
