"""Right-hand sides of a command: read, or made up with a known solution."""

import click

from pastix_py.cli.formatting import Option
from pastix_py.cli.options import bounded, file_option
from pastix_py.errors import UsageError


def rhs_options(command):
    """Decorate a command: it is given `rhs` and `nrhs`."""
    command = click.option(
        "--nrhs",
        cls=Option,
        section="Input",
        type=bounded(int, 1),
        metavar="K",
        help="Number of right-hand sides where --rhs is not given.",
    )(command)
    return file_option("--rhs", section="Input", help="Right-hand sides; by default b = A x0 with a known random x0.")(
        command
    )


def check_rhs(matrix, rhs, nrhs):
    """Raise `UsageError` for names and numbers that do not go together."""
    if rhs and nrhs:
        raise UsageError("--nrhs is for right-hand sides made up here; --rhs brings its own.")
    if rhs == matrix == "-":
        raise UsageError("Only one of MATRIX and --rhs can come from standard input.")


def right_hand_side(A, rhs, nrhs, trans="N"):
    """Return (x0, b): x0 None where b comes from a file."""
    from pastix_py.solve.known import known_system

    if rhs:
        from pastix_py.matrix import dense
        from pastix_py.matrix.read import read_dense

        return None, dense.right_hand_side(read_dense(rhs), A.n)
    return known_system(A, nrhs or 1, trans)


def note_forward_error(report, x, x0):
    """Write the relative error of x to the report, where the solution x0 is known; None stands for none."""
    if x is not None and x0 is not None:
        report.forward_error = float(abs(x - x0).max(initial=0.0) / max(abs(x0).max(initial=0.0), 1e-300))
