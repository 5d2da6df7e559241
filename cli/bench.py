"""`pastix bench run|report|compare`."""

import click

from pastix_py.cli.io import check_outputs

REGRESSION = 11


@click.group("bench")
def command():
    """Compare solvers: run a sweep, report its results, find what became slower."""


@command.command("run")
@click.argument("sweep", metavar="SWEEP.toml")
@click.option("-o", "--output", metavar="FILE", help="Results, JSON lines; by default beside the sweep file.")
@click.option("--quiet", is_flag=True, help="No progress.")
def run(sweep, output, quiet):
    """Do every run of a sweep that the results do not hold yet; stop and start it as you like.

    Example: pastix bench run sweep.toml -o results.jsonl
    """
    from pathlib import Path

    from pastix_py.bench import store
    from pastix_py.bench.runner import run_sweep
    from pastix_py.bench.sweep import load

    runs = load(sweep)
    output = output or str(Path(sweep).with_suffix(".jsonl"))
    check_outputs(output, inputs=(sweep,))
    done = run_sweep(runs, output, None if quiet else _told)
    results = store.read(output)
    failed = sum(result["status"] != "ok" for result in results)
    click.echo(f"{done} runs done, {len(results)} results in {output}, {failed} of them failures")


def _told(done, total, run):
    from pastix_py.bench.tables import options_text

    if run is not None:
        click.echo(f"[{done + 1}/{total}] {run.matrix} {run.solver} {options_text(run.options)}".rstrip(), err=True)


@command.command("report")
@click.argument("results", metavar="RESULTS.jsonl")
@click.option("--csv", "csv_file", metavar="FILE|-", help="Write the rows as CSV; - is standard output.")
@click.option("--html", "html_file", metavar="FILE", help="Write one page that sorts, filters and draws, offline.")
@click.option("--baseline", default="pastix", show_default=True, help="Solver that the ratios are taken to.")
def report(results, csv_file, html_file, baseline):
    """Show results as a table, and every solver's time over the baseline's.

    Example: pastix bench report results.jsonl --baseline pardiso
    """
    from pastix_py import archive
    from pastix_py.bench import store, tables

    check_outputs(csv_file, html_file, inputs=(results,))
    found = store.read(results)
    if csv_file == "-":
        click.echo(tables.to_csv(found), nl=False)
        return
    if csv_file:
        archive.write_text(csv_file, tables.to_csv(found))
    if html_file:
        from pastix_py.bench.page import page

        archive.write_text(html_file, page(found))
    _print_rows(tables.rows(found))
    if any(result["solver"] == baseline and result["status"] == "ok" for result in found):
        click.echo(f"\nTotal seconds over those of {baseline}, geometric mean over the matrices that both solved:")
        for label, ratio in tables.ratios(found, baseline).items():
            click.echo(f"  {label:40} {ratio:8.3f}")


def _print_rows(rows):
    """Print the results, right-aligned seconds, failures with their reason."""
    from pastix_py.report.text import seconds, size

    head = f"{'matrix':24} {'n':>10} {'solver':9} {'options':24} "
    click.echo(f"{head}{'analyze':>9} {'factor':>9} {'solve':>9} {'memory':>8}  error")
    for row in rows:
        start = f"{str(row['matrix'])[-24:]:24} {row['n'] or '':>10} {row['solver']:9} {row['options'][:24]:24} "
        if row["status"] != "ok":
            click.echo(f"{start}{row['status']}: {row['reason']}")
            continue
        phases = " ".join(f"{seconds(row[f'{phase}_seconds']):>9}" for phase in ("analyze", "factorize", "solve"))
        mark = "  disturbed" if row["disturbed"] else ""
        click.echo(f"{start}{phases} {size(row['peak_bytes']):>8}  {row['componentwise_backward_error']:.0e}{mark}")


@command.command("compare")
@click.argument("old", metavar="OLD.jsonl")
@click.argument("new", metavar="NEW.jsonl")
@click.option("--threshold", default=0.05, show_default=True, help="Share that a run may become slower.")
@click.pass_context
def compare(ctx, old, new, threshold):
    """Tell what became slower or fails now; the exit code is 11 then.

    Example: pastix bench compare before.jsonl after.jsonl --threshold 0.1
    """
    from pastix_py.bench import store, tables
    from pastix_py.bench.compare import compare as compared

    found = compared(store.read(old), store.read(new), threshold)
    for line in found:
        label = f"{line['matrix']} {line['solver']} {tables.options_text(line['options'])}".rstrip()
        if line["verdict"] == "failed":
            click.echo(f"{label:56} fails now")
        else:
            click.echo(f"{label:56} {line['ratio']:6.3f} [{line['low']:.3f}, {line['high']:.3f}] {line['verdict']}")
    worse = sum(line["verdict"] in ("slower", "failed") for line in found)
    click.echo(f"{len(found)} runs compared, {worse} became worse")
    ctx.exit(REGRESSION if worse else 0)
