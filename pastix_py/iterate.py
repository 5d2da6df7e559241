"""The stage of iterative solutions: matrix → matched, scaled, ordered → preconditioner → x, and the report of it."""

import numpy as np

from pastix_py import budget
from pastix_py.clock import Clock
from pastix_py.errors import AccuracyNotReached, InputError
from pastix_py.jit import thread_count
from pastix_py.krylov import load as load_method
from pastix_py.krylov import rounds
from pastix_py.krylov.operators import is_products
from pastix_py.krylov.solve import GENERAL, SAYING, is_hermitian, krylov, vectors
from pastix_py.matrix.check import canonical
from pastix_py.matrix.dense import right_hand_side
from pastix_py.matrix.scale import column_sizes
from pastix_py.memory import spent_on
from pastix_py.options import IterateOptions
from pastix_py.pipeline import given_ordering
from pastix_py.precondition.prepare import prepare
from pastix_py.report.report import Report
from pastix_py.solve.residual import System

CLOSE = 0.3  # of the tolerance that should do, which is taken
ROUNDING = 100  # unit roundoffs, a residual below which is as small as can be
TRIES = 5  # with smaller and smaller tolerances, where scales or the componentwise error ask for it


@spent_on("the iteration")
def iterate(A, b, *, x0=None, ordering=None, report=None, **options):
    """Return x with A x = b by a preconditioned Krylov method, its accuracy measured.

    Parameters
    ----------
    A : `Matrix`, SciPy sparse array or matrix of any format, or square dense array. For a SciPy `LinearOperator`, of
        which no preconditioner can be made, see `pastix_py.krylov`.
    b : (n,) or (n, k), dense or sparse.
    x0 : shape of b, where to start; zero by default.
    ordering : an `Ordering`, a permutation (n,) with `perm[new] = old`, the name of a method, or the path of a saved
        one; 'auto' by default.
    report : `Report` to fill in, None for none.
    options : fields of `IterateOptions`.

    Returns
    -------
    x : shape of b, type `result_type(A, b)`.

    Raises
    ------
    AccuracyNotReached : the residual or the componentwise error stayed above `tolerance` or `accuracy`; it holds `x`,
        the best that was found, and `report`.
    InputError, UsageError, MemoryLimit, MissingDependency

    """
    if is_products(A):
        raise InputError("No preconditioner can be made of products alone: give the matrix, or take pastix_py.krylov.")
    ordering, options = given_ordering(ordering, options)
    matrix, report, options = canonical(A), report or Report(), IterateOptions.of(**options)
    if options.krylov != "auto":
        load_method(options.krylov)
    rhs = right_hand_side(b, matrix.n)
    guess = None if x0 is None else right_hand_side(x0, matrix.n, "guess")
    if guess is not None and guess.shape != rhs.shape:
        raise InputError(f"The guess has shape {guess.shape}, the right-hand side {rhs.shape}.")
    report.matrix, report.options = matrix.describe(), options.as_dict()
    columns, start = (part if part is None or part.ndim == 2 else part[:, None] for part in (rhs, guess))
    names = GENERAL if options.krylov == "auto" else (options.krylov,)  # of those 'auto' may take, what needs most
    held = vectors(names, options.restart, columns.shape[1])
    budget.check_iteration(matrix, np.result_type(matrix.dtype, columns), columns.shape[1], held)
    prepared = prepare(matrix, ordering, options, report)
    x = _Solution(matrix, columns, prepared, options, report).find(start).reshape(rhs.shape)
    _judge(x, options, report)
    return x


