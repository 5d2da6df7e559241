"""The method that suits the size."""

import importlib.util

# Below, minimum degree fills about as little as dissection, and takes less time.
METIS_ABOVE = 10_000
RULE = f"metis for more than {METIS_ABOVE:,} unknowns, where pymetis is installed, and amd otherwise"


def auto(graph, weight):
    """Return 'metis' for more than METIS_ABOVE unknowns where pymetis is installed, 'amd' otherwise."""
    large = weight.sum() > METIS_ABOVE
    return "metis" if large and importlib.util.find_spec("pymetis") else "amd"
