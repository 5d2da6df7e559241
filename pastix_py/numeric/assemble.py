"""The values of A scattered into zeroed panels."""

import numpy as np

from pastix_py.dense.prefetch import prefetch
from pastix_py.jit import inner, kernel, run_on
from pastix_py.matrix.matrix import Symmetry
from pastix_py.numeric.homes import make_homes
from pastix_py.numeric.low_rank import make_low_rank
from pastix_py.numeric.pages import coefficients
from pastix_py.numeric.panels import Panels

LOWER_HALF, HERMITIAN_HALF, WHOLE = 0, 1, 2  # what of A is stored
BATCH = 128
SERIAL = 1 << 16  # coefficients of a factor that is not worth a second thread


@inner
def position(i, j, symbol, layout):
    """Return the place of entry (i, j), i ≥ j, in L; numbers are new ones."""
    c = layout.col_cblk[j]
    at = layout.cblk_coef[c] + (j - symbol.cblk_col[c]) * layout.cblk_rows[c]
    if i < symbol.cblk_col[c + 1]:
        return at + i - symbol.cblk_col[c]
    low, high = symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1] - 1
    while low < high:
        middle = (low + high) // 2
        if symbol.blok_end[middle] <= i:
            low = middle + 1
        else:
            high = middle
    return at + layout.blok_row[low] + i - symbol.blok_begin[low]


@inner
def position_beyond(i, j, symbol, layout):
    """Return the place in U of entry (i, j) that lies right of the diagonal block of row i."""
    c = layout.col_cblk[i]
    first, width = symbol.cblk_col[c], symbol.cblk_col[c + 1] - symbol.cblk_col[c]
    skipped = layout.cblk_coef[c] + (i - first + 1) * width
    return layout.cblk_coef_u[c] + position(j, i, symbol, layout) - skipped


@inner
def place_of(i, j, stored, symbol, layout):
    """Return the place of a stored entry (i, j) in L, or ~place where it goes to U; numbers are new ones.

    Of a half, what lies above the diagonal is transposed.
    """
    if i >= j or stored != WHOLE:
        return position(max(i, j), min(i, j), symbol, layout)
    c = layout.col_cblk[i]
    if j < symbol.cblk_col[c + 1]:
        first = symbol.cblk_col[c]
        return layout.cblk_coef[c] + (j - first) * layout.cblk_rows[c] + i - first
    return ~position_beyond(i, j, symbol, layout)


@inner
def add_batch(n_held, place, value, L, U):
    """Add held entries to their places: in L, or in U where the place is negative, ~place."""
    for k in range(n_held):
        if place[k] >= 0:
            L[place[k]] += value[k]
        else:
            U[~place[k]] += value[k]


@inner
def list_entry(c, place, value, symbol, layout, places, values, following):
    """List an entry of cblk c, whose place would be the given one, by its place in the home of c."""
    k = following[c]
    following[c] += 1
    inside = (symbol.cblk_col[c + 1] - symbol.cblk_col[c]) * layout.cblk_rows[c]
    places[k] = place - layout.cblk_coef[c] if place >= 0 else inside + ~place - layout.cblk_coef_u[c]
    values[k] = value


@kernel
def count_entries(first, last, ptr, ind, iperm, layout, count):
    """Count the stored entries of columns first:last for each cblk that is compressed."""
    for column in range(first, last):
        j = iperm[column]
        for p in range(ptr[column], ptr[column + 1]):
            c = layout.col_cblk[min(iperm[ind[p]], j)]
            count[c] += layout.is_low[c]


