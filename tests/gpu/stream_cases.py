"""Factors that go through a device in parts, run by NumPy: small limits make one window, some, or many."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from device_factor import assert_same_factor
from numpy.testing import assert_allclose, assert_array_equal
from problems import AS_IT_IS, KINDS, chain, system, tolerance

from pastix_py import analyze
from pastix_py.gpu import stream, windows
from pastix_py.gpu.device import Device
from pastix_py.gpu.factorize import fill
from pastix_py.gpu.numeric_tables import numeric_tables, update_tables
from pastix_py.matrix.check import canonical
from pastix_py.options import Options
from pastix_py.solve.triangular import solve

HOST = Device("host", np)


@pytest.fixture(autouse=True)
def both_ways(monkeypatch):
    """Large and other updates, the former by several strips."""
    monkeypatch.setattr(stream, "numeric_tables", partial(numeric_tables, large=4000))
    monkeypatch.setattr(stream, "update_tables", partial(update_tables, large=4000))
    monkeypatch.setattr("pastix_py.gpu.factorize.strip_size", lambda plan: 500)


def cut(plan, dtype, share):
    """Return the windows where there is room for the least, and so much of the factor."""
    item = np.dtype(dtype).itemsize
    least = windows.least_bytes(plan, item, 0.2)
    return windows.cut(plan, item, 0.2, least + int(share * item * plan.n_coefficients()))


def streamed(kind, precision, share, old=None):
    """Return (plan, dense matrix, panels, how many windows) of a chain."""
    A = chain(kind, precision)
    plan = analyze(A, factorization=kind, **AS_IT_IS)
    parts = cut(plan, A.dtype, share)
    panels, failed = stream.fill(HOST, plan, canonical(A), A.dtype, old, parts, Options())
    assert failed == -1 and not panels.marks.any()
    assert panels.streaming()["windows"] == len(parts.windows)
    return plan, A.toarray(), panels, len(parts.windows)


@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_solutions(kind, precision):
    plan, A, panels, count = streamed(kind, precision, 0.0)
    assert count > 4 and panels.streaming()["chunks"] > count
    b = np.ones((plan.n, 2), A.dtype)
    for trans, operator in {"N": A, "H": A.conj().T}.items():
        exact = np.linalg.solve(operator, b)
        x = solve(plan, panels, b, trans, None, 1)
        assert_allclose(x, exact, rtol=0, atol=tolerance(A.dtype, 1000) * abs(exact).max())


@pytest.mark.parametrize(("kind", "precision"), [("ldlh", "z"), ("lu", "d")])
def test_against_one_that_stays(kind, precision):
    """However it is cut; each time in the same memory, and with the same bits where it is cut alike."""
    A = chain(kind, precision)
    plan, old, counts, bits = analyze(A, factorization=kind, **AS_IT_IS), None, [], []
    known = fill(HOST, plan, canonical(A), A.dtype, None, Options())[0].on_host()
    for share in (0.0, 0.3, 2.0, 0.3, 0.3):
        _, _, panels, count = streamed(kind, precision, share, old)
        assert old is None or panels.L is old.L
        assert old is None or (panels.known is old.known) == (count == old.streaming()["windows"])
        assert len(panels.known.tables) == count + panels.streaming()["chunks"]
        assert_same_factor(plan, panels, known, tolerance(A.dtype))
        counts.append(count)
        bits.append((panels.L.copy(), panels.U.copy()))
        old = panels
    assert counts[0] > counts[1] == counts[3] == counts[4] > counts[2] == 1
    assert panels.streaming()["bytes_from_device"] == panels.nbytes
    for again in bits[3:]:
        for first, second in zip(bits[1], again, strict=True):
            assert_array_equal(first, second)


@pytest.mark.parametrize("kind", ["llt", "lu"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 2.0])
def test_windows(kind, share):
    """Every cblk in one window, whose contributors from before come once, in order, and nothing larger than a slot."""
    plan = analyze(system(300, kind, "d", 0.01, seed=1), factorization=kind, matching="none", panel_width=24)
    parts, symbol, layout = cut(plan, "d", share), plan.symbol, plan.layout
    ends = layout.cblk_coef + layout.cblk_coef_u
    assert [w.first for w in parts.windows] == [0, *(w.stop for w in parts.windows[:-1])]
    assert parts.windows[-1].stop == symbol.n_cblk and parts.n_chunk == sum(len(w.chunks) for w in parts.windows)
    for window in parts.windows:
        assert ends[window.stop] - ends[window.first] <= parts.room
        brow = symbol.brow[symbol.brow_ptr[window.first] : symbol.brow_ptr[window.stop]]
        wanted, brought = set(layout.blok_cblk[brow].tolist()) - set(range(window.first, window.stop)), []
        for chunk in window.chunks:
            cblks = [c for first, stop in chunk.runs for c in range(first, stop)]
            assert (chunk.first, chunk.stop) == (cblks[0], cblks[-1] + 1)
            assert (ends[1:] - ends[:-1])[cblks].sum() <= parts.slot
            assert wanted & set(range(chunk.first, chunk.stop)) <= set(cblks)
            brought += cblks
        assert wanted <= set(brought) and all(a < b for a, b in pairwise(brought))
        assert not brought or brought[-1] < window.first
    item, tiles = 8, 24 * 24
    least = windows.least_bytes(plan, item, 0.2)
    assert item * (parts.room + parts.slots * parts.slot) <= least + share * item * plan.n_coefficients() + tiles


def test_pivots():
    """A first column without a positive pivot is told of, and pivots that are replaced are marked."""
    A = chain("llt").tolil()
    A[20, 20] = A[120, 120] = -1
    plan = analyze(A.tocsc(), factorization="ldlt", **AS_IT_IS)
    where, parts = plan.ordering.iperm, cut(plan, "d", 0.0)
    _, failed = stream.fill(HOST, plan.with_kind("llt"), canonical(A.tocsc()), "d", None, parts, Options())
    assert failed == where[[20, 120]].min()
    A = chain("ldlt").tocoo()
    A.data[(A.coords[0] == 30) | (A.coords[1] == 30)] = 0
    panels, failed = stream.fill(HOST, plan, canonical(A.tocsc()), "d", None, parts, Options())
    assert failed == -1 and panels.replaced().tolist() == [where[30]]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_tiny(n):
    A = system(n, "lu", "d", 1.0)
    plan = analyze(A, factorization="lu", matching="none")
    panels, failed = stream.fill(HOST, plan, canonical(A), "d", None, cut(plan, "d", 0.0), Options())
    assert failed == -1
    assert_allclose(solve(plan, panels, np.ones((n, 2)), "N", None, 1), np.linalg.solve(A.toarray(), np.ones((n, 2))))
