"""`Factors`: a factored matrix, ready to solve, refactorize, and tell about itself."""

import logging
from dataclasses import replace

import numpy as np

from pastix_py import archive
from pastix_py.errors import (
    AccuracyNotReached,
    InputError,
    MemoryLimit,
    NotPositiveDefinite,
    NumericallySingular,
    UsageError,
)
from pastix_py.layout.plan import Plan
from pastix_py.matrix.check import canonical, right_hand_side
from pastix_py.matrix.matrix import Matrix, Symmetry
from pastix_py.matrix.scale import Scaled, scale
from pastix_py.matrix.structure import check_structure
from pastix_py.numeric.assemble import assemble
from pastix_py.numeric.panels import Panels
from pastix_py.options import Options
from pastix_py.precision import PRECISIONS, SINGLE, default_accuracy, working_dtype
from pastix_py.report.clock import Clock
from pastix_py.report.report import Report
from pastix_py.report.text import table
from pastix_py.runtime.execute import execute
from pastix_py.solve import triangular
from pastix_py.solve.refine import refine as refine_solution

log = logging.getLogger("pastix_py")
log.addHandler(logging.NullHandler())

GOAL = 4  # refinement stops at this multiple of the unit roundoff


class Factors:
    """A factored matrix: R P A Pᵀ C = L Lᴴ, L D Lᵀ, L D Lᴴ or L U, with the matrix it was made from.

    Made by `pastix_py.factorize`. `report` says what was done; printing the object prints it.
    """

    def __init__(self, matrix, scaled, plan, panels, dtype, options, report):
        self.matrix, self.scaled, self.plan, self.panels = matrix, scaled, plan, panels
        self.dtype, self.options, self.report = np.dtype(dtype), options, report
        self._dense_schur = None

    @classmethod
    def compute(cls, matrix, plan, options, report, progress=None):
        """Return the factors of `matrix` by `plan`; the work behind `pastix_py.factorize`."""
        dtype = working_dtype(matrix, options.precision)
        made = cls(matrix, None, plan, None, dtype, options, report)
        made._factor(matrix, dtype if options.precision != "mixed" else SINGLE[dtype.char], progress)
        return made

    def _factor(self, matrix, factor_dtype, progress=None):
        """Scale, assemble and factor; falls back from LLᴴ to LDLᴴ where the kind was left to us."""
        check_memory(self.plan, factor_dtype, self.options.max_memory)
        method = "none" if self.plan.n_schur or self.plan.kind in ("llt", "llh") else "ruiz"
        with Clock() as clock:
            wanted = self.options.scaling
            self.scaled = scale(matrix, method if wanted == "auto" else wanted)
        self.report.scaling = {"method": self.scaled.method, "seconds": clock.seconds}
        self.report.compile_seconds += clock.compile_seconds
        with Clock() as clock:
            failed = self._fill(factor_dtype, progress)
            if failed >= 0 and self.options.factorization == "auto":
                kind = {"llt": "ldlt", "llh": "ldlh"}[self.plan.kind]
                self._note(f"{self.plan.kind}: a pivot is not positive, so {kind} was taken instead")
                self.plan = self.plan.with_kind(kind)
                failed = self._fill(factor_dtype, progress)
        if failed >= 0:
            row = int(self.plan.ordering.perm[failed])
            raise NotPositiveDefinite(
                f"The matrix is not positive definite: the pivot of row {row + 1} is not positive; take "
                "--factorization ldlt, or auto.",
                row=row,
                report=self.report,
            )
        self._dense_schur = None
        self._describe(clock)
        self._judge_pivots()

    def _fill(self, dtype, progress):
        """Assemble and factor in `dtype`; returns the first column without a positive pivot, or −1."""
        self.panels = assemble(self.plan, self.scaled.matrix, dtype, self.panels)
        threshold = pivot_threshold(self.scaled.matrix, dtype)
        tell = (lambda share: progress("factorization", share)) if progress else None
        return execute(self.plan, self.panels, threshold, progress=tell)

    def _describe(self, clock):
        dtype = self.panels.dtype
        self.report.factorization = {
            "kind": self.plan.kind,
            "dtype": dtype.name,
            "threads": 1,
            "device": "cpu",
            "seconds": clock.seconds,
            "gflops": self.plan.flops(dtype) / max(clock.seconds, 1e-9) / 1e9,
            "bytes": self.panels.nbytes,
            "perturbed_pivots": int(self.panels.replaced().size),
            "inertia": self._inertia_or_none(),
            "compression": {},
        }
        self.report.compile_seconds += clock.compile_seconds
        log.info("factorized %s by %s in %.3f s", self.matrix.name, self.plan.kind, clock.seconds)

    def _judge_pivots(self):
        """Warn about replaced pivots, or stop where the options or the structure say so."""
        replaced = self.panels.replaced()
        if not replaced.size:
            return
        row = int(self.plan.ordering.perm[replaced[0]])
        check_structure(self.matrix)
        count = f"{replaced.size:,} pivots" if replaced.size > 1 else "A pivot"
        message = f"{count} vanished, the first in row {row + 1}"
        if self.options.null_pivots == "error":
            raise NumericallySingular(f"{message}, and --null-pivots is error.", row=row, report=self.report)
        self._note(f"{message}; perturbed, see the backward error", self.report.warnings)

    def _note(self, text, where=None):
        (self.report.escalation if where is None else where).append(text)
        log.warning("%s", text)

    def apply(self, b, trans="N"):
        """Return F⁻¹ b for b (n, k) without refinement, in the precision of the factor (complex where b is)."""
        if b.dtype.kind == "c" and self.panels.dtype.kind != "c":
            both = self.apply(np.hstack([b.real, b.imag]), trans)
            k = b.shape[1]
            return both[:, :k] + 1j * both[:, k:]
        with np.errstate(all="ignore"):
            rhs = self.scaled.to_scaled(b, trans)
            middle = self._schur_solver(trans) if self.plan.n_schur else None
            x = triangular.solve(self.plan, self.panels, rhs, trans, middle)
            return self.scaled.from_scaled(x, trans)

    def solve(self, b, trans="N", refine=None, accuracy=None):
        """Return x with A x = b (trans 'N'), Aᵀ x = b ('T') or Aᴴ x = b ('H'), refined, its accuracy measured.

        Parameters
        ----------
        b : (n,) or (n, k), dense or sparse, any numeric type.
        trans : 'N', 'T' or 'H'.
        refine : 'auto', 'none', 'classic', 'gmres', 'cg' or 'bicgstab'; that of the options by default.
        accuracy : componentwise backward error to reach; that of the options by default.

        Returns
        -------
        x : shape of b, type `result_type(A, b)` (of the chosen precision where one was chosen).

        Raises
        ------
        NumericallySingular, AccuracyNotReached : the error measured is above `accuracy`; both hold `x` and `report`.

        """
        self._require_open()
        options = Options.of(trans=trans, refine=refine or self.options.refine)
        rhs = right_hand_side(b, self.matrix.n)
        columns = rhs if rhs.ndim == 2 else rhs[:, None]
        with Clock() as clock:
            x = self.apply(columns, trans)
            x = x.astype(self._result_dtype(columns), copy=False)
        self.report.solve = {"seconds": clock.seconds, "nrhs": columns.shape[1]}
        self.report.compile_seconds += clock.compile_seconds
        target = accuracy or self.options.accuracy or default_accuracy(self.dtype)
        x = self._refined(columns, x, options, target)
        x = x.reshape(rhs.shape)
        self._judge_accuracy(x, target)
        return x

    def refine(self, b, x, trans="N", refine=None, accuracy=None):
        """Return x (shape of b) improved by refinement from the given start, its accuracy measured, as `solve` does."""
        self._require_open()
        options = Options.of(trans=trans, refine=refine or self.options.refine)
        rhs, guess = right_hand_side(b, self.matrix.n), right_hand_side(x, self.matrix.n)
        if rhs.shape != guess.shape:
            raise InputError(f"The guess has shape {guess.shape}, the right-hand side {rhs.shape}.")
        columns = rhs if rhs.ndim == 2 else rhs[:, None]
        start = guess.reshape(columns.shape).astype(self._result_dtype(columns))
        self.report.solve = {"seconds": 0.0, "nrhs": columns.shape[1]}
        target = accuracy or self.options.accuracy or default_accuracy(self.dtype)
        better = self._refined(columns, start, options, target).reshape(rhs.shape)
        self._judge_accuracy(better, target)
        return better

    def _refined(self, columns, x, options, target):
        """Refine, and go on in full precision where a single-precision factor does not get there."""

        def correct(r):
            return self.apply(r, options.trans)

        goal = min(GOAL * np.finfo(self.dtype).eps, target)
        arguments = (options.trans, options.refine, goal, target)
        with Clock() as clock:
            x, done = refine_solution(self.matrix, correct, columns, x, *arguments)
            if done.componentwise > target and self._below_full_precision() and options.refine == "auto":
                self._note("mixed: refinement stalled, so the factorization was repeated in full precision")
                self.panels = None
                self._factor(self.matrix, self.dtype)
                x = self.apply(columns, options.trans).astype(x.dtype, copy=False)
                x, done = refine_solution(self.matrix, correct, columns, x, *arguments)
        seconds = clock.seconds
        self.report.refinement = {"method": done.method, "iterations": done.iterations, "seconds": seconds}
        self.report.compile_seconds += clock.compile_seconds
        self.report.componentwise_backward_error = done.componentwise
        self.report.backward_error = done.normwise
        self.report.seal()
        return x

    def _below_full_precision(self):
        return np.finfo(self.panels.dtype).eps > np.finfo(self.dtype).eps

    def _result_dtype(self, columns):
        kind = np.result_type(self.dtype, columns.dtype)
        if self.options.precision in PRECISIONS and np.finfo(kind).eps < np.finfo(self.dtype).eps:
            return np.dtype(SINGLE[kind.char])
        return kind

    def _judge_accuracy(self, x, target):
        reached = self.report.componentwise_backward_error
        if reached <= target:
            return
        told = f"The componentwise backward error is {reached:.1e}, above the {target:.0e} asked for"
        replaced = self.panels.replaced()
        if replaced.size:
            row = int(self.plan.ordering.perm[replaced[0]])
            raise NumericallySingular(
                f"The matrix is singular to working precision: {replaced.size:,} pivots vanished, the first in "
                f"row {row + 1}, and the componentwise backward error stayed at {reached:.1e}; check that row.",
                row=row,
                x=x,
                report=self.report,
            )
        check_structure(self.matrix)
        raise AccuracyNotReached(
            f"{told}; try another --refine, --precision d, or a larger --accuracy.", x=x, report=self.report
        )

    def refactorize(self, A, progress=None):
        """Factor a matrix of the same pattern again in place: no ordering, no symbolic work; returns `self`.

        Raises `InputError` where the pattern or the symmetry differs.
        """
        self._require_open()
        matrix = canonical(A)
        if self.matrix.is_half != matrix.is_half and not self.matrix.is_half:
            matrix = matrix.expanded()
        if matrix.pattern_fingerprint != self.plan.pattern or matrix.symmetry is not self.matrix.symmetry:
            raise InputError("The new matrix has another pattern or symmetry: factorize it anew.")
        if matrix.dtype != self.matrix.dtype:
            matrix = matrix.astype(np.result_type(matrix.dtype, self.matrix.dtype))
        self.report.escalation, self.report.warnings = [], []
        self.matrix = matrix
        self.dtype = working_dtype(matrix, self.options.precision)
        single = self.options.precision == "mixed"
        self._factor(matrix, SINGLE[self.dtype.char] if single else self.dtype, progress)
        return self

    def slogdet(self):
        """Return (sign, log|det A|), as `numpy.linalg.slogdet` does."""
        self._require_open()
        count = self.plan.n - self.plan.n_schur
        pivots = self.panels.diagonal(self.plan)[:count]
        power = 2 if self.plan.kind in ("llt", "llh") else 1
        size = abs(pivots)
        with np.errstate(divide="ignore", invalid="ignore"):
            logarithm = power * np.log(size.astype(float)).sum() - self.scaled.log_det()
            sign = np.prod((pivots / size) ** power)
        if self.plan.n_schur:
            of_schur = np.linalg.slogdet(self.schur)
            sign, logarithm = sign * of_schur[0], logarithm + of_schur[1]
        return self.dtype.type(sign), float(logarithm)

    def inertia(self):
        """Return (positive, negative, zero): how many eigenvalues of a symmetric or Hermitian matrix are so."""
        found = self._inertia_or_none()
        if found is None:
            raise UsageError("The inertia needs a Hermitian matrix factored by llt, llh, ldlt or ldlh.")
        return found

    def _inertia_or_none(self):
        hermitian = self.matrix.is_half and (self.dtype.kind != "c" or self.plan.kind in ("llh", "ldlh"))
        if not hermitian or self.plan.kind == "lu" or self.plan.n_schur:
            return None
        pivots = self.panels.diagonal(self.plan).real
        zero = self.panels.marks != 0
        counts = ((pivots > 0) & ~zero, (pivots < 0) & ~zero, zero)
        return tuple(int(np.count_nonzero(c)) for c in counts)

    @property
    def shape(self):
        """(n, n)."""
        return (self.matrix.n, self.matrix.n)

    @property
    def perm(self):
        """perm[new] = old, (n)."""
        return self.plan.ordering.perm

    @property
    def schur(self):
        """The dense Schur complement of the unknowns asked for, in their order, (n_schur, n_schur)."""
        self._require_open()
        if not self.plan.n_schur:
            raise UsageError("No Schur complement was asked for: factorize(A, schur=unknowns).")
        size, c = self.plan.n_schur, self.plan.symbol.n_cblk - 1
        at = self.plan.layout.cblk_coef[c]
        S = self.panels.L[at : at + size * size].reshape(size, size).T.copy()
        if self.plan.kind == "lu":
            return S
        other = S.conj().T if self.plan.kind in ("llh", "ldlh") else S.T
        return np.tril(S) + np.triu(other, 1)

    def _schur_solver(self, trans):
        """Return X -> S⁻¹ X on the rows of the Schur complement, by a dense LU made once."""
        from scipy.linalg import lu_factor, lu_solve

        if self._dense_schur is None:
            self._dense_schur = lu_factor(self.schur)
        transposed = 1 if trans in "TH" and self.plan.kind == "lu" else 0
        return lambda X: lu_solve(self._dense_schur, X, trans=transposed)

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

    def export(self):
        """Return (L, D, U) as SciPy arrays: R P A Pᵀ C = L D U, D diagonal, with `perm` and the scales of `scaled`.

        U is Lᵀ or Lᴴ for the symmetric kinds, D the identity for LLᵀ and LU.
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
        arrays |= {"L": self.panels.L, "U": self.panels.U, "marks": self.panels.marks}
        archive.write(path, "factors", header, arrays)

    @classmethod
    def load(cls, path):
        """Read factors; raises `InputError` for anything else than a whole file of this version."""
        header, arrays = archive.read(path, "factors")
        plan = Plan.from_arrays(header["plan"], arrays)
        symmetry = Symmetry(header["symmetry"])
        matrix = Matrix(plan.n, arrays["ptr"], arrays["ind"], arrays["val"], symmetry, header["name"])
        scaled = Scaled.identity(matrix)
        scaled = replace(scaled, row_scale=arrays["row_scale"], col_scale=arrays["col_scale"], method=header["scaling"])
        panels = Panels(arrays["L"], arrays["U"], arrays["marks"])
        options, report = Options.of(**header["options"]), Report(**header["report"])
        return cls(matrix, scaled, plan, panels, header["dtype"], options, report)

    def close(self):
        """Free the memory of the factor; the object cannot solve any more."""
        self.panels = None

    def _require_open(self):
        if self.panels is None:
            raise UsageError("These factors were closed: factorize again.")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        state = "" if self.panels is not None else " (closed)"
        return f"Factors{state}\n{table(self.report)}"


def pivot_threshold(matrix, dtype):
    """Return the size below which a pivot is replaced: ε^¾ max|a_ij|."""
    return float(np.finfo(dtype).eps ** 0.75) * matrix.max_abs()


def check_memory(plan, dtype, limit):
    """Raise `MemoryLimit` where the factor in `dtype` would not fit into `limit` ('' for the memory that is there)."""
    from pastix_py.memory import available_bytes, parse_size

    allowed = parse_size(limit) if limit else available_bytes()
    needed = plan.predicted_bytes(dtype)
    if needed > allowed:
        raise MemoryLimit(
            f"The factor needs {needed / 1e9:.2f} GB and {allowed / 1e9:.2f} GB are allowed: raise --max-memory, "
            "try another --ordering, or --precision mixed."
        )
