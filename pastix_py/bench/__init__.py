"""Solvers compared, and what this one must reach.

`sweep` unfolds a file into `run`s; `runner` does each in a process of its own (`worker`), which gets its `problem`
through a `handover` and makes a solver of `peers`; `cluster` shares them among machines; `store` keeps the results with
their `environment`. `tables` and `compare` say what they mean, `page` shows it in a browser. `bars`, printed by
`python -m pastix_py.bench`, are what this solver must reach.
"""
