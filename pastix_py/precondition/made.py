"""`Made`: a preconditioner, and what is to be told of it."""

from dataclasses import dataclass


@dataclass
class Made:
    """An approximate inverse M of a matrix.

    `operator` is what `pastix_py.krylov` takes for `M`, None for the identity; `positive` says whether M is known to be
    Hermitian positive definite.
    """

    operator: object = None
    positive: bool = True
    level: int | None = None
    bytes: int = 0
    fill: float = 0.0  # entries for each of the matrix
    shift: float = 0.0  # added to the diagonal, relative to the size of its row
    replaced_pivots: int = 0
    warning: str = ""

    def describe(self):
        """Return the plain values, for reports."""
        names = ("level", "bytes", "fill", "shift", "replaced_pivots")
        return {name: getattr(self, name) for name in names}
