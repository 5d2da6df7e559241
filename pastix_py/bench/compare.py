"""Two results files compared: what became slower, faster, or fails now, with the noise taken into account."""

import json

import numpy as np

from pastix_py.bench.tables import label
from pastix_py.errors import UsageError

RESAMPLES = 2000
SAME = ("matrix", "solver", "options", "threads")  # what two results of one run agree in


def compare(old, new, threshold=0.05):
    """Return a list of dictionaries, one per run: ratio of medians new / old, its interval, a verdict.

    Runs are paired by matrix, solver, options and threads; the last result of each counts. The interval is the 95 %
    bootstrap interval of the ratio of medians. A run is 'slower' where all of it lies above 1 + threshold, 'faster'
    where all of it lies below 1 / (1 + threshold), else 'same'; 'failed' where it was solved before and is not now,
    'solved' the other way round; 'gone' and 'new' where only one file holds it. Runs that failed in both are left out.

    Raises `UsageError` for a threshold that is no number from 0 on.
    """
    if not threshold >= 0:
        raise UsageError(f"The threshold is a number from 0 on, not {threshold}.")
    before, after = _paired(old), _paired(new)
    found = []
    for pair in [*before, *(pair for pair in after if pair not in before)]:
        first, second = before.get(pair), after.get(pair)
        told = second or first
        line = {"matrix": told["matrix"], "label": label(told), "ratio": None, "low": None, "high": None,
                "reason": told.get("reason")}  # fmt: skip
        if first is None or second is None:
            found.append(line | {"verdict": "new" if first is None else "gone"})
        elif first["status"] == "ok" == second["status"]:
            found.append(line | _timed(second, first, threshold))
        elif "ok" in (first["status"], second["status"]):
            found.append(line | {"verdict": "failed" if first["status"] == "ok" else "solved"})
    return found


def _paired(results):
    """Return {what names a run: its last result}."""
    return {json.dumps([result.get(name) for name in SAME], sort_keys=True): result for result in results}


def _timed(new, old, threshold):
    """Return the ratio of the medians of two results, its interval and the verdict."""
    ratio, low, high = _ratio_of_medians(np.array(new["all_seconds"]), np.array(old["all_seconds"]))
    verdict = "slower" if low > 1 + threshold else "faster" if high * (1 + threshold) < 1 else "same"
    return {"ratio": ratio, "low": low, "high": high, "verdict": verdict}


def _ratio_of_medians(new, old):
    """Return (ratio, low, high) of the medians of two samples, by bootstrap with a fixed seed."""
    random = np.random.default_rng(0)
    drawn = [np.median(random.choice(values, (RESAMPLES, values.size)), axis=1) for values in (new, old)]
    low, high = np.quantile(drawn[0] / drawn[1], (0.025, 0.975))
    return float(np.median(new) / np.median(old)), float(low), float(high)
