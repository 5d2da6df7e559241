"""`Factors`: a factored matrix, ready to solve, refactorize, and tell about itself."""

import logging
import threading
import time
from dataclasses import replace
from functools import partial

import numpy as np

from pastix_py import ahead, archive, budget
from pastix_py.clock import Clock
from pastix_py.dense import library
from pastix_py.errors import (
    AccuracyNotReached,
    InputError,
    NotPositiveDefinite,
    NumericallySingular,
    UsageError,
)
from pastix_py.jit import thread_count
from pastix_py.layout.kind import SAME_CODE, choose_kind
from pastix_py.layout.plan import Plan
from pastix_py.matrix.check import canonical, right_hand_side
from pastix_py.matrix.matrix import Matrix, Symmetry
from pastix_py.matrix.scale import Scaled, scale
from pastix_py.matrix.structure import check_structure
from pastix_py.memory import spent_on
from pastix_py.numeric import compression
from pastix_py.numeric.assemble import assemble
from pastix_py.numeric.low_rank import make_rule
from pastix_py.numeric.panels import Panels
from pastix_py.options import Options
from pastix_py.precision import PRECISIONS, SINGLE, default_accuracy, factor_dtype, working_dtype
from pastix_py.report.report import Report
from pastix_py.report.text import counted, table
from pastix_py.runtime import trace_file
from pastix_py.runtime.desk import first_failure, n_workers
from pastix_py.runtime.execute import execute
from pastix_py.runtime.reserve import reserved
from pastix_py.runtime.trace import Run, Trace
from pastix_py.solve import triangular
from pastix_py.solve.conditioning import condition_number, error_bound
from pastix_py.solve.null_space import near_null_vectors, null_spaces, share, without
from pastix_py.solve.refine import refine as refine_solution

log = logging.getLogger("pastix_py")
log.addHandler(logging.NullHandler())

GOAL, NEAR = 4, 10  # refinement stops at these multiples of the unit roundoff, the second where a correction is dear:
DEAR = 1 << 26  # bytes of a factor that is read from memory for each correction, not from a cache


