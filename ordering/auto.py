"""The method that suits the size and the looks of the graph."""

from pastix_py.ordering import Choice

# Below, minimum degree fills about as little as dissection, and takes less time.
DISSECT_ABOVE = 10_000
# Mean degree up to which dissection saves less operations of a planar graph than it takes time itself.
THIN = 3.0
RULE = f"amd for up to {DISSECT_ABOVE:,} unknowns, for chains and for planar meshes of few connections, nd otherwise"


def auto(graph, weight, options=None):
    """Return the `Choice` of a method by RULE."""
    if weight.sum() <= DISSECT_ABOVE:
        return Choice("amd", f"it has at most {DISSECT_ABOVE:,} unknowns")
    from pastix_py.ordering.look import CHAIN, PLANE, resemblance

    seen = resemblance(graph)
    if seen == CHAIN:
        return Choice("amd", f"it resembles {seen}, in which hardly anything fills")
    if seen == PLANE and graph.ind.size <= THIN * graph.n:
        return Choice("amd", f"it resembles {seen} with at most {THIN:.0f} neighbours, in which little fills")
    return Choice("nd", f"it has more than {DISSECT_ABOVE:,} unknowns and resembles {seen}")
