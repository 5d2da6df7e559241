"""`pastix bench run|report|compare|peers`."""

import click

from pastix_py.cli.formatting import Choice
from pastix_py.cli.io import check_noun_output, check_outputs
from pastix_py.cli.options import bounded
from pastix_py.errors import InputError

REGRESSION = 11


@click.group("bench")
def command():
    """Compare solvers: run a sweep, report its results, find what became slower."""


@command.command("run", short_help="Do every run of a sweep that the results do not hold yet.")
@click.argument("sweep", metavar="SWEEP.toml")
@click.option("-o", "--output", metavar="FILE", help="Results, JSON lines; by default beside the sweep file.")
@click.option("--dask", metavar="ADDRESS", help="Share the runs among the workers of a Dask scheduler, host:port.")
@click.option("--quiet", is_flag=True, help="No progress.")
def run(sweep, output, dask, quiet):
    """Do every run of a sweep that the results do not hold yet; stop and start it as you like.

    A sweep file is, say:

    \b
        matrices = ["set:small", "lap3:{10..40..10}", "*.mtx"]
        solvers = ["pastix", "superlu", "pardiso"]
        memory_limit = "8G"
        [options]
        ordering = ["metis", "amd"]
        [solver.mumps]
        ordering = ["metis", "scotch"]

    Example: pastix bench run sweep.toml -o results.jsonl
    """  # noqa: D301  (\b is for click)
    from pathlib import Path

    from pastix_py.bench import store
    from pastix_py.bench.runner import run_sweep
    from pastix_py.bench.sweep import load
    from pastix_py.cli.sweep_progress import sweep_progress
    from pastix_py.report.text import counted

    runs = load(sweep)
    output = output or str(Path(sweep).with_suffix(".jsonl"))
    check_noun_output(output, inputs=(sweep,))
    with sweep_progress(quiet) as progress:
        done = run_sweep(runs, output, progress, dask)
    wanted = {run.key for run in runs}
    results = [result for result in store.read(output) if result["key"] in wanted] if Path(output).is_file() else []
    missing = sum(result["status"] == "missing" for result in results)
    failed = sum(result["status"] != "ok" for result in results) - missing
    told = f"{len(results)} of {counted(len(runs), 'result')} in {output}, {counted(failed, 'failure')} among them"
    if missing:
        told += f", {counted(missing, 'run')} of solvers that are not installed"
    click.echo(f"{counted(done, 'run')} done, {told}")


def _held(path):
    """Return the results in a file; raises `InputError` where it holds none."""
    from pastix_py.bench import store

    found = store.read(path)
    if not found:
        raise InputError(f"{path} holds no results.")
    return found


@command.command("report", short_help="Show the runs, ratios to a baseline, and what failed.")
@click.argument("results", metavar="RESULTS.jsonl")
@click.option("--csv", "csv_file", metavar="FILE|-", help="Write the rows as CSV; - is standard output.")
@click.option("--html", "html_file", metavar="FILE", help="Write one page that sorts, filters and draws, offline.")
@click.option("--baseline", metavar="SOLVER", help="Solver that the ratios are taken to; pastix, or the first.")
@click.option(
    "--sort", default="matrix", show_default=True, help="Column that the runs are sorted by.",
    type=Choice(["matrix", "n", "analyze", "factor", "solve", "total", "memory", "error"]),
)  # fmt: skip
def report(results, csv_file, html_file, baseline, sort):
    """Show the runs, each solver's time and memory over the baseline's, how they grow with n, and what failed.

    Example: pastix bench report results.jsonl --baseline pardiso --html page.html
    """
    from pastix_py import archive
    from pastix_py.bench import store, tables

    check_outputs(csv_file, html_file, inputs=(results,))
    found = _held(results)
    baseline = tables.baseline_of(found, baseline)
    if csv_file == "-":
        click.echo(tables.to_csv(found), nl=False)
    elif csv_file:
        archive.write_text(csv_file, tables.to_csv(found))
    if html_file:
        from pastix_py.bench.page import page

        archive.write_text(html_file, page(found, store.environments(results), baseline))
    if csv_file != "-":
        from pastix_py.cli.bench_tables import show_report

        show_report(found, baseline, sort)


@command.command("compare", short_help="Tell what became slower or fails now (exit code 11).")
@click.argument("old", metavar="OLD.jsonl")
@click.argument("new", metavar="NEW.jsonl")
@click.option("--threshold", default=0.05, show_default=True, type=bounded(float, 0),
              help="Share that a run may become slower.")  # fmt: skip
@click.pass_context
def compare(ctx, old, new, threshold):
    """Tell what became slower or fails now; the exit code is 11 then.

    A run is slower where the 95 % bootstrap interval of the ratio of its medians lies above 1 + threshold.

    Example: pastix bench compare before.jsonl after.jsonl --threshold 0.1
    """
    from pastix_py.bench.compare import compare as compared
    from pastix_py.cli.bench_tables import show_comparison

    ctx.exit(REGRESSION if show_comparison(compared(_held(old), _held(new), threshold)) else 0)


@command.command("peers", short_help="List the solvers that a sweep can name.")
def peers():
    """List the solvers that a sweep can name: what they are, whether they are installed, and how to get them.

    Example: pastix bench peers
    """
    from pastix_py.bench.peers import catalog
    from pastix_py.cli.bench_tables import show_peers

    show_peers(catalog())
