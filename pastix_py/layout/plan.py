"""`Plan`: everything about a factorization that does not depend on the values. The stage: `make_plan`."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pastix_py import archive
from pastix_py.jit import wait_for
from pastix_py.layout.layout import Layout, lay_out, panel_size
from pastix_py.layout.split import split
from pastix_py.layout.sweeps import build_sweeps
from pastix_py.layout.tasks import Tasks, build_tasks, tree_of
from pastix_py.matrix.matching import UNMATCHED, Matching
from pastix_py.ordering.cost import Cost
from pastix_py.ordering.ordering import Ordering
from pastix_py.symbolic.reorder import RowOrder
from pastix_py.symbolic.symbol import Symbol

WIDTH, WIDTH_LOW = 256, 128  # of the widest panel by default, without and with compression
NOT, AUTO, DURING, PATIENT = "none", "auto", "during", "minimal-memory"  # strategies of compression
PAYS = 3e7  # times the fourth power of the digits of the tolerance: operations from which compression saves time, about
LEAST_DIGITS = 3.0  # that count there
LONG = 400  # operations for each entry of the factor, at least: those of a plane are too small a part of its time
RANK = 7.5  # of a block for each digit of the tolerance: the most that a problem needed, see `Plan.expected_bytes`
UNDER_WORK = {"just-in-time": 0.45, DURING: 0.3, PATIENT: 0.15}  # share of what is compressed that is dense at a time


@dataclass(frozen=True)
class Plan:
    """Structure, layout and tasks of a factorization; one plan serves every precision and every set of values."""

    ordering: Ordering
    symbol: Symbol
    layout: Layout
    tasks: Tasks
    cost: Cost
    kind: str  # one of KINDS
    pattern: str  # fingerprint of the pattern that it was made for
    row_order: RowOrder
    n_schur: int = 0
    matching: Matching = UNMATCHED  # that it was made for
    compress: str = "none"  # strategy of compression
    reason: str = ""  # why 'auto' took it

    @cached_property
    def sweeps(self):
        """The task graphs of the solves, made when first asked for."""
        return build_sweeps(self.symbol, self.layout, self.n_factored)

    @property
    def n(self):
        """Number of unknowns."""
        return self.symbol.n

    @property
    def n_factored(self):
        """Number of cblks that are factored: all but that of a Schur complement."""
        return self.symbol.n_cblk - int(self.n_schur > 0)

    @property
    def nnz_factor(self):
        """Exact entries of the factor, before amalgamation."""
        return self.cost.entries(self.kind)

    def flops(self, dtype):
        """Return the operations of the factorization in `dtype`."""
        return self.cost.flops(self.kind, np.dtype(dtype).kind == "c")

    def n_coefficients(self):
        """Return the number of stored coefficients, explicit zeros included."""
        return int(self.layout.cblk_coef[-1] + self.layout.cblk_coef_u[-1]) + int(self.low_sizes().sum())

    def low_sizes(self):
        """Return the coefficients of each cblk that is compressed, before it is, 0 for the others; int64 (n_cblk)."""
        sizes = panel_size(np.diff(self.symbol.cblk_col), self.layout.cblk_rows, self.kind == "lu")
        return np.where(self.layout.is_low, sizes, 0)

    def predicted_bytes(self, dtype):
        """Return the bytes that the factor will occupy in `dtype`."""
        return self.n_coefficients() * np.dtype(dtype).itemsize

    def expected_bytes(self, dtype, tolerance):
        """Return the bytes that the factor, and the cblks under work, will take when compressed to a tolerance, about.

        Ranks grow with the digits and hardly with the blocks. Of lap3, elast3, helm3 and convdiff3 with 24 to 80
        unknowns along an edge (14 to 40 of elast3) and tolerances of 1e-2 to 1e-12, the bytes of the factor are met
        with 2.5 to 7.5 ranks for each digit, most for elasticity at 1e-4: so a Laplacian takes about half of this.
        """
        item, is_low = np.dtype(dtype).itemsize, self.layout.is_low[self.layout.blok_cblk] == 1
        if not is_low.any():
            return self.predicted_bytes(dtype)
        width = np.diff(self.symbol.cblk_col)[self.layout.blok_cblk]
        height, sides = self.symbol.blok_end - self.symbol.blok_begin, 2 if self.kind == "lu" else 1
        digits = -np.log10(np.clip(tolerance, np.finfo(dtype).eps, 1.0))
        saved = height * width - np.minimum(height * width, RANK * digits * (height + width))
        saved[self.symbol.cblk_blok[:-1]] = 0  # diagonal blocks
        left = self.n_coefficients() - sides * saved[is_low].sum()
        return int(left + UNDER_WORK[self.compress] * self.low_sizes().sum()) * item

    def describe(self, dtype):
        """Return the counts of the analysis as plain values, for reports."""
        counts = {"n_cblk": self.symbol.n_cblk, "n_blok": self.symbol.n_blok, "nnz_factor": self.nnz_factor}
        counts |= {"flops": self.flops(dtype), "predicted_bytes": self.predicted_bytes(dtype)}
        return counts | {"row_order": self.row_order._asdict(), "compression": self.reason}

    def with_kind(self, kind):
        """Return the plan of another factorization kind on the same structure."""
        if kind == self.kind:
            return self
        layout, _ = _structured(self.symbol, kind, self.n_schur, self.compress, self.tasks)
        return replace(self, layout=layout, kind=kind)

    def without_compression(self):
        """Return the plan of a factorization without compression on the same structure."""
        if self.compress == NOT:
            return self
        layout, tasks = _structured(self.symbol, self.kind, self.n_schur, NOT)
        return replace(self, layout=layout, tasks=tasks, compress=NOT)

    def save(self, path):
        """Write the plan to a file, for `Plan.load` and for the commands."""
        archive.write(path, "plan", *self.to_arrays())

    def to_arrays(self):
        """Return (header, arrays) for `from_arrays`."""
        header = {
            "factorization": self.kind,
            "n_schur": self.n_schur,
            "compress": self.compress,
            "why_compress": self.reason,
            "pattern": self.pattern,
        }
        header |= {"cost": list(self.cost), "method": self.ordering.method, "reason": self.ordering.reason}
        header |= {"row_order": list(self.row_order), "matching": self.matching.method}
        arrays = {name: getattr(self.symbol, name) for name in Symbol._fields if name != "n"}
        arrays |= {"row_perm": self.matching.row_perm, "pairs": self.matching.pairs}
        return header, arrays | {"perm": self.ordering.perm}

    @classmethod
    def load(cls, path):
        """Read a plan; raises `InputError` for anything else than a whole plan of this version."""
        return cls.from_arrays(*archive.read(path, "plan"))

    @classmethod
    def from_arrays(cls, header, arrays):
        """Return the plan that was stored as a header and arrays."""
        ordering = Ordering.from_perm(arrays["perm"], header["method"], header["pattern"], header["reason"])
        symbol = Symbol(ordering.n, *(arrays[name] for name in Symbol._fields if name != "n"))
        kind, n_schur, compress = header["factorization"], header["n_schur"], header["compress"]
        layout, tasks = _structured(symbol, kind, n_schur, compress)
        cost, row_order = Cost(*header["cost"]), RowOrder(*header["row_order"])
        matching = Matching(header["matching"], arrays["row_perm"], arrays["pairs"])
        return cls(
            ordering,
            symbol,
            layout,
            tasks,
            cost,
            kind,
            header["pattern"],
            row_order,
            n_schur,
            matching,
            compress,
            header["why_compress"],
        )

    def __repr__(self):
        widest = int(np.diff(self.symbol.cblk_col).max(initial=0))
        rows = [
            ("unknowns", f"{self.n:,}"),
            ("matching", self.matching.method),
            ("ordering", self.ordering.method),
            ("factorization", self.kind),
            ("column blocks", f"{self.symbol.n_cblk:,} (widest {widest})"),
            ("blocks", f"{self.symbol.n_blok:,}"),
            ("row order", self.row_order.said()),
            *([("compression", self.reason or self.compress)] if self.reason or self.compress != NOT else []),
            ("entries of the factor", f"{self.nnz_factor:,}"),
            ("stored", f"{self.n_coefficients():,}"),
            ("operations", f"{self.cost.flops(self.kind):.3g}"),
        ]
        return "\n".join(f"{name:22} {value}" for name, value in rows)


def make_plan(ordering, symbol, cost, row_order, kind, panel_width, n_schur=0, threads=1, compress=NOT):
    """Return the `Plan`: wide cblks split into panels, coefficients laid out, tasks built.

    Parameters
    ----------
    ordering, symbol, cost, row_order : what `symbolic_factorization` returns.
    kind : one of `KINDS`.
    panel_width : widest panel, columns; 0 for what suits the strategy.
    n_schur : size of the Schur complement, whose cblk is neither split nor factored.
    threads : int; the plan is the same for any number.
    compress : a strategy of compression.

    """
    return wait_for(_make_plan, ordering, symbol, cost, row_order, kind, panel_width, n_schur, threads, compress)


def strategy(compress, tolerance, cost, kind):
    """Return the strategy of compression that is meant: 'auto' is one where the `Cost` foretells that it pays."""
    if compress != AUTO:
        return compress
    digits = max(-np.log10(max(tolerance, np.finfo(float).tiny)), LEAST_DIGITS)
    is_long = cost.squares > LONG * cost.nnz
    return DURING if is_long and cost.flops(kind) > PAYS * digits**4 else NOT


def cluster_width(clusters, compress, panel_width):
    """Return the width of the clusters that supernodes are made of by an option and a strategy, 0 for none."""
    if clusters == "none" or (clusters == AUTO and compress == NOT):
        return 0
    return _widest(panel_width, compress)


def _widest(panel_width, compress):
    return panel_width or (WIDTH if compress == NOT else WIDTH_LOW)


def _make_plan(ordering, symbol, cost, row_order, kind, panel_width, n_schur, threads, compress):
    panels = split(symbol, _widest(panel_width, compress), int(n_schur > 0), threads)
    layout, tasks = _structured(panels, kind, n_schur, compress)
    given = ordering.pattern, row_order, n_schur, UNMATCHED, compress
    return Plan(ordering, panels, layout, tasks, cost, kind, *given)


def _structured(symbol, kind, n_schur, compress, tasks=None):
    """Return (`Layout`, `Tasks`) by a strategy of compression; tasks that are known, which are those of any kind."""
    layout = lay_out(symbol, kind, compress != NOT, n_schur)
    return layout, tasks or build_tasks(symbol, layout, n_schur, since=_since(symbol, layout, compress))


def _since(symbol, layout, compress):
    """Return what `build_tasks` asks for, None where no cblk is waited with."""
    if compress == PATIENT:
        return np.where(layout.is_low, np.arange(symbol.n_cblk), 0)
    if compress == DURING:
        return np.where(layout.is_low, first_panels(symbol, layout), 0)
    return None


def first_panels(symbol, layout):
    """Return the first panel of the supernode that each cblk is a panel of, int64 (n_cblk)."""
    rows, width, cblk = layout.cblk_rows, np.diff(symbol.cblk_col), np.arange(symbol.n_cblk)
    goes_on = (tree_of(symbol)[:-1] == cblk[1:]) & (rows[:-1] - width[:-1] == rows[1:])
    return np.maximum.accumulate(np.where(np.concatenate([[False], goes_on]), 0, cblk))
