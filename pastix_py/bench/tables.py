"""Results as tables: one row per run, ratios to a baseline, performance profiles, fitted exponents."""

import csv
import io
import math

import numpy as np

from pastix_py.errors import UsageError

COLUMNS = (
    "matrix", "n", "nnz", "solver", "options", "status", "analyze_seconds", "factorize_seconds", "solve_seconds",
    "total_seconds", "peak_bytes", "backward_error", "componentwise_backward_error", "disturbed", "reason",
)  # fmt: skip
PHASES = ("analyze_seconds", "factorize_seconds", "solve_seconds", "total_seconds", "peak_bytes")
QUANTITIES = ("total_seconds", "peak_bytes", "nnz_factor")  # that are fitted against n
FEWEST_SIZES = 3  # of a fit


def rows(results):
    """Return one dictionary per result with the keys COLUMNS, None where a value is missing."""
    found = []
    for result in results:
        found.append(
            {name: result.get(name) for name in COLUMNS} | {"options": options_text(result.get("options", {}))}
        )
    return found


def options_text(options):
    """Return options as name=value, in the order of their names."""
    return " ".join(f"{name}={value}" for name, value in sorted(options.items()))


def to_csv(results):
    """Return the rows as CSV text."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(results))
    return stream.getvalue()


def label(row):
    """Return what names a solver with its options in a table or picture, of a result or of a row."""
    options = row.get("options") or ""
    text = options if isinstance(options, str) else options_text(options)
    return f"{row['solver']} {text}".strip()


def ratios(results, baseline, quantity="total_seconds"):
    """Return {label: geometric mean of a quantity over the baseline's} over matrices that both solved.

    Parameters
    ----------
    results : list of results.
    baseline : name of a solver; where it ran with several options, its best run on each matrix counts.
    quantity : one of PHASES; matrices on which it is zero for either are left out.

    Raises `UsageError` where the baseline solved nothing.

    """
    solved = [row for row in rows(results) if row["status"] == "ok"]
    base = {}
    for row in solved:
        if row["solver"] == baseline:
            base[row["matrix"]] = min(row[quantity], base.get(row["matrix"], math.inf))
    if not base:
        raise UsageError(f"There is no result of the baseline {baseline!r}.")
    logarithms = {}
    for row in solved:
        other = base.get(row["matrix"], 0)
        if row[quantity] and other:
            logarithms.setdefault(label(row), []).append(math.log(row[quantity] / other))
    return {key: math.exp(np.mean(values)) for key, values in logarithms.items()}


def profile(results):
    """Return the performance profile of each label (Dolan and Moré, 2002), by total seconds.

    Parameters
    ----------
    results : list of results, one per matrix and label; those that are not ok count as never solved.

    Returns
    -------
    {label: (factors, shares)} : float64 (k,) each; shares[i] of all the matrices were solved within factors[i] times
    the seconds of the fastest solver; factors ascend from 1.

    """
    matrices = {result["matrix"] for result in results}
    solved = [result for result in results if result["status"] == "ok"]
    fastest = {}
    for result in solved:
        name = result["matrix"]
        fastest[name] = min(result["total_seconds"], fastest.get(name, math.inf))
    found = {label(result): [] for result in results}
    for result in solved:
        found[label(result)].append(result["total_seconds"] / max(fastest[result["matrix"]], 1e-9))
    return {
        key: (np.sort(np.array(values, np.float64)), np.arange(1, len(values) + 1) / len(matrices))
        for key, values in found.items()
    }


def scaling(results, quantities=QUANTITIES):
    """Return how quantities grow with n over each family of generated matrices (lap3:10, lap3:20, …).

    Returns
    -------
    list of {"family", "label", "quantity", "exponent", "factor", "sizes"} : quantity ≈ factor · n ** exponent by least
    squares on logarithms, where a label solved at least three sizes of a family.

    """
    points = {}
    for result in results:
        family, colon, _ = str(result["matrix"]).partition(":")
        for quantity in quantities if result["status"] == "ok" and colon else ():
            value = quantity_of(result, quantity)
            if value:
                points.setdefault((family, label(result), quantity), {})[result["n"]] = value
    found = []
    for (family, name, quantity), values in points.items():
        if len(values) >= FEWEST_SIZES:
            slope, shift = np.polyfit(np.log(list(values)), np.log(list(values.values())), 1)
            found.append({"family": family, "label": name, "quantity": quantity, "exponent": float(slope),
                          "factor": float(np.exp(shift)), "sizes": len(values)})  # fmt: skip
    return found


def quantity_of(result, quantity):
    """Return a quantity of a result; the entries of a factor are among the details of its solver."""
    details = result.get("details") or {}
    if quantity == "nnz_factor":
        return details.get("nnz_factor") or (details.get("analysis") or {}).get("nnz_factor")
    return result.get(quantity)
