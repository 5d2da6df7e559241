"""The numeric stage on a device: level by level, each cblk waiting for earlier levels alone; nothing is atomic.

A level takes from its panels what earlier cblks contribute: of wide ones by products of the library, of narrow ones all
in one launch. Then its diagonal blocks are factored tile by tile, all cblks in step: the tile, which is inverted, the
rows beside it, and what is right of it.
"""

import numpy as np

from pastix_py.dense.pivots import substitute_for
from pastix_py.gpu.kernels import launch
from pastix_py.gpu.large import updates
from pastix_py.gpu.panels import DevicePanels, Resident, inverse_offsets, make_tables
from pastix_py.gpu.place import stored
from pastix_py.gpu.product import Part, multiply
from pastix_py.gpu.trail import Trail
from pastix_py.gpu.twins.gather import COLUMNS, ROWS, THREADS
from pastix_py.layout.kind import KINDS
from pastix_py.numeric.threshold import pivot_threshold

STRIP, SHARE = 1 << 21, 64  # coefficients of a product that waits to be subtracted, at most; at most a 64th of all


class Run:
    """A factorization on a device: its arrays, and what the kernels are told of the kind.

    `tables` are those of the cblks that it works on now: `Tables`, or what has its numeric, inverse_at and panels.
    """

    def __init__(self, device, plan, arrays, limits, trail):
        xp, dtype = device.xp, arrays[0].dtype
        self.device, self.plan, self.trail, self.tables = device, plan, trail, None
        self.L, self.U, self.inverses = arrays
        self.kind, self.square = KINDS.index(plan.kind), int(plan.kind == "lu")
        self.symmetric = int(plan.kind == "llt" and dtype.kind == "c")
        self.scaled = int(plan.kind in ("ldlt", "ldlh"))
        self.conj = int(plan.kind in ("llh", "ldlh") and dtype.kind == "c")
        self.limits, self.marks = xp.asarray(limits), xp.zeros(plan.n, np.int8)
        self.outcome = xp.zeros(plan.symbol.n_cblk, np.int64)
        self.work = self.beside = xp.empty(0, dtype)

    def turn(self, tables, kind="level"):
        """Do all that tables say, level by level, each a task of a kind."""
        self.tables, numeric = tables, tables.numeric
        if numeric.large.size and not self.work.size:
            self.work = self.device.xp.empty(strip_size(self.plan), self.L.dtype)
        large = [updates(numeric.large, tables.panels, self.square, beyond) for beyond in range(1 + self.square)]
        most = max((u.faces * u.width for u in large[0] if u), default=0) if self.scaled or self.conj else 0
        if most > self.beside.size:
            self.beside = self.device.xp.empty(most, self.L.dtype)
        large, ptr = list(zip(*large, strict=True)), numeric.large_ptr.tolist()
        with np.errstate(all="ignore"):
            for level in range(numeric.n_level):
                with self.trail.task(kind, work=numeric.work[level]):
                    self.level(level, large[ptr[level] : ptr[level + 1]])

    def failed(self):
        """Return the first column without a positive pivot, or −1."""
        outcome = self.device.to_host(self.outcome)
        failed = -1 - outcome[outcome < 0]
        return int(failed.min()) if failed.size else -1

    def level(self, level, large):
        """Take from the panels of a level what earlier ones contribute, and factor them.

        `large` : those contributions that are products of the library, each of L and, for LU, of U.
        """
        steps = self.tables.numeric.step_ptr
        for both in large:
            for beyond, update in enumerate(both):
                if update:
                    self._subtract_large(update, beyond)
        for beyond in range(1 + self.square):
            self._gather(level, beyond)
        for step, at in enumerate(range(int(steps[level]), int(steps[level + 1]))):
            self._factor_step(level, step, at)

    def _gather(self, level, beyond):
        numeric = self.tables.numeric
        first, stop = numeric.gather_ptr[2 * level + beyond : 2 * level + beyond + 2].tolist()
        told = self.L, self.U, numeric.panels, numeric.bloks, *numeric.tiles, numeric.source_ptr, numeric.source
        told = *told, first, stop - first, self.square, beyond, self.scaled, self.conj
        launch(self.device, "gather_updates", stop - first, told)

    def _factor_step(self, level, step, at):
        numeric, shared = self.tables.numeric, (self.inverses, self.tables.inverse_at)
        of_kind = step, self.kind, self.symmetric
        own = numeric.cblk, int(numeric.cblk_ptr[level]), int(numeric.step_count[at])
        after = self.limits, self.marks, self.outcome
        launch(self.device, "factor_tiles", own[2], (self.L, *shared, numeric.panels, *own, *of_kind, *after))
        first, stop = numeric.rows_ptr[at : at + 2].tolist()
        told = self.L, self.U, *shared, numeric.panels, *numeric.rows, first, stop - first
        launch(self.device, "solve_rows", stop - first, (*told, *of_kind))
        first, stop = numeric.rest_ptr[at : at + 2].tolist()
        told = self.L, self.U, numeric.panels, *numeric.rest, first, stop - first
        launch(self.device, "update_rest", stop - first, (*told, *of_kind))

    def _subtract_large(self, update, beyond):
        """Subtract what all bloks of a cblk that face one target contribute to its panel of L, or of U.

        Between panels of one supernode all rows and columns are there, so that needs no scatter; it may write above
        the diagonal, where nobody reads.
        """
        u, (L, U) = update, (self.U, self.L) if beyond else (self.L, self.U)
        A = Part(L, u.at_A, u.rows, u.width, u.lead_A)
        B = (
            self._facing(u)
            if self.scaled or self.conj
            else Part(U if self.square else L, u.at_B, u.faces, u.width, u.lead_B)
        )
        if u.is_whole:
            multiply(self.device, Part(L, u.at_C, u.rows, u.faces, u.lead_C), A, B, subtract=True)
            return
        wide = max(self.work.size // u.rows, 1)
        told = self.L, self.U, self.tables.numeric.panels, self.tables.numeric.bloks, u.source, u.target, u.top
        for low in range(0, u.faces, wide):
            count = min(wide, u.faces - low)
            multiply(self.device, Part(self.work, 0, u.rows, count, u.rows), A, B.below(low, count))
            grid = -(-u.rows // ROWS), -(-count // COLUMNS)
            arguments = self.work, u.rows, count, *told, u.face + low, self.square, beyond
            launch(self.device, "scatter_subtract", grid, arguments)

    def _facing(self, update):
        """Return the rows of a panel of L that others are multiplied by: times D, conjugated."""
        count, B = update.faces * update.width, self.beside
        told = B, update.faces, self.L, self.tables.numeric.panels, update.source, update.face, self.scaled, self.conj
        launch(self.device, "facing_rows", -(-count // THREADS), told)
        return Part(B, 0, update.faces, update.width, update.faces)


def strip_size(plan):
    """Return the coefficients of the work array for products."""
    rows = int(plan.layout.cblk_rows.max(initial=1))
    return max(rows * COLUMNS, min(STRIP, plan.n_coefficients() // SHARE))


def fill(device, plan, matrix, dtype, old, options, progress=None):
    """Return (`DevicePanels`, first column without a positive pivot, or −1): `matrix` assembled and factored.

    Writes the trace that is asked for. `old` panels whose memory and tables may be used again, None for none; they are
    lost. Pivots are not exchanged: small ones are replaced.
    """
    xp, source = device.xp, stored(plan, matrix)
    with device.watched("the factorization"):
        tables = old.resident.tables if old else make_tables(device, plan, source)
        if old and old.fit(device, plan, dtype):
            arrays = old.resident.L, old.resident.U, old.resident.inverses
        else:
            sizes = plan.layout.cblk_coef[-1], plan.layout.cblk_coef_u[-1], inverse_offsets(plan)[-1]
            arrays = tuple(xp.empty(int(count), dtype) for count in sizes)
        with np.errstate(over="ignore"):
            val = xp.array(source.val, dtype)
        trail = Trail(device, options.trace)
        with trail.task("assemble"):
            tables.place.assemble(val, *arrays[:2])
        run = Run(device, plan, arrays, limits_of(matrix, dtype), trail)
        run.turn(tables)
        panels, failed = _panels(run), run.failed()
        trail.write(options.trace, matrix.name, plan.kind, dtype)
    if progress:
        progress("factorization", 1.0)
    return panels, failed


def limits_of(matrix, dtype):
    """Return (size below which a pivot is replaced, that of what replaces it) as an array."""
    threshold = np.array(pivot_threshold(matrix, dtype), np.dtype(dtype).type(0).real.dtype)[()]
    return np.array([threshold, substitute_for(threshold)])


def _panels(run):
    """Return what has been made, with the statistics of pivots on the host."""
    device, n, dtype = run.device, run.plan.n, run.L.dtype
    diagonal = run.L[run.tables.diagonal_at] if run.scaled else None
    shared = run.tables, run.L, run.U, run.inverses, run.tables.inverse_at, diagonal
    happened = device.to_host(run.marks), np.zeros(n, np.int32), np.zeros(n, dtype)
    return DevicePanels(run.L, run.U, *happened, resident=Resident(device, *shared))
