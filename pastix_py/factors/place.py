"""Where a factor is made and kept: by the CPU, or on a device that is asked for."""

from typing import NamedTuple

from pastix_py import ahead
from pastix_py.layout.kind import SAME_CODE
from pastix_py.runtime import fill as on_cpu
from pastix_py.runtime.reserve import reserved
from pastix_py.solve import triangular

WORTH = 1e9  # operations of a factorization that pays for opening a device, about: some milliseconds of the CPU


class Maker(NamedTuple):
    """What makes a factor."""

    device: object = None  # `Device`, None for the CPU
    windows: object = None  # `Windows` of a factor that is kept by the host, None for one that stays where it is made
    why: str = ""  # it was chosen, '' where nobody asks

    @property
    def keeps(self):
        """Whether the factor stays on the device, and the memory of the host is not asked for it."""
        return self.device is not None and self.windows is None


def maker_for(wanted, old):
    """Return the `Maker` of what is wanted.

    Parameters
    ----------
    wanted : `Wanted`.
    old : panels that there are, None for none.

    Raises
    ------
    DeviceUnavailable : the device is not there, or too small.

    """
    choice = wanted.options.device
    if choice == "cpu":
        return Maker()
    if choice == "gpu":
        return _opened(wanted, old)
    flops = wanted.plan.flops(wanted.dtype)
    if flops < WORTH:
        return Maker(why=f"auto: the CPU, for {flops:.1e} operations")
    maker = _opened(wanted, old)
    in_parts = maker.windows is not None and len(maker.windows.windows) > 1
    return maker._replace(why="auto: it fits in parts" if in_parts else "auto: it fits")


def _opened(wanted, old):
    """Return the `Maker` with the device, where the factor fits on it, whole or in windows."""
    from pastix_py.gpu import room
    from pastix_py.gpu.device import open_device

    matrix, plan, dtype, options = wanted
    device = open_device("gpu")
    again = old is not None and old.on_device and old.fit(device, plan, dtype)
    held = room.device_bytes(plan, matrix, dtype) if again else 0
    return Maker(device, room.windows_for(device, plan, matrix, dtype, options.device_memory, held))


def fill(maker, plan, matrix, dtype, old, options, progress):
    """Return (panels, first column without a positive pivot, or −1, threads) by a `Maker`.

    `old` panels whose memory may be used again, None for none; those of another place are left alone.
    """
    device = maker.device
    old = old if old and old.on_device == maker.keeps else None
    if not device:
        return on_cpu.fill(plan, matrix, dtype, old, options, progress)
    if maker.windows is not None:
        from pastix_py.gpu import stream

        return *stream.fill(device, plan, matrix, dtype, old, maker.windows, options, progress), 1
    from pastix_py.gpu import factorize

    return *factorize.fill(device, plan, matrix, dtype, old, options, progress), 1


def solve(plan, panels, b, trans, middle, options):
    """Return the solution by panels, where they are; arguments as for `triangular.solve`, `b` and it in NumPy."""
    if panels.on_device:
        from pastix_py.gpu.solve import solve_there

        return solve_there(plan, panels, b, trans, middle)
    wanted = 1 if options.scheduler == "sequential" else options.threads
    with ahead.compiled("solve", panels.dtype, SAME_CODE[plan.kind]), reserved(wanted) as threads:
        return triangular.solve(plan, panels, b, trans, middle, threads)
