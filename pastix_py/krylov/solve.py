"""`krylov`: A x = b by a Krylov method, for one or several right-hand sides."""

from dataclasses import dataclass, field, replace

import numpy as np

from pastix_py.errors import InputError, MemoryLimit, UsageError
from pastix_py.jit import thread_count
from pastix_py.krylov import METHODS, load, rounds
from pastix_py.krylov.operators import operator_of, preconditioner_of
from pastix_py.krylov.watch import Watch, best_period
from pastix_py.matrix.dense import as_columns, kept_dtype, right_hand_side
from pastix_py.matrix.matrix import Symmetry
from pastix_py.matrix.scale import power_near
from pastix_py.memory import available_bytes, size, spent_on
from pastix_py.runtime.blas_threads import one_blas_thread
from pastix_py.space import HOST

COLUMNS = 8  # right-hand sides that go together
MAXITER = 10_000
GENERAL = ("bicgstab", "gmres")  # methods that 'auto' tries in turn where nothing is known of the matrix
SAYING = {rounds.STAGNATION: "stagnated", rounds.BREAKDOWN: "broke down",
          rounds.INDEFINITENESS: "cannot go on"}  # fmt: skip


@dataclass
class Iteration:
    """What a Krylov solve did: `residuals` (k,) are ‖b − A x‖₂ / ‖b‖₂ of the columns, as measured at the end.

    `end` is '' where all are small enough, or 'limit', 'stagnation', 'breakdown' or 'indefinite'; `reason` says why.
    """

    method: str
    iterations: int = 0
    converged: bool = False
    residuals: np.ndarray = None
    end: str = ""
    reason: str = ""
    matvecs: int = 0  # products of A with one vector
    preconditionings: int = 0
    restarts: int = 0  # since the residual was not what the method claimed
    period: int = 0  # iterations between two looks for silent errors
    checks: int = 0
    errors: int = 0  # silent errors that were found and undone
    tried: list = field(default_factory=list)  # sentences: methods that gave up before
    history: list = field(default_factory=list)  # of {iteration, residual, measured}

    def add(self, told):
        """Add what was done for a group of columns."""
        for name in ("iterations", "restarts", "checks", "errors"):
            setattr(self, name, getattr(self, name) + getattr(told, name))
        self.history += told.history


@spent_on("the iteration")
def krylov(A, b, method="auto", *, M=None, x0=None, rtol=1e-8, atol=0.0, maxiter=None, restart=30, threads=0,
           block=True, error_rate=0.0, callback=None):  # fmt: skip
    """Return (x, `Iteration`): x with ‖b − A x‖₂ ≤ max(rtol ‖b‖₂, atol), or the best one that was found.

    Parameters
    ----------
    A : SciPy `LinearOperator` or sparse array, dense array, or `Matrix`; (n, n).
    b : (n,) or (n, k), dense or sparse.
    method : key of `METHODS`, several to be tried in turn, or 'auto': cg for a Hermitian matrix with positive diagonal,
        else bicgstab; where these give up, gmres goes on.
    M : approximate inverse of A: as A, or an object with `solve(b)` or `aslinearoperator()`; None for none. For cg and
        minres it has to be Hermitian positive definite; only fgmres allows for one that changes.
    x0 : shape of b, where to start; zero by default.
    rtol, atol : float, when x is good enough.
    maxiter : int, iterations for each group of right-hand sides, 10,000 by default.
    restart : int, iterations between two restarts of gmres and fgmres.
    threads : int, 0 for all cores that this process may use.
    block : bool, whether cg and gmres solve for up to eight right-hand sides with one space for all of them.
    error_rate : float, silent errors (flipped bits) that are expected in an iteration; above 0 they are looked for, as
        often as pays, and undone.
    callback : called as f(iteration, worst relative residual, function that returns x (k, n)) in each iteration, for
        the k columns that are under way.

    Returns
    -------
    x : shape of b, of type `result_type(A, b, x0, M)`; all its numbers are finite.

    Raises
    ------
    InputError, UsageError, MemoryLimit

    """
    _check(method, rtol, atol, maxiter, restart, error_rate)
    rhs = right_hand_side(b, np.shape(b)[0] if np.ndim(b) else 0)
    guess = None if x0 is None else right_hand_side(x0, rhs.shape[0], "guess")
    if guess is not None and guess.shape != rhs.shape:
        raise InputError(f"The guess has shape {guess.shape}, the right-hand side {rhs.shape}.")
    given = [one for one in (rhs, guess, np.float32) if one is not None]
    dtype, threads = kept_dtype(np.result_type(*given, *_types(A, M))), thread_count(threads)
    operator = operator_of(A, threads, dtype)
    if operator.n != rhs.shape[0]:
        raise InputError(f"The right-hand side has {rhs.shape[0]} rows, the matrix {operator.n}.")
    inverse = preconditioner_of(M, operator.n, threads, dtype)
    dtype = np.result_type(dtype, operator.dtype, *([inverse.dtype] if inverse else ()))
    columns = np.ascontiguousarray(as_columns(rhs).T, dtype)
    start = np.zeros_like(columns) if guess is None else np.ascontiguousarray(as_columns(guess).T, dtype)
    settings = rounds.Settings(rtol, atol, MAXITER if maxiter is None else maxiter, restart, threads)
    given = operator, inverse, columns, start, chosen(method, operator), settings
    x, told = iterated(*given, block, error_rate, callback)
    return np.ascontiguousarray(x.T).reshape(rhs.shape), told


