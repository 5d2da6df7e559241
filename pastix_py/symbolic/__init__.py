"""Structure of the factor: graph and ordering in, a `Symbol` of column blocks and their blocks out.

`etree` (tree, postorder, column counts) -> `supernodes` (fundamental, amalgamated) -> `blocks` (the `Symbol`);
`cost` counts entries and operations; `factorize` is the stage.
"""

HIERARCHICAL, KWAY = "hierarchical", "kway"  # ways to make the clusters that wide supernodes are cut into
