"""Coordinates: those of generated problems by their definition, and those of a user."""

from dataclasses import replace

import numpy as np
import pytest

from pastix_py import generate, write
from pastix_py.errors import InputError
from pastix_py.matrix.coordinates import coordinates_of, grid_shape

REACH = {"lap2:7": 1, "lap3:4": 1, "convdiff3:4": 1, "helm3:3": 1, "lap3_27:4": 3**0.5, "elast3:3": 3**0.5, "kkt2:5": 1}


@pytest.mark.parametrize("spec", REACH)
def test_entries_of_a_generated_problem_are_near(spec):
    matrix = generate(spec)
    points = coordinates_of(matrix)
    assert points.shape == (matrix.n, 2 if spec.startswith(("lap2", "kkt2")) else 3)
    A = matrix.full().tocoo()
    far = np.linalg.norm(points[A.row] - points[A.col], axis=1)
    assert far.max() == pytest.approx(REACH[spec] if spec != "kkt2:5" else 0.5)
    _, count = np.unique(points, axis=0, return_counts=True)
    assert set(count) == {3 if spec.startswith("elast3") else 1}


def test_short_wires_of_a_circuit_are_short():
    matrix = generate("circuit:400")
    points, A = coordinates_of(matrix), matrix.full().tocoo()
    far = np.abs(points[A.row] - points[A.col]).max(axis=1)
    assert np.median(far) <= 3
    assert len(np.unique(points, axis=0)) == 400


def test_only_a_generated_matrix_has_its_own():
    for matrix in (replace(generate("lap2:3"), name="A"), replace(generate("lap2:3"), name="lap2:99999999")):
        assert coordinates_of(matrix) is None
        assert grid_shape(matrix) is None
    assert grid_shape(generate("lap3:4")) == (4, 4, 4)
    assert grid_shape(generate("kkt2:4")) is None


def test_files(tmp_path):
    matrix, points = replace(generate("lap2:3"), name="A"), np.random.default_rng(0).random((9, 3))
    np.savetxt(tmp_path / "x.xyz", points, header="x y z")
    np.save(tmp_path / "x.npy", points)
    write(tmp_path / "x.mtx", points)
    for name in ("x.xyz", "x.npy", "x.mtx"):
        np.testing.assert_array_equal(coordinates_of(matrix, str(tmp_path / name)), points)
    np.testing.assert_array_equal(coordinates_of(matrix, "lap2:3"), coordinates_of(generate("lap2:3")))
    np.testing.assert_array_equal(coordinates_of(matrix, points[:, :2]), points[:, :2])


def test_what_does_not_fit_is_refused(tmp_path):
    matrix = generate("lap2:3")
    (tmp_path / "words").write_text("1 2\n3 x\n")
    (tmp_path / "ragged").write_text("1 2\n3\n")
    wrong = np.ones((9, 2))
    wrong[4, 1] = np.nan
    for given, sentence in (
        (np.ones((8, 2)), "8 × 2 numbers: 9 × 2 or 9 × 3"),
        (np.ones((9, 4)), "9 × 4"),
        (np.ones(9), "9 numbers"),
        (np.ones((9, 2), complex), "real"),
        (wrong, "for unknown 5"),
        (str(tmp_path / "words"), "cannot be read"),
        (str(tmp_path / "ragged"), "cannot be read"),
        (str(tmp_path / "none"), "does not exist"),
        ("lap2:4", "16 × 2"),
    ):
        with pytest.raises(InputError, match=sentence):
            coordinates_of(matrix, given)
