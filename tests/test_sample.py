"""Compression decided by a sample: what is taken, and that it tells matrices apart."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from problems import system
from smooth import SHAPE, small_blocks, smooth  # noqa: F401

from pastix_py import Plan, analyze, factorize, generate
from pastix_py.factors import sample
from pastix_py.matrix.check import canonical
from pastix_py.options import Options
from pastix_py.precision import settled


@pytest.fixture(autouse=True)
def worth_it(monkeypatch):
    """Let any number of operations be enough, and a sample be a large part."""
    monkeypatch.setattr("pastix_py.layout.plan.PAYS", 0.0)
    monkeypatch.setattr("pastix_py.layout.plan.LONG", 0.0)
    monkeypatch.setattr(sample, "PART", 2.0)


@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
def test_a_smooth_matrix_is_compressed(kind):
    f = factorize(smooth(kind), factorization=kind, compress="auto", tolerance=1e-4, **SHAPE)
    assert f.plan.compress == f.options.compress == "during"
    told = f.report.analysis["compression"]
    assert told.startswith("on: ")
    assert "% of the rank" in told
    assert told in str(f)
    assert f.panels.nbytes < 0.8 * f.plan.predicted_bytes(f.panels.dtype)
    b = np.ones(84)
    assert np.allclose(smooth(kind) @ f.solve(b), b)


@pytest.mark.parametrize("kind", ["llt", "ldlt", "lu"])
def test_a_random_matrix_is_not(kind, tmp_path):
    A = system(60, kind, "d", 1.0, seed=3)
    f = factorize(A, factorization=kind, compress="auto", tolerance=1e-10, **SHAPE)
    assert f.plan.compress == f.options.compress == "none"
    assert f.panels.low_rank is None
    assert f.plan.reason.startswith("off: ")
    assert "with 100% of the rank" in f.plan.reason
    f.plan.save(tmp_path / "p")
    assert Plan.load(tmp_path / "p").reason == f.plan.reason


def test_few_operations_are_not_sampled(monkeypatch):
    monkeypatch.setattr("pastix_py.layout.plan.PAYS", 1e9)
    monkeypatch.setattr(sample, "sampled", None)
    plan = analyze(generate("lap3:6"), compress="auto", tolerance=1e-4)
    assert plan.compress == "none"
    assert plan.reason.endswith("are too few for a tolerance of 1e-04")


def test_a_plane_is_not_sampled_where_a_cube_is(monkeypatch):
    """With as many operations, those of a plane are spread over more entries."""
    plans = [analyze(generate(spec)) for spec in ("lap2:60", "lap3:10")]
    plane, cube = (plan.flops(np.float64) / plan.nnz_factor for plan in plans)
    assert plane < cube
    monkeypatch.setattr("pastix_py.layout.plan.LONG", (plane + cube) / 2)
    chosen = [analyze(generate(spec), compress="auto", tolerance=1e-2).compress for spec in ("lap2:60", "lap3:10")]
    assert chosen == ["none", "during"]


def test_an_indefinite_matrix_without_its_kind():
    A = smooth("llt").toarray()
    A[50, 50] = -3
    f = factorize(A, compress="auto", tolerance=1e-4, **SHAPE)
    assert f.plan.kind == "ldlt"
    assert f.plan.compress == "during"


@pytest.mark.parametrize("part", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("spec", ["lap3:8", "circuit:200"])
def test_a_part_is_whole_subtrees_of_little_work(monkeypatch, part, spec):
    monkeypatch.setattr(sample, "PART", part)
    symbol = analyze(generate(spec)).symbol
    first, stop = sample.part(symbol)
    cblks = np.arange(*np.searchsorted(symbol.cblk_col, (first, stop)))
    assert cblks.size
    work = (
        np.diff(symbol.cblk_col)
        * np.array(
            [
                sum(symbol.blok_end[b] - symbol.blok_begin[b] for b in range(*symbol.cblk_blok[c : c + 2]))
                for c in range(symbol.n_cblk)
            ]
        ).astype(float)
        ** 2
    )
    assert work[cblks].sum() <= part * work.sum() * (1 + 1e-9)
    sources = {
        c for c in range(symbol.n_cblk) for b in range(*symbol.cblk_blok[c : c + 2]) if symbol.blok_face[b] in cblks
    }
    assert sources == set(cblks)


def test_nothing_to_sample():
    assert sample.part(analyze(np.zeros((0, 0))).symbol) == (0, 0)


@pytest.mark.parametrize("kind", ["llt", "lu"])
def test_principal(kind):
    A, unknowns = smooth(kind), np.array([3, 8, 9, 40, 83])
    taken = sample.principal(canonical(A), unknowns)
    n = unknowns.size
    full = np.array([taken @ np.eye(n)[:, j] for j in range(n)]).T
    assert_array_equal(full, A.toarray()[np.ix_(unknowns, unknowns)])


@pytest.mark.parametrize(
    ("given", "tolerance"),
    [
        ({"tolerance": 1e-7, "accuracy": 1e-12}, 1e-7),
        ({"accuracy": 1e-12}, 1e-4),
        ({"accuracy": 1e-2}, 1e-2),
        ({"accuracy": 1e-6, "refine": "none"}, pytest.approx(1e-7)),
        ({}, 1e-4),
    ],
)
def test_tolerance_that_suits_the_accuracy(given, tolerance):
    options, why = settled(canonical(smooth("llt")), Options.of(**given))
    assert options.tolerance == tolerance
    assert bool(why) == ("tolerance" not in given)
    f = factorize(smooth("llt"), compress="just-in-time", **given, **SHAPE)
    assert f.options.tolerance == f.report.options["tolerance"] == tolerance
    assert f.report.analysis["tolerance"] == why
    x = f.solve(smooth("llt") @ np.ones(84))
    assert f.report.backward_error <= max(given.get("accuracy", 1e-14), 1e-15)
    assert np.allclose(x, 1, rtol=1e-1)
