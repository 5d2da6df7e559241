"""From factors to x: `triangular` (the sweeps), `residual` (errors measured), `refine` (with the Krylov methods)."""
