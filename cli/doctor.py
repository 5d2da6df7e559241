"""`pastix doctor`."""

import click

from pastix_py.cli.progress import progress_bar
from pastix_py.errors import MissingDependency

SOLVED = {"llt": ("lap2:8", "none"), "ldlt": ("lap2:8", "product"), "lu": ("convdiff3:4", "product")}
DISSECTED = "lap2:210"  # large enough that minimum degree is not tried instead


@click.command("doctor")
@click.option("--no-warm", is_flag=True, help="Neither compile the kernels nor measure the machine.")
def command(no_warm):
    """Tell what is installed and how fast this machine is; compile all kernels ahead of time.

    The kernels of all kinds and precisions take some minutes, once. Every optional part is listed with the line that
    installs it, and loaded where it is there; the exit code is 10 where one fails. The rates are kept for `pastix
    explain`.

    Examples:
        pastix doctor
        pastix doctor --no-warm
    """
    from pastix_py.cli.parts import parts

    with progress_bar(quiet=no_warm):
        show([*machine(), *([] if no_warm else warmed())])
    found = parts()
    click.echo()
    show([("part", "for", "state"), *((p.name, p.use, p.said()) for p in found)])
    broken = [part.name for part in found if part.fails]
    if broken:
        raise MissingDependency(f"{', '.join(broken)} cannot be loaded: install it anew, or remove it.")


def show(rows):
    """Print rows in columns as wide as they need to be, for people and for pipes."""
    widths = [max(len(text) for text in column) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(f"{text:{width}}" for text, width in zip(row, widths, strict=True)).rstrip())


def machine():
    """Return (name, text) rows: versions, processor, memory, BLAS, the folder of kernels."""
    import platform

    import numba
    import scipy.linalg.blas  # noqa: F401  (loads the library that is told of)
    from threadpoolctl import threadpool_info

    import pastix_py
    from pastix_py.memory import available_bytes, size
    from pastix_py.rates import processor

    rows = [("pastix_py", pastix_py.__version__), ("python", platform.python_version()), ("processor", processor())]
    rows.append(("free memory", size(available_bytes())))
    for library in threadpool_info():
        if library["user_api"] == "blas":
            kind = f"{library['internal_api']} {library['version']} ({library.get('architecture', 'unknown')})"
            rows.append(("BLAS", f"{kind}, {library['num_threads']} threads, one used inside tasks"))
    return [*rows, ("kernels in", numba.config.CACHE_DIR)]


def warmed():
    """Compile the kernels, measure the machine, and return (name, text) rows about both."""
    from pastix_py import rates
    from pastix_py.jit import compile_clock

    warm()
    measured = rates.keep(rates.measure())
    return [
        ("compiled in", f"{compile_clock.seconds:.1f} s"),
        *(("large products", text) for text in products()),
        ("small blocks", f"{measured.blocks / 1e6:.2f} million a second"),
        ("memory copy", f"{measured.copy / 1e9:.1f} GB/s, read and written"),
    ]


def products():
    """Return a text for each library of --blas: its rate of products in double precision, or its pip line."""
    from pastix_py import rates
    from pastix_py.dense import LIBRARIES
    from pastix_py.report.text import rate

    found = []
    for name, library in LIBRARIES.items():
        try:
            told = f"{rate(rates.product_of(name))} in double precision, one thread"
        except MissingDependency:
            told = f"not installed: {library.install}"
        found.append(f"--blas {name}: {told}")
    return found


def warm():
    """Solve tiny systems of every kind in every precision, for one vector and many, and order a larger one.

    All kernels that a solve may call are compiled by that, or found in the cache.
    """
    import numpy as np

    from pastix_py import pipeline
    from pastix_py.matrix.generate import generate
    from pastix_py.precision import PRECISIONS
    from pastix_py.solve.triangular import MANY

    for precision, dtype in PRECISIONS.items():
        for kind, (spec, matching) in SOLVED.items():
            A = generate(spec).astype(dtype)
            b = A.diagonal()
            for ordering in ("amd", "natural"):
                given = {"factorization": kind, "matching": matching}
                factors = pipeline.factorize(A, precision=precision, ordering=ordering, **given)
                factors.solve(b)
                factors.solve(np.outer(b, np.ones(MANY)))
    pipeline.order(generate(DISSECTED), ordering="nd")
