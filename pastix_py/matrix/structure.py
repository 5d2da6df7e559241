"""Singular whatever the values: empty rows, and structural rank."""

import numpy as np

from pastix_py.errors import StructurallySingular
from pastix_py.matrix.transversal import maximum_transversal


def check_empty_rows(matrix):
    """Raise `StructurallySingular` for a row or column without a non-zero."""
    stored = matrix.val != 0
    rows = np.bincount(matrix.ind[stored], minlength=matrix.n)
    columns = np.add.reduceat(np.append(stored, False), matrix.ptr[:-1]) * (np.diff(matrix.ptr) > 0)
    if matrix.is_half:
        rows = columns = rows + columns
    for count, name in ((rows, "row"), (columns, "column")):
        if matrix.n and count.min() == 0:
            index = int(np.argmin(count))
            raise StructurallySingular(
                f"The matrix is structurally singular: {name} {index + 1} has no non-zero entry.", row=index
            )


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
