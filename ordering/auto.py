"""The method that suits the size and the looks of the graph."""

from pastix_py.ordering import Choice

# Below, minimum degree fills about as little as dissection, and takes less time.
DISSECT_ABOVE = 10_000
RULE = f"amd for up to {DISSECT_ABOVE:,} unknowns and for what resembles a chain, and nd otherwise"


def auto(graph, weight, options=None):
    """Return the `Choice` of a method by RULE."""
    if weight.sum() <= DISSECT_ABOVE:
        return Choice("amd", f"it has at most {DISSECT_ABOVE:,} unknowns")
    from pastix_py.ordering.look import CHAIN, resemblance

    seen = resemblance(graph)
    if seen == CHAIN:
        return Choice("amd", f"it resembles {seen}, in which hardly anything fills")
    return Choice("nd", f"it has more than {DISSECT_ABOVE:,} unknowns and resembles {seen}")
