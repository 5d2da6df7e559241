"""Python's search for cycles among objects, for processes that are ours alone."""

import gc

RARELY = 400_000, 50, 50  # objects between two searches, twice those of a short run; and searches for one of older ones


def look_rarely():
    """Search rarely: compiling makes objects by the million that live on, a tenth of its time went into looking."""
    gc.set_threshold(*RARELY)
