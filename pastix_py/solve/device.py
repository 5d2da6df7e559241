"""Solves and refinement that stay on a device: right-hand sides, solutions and residuals are arrays of it."""

from dataclasses import replace

import numpy as np

from pastix_py.gpu.kernels import launch
from pastix_py.gpu.solve import solve
from pastix_py.matrix.scale import power_near
from pastix_py.solve.residual import Residual, System

THREADS = 128  # of a block of `residual`
MOST = 1 << 15  # columns of one launch: a grid has hardly more rows
ENTRIES = 4  # of a row, at least, for each of the threads that share it


class DeviceSolve:
    """(b (n, k), trans) -> op(F)⁻¹ b, arrays of a device, for F = R Π A C factored there.

    Parameters
    ----------
    scaled, plan : `Scaled`, `Plan` of the factor.
    panels : `DevicePanels`.

    """

    def __init__(self, scaled, plan, panels):
        self.plan, self.resident = plan, panels.resident
        xp = self.resident.device.xp
        moved = {name: xp.asarray(getattr(scaled, name)) for name in ("row_perm", "row_scale", "col_scale")}
        self.scaled = replace(scaled, **moved)

    def __call__(self, b, trans="N", middle=None):
        """Return op(F)⁻¹ b in the precision of the factor, complex where b is; `middle` as for `gpu.solve.solve`."""
        xp, dtype = self.resident.device.xp, self.resident.L.dtype
        if b.dtype.kind == "c" and dtype.kind != "c":
            both, k = self(xp.concatenate([b.real, b.imag], axis=1), trans, middle), b.shape[1]
            return both[:, :k] + 1j * both[:, k:]
        with np.errstate(all="ignore"):
            rhs = self.scaled.to_scaled(b, trans)
            small = np.finfo(rhs.dtype).eps < np.finfo(dtype).eps
            size = xp.asarray(power_near(_largest(self.resident.device, rhs))) if small else None
            arguments = self.resident.device, self.plan, self.resident.tables.solve, self.resident
            y = solve(*arguments, rhs / size if small else rhs, trans, middle)
            return self.scaled.from_scaled(y * size if small else y, trans)


def _largest(device, X):
    """Return the size of the largest entry of each column, on the host, (k)."""
    return device.to_host(abs(X).max(axis=0)) if X.shape[0] else np.zeros(X.shape[1])


class DeviceSystem:
    """A `System` whose right-hand sides, approximations and residuals lie on a device; its errors are on the host.

    Parameters
    ----------
    device : `Device`.
    matrix, trans, threads : as for `System`.
    b : (n, k) array of the device.

    """

    def __init__(self, device, matrix, b, trans="N", threads=1):
        self.device = self.space = device
        self.matrix, self.b, self.trans, self.threads = matrix, b, trans, threads
        whole = matrix.astype(np.result_type(matrix.dtype, np.float64)).full()
        whole = whole.tocsr() if trans == "N" else whole.T.tocsr()
        xp, self.conj = device.xp, int(trans == "H" and whole.dtype.kind == "c")
        self.ptr, self.val = xp.asarray(whole.indptr, np.int64), xp.asarray(whole.data)
        self.ind, self.norm = xp.asarray(whole.indices, np.int32), matrix.norm_inf(trans)
        mean = whole.nnz / max(matrix.n, 1)
        self.lanes = next(lanes for lanes in (32, 8, 2, 1) if lanes == 1 or mean >= lanes * ENTRIES)

    def residual(self, x):
        """Return the `Residual` of x (n, k), r on the device."""
        r, size = self._subtracted(self.b, x)
        with np.errstate(all="ignore"):
            return Residual(r, *self._errors(r, size, x))

    def product(self, x):
        """Return op(A) x, (n, k)."""
        return -self._subtracted(self.device.xp.zeros(x.shape, x.dtype), x)[0]

    def weights(self, x):
        """Return 1 / (|op(A)||x| + |b|), (n, k), 1 over what is 0 or not finite."""
        with np.errstate(all="ignore"):
            sizes = self._subtracted(self.b, x)[1]
            return 1 / self.device.xp.where((sizes > 0) & (sizes < np.inf), sizes, 1.0)

    def holds(self, nbytes):
        """Return whether there is room for so much on the device."""
        return nbytes <= self.device.free()

    def _subtracted(self, b, x):
        """Return (b − op(A) x, |op(A)||x| + |b|), both (n, k)."""
        xp, (n, k) = self.device.xp, x.shape
        dtype = np.result_type(self.val.dtype, b.dtype, x.dtype)
        if self.val.dtype != dtype:
            self.val = self.val.astype(dtype)
        b, flat = (xp.asfortranarray(v, dtype).T.reshape(-1) for v in (b, x))
        r, size = xp.empty(n * k, dtype), xp.empty(n * k, np.finfo(dtype).dtype)
        with np.errstate(all="ignore"):
            for low in range(0, k, MOST):
                count, part = min(MOST, k - low), slice(low * n, None)
                told = n, count, self.conj, self.lanes, r[part], size[part]
                grid = -(-n // (THREADS // self.lanes)), count
                launch(self.device, "residual", grid, (self.ptr, self.ind, self.val, b[part], flat[part], *told))
        return tuple(v.reshape(k, n).T for v in (r, size))

    def _errors(self, r, size, x):
        """Return (componentwise, normwise) errors of each column, (k): infinite where x is not finite."""
        if not r.size:
            return np.zeros(r.shape[1]), np.zeros(r.shape[1])
        xp, error = self.device.xp, abs(r)
        ratio = xp.where(size > 0, error / size, xp.where(error > 0, np.inf, 0.0))
        ratio = xp.where((ratio < np.inf) & (size < np.inf), ratio, np.inf)
        error = xp.where(error < np.inf, error, np.inf)
        worst, largest = (self.device.to_host(v.max(axis=0)) for v in (ratio, error))
        sizes = _largest(self.device, x), _largest(self.device, self.b)
        scale = self.norm * sizes[0] + sizes[1]
        normwise = largest / np.where(scale > 0, scale, 1.0)
        known = np.isfinite(sizes[0])
        return np.where(known, worst, np.inf), np.where(known & np.isfinite(normwise), normwise, np.inf)

    def chosen(self, wins, after, before):
        """Return, column by column, `after` where it `wins` (on the host), else `before`."""
        return self.device.xp.where(self.device.xp.asarray(wins), after, before)

    def on_host(self, apply, x, _):
        """Return (`System`, apply, x, `Residual`), all of the host, for methods that work there."""
        to_host, xp = self.device.to_host, self.device.xp

        def there(r):
            return to_host(apply(xp.asarray(r)))

        x, system = to_host(x), System(self.matrix, to_host(self.b), self.trans, self.threads)
        return system, there, x, system.residual(x)
