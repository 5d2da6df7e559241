"""Results as tables: one row per run, ratios to a baseline, what became slower."""

import csv
import io
import math

import numpy as np

from pastix_py.errors import UsageError

COLUMNS = (
    "matrix", "n", "nnz", "solver", "options", "status", "analyze_seconds", "factorize_seconds", "solve_seconds",
    "total_seconds", "peak_bytes", "backward_error", "componentwise_backward_error", "disturbed", "reason",
)  # fmt: skip
RESAMPLES = 2000


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


def ratios(results, baseline):
    """Return {(solver, options): geometric mean of total seconds over the baseline's} over matrices that both solved.

    Where the baseline ran with several options, its best run on each matrix counts. Raises `UsageError` where the
    baseline solved nothing.
    """
    solved = [row for row in rows(results) if row["status"] == "ok"]
    base = {}
    for row in solved:
        if row["solver"] == baseline:
            base[row["matrix"]] = min(row["total_seconds"], base.get(row["matrix"], math.inf))
    if not base:
        raise UsageError(f"There is no result of the baseline {baseline!r}.")
    logarithms = {}
    for row in solved:
        if row["matrix"] in base:
            value = math.log(row["total_seconds"] / base[row["matrix"]])
            logarithms.setdefault((row["solver"], row["options"]), []).append(value)
    return {key: math.exp(np.mean(values)) for key, values in logarithms.items()}


def compare(old, new, threshold=0.05):
    """Return a list of dictionaries, one per run that both hold: ratio of medians new / old, its interval, a verdict.

    The interval is the 95 % bootstrap interval of the ratio of medians; a run is 'slower' where all of it lies above
    1 + threshold, 'faster' where all of it lies below 1 − threshold, 'failed' where it was solved before and is not
    now.
    """
    before = {result["key"]: result for result in old}
    found = []
    for result in new:
        other = before.get(result["key"])
        if other is None or other["status"] != "ok":
            continue
        line = {"matrix": result["matrix"], "solver": result["solver"], "options": result["options"]}
        if result["status"] != "ok":
            found.append(line | {"ratio": None, "low": None, "high": None, "verdict": "failed"})
            continue
        ratio, low, high = _ratio_of_medians(np.array(result["all_seconds"]), np.array(other["all_seconds"]))
        verdict = "slower" if low > 1 + threshold else "faster" if high < 1 - threshold else "same"
        found.append(line | {"ratio": ratio, "low": low, "high": high, "verdict": verdict})
    return found


def _ratio_of_medians(new, old):
    """Return (ratio, low, high) of the medians of two samples, by bootstrap with a fixed seed."""
    random = np.random.default_rng(0)
    drawn = [np.median(random.choice(values, (RESAMPLES, values.size)), axis=1) for values in (new, old)]
    low, high = np.quantile(drawn[0] / drawn[1], (0.025, 0.975))
    return float(np.median(new) / np.median(old)), float(low), float(high)
