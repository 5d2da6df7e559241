"""`pastix info MATRIX`."""

import click

from pastix_py.cli.options import matrix_argument


@click.command("info")
@matrix_argument
def command(matrix):
    """Tell what a matrix is: size, entries, symmetry, diagonal, norms.

    Examples:
        pastix info A.mtx
        pastix generate kkt2:20 | pastix info -
    """
    import numpy as np

    from pastix_py.matrix.read import read

    A = read(matrix)
    diagonal = A.diagonal()
    rows = [
        ("name", A.name),
        ("unknowns", f"{A.n:,}"),
        ("entries", f"{A.nnz:,}"),
        ("symmetry", A.symmetry.value),
        ("values", A.dtype.name),
        ("zeros on the diagonal", f"{int(np.count_nonzero(diagonal == 0)):,}"),
        ("1-norm", f"{A.norm_one():.6g}"),
        ("largest entry", f"{A.max_abs():.6g}"),
    ]
    for name, value in rows:
        click.echo(f"{name:22} {value}")
