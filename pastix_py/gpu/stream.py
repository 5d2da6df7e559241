"""The numeric stage on a device that cannot hold the factor: window after window, the factor kept by the host.

For each window the panels before it that contribute come in chunks, in their order, and what has been made goes back.
Copies are made while kernels run; additions have a fixed order. A factor that is to be compressed goes this way too,
in one window where it fits, see `compressed`.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pastix_py.gpu.blocks import dense_plan
from pastix_py.gpu.compressed import METHOD, Compressed
from pastix_py.gpu.factorize import Run, limits_of
from pastix_py.gpu.kept import Arena, Whole
from pastix_py.gpu.numeric_tables import NumericTables, numeric_tables, panel_tables, update_tables
from pastix_py.gpu.panels import inverse_offsets
from pastix_py.gpu.place import Place, find_places, stored
from pastix_py.gpu.trail import Trail
from pastix_py.gpu.transfers import Transfers
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


class Known(NamedTuple):
    """What does not depend on values, on the host; made once for a plan and its windows."""

    key: tuple  # of the `Windows`
    places: Place
    tables: list  # `NumericTables` in the order in which they are turned, without their table of bloks


@dataclass(frozen=True)
class StreamedPanels(Panels):
    """`Panels` of the host that a device has made."""

    streamed: Streamed | None = None
    known: Known | None = None

    @property
    def device(self):
        """Name of the device."""
        return self.streamed.device

    def streaming(self):
        """Return what a report says of the way they were made."""
        return {name: value for name, value in self.streamed._asdict().items() if name != "device"}

    def compressor(self, asked):
        """Return the method that bloks were compressed by, which is the device's."""
        return METHOD

    def plain(self):
        """Return them as `Panels`, the same arrays."""
        return Panels(self.L, self.U, self.marks, self.exchange, self.beside, self.low_rank)

    def to_arrays(self):
        """Return arrays by name for `from_arrays`."""
        return self.plain().to_arrays()

    def __reduce__(self):
        return Panels, (self.L, self.U, self.marks, self.exchange, self.beside, self.low_rank)


class Tables(NamedTuple):
    """What a `Run` is told of the cblks that it works on."""

    numeric: NumericTables  # on the device
    inverse_at: np.ndarray | None  # None where nothing is factored
    panels: np.ndarray  # those of `numeric`, on the host


def fill(device, plan, matrix, dtype, old, windows, options, progress=None):
    """Return (`StreamedPanels`, first column without a positive pivot, or −1): `matrix` assembled and factored.

    Parameters
    ----------
    device, plan, matrix, dtype, progress : as for `factorize.fill`; cblks of the plan may be compressed.
    old : `StreamedPanels` whose memory and tables may be used again, None for none; they are lost.
    windows : `Windows` of the plan.
    options : `Options` of the compression, and of the trace that is written.

    """
    with device.watched("the factorization"):
        trail = Trail(device, options.trace)
        stream = Stream(device, plan, matrix, dtype, old, windows, options, trail)
        try:
            for number in range(len(windows.windows)):
                stream.make(number)
                if progress:
                    progress("factorization", (number + 1) / len(windows.windows))
        finally:
            stream.transfers.finish()
        run, copied, kept = stream.run, stream.transfers, stream.kept
        marks, failed = device.to_host(run.marks), run.failed()
        trail.write(options.trace, matrix.name, plan.kind, dtype)
    told = Streamed(device.name, len(windows.windows), windows.n_chunk, copied.to_device, copied.to_host)
    happened = marks, np.zeros(plan.n, np.int32), np.zeros(plan.n, dtype)
    return StreamedPanels(*kept.host[:2], *happened, kept.low_rank, told, stream.known).trimmed(), failed


