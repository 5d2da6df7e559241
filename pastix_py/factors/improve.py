"""From a first solution to the answer: refined, and the matrix factored anew where that does not get there.

Functions here take the `Factors` they speak of.
"""

import numpy as np

from pastix_py.clock import Clock
from pastix_py.factors.escalate import escalate, take_back, told_of
from pastix_py.factors.estimate import estimate_errors
from pastix_py.factors.singular import free_unknowns, freed, null_spaces
from pastix_py.jit import thread_count
from pastix_py.solve.null_space import share
from pastix_py.solve.refine import refine as refine_solution

GOAL, NEAR = 4, 10  # refinement stops at these multiples of the unit roundoff, the second where a correction is dear:
CLOSE, LAST = 1e-8, "bicgstab"  # the method that is tried at last where the error is as small
DEAR = 1 << 26  # bytes of a factor that is read from memory for each correction, not from a cache


def improved(factors, b, x, options, target):
    """Return (x (n, k), its errors, componentwise and normwise): refined until the first is at most `target`; told."""
    report, trans, before = factors.report, options.trans, factors.factor

    def correct(r):
        return freed(factors, factors.apply(r, trans), trans)

    x = freed(factors, x, trans)
    goal = min((NEAR if before.panels.nbytes > DEAR else GOAL) * np.finfo(factors.dtype).eps, target)
    arguments = (trans, options.refine, goal, target, thread_count(factors.options.threads))
    with Clock() as clock:
        x, done = _refined(factors, correct, b, x, *arguments)
        history = done.history
        told = told_of(report)
        while done.componentwise > target and options.refine == "auto" and escalate(factors, before):
            older, before, best = before, factors.factor, (x, done)
            with np.errstate(over="ignore"):
                x = correct(b).astype(x.dtype, copy=False)
            x, done = _refined(factors, correct, b, x, *arguments)
            history = history + done.history
            if best[1].componentwise <= done.componentwise:
                x, done = best
                take_back(factors, older, told)
            before, told = factors.factor, told_of(report)
        if options.refine == "auto" and target < done.componentwise <= CLOSE:
            x, done = _refined(factors, correct, b, x, trans, LAST, *arguments[2:])
            history = history + done.history
        if free_unknowns(factors):
            x, done = _least(factors, correct, b, x, done, *arguments)
    told = {"method": done.method, "iterations": done.iterations, "seconds": clock.seconds}
    report.refinement = told | {"target": target, "history": history}
    report.compile_seconds += clock.compile_seconds
    report.componentwise_backward_error = done.componentwise
    report.backward_error = done.normwise
    if options.errors:
        estimate_errors(factors, b, x, trans)
    report.seal()
    return x, (done.componentwise, done.normwise)


def _least(factors, correct, b, x, done, trans, *arguments):
    """Return (x, its `Refinement`) without the null vectors that a refinement let in, where x stays good enough.

    Each correction is free of them but for rounding errors, of which a Krylov method may take large multiples. Where
    what is left is to be refined again, it is by little, and so are these.
    """
    if share(null_spaces(factors).of(trans), x) <= np.finfo(factors.dtype).eps ** 0.75:
        return x, done
    least, again = _refined(factors, correct, b, freed(factors, x, trans), trans, *arguments)
    if again.componentwise > max(arguments[2], done.componentwise):
        return x, done
    return least, done._replace(componentwise=again.componentwise, normwise=again.normwise)


def _refined(factors, correct, b, x, *arguments):
    """Return (x, `Refinement`) by corrections where the factor lies."""
    if not factors.panels.on_device or free_unknowns(factors):
        return refine_solution(factors.matrix, correct, b, x, *arguments)
    from pastix_py.factors import there

    return there.refine(factors, refine_solution, b, x, *arguments)
