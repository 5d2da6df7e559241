"""Silent errors: looked for in the course of a Krylov method, which goes back to the last verified state for them.

A bit that flips in memory or in a product leaves no trace but wrong numbers. Every d steps the residual is computed
from x and compared with that of the recurrence; CG and MINRES have an identity besides, which is looked at in each step
(their `astray`). The method goes back to the state that was verified last; where the same comes again, it was rounding.
"""

import numpy as np

GAP = 1e-6  # of the residual that recurrence and truth may be apart
ROUNDING = 1e4  # unit roundoffs of the largest residual so far that they may be apart
ASTRAY = (
    0.4  # power of the unit roundoff that an identity may be off: rounding leaves it at most 1e-9 in double precision
)
SAME = 10.0  # times a gap, within which one that comes again is the same


def best_period(rate, products):
    """Return d = √(V / λ), the steps between two verifications that waste least: int, at least 1.

    Of d steps, V are lost to a verification and λ d² to errors, found at the end of the d steps that they spoil. A.
    Benoit, A. Cavelan, Y. Robert, H. Sun, "Optimal resilience patterns to cope with fail-stop and silent errors", IPDPS
    2016.

    Parameters
    ----------
    rate : λ, errors that are expected in one step.
    products : with A in one step; a verification is one more, and the copies of the state.

    """
    return max(1, round(float(np.sqrt(1 / (products * rate)))))


class Watch:
    """Verifies a method every `period` steps; what is done is counted in `told`."""

    def __init__(self, system, period, told):
        self.system, self.period, self.told = system, period, told

    def begin(self, method, columns):
        """Take the state of a method on some columns of the system as verified."""
        self.peak, self.floor = self.system.measured[columns].copy(), 0.0
        self.verified(method)

    def verified(self, method):
        """Keep the state of a method, to come back to."""
        self.saved = method.save(), list(method.broken), method.lame
        self.steps, self.gap, self.deaf = 0, 0.0, False

    def look(self, method, columns, norm):
        """Return whether an error was found and the method has gone back; `norm` (k,) is what its step came to."""
        self.steps += 1
        self.peak = np.fmax(self.peak, np.where(np.isfinite(norm), norm, 0))
        strays = not self.deaf and self.strays(method, norm)
        if not strays and self.steps < self.period:
            return False
        self.told.checks += 1
        gap = np.inf if strays else self.gap_of(method, columns, norm)
        if gap <= max(1.0, self.floor):
            self.verified(method)
            return False
        if self.gap / SAME <= gap <= self.gap * SAME:  # it came again: rounding, which is let pass
            self.told.errors -= 1
            self.deaf, self.floor = True, SAME * gap if np.isfinite(gap) else self.floor
            return False
        self.gap = gap
        self.told.errors += 1
        state, broken, method.lame = self.saved
        method.restore(state)
        method.broken, self.steps = list(broken), 0
        return True

    @staticmethod
    def strays(method, norm):
        """Return whether an identity does not hold, or a column broke down, which an error may be behind too."""
        off = getattr(method, "astray", np.zeros(1))
        return method.lame is not None or not (np.isfinite(norm).all() and (off <= method.tiny**ASTRAY).all())

    def gap_of(self, method, columns, norm):
        """Return how far the residual of x is from what the recurrence says, over what it may be."""
        r, truth = self.system.residual(method.settle(), columns)
        own = method.residual()
        gap = abs(truth - norm) if own is None else np.linalg.norm((r - own).astype(np.result_type(r, float)), axis=1)
        gap = gap / (GAP * truth + ROUNDING * method.tiny * self.peak)
        return float(np.where(np.isfinite(gap), gap, np.inf).max())
