"""`pastix doctor`."""

import importlib.util

import click

OPTIONAL = {
    "pymetis": "pip install pymetis",
    "pypardiso": "pip install pastix_py[bench]",
}


@click.command("doctor")
@click.option("--no-warm", is_flag=True, help="Do not compile the kernels.")
def command(no_warm):
    """Tell what is installed, and warm the compile cache."""
    import numba
    import numpy as np
    import scipy
    import scipy.linalg
    from threadpoolctl import threadpool_info

    import pastix_py
    from pastix_py.jit import compile_clock

    for name, version in (("pastix_py", pastix_py.__version__), ("numpy", np.__version__)):
        click.echo(f"{name:14} {version}")
    for module in (scipy, numba):
        click.echo(f"{module.__name__:14} {module.__version__}")
    for library in threadpool_info():
        if library["user_api"] == "blas":
            kind = f"{library['internal_api']} {library['version']} ({library.get('architecture', 'unknown')})"
            click.echo(f"{'BLAS':14} {kind}, {library['num_threads']} threads, one used inside tasks")
    click.echo(f"{'kernels in':14} {numba.config.CACHE_DIR}")
    for name, remedy in OPTIONAL.items():
        found = importlib.util.find_spec(name)
        click.echo(f"{name:14} {'installed' if found else 'not installed: ' + remedy}")
    if not no_warm:
        warm()
        click.echo(f"{'compiled in':14} {compile_clock.seconds:.1f} s")


def warm():
    """Solve tiny systems in every precision, so that all kernels are compiled or found in the cache."""
    from pastix_py import pipeline
    from pastix_py.matrix.generate import generate

    for spec in ("lap2:8", "convdiff3:4", "helm3:4"):
        A = generate(spec)
        for precision in ("c", "z") if A.dtype.kind == "c" else ("s", "d"):
            for ordering in ("amd", "natural"):
                factors = pipeline.factorize(A, precision=precision, ordering=ordering)
                factors.solve(A.diagonal())
