"""Entries: those of potentials against what is known of spheres and triangles, those of covariances by formula."""

import numba
import numpy as np
import pytest

from pastix_py.errors import InputError, UsageError
from pastix_py.hmatrix.covariance import COVARIANCES, covariance
from pastix_py.hmatrix.entries import entries
from pastix_py.hmatrix.shapes import shape
from pastix_py.hmatrix.surface import data_of, own_potential, single_layer
from pastix_py.ordering.mesh import Mesh

POINTS = np.random.default_rng(0).random((20, 3))


def whole(entries):
    return entries.block(np.arange(entries.n), np.arange(entries.n))


def areas(mesh):
    return data_of(mesh)[1::15]


def test_constants_are_eigenfunctions_on_a_sphere():
    mesh = shape("sphere:1200")
    sums = whole(single_layer(mesh)).sum(axis=1) / areas(mesh)
    assert sums == pytest.approx(np.full(mesh.n_element, 0.5), rel=0.02)


def test_constants_are_eigenfunctions_of_waves_on_a_sphere():
    mesh, kappa = shape("sphere:1200"), 6.0
    sums = whole(single_layer(mesh, kappa)).sum(axis=1) / areas(mesh)
    expected = 0.5 * np.sinc(kappa / 2 / np.pi) * np.exp(0.5j * kappa)
    assert np.abs(sums - expected).max() < 0.02 * 0.5


@pytest.mark.parametrize("kappa", [0.0, 3.0])
def test_potentials_are_symmetric(kappa):
    A = whole(single_layer(shape("torus:200"), kappa))
    assert np.allclose(A, A.T, rtol=1e-14, atol=0)


def test_laplace_is_the_limit_of_helmholtz():
    mesh = shape("cube:150")
    assert whole(single_layer(mesh, 1e-9)) == pytest.approx(whole(single_layer(mesh)).astype(complex), rel=1e-6)


def test_own_potential_of_a_triangle():
    corners = np.array([[[0.0, 0, 0], [2, 0, 0], [0.5, 1.5, 0]]])
    centre = corners.mean(axis=1)
    angle = (np.arange(200_000) + 0.5) * 2 * np.pi / 200_000
    ray, reach = np.stack([np.cos(angle), np.sin(angle)], 1), np.full(angle.size, np.inf)
    for k in range(3):  # in polar coordinates the integral is the mean distance of the boundary
        a, b = (corners[0, q % 3, :2] - centre[0, :2] for q in (k, k + 1))
        normal = np.array([b[1] - a[1], a[0] - b[0]])
        with np.errstate(divide="ignore"):
            hit = (a @ normal) / (ray @ normal)
        reach = np.where(hit > 0, np.minimum(reach, hit), reach)
    assert own_potential(corners, centre)[0] == pytest.approx(reach.mean() * 2 * np.pi, rel=1e-6)


def test_near_triangles_are_integrated_better():
    corners = np.array([[[0.0, 0, 0], [1, 0, 0], [0, 1, 0]], [[1.0, 0, 0], [1, 1, 0], [0, 1, 0]]])
    mesh = Mesh.of(np.arange(6).reshape(2, 3), coordinates=corners.reshape(6, 3))
    u, v = np.random.default_rng(0).random((2, 400_000))
    first = np.sort(np.stack([u, v]), axis=0)
    inside = [1 - first[1], first[0], first[1] - first[0]]
    p, q = (sum(w[:, None] * c for w, c in zip(inside, each, strict=True)) for each in corners)
    exact = 0.25 / (4 * np.pi) * (1 / np.linalg.norm(p - np.random.default_rng(1).permutation(q), axis=1)).mean()
    middle = 0.25 / (4 * np.pi) / np.linalg.norm(corners[0].mean(0) - corners[1].mean(0))
    found = single_layer(mesh).block([0], [1])[0, 0]
    assert abs(found - exact) < 0.3 * abs(middle - exact)


@pytest.mark.parametrize("kernel", COVARIANCES)
def test_covariances(kernel):
    r = np.linalg.norm(POINTS[:, None] - POINTS[None], axis=2) / 0.3
    expected = {
        "exponential": np.exp(-r),
        "matern32": (1 + np.sqrt(3) * r) * np.exp(-np.sqrt(3) * r),
        "matern52": (1 + np.sqrt(5) * r + 5 / 3 * r**2) * np.exp(-np.sqrt(5) * r),
    }[kernel]
    A = whole(covariance(POINTS, kernel, 0.3, 0.5))
    assert A == pytest.approx(expected + 0.5 * np.eye(20), rel=1e-14)


def test_functions_of_ones_own():
    @numba.njit
    def entry(i, j, data):
        return data[i] - 2j * data[j]

    made = entries(entry, 5, np.complex128, np.arange(5.0))
    assert np.array_equal(made.block([1, 4], [0, 2, 3]), np.array([[1], [4]]) - 2j * np.array([[0, 2, 3]]))


def without_area():
    points = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [2, 0, 0]])
    return Mesh.of(np.array([[0, 1, 2], [0, 1, 3]]), coordinates=points)


@pytest.mark.parametrize(
    ("make", "error", "word"),
    [
        (lambda: single_layer(without_area()), InputError, "Triangle 2"),
        (lambda: single_layer(Mesh.of(np.array([[0, 1]]), coordinates=POINTS)), InputError, "Element 1 has 2 nodes"),
        (lambda: single_layer(Mesh.of(np.array([[0, 1, 2]]))), InputError, "no coordinates"),
        (lambda: covariance(POINTS, "gauss"), UsageError, "gauss"),
        (lambda: covariance(POINTS, length=0), UsageError, "length"),
        (lambda: covariance(POINTS, length=1e-320), UsageError, "length"),
        (lambda: covariance(POINTS, length=np.inf), UsageError, "length"),
        (lambda: covariance(POINTS, nugget=-1), UsageError, "nugget"),
        (lambda: covariance(POINTS, nugget=np.inf), UsageError, "nugget"),
        (lambda: entries(abs, -1), UsageError, "0 or more"),
        (lambda: entries(abs, 1.5), UsageError, "0 or more"),
        (lambda: entries(abs, 3, np.float32), UsageError, "float32"),
        (lambda: entries(numba.njit(lambda i, j, data: data.nothing), 3), UsageError, "cannot be compiled"),
    ],
)
def test_what_is_refused(make, error, word):
    with pytest.raises(error, match=word):
        make()
