"""Results as one HTML page that needs no network: profiles, phases, growth, failures, tables that sort and filter."""

import json
from importlib.resources import files

from pastix_py.bench.tables import OF_FACTOR, QUANTITIES, rows

DIGITS = 4  # significant ones of a figure on the page
COLUMNS = (
    "matrix", "n", "solver", "label", "status", "analyze_seconds", "factorize_seconds", "solve_seconds",
    "total_seconds", "peak_bytes", *OF_FACTOR, "componentwise_backward_error", "disturbed", "reason",
)  # fmt: skip


def page(results, environments=None, baseline="pastix"):
    """Return the HTML page of a list of results.

    Its state can be linked to: page.html#sort=total_seconds&down=1&filter=lap3&baseline=superlu&hide=qdldl.

    Parameters
    ----------
    results : list of results.
    environments : {hash: environment}, what `store.environments` returns.
    baseline : solver or label that the page opens with.

    """
    shown = [
        {name: _rounded(row[name]) for name in COLUMNS if row[name] not in (None, "", False)} for row in rows(results)
    ]
    data = {"rows": shown, "environments": environments or {}, "baseline": baseline, "growing": QUANTITIES}
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    template = files("pastix_py.bench").joinpath("page.html").read_text(encoding="utf-8")
    return template.replace("@DATA@", text.replace("<", "\\u003c"))


def _rounded(value):
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
