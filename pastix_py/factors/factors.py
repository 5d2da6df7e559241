"""`Factors`: a factored matrix, ready to solve, refactorize, and tell about itself."""

import threading
from dataclasses import replace

import numpy as np

from pastix_py import budget
from pastix_py.clock import Clock
from pastix_py.dense import library
from pastix_py.errors import InputError, UsageError
from pastix_py.factors import saved
from pastix_py.factors.estimate import condition_number
from pastix_py.factors.factor import Factor
from pastix_py.factors.improve import improved
from pastix_py.factors.judge import good_for_compression, judge_accuracy, judge_pivots, require_true_pivots
from pastix_py.factors.make import Wanted, make_factor
from pastix_py.factors.singular import null_space
from pastix_py.jit import thread_count
from pastix_py.layout.kind import choose_kind
from pastix_py.layout.plan import NOT
from pastix_py.matrix.check import canonical
from pastix_py.matrix.dense import as_columns, kept_dtype, right_hand_side
from pastix_py.matrix.foreign import as_given
from pastix_py.memory import spent_on
from pastix_py.precision import default_accuracy, factor_dtype, result_dtype, working_dtype
from pastix_py.report.report import Report
from pastix_py.report.text import table
from pastix_py.solve.conditioning import linear_operator


class Factors:
    """A factored matrix: P R A C Qᵀ = L Lᴴ, L D Lᵀ, L D Lᴴ or L U, with the matrix it was made from.

    R and C are the scales of `scaled`, P and Q the permutations `row_perm` and `col_perm`: they are `perm`, but for the
    pivots that were exchanged inside diagonal blocks.

    Made by `pastix_py.factorize`. `report` says what was done; printing the object prints it.
    """

    def __init__(self, matrix, factor, dtype, options, report, rematch=None):
        self.matrix, self.dtype, self.options, self.report = matrix, np.dtype(dtype), options, report
        self.factor, self.rematch, self.told = factor, rematch, ""
        self.escalating = threading.Lock()

    @property
    def scaled(self):
        """The matrix as it was factored: permuted and scaled."""
        return self.factor.scaled

    @property
    def plan(self):
        """Structure, layout and tasks."""
        return self.factor.plan

    @property
    def panels(self):
        """The coefficients, None once closed."""
        return self.factor.panels

    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name != "escalating"}

    def __setstate__(self, state):
        self.__dict__.update(state, escalating=threading.Lock())

    @classmethod
    def compute(cls, matrix, plan, options, report, progress=None, transversal=None, rematch=None):
        """Return the factors of `matrix` by `plan`; the work behind `pastix_py.factorize`.

        `transversal` is what the plan was matched by, where that was these values. `rematch(matrix, report, kind,
        method)` returns a plan by that matching and its transversal, where the accuracy is missed; None if it must not.
        """
        dtype = working_dtype(matrix, options.precision)
        if options.null_pivots == "fix" and plan.compress != NOT:
            plan = plan.without_compression()
            report.note("warnings", "nothing is compressed: --null-pivots fix has to know which pivots vanish")
        made = cls(matrix, Factor(None, plan, None), dtype, options, report, rematch)
        made.make(plan, factor_dtype(matrix, options), progress, transversal)
        return made

    @spent_on("the factorization")
    def make(self, plan, factor_dtype, progress=None, transversal=None):
        """Factor the matrix by `plan` in `factor_dtype`, in place of the factor that there is, and judge the pivots."""
        wanted = Wanted(self.matrix, plan, factor_dtype, self.options)
        self.factor = make_factor(wanted, self.report, self.factor, progress, transversal)
        judge_pivots(self)

    @spent_on("the null space")
    def null_space(self, k=None, trans="N"):
        """Return an orthonormal basis (n, k) of the null space of A ('N'), Aᵀ ('T') or Aᴴ ('H').

        Parameters
        ----------
        k : how many vectors, those that op(A) makes smallest, whether it maps them to zero or not; by default all that
            it maps to zero within rounding errors, as far as pivots that were replaced tell: (n, 0) where none was.
        trans : 'N', 'T' or 'H'; of 'H' the basis is the left null space, orthogonal to the range of A.

        Rayleigh–Ritz on inverse iterations with the factors, corrected where they are compressed; G. H. Golub, C. F.
        Van Loan, "Matrix Computations", 8.2.
        """
        self._require_open()
        return null_space(self, k, self._options(trans, None, None, None).trans)

    @spent_on("the solve")
    def apply(self, b, trans="N"):
        """Return F⁻¹ b for b (n, k) without refinement, in the precision of the factor (complex where b is)."""
        self._require_open()
        library.use(self.options.blas)
        return self.factor.apply(b.astype(kept_dtype(b.dtype), copy=False), trans, self.options)

    @spent_on("the solve")
    def solve(self, b, trans=None, refine=None, accuracy=None, errors=None):
        """Return x with A x = b (trans 'N'), Aᵀ x = b ('T') or Aᴴ x = b ('H'), refined, its accuracy measured.

        Parameters
        ----------
        b : (n,) or (n, k), dense or sparse, any numeric type, of NumPy, SciPy or CuPy.
        trans : 'N', 'T' or 'H'; that of the options by default.
        refine : 'auto', 'none', 'classic', 'gmres', 'cg' or 'bicgstab'; that of the options by default.
        accuracy : componentwise backward error to reach; that of the options by default.
        errors : whether the report gets a condition number and a bound of the error; that of the options by default.

        Returns
        -------
        x : shape of b, type `result_type(A, b)` (of the chosen precision where one was chosen), of CuPy if b is.

        Raises
        ------
        NumericallySingular, AccuracyNotReached : the error measured is above `accuracy`; both hold `x` and `report`.

        """
        self._require_open()
        options = self._options(trans, refine, accuracy, errors)
        self._check_room(b, options.refine)
        rhs = right_hand_side(b, self.matrix.n)
        columns = as_columns(rhs)
        with Clock() as clock, np.errstate(over="ignore"):
            x = self.apply(columns, options.trans)
            x = x.astype(result_dtype(self.dtype, columns.dtype, options.precision), copy=False)
        self.report.solve = {"seconds": clock.seconds, "nrhs": columns.shape[1]}
        self.report.compile_seconds += clock.compile_seconds
        return as_given(self._answer(columns, x, options, rhs.shape), b)

    @spent_on("the refinement")
    def refine(self, b, x, trans=None, refine=None, accuracy=None, errors=None):
        """Return x (shape of b) improved by refinement from the given start, its accuracy measured, as `solve` does."""
        self._require_open()
        options = self._options(trans, refine, accuracy, errors)
        self._check_room(b, options.refine)
        rhs, guess = right_hand_side(b, self.matrix.n), right_hand_side(x, self.matrix.n)
        if rhs.shape != guess.shape:
            raise InputError(f"The guess has shape {guess.shape}, the right-hand side {rhs.shape}.")
        columns = as_columns(rhs)
        with np.errstate(over="ignore"):
            start = guess.reshape(columns.shape).astype(result_dtype(self.dtype, columns.dtype, options.precision))
        self.report.solve = {"seconds": 0.0, "nrhs": columns.shape[1]}
        return as_given(self._answer(columns, start, options, rhs.shape), b)

    def _answer(self, columns, x, options, shape):
        """Return x in the user's shape, improved and judged."""
        target = options.accuracy or default_accuracy(self.dtype)
        x, (reached, normwise) = improved(self, columns, x, options, target)
        x = x.reshape(shape)
        if not good_for_compression(self, options, normwise):
            judge_accuracy(self, columns, x, options.trans, reached, target)
        return x

    def _check_room(self, b, refine):
        """Raise `MemoryLimit` where a solve with right-hand sides like b would not fit."""
        shape = getattr(b, "shape", ())
        k = int(shape[1]) if len(shape) == 2 else 1
        result = np.result_type(self.dtype, np.complex128 if np.iscomplexobj(b) else np.float64)
        threads, limit = thread_count(self.options.threads), self.options.max_memory
        budget.check_solve(self.plan, self.panels, result, k, threads, limit, refine)

    def _options(self, trans, refine, accuracy, errors):
        """Return the options of one solve: what is given, else what the factors were made with."""
        given = {"trans": trans or None, "refine": refine or None, "accuracy": accuracy, "errors": errors}
        return replace(self.options, **{name: value for name, value in given.items() if value is not None})

    def condition_number(self):
        """Return an estimate of the condition number of A in the 1-norm, by a few solves.

        It is infinite where A maps a vector to nothing but rounding errors, or where pivots were replaced and the
        factors are too far from A to tell.
        """
        self._require_open()
        return condition_number(self)

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
        self.matrix, self.dtype, self.told = matrix, working_dtype(matrix, self.options.precision), ""
        self.report = Report(**{name: getattr(self.report, name) for name in ("options", "ordering", "analysis")})
        self.report.matrix = matrix.describe()
        self.factor = Factor(self.scaled, self.plan, self.panels.without_low_rank())  # which is lost in any case
        try:
            self.make(self.plan, factor_dtype(matrix, self.options), progress)
        except BaseException:
            self.close()
            raise
        return self

    def slogdet(self):
        """Return (sign, log|det A|), as `numpy.linalg.slogdet` does.

        Of a compressed factor, it is that of the matrix that the factor stands for, which is A to about the tolerance.

        Raises `NumericallySingular` where pivots were replaced: the determinant is lost then.
        """
        self._require_open()
        require_true_pivots(self, "determinant")
        sign, logarithm = self.factor.slogdet()
        return self.dtype.type(sign), logarithm

    def inertia(self):
        """Return (positive, negative, zero): how many eigenvalues of a symmetric or Hermitian matrix are so.

        Of a compressed factor they are those of the matrix that the factor stands for: an eigenvalue of A, scaled, that
        is smaller than about the tolerance may count with the other sign.

        Raises `NumericallySingular` where pivots were replaced, `UsageError` for another matrix.
        """
        self._require_open()
        require_true_pivots(self, "inertia")
        found = self.factor.inertia()
        if found is None:
            raise UsageError("The inertia needs a Hermitian matrix factored by llt, llh, ldlt or ldlh.")
        return found

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
        self._require_open()
        return self.factor.col_perm

    @property
    def row_perm(self):
        """The order of the rows of the factors: `perm`, with the exchanges of LU, LDLᵀ and LDLᴴ, (n)."""
        self._require_open()
        return self.factor.row_perm

    @property
    def schur(self):
        """The dense Schur complement of the unknowns asked for, in their order, (n_schur, n_schur)."""
        self._require_open()
        if not self.plan.n_schur:
            raise UsageError("No Schur complement was asked for: factorize(A, schur=unknowns).")
        return self.factor.schur(self.options.max_memory)

    def aslinearoperator(self, trans="N"):
        """Return A⁻¹ as a SciPy `LinearOperator`, unrefined: for `M=` of Krylov solvers and `OPinv=` of `eigsh`."""
        return linear_operator(self.shape, self.dtype, self.apply, trans)

    @spent_on("the export")
    def export(self):
        """Return (L, D, U) as SciPy arrays: (R A C)[row_perm][:, col_perm] = L D U, R and C the scales of `scaled`.

        U is Lᵀ or Lᴴ for the symmetric kinds, D the identity for LLᵀ and LU, else diagonal but for 2 × 2 pivots.
        """
        from pastix_py.numeric.export import triangles

        self._require_open()
        return triangles(self.plan, self.panels.on_host())

    def save(self, path):
        """Write the factors, with their matrix and plan, to a file for `Factors.load` and the commands."""
        self._require_open()
        saved.save(path, self)

    @classmethod
    @spent_on("the factors read")
    def load(cls, path):
        """Read factors; raises `InputError` for anything else than a whole file of this version."""
        return cls(*saved.load(path))

    def close(self):
        """Free the memory of the factor; the object cannot solve any more."""
        self.factor = Factor(self.scaled, self.plan, None)

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
