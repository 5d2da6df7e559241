"""‖U⁻¹ L⁻¹ s‖∞, s the sizes of the rows of A: what tells whether solves with a factor are stable.

E. Chow, Y. Saad, "Experimental study of ILU preconditioners for indefinite matrices", J. Comput. Appl. Math. 86, 1997,
with a vector of ones; with the sizes, the scales of rows do not matter.
"""

import numpy as np

from pastix_py.jit import kernel


def of_rows(size, L, U, inv_diag):
    """Return the growth of factors by `Rows`: a float, infinite where it is not a number."""
    x = size.astype(inv_diag.dtype)
    solve_by_rows(*L, *U, inv_diag, x)
    return _largest(x)


def of_blocks(size, nodes, room, coef, exchange, half, hermitian):
    """Return the growth of factors in panels; arguments as for `panels.factors_of`."""
    x = size.astype(coef.dtype)
    solve_by_blocks(nodes, room, coef, exchange, half, hermitian, x)
    return _largest(x)


def _largest(x):
    """Return the size of the largest number, infinite where one is none."""
    with np.errstate(all="ignore"):
        size = float(abs(x).max(initial=0.0))
    return np.inf if np.isnan(size) else size


@kernel
def solve_by_rows(l_ptr, l_ind, L, u_ptr, u_ind, U, inv_diag, x):
    """Set x to U⁻¹ L⁻¹ x."""
    for i in range(x.size):
        for p in range(l_ptr[i], l_ptr[i + 1]):
            x[i] -= L[p] * x[l_ind[p]]
    for i in range(x.size - 1, -1, -1):
        for p in range(u_ptr[i], u_ptr[i + 1]):
            x[i] -= U[p] * x[u_ind[p]]
        x[i] *= inv_diag[i]


@kernel
def solve_by_blocks(nodes, room, coef, exchange, half, hermitian, x):
    """Do the same by panels: a row of one takes one look at its number, not one for each entry."""
    n_cblk, own = nodes.begin.size - 1, np.empty_like(x)
    for c in range(n_cblk):
        first, w, ld, low = nodes.begin[c], nodes.begin[c + 1] - nodes.begin[c], room.stride[c], nodes.ptr[c]
        for k in range(w):
            own[k] = x[exchange[first + k]]
            for j in range(k):
                own[k] -= coef[room.at[c] + k * ld + j] * own[j]
        for k in range(w):
            x[first + k] = own[k]
        for t in range(low, nodes.ptr[c + 1]):
            at, total = room.at[c] + (w + t - low) * ld, own[0] * 0
            for k in range(w):
                total += coef[at + k] * own[k]
            x[nodes.ind[t]] -= total
    for c in range(n_cblk - 1, -1, -1):
        first, w, ld, low = nodes.begin[c], nodes.begin[c + 1] - nodes.begin[c], room.stride[c], nodes.ptr[c]
        for k in range(w):
            own[k] = x[first + k]
        for t in range(low, nodes.ptr[c + 1]):
            at, value = room.beyond[c] + (t - low) * ld, x[nodes.ind[t]]
            for k in range(w):
                own[k] -= coef[at + k] * value
        for k in range(w - 1, -1, -1):
            pivot = coef[room.at[c] + k * (ld + 1)]
            own[k] /= pivot
            for j in range(k + 1, w):
                if half:
                    factor = coef[room.at[c] + j * ld + k]
                    own[k] -= (np.conj(factor) if hermitian else factor) * x[first + j]
                else:
                    own[k] -= coef[room.at[c] + k * ld + j] / pivot * x[first + j]
            x[first + k] = own[k]
