"""What the tasks of the sweeps do: `solve_task` runs one; each writes its own unknowns, or its own buffer, alone."""

from typing import NamedTuple

import numpy as np

from pastix_py.dense.blas import ADJOINT, LEFT, LOWER, NO, NON_UNIT, TRANS, UNIT, UPPER, gemm, trsm
from pastix_py.jit import kernel
from pastix_py.layout.sweeps import SweepKind
from pastix_py.solve import triangle

SUBTREE, PANEL, DIAGONAL, PRODUCT, GATHER = (int(kind) for kind in SweepKind)
MANY = 8  # vectors from which a large panel goes to BLAS
LARGE = 1 << 10  # entries of a large panel


class Side(NamedTuple):
    """One half of a factor as a sweep reads it; flags are 0 or 1."""

    backward: int
    fused: int  # the rows below the diagonal block follow it in L; else they are a panel of P
    unit: int  # the diagonal is 1
    conjugate: int  # the backward sweep takes the adjoint
    scaled: int  # the backward sweep divides by the diagonal of L first
    L: np.ndarray
    P: np.ndarray
    start: np.ndarray  # (n_cblk+1) offset of each panel in P


class Vectors(NamedTuple):
    """Right-hand sides, unknowns and solutions."""

    b: np.ndarray  # flat; entry (i, q) at i · b_row + q · b_column, numbering of the matrix
    b_row: int
    b_column: int
    X: np.ndarray  # flat, column-major (n_row × k), new numbering, with the buffers
    x: np.ndarray  # flat, as b
    x_row: int
    x_column: int
    k: int
    conjugate: int  # b and x are the conjugates of what is solved for


@kernel
def solve_task(t, sweep, buffers, perm, symbol, layout, side, vectors, work):
    """Run task t of a sweep. Work: the rows of the tallest panel × k coefficients."""
    kind, c = sweep.kind[t], sweep.cblk[t]
    if side.backward:
        if kind == PRODUCT:
            backward_product(c, sweep.low[t], sweep.high[t], buffers, symbol, layout, side, vectors, work)
        elif kind == DIAGONAL:
            backward_diagonal(c, buffers, symbol, layout, side, vectors)
        else:
            for d in range(c, sweep.first[t] - 1, -1):
                backward_panel(d, buffers, symbol, layout, side, vectors, work)
        if kind != PRODUCT:
            store(symbol.cblk_col[sweep.first[t]], symbol.cblk_col[c + 1], buffers.n_row, perm, vectors)
        return
    if kind == PRODUCT:
        forward_product(c, sweep.low[t], sweep.high[t], buffers, symbol, layout, side, vectors)
        return
    load(symbol.cblk_col[sweep.first[t]], symbol.cblk_col[c + 1], buffers.n_row, perm, vectors)
    if kind != SUBTREE:
        gather(c, buffers, symbol, vectors)
    if kind == DIAGONAL:
        forward_diagonal(c, buffers, symbol, layout, side, vectors)
    elif kind != GATHER:
        clear(buffers.start[sweep.first[t]], buffers.start[c + 1], symbol, buffers, vectors)
        for d in range(sweep.first[t], c + 1):
            forward_panel(d, buffers, symbol, layout, side, vectors, work)


@kernel
def load(low, high, n_row, perm, vectors):
    """Fetch the unknowns low:high from the right-hand sides."""
    for q in range(vectors.k):
        for j in range(low, high):
            value = vectors.b[perm[j] * vectors.b_row + q * vectors.b_column]
            vectors.X[q * n_row + j] = np.conj(value) if vectors.conjugate else value


@kernel
def store(low, high, n_row, perm, vectors):
    """Hand the unknowns low:high to the solutions."""
    for q in range(vectors.k):
        for j in range(low, high):
            value = vectors.X[q * n_row + j]
            vectors.x[perm[j] * vectors.x_row + q * vectors.x_column] = np.conj(value) if vectors.conjugate else value


@kernel
def clear(low, high, symbol, buffers, vectors):
    """Set rows low:high of the buffers to zero."""
    for q in range(vectors.k):
        vectors.X[q * buffers.n_row + symbol.n + low : q * buffers.n_row + symbol.n + high] = 0


