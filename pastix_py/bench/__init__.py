"""Figures: `peers` (other solvers), `bars` (what must be reached), and `python -m pastix_py.bench` that prints them."""
