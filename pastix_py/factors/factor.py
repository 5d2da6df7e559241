"""`Factor`: the coefficients with the structure and the scales that they belong to, and what they tell."""

from dataclasses import dataclass, field

import numpy as np

from pastix_py import budget
from pastix_py.factors import place
from pastix_py.layout.plan import Plan
from pastix_py.matrix.scale import Scaled, column_sizes
from pastix_py.memory import spent_on
from pastix_py.numeric.growth import pivot_growth
from pastix_py.numeric.panels import Panels
from pastix_py.numeric.schur import schur_block
from pastix_py.report.text import counted


@dataclass(frozen=True, eq=False)
class Factor:
    """F = (R A C)[row_perm][:, col_perm] but for pivots that were replaced, factored; `panels` is None once closed."""

    scaled: Scaled
    plan: Plan
    panels: Panels
    found: dict = field(default_factory=dict)  # what is computed of these coefficients once, by name

    @property
    def col_perm(self):
        """The order of the columns of the factor, (n)."""
        return self.plan.ordering.perm if self.plan.kind == "lu" else self.row_perm

    @property
    def row_perm(self):
        """The order of the rows of the factor, (n)."""
        return self.plan.ordering.perm[self.panels.exchanged()]

    def __reduce__(self):
        return type(self), (self.scaled, self.plan, self.panels)  # what is computed once is so again: it may be large

    def once(self, name, compute):
        """Return what `compute()` returns, computed once for this factor."""
        if name not in self.found:
            self.found[name] = compute()
        return self.found[name]

    def vanished(self):
        """Return (first row, words) of the pivots that were replaced, (None, '') where none was."""
        replaced = self.panels.replaced()
        if not replaced.size:
            return None, ""
        row = int(self.scaled.user_rows(self.row_perm[replaced[0]]))
        return row, f"{counted(replaced.size, 'pivot')} vanished, the first in row {row + 1}"

    def apply(self, b, trans, options):
        """Return op(F)⁻¹ b for b (n, k), unrefined, in the precision of the factor (complex where b is)."""
        if self.panels.on_device:
            from pastix_py.factors import there

            return there.apply(self, b, trans, options)
        if b.dtype.kind == "c" and self.panels.dtype.kind != "c":
            both, k = self.apply(np.hstack([b.real, b.imag]), trans, options), b.shape[1]
            return both[:, :k] + 1j * both[:, k:]
        with np.errstate(all="ignore"):
            y = self.apply_scaled(self.scaled.to_scaled(b, trans), trans, options)
            return self.scaled.from_scaled(y, trans)

    def apply_scaled(self, rhs, trans, options):
        """Return op(F)⁻¹ rhs (n, k) of the scaled system."""
        plan, panels = self.plan, self.panels
        middle = self.schur_solver(trans, options.max_memory) if plan.n_schur else None
        small = np.finfo(rhs.dtype).eps < np.finfo(panels.dtype).eps
        size = column_sizes(rhs) if small else None
        x = place.solve(plan, panels, rhs / size if small else rhs, trans, middle, options)
        return x * size if small else x

    def schur_solver(self, trans, limit):
        """Return X -> S⁻¹ X on the rows of the Schur complement, by a dense LU made once."""
        from scipy.linalg import get_lapack_funcs

        plan, panels = self.plan, self.panels
        getrf, getrs = get_lapack_funcs(("getrf", "getrs"), dtype=panels.dtype)

        def factored():
            budget.check_schur(plan, panels.dtype, limit, panels.held_bytes)
            return getrf(schur_block(plan, panels.on_host()))[:2]

        lu, transposed = self.once("schur", factored), 1 if trans in "TH" and plan.kind == "lu" else 0
        # SciPy counts the pivots it is given from 1 while it solves: each call has its own, threads may solve at once.
        return lambda X: getrs(lu[0], lu[1].copy(), X, trans=transposed)[0]

    @spent_on("the Schur complement")
    def schur(self, limit):
        """Return the Schur complement of the matrix itself, dense (n_schur, n_schur)."""
        plan, panels, scaled = self.plan, self.panels, self.scaled
        budget.check_schur(plan, panels.dtype, limit, panels.held_bytes)
        block, unknowns = schur_block(plan, panels.on_host()), plan.ordering.perm[-plan.n_schur :]
        if scaled.row_scale.size:
            block /= np.multiply.outer(scaled.row_scale[unknowns], scaled.col_scale[unknowns]).astype(block.real.dtype)
        return block

    def slogdet(self):
        """Return (sign, log|det A|); wrong where pivots were replaced."""
        plan, panels = self.plan, self.panels
        pivots = panels.pivots(plan)[: plan.n - plan.n_schur]
        power, size = 2 if plan.kind in ("llt", "llh") else 1, abs(pivots)
        with np.errstate(divide="ignore", invalid="ignore"):
            logarithm = power * np.log(size.astype(float)).sum() - self.scaled.log_det()
            sign = np.prod((pivots / size) ** power) * self.scaled.sign()
        if plan.kind == "lu":
            sign *= (-1) ** np.count_nonzero(panels.exchange)
        if plan.n_schur:
            of_schur = np.linalg.slogdet(schur_block(plan, panels.on_host()))
            sign, logarithm = sign * of_schur[0], logarithm + of_schur[1]
        return sign, float(logarithm)

    def growth(self):
        """Return how far the entries of the factor outgrow those of the scaled matrix; computed once."""
        with np.errstate(all="ignore"):
            return self.once(
                "growth", lambda: pivot_growth(self.plan, self.panels.on_host(), self.scaled.matrix.max_abs())
            )

    def inertia(self):
        """Return (positive, negative, zero) eigenvalues; None where they are not known."""
        matrix, plan, panels = self.scaled.matrix, self.plan, self.panels
        real = panels.dtype.kind != "c" or (plan.kind == "ldlt" and not matrix.val.imag.any())
        hermitian = matrix.is_half and (real or plan.kind in ("llh", "ldlh"))
        if not hermitian or plan.kind == "lu" or plan.n_schur or panels.replaced().size:
            return None
        if plan.kind in ("llt", "llh"):
            return plan.n, 0, 0
        pivots = panels.pivots(plan).real
        return tuple(int(np.count_nonzero(c)) for c in (pivots > 0, pivots < 0, pivots == 0))