class Factors:
    """A factored matrix: P R A C Qᵀ = L Lᴴ, L D Lᵀ, L D Lᴴ or L U, with the matrix it was made from.

    R and C are the scales of `scaled`, P and Q the permutations `row_perm` and `col_perm`: they are `perm`, but for the
    pivots that were exchanged inside diagonal blocks.

    Made by `pastix_py.factorize`. `report` says what was done; printing the object prints it.
    """

    def __init__(self, matrix, scaled, plan, panels, dtype, options, report, rematch=None):
        self.matrix, self.dtype, self.options, self.report = matrix, np.dtype(dtype), options, report
        self._parts, self._rematch = (scaled, plan, panels), rematch
        self._dense_schur = self._found_null = (None, None)
        self._escalating = threading.Lock()

    @property
    def scaled(self):
        """The matrix as it was factored: permuted and scaled."""
        return self._parts[0]

    @property
    def plan(self):
        """Structure, layout and tasks."""
        return self._parts[1]

    @property
    def panels(self):
        """The coefficients, None once closed."""
        return self._parts[2]

    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name != "_escalating"}

    def __setstate__(self, state):
        self.__dict__.update(state, _escalating=threading.Lock())

    @classmethod
    def compute(cls, matrix, plan, options, report, progress=None, transversal=None, rematch=None):
        """Return the factors of `matrix` by `plan`; the work behind `pastix_py.factorize`.

        `transversal` is what the plan was matched by, where that was these values. `rematch(matrix, report, kind,
        method)` returns a plan by that matching and its transversal, where the accuracy is missed; None if it must not.
        """
        dtype = working_dtype(matrix, options.precision)
        made = cls(matrix, None, plan, None, dtype, options, report, rematch)
        made._factor(matrix, factor_dtype(matrix, options), progress, transversal)
        return made

    @spent_on("the factorization")
    def _factor(self, matrix, factor_dtype, progress=None, transversal=None, plan=None):
        """Factor where the memory suffices, by another plan where one is given."""
        plan, scaling = plan or self.plan, self.options.scaling
        if scaling == "auto":
            scaling = default_scaling(matrix, plan, factor_dtype)
        with budget.room_for_factorization(plan, matrix, factor_dtype, self.options, scaling, self.panels):
            self._scale_and_factor(matrix, plan, scaling, factor_dtype, progress, transversal)

    def _scale_and_factor(self, matrix, plan, scaling, factor_dtype, progress, transversal):
        """Scale, assemble and factor; falls back from LLᴴ to LDLᴴ where the kind was left to us."""
        old = self.panels if plan is self.plan else None
        with Clock() as clock:
            scaled = scale(matrix, scaling, plan.matching, transversal)
        self.report.add_time("scaling", clock, {"method": scaled.method, **plan.matching.describe()})
        with Clock() as clock:
            panels, failed, threads = fill(plan, scaled.matrix, factor_dtype, old, self.options, progress)
            ours, positive = self.options.factorization == "auto", "positive"
            if failed < 0 and ours and self.options.null_pivots == "fix" and plan.kind in ("llt", "llh"):
                failed, positive = first_lost(plan, scaled.matrix, panels), "large enough"
            if failed >= 0 and ours:
                kind = {"llt": "ldlt", "llh": "ldlh"}[plan.kind]
                self._note(f"{plan.kind}: a pivot is not {positive}, so {kind} was taken instead")
                plan = plan.with_kind(kind)
                panels, failed, threads = fill(plan, scaled.matrix, factor_dtype, panels, self.options, progress)
        if failed >= 0:
            row = int(plan.ordering.perm[failed])
            raise NotPositiveDefinite(
                f"The matrix is not positive definite: the pivot of row {row + 1} is not positive; take "
                "--factorization ldlt, or auto.",
                row=row,
                report=self.report,
            )
        self._parts = (scaled, plan, panels)
        self._describe(clock, threads)
        self._judge_pivots()

    def _describe(self, clock, threads):
        dtype = self.panels.dtype
        self.report.factorization = {
            "kind": self.plan.kind,
            "dtype": dtype.name,
            "threads": threads,
            "device": "cpu",
            "blas": library.in_use(),
            "seconds": clock.seconds,
            "gflops": self.plan.flops(dtype) / max(clock.seconds, 1e-9) / 1e9,
            "bytes": self.panels.nbytes,
            "perturbed_pivots": int(self.panels.replaced().size),
            "inertia": self._inertia_or_none(),
            "compression": compression.describe(self.plan, self.panels, self.options),
        }
        self.report.compile_seconds += clock.compile_seconds
        log.info("factorized %s by %s in %.3f s", self.matrix.name, self.plan.kind, clock.seconds)

    def _judge_pivots(self):
        """Warn about replaced pivots, or stop where the options or the structure say so."""
        row, message = self._vanished()
        if row is None:
            return
        check_structure(self.matrix)
        if self.options.null_pivots == "error":
            raise NumericallySingular(f"{message}, and --null-pivots is error.", row=row, report=self.report)
        told = "perturbed, see the backward error"
        if self._free_unknowns():
            told = f"of the solutions, {counted(self._free_unknowns(), 'unknown')} free, that of least norm is taken"
        self._note(f"{message}; {told}", self.report.warnings)

    def _free_unknowns(self):
        """Return the dimension of the null space that solutions are freed of: 0 unless --null-pivots is fix."""
        fix = self.options.null_pivots == "fix"
        return self._null_spaces().right.shape[1] if fix and self.panels.marks.any() else 0

    def _null_spaces(self):
        """Return the `NullSpace` of the matrix by the pivots that were replaced, found once for these panels."""
        scaled, plan, panels = self._parts
        of, found = self._found_null
        if of is not panels:
            at, rows, columns = panels.replaced(), self.row_perm, self.col_perm
            budget.check_null_space(plan.n, at.size, self.dtype, self.options.max_memory, panels.nbytes)
            inverse = partial(self._apply_scaled, plan, panels)
            with np.errstate(all="ignore"):
                found = null_spaces(scaled, inverse, rows[at], columns[at], self.dtype)
            self._found_null = (panels, found)
        return found

    @spent_on("the null space")
    def null_space(self, k=None, trans="N"):
        """Return an orthonormal basis (n, k) of the null space of A ('N'), Aᵀ ('T') or Aᴴ ('H').

        Parameters
        ----------
        k : how many vectors, those that op(A) makes smallest, whether it maps them to zero or not; by default all that
            it maps to zero within rounding errors, of at most as many as pivots were replaced: (n, 0) where none was.
        trans : 'N', 'T' or 'H'; of 'H' the basis is the left null space, orthogonal to the range of A.

        Rayleigh–Ritz on inverse iterations with the factors; G. H. Golub, C. F. Van Loan, "Matrix Computations", 8.2.
        """
        self._require_open()
        trans = self._options(trans, None, None, None).trans
        if k is None:
            return self._null_spaces().of(trans).copy()
        if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 0 <= k <= self.matrix.n:
            raise UsageError(f"k is the number of vectors, 0 to {self.matrix.n}, not {k!r}.")
        budget.check_null_space(self.matrix.n, k, self.dtype, self.options.max_memory, self.panels.nbytes)
        if trans == "T":
            return self.null_space(k, "H").conj()
        other = {"N": "H", "H": "N"}[trans]
        with np.errstate(all="ignore"):
            calls = (
                lambda X: self.matrix.matvec(X, trans),
                lambda X: self.apply(X, trans),
                lambda X: self.apply(X, other),
            )
            return near_null_vectors(*calls, self.matrix.n, int(k), self.dtype)

    def _vanished(self):
        """Return (first row, words) of the pivots that were replaced, (None, '') where none was."""
        replaced = self.panels.replaced()
        if not replaced.size:
            return None, ""
        row = int(self.scaled.user_rows(self.col_perm[replaced[0]]))
        return row, f"{counted(replaced.size, 'pivot')} vanished, the first in row {row + 1}"

    def _note(self, text, where=None):
        (self.report.escalation if where is None else where).append(text)
        log.warning("%s", text)

    @spent_on("the solve")
    def apply(self, b, trans="N"):
        """Return F⁻¹ b for b (n, k) without refinement, in the precision of the factor (complex where b is)."""
        self._require_open()
        library.use(self.options.blas)
        scaled, plan, panels = self._parts
        if b.dtype.kind == "c" and panels.dtype.kind != "c":
            both = self.apply(np.hstack([b.real, b.imag]), trans)
            k = b.shape[1]
            return both[:, :k] + 1j * both[:, k:]
        with np.errstate(all="ignore"):
            return scaled.from_scaled(self._apply_scaled(plan, panels, scaled.to_scaled(b, trans), trans), trans)

    def _apply_scaled(self, plan, panels, rhs, trans):
        """Return F⁻¹ rhs (n, k) of the scaled system."""
        middle = self._schur_solver(plan, panels, trans) if plan.n_schur else None
        small = np.finfo(rhs.dtype).eps < np.finfo(panels.dtype).eps
        size = column_sizes(rhs) if small else None
        wanted = 1 if self.options.scheduler == "sequential" else self.options.threads
        with ahead.compiled("solve", panels.dtype, SAME_CODE[plan.kind]), reserved(wanted) as threads:
            x = triangular.solve(plan, panels, rhs / size if small else rhs, trans, middle, threads)
        return x * size if small else x

    @spent_on("the solve")
    def solve(self, b, trans=None, refine=None, accuracy=None, errors=None):
        """Return x with A x = b (trans 'N'), Aᵀ x = b ('T') or Aᴴ x = b ('H'), refined, its accuracy measured.

        Parameters
        ----------
        b : (n,) or (n, k), dense or sparse, any numeric type.
        trans : 'N', 'T' or 'H'; that of the options by default.
        refine : 'auto', 'none', 'classic', 'gmres', 'cg' or 'bicgstab'; that of the options by default.
        accuracy : componentwise backward error to reach; that of the options by default.
        errors : whether the report gets a condition number and a bound of the error; that of the options by default.

        Returns
        -------
        x : shape of b, type `result_type(A, b)` (of the chosen precision where one was chosen).

        Raises
        ------
        NumericallySingular, AccuracyNotReached : the error measured is above `accuracy`; both hold `x` and `report`.

        """
        self._require_open()
        options = self._options(trans, refine, accuracy, errors)
        self._check_room(b)
        rhs = right_hand_side(b, self.matrix.n)
        columns = rhs if rhs.ndim == 2 else rhs[:, None]
        with Clock() as clock:
            x = self.apply(columns, options.trans)
            x = x.astype(self._result_dtype(columns), copy=False)
        self.report.solve = {"seconds": clock.seconds, "nrhs": columns.shape[1]}
        self.report.compile_seconds += clock.compile_seconds
        return self._refined(columns, x, options, rhs.shape)

    @spent_on("the refinement")
    def refine(self, b, x, trans=None, refine=None, accuracy=None, errors=None):
        """Return x (shape of b) improved by refinement from the given start, its accuracy measured, as `solve` does."""
        self._require_open()
        options = self._options(trans, refine, accuracy, errors)
        self._check_room(b)
        rhs, guess = right_hand_side(b, self.matrix.n), right_hand_side(x, self.matrix.n)
        if rhs.shape != guess.shape:
            raise InputError(f"The guess has shape {guess.shape}, the right-hand side {rhs.shape}.")
        columns = rhs if rhs.ndim == 2 else rhs[:, None]
        start = guess.reshape(columns.shape).astype(self._result_dtype(columns))
        self.report.solve = {"seconds": 0.0, "nrhs": columns.shape[1]}
        return self._refined(columns, start, options, rhs.shape)

    def _check_room(self, b):
        """Raise `MemoryLimit` where a solve with right-hand sides like b would not fit."""
        shape = getattr(b, "shape", ())
        k = int(shape[1]) if len(shape) == 2 else 1
        result = np.result_type(self.dtype, np.complex128 if np.iscomplexobj(b) else np.float64)
        threads, limit = thread_count(self.options.threads), self.options.max_memory
        panels = self.panels
        budget.check_solve(self.plan, panels.dtype, result, k, threads, limit, panels.nbytes)

    def _options(self, trans, refine, accuracy, errors):
        """Return the options of one solve: what is given, else what the factors were made with."""
        given = {"trans": trans or None, "refine": refine or None, "accuracy": accuracy, "errors": errors}
        return replace(self.options, **{name: value for name, value in given.items() if value is not None})

    def _refined(self, columns, x, options, shape):
        """Refine, go on in full precision where a single-precision factor does not get there, and judge the result."""
        target, before = options.accuracy or default_accuracy(self.dtype), self.panels

        def correct(r):
            return self._freed(self.apply(r, options.trans), options.trans)

        x = self._freed(x, options.trans)
        goal = min((NEAR if before.nbytes > DEAR else GOAL) * np.finfo(self.dtype).eps, target)
        arguments = (options.trans, options.refine, goal, target, thread_count(self.options.threads))
        with Clock() as clock:
            x, done = refine_solution(self.matrix, correct, columns, x, *arguments)
            history = done.history
            while done.componentwise > target and options.refine == "auto" and self._escalate(before):
                before, best = self.panels, (x, done)
                x = correct(columns).astype(x.dtype, copy=False)
                x, done = refine_solution(self.matrix, correct, columns, x, *arguments)
                history = history + done.history
                x, done = min((x, done), best, key=lambda one: one[1].componentwise)
        told = {"method": done.method, "iterations": done.iterations, "seconds": clock.seconds}
        self.report.refinement = told | {"target": target, "history": history}
        self.report.compile_seconds += clock.compile_seconds
        self.report.componentwise_backward_error = done.componentwise
        self.report.backward_error = done.normwise
        if options.errors:
            self._estimate_errors(columns, x, options.trans)
        self.report.seal()
        x = x.reshape(shape)
        self._judge_accuracy(columns, x, options.trans, done.componentwise, target)
        return x

    def _freed(self, x, trans):
        """Return x (n, k) without its component in the null space, where --null-pivots is fix."""
        return without(self._null_spaces().of(trans), x).astype(x.dtype) if self._free_unknowns() else x

    def _estimate_errors(self, b, x, trans):
        """Put the condition number of A and a bound of the error of x into the report."""
        self.report.condition_number = self.condition_number()
        self.report.forward_error_bound = error_bound(self.matrix, b, x, trans, self.aslinearoperator(trans))

    def condition_number(self):
        """Return an estimate of the condition number of A in the 1-norm, by a few solves."""
        self._require_open()
        return condition_number(self.matrix, self.aslinearoperator())

    def _escalate(self, before):
        """Factor again with more care, once for all threads; returns whether better panels than `before` exist."""
        with self._escalating:
            if self.panels is not before:
                return True
            if self._free_unknowns():
                return self._use_full_precision()
            steps = self._match_otherwise, self._use_full_precision
            return any(step() for step in (steps if before.replaced().size else steps[::-1]))

    def _match_otherwise(self):
        """Factor the matrix matched where it was not, unmatched where it was; returns whether that was done."""
        rematch, self._rematch = self._rematch, None
        was = self.plan.matching.method
        if rematch is None:
            return False
        wanted, words = ("product", "with a matching") if was == "none" else ("none", "without a matching")
        plan, transversal = rematch(self.matrix, self.report, self.plan.kind, wanted)
        if plan.matching.method == was:
            return False
        self._note(f"the accuracy was missed, so the matrix was ordered and factored again {words}")
        self._factor(self.matrix, self.panels.dtype, transversal=transversal, plan=plan)
        return True

    def _use_full_precision(self):
        """Factor in the precision of the solution, where it was lower; returns whether that was done."""
        if np.finfo(self.panels.dtype).eps <= np.finfo(self.dtype).eps:
            return False
        self._factor(self.matrix, self.dtype)
        self._note("mixed: refinement stalled, so the factorization was repeated in full precision")
        return True

    def _result_dtype(self, columns):
        kind = np.result_type(self.dtype, columns.dtype)
        if self.options.precision in PRECISIONS and np.finfo(kind).eps < np.finfo(self.dtype).eps:
            return np.dtype(SINGLE[kind.char])
        return kind

    def _judge_accuracy(self, b, x, trans, reached, target):
        (row, vanished), eps = self._vanished(), np.finfo(self.dtype).eps
        grown = self._growth(b, x.reshape(b.shape), trans) if row is not None else 0.0
        outside = share(self._null_spaces().outside(trans), b) if self._free_unknowns() else 0.0
        in_range = outside <= np.sqrt(eps)
        if reached <= target and grown * np.sqrt(self.matrix.n) * eps <= 1 and in_range:
            return
        told = f"The componentwise backward error is {reached:.1e}, above the {target:.0e} asked for"
        if row is not None:
            why = f"the componentwise backward error stayed at {reached:.1e}; check that row"
            if not in_range:
                why = f"b is not in its range: a share of {outside:.1e} of it is orthogonal to that, and {why}"
            elif reached <= target:
                why = (
                    f"x is {grown:.1e} times what the sizes of A and b account for; check that row, or take "
                    "--null-pivots fix where b is in the range of the matrix"
                )
            raise NumericallySingular(
                f"The matrix is singular to working precision, or needs row exchanges: {vanished}, and {why}.",
                row=row,
                x=x,
                report=self.report,
            )
        check_structure(self.matrix)
        raise AccuracyNotReached(
            f"{told}; try another --refine, --precision d, or a larger --accuracy.", x=x, report=self.report
        )

    def _growth(self, b, x, trans):
        """Return the largest of ‖A‖∞ ‖x‖∞ / ‖b‖∞ over the columns, of the scaled system; 0 for b = 0."""
        scaled = self.scaled
        with np.errstate(all="ignore"):
            size, known = abs(scaled.to_own(x, trans)).max(axis=0), abs(scaled.to_scaled(b, trans)).max(axis=0)
            return float(np.max(scaled.matrix.norm_inf(trans) * size / known, initial=0.0, where=known > 0))

    @spent_on("the factorization")
    def refactorize(self, A, progress=None):
        """Factor a matrix of the same pattern again in place: no ordering, no symbolic work; returns `self`.

        Raises `InputError` where the pattern differs, `UsageError` where the kind does not fit the new values; after
        any other failure the factors are closed.
        """
        self._require_open()
        library.use(self.options.blas)
        matrix = canonical(A)
        if self.matrix.is_half != matrix.is_half and not self.matrix.is_half:
            matrix = matrix.expanded()
        if matrix.pattern_fingerprint != self.plan.pattern:
            raise InputError("The new matrix has another pattern or symmetry: factorize it anew.")
        choose_kind(matrix, self.plan.kind)
        matrix = matrix.astype(np.result_type(matrix.dtype, self.matrix.dtype))
        dtype = working_dtype(matrix, self.options.precision)
        self.matrix, self.dtype = matrix, dtype
        self.report = Report(**{name: getattr(self.report, name) for name in ("options", "ordering", "analysis")})
        self.report.matrix = matrix.describe()
        try:
            self._factor(matrix, factor_dtype(matrix, self.options), progress)
        except BaseException:
            self.close()
            raise
        return self

    def slogdet(self):
        """Return (sign, log|det A|), as `numpy.linalg.slogdet` does.

        Raises `NumericallySingular` where pivots were replaced: the determinant is lost then.
        """
        self._require_open()
        self._require_true_pivots("determinant")
        count = self.plan.n - self.plan.n_schur
        pivots = self.panels.pivots(self.plan)[:count]
        power = 2 if self.plan.kind in ("llt", "llh") else 1
        size = abs(pivots)
        with np.errstate(divide="ignore", invalid="ignore"):
            logarithm = power * np.log(size.astype(float)).sum() - self.scaled.log_det()
            sign = np.prod((pivots / size) ** power) * self.scaled.sign()
        if self.plan.kind == "lu":
            sign *= (-1) ** np.count_nonzero(self.panels.exchange)
        if self.plan.n_schur:
            of_schur = np.linalg.slogdet(schur_block(self.plan, self.panels))
            sign, logarithm = sign * of_schur[0], logarithm + of_schur[1]
        return self.dtype.type(sign), float(logarithm)

    def inertia(self):
        """Return (positive, negative, zero): how many eigenvalues of a symmetric or Hermitian matrix are so.

        Raises `NumericallySingular` where pivots were replaced, `UsageError` for another matrix.
        """
        self._require_open()
        self._require_true_pivots("inertia")
        found = self._inertia_or_none()
        if found is None:
            raise UsageError("The inertia needs a Hermitian matrix factored by llt, llh, ldlt or ldlh.")
        return found

    def _inertia_or_none(self):
        hermitian = self.matrix.is_half and (self.dtype.kind != "c" or self.plan.kind in ("llh", "ldlh"))
        if not hermitian or self.plan.kind == "lu" or self.plan.n_schur or self.panels.replaced().size:
            return None
        pivots = self.panels.pivots(self.plan).real
        return tuple(int(np.count_nonzero(c)) for c in (pivots > 0, pivots < 0, pivots == 0))

    def _require_true_pivots(self, wanted):
        row, vanished = self._vanished()
        if row is not None:
            raise NumericallySingular(f"The {wanted} is not known: {vanished}.", row=row, report=self.report)

    @property
    def shape(self):
        """(n, n)."""
        return (self.matrix.n, self.matrix.n)

    @property
    def perm(self):
        """perm[new] = old, (n)."""
        return self.plan.ordering.perm

    @property
    def col_perm(self):
        """The order of the columns of the factors: `perm`, with the exchanges of LDLᵀ and LDLᴴ, (n)."""
        return self.perm if self.plan.kind == "lu" else self.row_perm

    @property
    def row_perm(self):
        """The order of the rows of the factors: `perm`, with the exchanges of LU, LDLᵀ and LDLᴴ, (n)."""
        self._require_open()
        return self.perm[self.panels.exchanged()]

    @property
    def schur(self):
        """The dense Schur complement of the unknowns asked for, in their order, (n_schur, n_schur)."""
        self._require_open()
        if not self.plan.n_schur:
            raise UsageError("No Schur complement was asked for: factorize(A, schur=unknowns).")
        return self._schur_complement()

    @spent_on("the Schur complement")
    def _schur_complement(self):
        budget.check_schur(self.plan, self.panels.dtype, self.options.max_memory, self.panels.nbytes)
        block, scaled = schur_block(self.plan, self.panels), self.scaled
        unknowns = self.perm[-self.plan.n_schur :]
        if scaled.row_scale.size:
            block /= np.multiply.outer(scaled.row_scale[unknowns], scaled.col_scale[unknowns]).astype(block.real.dtype)
        return block

    def _schur_solver(self, plan, panels, trans):
        """Return X -> S⁻¹ X on the rows of the Schur complement, by a dense LU made once for these panels."""
        from scipy.linalg import get_lapack_funcs

        of, factored = self._dense_schur
        getrf, getrs = get_lapack_funcs(("getrf", "getrs"), dtype=panels.dtype)
        if of is not panels:
            budget.check_schur(plan, panels.dtype, self.options.max_memory, panels.nbytes)
            factored = getrf(schur_block(plan, panels))[:2]
            self._dense_schur = (panels, factored)
        transposed = 1 if trans in "TH" and plan.kind == "lu" else 0
        return lambda X: getrs(*factored, X, trans=transposed)[0]

    def aslinearoperator(self, trans="N"):
        """Return A⁻¹ as a SciPy `LinearOperator`, unrefined: for `M=` of Krylov solvers and `OPinv=` of `eigsh`."""
        from scipy.sparse.linalg import LinearOperator

        def product(b, how):
            return self.apply(b.reshape(b.shape[0], -1), how).reshape(b.shape)

        def adjoint(b):
            return product(b.conj(), "N").conj() if trans == "T" else product(b, {"N": "H", "H": "N"}[trans])

        return LinearOperator(
            self.shape,
            dtype=self.dtype,
            matvec=lambda b: product(b, trans),
            rmatvec=adjoint,
            matmat=lambda b: product(b, trans),
        )

    @spent_on("the export")
    def export(self):
        """Return (L, D, U) as SciPy arrays: (R A C)[row_perm][:, col_perm] = L D U, R and C the scales of `scaled`.

        U is Lᵀ or Lᴴ for the symmetric kinds, D the identity for LLᵀ and LU, else diagonal but for 2 × 2 pivots.
        """
        from pastix_py.numeric.export import triangles

        self._require_open()
        return triangles(self.plan, self.panels)

    def save(self, path):
        """Write the factors, with their matrix and plan, to a file for `Factors.load` and the commands."""
        self._require_open()
        plan_header, arrays = self.plan.to_arrays()
        header = {"plan": plan_header, "options": self.options.as_dict(), "report": self.report.as_dict()}
        header |= {"dtype": self.dtype.str, "name": self.matrix.name, "symmetry": self.matrix.symmetry.value}
        header |= {"scaling": self.scaled.method}
        arrays |= {"ptr": self.matrix.ptr, "ind": self.matrix.ind, "val": self.matrix.val}
        arrays |= {"row_scale": self.scaled.row_scale, "col_scale": self.scaled.col_scale}
        arrays |= self.panels.to_arrays()
        archive.write(path, "factors", header, arrays)

    @classmethod
    @spent_on("the factors read")
    def load(cls, path):
        """Read factors; raises `InputError` for anything else than a whole file of this version."""
        header, arrays = archive.read(path, "factors")
        plan = Plan.from_arrays(header["plan"], arrays)
        symmetry = Symmetry(header["symmetry"])
        matrix = Matrix(plan.n, arrays["ptr"], arrays["ind"], arrays["val"], symmetry, header["name"])
        scaled = Scaled.identity(matrix)
        scales = {"row_scale": arrays["row_scale"], "col_scale": arrays["col_scale"], "method": header["scaling"]}
        scaled = replace(scaled, row_perm=plan.matching.row_perm, pairs=plan.matching.pairs, **scales)
        panels = Panels.from_arrays(arrays)
        options, report = Options.of(**header["options"]), Report(**header["report"])
        report.forget_times()
        return cls(matrix, scaled, plan, panels, header["dtype"], options, report)

    def close(self):
        """Free the memory of the factor; the object cannot solve any more."""
        self._parts = (*self._parts[:2], None)

    def _require_open(self):
        if self.panels is None:
            raise UsageError("These factors were closed, or lost in a refactorization that failed: factorize again.")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        state = "" if self.panels is not None else " (closed)"
        return f"Factors{state}\n{table(self.report.seal())}"