@kernel
def gather(c, buffers, symbol, vectors):
    """Add what the buffers hold for the unknowns of cblk c, in the order of their bloks."""
    X = vectors.X
    for g in range(buffers.gather_ptr[c], buffers.gather_ptr[c + 1]):
        b = buffers.gather[g]
        begin, height = symbol.blok_begin[b], symbol.blok_end[b] - symbol.blok_begin[b]
        for q in range(vectors.k):
            at = q * buffers.n_row + begin
            source = q * buffers.n_row + buffers.destination[b]
            for i in range(height):
                X[at + i] += X[source + i]


@kernel
def forward_diagonal(c, buffers, symbol, layout, side, vectors):
    """Solve with the diagonal block of cblk c, on its unknowns in place."""
    first = symbol.cblk_col[c]
    w, m, at = symbol.cblk_col[c + 1] - first, layout.cblk_rows[c], layout.cblk_coef[c]
    X, k, n_row = vectors.X, vectors.k, buffers.n_row
    forward_solve(side, at, m, w, w, X, first, n_row, k)


@kernel
def forward_solve(side, at, ld, m, w, Y, y, ldy, k):
    """Solve forward with the first m rows of a panel of L, w columns; only the diagonal block where it is upper."""
    if k >= MANY and m * w >= LARGE:
        if side.fused:
            trsm(LEFT, LOWER, NO, UNIT if side.unit else NON_UNIT, w, k, side.L, at, ld, Y, y, ldy)
            gemm(NO, NO, m - w, k, w, -1.0, side.L, at + w, ld, Y, y, ldy, 1.0, Y, y + w, ldy)
        else:
            trsm(LEFT, UPPER, TRANS, NON_UNIT, w, k, side.L, at, ld, Y, y, ldy)
    elif side.fused:
        triangle.lower_forward(side.L, at, ld, m, w, side.unit, Y, y, ldy, k)
    else:
        triangle.upper_forward(side.L, at, ld, w, Y, y, ldy, k)


@kernel
def backward_solve(side, at, ld, m, w, Y, y, ldy, k):
    """Solve backward with the first m rows of a panel of L, w columns; as `forward_solve`."""
    if k >= MANY and m * w >= LARGE:
        if side.fused:
            op = ADJOINT if side.conjugate else TRANS
            gemm(op, NO, w, k, m - w, -1.0, side.L, at + w, ld, Y, y + w, ldy, 1.0, Y, y, ldy)
            trsm(LEFT, LOWER, op, UNIT if side.unit else NON_UNIT, w, k, side.L, at, ld, Y, y, ldy)
        else:
            trsm(LEFT, UPPER, NO, NON_UNIT, w, k, side.L, at, ld, Y, y, ldy)
    elif side.fused:
        triangle.lower_backward(side.L, at, ld, m, w, side.unit, side.conjugate, Y, y, ldy, k)
    else:
        triangle.upper_backward(side.L, at, ld, w, Y, y, ldy, k)


@kernel
def below_panel(side, c, m, w):
    """Return (offset in P of the rows below the diagonal block of cblk c, leading dimension)."""
    if side.fused:
        return side.start[c] + w, m
    return side.start[c], m - w


@kernel
def multiply(side, at, ld, m, w, X, x, ldx, Y, y, ldy, k):
    """Y −= P X for m × w entries of P."""
    if k >= MANY and m * w >= LARGE:
        gemm(NO, NO, m, k, w, -1.0, side.P, at, ld, X, x, ldx, 1.0, Y, y, ldy)
    else:
        triangle.product(side.P, at, ld, m, w, X, x, ldx, Y, y, ldy, k)


@kernel
def multiply_transposed(side, at, ld, m, w, X, x, ldx, Y, y, ldy, k):
    """X −= Pᵀ Y, or Pᴴ Y where the sweep takes the adjoint, for m × w entries of P."""
    if k >= MANY and m * w >= LARGE:
        op = ADJOINT if side.conjugate else TRANS
        gemm(op, NO, w, k, m, -1.0, side.P, at, ld, Y, y, ldy, 1.0, X, x, ldx)
    else:
        triangle.product_transposed(side.P, at, ld, m, w, side.conjugate, X, x, ldx, Y, y, ldy, k)


