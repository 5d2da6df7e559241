"""A factor that lies on a device."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pastix_py.gpu.device import Device
from pastix_py.gpu.levels import levels_of
from pastix_py.gpu.numeric_tables import NumericTables, numeric_tables
from pastix_py.gpu.place import Place, find_places
from pastix_py.gpu.solve_tables import SolveTables, solve_tables
from pastix_py.gpu.twins.solve import TILE
from pastix_py.numeric.panels import Panels


class Tables(NamedTuple):
    """What does not depend on values, on a device; made once for a plan."""

    numeric: NumericTables
    solve: SolveTables
    place: Place
    inverse_at: np.ndarray  # (n_cblk + 1) int64, where the inverses of the tiles of each cblk begin
    panels: np.ndarray  # those of `numeric`, on the host
    diagonal_at: np.ndarray  # (n) int64, where the diagonal is in L


class Resident(NamedTuple):
    """What of a factor lies on a device, all but `device` and `tables` arrays of the device.

    A tile on the diagonal has its inverse at `inverse_at` of its cblk, n × n by columns, one tile after the other.
    """

    device: Device
    tables: Tables
    L: np.ndarray
    U: np.ndarray
    inverses: np.ndarray
    inverse_at: np.ndarray
    diagonal: np.ndarray | None  # (n) of the factor, for LDLᵀ and LDLᴴ


def inverse_offsets(plan):
    """Return where the inverses of the tiles of each cblk begin, int64 (n_cblk + 1)."""
    width = np.diff(plan.symbol.cblk_col)
    width[plan.n_factored :] = 0
    return np.concatenate(([0], np.cumsum(width // TILE * TILE**2 + (width % TILE) ** 2)))


def make_tables(device, plan, matrix):
    """Return the `Tables` of a plan for matrices of the pattern of one, as `place.stored` returns it."""
    xp, numeric = device.xp, numeric_tables(plan)
    return Tables(
        numeric.on(xp),
        solve_tables(plan, *levels_of(plan.symbol, plan.n_factored)).on(xp),
        find_places(plan, matrix).on(xp),
        xp.asarray(inverse_offsets(plan)),
        numeric.panels,
        xp.asarray(diagonal_places(plan)),
    )


@dataclass(frozen=True)
class DevicePanels(Panels):
    """`Panels` whose L and U are arrays of a device; what happened to pivots is on the host."""

    resident: Resident | None = None

    @property
    def device(self):
        """Name of the device."""
        return self.resident.device.name

    @property
    def on_device(self):
        """Whether L and U are arrays of a device: they are."""
        return True

    @property
    def nbytes(self):
        """Bytes that the coefficients occupy on the device, the inverses of tiles with them."""
        return self.L.nbytes + self.U.nbytes + self.resident.inverses.nbytes

    def suit(self, plan, dtype):
        """Return whether the CPU could use L and U again: it cannot."""
        return False

    def fit(self, device, plan, dtype):
        """Return whether the memory can be used again for a factor on a device by a plan in `dtype`."""
        return self.resident.device.xp is device.xp and super().suit(plan, dtype)

    def on_host(self):
        """Return the coefficients as `Panels` of the CPU, copied."""
        to_host = self.resident.device.to_host
        return Panels(to_host(self.L), to_host(self.U), self.marks, self.exchange, self.beside)

    def to_arrays(self):
        """Return arrays by name for `from_arrays`."""
        return self.on_host().to_arrays()

    def diagonal(self, plan):
        """Return the diagonal of the diagonal blocks in the new numbering, (n), on the host."""
        return self.resident.device.to_host(self.L[self.resident.tables.diagonal_at])

    def __reduce__(self):
        host = self.on_host()
        return Panels, (host.L, host.U, host.marks, host.exchange, host.beside)


def diagonal_places(plan):
    """Return where the diagonal of the diagonal blocks is in L, int64 (n)."""
    layout, columns = plan.layout, np.arange(plan.n)
    c = layout.col_cblk
    return layout.cblk_coef[c] + (columns - plan.symbol.cblk_col[c]) * (layout.cblk_rows[c] + 1)
