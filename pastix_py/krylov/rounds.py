"""A Krylov method in rounds: each begins with the residual of what was found, and what it claims is measured.

The best x of each column is kept, but for a factor of two of its residual: a copy is made when the residual has halved.
"""

from dataclasses import dataclass, field

import numpy as np

from pastix_py.jit import kernel
from pastix_py.krylov.cg import INDEFINITE, NOT_POSITIVE
from pastix_py.space import HOST

CLAIM = 0.9  # of the goal, at which a method may claim to be done: what is measured then is rarely above it
HOPELESS = (INDEFINITE, NOT_POSITIVE)  # what another round would not change
FRUITLESS = 3  # rounds that leave more than USEFUL of every residual, after which nothing more is tried
USEFUL, GAIN = 0.9, 0.99  # shares of a residual: that a round, or PATIENCE iterations, must at least come down to
PATIENCE = 1000  # iterations without a gain after which a method has stagnated, or a tenth of all that may be done
STAGNANT = "the residual no longer becomes smaller"
DONE, LATE, LOST, HALVED = 1, 2, 4, 8  # what becomes of a column
OUT = DONE | LATE | LOST
LIMIT, STAGNATION, BREAKDOWN, INDEFINITENESS = "limit", "stagnation", "breakdown", "indefinite"


def limited(most):
    """Return the reason why an iteration ends after its limit of steps."""
    return f"the limit of {most:,} iteration{'' if most == 1 else 's'} was reached"


@dataclass
class Settings:
    """What a method is run by."""

    rtol: float = 1e-8
    atol: float = 0.0
    maxiter: int = 10_000
    restart: int = 30
    threads: int = 1
    period: int = 0  # iterations between two looks for silent errors, 0 for none
    space: object = HOST  # `Space` of the vectors
    callback: object = None  # called as f(iteration, worst relative residual, function that returns x)


@dataclass
class Told:
    """What was done for a group of right-hand sides, and how it ended: `end` is '' or one of the words above."""

    iterations: int = 0
    rounds: int = 0
    restarts: int = 0  # since the residual was not what the method claimed
    checks: int = 0
    errors: int = 0
    end: str = ""
    reason: str = ""
    history: list = field(default_factory=list)


class System:
    """A X = B for a few columns: b and x are (k, n), in the space of the settings; norms are NumPy's."""

    def __init__(self, A, b, settings):
        self.A, self.b, self.space = A, b, settings.space
        self.size = self._norms(b)
        self.goal = np.maximum(settings.rtol * self.size, settings.atol)
        self.measured = np.where(self.size > 0, self.size, 1.0)  # what residuals are told relative to

    def residual(self, x, columns):
        """Return the residuals b − A x (k, n) of some columns, and their norms (k,), infinite where these are NaN."""
        xp = self.space.xp
        r = xp.empty(x.shape, x.dtype)
        self.A.write(x, r)
        r = self.b[xp.asarray(columns)] - r
        found = self._norms(r)
        return r, np.where(np.isfinite(found), found, np.inf)

    def _norms(self, v):
        """Return the norms of the rows, in double precision."""
        v = v.astype(np.result_type(v.dtype, np.float64), copy=False)
        with np.errstate(all="ignore"):
            return np.sqrt(self.space.to_host((v.conj() * v).real.sum(axis=1)))

    def put(self, A, rows, B, taken):
        """Set rows of A, (·, n), to some rows of B."""
        if len(rows):
            A[self.space.xp.asarray(rows)] = B[self.space.xp.asarray(taken)]


class Best:
    """The best x of each column so far (k, n), with its residual and its norm, as measured."""

    def __init__(self, system, x):
        self.system, self.x = system, x
        self.r, self.norm = system.residual(x, np.arange(len(x)))

    def offer(self, columns, x):
        """Measure x of some columns and take it where it is better."""
        r, norm = self.system.residual(x, columns)
        wins = np.flatnonzero(norm < self.norm[columns])
        won = columns[wins]
        self.system.put(self.x, won, x, wins)
        self.system.put(self.r, won, r, wins)
        self.norm[won] = norm[wins]


def solve(system, method, x, settings, told, watch=None):
    """Return (x (k, n), norms of its residuals) after rounds of a method, told of in `told`.

    Parameters
    ----------
    system : `System`. method : `Recurrence`. x : (k, n) first approximation, overwritten.
    settings : `Settings`. told : `Told`, to which what is done is added. watch : `Watch`, None for none.

    """
    best, fruitless = Best(system, x), 0
    told.end = told.reason = ""
    mark(told, system, best.norm)
    while (best.norm > system.goal).any():
        if told.iterations >= settings.maxiter:
            told.end, told.reason = LIMIT, limited(settings.maxiter)
            break
        left = np.flatnonzero(best.norm > system.goal)
        before = best.norm[left].copy()
        one = Round(system, method, best, left, settings, told, watch)
        one.run()
        best.offer(left, one.x)
        mark(told, system, best.norm)
        told.rounds += 1
        still = best.norm[left] > system.goal[left]
        told.restarts += bool((one.claimed & still).any())
        reasons = [why for why, bad in zip(one.reasons, still, strict=True) if bad and why]
        hopeless = [why for why in reasons if why in HOPELESS]
        if still.any() and hopeless:
            told.end, told.reason = INDEFINITENESS, hopeless[0]
            break
        share = GAIN if one.full else USEFUL
        fruitless = 0 if (best.norm[left] < share * before).any() or not still.any() else fruitless + 1
        if fruitless and (one.stagnated or fruitless == FRUITLESS):
            told.end = BREAKDOWN if reasons else STAGNATION
            told.reason = reasons[0] if reasons else STAGNANT
            break
    return best.x, best.norm


