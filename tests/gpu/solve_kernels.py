"""Kernels of `gpu/cuda`, run on the CPU, against their twins: in the course of solves, kinds × types."""

from types import SimpleNamespace

import emulated
import numpy as np
import pytest
from device_factor import device_factor, levels
from problems import KINDS, system, tolerance

from pastix_py import factorize
from pastix_py.gpu import solve as solving
from pastix_py.gpu.solve_tables import solve_tables

HOST = SimpleNamespace(xp=np, name="host")
PLAIN = {"scaling": "none", "matching": "none"}


def checking(precision, ran):
    def launch(device, name, grid, args):
        ran.add(name)
        emulated.check(name, grid, args, tolerance(precision))

    return launch


@pytest.mark.skipif(not emulated.HAS_COMPILER, reason="no g++")
@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_solves(kind, precision, monkeypatch):
    ran = set()
    n = 70
    A = system(n, kind, precision, 0.05, seed=3)
    F = factorize(A, factorization=kind, precision=precision, panel_width=40, **PLAIN)
    monkeypatch.setattr(solving, "launch", checking(A.dtype, ran))
    tables, factor = solve_tables(F.plan, *levels(F.plan)), device_factor(F.plan, F.panels)
    for k, operators in ((1, "NH"), (6, "T" if kind in ("llt", "lu") else "N")):
        b = np.random.default_rng(k).standard_normal((n, k)).astype(A.dtype)
        for trans in operators:
            x = solving.solve(HOST, F.plan, tables, factor, b, trans)
            assert np.isfinite(x).all()
    assert ran == set(emulated.kernels("solve"))
