"""Compressed factors that a device makes, run by NumPy: against dense matrices, and what the CPU makes."""

import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from smooth import SHAPE, factored, ranks_of, small_blocks, smooth  # noqa: F401

from pastix_py import Factors, analyze, factorize
from pastix_py.gpu import blocks, compressed, room, stream, windows
from pastix_py.gpu.device import DEVICES, Device
from pastix_py.layout.plan import NOT
from pastix_py.matrix.check import canonical
from pastix_py.numeric.expanded import dense_panel
from pastix_py.numeric.low_rank import make_rule
from pastix_py.options import Options

HOST = Device("twin", np)
STREAM = "llt-s", "llt-z", "llh-z", "ldlt-c", "ldlh-z", "lu-d", "lu-c"
CASES = [*((*case.split("-"), True) for case in STREAM), ("llt", "d", False), ("ldlh", "c", False), ("lu", "z", False)]


@pytest.fixture(autouse=True)
def host(monkeypatch):
    """The device that is opened in these tests."""
    monkeypatch.setitem(DEVICES, "gpu", lambda: HOST)


def least(A, **options):
    """Return the bytes of the device that a factor of A goes through with."""
    plan = analyze(A, **options)
    return room.least_streamed(plan, canonical(A), A.dtype)


@pytest.mark.parametrize(("kind", "precision", "streams"), CASES)
def test_the_factor_is_that_of_a_matrix_close_by(kind, precision, streams):
    A, target = smooth(kind, precision, n=132), 1e-3 if precision in "sc" else 1e-5
    options = {"factorization": kind, "precision": precision, "compress": "just-in-time", "tolerance": target, **SHAPE}
    if streams:
        options["device_memory"] = str(least(A, **options))
    F = factorize(A, device="gpu", **options)
    told = F.report.factorization
    assert told["device"] == "twin" and (told["streaming"]["windows"] > 1) == streams
    assert told["compression"]["compressor"] == compressed.METHOD and told["compression"]["blocks"] > 3
    assert not told["perturbed_pivots"] and F.panels.low_rank.top[0] == F.panels.low_rank.store.size
    assert abs(factored(F) - A).max() < 10 * target * abs(A).sum(axis=1).max()
    x = F.solve(A @ np.ones(A.shape[0], A.dtype))
    assert_allclose(x, 1, rtol=0, atol=1e-2 if precision in "sc" else 1e-8)


def test_ranks_and_bytes_are_about_those_of_the_cpu():
    A, options = smooth("llt"), {"factorization": "llt", "compress": "during", "tolerance": 1e-6, **SHAPE}
    there, here = factorize(A, device="gpu", **options), factorize(A, compressor="pqrcp", **options)
    assert there.panels.nbytes <= 1.1 * here.panels.nbytes
    assert abs(ranks_of(there).mean() - ranks_of(here).mean()) < 0.1 * ranks_of(here).mean()


def test_a_window_or_many_make_the_same():
    """Up to what is left out where panels that are compressed update others; each time with the same bits."""
    A = smooth("lu", n=132)
    options = {"factorization": "lu", "compress": "during", "tolerance": 1e-7, "precision": "d", **SHAPE}
    whole = factorize(A, device="gpu", **options)
    limit = {"device_memory": str(least(A, **options))}
    first, second = (factorize(A, device="gpu", **options, **limit) for _ in range(2))
    assert_array_equal(first.panels.low_rank.store, second.panels.low_rank.store)
    plan = first.plan
    for c in range(plan.symbol.n_cblk):
        for side in range(2):
            panels = [dense_panel(c, side, plan, F.panels) for F in (whole, first)]
            assert_allclose(*panels, rtol=0, atol=1e-4)


def test_windows_leave_room_to_work():
    A = smooth("lu")
    plan = analyze(A, factorization="lu", compress="during", **SHAPE)
    work, dense = blocks.least_work(plan), blocks.dense_plan(plan)
    assert dense.compress == NOT and dense.layout.cblk_coef[-1] > plan.layout.cblk_coef[-1]
    small = windows.least_bytes(dense, 8, 0.2, work)
    for given in (small, 2 * small, 1 << 30):
        cut = windows.cut(dense, 8, 0.2, given, work)
        assert cut.slots == windows.SLOTS + 1 and cut.slot >= work
        assert 8 * (cut.room + cut.slots * cut.slot) <= given
        sizes = dense.layout.cblk_coef + dense.layout.cblk_coef_u
        assert all(np.diff(sizes[chunk.runs]).sum() <= cut.slot for w in cut.windows for chunk in w.chunks)
    assert len(windows.cut(dense, 8, 0.2, 1 << 30, work).windows) == 1


def test_every_coefficient_of_the_factor_is_of_one_block():
    for kind in ("llt", "lu"):
        plan = analyze(smooth(kind), factorization=kind, compress="during", **SHAPE)
        rule = make_rule(Options.of(compress="during"), plan, canonical(smooth(kind)), np.dtype(float))
        found = blocks.list_blocks(plan, rule)
        assert found.size.sum() == plan.n_coefficients()
        assert (np.diff(found.cblk) >= 0).all() and found.ptr[-1] == found.cblk.size


@pytest.mark.parametrize("kind", ["llt", "lu"])
def test_saved_loaded_and_refactored(kind, tmp_path):
    A = smooth(kind)
    F = factorize(A, factorization=kind, compress="minimal-memory", tolerance=1e-6, device="gpu", **SHAPE)
    b = A @ np.ones(A.shape[0])
    F.save(tmp_path / "f.pastix")
    for G in (Factors.load(tmp_path / "f.pastix"), pickle.loads(pickle.dumps(F))):
        assert_allclose(G.solve(b), 1)
    F.refactorize(2 * A)
    assert F.report.factorization["device"] == "twin"
    assert_allclose(F.solve(b), 0.5)


def test_a_schur_complement():
    A = smooth("llt")
    n = A.shape[0]
    schur = np.arange(n - 9, n)
    F = factorize(A, factorization="llt", compress="during", tolerance=1e-9, schur=schur, device="gpu", **SHAPE)
    dense = A.toarray()
    rest = np.arange(n - 9)
    exact = dense[-9:, -9:] - dense[-9:, rest] @ np.linalg.solve(dense[np.ix_(rest, rest)], dense[rest, -9:])
    assert_allclose(F.schur, exact, rtol=0, atol=1e-6)


def test_pivots_that_fail_are_told_of():
    A = smooth("llt").tolil()
    A[20, 20] = -50
    plan = analyze(A.tocsc(), factorization="llt", compress="during", **SHAPE)
    given = HOST, plan, canonical(A.tocsc()), np.dtype(float), None
    parts = room.streamed(plan, canonical(A.tocsc()), "d", 1 << 30)
    _, failed = stream.fill(*given, parts, Options.of(compress="during", tolerance=1e-6))
    assert failed == plan.ordering.iperm[20]
