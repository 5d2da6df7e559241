"""What `pastix trace` tells: tables, and the same figures as JSON."""

import json
import sys

import click

from pastix_py import archive
from pastix_py.cli.table import show_table
from pastix_py.report.text import counted, rate, seconds

MANY = 64  # workers that are all listed
BOUNDS = {
    "area": "all work, shared evenly",
    "critical_path": "the longest path through the task graph",
    "mixed": "both, by linear programming",
}


def write_trace(told, where):
    """Write what `summary` returns as JSON to a file, or to standard output for '-'."""
    text = json.dumps(told, indent=2) + "\n"
    if where == "-":
        sys.stdout.write(text)
    else:
        archive.write_text(where, text)


def show_trace(told, err=False):
    """Print the tables of what `summary` returns, on standard error if `err`."""
    run = told["run"]
    ran = f"{counted(told['tasks'], 'task')} by {run['scheduler']} on {counted(run['n_worker'], 'worker')}"
    click.echo(f"{run['matrix']}: {run['factorization']} in {run['dtype']}, {ran}", err=err)
    if run["seconds_before"]:
        click.echo(f"{seconds(run['seconds_before'])} passed before the first task", err=err)
    _show_kinds(told, err)
    _show_workers(told, err)
    _show_bounds(told, err)
    if told["simulated"]:
        _show_simulated(told, err)


def _show_kinds(told, err):
    whole = sum(kind["seconds"] for kind in told["kinds"])
    critical = sum(kind["critical_seconds"] for kind in told["kinds"])
    columns = ("kind", "tasks>", "total>", "mean>", "share>", "speed>", "of the critical path>")
    rows = []
    for kind in told["kinds"]:
        took = kind["seconds"]
        speed = rate(kind["operations"] / took) if took else ""
        mean = f"{took / kind['tasks'] * 1e6:,.1f} µs"
        share = [_percent(took, whole), speed, _percent(kind["critical_seconds"], critical)]
        rows.append([kind["kind"], f"{kind['tasks']:,}", seconds(took), mean, *share])
    show_table(columns, rows, "Tasks:", err)


def _show_workers(told, err):
    """Show what each worker did; of very many, those that did anything."""
    listed = [(w, one) for w, one in enumerate(told["workers"]) if one["tasks"] or len(told["workers"]) <= MANY]
    rows = [
        [
            str(w),
            f"{one['tasks']:,}",
            seconds(one["busy"]),
            seconds(one["idle"]),
            _percent(one["idle"], told["makespan"]),
        ]
        for w, one in listed
    ]
    if len(rows) < len(told["workers"]):
        rows.append([f"{len(told['workers']) - len(rows):,} more", "0", "", "", ""])
    show_table(("worker", "tasks>", "busy>", "idle>", "of the time>"), rows, "Workers:", err)


def _show_bounds(told, err):
    rows = [["makespan", seconds(told["makespan"]), "", "from the first start to the last stop"]]
    for name, value in told["bounds"].items():
        rows.append([name.replace("_", " "), seconds(value), _percent(value, told["makespan"]), BOUNDS[name]])
    show_table(("", "time>", "of the makespan>", ""), rows, "No schedule of these tasks takes less than:", err)
    click.echo(f"The run took {100 * told['over_bound']:.1f} % longer than the largest bound.", err=err)


def _show_simulated(told, err):
    columns = ("workers>", "scheduler", "time>", "speed-up>", "over the bound>")
    rows = []
    for row in told["simulated"]:
        over = _percent(max(row["seconds"] - row["bound"], 0.0), row["bound"])
        rows.append([f"{row['workers']:,}", row["scheduler"], seconds(row["seconds"]), f"{row['speed_up']:.2f}", over])
    show_table(columns, list(map(list, dict.fromkeys(map(tuple, rows)))), "Simulated, without overhead:", err)


def _percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else ""
