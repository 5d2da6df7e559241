"""Task bodies: what a worker runs, one call per task."""

from pastix_py.jit import inner
from pastix_py.layout.tasks import DIAGONAL, SOLVE, SUBTREE, UPDATE, n_rows
from pastix_py.numeric.homes import home_size, open_home
from pastix_py.numeric.laps import ASSEMBLY, BETWEEN, COMPRESSION, PANELS, PRODUCTS, lap
from pastix_py.numeric.low_rank import keep
from pastix_py.numeric.panel import LU, factor_panel
from pastix_py.numeric.update import gather, panel_of


@inner
def run_task(t, tasks, job, pivots, codes, work, homes, store, rule, own):
    """Run task t; returns pivots replaced, or −1 − the column (new numbering) whose pivot is not positive.

    `homes`, `store`, `rule`, `own` are `Homes`, `LowRank`, `Rule`, `LowWork`, None where nothing is compressed.
    """
    symbol, layout, kind = job.symbol, job.layout, tasks.kind[t]
    low, high, blok_low, blok_high = tasks.brow_low[t], tasks.brow_high[t], tasks.blok_low[t], tasks.blok_high[t]
    replaced = 0
    if own is not None:
        lap(BETWEEN, own.laps)
    for c in range(tasks.first[t], tasks.cblk[t] + 1):
        if kind == SUBTREE:
            low, high = symbol.brow_ptr[c], symbol.brow_ptr[c + 1]
            blok_low, blok_high = symbol.cblk_blok[c], symbol.cblk_blok[c + 1]
        first, m = symbol.cblk_col[c], layout.cblk_rows[c]
        w = symbol.cblk_col[c + 1] - first
        if homes is not None and layout.is_low[c]:
            open_home(c, home_size(w, m, job.kind == LU), homes)
            lap(ASSEMBLY, own.laps)
        gather(c, low, high, blok_low, blok_high, job, pivots.beside, work, homes, store, own)
        if own is not None:
            lap(PRODUCTS, own.laps)
        top, stop, outcome = 0, 0 if kind == DIAGONAL else m - w, 0
        if kind == SOLVE:
            top = layout.blok_row[blok_low] - w
            stop = top + n_rows(blok_low, blok_high, symbol, layout)
        if kind != UPDATE:
            (L, at), (U, au) = panel_of(c, 0, job, homes), panel_of(c, 1, job, homes)
            told = pivots, first, work.panel, kind == SOLVE, codes
            outcome = factor_panel(job.kind, job.symmetric, w, L, at, m, top, stop, U, au, *told)
        if own is not None:
            lap(PANELS, own.laps)
        if outcome < 0:
            return outcome - first
        replaced += outcome
        if homes is not None and layout.is_low[c] and kind != UPDATE:
            keep(c, blok_low, blok_high, job, homes, store, rule, own)
            lap(COMPRESSION, own.laps)
    return replaced
