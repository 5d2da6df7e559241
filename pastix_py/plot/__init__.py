"""Pictures of matrices, of their factors and of results.

`KINDS` is the registry: a kind is a function `f(source) -> Picture`. `source` finds out what INPUT is, `raster` counts
entries in blocks, `tree` lays out elimination trees, `dissection` finds separators and domains, `places` draws
unknowns where they are, `style` and `picture` are the look that all share, `save` the
formats. Nothing is drawn on a display, and matplotlib is imported when a picture is drawn.
"""

import importlib
from typing import NamedTuple

from pastix_py.errors import MissingDependency, UsageError, instead
from pastix_py.options import PlotOptions


class Kind(NamedTuple):
    """A kind of picture, told without importing it."""

    function: str  # "module:function"
    takes: str  # what INPUT is
    draws: str
    placed: bool = False  # whether coordinates have an effect
    options: tuple = ()  # which of OWN have


OWN = ("tolerance", "partitioner", "level", "kernel", "wavenumber")  # options that few kinds have
KINDS = {
    "spy": Kind("pastix_py.plot.spy:spy", "a matrix or saved factors", "where the entries are"),
    "order": Kind(
        "pastix_py.plot.order:order",
        "a matrix or saved factors",
        "an ordering: before, after, L, separators",
        placed=True,
    ),
    "etree": Kind(
        "pastix_py.plot.etree:etree", "a matrix, a saved plan or factors", "the elimination tree, area = work"
    ),
    "supernodes": Kind(
        "pastix_py.plot.supernodes:supernodes", "a matrix, a saved plan or factors", "the blocks of L and their widths"
    ),
    "ranks": Kind(
        "pastix_py.plot.ranks:ranks",
        "a matrix or compressed factors",
        "the blocks of a compressed factor by their rank",
        options=("tolerance",),
    ),
    "fill": Kind("pastix_py.plot.fill:fill", "a matrix or saved factors", "where L fills in, and how much"),
    "partition": Kind(
        "pastix_py.plot.partition:partition",
        "a mesh, points, or a matrix with coordinates",
        "the clusters of a level of their tree",
        placed=True,
        options=("partitioner", "level"),
    ),
    "hmatrix": Kind(
        "pastix_py.plot.hmatrix:hmatrix",
        "a mesh of triangles, or points",
        "the blocks of an H-matrix by their rank",
        options=("tolerance", "partitioner", "kernel", "wavenumber"),
    ),
    "residual": Kind("pastix_py.plot.residual:residual", "a matrix or a report (JSON)", "the errors of each step"),
    "gantt": Kind("pastix_py.plot.gantt:gantt", "a trace", "which worker ran each task of a factorization, and when"),
    "profile": Kind("pastix_py.plot.profile:profile", "results of pastix bench", "which solver is fastest, how often"),
}


def plot(kind, source, output=None, *, coordinates="", **options):
    """Draw a picture and return it as a matplotlib `Figure`, which no display is needed for.

    Parameters
    ----------
    kind : a key of KINDS.
    source : what the kind takes: a matrix (`Matrix`, SciPy sparse, dense), `Plan`, `Factors`, `Report`, `Trace`, a
        `Mesh`, an `HMatrix`, a list of results, or the name of a file or generated problem.
    output : file to write, .png, .svg or .html; None for none.
    coordinates : of the unknowns, an array (n, 2) or (n, 3), or the name of a file.
    options : the other fields of `PlotOptions`.

    Raises
    ------
    UsageError : an unknown kind, suffix or option. InputError : a source that the kind does not take.
    MissingDependency : matplotlib is not installed. OutputError : the file cannot be written.

    """
    from pastix_py.plot import save

    chosen = PlotOptions.of(**options)
    form = save.form_of(output) if output is not None else None
    picture = draw(kind, source, chosen.ordering, coordinates, chosen)
    if form:
        save.write(output, picture, form, chosen)
    return picture.figure(chosen.theme)


def draw(kind, source, ordering="", coordinates="", options=None):
    """Return the `Picture` of a kind, computed and ready to be painted; what is taken and raised as for `plot`.

    `options` are `PlotOptions`, of which those in OWN count.
    """
    found, options = named(kind), options or PlotOptions()
    if not found.placed and not (isinstance(coordinates, str) and coordinates == ""):
        raise UsageError(f"Coordinates have no effect on the picture {kind}.")
    for name in OWN:
        if getattr(options, name) and name not in found.options:
            raise UsageError(f"--{name} has no effect on the picture {kind}.")
    require_matplotlib()
    from pastix_py.plot.source import Source

    module, function = found.function.split(":")
    given = Source(source, ordering, coordinates, kind, found.takes, options)
    return getattr(importlib.import_module(module), function)(given)


def named(kind):
    """Return the `Kind` of a name; raises `UsageError` with the nearest one."""
    if kind not in KINDS:
        raise UsageError(f"There is no picture {kind!r}; {instead(kind, KINDS)}")
    return KINDS[kind]


def require_matplotlib():
    """Raise `MissingDependency` where matplotlib is not installed."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise MissingDependency("Pictures need matplotlib: pip install matplotlib") from None
