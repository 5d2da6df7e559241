"""Results as one HTML page that needs no network: tables that sort and filter, a performance profile."""

import json
from importlib.resources import files

from pastix_py.bench.tables import rows

DIGITS = 4  # significant ones of a figure on the page


def page(results):
    """Return the HTML page of a list of results.

    Its state can be linked to: page.html#sort=total_seconds&down=1&filter=lap3&baseline=superlu.
    """
    shown = [{name: _rounded(value) for name, value in row.items() if value not in (None, "")} for row in rows(results)]
    for row in shown:
        row.setdefault("options", "")
    data = json.dumps(shown, separators=(",", ":"))
    template = files("pastix_py.bench").joinpath("page.html").read_text(encoding="utf-8")
    return template.replace("@DATA@", data.replace("<", "\\u003c"))


def _rounded(value):
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