@kernel
def forward_panel(c, buffers, symbol, layout, side, vectors, work):
    """Solve for the unknowns of cblk c and send what they contribute to the rows below."""
    first = symbol.cblk_col[c]
    w, m, at = symbol.cblk_col[c + 1] - first, layout.cblk_rows[c], layout.cblk_coef[c]
    X, k, n_row = vectors.X, vectors.k, buffers.n_row
    for q in range(k):
        work[q * m : q * m + w] = X[q * n_row + first : q * n_row + first + w]
        work[q * m + w : (q + 1) * m] = 0
    forward_solve(side, at, m, m, w, work, 0, m, k)
    if not side.fused:
        at, ld = below_panel(side, c, m, w)
        multiply(side, at, ld, m - w, w, work, 0, m, work, w, m, k)
    for q in range(k):
        X[q * n_row + first : q * n_row + first + w] = work[q * m : q * m + w]
    row = w
    for b in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
        height = symbol.blok_end[b] - symbol.blok_begin[b]
        for q in range(k):
            target = q * n_row + buffers.destination[b]
            for i in range(height):
                X[target + i] += work[q * m + row + i]
        row += height


@kernel
def forward_product(c, low, high, buffers, symbol, layout, side, vectors):
    """Put what the unknowns of cblk c contribute to its rows low:high below the diagonal block into its buffer."""
    first = symbol.cblk_col[c]
    w, m = symbol.cblk_col[c + 1] - first, layout.cblk_rows[c]
    clear(buffers.start[c] + low, buffers.start[c] + high, symbol, buffers, vectors)
    at, ld = below_panel(side, c, m, w)
    X, k, n_row = vectors.X, vectors.k, buffers.n_row
    multiply(side, at + low, ld, high - low, w, X, first, n_row, X, symbol.n + buffers.start[c] + low, n_row, k)


@kernel
def fetch_below(c, n_row, symbol, vectors, Y, y, ldy):
    """Copy the unknowns of the rows below the diagonal block of cblk c to offset y of Y."""
    row = y
    for b in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
        begin, height = symbol.blok_begin[b], symbol.blok_end[b] - symbol.blok_begin[b]
        for q in range(vectors.k):
            for i in range(height):
                Y[q * ldy + row + i] = vectors.X[q * n_row + begin + i]
        row += height


@kernel
def scale(c, low, high, n_row, symbol, layout, side, vectors):
    """Divide the unknowns of columns low:high of cblk c by D where the factor has one."""
    if side.scaled:
        for j in range(low, high):
            pivot = side.L[layout.cblk_coef[c] + j * (layout.cblk_rows[c] + 1)]
            for q in range(vectors.k):
                vectors.X[q * n_row + symbol.cblk_col[c] + j] /= pivot


@kernel
def backward_panel(c, buffers, symbol, layout, side, vectors, work):
    """Solve for the unknowns of cblk c, those of all rows below being known."""
    first = symbol.cblk_col[c]
    w, m, at = symbol.cblk_col[c + 1] - first, layout.cblk_rows[c], layout.cblk_coef[c]
    X, k, n_row = vectors.X, vectors.k, buffers.n_row
    scale(c, 0, w, n_row, symbol, layout, side, vectors)
    for q in range(k):
        work[q * m : q * m + w] = X[q * n_row + first : q * n_row + first + w]
    fetch_below(c, n_row, symbol, vectors, work, w, m)
    if not side.fused:
        below, ld = below_panel(side, c, m, w)
        multiply_transposed(side, below, ld, m - w, w, work, 0, m, work, w, m, k)
    backward_solve(side, at, m, m, w, work, 0, m, k)
    for q in range(k):
        X[q * n_row + first : q * n_row + first + w] = work[q * m : q * m + w]


@kernel
def backward_product(c, low, high, buffers, symbol, layout, side, vectors, work):
    """Take what the rows below contribute off the unknowns of columns low:high of cblk c."""
    w, m = symbol.cblk_col[c + 1] - symbol.cblk_col[c], layout.cblk_rows[c]
    X, k, n_row = vectors.X, vectors.k, buffers.n_row
    scale(c, low, high, n_row, symbol, layout, side, vectors)
    fetch_below(c, n_row, symbol, vectors, work, 0, m - w)
    at, ld = below_panel(side, c, m, w)
    first = symbol.cblk_col[c] + low
    multiply_transposed(side, at + low * ld, ld, m - w, high - low, X, first, n_row, work, 0, m - w, k)


@kernel
def backward_diagonal(c, buffers, symbol, layout, side, vectors):
    """Solve with the diagonal block of cblk c, on its unknowns in place."""
    first = symbol.cblk_col[c]
    w, m = symbol.cblk_col[c + 1] - first, layout.cblk_rows[c]
    backward_solve(side, layout.cblk_coef[c], m, w, w, vectors.X, first, buffers.n_row, vectors.k)
