"""Matrices: `matrix` (the noun), `check` (the one gate), `dense` (vectors), `read`, `write`, `generate`, `scale`."""

# NAME in the spec NAME:N of a generated problem: the function of N that makes it
GENERATORS = {
    "lap2": "pastix_py.matrix.generate:lap2",
    "lap3": "pastix_py.matrix.generate:lap3",
    "lap3_27": "pastix_py.matrix.generate:lap3_27",
    "elast3": "pastix_py.matrix.generate:elast3",
    "convdiff3": "pastix_py.matrix.generate:convdiff3",
    "helm3": "pastix_py.matrix.generate:helm3",
    "kkt2": "pastix_py.matrix.generate:kkt2",
    "circuit": "pastix_py.matrix.generate:circuit",
}
