"""Matrices: `matrix` (the noun), `check` (the one gate), `read`, `harwell`, `write` (files), `generate`, `scale`."""
