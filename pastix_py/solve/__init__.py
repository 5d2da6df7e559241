"""From factors to x: `triangular` (the sweeps), `residual` (errors measured), `refine` (and the Krylov methods behind it)."""