def default_scaling(matrix, plan, dtype):
    """Return the scaling that 'auto' means: that of the matching, none for LLᵀ and LLᴴ of values well inside `dtype`,
    else Ruiz's.
    """
    if plan.matching.method != "none":
        return plan.matching.method
    largest = matrix.max_abs()
    roomy = np.sqrt(float(np.finfo(dtype).max))
    return "none" if plan.kind in ("llt", "llh") and 1 / roomy <= largest <= roomy else "ruiz"


def fill(plan, matrix, dtype, old, options, progress=None):
    """Return (panels, first column without a positive pivot, or −1, threads): `matrix` assembled and factored.

    `old` panels whose memory may be used again, None for none; they are lost. Writes the trace that is asked for.
    """
    tell = (lambda share: progress("factorization", share)) if progress else None
    began = time.perf_counter_ns()
    with ahead.compiled("numeric", dtype, SAME_CODE[plan.kind]), reserved(options.threads) as threads:
        panels, homes = assemble(plan, matrix, dtype, old, threads)
        limit, traced = pivot_threshold(matrix, dtype), bool(options.trace)
        rule = make_rule(options.tolerance, plan.kind, matrix, dtype, options.compressor) if homes else None
        desk = execute(plan, panels, limit, options.scheduler, threads, tell, traced, homes, rule)
    if traced:
        before = (desk.start.min(initial=time.perf_counter_ns(), where=desk.worker >= 0) - began) * 1e-9
        run = Run(
            matrix.name, plan.kind, np.dtype(dtype).name, options.scheduler, desk.in_order, n_workers(desk), before
        )
        trace_file.write(options.trace, Trace.of(plan.tasks, desk.worker, desk.start, desk.stop, run))
    return panels, first_failure(desk, plan.n), n_workers(desk)


