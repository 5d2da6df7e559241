"""Memory of factors: zero where it is said to be, used again after, never twice at a time."""

import mmap
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from problems import system

from pastix_py import analyze
from pastix_py.matrix.check import canonical
from pastix_py.numeric import pages
from pastix_py.numeric.assemble import assemble

LARGE = pages.PAGED // 8
kept = pytest.mark.skipif(not hasattr(mmap, "MADV_FREE"), reason="the system cannot take back what is kept")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(pages, "_freed", [])


def address(array):
    return array.__array_interface__["data"][0]


@kept
def test_the_pages_of_a_freed_array_are_used_again_by_one_as_large_at_most():
    first, zero = pages.coefficients(2 * LARGE, np.float64)
    assert zero and not first.any()
    first[:] = 7
    where, part = address(first), first[3:]
    del first
    other, zero = pages.coefficients(LARGE, np.float64)
    assert zero and address(other) != where, "a view keeps its pages"
    del part
    again, zero = pages.coefficients(LARGE, np.complex64)
    assert not zero and address(again) == where
    del again
    larger, zero = pages.coefficients(3 * LARGE, np.float64)
    assert zero and not larger.any()


@kept
def test_few_mappings_are_kept_and_the_smallest_that_fits_is_taken():
    several = [pages.coefficients(k * LARGE, np.float64)[0] for k in (6, 3, 4, 5, 2, 1)]
    assert len({address(array) for array in several}) == 6
    while several:
        del several[0]
    assert [len(mapping) // pages.PAGED for mapping in pages._freed] == [4, 5, 2, 1]
    small, zero = pages.coefficients(LARGE, np.float64)
    assert not zero and small.nbytes == pages.PAGED
    assert [len(mapping) // pages.PAGED for mapping in pages._freed] == [4, 5, 2]


def test_small_arrays_are_plain():
    array, zero = pages.coefficients(10, np.float32)
    assert zero and not array.any() and array.dtype == np.float32
    del array
    assert not pages._freed


def test_what_cannot_be_had_is_a_memory_error():
    with pytest.raises(MemoryError, match="cannot be had"):
        pages.coefficients(1 << 50, np.float64)


def test_no_two_threads_get_the_same_pages():
    def fill(k):
        for _ in range(20):
            array, _ = pages.coefficients(LARGE, np.int64)
            array[:] = k
            if not (array == k).all():
                return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(fill, range(4)))


@pytest.mark.parametrize("kind", ["llt", "lu"])
def test_panels_on_used_pages_hold_the_matrix_alone(kind, monkeypatch):
    monkeypatch.setattr(pages, "PAGED", 1)
    A = canonical(system(80, kind))
    plan = analyze(A)
    clean = assemble(plan, A, np.float64)[0]
    L, U = clean.L.copy(), clean.U.copy()
    clean.L[:], clean.U[:] = np.nan, np.nan
    del clean
    for threads in (1, 2):
        used = assemble(plan, A, np.float64, threads=threads)[0]
        np.testing.assert_array_equal(used.L, L)
        np.testing.assert_array_equal(used.U, U)
        used.L[:] = np.nan
        del used
