"""Incomplete factorizations: preconditioners that are cheap to make and to apply.

`levels` finds the pattern of ILU(k), `lu` and `ldl` compute its values by rows, `threshold` has patterns that follow
from the values, `blocks` dense blocks. `shift` repeats each until no pivot breaks down. `make` is the stage,
`incomplete` the noun that it returns, `sweep` what that solves by.
"""
