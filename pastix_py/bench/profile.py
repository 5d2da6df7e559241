"""Performance profiles: how often a solver is within a factor of the fastest one."""

import math

import numpy as np

from pastix_py.bench.tables import rows
from pastix_py.errors import InputError


def performance_profile(results, measure="total_seconds"):
    """Return ({label: factors, ascending}, number of matrices), a label being a solver with its options.

    A factor is the measure of the best successful run of a label on a matrix over that of the best run of all; a
    matrix that a label did not solve gives it no factor. The profile of a label at τ is the number of its factors ≤ τ
    over the number of matrices. Dolan and Moré, "Benchmarking optimization software with performance profiles",
    Math. Program. 91 (2002).

    Raises `InputError` where no run succeeded.
    """
    best, matrices, labels = {}, set(), []
    for row in rows(results):
        label = f"{row['solver']} {row['options']}".rstrip()
        matrices.add(row["matrix"])
        if label not in labels:
            labels.append(label)
        if row["status"] == "ok" and row[measure]:
            own = best.setdefault(row["matrix"], {})
            own[label] = min(row[measure], own.get(label, math.inf))
    if not best:
        raise InputError("No run among the results succeeded: there is nothing to compare.")
    factors = {label: [] for label in labels}
    for own in best.values():
        least = min(own.values())
        for label, value in own.items():
            factors[label].append(value / least)
    return {label: np.sort(found) for label, found in factors.items()}, len(matrices)
