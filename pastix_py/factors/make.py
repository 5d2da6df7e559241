"""A `Factor` made: the matrix scaled, assembled and factored, where the memory suffices."""

from contextlib import nullcontext
from typing import NamedTuple

import numpy as np

from pastix_py import budget
from pastix_py.clock import Clock
from pastix_py.dense import library
from pastix_py.energy import Energy
from pastix_py.errors import DeviceUnavailable, NotPositiveDefinite
from pastix_py.factors.factor import Factor
from pastix_py.factors.place import Maker, fill, maker_for
from pastix_py.layout.plan import Plan
from pastix_py.matrix.matrix import Matrix
from pastix_py.matrix.scale import scale
from pastix_py.numeric import compression
from pastix_py.numeric.threshold import first_lost
from pastix_py.options import Options
from pastix_py.report.report import log

INDEFINITE = {"llt": "ldlt", "llh": "ldlh"}  # what a kind that needs positive pivots gives way to


class Wanted(NamedTuple):
    """What is to be factored, and how."""

    matrix: Matrix
    plan: Plan
    dtype: np.dtype  # of the factor
    options: Options


def make_factor(wanted, report, before, progress=None, transversal=None):
    """Return the `Factor` that is `Wanted`, told of in the report.

    `before` is the `Factor` that there is, its panels None for none: where its plan is that of the new one, their
    memory is used again, and they are lost. `transversal` is what the plan was matched by, where that is known.
    """
    matrix, plan, dtype, options = wanted
    scaling = default_scaling(matrix, plan, dtype) if options.scaling == "auto" else options.scaling
    given = wanted, scaling, transversal, before, report, progress
    try:
        maker = maker_for(wanted, before.panels)
        (factor, failed, threads), clock, energy = _made(maker, *given)
    except DeviceUnavailable as error:
        if options.device != "auto":
            raise
        maker = Maker(why=f"auto: the CPU. {error}")
        (factor, failed, threads), clock, energy = _made(maker, *given)
    if failed >= 0:
        row = int(plan.ordering.perm[failed])
        raise NotPositiveDefinite(
            f"The matrix is not positive definite: the pivot of row {row + 1} is not positive; take "
            f"--factorization {INDEFINITE[plan.kind]}, or auto.",
            row=row,
            report=report,
        )
    report.factorization = describe(factor, clock, threads, options, maker.why)
    report.factorization["energy"] = energy.told(factor.plan.flops(dtype))
    report.compile_seconds += clock.compile_seconds
    log.info("factorized %s by %s in %.3f s", matrix.name, factor.plan.kind, clock.seconds)
    return factor


def _made(maker, wanted, scaling, transversal, before, report, progress):
    """Return (what `_filled` returns, its `Clock`, its `Energy`) of a matrix that is scaled first."""
    matrix, plan, *_ = wanted
    with _room(maker, wanted, scaling, before.panels):
        with Clock() as clock:
            scaled = scale(matrix, scaling, plan.matching, transversal)
        report.add_time("scaling", clock, {"method": scaled.method, **plan.matching.describe()})
        old = before.panels if plan is before.plan else None
        with Clock() as clock, Energy(with_gpu=maker.device is not None) as energy:
            return _filled(wanted, maker, scaled, old, report, progress), clock, energy


def _room(maker, wanted, scaling, old):
    """Return the room of the CPU's memory for a factorization; a device has been asked for its own."""
    matrix, plan, dtype, options = wanted
    held = None if old is None or old.on_device else old
    return nullcontext() if maker.keeps else budget.room_for_factorization(plan, matrix, dtype, options, scaling, held)


def _filled(wanted, maker, scaled, old, report, progress):
    """Return (`Factor`, first column without a positive pivot or −1, threads).

    It falls back from LLᴴ to LDLᴴ where the kind was left to us.
    """
    _, plan, dtype, options = wanted
    panels, failed, threads = fill(maker, plan, scaled.matrix, dtype, old, options, progress)
    ours, positive = options.factorization == "auto", "positive"
    if failed < 0 and ours and options.null_pivots == "fix" and plan.kind in ("llt", "llh"):
        failed, positive = first_lost(plan, scaled.matrix, panels), "large enough"
    if failed >= 0 and ours:
        kind = INDEFINITE[plan.kind]
        report.note("escalation", f"{plan.kind}: a pivot is not {positive}, so {kind} was taken instead")
        plan = plan.with_kind(kind)
        old, panels = panels.without_low_rank(), None
        panels, failed, threads = fill(maker, plan, scaled.matrix, dtype, old, options, progress)
    return Factor(scaled, plan, panels), failed, threads


def describe(factor, clock, threads, options, why=""):
    """Return what the report says of a factorization; `why` its device was chosen."""
    panels, plan = factor.panels, factor.plan
    return {
        "kind": plan.kind,
        "dtype": panels.dtype.name,
        "threads": threads,
        "device": panels.device,
        "device_reason": why,
        "streaming": panels.streaming(),
        "blas": library.in_use(),
        "seconds": clock.seconds,
        "gflops": plan.flops(panels.dtype) / max(clock.seconds, 1e-9) / 1e9,
        "bytes": panels.nbytes,
        "perturbed_pivots": int(panels.replaced().size),
        "pivot_growth": None,
        "inertia": factor.inertia(),
        "compression": compression.describe(plan, panels, options),
    }


def default_scaling(matrix, plan, dtype):
    """Return the scaling that 'auto' means: that of the matching, none for LLᵀ and LLᴴ of values well inside `dtype`,
    else Ruiz's.
    """
    if plan.matching.method != "none":
        return plan.matching.method
    largest = matrix.max_abs()
    roomy = np.sqrt(float(np.finfo(dtype).max))
    return "none" if plan.kind in ("llt", "llh") and 1 / roomy <= largest <= roomy else "ruiz"