def pivot_threshold(matrix, dtype):
    """Return the size below which a pivot is replaced: ε^¾ max|a_ij|, a normal number."""
    return max(float(np.finfo(dtype).eps ** 0.75) * matrix.max_abs(), float(np.finfo(dtype).tiny))


def first_lost(plan, matrix, panels):
    """Return the first column whose pivot of L Lᴴ is hardly more than rounding errors, −1 where none is."""
    count = plan.n - plan.n_schur
    before, after = matrix.diagonal()[plan.ordering.perm].real, panels.diagonal(plan).real.astype(float) ** 2
    lost = np.flatnonzero(after[:count] < np.sqrt(np.finfo(panels.dtype).eps) * before[:count])
    return int(lost[0]) if lost.size else -1


def column_sizes(b):
    """Return a power of two near the largest entry of each column, 1 for zeros: b over it fits single precision."""
    largest = abs(b).max(axis=0, initial=0.0)
    return np.exp2(np.floor(np.log2(np.where((largest > 0) & np.isfinite(largest), largest, 1.0))))


def schur_block(plan, panels):
    """Return the Schur complement of the scaled matrix, dense (n_schur, n_schur)."""
    size, c = plan.n_schur, plan.symbol.n_cblk - 1
    at = plan.layout.cblk_coef[c]
    S = panels.L[at : at + size * size].reshape(size, size).T.copy()
    if plan.kind == "lu":
        return S
    other = S.conj().T if plan.kind in ("llh", "ldlh") else S.T
    return np.tril(S) + np.triu(other, 1)
