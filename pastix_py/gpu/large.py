"""Large updates, of a panel C by a product A Bᵀ of parts of others: where these lie, found for all of them at once.

An update costs the host as much as it costs the device, if its numbers are looked up one by one.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.layout.sweeps import COEF, COEF_U, HEIGHT, WIDTH


class Update(NamedTuple):
    """One of them; a panel of L is counted with its diagonal block, one of U without."""

    source: int  # cblks
    target: int
    top: int  # first row of A in the panel of the source, counted with its diagonal block
    face: int  # that of B
    rows: int  # of A
    faces: int  # rows of B
    width: int  # columns of both
    at_A: int  # coefficients before each in L, or in U
    at_B: int
    at_C: int
    lead_A: int  # from a column to the next
    lead_B: int
    lead_C: int
    is_whole: bool  # A Bᵀ has all rows and columns of C


def updates(found, panels, square, beyond):
    """Return the `Update`s of the panels of L, or of U if `beyond`, None for those without rows.

    Parameters
    ----------
    found : `NumericTables.large`.
    panels : (n_cblk + 1, 7) table, on the host.
    square : whether B is of the array that A is not of, as for LU.

    """
    source, target, top, face, faces = found.T
    width, of_target = panels[source, WIDTH], panels[target, WIDTH]
    top = face + faces if beyond else top
    rows = panels[source, HEIGHT] - top
    A, B, C = (
        _placed(panels, cblk, in_U)
        for cblk, in_U in ((source, beyond), (source, square and not beyond), (target, beyond))
    )
    lies = A[0] + top, B[0] + face, C[0] + of_target * beyond, A[1], B[1], C[1]
    is_whole = (rows == C[1]) & (faces == of_target)
    table = np.column_stack((source, target, top, face, rows, faces, width, *lies, is_whole))
    return [Update._make(row) if row[4] else None for row in table.tolist()]


def _placed(panels, cblks, in_U):
    """Return (where row 0 of panels would lie, counted with diagonal blocks, from a column to the next)."""
    if not in_U:
        return panels[cblks, COEF], panels[cblks, HEIGHT]
    width = panels[cblks, WIDTH]
    return panels[cblks, COEF_U] - width, panels[cblks, HEIGHT] - width
