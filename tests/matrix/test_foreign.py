"""Arrays of a device, by a stand-in for CuPy."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from problems import system

from pastix_py.matrix.check import canonical
from pastix_py.matrix.dense import right_hand_side
from pastix_py.matrix.foreign import as_given, is_on_device, on_host


class Array:
    """As CuPy's arrays and sparse matrices: no NumPy array by itself."""

    def __init__(self, held):
        self.held = held

    def get(self):
        return self.held

    def __array__(self, *_, **__):
        raise TypeError("Implicit conversion to a NumPy array is not allowed.")


Array.__module__ = "cupyx.scipy.sparse._csr"


@pytest.fixture
def cupy(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", SimpleNamespace(asarray=Array))


def test_matrices_and_right_hand_sides_come_to_the_host():
    A, b = system(20, "lu"), np.arange(20.0)
    assert_array_equal(canonical(Array(A)).full().toarray(), A.toarray())
    assert_array_equal(right_hand_side(Array(b), 20), b)


def test_solutions_go_where_right_hand_sides_are(cupy):
    x = np.arange(3.0)
    assert as_given(x, x) is x
    there = as_given(x, Array(x))
    assert is_on_device(there) and on_host(there) is x
    assert as_given(there, there) is there


def test_anything_else_stays_as_it_is():
    for A in (np.ones(3), [1.0], system(5, "lu"), None):
        assert on_host(A) is A
