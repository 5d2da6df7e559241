"""Singular whatever the values: empty rows, and structural rank."""

import numpy as np

from pastix_py.errors import StructurallySingular
from pastix_py.jit import kernel
from pastix_py.matrix.transversal import maximum_transversal


def check_empty_rows(matrix):
    """Raise `StructurallySingular` for a row or column without a non-zero."""
    rows = np.zeros(matrix.n, bool)
    columns = rows if matrix.is_half else np.zeros(matrix.n, bool)
    mark_filled(matrix.ptr, matrix.ind, matrix.val, rows, columns)
    for filled, name in ((rows, "row"), (columns, "column")):
        if not filled.all():
            index = int(np.argmin(filled))
            raise StructurallySingular(
                f"The matrix is structurally singular: {name} {index + 1} has no non-zero entry.", row=index
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
    given = maximum_transversal(by_row.indptr.astype(np.int64), by_row.indices.astype(np.int64))
    missing = np.flatnonzero(given < 0)
    if missing.size:
        row = int(missing[0])
        raise StructurallySingular(
            f"The matrix is structurally singular: its structural rank is {matrix.n - missing.size} of {matrix.n}, "
            f"and row {row + 1} finds no column of its own.",
            row=row,
        )
