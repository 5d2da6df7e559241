"""Twins of `cuda/low_rank.cu`; a row of a table for each blok, a block of threads for each row."""

from itertools import pairwise

import numpy as np

AT, LEAD, HEIGHT, WIDTH, WORK, MOST, SIDE = range(7)  # columns of the table of what is compressed
FROM, RANK, TALL, WIDE, TO, TO_LEAD = range(6)  # columns of that of what is made dense
STRIPES = 8  # blocks of threads, along y, that copies of a blok are shared out to


def work_size(height, width, most):
    """Return the coefficients that `compress_bloks` works in for a blok; of numbers or arrays."""
    most = np.maximum(most, 0)
    return height * width + most * (height + width) + width


def _block(A, at, rows, columns, lead):
    """Return a matrix stored by columns in a flat array, a view."""
    item = A.itemsize
    return np.lib.stride_tricks.as_strided(A[at:], (rows, columns), (item, item * lead))


def _found(A, row):
    """Return (W, Q, R, norms) of a row of the table, views: what is left, by rows, h × most, most × w, and w."""
    h, w, at, most = row[HEIGHT], row[WIDTH], row[WORK], row[MOST]
    ends = np.cumsum([at, h * w, h * most, w * most, w]).tolist()
    W, Q, R, norms = (A[low:high] for low, high in pairwise(ends))
    return W.reshape(h, w), Q.reshape(most, h).T, R.reshape(w, most).T, norms


def compress_bloks(A, table, limits, of_block, rank):
    """Find Q R with ‖B − Q R‖_F at most limits[side], or that times ‖B‖_F if `of_block`, for each blok B.

    Columns are orthogonalized by modified Gram-Schmidt, the longest of what is left first (P. Businger, G. H. Golub,
    "Linear least squares solutions by Householder transformations", Numer. Math. 7, 1965, choose them so). What is left
    is kept up to date, so its size is what it is taken for, however orthogonal the columns are. `rank` becomes that, or
    −1 where MOST columns do not suffice, or are negative, and for a blok that is not finite.
    """
    for i, row in enumerate(table.tolist()):
        rank[i] = -1
        if row[MOST] < 0:
            continue
        W, Q, R, norms = _found(A, row)
        W[:] = _block(A, row[AT], row[HEIGHT], row[WIDTH], row[LEAD])
        limit = limits[row[SIDE]] ** 2
        for k in range(row[MOST] + 1):
            norms[:] = (W.real**2 + W.imag**2).sum(axis=0)
            total, pivot = norms.real.sum(), norms.real.argmax()
            limit = limit * total if of_block and k == 0 else limit
            if total <= limit:
                rank[i] = k
            if total <= limit or k == row[MOST] or not np.isfinite(total):
                break
            q = Q[:, k]
            q[:] = W[:, pivot] / np.sqrt(norms.real[pivot])
            R[k] = q.conj() @ W
            W -= np.outer(q, R[k])


def pack_bloks(A, table, rank, to):
    """Copy bloks to `to`: Q, and R behind it, rank × w by columns, or the blok itself where the rank is negative."""
    for row, r, place in zip(table.tolist(), rank.tolist(), to.tolist(), strict=True):
        h, w = row[HEIGHT], row[WIDTH]
        if r < 0:
            _block(A, place, h, w, h)[:] = _block(A, row[AT], h, w, row[LEAD])
            continue
        _, Q, R, _ = _found(A, row)
        _block(A, place, h, r, h)[:] = Q[:, :r]
        _block(A, place + h * r, r, w, r)[:] = R[:r]


def expand_bloks(A, table):
    """Set parts of panels to bloks: products U Vᵀ, stored as `pack_bloks` does, or as they are."""
    for at, r, h, w, to, lead in table.tolist():
        part = _block(A, at, h, w, h) if r < 0 else _block(A, at, h, r, h) @ _block(A, at + h * r, r, w, max(r, 1))
        _block(A, to, h, w, lead)[:] = part
