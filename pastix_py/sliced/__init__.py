"""Sparse rows as vector instructions want them: triangular solves and products that read as few bytes as they can.

`layout` is the format: slices of as many rows as a vector has lanes, in runs of slices that are alike. `groups` finds
rows that do not depend on each other, in any pair of triangular factors. `emit` has the instructions of a run with one
vector, `emit_many` with several side by side, `run` what they compute, and `sweep` goes through the runs, on one or
several threads. `sweeps` and `product` are what others use: they know of no ordering and of no factorization.
"""
