"""Progress of a sweep on standard error: a bar with the time that is left on a terminal, plain lines elsewhere."""

import os
import sys
import time
from contextlib import contextmanager

import click

from pastix_py.undo import undone

RECENT = 12  # runs whose time tells that of the rest


class Course:
    """What a sweep has told so far: how long its runs took, which solvers are missing."""

    def __init__(self):
        self.began, self.latest, self.missing = time.monotonic(), [], set()

    def after_run(self, left):
        """Note that a run ended now; return the seconds that `left` more will take."""
        now = time.monotonic()
        self.latest = [*self.latest, now - self.began][-RECENT:]
        self.began = now
        return left * sum(self.latest) / len(self.latest)

    def failure(self, run, result):
        """Return what to say of a run that failed; how to install a solver is said once."""
        if result["status"] == "missing":
            if run.solver in self.missing:
                return "missing"
            self.missing.add(run.solver)
        return f"{result['status']}: {result.get('reason')}"


@contextmanager
def sweep_progress(quiet=False):
    """Yield a callback progress(done, total, run, result) for `run_sweep`."""
    if quiet:
        yield None
        return
    course = Course()
    if not sys.stderr.isatty():
        yield lambda *told: _line(course, *told)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[left]}"),
               TextColumn("{task.description}", markup=False))  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, left="")

        def progress(done, total, run, result):
            if result is None:
                bar.update(task, total=total, description=_name(run))
                return
            left = course.after_run(total - done)
            bar.update(task, completed=done, left=f"{duration(left)} left" if done < total else "")
            if result["status"] != "ok":
                bar.console.print(f"{_name(run)}: {course.failure(run, result)}", markup=False)

        with undone(lambda: os.write(2, b"\r\x1b[K\x1b[?25h")):
            yield progress


def _line(course, done, total, run, result):
    """Write one line when a run ends."""
    if result is None:
        return
    left = course.after_run(total - done)
    end = f"{result['total_seconds']:.3g} s" if result["status"] == "ok" else course.failure(run, result)
    after = f", {duration(left)} left" if done < total else ""
    click.echo(f"[{done}/{total}] {_name(run)}: {end}{after}", err=True)


def _name(run):
    from pastix_py.bench.tables import label

    return f"{run.matrix} {label(run.told())}"


def duration(seconds):
    """Return seconds as h:mm:ss or m:ss."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
