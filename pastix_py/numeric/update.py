"""Updates of one panel: the products of the bloks that face it, subtracted in place."""

from typing import NamedTuple

import numpy as np

from pastix_py.dense.blas import ADJOINT, NO, TRANS, gemm
from pastix_py.dense.product import subtract_product
from pastix_py.jit import inner
from pastix_py.layout.layout import Layout
from pastix_py.layout.tasks import n_rows, next_update
from pastix_py.numeric.laps import LOW_PRODUCTS, PRODUCTS, lap
from pastix_py.numeric.panel import LDLT, LU
from pastix_py.numeric.product import list_runs, times_pivots
from pastix_py.numeric.update_low import update_low
from pastix_py.symbolic.symbol import Symbol

TILE_COLUMNS = 96  # of a product: their rows of B stay within a second-level cache
LONG = 48  # runs of so many rows, and so many columns of A, are worth a call of BLAS


class Job(NamedTuple):
    """A factorization in place: what is read and written by all of its tasks."""

    symbol: Symbol
    layout: Layout
    kind: int  # a number of `numeric.panel`
    symmetric: bool  # LLᵀ without conjugation
    L: np.ndarray
    U: np.ndarray
    by_blas: bool  # long products go to a BLAS


class Work(NamedTuple):
    """What one worker needs beside the panels; nothing in it outlives a task."""

    panel: np.ndarray  # (widest panel · BLOCK) for a factorization of a diagonal block
    scaled: np.ndarray  # (widest panel · TILE_COLUMNS) rows of L·D
    runs: np.ndarray  # (3, most bloks of a cblk, or TILE_COLUMNS, + 1)
    place: np.ndarray  # (n) row of the target panel at which each row of the matrix lies


@inner
def update(c, first, last, start, stop, f, beyond, C, co, job, beside, work):
    """Subtract A[rows of bloks start:stop] · op(B)[rows of bloks first:last] from the panel of cblk f.

    A and B are the panels of cblk c in L and, for LU, in U (B times D for LDLᵀ and LDLᴴ); bloks `first:last` face f.
    `beyond` = 0 updates L, the upper triangle of its diagonal block only for LU; 1 updates U. The panel begins at
    C[co]. `beside` is of `Pivots`.
    """
    symbol, layout = job.symbol, job.layout
    run_row, run_to, target = work.runs[0], work.runs[1], work.runs[2]
    w = symbol.cblk_col[c + 1] - symbol.cblk_col[c]
    A, at, lda = job.L, layout.cblk_coef[c], layout.cblk_rows[c]
    B, bt, ldb = A, at, lda
    square = job.kind == LU
    if square:
        B, bt, ldb = job.U, layout.cblk_coef_u[c] - w, lda - w
        if beyond:
            A, at, lda, B, bt, ldb = B, bt, ldb, A, at, lda
    conj = 0 if square or job.kind == LDLT or job.symmetric else 1
    shift = symbol.cblk_col[f + 1] - symbol.cblk_col[f] if beyond else 0
    ldc = layout.cblk_rows[f] - shift
    n_run = list_runs(start, stop, symbol, work.place, shift, run_row, run_to)
    n_row = run_row[n_run]
    ao = at + layout.blok_row[start]
    face = layout.blok_row[first]
    n_face = n_rows(first, last, symbol, layout)
    above = face - layout.blok_row[start]
    blok, column = first, symbol.blok_begin[first]
    for low in range(0, n_face, TILE_COLUMNS):
        columns = min(TILE_COLUMNS, n_face - low)
        for q in range(columns):
            while column == symbol.blok_end[blok]:
                blok += 1
                column = symbol.blok_begin[blok]
            target[q] = co + (column - symbol.cblk_col[f]) * ldc
            column += 1
        own = symbol.cblk_col[c]
        X, xo, ldx = times_pivots(w, columns, B, bt + face + low, ldb, (B, bt, ldb), conj, beside, own, work.scaled)
        diagonal = -columns if square else above + low
        top = max(diagonal, 0)
        if (
            job.by_blas
            and min(n_row, LONG * w) >= LONG * n_run
            and target[columns - 1] - target[0] == (columns - 1) * ldc
        ):
            for r in range(n_run):
                first_row, stop_row = max(run_row[r], top), run_row[r + 1]
                to, height = target[0] + run_to[r] + first_row - run_row[r], max(stop_row - first_row, 0)
                op = ADJOINT if conj else TRANS
                gemm(NO, op, height, columns, w, -1.0, A, ao + first_row, lda, X, xo, ldx, 1.0, C, to, ldc)
        else:
            subtract_product(top, n_row, columns, w, conj, diagonal, A, ao, lda, X, xo, ldx, C, target, run_row, run_to)


@inner
def panel_of(c, beyond, job, homes):
    """Return (array, offset) of the panel of cblk c in L, or `beyond` in U; `homes` None where none is compressed."""
    symbol, layout = job.symbol, job.layout
    if homes is not None and layout.is_low[c]:
        inside = (symbol.cblk_col[c + 1] - symbol.cblk_col[c]) * layout.cblk_rows[c]
        return homes.pool, homes.at[c] + beyond * inside
    if beyond:
        return job.U, layout.cblk_coef_u[c]
    return job.L, layout.cblk_coef[c]


@inner
def gather(f, low, high, blok_low, blok_high, job, beside, work, homes, store, own):
    """Subtract what the bloks `brow[low:high]` contribute from bloks `blok_low:blok_high` of cblk f.

    `homes`, `store`, `own` are `Homes`, `LowRank`, `LowWork`, None where nothing is compressed.
    """
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
            C, co = panel_of(f, beyond, job, homes)
            if beyond:
                start = max(start, last)
            if start >= stop:
                continue
            if layout.is_low[c]:
                if store is not None:
                    lap(PRODUCTS, own.laps)
                    update_low(c, first, last, start, stop, f, beyond, C, co, job, beside, work, store, own)
                    lap(LOW_PRODUCTS, own.laps)
            else:
                update(c, first, last, start, stop, f, beyond, C, co, job, beside, work)