class Stream:
    """A factorization on its way: the windows before `stored` are done, and on the host.

    The device has one array: for the window its L, its U and the inverses of its tiles, then the slots.
    """

    def __init__(self, device, plan, matrix, dtype, old, windows, options, trail):
        xp, source, dense = device.xp, stored(plan, matrix), dense_plan(plan)
        self.device, self.plan, self.windows = device, dense, windows
        self.trail, self.transfers, key = trail, Transfers(device, trail), windows.key()
        known = getattr(old, "known", None)  # not of what the CPU has made
        self.known = known if known and known.key == key else Known(key, find_places(dense, source), [])
        with np.errstate(over="ignore"):
            val = np.array(source.val, dtype)
        self.known.places.turn(val)
        self.val = xp.asarray(val)
        self.arena = xp.empty(windows.room + windows.slots * windows.slot, dtype)
        arena = Arena(self.arena, windows.room, windows.slot, self.transfers)
        self.kept = (Whole if plan is dense else Compressed)(device, plan, matrix, dtype, old, options, arena)
        self.run = Run(device, dense, (self.arena,) * 3, limits_of(matrix, dtype), trail)
        panels, bloks = panel_tables(dense)
        self.panels, self.bloks, self.inverse_at = panels, xp.asarray(bloks), inverse_offsets(dense)
        self.chunks = [chunk for window in windows.windows for chunk in window.chunks]
        self.brought, self.used, self.turned, self.stored = 0, 0, 0, 0
        self.there, self.read = [None] * SLOTS, [None] * SLOTS  # marks: a slot has been filled, and read

    def make(self, number):
        """Make a window."""
        window = self.windows.windows[number]
        at, tiles = self._assemble(window)
        for _ in window.chunks:
            self._bring()
            self._update(window, at)
        own = window.first, window.stop
        tables = self._tables(numeric_tables, [(*own, *at)], window=own)
        self._turn(tables, "level", self.device.xp.asarray(self.inverse_at - self.inverse_at[window.first] + tiles))
        self._bring()
        self.kept.keep(window, at)
        self.stored = window.stop

    def _assemble(self, window):
        """Put the values of a window into the arena; returns (how much further than in `Plan.layout` its panels of L,
        and of U, lie there, where the inverses of tiles begin).
        """
        L, U = ((int(at[window.first]), int(at[window.stop])) for at in self._ends())
        middle, stop = L[1] - L[0], L[1] - L[0] + U[1] - U[0]
        place = self.known.places.within(L, U).on(self.device.xp)
        with self.trail.task("assemble", cblk=window.first):
            place.assemble(self.val, self.arena[:middle], self.arena[middle:stop])
        return (-L[0], middle - U[0]), stop

    def _ends(self):
        return self.plan.layout.cblk_coef, self.plan.layout.cblk_coef_u

    def _bring(self):
        """Let the next chunks come that are on the host, as far as slots are free."""
        while self.brought < min(self.used + SLOTS, len(self.chunks)):
            chunk, slot = self.chunks[self.brought], self.brought % SLOTS
            if chunk.stop > self.stored:
                return
            self.transfers.copies_wait(self.read[slot])
            self.kept.bring(chunk, slot)
            self.there[slot] = self.transfers.copies_mark()
            self.brought += 1

    def _update(self, window, at):
        """Let the next chunk update a window, which lies so much further in the arena, in L and in U."""
        chunk, slot = self.chunks[self.used], self.used % SLOTS
        self.transfers.kernels_wait(self.there[slot])
        runs = [
            (first, stop, low - int(self._ends()[0][first]), high - int(self._ends()[1][first]))
            for (first, stop), low, high in zip(chunk.runs.tolist(), *self.kept.panels(chunk, slot), strict=True)
        ]
        own = window.first, window.stop
        moved = [*runs, (*own, *at)]
        self._turn(self._tables(update_tables, moved, sources=(chunk.first, chunk.stop), targets=own), "update")
        self.read[slot] = self.transfers.kernels_mark()
        self.used += 1

    def _tables(self, make, moved, **of):
        """Return the next tables; when made, panels of cblks first:stop lie so much further, of L and of U."""
        if self.turned == len(self.known.tables):
            panels = self.panels.copy()
            for first, stop, in_L, in_U in moved:
                panels[first:stop, COEF] += in_L
                panels[first:stop, COEF_U] += in_U
            self.known.tables.append(make(self.plan, known=(panels, None), **of))
        self.turned += 1
        return self.known.tables[self.turned - 1]

    def _turn(self, numeric, kind, inverse_at=None):
        there = numeric._replace(bloks=self.bloks).on(self.device.xp)
        self.run.turn(Tables(there, inverse_at, numeric.panels), kind)
        self.run.tables = None  # their memory is for the next ones
