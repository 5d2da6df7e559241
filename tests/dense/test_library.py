"""Another BLAS behind the kernels: the same factor to rounding, back again, and a sentence for what is none."""

import ctypes
import glob
import os
import subprocess
import sys

import numpy as np
import pytest
from problems import KINDS, PRECISIONS, system, tolerance

import pastix_py
from pastix_py import MissingDependency, UsageError
from pastix_py.cli.main import run as pastix
from pastix_py.dense import LIBRARIES, blas, library
from pastix_py.jit import kernel

THERE = [name for name in library.installed() if name != library.OWN]
OTHERS = [name for name in THERE if LIBRARIES[name].stem]
needs_another = pytest.mark.skipif(not OTHERS, reason="no other BLAS is installed")


@pytest.fixture(autouse=True)
def put_back():
    yield
    library.use(library.DEFAULT)


def fake(monkeypatch, **packages):
    """Let libraries have other distributions."""
    for name, package in packages.items():
        about = LIBRARIES[name]
        monkeypatch.setitem(LIBRARIES, name, type(about)(about.what, "no_such_stem", package, about.install))


@kernel
def product(n, A, B, C):
    blas.gemm(blas.NO, blas.NO, n, n, n, 1.0, A, 0, n, B, 0, n, 0.0, C, 0, n)


@pytest.mark.jit
def test_compiled_kernel_calls_what_the_table_holds():
    A, B, C = np.arange(4.0), np.arange(4.0, 8.0), np.zeros(4)
    wanted = (A.reshape(2, 2).T @ B.reshape(2, 2).T).T.ravel()
    product(2, A, B, C)
    np.testing.assert_array_equal(C, wanted)
    calls = []
    routine = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 13)(lambda *arguments: calls.append(arguments))
    place = library.ROUTINES.index("dgemm")
    own = library.TABLE[place]
    library.TABLE[place] = ctypes.cast(routine, ctypes.c_void_p).value
    try:
        product(2, A, B, C)
    finally:
        library.TABLE[place] = own
    assert len(calls) == 1
    assert calls[0][11] == C.ctypes.data


@needs_another
@pytest.mark.parametrize("name", OTHERS)
def test_every_routine_of_another_library_is_its_own_where_it_has_it(name):
    own = library.TABLE[:]
    library.use(name)
    shared = library.load(name)
    for place, routine in enumerate(library.ROUTINES):
        assert (library.TABLE[place] == own[place]) is (library._symbol(shared, routine) is None)


@pytest.mark.parametrize("name", THERE)
@pytest.mark.parametrize(("kind", "precision"), KINDS)
def test_other_library_gives_the_same_factor_to_rounding(kind, precision, name):
    A = system(60, kind, precision, 0.3)
    own = pastix_py.factorize(A, factorization=kind, ordering="natural")
    other = pastix_py.factorize(A, factorization=kind, ordering="natural", blas=name)
    assert other.report.factorization["blas"] == name
    again = pastix_py.factorize(A, factorization=kind, ordering="natural")
    assert again.report.factorization["blas"] == library.DEFAULT
    size, bound = abs(own.panels.L).max(), tolerance(PRECISIONS[precision])
    for held, told, repeated in zip(own.export(), other.export(), again.export(), strict=True):
        np.testing.assert_allclose(told.toarray(), held.toarray(), rtol=0, atol=bound * size)
        np.testing.assert_array_equal(repeated.toarray(), held.toarray())
    b = A @ np.ones(60, A.dtype)
    np.testing.assert_allclose(other.solve(b), np.ones(60), rtol=0, atol=bound)
    assert library.in_use() == name


@needs_another
@pytest.mark.parametrize("name", OTHERS)
def test_path_and_variable_name_a_library_too(name, monkeypatch):
    path = library.locate(name)
    assert library.use(path) == library.in_use() == path
    monkeypatch.setenv("PASTIX_BLAS", name)
    assert library.use() == name
    assert library.use(library.DEFAULT) == library.DEFAULT


def test_a_variable_that_names_no_library_is_told(monkeypatch):
    monkeypatch.setenv("PASTIX_BLAS", "/none/libblas.so")
    with pytest.raises(UsageError, match=r"PASTIX_BLAS: There is no BLAS library '/none/libblas\.so'"):
        library.use()
    with pytest.raises(UsageError, match=r"^There is no BLAS library '/nowhere\.so'"):
        library.use("/nowhere.so")


LATER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threadpoolctl import threadpool_info
from pastix_py.dense import library
from pastix_py.runtime.blas_threads import one_blas_thread

def threads():  # as a thread that starts now finds them
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(threadpool_info).result()
    return {lib["filepath"]: lib["num_threads"] for lib in found if lib["user_api"] == "blas"}

library.use()
with one_blas_thread():
    early = threads()
    library.load(sys.argv[1])
    before = {path: count for path, count in threads().items() if path not in early}
    library.use(sys.argv[1])
    with one_blas_thread():
        print(set(threads().values()) == {1})
    print(set(threads().values()) == {1})
after = threads()
print(bool(before) and all(after[path] == before[path] for path in before))
"""


@needs_another
@pytest.mark.parametrize("name", OTHERS)
def test_library_that_is_loaded_later_keeps_to_one_thread_and_gets_its_own_back(name):
    several = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "2")
    line = [sys.executable, "-c", LATER, name]
    done = subprocess.run(line, env=several, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 3


def test_library_that_is_not_installed_has_its_pip_line(monkeypatch, capsys):
    fake(monkeypatch, blis="no-such-distribution")
    with pytest.raises(MissingDependency, match=LIBRARIES["blis"].install):
        library.use("blis")
    assert pastix(["solve", "lap2:4", "--blas", "blis"]) == 10
    assert LIBRARIES["blis"].install in capsys.readouterr().err
    assert library.in_use() == library.DEFAULT


def test_what_is_no_library_is_refused_with_a_sentence(tmp_path, capsys):
    text = tmp_path / "libblas.so"
    text.write_text("no library")
    with pytest.raises(UsageError, match="did you mean 'scipy'"):
        library.use("scypi")
    with pytest.raises(UsageError, match="no shared library"):
        library.use(str(text))
    assert pastix(["solve", "lap2:4", "--blas", str(tmp_path / "absent.so")]) == 2
    assert "absent.so" in capsys.readouterr().err
    assert library.in_use() == library.DEFAULT


def test_library_without_blas_and_one_with_long_integers_are_refused():
    import _ctypes

    with pytest.raises(UsageError, match="no BLAS with 32-bit integers"):
        library.use(_ctypes.__file__)
    for path in glob.glob(os.path.join(np.__path__[0] + ".libs", "*openblas64_*")):
        with pytest.raises(UsageError, match="no BLAS with 32-bit integers"):
            library.use(path)


@pytest.mark.parametrize("long", [False, True])
def test_length_of_integers_is_told(long):
    class Dot:
        def __call__(self, count, x, _, y, __):
            n = count._obj.value if long else count._obj.value & 0xFFFFFFFF
            return sum(x[i] * y[i] for i in range(n)) if n > 0 else 0.0

    class Shared:
        ddot_ = Dot()

    assert library._has_short_integers(Shared()) is not long
