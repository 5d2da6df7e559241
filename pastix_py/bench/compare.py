"""Two results files compared: what became slower, faster, or fails now, with the noise taken into account."""

import numpy as np

RESAMPLES = 2000


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