def mark(told, system, norm):
    """Add the worst relative residual, as measured, to the history."""
    worst = float(np.max(norm / system.measured, initial=0.0))
    told.history.append({"iteration": told.iterations, "residual": worst, "measured": True})


class Round:
    """One round on the columns that are left: `x` is what it found, `reasons` why columns could not go on."""

    def __init__(self, system, method, best, left, settings, told, watch):
        self.system, self.method, self.settings, self.told, self.watch = system, method, settings, told, watch
        self.left, self.at = left, np.arange(left.size)  # columns of the system, and which of them are under way
        taken, self.norm = system.space.xp.asarray(left), best.norm[left].copy()
        self.x, self.r = best.x[taken], best.r[taken]  # the first kept, with the norms that the method claims
        self.goal = system.goal[left] * CLAIM
        self.reasons, self.claimed = [None] * left.size, np.zeros(left.size, bool)
        self.level, self.since = self.norm.copy(), np.full(left.size, told.iterations)
        self.patience = max(PATIENCE, settings.maxiter // 10)
        self.stagnated = self.full = False

    def run(self):
        """Step until no column goes on, or the method has no room any more."""
        method, told = self.method, self.told
        with np.errstate(all="ignore"):
            method.start(self.x, self.r)
            if self.watch:
                self.watch.begin(method, self.left)
            while self.at.size and told.iterations < self.settings.maxiter and not method.full:
                norm = method.step()
                told.iterations += 1
                if self.watch and self.watch.look(method, self.left[self.at], norm):
                    continue
                self.hear(norm)
            self.full = method.full
            self.take(np.arange(self.at.size))

    def hear(self, norm):
        """Write down what a step came to, and take columns out that are done or cannot go on."""
        told, at, method = self.told, self.at, self.method
        outcome, measured = np.empty(at.size, np.int8), self.system.measured
        given = at, self.left, measured, self.goal, self.norm, self.level, self.since
        worst, met = look(norm, *given, told.iterations, self.patience, outcome)
        told.history.append({"iteration": told.iterations, "residual": worst, "measured": False})
        if self.settings.callback:
            self.settings.callback(told.iterations, worst, method.settle)
        if met & OUT or method.lame is not None:
            out = (outcome & OUT) > 0 if method.lame is None else ((outcome & OUT) > 0) | method.lame
            if out.any():
                self.claimed[at[(outcome & DONE) > 0]], self.stagnated = True, bool((outcome & LATE).all())
                if out.all() or not method.together:
                    self.take(np.flatnonzero(out), norm)
                return
        if met & HALVED and not method.smooth:
            better = np.flatnonzero(outcome & HALVED)
            self.system.put(self.x, at[better], method.settle(), better)
            self.norm[at[better]] = norm[better]

    def take(self, columns, norm=None):
        """Keep x of columns that are under way, where it is the better one, and go on without them."""
        if not columns.size:
            return
        at, method = self.at[columns], self.method
        x, space = method.settle(), self.system.space
        wins = space.to_host(np.isfinite(x).all(axis=1))[columns]
        if norm is not None:
            wins &= norm[columns] < self.norm[at]
        self.system.put(self.x, at[wins], x, columns[wins])
        for q in columns:
            self.reasons[self.at[q]] = method.broken[q]
        rest = np.setdiff1d(np.arange(self.at.size), columns)
        self.at = self.at[rest]
        if rest.size:
            method.keep(rest)
            if self.watch:
                self.watch.begin(method, self.left[self.at])


@kernel
def look(norm, at, left, measured, goal, kept, level, since, iterations, patience, outcome):
    """Return (worst relative residual, union of the outcomes) of columns that a step brought to residuals `norm`.

    Parameters
    ----------
    norm, outcome : (columns) residuals; what becomes of each, DONE, LATE, LOST or HALVED, is written.
    at, left : (columns) where they are among those of the round, (columns of the round) and these in the system.
    measured : (k) what residuals of the system are told relative to.
    goal, kept, level, since : (columns of the round) residual that is good enough, that of x as kept, the last one that
        counted as a gain and the iteration of it, which are written.
    iterations, patience : int, by now, and without a gain at most.

    """
    worst, met = 0.0, 0
    for i in range(at.size):
        q, size = at[i], norm[i]
        told = 0
        if size < GAIN * level[q]:
            level[q], since[q] = size, iterations
        if size <= goal[q]:
            told |= DONE
        if iterations - since[q] >= patience:
            told |= LATE
        if not np.isfinite(size):
            told |= LOST
        if size < kept[q] / 2:
            told |= HALVED
        outcome[i] = told
        met |= told
        worst = max(worst, size / measured[left[q]] if np.isfinite(size) else np.inf)
    return worst, met
