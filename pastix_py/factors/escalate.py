"""The ladder: what is factored anew where the accuracy is missed.

Functions here take the `Factors` they speak of.
"""

from dataclasses import replace

import numpy as np

from pastix_py.errors import DeviceUnavailable, MemoryLimit
from pastix_py.factors.judge import judge_pivots
from pastix_py.factors.singular import free_unknowns
from pastix_py.layout.plan import NOT

STAGES = "scaling", "ordering", "analysis", "factorization"  # sections of the report that speak of a factor


def escalate(factors, before):
    """Factor again with more care, once for all threads; returns whether a better factor than `before` exists."""
    with factors.escalating:
        if factors.factor is not before:
            return True
        if free_unknowns(factors):
            return _use_full_precision(factors)
        steps = _exchange_pivots, _match_otherwise, _use_full_precision
        steps = steps if before.panels.replaced().size else (_use_full_precision, *steps[:2])
        return any(step(factors) for step in (_compress_nothing, *steps))


def told_of(report):
    """Return what the report says of the factor that there is, for `take_back`."""
    return {stage: getattr(report, stage) for stage in STAGES}


def take_back(factors, before, told):
    """Use the factor before again, where the one that took its place is of another matching, and is no better.

    `told` is what `told_of` returned then.
    """
    with factors.escalating:
        now = factors.factor
        same = now.panels.dtype == before.panels.dtype and now.plan.compress == before.plan.compress
        if now is before or not same:
            return
        factors.factor = before
        for stage, section in told.items():
            setattr(factors.report, stage, section | {"seconds": getattr(factors.report, stage).get("seconds", 0.0)})
        factors.report.note("escalation", "that was no better, so the factorization before it is used")
        judge_pivots(factors)


def _compress_nothing(factors):
    """Factor in the precision of the solution without compression, where there is; returns whether that was done.

    Where the memory does not suffice for that, it is noted.
    """
    if factors.plan.compress == NOT:
        return False
    try:
        factors.make(factors.plan.without_compression(), factors.dtype)
    except MemoryLimit as error:
        text = f"the accuracy was missed, and without compression the memory is missing: {error}"
        factors.report.note("escalation", text)
        return False
    text = "the accuracy was missed, so the factorization was repeated without compression"
    factors.report.note("escalation", text)
    return True


def _exchange_pivots(factors):
    """Factor by the CPU, which exchanges pivots, what a device factored without; returns whether that was done."""
    if factors.panels.device == "cpu" or factors.plan.kind in ("llt", "llh"):
        return False
    _leave_device(factors)
    factors.make(factors.plan, factors.panels.dtype)
    text = "the accuracy was missed, so the factorization was repeated by the CPU, where pivots are exchanged"
    factors.report.note("escalation", text)
    return True


def _leave_device(factors):
    """Let the CPU make what follows of a matrix."""
    factors.options = replace(factors.options, device="cpu")


def _match_otherwise(factors):
    """Factor the matrix matched where it was not, unmatched where it was; returns whether that was done."""
    rematch, factors.rematch = factors.rematch, None
    was = factors.plan.matching.method
    if rematch is None:
        return False
    wanted, words = ("product", "with a matching") if was == "none" else ("none", "without a matching")
    plan, transversal = rematch(factors.matrix, factors.report, factors.plan.kind, wanted)
    if plan.matching.method == was:
        return False
    if factors.plan.compress == NOT:
        plan = plan.without_compression()
    factors.report.note("escalation", f"the accuracy was missed, so the matrix was ordered and factored again {words}")
    factors.make(plan, factors.panels.dtype, transversal=transversal)
    return True


def _use_full_precision(factors):
    """Factor in the precision of the solution, where it was lower; returns whether that was done."""
    if np.finfo(factors.panels.dtype).eps <= np.finfo(factors.dtype).eps:
        return False
    try:
        factors.make(factors.plan, factors.dtype)
    except DeviceUnavailable:
        _leave_device(factors)
        factors.make(factors.plan, factors.dtype)
    factors.report.note("escalation", "mixed: refinement stalled, so the factorization was repeated in full precision")
    return True
