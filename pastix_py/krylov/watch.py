"""Silent errors: looked for in the course of a Krylov method, which goes back to the last verified state for them.

A bit that flips in memory or in a product leaves no trace but wrong numbers. Every d steps the residual is computed from
x and compared with that of the recurrence; conjugate gradients have an identity besides that costs nothing (see `cg`).
"""

import numpy as np

GAP = 1e-4  # of the residual that recurrence and truth may be apart
ROUNDING = 1e4  # unit roundoffs of the largest residual so far that they may be apart
ASTRAY = 1e-3  # that the identity of conjugate gradients may be off


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
        self.saved, self.steps, self.again, self.deaf = method.save(), 0, False, False
        self.peak = self.system.measured[columns].copy()

    def look(self, method, columns, norm):
        """Return whether an error was found and the method has gone back; `norm` (k,) is what its step came to."""
        self.steps += 1
        self.peak = np.fmax(self.peak, np.where(np.isfinite(norm), norm, 0))
        finite = np.isfinite(norm).all()
        strays = finite and not self.deaf and (getattr(method, "astray", np.zeros(1)) > ASTRAY).any()
        if finite and not strays and self.steps < self.period:
            return False
        self.told.checks += 1
        if not strays and finite and self.agrees(method, columns, norm):
            self.saved, self.steps, self.again, self.deaf = method.save(), 0, False, False
            return False
        return self.go_back(method, columns, strays)

    def agrees(self, method, columns, norm):
        """Return whether the residual of x is what the recurrence says."""
        r, truth = self.system.residual(method.settle(), columns)
        own = method.residual()
        gap = abs(truth - norm) if own is None else np.linalg.norm((r - own).astype(np.result_type(r, float)), axis=1)
        return bool((gap <= GAP * truth + ROUNDING * method.tiny * self.peak).all())

    def go_back(self, method, columns, strays):
        """Restore the verified state; where the same comes again, it was rounding: it is let pass, or x begins anew."""
        if not self.again:
            method.restore(self.saved)
            method.broken, method.lame = [None] * method.k, None
            self.steps, self.again = 0, True
            self.told.errors += 1
            return True
        self.told.errors -= 1
        self.again = False
        if strays:
            self.deaf = True
            return False
        before = method.settle().copy()
        r, norm = self.system.residual(before, columns)
        if not np.isfinite(norm).all():
            method.restore(self.saved)
            before = method.settle().copy()
            r, norm = self.system.residual(before, columns)
        method.start(before, r)
        self.begin(method, columns)
        return True
