"""Refinement: iterative first, Krylov where that stalls, and the errors that were reached."""

from typing import NamedTuple

import numpy as np

from pastix_py.solve import krylov
from pastix_py.solve.residual import System

MOST_STEPS = 20
NEAR = 1e-8  # componentwise backward error below which errors of the residual are what refinement stalls by
EXTENDED_STEPS = 4
NOISE = 0.5  # an entry of which a correction changes more than this share is all error
STALLED = 0.5  # a step that leaves more than this share of the error ends classical refinement


class Refinement(NamedTuple):
    """What refinement did and reached; errors are the worst over the right-hand sides."""

    method: str
    iterations: int
    componentwise: float
    normwise: float
    history: list  # of dictionaries, one per measurement, from the first approximation on


def refine(matrix, apply, b, x, trans, method, goal, accuracy, threads=1, system=None):
    """Return (x, Refinement): x improved until its componentwise backward error is at most `goal` or stalls.

    Parameters
    ----------
    matrix : `Matrix` of the system, original values.
    apply : r (n, k) -> approximate solution of op(A) e = r, by the factors.
    b, x : (n, k) right-hand sides and first approximations.
    trans : 'N', 'T' or 'H'.
    method : 'auto' (classic; where `accuracy` is missed, with extended residuals, then GMRES), 'none', 'classic',
        'gmres', 'cg' or 'bicgstab'.
    goal : componentwise backward error at which nothing more is done.
    accuracy : componentwise backward error that has to be reached.
    threads : int, of the residuals.
    system : what measures, a `System` by default; that of a device takes b and x there. Then x is returned on the
        device, or on the host where a method came in that works there.

    Wilkinson's iterative refinement; componentwise criterion after Arioli, Demmel and Duff, SIAM J. Matrix Anal. 10
    (1989).
    """
    krylov.check(method, matrix)
    system = system or System(matrix, b, trans, threads)
    state = system.residual(x)
    history = History()
    history.add("none", 0, state)
    if method in ("auto", "classic") and state.componentwise.max(initial=0.0) > goal:
        x, state = _classic(system, apply, x, state, goal, history)
        x, state = _without_noise(system, apply, x, state, goal, accuracy, history)
    if method == "auto" and not _reached(state, accuracy) and _reached(state, NEAR):
        system, apply, x, state = system.on_host(apply, x, state)
        x, state = _extended(system, apply, x, state, goal, history)
    wants_krylov = method in krylov.METHODS or (method == "auto" and not _reached(state, accuracy))
    if wants_krylov and not _reached(state, goal) and np.isfinite(x).all():
        name = method if method in krylov.METHODS else "gmres"
        if not system.holds(krylov.vectors(name, x.shape[1]) * x.nbytes // max(x.shape[1], 1)):
            system, apply, x, state = system.on_host(apply, x, state)
        found, steps = krylov.improve(name, system, apply, x, min(goal, 1e-6))
        x, state = _better(system, x, state, found)
        history.add(name, steps, state)
        x, state = _classic(system, apply, x, state, goal, history, name)
    return x, history.refinement()


class History:
    """What was measured in the course of a refinement."""

    def __init__(self):
        self.lines = []

    def add(self, method, steps, state):
        """Record the errors after `steps` more iterations of a method."""
        worst = {
            "componentwise_backward_error": float(state.componentwise.max(initial=0.0)),
            "backward_error": float(state.normwise.max(initial=0.0)),
        }
        iteration = steps + (self.lines[-1]["iteration"] if self.lines else 0)
        self.lines.append({"method": method, "iteration": iteration} | worst)

    def refinement(self):
        """Return the `Refinement` that it ends in."""
        return Refinement(*self.lines[-1].values(), self.lines)


def _reached(state, target):
    return state.componentwise.max(initial=0.0) <= target


def _classic(system, apply, x, state, goal, history, name="classic"):
    """Add corrections x += F⁻¹ r while they help; columns that do not improve keep their best x."""
    for _ in range(MOST_STEPS):
        before = state.componentwise
        if before.max(initial=0.0) <= goal:
            break
        with np.errstate(all="ignore"):
            found = x + apply(state.r)
        x, state = _better(system, x, state, found)
        history.add(name, 1, state)
        if not (state.componentwise < STALLED * before)[before > goal].any():
            break
    return x, state


def _without_noise(system, apply, x, state, goal, accuracy, history):
    """Put zeros for entries that a correction changes altogether, where the accuracy is missed, and refine again.

    Where an entry of the solution is zero, what is computed is the noise of larger ones. In a row of A that meets such
    entries alone, and where b is zero, it is all of the componentwise error, however often it is made smaller.
    """
    if not _reached(state, accuracy) and np.isfinite(x).all():
        with np.errstate(all="ignore"):
            correction = apply(state.r)
            found = np.where(abs(correction) > NOISE * abs(x), 0, x + correction)
        cleared, new = _better(system, x, state, found)
        if (new.componentwise < state.componentwise).any():
            history.add("classic", 1, new)
            return _classic(system, apply, cleared, new, goal, history)
    return x, state


def _extended(system, apply, x, state, goal, history):
    """Add a few corrections by residuals in extended precision, each to the last x, and return the best one.

    The first may make small entries worse, by what the correction of the large ones leaves there.
    """
    last = x
    for _ in range(EXTENDED_STEPS):
        with np.errstate(all="ignore"):
            last = (last + apply(system.extended(last))).astype(x.dtype, copy=False)
        x, state = _better(system, x, state, last)
        history.add("extended", 1, state)
        if _reached(state, goal):
            break
    return x, state


def _better(system, x, state, found):
    """Return, column by column, the better of x and `found`, with its residual."""
    found = found.astype(x.dtype, copy=False)
    new = system.residual(found)
    wins = new.componentwise < state.componentwise
    if wins.all():
        return found, new
    r = system.chosen(wins, new.r, state.r)
    errors = [np.where(wins, after, before) for before, after in zip(state[1:], new[1:], strict=True)]
    return system.chosen(wins, found, x), type(state)(r, *errors)
