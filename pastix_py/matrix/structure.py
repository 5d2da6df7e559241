"""Singular whatever the values: empty rows, and structural rank, with the rows and columns that are to blame."""

import numpy as np

from pastix_py.errors import StructurallySingular
from pastix_py.jit import kernel, wait_for
from pastix_py.matrix.transversal import maximum_transversal

NONE = np.zeros(0, np.int64)
SHOWN = 5  # rows and columns that a sentence names


def check_empty_rows(matrix):
    """Raise `StructurallySingular` for a row or column without a non-zero."""
    rows = np.zeros(matrix.n, bool)
    columns = rows if matrix.is_half else np.zeros(matrix.n, bool)
    mark_filled(matrix.ptr, matrix.ind, matrix.val, rows, columns)
    for filled, name in ((rows, "row"), (columns, "column")):
        if not filled.all():
            empty = np.flatnonzero(~filled)
            told = f"{name} {empty[0] + 1} has" if empty.size == 1 else f"{_named(empty, name)} have"
            raise StructurallySingular(
                f"The matrix is structurally singular: {told} no non-zero entry.",
                **{"rows": NONE, "columns": NONE, f"{name}s": empty},
            )


@kernel
def mark_filled(ptr, ind, val, rows, columns):
    """Set `rows` and `columns`, bool (n,), to True where a stored entry is not zero."""
    for j in range(ptr.size - 1):
        for p in range(ptr[j], ptr[j + 1]):
            if val[p] != 0:
                rows[ind[p]] = True
                columns[j] = True


def check_structure(matrix):
    """Raise `StructurallySingular` where no permutation puts non-zeros on the whole diagonal."""
    by_row = matrix.full().tocsr()
    by_row.eliminate_zeros()
    pattern = by_row.indptr.astype(np.int64), by_row.indices.astype(np.int64)
    column_of = wait_for(maximum_transversal, *pattern)
    rank = int(np.count_nonzero(column_of >= 0))
    if rank == matrix.n:
        return
    rows, columns = overdetermined(*pattern, column_of)
    raise StructurallySingular(
        f"The matrix is structurally singular: its structural rank is {rank} of {matrix.n}, since "
        f"{_named(rows, 'row')} {'has' if rows.size == 1 else 'have'} entries in {_named(columns, 'column')} alone.",
        rows=rows,
        columns=columns,
    )


def overdetermined(ptr, ind, column_of):
    """Return (rows, columns), int64 each: rows that have all their entries in columns which are fewer.

    They are what alternating paths reach from the rows without a column: a row leads to its columns, a column to the
    row that it is given to. A. L. Dulmage, N. S. Mendelsohn, "Coverings of bipartite graphs", Canad. J. Math. 10, 1958.

    Parameters
    ----------
    ptr, ind : square CSR pattern, int64.
    column_of : column of each row in a maximum transversal, -1 for none, int64 (n,).

    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order

    n, alone = column_of.size, np.flatnonzero(column_of < 0)
    row_of = np.empty(n, np.int64)
    row_of[column_of[column_of >= 0]] = np.flatnonzero(column_of >= 0)
    row_of[np.setdiff1d(np.arange(n), column_of)] = n  # no path leads to such a column
    start = np.concatenate([ptr, [ptr[-1] + alone.size]])  # one more node, from which all paths start
    graph = csr_array((np.ones(start[-1]), np.concatenate([row_of[ind], alone]), start), (n + 1, n + 1))
    rows = np.sort(breadth_first_order(graph, n, return_predecessors=False)[1:]).astype(np.int64)
    columns = column_of[rows]
    return rows, np.sort(columns[columns >= 0])


def _named(indices, noun):
    """Return '1 row (7)' or '12 rows (1, 2, 3, 4, 5, ...)', numbered from 1."""
    first = ", ".join(str(index + 1) for index in indices[:SHOWN].tolist())
    return f"{indices.size:,} {noun}{'s' * (indices.size != 1)} ({first}{', ...' if indices.size > SHOWN else ''})"
