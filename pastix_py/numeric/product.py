"""What products of panels need: the runs of their rows in the target, and rows of L times D."""

import numpy as np

from pastix_py.jit import inlined, inner


@inner
def list_runs(start, stop, symbol, place, shift, run_row, run_to):
    """List the runs of rows of bloks `start:stop` that stay consecutive in the target panel.

    Produces: `run_row[k]`, first row of run k counted from that of `start`, closed by the number of rows; `run_to[k]`,
    its row in the target, minus `shift`. Returns the number of runs.
    """
    n_run = 0
    row = 0
    expected = -1
    for b in range(start, stop):
        begin = symbol.blok_begin[b]
        to = place[begin] - shift
        if to != expected:
            run_row[n_run], run_to[n_run] = row, to
            n_run += 1
        height = symbol.blok_end[b] - begin
        row += height
        expected = to + height
    run_row[n_run] = row
    return n_run


@inlined
def times_pivots(w, rows, B, bo, ldb, block, conj, beside, first, X):
    """Return (X, offset, leading dimension) of B D, rows × w, B at offset bo, or of B where there is no D.

    D is on the diagonal of a `block` (array, offset, leading dimension) and, from `first` on, `beside`; X has room for
    the product.
    """
    if beside is None:
        return B, bo, ldb
    A, at, lda = block
    for j in range(w):
        d = A[at + j * (lda + 1)]
        for q in range(rows):
            X[j * rows + q] = B[bo + j * ldb + q] * d
    for j in range(w):
        d = beside[first + j]
        if d != 0:
            for q in range(rows):
                X[j * rows + q] += B[bo + (j + 1) * ldb + q] * d
            d = np.conj(d) if conj else d
            for q in range(rows):
                X[(j + 1) * rows + q] += B[bo + j * ldb + q] * d
    return X, 0, rows
