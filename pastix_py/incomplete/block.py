"""ILU(k) in dense blocks: its pattern widened to approximate supernodes, nothing outside of them computed.

Where pivots of a symmetric matrix need not be positive, exchanges of rows inside the blocks make the factorization LU.
"""

import numpy as np

from pastix_py.errors import UsageError
from pastix_py.incomplete import places as of_rows
from pastix_py.incomplete.levels import grouped_rows
from pastix_py.incomplete.panels import factors_of, places, room_for
from pastix_py.incomplete.small import VECTORS, lanes_of
from pastix_py.incomplete.supernodes import SHARE, supernodes
from pastix_py.incomplete.turns import eliminate_in_blocks
from pastix_py.numeric.pages import coefficients
from pastix_py.ordering.graph import graph_of

WIDEST = 16  # columns of a block


def by_block(case):
    """Return shift -> `Trial` of block ILU(k), or of its symmetric kinds."""
    matrix, ordering, options = case.matrix, case.ordering, case.options
    if options.modified:
        raise UsageError("Blocks drop what they drop: take --method ilu or ilut with --modified.")
    rows = grouped_rows(graph_of(matrix), ordering, min(options.level, matrix.n), case.threads)
    widest = min(WIDEST, VECTORS * lanes_of(case.dtype))
    nodes = supernodes(*rows, widest, SHARE * options.amalgamation)
    room = room_for(nodes, case.dtype, not matrix.is_half)
    place = places(matrix, ordering, nodes, room)

    def attempt(shift):
        coef, _ = coefficients(room.at[-1], case.dtype)
        of_rows.fill(matrix, ordering, place, coef)
        exchange, half = np.empty(matrix.n, np.int32), matrix.is_half
        given = nodes, room, coef, half, case.hermitian, exchange, case.rule(shift)
        outcome = eliminate_in_blocks(*given, case.threads)
        made = factors_of(case, nodes, room, coef, exchange) if outcome[0] == matrix.n else None
        return case.trial(made, outcome, shift)

    return attempt
