"""Incomplete factorizations: preconditioners that are cheap to make and to apply.

`levels` finds the pattern of ILU(k), by groups of rows that are `alike`, `eliminate` computes its values row by row;
`threshold` has patterns that follow from the values. `supernodes` makes dense blocks of the first, `panels` says where
they are, `eliminate_blocks` computes those, by the products of `small`. `turns` shares both among threads, `pivot`
judges pivots, and `shift` repeats all until none breaks down. `scalar` and `block` are the methods,
`make` is the stage, `incomplete` the noun that it returns, which solves by `sliced`.
"""
