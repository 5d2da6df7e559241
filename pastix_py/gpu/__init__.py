"""Factorizations and solves on a GPU: the plan and the report are those of the CPU, the bodies are of this room.

`device` opens a device; `kernels` launches what no library has: CUDA sources of `cuda/`, with twins in NumPy in
`twins/`. `levels`, `pieces`, `numeric_tables` and `solve_tables` are made once for a plan, by the CPU, as is `place`,
the way of the matrix into the panels. `factorize` is the numeric stage, `large` and `product` its large updates, and
`solve` the solve, all level by level; `panels` is the factor that stays on the device, and `room` the memory that it
takes. A larger one is cut by `windows`, and `stream` is its numeric stage, with the copies of `transfers`; the host has
it as it is, `kept`, or `compressed` by the device, in `blocks`. A `trail` says what was done when. CuPy is imported
where a device is opened, no sooner; where the arrays are NumPy's everything runs, which is how it is tested.
"""