def iterated(operator, inverse, b, x, names, settings, block=True, error_rate=0.0, callback=None):
    """Return (x (k, n), `Iteration`) as `krylov` does, of what it has checked.

    Parameters
    ----------
    operator, inverse : `Operator`s of A and M, the latter None for none.
    b, x : (k, n) right-hand sides and where to start, of one type, in the space of the settings.
    names : keys of `METHODS`, to be tried in turn.
    settings : `Settings`.
    block, error_rate, callback : as for `krylov`; the first two are for NumPy's arrays.

    """
    solver = Solver(operator, inverse, settings, block, error_rate, callback, Iteration(names[0]))
    with one_blas_thread():
        return solver.solve(b, x, names), solver.told


def vectors(names, restart, k):
    """Return how many vectors of n unknowns the methods named keep at most at a time, for k right-hand sides."""
    settings, k = rounds.Settings(restart=restart), min(k, COLUMNS)
    return max((load(name, several=k > 1).rows(settings, k) * k for name in names), default=0)


def _check(method, rtol, atol, maxiter, restart, error_rate):
    """Raise `UsageError` for what no method can be run by."""
    for name in () if method == "auto" else _several(method):
        load(name)
    for name, value in (("rtol", rtol), ("atol", atol), ("error_rate", error_rate)):
        if not 0 <= value < np.inf:
            raise UsageError(f"{name} must be at least 0, not {value!r}.")
    for name, value in (("maxiter", maxiter), ("restart", restart)):
        if value is not None and (value != int(value) or value < 1):
            raise UsageError(f"{name} must be an integer above 0, not {value!r}.")


def _types(*operators):
    """Return the dtypes of those that have one."""
    found = [getattr(one, "dtype", None) for one in operators]
    return [kept_dtype(np.dtype(dtype)) for dtype in found if dtype is not None and np.dtype(dtype).kind in "biufc"]


def is_hermitian(matrix):
    """Return whether a `Matrix` is known to be Hermitian."""
    real = matrix.dtype.kind != "c"
    return matrix.symmetry is Symmetry.HERMITIAN or (matrix.symmetry is Symmetry.SYMMETRIC and real)


def chosen(method, operator):
    """Return the names of the methods to try in turn; raises `UsageError` where one does not fit the matrix."""
    matrix = operator.matrix
    if method == "auto":
        positive = matrix is not None and matrix.n and is_hermitian(matrix) and (matrix.diagonal().real > 0).all()
        return ("cg", "gmres") if positive else GENERAL
    for name in _several(method):
        if METHODS[name].needs and matrix is not None and not is_hermitian(matrix):
            raise UsageError(f"{name} needs a symmetric (Hermitian) matrix; take gmres, bicgstab or idr.")
    return _several(method)


def _several(method):
    """Return the names of methods, of which one or several are given."""
    return (method,) if isinstance(method, str) else tuple(method)


class Solver:
    """Groups of right-hand sides, one after the other; `told` is the `Iteration` of all."""

    def __init__(self, A, M, settings, block, error_rate, callback, told):
        self.A, self.M, self.settings, self.block = A, M, settings, block
        self.error_rate, self.callback, self.told = error_rate, callback, told

    def solve(self, b, x, names):
        """Return x (k, n), improved by the methods named; b and x are scaled by powers of two, and put back."""
        told, k, xp = self.told, b.shape[0], self.settings.space.xp
        told.residuals, told.converged = np.zeros(k), True
        large = power_near(self._largest(b))[:, None].astype(b.real.dtype)
        scale = xp.asarray(large)
        with np.errstate(all="ignore"):
            b, x = b / scale, x / scale
        x = xp.where(np.isfinite(x).all(axis=1)[:, None], x, 0)
        for begin in range(0, k, COLUMNS):
            group = slice(begin, min(begin + COLUMNS, k))
            x[group], told.residuals[group] = self.group(b[group], x[group], names, large[group, 0])
        told.matvecs, told.preconditionings = self.A.count, self.M.count if self.M else 0
        with np.errstate(all="ignore"):
            whole = x * scale
        return xp.where(np.isfinite(whole), whole, 0)

    def _largest(self, b):
        """Return the size of the largest entry of each column, on the host."""
        return self.settings.space.to_host(abs(b).max(axis=1)) if b.shape[1] else np.zeros(b.shape[0])

    def group(self, b, x, names, large):
        """Return (x, relative residuals) of a group of columns."""
        x = self.settings.space.xp.where(b.any(axis=1)[:, None], x, 0)
        system = rounds.System(self.A, b, replace(self.settings, atol=self.settings.atol / large))
        if self.callback:
            self.settings.callback = lambda k, norm, x: self.callback(k, norm, lambda: x() * large.max())
        told = rounds.Told()
        for name in names:
            x, norm = self.run(name, system, x, told)
            self.told.method = name
            if told.end in ("", rounds.LIMIT) or name == names[-1]:
                break
            later = names[names.index(name) + 1]
            self.told.tried.append(f"{name} {SAYING[told.end]}: {told.reason}, so {later} went on")
        self.told.add(told)
        if told.end:
            self.told.converged, self.told.end, self.told.reason = False, told.end, told.reason
        return x, norm / system.measured

    def run(self, name, system, x, told):
        """Return what `rounds.solve` does by one method."""
        settings, k = self.settings, x.shape[0]
        kind = load(name, several=self.block and k > 1)
        need = kind.rows(settings, k) * x.nbytes
        if settings.space is HOST and need > available_bytes():
            raise MemoryLimit(f"The vectors of {name} need {size(need)}, more than is free: take a smaller restart, or "
                              "bicgstab.")  # fmt: skip
        watch = None
        if self.error_rate > 0:
            self.told.period = best_period(self.error_rate, kind.products)
            watch = Watch(system, self.told.period, told)
        return rounds.solve(system, kind(self.A, self.M, settings), x, settings, told, watch)
