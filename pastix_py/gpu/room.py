"""The memory that a factor takes on a device, with all that stays beside it; told before anything is allocated."""

import numpy as np

from pastix_py.errors import DeviceUnavailable
from pastix_py.gpu.factorize import strip_size
from pastix_py.gpu.panels import inverse_offsets
from pastix_py.memory import parse_size, size

PER_BLOK = 96  # bytes of tables for each blok, about: what it is, tiles and pieces of panels that are cut by it
PER_ROW = 12  # for each row below a diagonal block: whose it is, and its source of the solve
PER_UNKNOWN = 64
PER_ENTRY = 16  # for each stored entry of the matrix: where it is, and where it goes


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
    tables = PER_BLOK * plan.symbol.n_blok + PER_ROW * n_row + PER_UNKNOWN * plan.n
    return coefficients * item + tables + entries * (PER_ENTRY + item)


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
