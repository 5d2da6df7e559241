"""Surfaces: closed, of the area they should have, of triangles of like size."""

import numpy as np
import pytest

from pastix_py.errors import UsageError
from pastix_py.hmatrix.shapes import SHAPES, THICKNESS, shape

AREAS = {
    "sphere": np.pi,
    "cube": 6.0,
    "torus": 4 * np.pi**2 * 0.35 * 0.15,
    "plate": 2 + 4 * THICKNESS,
}


def corners(mesh):
    return mesh.coordinates[mesh.node.reshape(-1, 3)]


def areas(mesh):
    a, b, c = corners(mesh).transpose(1, 0, 2)
    return np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2


@pytest.mark.parametrize("name", SHAPES)
def test_triangles_are_about_as_many_and_as_large(name):
    mesh = shape(f"{name}:2000")
    assert 0.8 * 2000 <= mesh.n_element <= 1.4 * 2000
    assert areas(mesh).min() > 0.1 * areas(mesh).mean()
    assert areas(mesh).max() < 4 * areas(mesh).mean()


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in ("folded", "aircraft")])
def test_bodies_are_closed(name):
    mesh = shape(f"{name}:1500")
    triangles = mesh.node.reshape(-1, 3)
    edges = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] == 2).all()


@pytest.mark.parametrize("name", AREAS)
def test_areas(name):
    assert areas(shape(f"{name}:4000")).sum() == pytest.approx(AREAS[name], rel=0.01)


def test_a_folded_sheet_is_one_sheet():
    mesh = shape("folded:3000")
    triangles = mesh.node.reshape(-1, 3)
    edges = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    edges, count = np.unique(edges, axis=0, return_counts=True)
    assert count.max() == 2
    assert len(np.unique(mesh.node)) - len(edges) + len(triangles) == 1  # of Euler, for a disk


@pytest.mark.parametrize("spec", ["spheer:100", "sphere", "sphere:x", "sphere:3"])
def test_what_is_refused(spec):
    with pytest.raises(UsageError, match="sphere"):
        shape(spec)
