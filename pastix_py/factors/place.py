"""Where a factor is made and kept: by the CPU, or on a device that is asked for."""

from pastix_py import ahead
from pastix_py.errors import DeviceUnavailable, UsageError
from pastix_py.layout.kind import SAME_CODE
from pastix_py.layout.plan import NOT
from pastix_py.runtime import fill as on_cpu
from pastix_py.runtime.reserve import reserved
from pastix_py.solve import triangular

WORTH = 1e9  # operations of a factorization that pays for opening a device, about: some milliseconds of the CPU


def device_for(wanted, old):
    """Return (`Device`, or None for the CPU; why, '' where nobody asks).

    Parameters
    ----------
    wanted : `Wanted`.
    old : panels that there are, None for none.

    Raises
    ------
    DeviceUnavailable : the device is demanded, and is not there, or too small.
    UsageError : it is demanded, and the other options are not for it.

    """
    choice = wanted.options.device
    if choice == "cpu":
        return None, ""
    unfit = _unfit(wanted)
    if choice == "gpu":
        if unfit:
            raise UsageError(f"--device gpu {unfit}.")
        return _opened(wanted, old), ""
    flops = wanted.plan.flops(wanted.dtype)
    if unfit or flops < WORTH:
        return None, f"auto: the CPU, as a GPU {unfit}" if unfit else f"auto: the CPU, for {flops:.1e} operations"
    try:
        return _opened(wanted, old), "auto: it fits"
    except DeviceUnavailable as error:
        return None, f"auto: the CPU. {error}"


def _unfit(wanted):
    """Return what speaks against any device, '' for nothing."""
    if wanted.plan.compress != NOT:
        return "does not compress: take --compress none"
    return "writes no trace: leave --trace out" if wanted.options.trace else ""


def _opened(wanted, old):
    """Return the device, where the factor fits on it."""
    from pastix_py.gpu import room
    from pastix_py.gpu.device import open_device

    matrix, plan, dtype, options = wanted
    device = open_device("gpu")
    needed = room.device_bytes(plan, matrix, dtype)
    again = old is not None and old.on_device and old.fit(device, plan, dtype)
    room.check_room(device, needed, options.device_memory, needed if again else 0)
    return device


def fill(device, plan, matrix, dtype, old, options, progress):
    """Return (panels, first column without a positive pivot, or −1, threads) by a device, None for the CPU.

    `old` panels whose memory may be used again, None for none; those of another place are left alone.
    """
    old = old if old and old.on_device == bool(device) else None
    if not device:
        return on_cpu.fill(plan, matrix, dtype, old, options, progress)
    from pastix_py.gpu import factorize

    return *factorize.fill(device, plan, matrix, dtype, old, progress), 1


def solve(plan, panels, b, trans, middle, options):
    """Return the solution by panels, where they are; arguments as for `triangular.solve`, `b` and it in NumPy."""
    if panels.on_device:
        from pastix_py.gpu.solve import solve_there

        return solve_there(plan, panels, b, trans, middle)
    wanted = 1 if options.scheduler == "sequential" else options.threads
    with ahead.compiled("solve", panels.dtype, SAME_CODE[plan.kind]), reserved(wanted) as threads:
        return triangular.solve(plan, panels, b, trans, middle, threads)
