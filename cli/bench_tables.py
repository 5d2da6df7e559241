"""What the commands of `pastix bench` print."""

import click

from pastix_py.bench import tables
from pastix_py.bench.run import STATUSES
from pastix_py.cli.table import show_table
from pastix_py.memory import size
from pastix_py.report.text import seconds

SORTED_BY = {
    "matrix": "matrix", "n": "n", "analyze": "analyze_seconds", "factor": "factorize_seconds", "solve": "solve_seconds",
    "total": "total_seconds", "memory": "peak_bytes", "error": "componentwise_backward_error",
}  # fmt: skip
PHASES = {"analyze": "analyze_seconds", "factor": "factorize_seconds", "solve": "solve_seconds",
          "total": "total_seconds", "memory": "peak_bytes"}  # fmt: skip
STYLE = {"slower": "red", "failed": "red", "gone": "yellow", "new": "yellow", "faster": "green"}


def show_report(results, baseline, sort):
    """Print the runs, the ratios to a baseline, fitted exponents and failures."""
    rows = tables.rows(results)
    base = tables.best(rows, baseline)
    column = SORTED_BY[sort]
    rows.sort(key=lambda row: (row[column] is None, row[column] or 0, row["total_seconds"] or 0))
    if sort == "matrix":
        order = {name: k for k, name in enumerate(dict.fromkeys(result["matrix"] for result in results))}
        rows.sort(key=lambda row: (order[row["matrix"]], row["status"] != "ok", row["total_seconds"] or 0))
    columns = ("matrix", "n>", "solver", "analyze>", "factor>", "solve>", "total>", f"/ {baseline}>", "memory>",
               "error>", "")  # fmt: skip
    show_table(columns, [_run_row(row, base) for row in rows])
    if base:
        _show_ratios(results, baseline)
    _show_scaling(results)
    _show_failures(results)


def _run_row(row, base):
    """Return the cells of one run."""
    start = [row["matrix"], f"{row['n']:,}" if row["n"] else "", row["label"]]
    if row["status"] == "missing":  # what installs it stands among the failures
        return [*start, *[""] * 7, ("missing", "yellow")]
    if row["status"] != "ok":
        return [*start, *[""] * 7, (f"{row['status']}: {row['reason'] or ''}", "red")]
    times = [
        seconds(row[PHASES[name]]) if row[PHASES[name]] else "" for name in ("analyze", "factor", "solve", "total")
    ]
    ratio = row["total_seconds"] / base[row["matrix"]] if base.get(row["matrix"]) else None
    share = "" if ratio is None else (f"{ratio:.2f}", "green" if ratio < 1 else "")
    error = f"{row['componentwise_backward_error']:.0e}"
    return [*start, *times, share, size(row["peak_bytes"] or 0), error, "disturbed" if row["disturbed"] else ""]


def _show_ratios(results, baseline):
    """Print the geometric means of each phase over the baseline's."""
    means = {name: tables.ratios(results, baseline, quantity) for name, quantity in PHASES.items()}
    labels = dict.fromkeys(tables.label(result) for result in results)
    rows = []
    for label in labels:
        own = [result["status"] for result in results if tables.label(result) == label]
        cells = [f"{means[name][label]:.2f}" if label in means[name] else "" for name in PHASES]
        rows.append([label, str(own.count("ok")), str(len(own) - own.count("ok")), *cells])
    rows.sort(key=lambda row: float(row[-2] or "inf"))
    title = f"Over {baseline}, geometric means over the matrices that both solved (its best run on each counts):"
    show_table(["solver", "solved>", "failed>", *(f"{name}>" for name in PHASES)], rows, title)


def _show_scaling(results):
    """Print how time, memory and the factor grow with n."""
    fits = {}
    for fit in tables.scaling(results):
        fits.setdefault((fit["family"], fit["label"]), {})[fit["quantity"]] = f"{fit['exponent']:.2f}"
    rows = [[*key, *(found.get(name, "") for name in tables.QUANTITIES)] for key, found in sorted(fits.items())]
    if rows:
        title = "Growth with n, fitted exponents:"
        show_table(["family", "solver", *(f"{name}>" for name in tables.QUANTITIES.values())], rows, title)


def _show_failures(results):
    """Print what failed, by solver and kind."""
    found = tables.failures(results)
    if found:
        rows = [[f["label"], f["status"], str(f["count"]), f["matrices"], STATUSES.get(f["status"], ""), f["reason"]]
                for f in found]  # fmt: skip
        show_table(["solver", "status", "runs>", "matrices", "meaning", "reason, of the first"], rows, "Failures:")


def show_comparison(lines):
    """Print what became slower or faster; return how many runs became worse."""
    rows = []
    for line in lines:
        told = line["verdict"]
        numbers = ["", ""]
        if line["ratio"] is not None:
            numbers = [f"{line['ratio']:.3f}", f"{line['low']:.3f} to {line['high']:.3f}"]
        words = {"failed": f"fails now: {line['reason']}", "gone": "only in the old file",
                 "new": "only in the new file", "solved": "solved now"}  # fmt: skip
        rows.append([line["matrix"], line["label"], *numbers, (words.get(told, told), STYLE.get(told, ""))])
    show_table(["matrix", "solver", "new / old>", "95 % interval>", "verdict"], rows)
    worse = sum(line["verdict"] in ("slower", "failed") for line in lines)
    both = sum(line["verdict"] not in ("gone", "new") for line in lines)
    click.echo(f"{both} runs compared, {worse} became worse")
    return worse


def show_peers(peers):
    """Print the solvers."""
    rows = []
    for peer in peers:
        there = (f"{peer['version'] or 'yes'}", "green") if peer["installed"] else ("no", "yellow")
        rows.append([peer["name"], peer["what"], there, "" if peer["installed"] else peer["install"]])
    show_table(["name", "solver", "installed", "to install"], rows)
