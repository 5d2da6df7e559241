"""Machine code of a precision: there when it is first called, from whatever thread, with or without a cache."""

import threading

import numpy as np
import pytest
from problems import PRECISIONS, tolerance

from pastix_py import jit
from pastix_py.dense import native
from pastix_py.dense.product import subtract_block


@jit.kernel
def subtract(m, n, k, A, B, C):
    """C −= A Bᵀ."""
    subtract_block(m, n, k, 0, A, 0, m, B, 0, n, C, 0, m)


@pytest.fixture
def forgotten(monkeypatch):
    """Nothing is loaded."""
    before = native.TABLE[:]
    monkeypatch.setattr(native, "_loaded", {})
    native.TABLE[:] = [None] * len(before)
    yield
    native.TABLE[:] = before


def check_product(dtype, m=5, n=3, k=4):
    """Compare a product of small integers with NumPy's."""
    rng = np.random.default_rng(0)
    A, B = (rng.integers(-9, 10, (k, rows)).astype(dtype) for rows in (m, n))
    C = np.zeros((n, m), dtype)
    subtract(m, n, k, A.ravel(), B.ravel(), C.ravel())
    np.testing.assert_allclose(C, -(B.T @ A), rtol=0, atol=tolerance(dtype))


@pytest.mark.jit
@pytest.mark.parametrize("letter", PRECISIONS)
def test_a_call_loads_its_precision_alone(forgotten, letter):
    check_product(PRECISIONS[letter])
    assert list(native._loaded) == [letter]


@pytest.mark.jit
def test_threads_that_call_at_once_all_find_it(forgotten):
    check_product(np.float64)  # compiled before it is called at once
    native._loaded.clear()
    native.TABLE[:] = [None] * len(native.TABLE)
    failures, ready = [], threading.Barrier(4)

    def call():
        try:
            ready.wait()
            check_product(np.float64)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == [] and list(native._loaded) == ["d"]


@pytest.mark.jit
def test_it_is_kept_where_it_can_be(monkeypatch, tmp_path):
    monkeypatch.setattr(native.numba.config, "CACHE_DIR", str(tmp_path))
    code = native.object_code("s")
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() == code == native.object_code("s")


@pytest.mark.jit
def test_it_is_there_where_nothing_can_be_kept(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(native.numba.config, "CACHE_DIR", str(tmp_path / "file"))
    assert native.object_code("s")
