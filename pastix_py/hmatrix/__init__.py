"""H-matrices: dense matrices of potentials or covariances in n log n, approximated block by block.

`shapes` has surfaces, `surface` and `covariance` the `entries` of what comes with them. `blocks` makes a tree of blocks
of an `ordering.cluster` tree, with `near` where there is only a graph; `assemble` fills its leaves by `aca`, which
`recompress` lessens. `hmatrix` is what comes of it, with products by `product`; `factor` is its H-LU: `elimination`
says what is to be done with each block, `update` does it, `apply` multiplies with what is done and solves.
"""
