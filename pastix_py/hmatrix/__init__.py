"""H-matrices: dense matrices of potentials or covariances in n log n, approximated block by block.

`shapes` has surfaces, `surface` and `covariance` the `entries` of what comes with them. `blocks` makes a tree of blocks
of an `ordering.cluster` tree, with `near` where there is only a graph; `assemble` fills its leaves by `aca` or
`aca_full`, which `recompress` lessens, and `coarsen` puts leaves together. `hmatrix` is what comes of it, with products
by `product`; `factor` is its H-LU or H-LDLᵀ: `elimination` says what is to be done with each block, `update` and
`finish` do it, `apply` multiplies with what is done and solves. `geometry` reads surfaces and points, `problem` makes
entries of them, `measure` does all of it and tells what it took.
"""

from typing import NamedTuple

ADMISSIBILITIES = {
    "standard": "the smaller cluster's diameter is at most η times the distance of their bounding boxes",
    "weak": "their bounding boxes are apart, or touch",
    "hodlr": "they are different clusters",
    "graph": "the graph distance of the clusters is more than the smaller one's diameter in it over η",
}


COMPRESSIONS = {  # variants of adaptive cross approximation
    "partial": "rows of the largest pivots of columns, and some at random at the end",
    "full": "the largest pivot of the whole block, of which all entries are evaluated",
    "randomized": "rows drawn by the squares of the coefficients of columns",
}


SHAPES = {  # "module:function", a function of about how many triangles
    "sphere": "pastix_py.hmatrix.shapes:sphere",
    "cube": "pastix_py.hmatrix.shapes:cube",
    "torus": "pastix_py.hmatrix.shapes:torus",
    "plate": "pastix_py.hmatrix.shapes:plate",
    "folded": "pastix_py.hmatrix.shapes:folded",
    "cone-sphere": "pastix_py.hmatrix.shapes:cone_sphere",
    "aircraft": "pastix_py.hmatrix.shapes:aircraft",
}


class Kernel(NamedTuple):
    """What entries are made of: `function` is "module:function", f(name, geometry, options) -> `Entries`."""

    function: str
    what: str
    is_surface: bool = False  # whether triangles are needed, and points are not enough


KERNELS = {
    "laplace": Kernel("pastix_py.hmatrix.problem:potential", "1 / (4 pi r), single layer potential of triangles", True),
    "helmholtz": Kernel(
        "pastix_py.hmatrix.problem:potential", "exp(i k r) / (4 pi r), the same for waves of --wavenumber k", True
    ),
    "exponential": Kernel("pastix_py.hmatrix.problem:covariances", "exp(-s), s = r / --length, covariance of points"),
    "matern32": Kernel("pastix_py.hmatrix.problem:covariances", "(1 + sqrt(3) s) exp(-sqrt(3) s)"),
    "matern52": Kernel("pastix_py.hmatrix.problem:covariances", "(1 + sqrt(5) s + 5 s^2 / 3) exp(-sqrt(5) s)"),
}
