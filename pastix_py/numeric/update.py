"""Updates of one panel: the products of the bloks that face it, subtracted in place."""

from typing import NamedTuple

import numpy as np

from pastix_py.dense.blas import ADJOINT, NO, TRANS, gemm
from pastix_py.dense.pivots import Pivots
from pastix_py.dense.prefetch import prefetch
from pastix_py.jit import inlined, inner
from pastix_py.layout.layout import Layout
from pastix_py.layout.tasks import n_rows, next_update
from pastix_py.numeric.panel import LDLH, LDLT, LU
from pastix_py.symbolic.symbol import Symbol

TILE = 49152  # coefficients of a product that is kept aside before it is scattered: within a second-level cache
TILE_COLUMNS, FEWER_COLUMNS = 96, 48  # of a product; fewer where much of it would lie above the diagonal
LONG = 48  # runs of so many rows are products of their own, straight into the target
FEW = 3  # panels up to this many columns are multiplied without BLAS


class Job(NamedTuple):
    """A factorization in place: what is read and written by all of its tasks."""

    symbol: Symbol
    layout: Layout
    kind: int  # a number of `numeric.panel`
    symmetric: bool  # LLᵀ without conjugation
    L: np.ndarray
    U: np.ndarray
    pivots: Pivots


class Work(NamedTuple):
    """What one worker needs beside the panels; nothing in it outlives a task."""

    panel: np.ndarray  # (widest panel · BLOCK) for a factorization of a diagonal block
    tile: np.ndarray  # (TILE) a product before it is scattered
    scaled: np.ndarray  # (widest panel · TILE_COLUMNS) rows of L·D
    runs: np.ndarray  # (3, most bloks of a cblk, or TILE_COLUMNS, + 1)
    place: np.ndarray  # (n) row of the target panel at which each row of the matrix lies


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
def multiply(w, rows, B, bo, bt, ldb, conj, beside, first, X):
    """X := B D, rows × w, B at offset bo; D is on the diagonal of the block at offset bt, and `beside` from `first`."""
    for j in range(w):
        d = B[bt + j * (ldb + 1)]
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


@inner
def subtract_outer(w, A, ao, lda, B, bo, ldb, conj, low, high, C, to):
    """C[to + i] −= Σ_p A[i, p] B[p]: one column of a product of few terms, for rows low:high."""
    for p in range(w):
        factor = B[bo + p * ldb]
        if conj:
            factor = np.conj(factor)
        for i in range(low, high):
            C[to + i - low] -= A[ao + p * lda + i] * factor


