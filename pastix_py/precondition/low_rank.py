"""A direct factorization with compressed blocks and a loose tolerance."""

from pastix_py import pipeline
from pastix_py.precondition.made import Made

LEAST = 1e-15  # tolerance: 0 would mean another


def blr(matrix, options, ordering=None):
    """Return M = F⁻¹, F the factors of A whose blocks are compressed to the tolerance `options.drop`."""
    given = {name: getattr(options, name) for name in ("threads", "effort", "seed")}
    given |= {"ordering": options.ordering if ordering is None else ordering, "compress": "just-in-time"}
    factors = pipeline.factorize(matrix, tolerance=max(options.drop, LEAST), refine="none", **given)
    plan, panels = factors.plan, factors.panels
    held = panels.nbytes / panels.dtype.itemsize / max(matrix.nnz, 1)
    made = Made(factors, plan.kind in ("llt", "llh") and matrix.dtype.kind == "f", bytes=panels.nbytes, fill=held)
    made.positive |= plan.kind == "llh"
    made.replaced_pivots = int(panels.replaced().size)
    return made
