"""How much a factor enlarges a vector of ones, ‖U⁻¹ L⁻¹ e‖∞: what tells whether its solves are stable.

E. Chow, Y. Saad, "Experimental study of ILU preconditioners for indefinite matrices", J. Comput. Appl. Math. 86, 1997.
"""

import numpy as np

from pastix_py.jit import kernel


def of_rows(L, U, inv_diag):
    """Return the growth of factors by `Rows`: a float, infinite where it is not a number."""
    return _largest(solved_by_rows(*L, *U, inv_diag))


def of_blocks(nodes, room, coef, exchange, half, hermitian):
    """Return the growth of factors in panels; arguments as for `panels.factors_of`."""
    return _largest(solved_by_blocks(nodes, room, coef, exchange, half, hermitian))


def _largest(x):
    """Return the size of the largest number, infinite where one is none."""
    with np.errstate(all="ignore"):
        size = float(abs(x).max(initial=0.0))
    return np.inf if np.isnan(size) else size


@kernel
def solved_by_rows(l_ptr, l_ind, L, u_ptr, u_ind, U, inv_diag):
    """Return U⁻¹ L⁻¹ e."""
    x = np.ones_like(inv_diag)
    for i in range(x.size):
        for p in range(l_ptr[i], l_ptr[i + 1]):
            x[i] -= L[p] * x[l_ind[p]]
    for i in range(x.size - 1, -1, -1):
        for p in range(u_ptr[i], u_ptr[i + 1]):
            x[i] -= U[p] * x[u_ind[p]]
        x[i] *= inv_diag[i]
    return x


@kernel
def solved_by_blocks(nodes, room, coef, exchange, half, hermitian):
    """Return U⁻¹ L⁻¹ e of factors in panels: a row of a panel takes one look at its number, not one for each entry."""
    n, n_cblk = nodes.owner.size, nodes.begin.size - 1
    x, own = np.ones(n, coef.dtype), np.empty(n, coef.dtype)
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
    return x
