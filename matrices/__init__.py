"""Matrices that come with the package, and the index of the SuiteSparse collection."""
