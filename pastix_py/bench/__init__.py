"""Solvers compared, and what this one must reach.

`sweep` (what is run), `peers` (the solvers), `worker` and `runner` (a process per run), `store` (results), `tables`
(what they say), `page` (the same in a browser); `bars`, printed by `python -m pastix_py.bench`.
"""
