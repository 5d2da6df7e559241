"""The memory that a factor takes on a device, with all that stays beside it; told before anything is allocated."""

import numpy as np

from pastix_py.errors import DeviceUnavailable
from pastix_py.gpu.factorize import strip_size
from pastix_py.gpu.panels import inverse_offsets
from pastix_py.memory import parse_size, size

PER_BLOK, PER_CBLK, PER_ROW, PER_UNKNOWN = 32, 190, 8, 24  # bytes of tables, rows those below diagonal blocks
PER_PLACE = 8  # for each stored entry of the matrix: where it goes; twice that where it goes to two arrays
PER_ENTRY = 12  # of both halves of the matrix in double precision, for residuals
PER_COEFFICIENT = 0.12  # of the factor: pieces of panels and their sources, 0.1 of lap3:50, less of others, about


def device_bytes(plan, matrix, dtype):
    """Return the bytes that a factor and refined solves by it take on a device, at most, about.

    Parameters
    ----------
    plan : `Plan` without compressed cblks.
    matrix : `Matrix`.
    dtype : precision of the factor.

    """
    item, n_row = np.dtype(dtype).itemsize, int((plan.layout.cblk_rows - np.diff(plan.symbol.cblk_col)).sum())
    coefficients = plan.n_coefficients() + int(inverse_offsets(plan)[-1]) + strip_size(plan) + plan.n + n_row
    tables = PER_BLOK * plan.symbol.n_blok + PER_CBLK * plan.symbol.n_cblk + PER_ROW * n_row + PER_UNKNOWN * plan.n
    tables += int(PER_COEFFICIENT * plan.n_coefficients())
    whole, square = matrix.val.size * (1 + matrix.is_half), plan.kind == "lu"
    values = (whole if square else matrix.val.size) * (PER_PLACE * (1 + square) + item)
    return coefficients * item + tables + values + whole * (PER_ENTRY * (1 + (np.dtype(dtype).kind == "c")))


def check_room(device, needed, limit, held=0):
    """Raise `DeviceUnavailable`, with the numbers, where a factorization does not fit on a device.

    Parameters
    ----------
    device : `Device`.
    needed : bytes that it takes there, all in all.
    limit : the option `device_memory`, '' for what is free.
    held : bytes of the device that are used again.

    """
    allowed = device.memory + held
    said = f"{size(allowed)} are free there"
    if limit and parse_size(limit) < allowed:
        allowed = parse_size(limit)
        said = f"{size(allowed)} are allowed by --device-memory"
    if needed > allowed:
        raise DeviceUnavailable(
            f"The factor needs {size(needed)} on {device.name} with all that stays beside it, and {said}: take "
            "--device cpu, or --precision mixed."
        )
