"""A progress bar on standard error for what takes more than two seconds, where that is a terminal."""

import os
import sys
import threading
import time
from contextlib import contextmanager

from pastix_py.undo import undone

PATIENCE = 2.0  # seconds


@contextmanager
def progress_bar(quiet=False):
    """Yield a `progress=` callback for the stages; nothing is drawn for a short run, or where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    began, bars = time.monotonic(), {}
    first = threading.Timer(PATIENCE, lambda: bars or _tell_of_compilation())
    first.daemon = True
    first.start()

    def progress(stage, share):
        if not bars and time.monotonic() - began > PATIENCE:
            from rich.console import Console
            from rich.progress import Progress

            bars["all"] = Progress(console=Console(stderr=True), transient=True)
            bars["all"].start()
        if bars:
            if stage not in bars:
                bars[stage] = bars["all"].add_task(stage, total=1.0)
            bars["all"].update(bars[stage], completed=share)

    try:
        with undone(lambda: _show_cursor() if bars else None):
            yield progress
    finally:
        first.cancel()
        if bars:
            bars["all"].stop()


def _tell_of_compilation():
    """Say why nothing is to be seen for a while, where kernels are being compiled."""
    from pastix_py.jit import compile_clock

    if compile_clock.depth:
        os.write(2, b"pastix: compiling the kernels; this takes a while, once.\n")


@contextmanager
def download_bar(title, quiet=False):
    """Yield a `progress(done, total)` callback for the bytes of a download, None where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich import progress as bars
    from rich.console import Console

    columns = [bars.TextColumn("{task.description}"), bars.BarColumn(), bars.DownloadColumn()]
    columns += [bars.TransferSpeedColumn(), bars.TimeRemainingColumn()]
    shown = bars.Progress(*columns, console=Console(stderr=True), transient=True)
    with undone(_show_cursor), shown:
        task = shown.add_task(title, total=None)

        def progress(done, total):
            text = f"{title}: checking" if done == total else title
            shown.update(task, completed=done, total=total, description=text)

        yield progress


def _show_cursor():
    os.write(2, b"\r\x1b[K\x1b[?25h")
