"""What comes between the sweeps: unknowns divided by D, and conjugated."""

import numpy as np

from pastix_py.jit import inner


@inner
def divide(own, w, X, k, divided):
    """Divide w rows of k entries, from X[own] on, by D, and conjugate them; `divided` as in `columns.by_columns`."""
    L, pivot, step, scaled, conjugate = divided
    for j in range(w if pivot >= 0 else 0):
        d = L[pivot + j * step]
        for i in range(own + j * k, own + (j + 1) * k):
            value = X[i] / d if scaled else X[i]
            X[i] = np.conj(value) if conjugate else value
