"""The numeric stage on a device that cannot hold the factor: window after window, the factor kept by the host.

For each window the panels before it that contribute come in chunks, in their order, and what has been made goes back.
Copies are made while kernels run; additions have a fixed order.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pastix_py.gpu.factorize import Run, limits_of
from pastix_py.gpu.numeric_tables import NumericTables, numeric_tables, panel_tables, update_tables
from pastix_py.gpu.panels import inverse_offsets
from pastix_py.gpu.place import find_places, stored
from pastix_py.gpu.transfers import Transfers, pinned
from pastix_py.gpu.windows import SLOTS
from pastix_py.layout.sweeps import COEF, COEF_U
from pastix_py.numeric.panels import Panels


class Streamed(NamedTuple):
    """How a factor was made that did not fit on the device."""

    device: str
    windows: int
    chunks: int
    bytes_to_device: int
    bytes_from_device: int


@dataclass(frozen=True)
class StreamedPanels(Panels):
    """`Panels` of the host that a device has made."""

    streamed: Streamed | None = None

    @property
    def device(self):
        """Name of the device."""
        return self.streamed.device

    def streaming(self):
        """Return what a report says of the way they were made."""
        return {name: value for name, value in self.streamed._asdict().items() if name != "device"}

    def plain(self):
        """Return them as `Panels`, the same arrays."""
        return Panels(self.L, self.U, self.marks, self.exchange, self.beside)

    def to_arrays(self):
        """Return arrays by name for `from_arrays`."""
        return self.plain().to_arrays()

    def __reduce__(self):
        return Panels, (self.L, self.U, self.marks, self.exchange, self.beside)


class Tables(NamedTuple):
    """What a `Run` is told of the cblks that it works on."""

    numeric: NumericTables  # on the device
    inverse_at: np.ndarray | None  # None where nothing is factored
    panels: np.ndarray  # those of `numeric`, on the host


def fill(device, plan, matrix, dtype, old, windows, progress=None):
    """Return (`StreamedPanels`, first column without a positive pivot, or −1): `matrix` assembled and factored.

    Parameters
    ----------
    device, plan, matrix, dtype, progress : as for `factorize.fill`.
    old : `StreamedPanels` whose memory may be used again, None for none; they are lost.
    windows : `Windows` of the plan.

    """
    with device.watched("the factorization"):
        if old and old.suit(plan, dtype):
            L, U = old.L, old.U
        else:
            L, U = (pinned(device, int(at[-1]), dtype) for at in (plan.layout.cblk_coef, plan.layout.cblk_coef_u))
        stream = Stream(device, plan, matrix, (L, U), windows)
        try:
            for number in range(len(windows.windows)):
                stream.make(number)
                if progress:
                    progress("factorization", (number + 1) / len(windows.windows))
        finally:
            stream.transfers.finish()
        run, copied = stream.run, stream.transfers
        marks, failed = device.to_host(run.marks), run.failed()
    told = Streamed(device.name, len(windows.windows), windows.n_chunk, copied.to_device, copied.to_host)
    return StreamedPanels(L, U, marks, np.zeros(plan.n, np.int32), np.zeros(plan.n, dtype), streamed=told), failed


class Stream:
    """A factorization on its way: the windows before `stored` are done, and on the host.

    The device has one array: for the window its L, its U and the inverses of its tiles, then the slots, each with L and
    U likewise.
    """

    def __init__(self, device, plan, matrix, host, windows):
        xp, source, dtype = device.xp, stored(plan, matrix), host[0].dtype
        self.device, self.plan, self.host, self.windows = device, plan, host, windows
        self.transfers, self.places = Transfers(device), find_places(plan, source)
        with np.errstate(over="ignore"):
            val = np.array(source.val, dtype)
        self.places.turn(val)
        self.val = xp.asarray(val)
        self.arena = xp.empty(windows.room + SLOTS * windows.slot, dtype)
        self.run = Run(device, plan, (self.arena,) * 3, limits_of(matrix, dtype))
        panels, bloks = panel_tables(plan)
        self.panels, self.bloks, self.inverse_at = panels, xp.asarray(bloks), inverse_offsets(plan)
        self.chunks = [(window, chunk) for window in windows.windows for chunk in window.chunks]
        self.brought, self.used, self.stored = 0, 0, 0
        self.there, self.read = [None] * SLOTS, [None] * SLOTS  # marks: a slot has been filled, and read

    def make(self, number):
        """Make a window."""
        window, transfers = self.windows.windows[number], self.transfers
        L, U, at, tiles = self._assemble(window)
        for _ in window.chunks:
            self._bring()
            self._update(window, at)
        panels = self._placed([(window.first, window.stop, *at)])
        numeric = numeric_tables(self.plan, window=(window.first, window.stop), known=(panels, self.bloks))
        self._turn(numeric, panels, self.device.xp.asarray(self.inverse_at - self.inverse_at[window.first] + tiles))
        self._bring()
        transfers.copies_wait(transfers.kernels_mark())
        for part, low, host in zip((L, U), (0, L[1] - L[0]), self.host, strict=True):
            transfers.fetch(self.arena, low, host[slice(*part)])
        transfers.kernels_wait(transfers.copies_mark())
        self.stored = window.stop

    def _assemble(self, window):
        """Put the values of a window into the arena; returns (what of L, and of U, it is, how much further these lie in
        the arena, where the inverses of tiles begin there).
        """
        L, U = ((int(at[window.first]), int(at[window.stop])) for at in self._ends())
        middle, stop = L[1] - L[0], L[1] - L[0] + U[1] - U[0]
        place = self.places.within(L, U).on(self.device.xp)
        place.assemble(self.val, self.arena[:middle], self.arena[middle:stop])
        return L, U, (-L[0], middle - U[0]), stop

    def _ends(self):
        return self.plan.layout.cblk_coef, self.plan.layout.cblk_coef_u

    def _bring(self):
        """Let the next chunks come that are on the host, as far as slots are free."""
        while self.brought < min(self.used + SLOTS, len(self.chunks)):
            chunk, slot = self.chunks[self.brought][1], self.brought % SLOTS
            if chunk.stop > self.stored:
                return
            self.transfers.copies_wait(self.read[slot])
            for ends, host, starts in zip(self._ends(), self.host, self._starts(chunk, slot), strict=True):
                for (first, stop), start in zip(chunk.runs.tolist(), starts, strict=True):
                    self.transfers.bring(host[ends[first] : ends[stop]], self.arena, start)
            self.there[slot] = self.transfers.copies_mark()
            self.brought += 1

    def _starts(self, chunk, slot):
        """Return (where each run of a chunk begins in the arena in a slot, the same of U)."""
        first, stop, at = *chunk.runs.T, self.windows.room + slot * self.windows.slot
        starts = []
        for ends in self._ends():
            size = ends[stop] - ends[first]
            starts.append((at + np.cumsum(size) - size).tolist())
            at += int(size.sum())
        return starts

    def _update(self, window, at):
        """Let the next chunk update a window, which begins `at` in the arena, in L and in U."""
        chunk, slot = self.chunks[self.used][1], self.used % SLOTS
        runs = [
            (first, stop, low - int(self._ends()[0][first]), high - int(self._ends()[1][first]))
            for (first, stop), low, high in zip(chunk.runs.tolist(), *self._starts(chunk, slot), strict=True)
        ]
        panels = self._placed([*runs, (window.first, window.stop, *at)])
        sources, targets = (chunk.first, chunk.stop), (window.first, window.stop)
        numeric = update_tables(self.plan, sources, targets, (panels, self.bloks))
        self.transfers.kernels_wait(self.there[slot])
        self._turn(numeric, panels)
        self.read[slot] = self.transfers.kernels_mark()
        self.used += 1

    def _placed(self, moved):
        """Return the table of panels where those of cblks first:stop lie so much further, of L and of U."""
        panels = self.panels.copy()
        for first, stop, in_L, in_U in moved:
            panels[first:stop, COEF] += in_L
            panels[first:stop, COEF_U] += in_U
        return panels

    def _turn(self, numeric, panels, inverse_at=None):
        self.run.turn(Tables(numeric.on(self.device.xp), inverse_at, panels))
        self.run.tables = None  # their memory is for the next ones
