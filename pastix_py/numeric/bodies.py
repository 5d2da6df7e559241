"""Task bodies: what a worker runs, one call per task."""

from pastix_py.jit import inner
from pastix_py.layout.tasks import DIAGONAL, SOLVE, SUBTREE, UPDATE, n_rows
from pastix_py.numeric.low_rank import keep
from pastix_py.numeric.panel import factor_panel
from pastix_py.numeric.update import gather


@inner
def run_task(t, tasks, job, pivots, codes, work, compressed):
    """Run task t; returns pivots replaced, or −1 − the column (new numbering) whose pivot is not positive.

    `compressed` is (`LowRank`, `Rule`, `LowWork`), None where nothing is compressed.
    """
    symbol, layout, kind, L = job.symbol, job.layout, tasks.kind[t], job.L
    low, high, blok_low, blok_high = tasks.brow_low[t], tasks.brow_high[t], tasks.blok_low[t], tasks.blok_high[t]
    replaced = 0
    for c in range(tasks.first[t], tasks.cblk[t] + 1):
        if kind == SUBTREE:
            low, high = symbol.brow_ptr[c], symbol.brow_ptr[c + 1]
            blok_low, blok_high = symbol.cblk_blok[c], symbol.cblk_blok[c + 1]
        if compressed is None:
            gather(c, low, high, blok_low, blok_high, job, pivots.beside, work, None, None)
        else:
            store, _, own = compressed
            gather(c, low, high, blok_low, blok_high, job, pivots.beside, work, store, own)
        first, at, au, m = symbol.cblk_col[c], layout.cblk_coef[c], layout.cblk_coef_u[c], layout.cblk_rows[c]
        w = symbol.cblk_col[c + 1] - first
        top, stop, outcome = 0, 0 if kind == DIAGONAL else m - w, 0
        if kind == SOLVE:
            top = layout.blok_row[blok_low] - w
            stop = top + n_rows(blok_low, blok_high, symbol, layout)
        if kind != UPDATE:
            shape, solved = (w, L, at, m, top, stop), kind == SOLVE
            told = pivots, first, work.panel, solved, codes
            outcome = factor_panel(job.kind, job.symmetric, *shape, job.U, au, *told)
        if outcome < 0:
            return outcome - first
        replaced += outcome
        if compressed is not None:
            store, rule, own = compressed
            if store.is_low[c] and kind != UPDATE:
                keep(c, blok_low, blok_high, job, store, rule, own)
    return replaced
