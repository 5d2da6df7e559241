"""The memory that a factor takes on a device, whole or streamed, with all beside it; told before it is allocated."""

import numpy as np

from pastix_py.errors import DeviceUnavailable
from pastix_py.gpu import windows
from pastix_py.gpu.blocks import dense_plan, least_work
from pastix_py.gpu.factorize import strip_size
from pastix_py.gpu.panels import inverse_offsets
from pastix_py.layout.plan import NOT
from pastix_py.memory import parse_size, size

PER_BLOK, PER_CBLK, PER_ROW, PER_UNKNOWN = 32, 190, 8, 32  # bytes of tables, rows those below diagonal blocks
PER_PLACE = 8  # for each stored entry of the matrix: where it goes; twice that where it goes to two arrays
PER_ENTRY = 12  # of both halves of the matrix in double precision, for residuals
PER_COEFFICIENT = 0.12  # of the factor: pieces of panels and their sources, 0.1 of lap3:50, less of others, about
TABLES = 2  # times as many for a window, which may be of small panels; its own and those of a chunk are not both there
SPARE = 16  # this part of a device is left to its libraries and to gaps between arrays
COPIES = 2  # of entries that are assembled, and of a panel that others are multiplied by, times D, conjugated


def device_bytes(plan, matrix, dtype):
    """Return the bytes that a factor and refined solves by it take on a device, at most, about.

    Parameters
    ----------
    plan : `Plan`, its cblks as if they were not compressed.
    matrix : `Matrix`.
    dtype : precision of the factor.

    """
    item, n_row = np.dtype(dtype).itemsize, int((plan.layout.cblk_rows - np.diff(plan.symbol.cblk_col)).sum())
    coefficients = plan.n_coefficients() + int(inverse_offsets(plan)[-1]) + strip_size(plan) + plan.n + n_row
    tables = PER_BLOK * plan.symbol.n_blok + PER_CBLK * plan.symbol.n_cblk + PER_ROW * n_row + PER_UNKNOWN * plan.n
    tables += int(PER_COEFFICIENT * plan.n_coefficients())
    whole = matrix.val.size * (1 + matrix.is_half)
    residuals = whole * PER_ENTRY * (1 + (np.dtype(dtype).kind == "c"))
    return coefficients * item + tables + _values(plan, matrix, item) + residuals


def least_streamed(plan, matrix, dtype):
    """Return the bytes that a factor takes at least on a device, streamed or not; arguments as above, but its cblks may
    be compressed: then it is streamed.
    """
    work, dense = least_work(plan), dense_plan(plan)
    least = _beside(dense, matrix, dtype)
    least += windows.least_bytes(dense, np.dtype(dtype).itemsize, TABLES * PER_COEFFICIENT, work)
    return least if work else min(device_bytes(plan, matrix, dtype), least)


def streamed(plan, matrix, dtype, allowed):
    """Return the `Windows` for so many bytes of a device, at least `least_streamed`, of a factor that goes through."""
    dense = dense_plan(plan)
    room = allowed - _beside(dense, matrix, dtype)
    return windows.cut(dense, np.dtype(dtype).itemsize, TABLES * PER_COEFFICIENT, room, least_work(plan))


def _values(plan, matrix, item):
    """Return the bytes of the entries of the matrix that are assembled, and of where they go."""
    square = plan.kind == "lu"
    count = matrix.val.size * (1 + (matrix.is_half and square))
    return count * (PER_PLACE * (1 + square) + item)


def _beside(plan, matrix, dtype):
    """Return the bytes that are on a device beside the windows and slots of a factor that is streamed."""
    item, symbol = np.dtype(dtype).itemsize, plan.symbol
    tables = PER_BLOK * symbol.n_blok + PER_CBLK * symbol.n_cblk + plan.n
    largest = int(windows.weights(plan, item, 0)[1].max(initial=0))
    scaled = 0 if plan.kind == "lu" else largest  # LLᵀ may become LDLᵀ
    return strip_size(plan) * item + COPIES * (scaled + _values(plan, matrix, item)) + tables


def windows_for(device, plan, matrix, dtype, limit, held=0):
    """Return None where a factor fits on a device as a whole, and is not compressed, else its `Windows`.

    Parameters
    ----------
    device : `Device`.
    plan, matrix, dtype : as for `device_bytes`.
    limit : the option `device_memory`, '' for what is free.
    held : bytes of the device that are used again.

    Raises
    ------
    DeviceUnavailable : it does not even fit streamed; with the numbers.

    """
    needed = device_bytes(plan, matrix, dtype)
    allowed = device.memory + held
    said, spare = f"{size(allowed)} are free there", allowed // SPARE
    if limit and parse_size(limit) < allowed:
        allowed, spare = parse_size(limit), 0
        said = f"{size(allowed)} are allowed by --device-memory"
    if plan.compress == NOT and needed <= allowed:
        return None
    least = least_streamed(plan, matrix, dtype)
    if least <= allowed:
        return streamed(plan, matrix, dtype, max(least, allowed - spare))
    raise DeviceUnavailable(
        f"The factor needs {size(needed)} on {device.name} with all that stays beside it, streamed at least "
        f"{size(least)}, and {said}: take --device cpu, or --precision mixed."
    )
