"""ILU(k) in dense blocks: its pattern widened to approximate supernodes, nothing outside of them computed."""

import numpy as np

from pastix_py.errors import UsageError
from pastix_py.incomplete.levels import grouped_rows
from pastix_py.incomplete.panels import factors_of, places, room_for
from pastix_py.incomplete.pivot import FAULT
from pastix_py.incomplete.places import fill
from pastix_py.incomplete.small import VECTORS, lanes_of
from pastix_py.incomplete.supernodes import Updates, supernodes, updates_of
from pastix_py.incomplete.turns import eliminate_in_blocks
from pastix_py.numeric.pages import coefficients
from pastix_py.ordering.graph import graph_of

WIDEST = 16  # unknowns of a block
SHARE = 0.4  # of the entries of a block, zeros that are allowed


def by_block(case):
    """Return shift -> `Trial` of block ILU(k), or of its symmetric kinds."""
    matrix, ordering, options = case.matrix, case.ordering, case.options
    if options.modified:
        raise UsageError("--modified has no effect on blocks, which lose what they drop: take ilut.")
    rows = grouped_rows(graph_of(matrix), ordering, min(options.level, matrix.n), case.threads)
    widest = min(WIDEST, VECTORS * lanes_of(case.dtype))
    nodes = supernodes(*rows, widest, SHARE * options.amalgamation)
    updates, room = Updates(*updates_of(nodes)), room_for(nodes, case.dtype)
    place = places(matrix, ordering, nodes, room)

    def attempt(shift):
        coef, _ = coefficients(room.at[-1], case.dtype)
        fill(matrix, ordering, place.of_A, coef)
        exchange, rule = np.empty(matrix.n, np.int32), case.rule(shift)
        more = matrix.is_half, case.hermitian, exchange, rule
        outcome = eliminate_in_blocks(nodes, updates, room, coef, *more, threads=case.threads)
        made = None
        if outcome[FAULT] == matrix.n:
            made = factors_of(ordering, place, nodes, room, coef, exchange, matrix.is_half, case.hermitian)
        return case.trial(made, outcome, rule)

    return attempt
