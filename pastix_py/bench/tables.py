"""Results as tables: one row per run, ratios to a baseline, performance profiles, fitted exponents."""

import csv
import io
import math

import numpy as np

from pastix_py.errors import UsageError

COLUMNS = (
    "matrix", "n", "nnz", "symmetry", "dtype", "solver", "options", "threads", "status", "analyze_seconds",
    "factorize_seconds", "solve_seconds", "total_seconds", "peak_bytes", "nnz_factor", "factor_bytes", "operations",
    "backward_error", "componentwise_backward_error", "disturbed", "load", "date", "reason",
)  # fmt: skip
PHASES = ("analyze_seconds", "factorize_seconds", "solve_seconds", "total_seconds", "peak_bytes")
QUANTITIES = {  # that are fitted against n, and what they are called
    "total_seconds": "time",
    "peak_bytes": "memory",
    "nnz_factor": "entries of the factor",
    "factor_bytes": "bytes of the factor",
    "operations": "operations",
}
OF_FACTOR = ("nnz_factor", "factor_bytes", "operations")  # what the details of a solver tell, where it knows
OURS = "pastix"  # the baseline where none is asked for
FEWEST_SIZES = 3  # of a fit
SHORTEST = 1e-9  # seconds that a profile tells apart
SHOWN = 3  # matrices named of those on which a solver failed


def rows(results):
    """Return one dictionary per result with the keys COLUMNS and its label, None where a value is missing."""
    found = []
    for result in results:
        row = {name: result.get(name) for name in COLUMNS}
        own = {name: quantity_of(result, name) for name in OF_FACTOR}
        found.append(row | own | {"options": options_text(result.get("options", {})), "label": label(result)})
    return found


def options_text(options):
    """Return options as name=value, in the order of their names."""
    return " ".join(f"{name}={value}" for name, value in sorted(options.items()))


def to_csv(results):
    """Return the rows as CSV text."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows(results))
    return stream.getvalue()


def label(result):
    """Return what names a solver with its options, and its threads where they are several."""
    threads = result.get("threads", 1)
    text = options_text(result.get("options", {})) + (f" threads={threads}" if threads != 1 else "")
    return f"{result['solver']} {text.strip()}".strip()


def baseline_of(results, asked=None):
    """Return the solver that ratios are taken to: the one asked for, else ours, else the first that solved something.

    Raises `UsageError` for one that no result is of.
    """
    known = list(dict.fromkeys(result["solver"] for result in results))
    if asked is not None and asked not in known:
        raise UsageError(f"There is no result of {asked!r}; there are results of {', '.join(known) or 'nothing'}.")
    good = [result["solver"] for result in results if result["status"] == "ok"]
    return asked or (OURS if OURS in good else next(iter(good), OURS))


def best(rows, solver, quantity="total_seconds"):
    """Return {matrix: least of a quantity} over the runs in which a solver solved it."""
    found = {}
    for row in rows:
        if row["solver"] == solver and row["status"] == "ok":
            found[row["matrix"]] = min(row[quantity], found.get(row["matrix"], math.inf))
    return found


def ratios(results, baseline, quantity="total_seconds"):
    """Return {label: geometric mean of a quantity over the baseline's} over matrices that both solved.

    Parameters
    ----------
    results : list of results.
    baseline : name of a solver; where it ran with several options, its best run on each matrix counts.
    quantity : one of PHASES; matrices on which it is zero for either are left out.

    Raises `UsageError` where the baseline solved nothing.

    """
    base = best(results, baseline, quantity)
    if not base:
        raise UsageError(f"There is no result of the baseline {baseline!r}.")
    logarithms = {}
    for result in results:
        other = base.get(result["matrix"], 0)
        if result["status"] == "ok" and result[quantity] and other:
            logarithms.setdefault(label(result), []).append(math.log(result[quantity] / other))
    return {key: math.exp(np.mean(values)) for key, values in logarithms.items()}


def failures(results):
    """Return one dictionary per label and status that is not ok: how many runs, of which matrices, why the first."""
    groups = {}
    for result in results:
        if result["status"] != "ok":
            groups.setdefault((label(result), result["status"]), []).append(result)
    found = []
    for (name, status), group in sorted(groups.items()):
        matrices = list(dict.fromkeys(str(result["matrix"]) for result in group))
        told = ", ".join(matrices[:SHOWN]) + (f" and {len(matrices) - SHOWN} more" if len(matrices) > SHOWN else "")
        reason = group[0].get("reason") or ""
        found.append({"label": name, "status": status, "count": len(group), "matrices": told, "reason": reason})
    return found


def profile(results):
    """Return the performance profile of each label, by total seconds.

    Dolan and Moré, "Benchmarking optimization software with performance profiles", Math. Program. 91 (2002).

    Parameters
    ----------
    results : list of results; the best run of a label on a matrix counts, and what is not ok is not solved.

    Returns
    -------
    {label: (factors, shares)} : float64 (k,) each; shares[i] of all the matrices were solved within factors[i] times
    the seconds of the fastest label; factors ascend from 1.

    """
    matrices = {result["matrix"] for result in results}
    times = {label(result): {} for result in results}
    for result in results:
        if result["status"] == "ok":
            own, name = times[label(result)], result["matrix"]
            own[name] = min(max(result["total_seconds"], SHORTEST), own.get(name, math.inf))
    fastest = {name: min(own.get(name, math.inf) for own in times.values()) for name in matrices}
    return {
        key: (np.sort([seconds / fastest[name] for name, seconds in own.items()]),
              np.arange(1, len(own) + 1) / len(matrices))
        for key, own in times.items()
    }  # fmt: skip


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
    """Return a quantity of a result; those of a factor are among the details of its solver."""
    if quantity in OF_FACTOR:
        details = result.get("details") or {}
        return details.get(quantity) or (details.get("analysis") or {}).get(quantity)
    return result.get(quantity)
