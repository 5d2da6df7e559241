"""The hard set has what it is made for, and what becomes of a matrix is judged by the errors."""

import numpy as np
import pytest
import scipy.sparse as sp

from pastix_py.bench import robust
from pastix_py.bench.hard import FAMILIES, hard_set
from pastix_py.errors import NumericallySingular
from pastix_py.matrix.check import canonical
from pastix_py.matrix.matrix import Symmetry
from pastix_py.matrix.structure import check_structure


@pytest.fixture(scope="module")
def hard():
    return {matrix.name: matrix for matrix in hard_set(2)}


def of(hard, family):
    return [matrix for name, matrix in hard.items() if name.rpartition("-")[0] == family]


def test_every_system_is_small_finite_and_of_full_structural_rank(hard):
    assert len(hard) == 2 * len(FAMILIES)
    for matrix in hard.values():
        assert matrix.n <= 2000
        assert np.isfinite(matrix.val).all()
        check_structure(matrix)


def test_it_is_the_same_every_time(hard):
    for again in hard_set(1):
        assert np.array_equal(again.val, hard[again.name].val)
        assert np.array_equal(again.ind, hard[again.name].ind)


def test_families_have_what_they_are_named_for(hard):
    assert all(not matrix.diagonal().any() for matrix in of(hard, "zero_diagonals"))
    assert all(not matrix.diagonal().real.any() for matrix in of(hard, "complex_symmetric"))
    assert all(matrix.symmetry is Symmetry.SYMMETRIC for matrix in of(hard, "complex_symmetric"))
    assert all(abs(matrix.val).max() / abs(matrix.val).min() > 1e100 for matrix in of(hard, "badly_scaled"))
    for family in ("saddle_points", "interior_points", "shifts"):
        for matrix in of(hard, family):
            values = np.linalg.eigvalsh(matrix.full().toarray())
            assert values[0] < 0 < values[-1]
    for matrix in of(hard, "shifts"):
        values = abs(np.linalg.eigvalsh(matrix.full().toarray()))
        assert values.min() < 1e-2
    for matrix in of(hard, "chains"):
        assert np.linalg.cond(matrix.full().toarray()) > 1e3


def outcome(ours, theirs, refused=(), reason="refused"):
    errors = {robust.OURS: ours} | dict.fromkeys(robust.PEERS, theirs)
    return robust.Outcome("A", errors, dict.fromkeys(refused, reason))


@pytest.mark.parametrize(
    ("made", "lost", "wrong"),
    [
        (outcome(1e-16, 1e-16), False, False),
        (outcome(1e-12, 1e-16), True, False),
        (outcome(np.inf, 1e-16, [robust.OURS]), True, False),
        (outcome(np.inf, 1e-16, [robust.OURS], "refused: it is structurally singular"), False, False),
        (outcome(np.inf, 1e-3, [robust.OURS]), False, False),
        (outcome(1e-3, 1e-3), False, True),
        (outcome(np.nan, 1e-16), False, True),
    ],
)
def test_judgement(made, lost, wrong):
    assert (made.lost, made.wrong) == (lost, wrong)
    assert ("refused" in made.told()) == bool(made.reasons)


def test_refusals_are_counted_and_told(monkeypatch):
    good = canonical(sp.diags_array(np.arange(1.0, 9.0)), name="good")
    bad = canonical(sp.diags_array(np.arange(1.0, 9.0)), name="bad")

    def error_of(name, problem):
        if problem.name == "bad" and name == robust.OURS:
            raise NumericallySingular("no pivot", row=0)
        return 1e-16

    monkeypatch.setattr(robust, "hard_set", lambda: [good, bad])
    monkeypatch.setattr(robust, "error_of", error_of)
    monkeypatch.setattr(robust, "of_files", lambda files: [])
    figures = {figure.name: figure for figure in robust.compare([])}
    assert any(name.startswith("bad") and "no pivot" in name for name in figures)
    assert figures["hard set, 2 matrices: solved by us"].value == 1
    assert not figures["hard set, 2 matrices: solved by us"].met
    assert not figures["hard set: solved by a peer and not by us"].met
    assert figures["hard set: wrong answers that were called right"].met
