"""Generated problems: against the check table of the design, and against definitions entry by entry."""

import itertools

import numpy as np
import pytest

from pastix_py.errors import InputError, MemoryLimit
from pastix_py.matrix.check import canonical
from pastix_py.matrix.generate import GENERATORS, SIZES, generate, is_spec
from pastix_py.matrix.matrix import Symmetry

# spec: n, nnz, ‖A‖₁, vᵀAv for v = cos(0, 1, 2, …)
TABLE = {
    "lap2:10": (100, 460, 8, 226.780845374),
    "lap2:100": (10000, 49600, 8, 6113.37404674),
    "lap3:5": (125, 725, 12, 194.046112818),
    "lap3:20": (8000, 53600, 12, 20788.1222717),
    "lap3_27:5": (125, 2197, 53, 1315.80968172),
    "lap3_27:12": (1728, 39304, 53, 12814.7438151),
    "elast3:3": (144, 6300, 2.46438746439, 23.7914354051),
    "elast3:8": (1944, 123750, 0.924145299145, 134.463341995),
    "convdiff3:5": (125, 725, 35.3333333333, 501.455914271),
    "convdiff3:20": (8000, 53600, 18.6666666667, 35471.2719381),
    "helm3:5": (125, 725, 11.6053548486, 169.358694667 - 2.46874181516j),
    "helm3:20": (8000, 53600, 11.6053548486, 19208.7807239 - 157.934154782j),
    "kkt2:6": (120, 372, 4, 32.9038781328),
    "kkt2:40": (4880, 16080, 4, -882.570570737),
    "circuit:200": (200, 786, 4444.96115471, 37015.416133),
    "circuit:5000": (5000, 23396, 6800.04923715, 664252.081403),
}
UNSYMMETRIC = {"convdiff3", "circuit"}


@pytest.mark.parametrize("spec", TABLE)
def test_check_table(spec):
    n, nnz, norm, form = TABLE[spec]
    matrix = generate(spec)
    v = np.cos(np.arange(n))
    assert (matrix.n, matrix.nnz, matrix.name) == (n, nnz, spec)
    assert matrix.norm_one() == pytest.approx(norm, rel=1e-11)
    assert v @ matrix.matvec(v) == pytest.approx(form, rel=1e-10)


@pytest.mark.parametrize("name", GENERATORS)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_canonical_arrays(name, size):
    matrix = generate(f"{name}:{size}")
    expected = Symmetry.GENERAL if name in UNSYMMETRIC else Symmetry.SYMMETRIC
    assert matrix.symmetry is expected
    assert matrix.ptr.dtype == matrix.ind.dtype == np.int64
    assert matrix.ptr.shape == (matrix.n + 1,)
    columns = np.repeat(np.arange(matrix.n), np.diff(matrix.ptr))
    assert (np.diff(columns * matrix.n + matrix.ind) > 0).all()
    assert not matrix.is_half or (matrix.ind >= columns).all()
    assert matrix.dtype == (np.complex128 if name == "helm3" else np.float64)
    assert SIZES[name][0](size) == matrix.n


@pytest.mark.parametrize("name", sorted(set(GENERATORS) - {"circuit"}))
def test_gate_finds_the_same_half(name):
    matrix = generate(f"{name}:3")
    found = canonical(matrix.full(), matrix.name)
    assert found.fingerprint == matrix.fingerprint


def test_stencil_by_brute_force():
    n, A = 3, generate("lap3_27:3").full().toarray()
    points = list(itertools.product(range(n), repeat=3))
    for i, p in enumerate(points):
        for j, q in enumerate(points):
            far = max(abs(a - b) for a, b in zip(p, q, strict=True))
            assert A[i, j] == (27 if far == 0 else -1 if far == 1 else 0)


def test_upwind_differences_by_brute_force():
    n, beta = 3, (40.0, 20.0, 10.0)
    h, A = 1 / (n + 1), generate("convdiff3:3").full().toarray()
    for i, p in enumerate(itertools.product(range(n), repeat=3)):
        u = np.zeros((n + 2,) * 3)
        u[tuple(np.add(p, 1))] = 1
        inner = np.ix_(*[range(1, n + 1)] * 3)
        value = np.zeros((n,) * 3)
        for axis, b in enumerate(beta):
            before, after = np.roll(u, 1, axis)[inner], np.roll(u, -1, axis)[inner]
            value += 2 * u[inner] - before - after + b * h * (u[inner] - before)
        assert np.allclose(A[:, i], value.ravel(), atol=1e-14)


def test_elasticity_annihilates_rigid_motions_off_the_clamped_face():
    n = 3
    A = generate(f"elast3:{n}").full()
    node = np.array(list(itertools.product(range(1, n + 1), range(n + 1), range(n + 1)))) / n
    free = np.repeat(node[:, 0] > 1.5 / n, 3)
    x, y, z = node.T
    for motion in ([1, 0, 0], [0, 1, 0], [0, 0, 1], [-y, x, 0], [0, -z, y], [z, 0, -x]):
        u = np.stack([np.broadcast_to(m, x.shape) for m in motion], axis=1).ravel()
        assert abs((A @ u)[free]).max() < 1e-14
    assert np.linalg.eigvalsh(A.toarray()).min() > 0


def test_mixed_laplacian_is_indefinite_with_an_empty_block():
    n = 3
    matrix = generate(f"kkt2:{n}")
    n_flux = 2 * n * (n + 1)
    A = matrix.full()
    assert A[n_flux:, n_flux:].nnz == 0
    values = np.linalg.eigvalsh(A.toarray())
    assert (values > 1e-3).sum() == n_flux
    assert (values < -1e-3).sum() == n * n


def test_helmholtz_is_complex_symmetric():
    A = generate("helm3:3").full().toarray()
    assert (A == A.T).all()
    assert not np.allclose(A, A.conj().T)


@pytest.mark.parametrize(
    "spec",
    [
        "lap2:",
        "lap2:0",
        "lap2:-3",
        "lap2:2.5",
        "lap2:ten",
        "lap2: 3",
        "lap2:٣",
        "nothing:3",
        "lap2",
        ":3",
        "",
    ],
)
def test_bad_specs(spec):
    with pytest.raises(InputError):
        generate(spec)


@pytest.mark.parametrize(
    "spec", ["lap2:100000000", "lap3:999999999999", "circuit:1" + "0" * 30, "elast3:1" + "0" * 5000]
)
def test_sizes_beyond_memory(spec):
    with pytest.raises(MemoryLimit):
        generate(spec)


def test_what_looks_like_a_spec():
    assert is_spec("lap2:100") and is_spec("lap3_27:5") and is_spec("unknown:7") and is_spec("lap2:x")
    for text in ("lap2", "-", "a/b:3", "./lap2:3", "lap2:3/x", "matrix.mtx", ""):
        assert not is_spec(text)
