"""Triangular solves with a panel on a few vectors, each by itself: they share the panel while it is in the cache."""

from pastix_py.dense.sweep import backward, backward_product, forward, forward_product
from pastix_py.jit import inner
from pastix_py.solve.pivots import divide, exchange_rows


@inner
def by_columns(block, panel, pivots, own, place, low, high, bloks, X, n_row, k, work):
    """Solve with one panel on k vectors [Y₁; Y₂], w and `rows` entries of each, forward or backward.

    Forward, with T the lower triangle: Y₁ := T⁻¹ Y₁, and P Y₁ is subtracted from Y₂. Backward, with T the upper
    triangle: Y₁ −= Pᵀ Y₂, then Y₁ := T⁻¹ Y₁. Where T is of L, the rows of Y₁ are exchanged, before or after it all.

    Parameters
    ----------
    block : (L, at, ld, w, solves, fused, unit, backwards): the diagonal block, w × w at offset `at` of the flat L,
        leading dimension `ld`; whether Y₁ is solved for, else only P is used; whether T or its transpose is the lower
        half of the block and P follows it in L, else it is the upper half and P lies elsewhere; whether the diagonal
        of T is 1; the direction.
    panel : (P, below, ldp, rows): rows × w entries of the rows below it.
    pivots : (divided, beside, exchange): the diagonal of D and, as in `Factor`, what is beside it, and how rows are
        exchanged. `divided` is (L, pivot, step, scaled, conjugate): D begins at `pivot` and Y₁ is divided by it first,
        if `scaled`, and conjugated, if so; nothing of it where `pivot` is −1.
    own : row of X where Y₁ begins.
    place : row of X where the products of a forward sweep are put; −1 to add them where the bloks tell.
    low, high, bloks : the rows of Y₂: bloks low:high, as in `Sweeps`.
    X, n_row, k : unknowns, `n_row` from one vector to the next.
    work : entries for [Y₁; Y₂] of one vector.

    """
    L, at, ld, w, solves, fused, unit, backwards = block
    P, below, ldp, rows = panel
    divided, beside, exchange = pivots
    exchanged = solves and fused
    for q in range(k):
        x = q * n_row
        arguments = w, rows, fused, unit, place, low, high, own, L, at, ld, P, below, ldp, bloks, X, x, work
        if exchanged and not backwards:
            exchange_rows(own, w, X, x + own, 1, exchange, False)
        if backwards:
            divide(own, w, X, x + own, 1, divided, beside)
            if solves:
                backward(*arguments)
            else:
                backward_product(*arguments)
        elif solves:
            forward(*arguments)
        else:
            forward_product(*arguments)
        if exchanged and backwards:
            exchange_rows(own, w, X, x + own, 1, exchange, True)