@kernel
def scatter(first, last, ptr, ind, val, stored, iperm, symbol, layout, L, U, entries):
    """Add the stored entries of columns first:last of A, in CSC with the user's numbering, to their places in L or U.

    A half is stored lower; an entry that the permutation carries above the diagonal is transposed (and conjugated).
    A whole matrix puts entries above the diagonal into U, or into the square diagonal block. Entries are held until
    BATCH of them have been asked for from memory. What belongs to compressed cblks is listed: `entries` is (place,
    value, where the next of each cblk goes), None where nothing is compressed.
    """
    place = np.empty(BATCH, np.int64)
    value = np.empty(BATCH, val.dtype)
    n_held = np.int64(0)
    for column in range(first, last):
        j = iperm[column]
        for p in range(ptr[column], ptr[column + 1]):
            i = iperm[ind[p]]
            value[n_held] = np.conj(val[p]) if i < j and stored == HERMITIAN_HALF else val[p]
            at = place_of(i, j, stored, symbol, layout)
            place[n_held] = at
            if at >= 0:
                prefetch(L, at, at + 1)
            else:
                prefetch(U, ~at, ~at + 1)
            if entries is not None:
                c = layout.col_cblk[min(i, j)]
                if layout.is_low[c]:
                    list_entry(c, place[n_held], value[n_held], symbol, layout, *entries)
                    continue
            n_held += 1
            if n_held == BATCH:
                add_batch(n_held, place, value, L, U)
                n_held = np.int64(0)
    add_batch(n_held, place, value, L, U)


def assemble(plan, matrix, dtype, old=None, threads=1):
    """Return (`Panels`, `Homes`) in `dtype` that hold P A Pᵀ, ready to be factored; None for homes of a plain plan.

    Parameters
    ----------
    plan : `Plan`; a half-stored matrix is expanded first only where its kind is LU.
    matrix : `Matrix`.
    dtype : precision of the factor.
    old : `Panels` whose memory may be used again, None for none.
    threads : how many threads; every entry has a place of its own, so the result is the same for any number.

    """
    stored = {Symmetry.SYMMETRIC: LOWER_HALF, Symmetry.HERMITIAN: HERMITIAN_HALF, Symmetry.GENERAL: WHOLE}
    source = matrix
    if plan.kind == "lu" and matrix.symmetry is not Symmetry.GENERAL:
        source = matrix.expanded()
    sizes = plan.layout.cblk_coef[-1], plan.layout.cblk_coef_u[-1]
    threads = threads if plan.n_coefficients() > SERIAL else 1
    if old and old.suit(plan, dtype):
        parts, zero = (old.L, old.U), False
    else:
        both, zero = coefficients(sum(sizes), dtype)
        parts = both[: sizes[0]], both[sizes[0] :]
    L, U = parts
    if not zero:
        run_on(threads, lambda k: [_clear(part, k, threads) for part in parts])
    with np.errstate(over="ignore"):
        val = np.ascontiguousarray(source.val, dtype)
    cuts = np.searchsorted(source.ptr, np.linspace(0, source.ptr[-1], threads + 1))
    cuts[0], cuts[-1] = 0, source.n
    homes, entries = _homes(plan, source, dtype, cuts) if plan.layout.is_low.any() else (None, [None] * threads)
    shared = (source.ptr, source.ind, val, stored[source.symmetry], plan.ordering.iperm, plan.symbol, plan.layout, L, U)
    run_on(threads, lambda k: scatter(cuts[k], cuts[k + 1], *shared, entries[k]))
    low_rank = make_low_rank(plan, dtype) if homes else None
    happened = np.zeros(plan.n, np.int8), np.zeros(plan.n, np.int32), np.zeros(plan.n, dtype)
    return Panels(L, U, *happened, low_rank), homes


def _homes(plan, source, dtype, cuts):
    """Return (`Homes`, (place, value, where the next of each cblk goes) for each range of columns)."""
    count = np.zeros((cuts.size - 1, plan.symbol.n_cblk), np.int64)
    shared = source.ptr, source.ind, plan.ordering.iperm, plan.layout
    run_on(cuts.size - 1, lambda k: count_entries(cuts[k], cuts[k + 1], *shared, count[k]))
    ptr = np.concatenate([[0], np.cumsum(count.sum(axis=0))])
    following = ptr[:-1] + np.cumsum(count, axis=0) - count
    place, value = np.empty(ptr[-1], np.int64), np.empty(ptr[-1], dtype)
    return make_homes(plan, ptr, place, value), [(place, value, one) for one in following]


def _clear(A, k, count):
    """Set the k-th of `count` parts of A to zero."""
    A[k * A.size // count : (k + 1) * A.size // count] = 0
