"""Work between panels: the products of a factored panel's bloks, subtracted straight from the panels that they face."""

import numpy as np

from pastix_py.dense.blas import ADJOINT, NO, gemm
from pastix_py.dense.prefetch import prefetch
from pastix_py.jit import kernel

TILE = 49152  # coefficients of a product that is kept aside before it is scattered: within a second-level cache
TILE_COLUMNS = 128
FEW = 3  # panels up to this many columns are multiplied without BLAS


@kernel
def destinations(first_blok, last_blok, f, symbol, layout, shift, run_row, run_to):
    """List the runs of rows of bloks `first_blok:last_blok` that stay consecutive in the panel of cblk f.

    Produces: `run_row[k]`, first row of run k counted from that of `first_blok`, closed by the number of rows;
    `run_to[k]`, its row in the panel of f, minus `shift`. Returns the number of runs.
    """
    n_run = 0
    row = 0
    t = symbol.cblk_blok[f]
    expected = -1
    for b in range(first_blok, last_blok):
        while symbol.blok_end[t] < symbol.blok_end[b]:
            t += 1
        to = layout.blok_row[t] + symbol.blok_begin[b] - symbol.blok_begin[t] - shift
        if to != expected:
            run_row[n_run], run_to[n_run] = row, to
            n_run += 1
        height = symbol.blok_end[b] - symbol.blok_begin[b]
        row += height
        expected = to + height
    run_row[n_run] = row
    return n_run


@kernel
def subtract_outer(w, A, ao, lda, B, bo, ldb, conj, low, high, C, to):
    """C[to + i] −= Σ_p A[i, p] B[p]: one column of a product of few terms, for rows low:high."""
    for p in range(w):
        factor = B[bo + p * ldb]
        if conj:
            factor = np.conj(factor)
        for i in range(low, high):
            C[to + i - low] -= A[ao + p * lda + i] * factor


@kernel
def subtract_product(w, A, ao, lda, B, bo, ldb, op, columns, low, high, n_run, run_row, run_to, C, target, ldc, work):
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


@kernel
def update(c, symbol, layout, square, beyond, A, ao, lda, B, bo, ldb, op, C, coef, work, runs):
    """Subtract from every later panel what the bloks of cblk c contribute: C[rows, face] −= A[rows] · op(B)[face].

    Given: A and B, the rows below the diagonal block of c, at offsets `ao` and `bo`; `op` transposes or conjugates B.
    `square` tells that the upper triangles of the diagonal blocks are wanted too. `beyond` = 0 updates L, diagonal
    blocks included; 1 updates U, whose panels start below them.
    Work: `work` (TILE), `runs` (3, bloks of c + columns of a tile + 1).
    """
    w = symbol.cblk_col[c + 1] - symbol.cblk_col[c]
    last = symbol.cblk_blok[c + 1]
    run_row, run_to, target = runs[0], runs[1], runs[2]
    b = symbol.cblk_blok[c] + 1
    while b < last:
        f = symbol.blok_face[b]
        group = b
        while b < last and symbol.blok_face[b] == f:
            b += 1
        face_low = layout.blok_row[group] - w
        face_high = layout.blok_row[b - 1] - w + symbol.blok_end[b - 1] - symbol.blok_begin[b - 1]
        if beyond and b == last:
            break
        start, row0 = (b, face_high) if beyond else (group, face_low)
        shift = symbol.cblk_col[f + 1] - symbol.cblk_col[f] if beyond else 0
        ldc = layout.cblk_rows[f] - shift
        n_run = destinations(start, last, f, symbol, layout, shift, run_row, run_to)
        n_row = run_row[n_run]
        column_blok = group
        column = symbol.blok_begin[group]
        for low in range(face_low, face_high, TILE_COLUMNS):
            columns = min(TILE_COLUMNS, face_high - low)
            for q in range(columns):
                while column == symbol.blok_end[column_blok]:
                    column_blok += 1
                    column = symbol.blok_begin[column_blok]
                target[q] = coef[f] + (column - symbol.cblk_col[f]) * ldc
                column += 1
            skipped = 0 if square else low - row0
            adjacent = target[columns - 1] - target[0] == (columns - 1) * ldc
            if n_run == 1 and adjacent and w > FEW:
                gemm(
                    NO, op, n_row - skipped, columns, w, -1.0, A, ao + row0 + skipped, lda, B, bo + low, ldb,
                    1.0, C, target[0] + run_to[0] + skipped, ldc,
                )  # fmt: skip
            elif w > FEW:
                subtract_product(
                    w, A, ao + row0, lda, B, bo + low, ldb, op, columns, skipped, n_row, n_run, run_row, run_to,
                    C, target, ldc, work,
                )  # fmt: skip
            else:
                for q in range(columns):
                    for r in range(n_run):
                        top = run_row[r] if square else max(run_row[r], skipped + q)
                        to = target[q] + run_to[r] + top - run_row[r]
                        subtract_outer(
                            w,
                            A,
                            ao + row0,
                            lda,
                            B,
                            bo + low + q,
                            ldb,
                            op == ADJOINT,
                            top,
                            run_row[r + 1],
                            C,
                            to,
                        )