@inner
def subtract_product(w, A, ao, lda, B, bo, ldb, op, columns, low, high, n_run, run_row, run_to, C, target, work):
    """Subtract A[low:high] op(B)[:, columns] from the runs of rows of C that they belong to, tile by tile.

    `target` holds, per column, its offset in C.
    """
    step = max(TILE // columns, 1)
    run = 0
    for top in range(low, high, step):
        height = min(step, high - top)
        gemm(NO, op, height, columns, w, 1.0, A, ao + top, lda, B, bo, ldb, 0.0, work, 0, height)
        while run_row[run + 1] <= top:
            run += 1
        for q in range(columns):
            r = run
            row = top
            while row < top + height:
                stop = min(run_row[r + 1], top + height)
                inside = run_to[r] + row - run_row[r]
                to = target[q] + inside
                if q + 1 < columns:
                    prefetch(C, target[q + 1] + inside, target[q + 1] + inside + stop - row)
                source = q * height + row - top
                for i in range(stop - row):
                    C[to + i] -= work[source + i]
                row = stop
                r += 1


@inner
def update(c, first, last, start, stop, f, beyond, job, work):
    """Subtract A[rows of bloks start:stop] · op(B)[rows of bloks first:last] from the panel of cblk f.

    A and B are the panels of cblk c in L and, for LU, in U (B times D for LDLᵀ and LDLᴴ); bloks `first:last` face f.
    `beyond` = 0 updates L, the upper triangle of its diagonal block only for LU; 1 updates U.
    """
    symbol, layout, tile = job.symbol, job.layout, work.tile
    run_row, run_to, target = work.runs[0], work.runs[1], work.runs[2]
    w = symbol.cblk_col[c + 1] - symbol.cblk_col[c]
    A, at, lda, B, bt, ldb, C, coef = (
        job.L,
        layout.cblk_coef[c],
        layout.cblk_rows[c],
        job.L,
        0,
        0,
        job.L,
        layout.cblk_coef,
    )
    bt, ldb = at, lda
    square = job.kind == LU
    if square:
        B, bt, ldb = job.U, layout.cblk_coef_u[c] - w, lda - w
        if beyond:
            A, at, lda, B, bt, ldb = B, bt, ldb, A, at, lda
            C, coef = job.U, layout.cblk_coef_u
    of_d = job.kind == LDLT or job.kind == LDLH
    op = TRANS if square or job.kind == LDLT or job.symmetric else ADJOINT
    shift = symbol.cblk_col[f + 1] - symbol.cblk_col[f] if beyond else 0
    ldc = layout.cblk_rows[f] - shift
    n_run = list_runs(start, stop, symbol, work.place, shift, run_row, run_to)
    n_row = run_row[n_run]
    ao = at + layout.blok_row[start]
    face = layout.blok_row[first]
    n_face = n_rows(first, last, symbol, layout)
    above = face - layout.blok_row[start]
    blok, column = first, symbol.blok_begin[first]
    most = FEWER_COLUMNS if not square and 2 * n_face > n_row + above else TILE_COLUMNS
    for low in range(0, n_face, most):
        columns = min(most, n_face - low)
        for q in range(columns):
            while column == symbol.blok_end[blok]:
                blok += 1
                column = symbol.blok_begin[blok]
            target[q] = coef[f] + (column - symbol.cblk_col[f]) * ldc
            column += 1
        skipped = 0 if square else max(above + low, 0)
        X, xo, ldx = B, bt + face + low, ldb
        if of_d:
            conj, beside = job.kind == LDLH, job.pivots.beside
            multiply(w, columns, B, xo, bt, ldb, conj, beside, symbol.cblk_col[c], work.scaled)
            X, xo, ldx = work.scaled, 0, columns
        if w <= FEW:
            for q in range(columns):
                for r in range(n_run):
                    top = run_row[r] if square else max(run_row[r], above + low + q)
                    to = target[q] + run_to[r] + top - run_row[r]
                    subtract_outer(w, A, ao, lda, X, xo + q, ldx, op == ADJOINT, top, run_row[r + 1], C, to)
        elif (n_run == 1 or n_row >= LONG * n_run) and target[columns - 1] - target[0] == (columns - 1) * ldc:
            for r in range(n_run):
                top, stop = max(run_row[r], skipped), run_row[r + 1]
                to = target[0] + run_to[r] + top - run_row[r]
                if top < stop:
                    gemm(NO, op, stop - top, columns, w, -1.0, A, ao + top, lda, X, xo, ldx, 1.0, C, to, ldc)
        else:
            subtract_product(
                w, A, ao, lda, X, xo, ldx, op, columns, skipped, n_row, n_run, run_row, run_to, C, target, tile
            )


@inner
def gather(f, low, high, blok_low, blok_high, job, work):
    """Subtract what the bloks `brow[low:high]` contribute from bloks `blok_low:blok_high` of cblk f."""
    symbol, layout, place = job.symbol, job.layout, work.place
    if low == high:
        return
    for t in range(blok_low, blok_high):
        to = layout.blok_row[t] - symbol.blok_begin[t]
        for row in range(symbol.blok_begin[t], symbol.blok_end[t]):
            place[row] = to + row
    row_low, row_high = symbol.blok_begin[blok_low], symbol.blok_end[blok_high - 1]
    k = low
    while k < high:
        k, c, first, last, start, stop = next_update(k, high, row_low, row_high, symbol, layout)
        for beyond in range(2 if job.kind == LU else 1):
            if beyond:
                start = max(start, last)
            if start < stop:
                update(c, first, last, start, stop, f, beyond, job, work)
