"""The method that suits the size."""

from pastix_py.ordering import Choice

# Below, minimum degree fills about as little as dissection, and takes less time.
DISSECT_ABOVE = 10_000
RULE = f"nd for more than {DISSECT_ABOVE:,} unknowns, and amd otherwise"


def auto(graph, weight, options=None):
    """Return the `Choice` of 'nd' for more than DISSECT_ABOVE unknowns, of 'amd' otherwise."""
    if weight.sum() > DISSECT_ABOVE:
        return Choice("nd", f"it has more than {DISSECT_ABOVE:,} unknowns")
    return Choice("amd", f"it has at most {DISSECT_ABOVE:,} unknowns")
