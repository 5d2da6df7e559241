"""Tasks one after the other: this loop defines what every scheduler must compute."""

from pastix_py.jit import kernel
from pastix_py.numeric.bodies import panel_task

CANCEL, DONE, REPLACED, FAILED = range(4)  # fields of `status`


@kernel
def run(tasks, symbol, layout, kind, symmetric, threshold, L, U, marks, work, tile, runs, status):
    """Run the tasks in their topological order until one fails or `status[CANCEL]` is set.

    Produces: `status[DONE]` tasks ended; `status[REPLACED]` pivots; `status[FAILED]` column (new numbering) or −1.
    """
    for t in range(tasks.kind.size):
        if status[CANCEL]:
            return
        c = tasks.cblk[t]
        outcome = panel_task(c, symbol, layout, kind, symmetric, threshold, L, U, marks, work, tile, runs)
        if outcome < 0:
            status[FAILED] = symbol.cblk_col[c] - outcome - 1
            return
        status[REPLACED] += outcome
        status[DONE] = t + 1