class _Solution:
    """The iteration, as often as the measured errors ask for it."""

    def __init__(self, matrix, b, prepared, options, report):
        self.b, self.prepared, self.options, self.report = b, prepared, options, report
        self.system = System(matrix, b, threads=thread_count(options.threads))
        self.large = column_sizes(b)  # what right-hand sides are divided by, for room where the scales are large
        self.rtol, self.left = options.tolerance, options.max_iterations

    def find(self, start):
        """Return x (n, k), told of in the report: as good as was asked for, or the best that was found."""
        y = None if start is None else self.prepared.guess(start / self.large)
        with Clock() as clock, np.errstate(all="ignore"):  # what leaves the range of numbers is measured as wrong
            for _ in range(TRIES):
                y, told = self.run(y)
                x = self.prepared.from_own(y) * self.large
                x, errors = self.best(x, start)
                self.tell(told, errors)
                share = self.missing(*errors)
                if share >= 1 or told.end or not self.left:
                    break
                self.rtol *= share * CLOSE
        self.report.iteration["seconds"] = clock.seconds
        self.report.compile_seconds += clock.compile_seconds
        self.report.seal()
        return x

    def run(self, y):
        """Return (y, `Iteration`) of a run from y."""
        options, made = self.options, self.prepared.made
        names = methods(self.prepared.matrix, made) if options.krylov == "auto" else options.krylov
        given = {"rtol": self.rtol, "maxiter": self.left, "restart": options.restart, "threads": options.threads}
        b = self.prepared.to_own(self.b / self.large)
        y, told = krylov(self.prepared.matrix, b, names, M=made.operator, x0=y, error_rate=options.error_rate, **given)
        self.left = max(self.left - told.iterations, 0)
        if told.end == rounds.LIMIT:
            told.reason = rounds.limited(options.max_iterations)  # that of all runs, of which this had a part
        return y, told

    def measure(self, x):
        """Return the worst (relative residual, componentwise error, normwise error), infinite for no number."""
        state = self.system.residual(x)
        r, b = (np.linalg.norm(part / self.large, axis=0) for part in (state.r, self.b))
        found = r / np.where(b > 0, b, 1), state.componentwise, state.normwise
        return [float(np.max(np.where(part >= 0, part, np.inf), initial=0)) for part in found]

    def best(self, x, start):
        """Return (x, its errors), or those of where it began where these are less: in scaled unknowns x was better."""
        errors = self.measure(x)
        if self.missing(*errors) < 1:
            begun = np.zeros_like(x) if start is None else start.astype(x.dtype)
            before = self.measure(begun)
            if not errors[0] <= before[0]:
                return begun, before
        return x, errors

    def missing(self, residual, componentwise, _):
        """Return what the tolerance has to be multiplied by for both targets to be reached, at least 1 if they are."""
        targets = (residual, self.options.tolerance), (componentwise, self.options.accuracy or np.inf)
        return min(target / error if error > 0 else np.inf for error, target in targets)

    def tell(self, told, errors):
        """Add a run to the report."""
        report, plain = self.report, dict(vars(told))
        before = report.iteration
        for name in ("iterations", "matvecs", "preconditionings", "restarts", "checks", "errors", "history"):
            plain[name] = before[name] + plain[name] if before else plain[name]
        for sentence in plain.pop("tried"):
            report.note("escalation", sentence)
        del plain["residuals"]
        residual, report.componentwise_backward_error, report.backward_error = errors
        done = self.missing(*errors) >= 1
        report.iteration = plain | {
            "converged": done,
            "residual": residual,
            "tolerance": self.options.tolerance,
            "nrhs": self.b.shape[1],
            "target": self.options.accuracy,
        }


def methods(matrix, made):
    """Return the Krylov methods that 'auto' tries in turn, for a `Matrix` and its `Made` preconditioner."""
    if not is_hermitian(matrix) or not made.positive:
        return "bicgstab", "gmres"
    return ("cg" if (matrix.diagonal().real > 0).all() else "minres"), "gmres"


def _judge(x, options, report):
    """Raise `AccuracyNotReached` where the report says that a target was missed."""
    told = report.iteration
    if told["converged"]:
        return
    missed = f"The relative residual is {told['residual']:.1e}, above the {options.tolerance:.0e} asked for"
    if told["residual"] <= options.tolerance:
        error = report.componentwise_backward_error
        missed = f"The componentwise backward error is {error:.1e}, above the {options.accuracy:.0e} asked for"
    why = ""
    if told["end"]:
        said = "" if told["end"] == rounds.LIMIT else f"{told['method']} {SAYING[told['end']]}: "
        why = f": {said}{told['reason']}"
    sentence = f"{missed}{why}; {_advice(told, x.dtype)}."
    raise AccuracyNotReached(sentence, x=x, report=report)


def _advice(told, dtype):
    """Return what to try where an iteration was not enough."""
    if told["tolerance"] < told["residual"] <= ROUNDING * np.finfo(dtype).eps:
        single = dtype.char in "fF"
        return "what is left is rounding: take a larger --tolerance" + (", or double precision" if single else "")
    better = "a better --preconditioner"
    if told["end"] == rounds.LIMIT:
        return f"try more --max-iterations, or {better}"
    if told["end"] == rounds.INDEFINITENESS:
        return "try --krylov gmres, bicgstab or idr"
    longer = ", a longer --restart" if "gmres" in told["method"] else ""
    return f"try {better}{longer}, or another --krylov"
