"""The memory that a factor takes on a device, with all that stays beside it; told before anything is allocated."""

import numpy as np

from pastix_py.errors import DeviceUnavailable
from pastix_py.gpu.factorize import strip_size
from pastix_py.gpu.panels import inverse_offsets
from pastix_py.memory import parse_size, size

PER_BLOK, PER_CBLK, PER_ROW, PER_UNKNOWN = 32, 190, 8, 16  # bytes of tables, rows those below diagonal blocks
PER_ENTRY = 8  # of the matrix, that is stored: where it goes; twice that where it goes to two arrays
PER_COEFFICIENT = 0.12  # of the factor: pieces of panels and their sources, 0.1 of lap3:50, less of others, about


def device_bytes(plan, dtype, entries):
    """Return the bytes that a factor takes on a device, at most, about.

    Parameters
    ----------
    plan : `Plan` without compressed cblks.
    dtype : precision of the factor.
    entries : entries of the matrix that are stored, of both halves where the kind is LU.

    """
    item, n_row = np.dtype(dtype).itemsize, int((plan.layout.cblk_rows - np.diff(plan.symbol.cblk_col)).sum())
    coefficients = plan.n_coefficients() + int(inverse_offsets(plan)[-1]) + strip_size(plan) + plan.n + n_row
    tables = PER_BLOK * plan.symbol.n_blok + PER_CBLK * plan.symbol.n_cblk + PER_ROW * n_row + PER_UNKNOWN * plan.n
    tables += int(PER_COEFFICIENT * plan.n_coefficients())
    return coefficients * item + tables + entries * (PER_ENTRY * (1 + (plan.kind == "lu")) + item)


def stored_entries(plan, matrix):
    """Return how many entries of a `Matrix` are stored for a factorization by a plan."""
    return matrix.val.size * (2 if plan.kind == "lu" and matrix.is_half else 1)


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
