"""The method that suits the size."""

# Below, minimum degree fills about as little as dissection, and takes less time.
DISSECT_ABOVE = 10_000
RULE = f"nd for more than {DISSECT_ABOVE:,} unknowns, and amd otherwise"


def auto(graph, weight, options=None):
    """Return 'nd' for more than DISSECT_ABOVE unknowns, 'amd' otherwise."""
    return "nd" if weight.sum() > DISSECT_ABOVE else "amd"
