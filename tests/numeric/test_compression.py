"""What is told of compression, counted again."""

import pickle

import numpy as np
import pytest

from pastix_py import analyze, factorize, generate
from pastix_py.layout import layout
from pastix_py.numeric.compression import compressible, histogram
from pastix_py.numeric.operations import operations
from pastix_py.report.text import table

OPTIONS = {"threads": 1, "ordering": "nd", "panel_width": 128}


def test_histogram_by_hand():
    assert histogram(np.array([0, 1, 2, 3, 4, 5, 8, 9])) == {
        "up_to": [0, 1, 2, 4, 8, 16],
        "blocks": [1, 1, 1, 2, 2, 1],
    }
    assert histogram(np.array([2])) == {"up_to": [0, 1, 2], "blocks": [0, 0, 1]}
    assert histogram(np.zeros(0, np.int64)) == {"up_to": [], "blocks": []}


@pytest.mark.parametrize("spec", ["lap3:10", "convdiff3:14"])
def test_told_counts_and_bytes_are_those_of_the_factor(spec):
    matrix = generate(spec)
    F = factorize(matrix, compress="just-in-time", tolerance=1e-2, compressor="svd", **OPTIONS)
    told, symbol, low = F.report.factorization["compression"], F.plan.symbol, F.panels.low_rank
    assert (told["strategy"], told["compressor"], told["tolerance"]) == ("just-in-time", "svd", 1e-2)
    sizes = {"diagonal": 0, "dense": 0, "coefficients": 0}
    ranks, dense = [], 0
    for c in np.flatnonzero(F.plan.layout.is_low):
        width = symbol.cblk_col[c + 1] - symbol.cblk_col[c]
        sizes["diagonal"] += width**2
        for b in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
            height = symbol.blok_end[b] - symbol.blok_begin[b]
            for rank in low.rank[: 1 + (F.plan.kind == "lu"), b]:
                sizes["dense"] += (rank < 0) * height * width
                dense += rank < 0
                ranks += [rank] if rank >= 0 else []
                sizes["coefficients"] += max(rank, 0) * (height + width)
    assert (told["blocks"], told["dense_blocks"]) == (len(ranks), dense)
    assert len(ranks) > 0
    assert (told["mean_rank"], told["largest_rank"]) == (pytest.approx(np.mean(ranks)), max(ranks))
    assert sum(told["rank_histogram"]["blocks"]) == len(ranks)
    classes = told["bytes_by_class"]
    assert classes["diagonal"] == 4 * sizes["diagonal"]
    assert classes["dense"] == 4 * sizes["dense"]
    assert classes["low_rank"] == 4 * sizes["coefficients"]
    assert sum(classes.values()) == F.report.factorization["bytes"]
    plain = analyze(matrix, **OPTIONS)
    assert told["bytes_without"] == plain.predicted_bytes(np.float32)
    assert told["share"] == F.report.factorization["bytes"] / told["bytes_without"] < 1
    assert "just-in-time, 1e-02: " in table(F.report)


def test_nothing_that_could_be_compressed_is_told_too():
    F = factorize(generate("lap2:5"), compress="just-in-time", **OPTIONS)
    told = F.report.factorization["compression"]
    assert (told["blocks"], told["dense_blocks"], told["share"]) == (0, 0, 1.0)
    assert "0 blocks" in table(F.report)
    assert factorize(generate("lap2:5"), **OPTIONS).report.factorization["compression"] == {}


def test_saved_and_pickled_factors_solve_as_they_did(tmp_path):
    matrix = generate("lap3:20")
    F = factorize(matrix, compress="just-in-time", tolerance=1e-8, **OPTIONS)
    low = F.panels.low_rank
    assert ((low.n_narrow > 0) & (low.n_narrow < low.rank)).any()
    b = np.arange(8000.0)
    F.save(tmp_path / "A.factors")
    G, H = type(F).load(tmp_path / "A.factors"), pickle.loads(pickle.dumps(F))
    for other in (G, H):
        assert other.panels.nbytes == F.panels.nbytes
        assert other.panels.low_rank.store.nbytes + other.panels.low_rank.narrow.nbytes == low.nbytes
        np.testing.assert_array_equal(other.solve(b), F.solve(b))
    told, of_the_other = F.report.factorization["compression"], G.report.factorization["compression"]
    assert of_the_other == told | {"seconds_by_class": dict.fromkeys(told["seconds_by_class"], 0.0)}


def counted(plan, rank):
    """Return operations by class, of every product of a pair of bloks, one after the other."""
    symbol, square = plan.symbol, plan.kind == "lu"
    found = dict.fromkeys(("dense_products", "low_rank_products", "panels"), 0.0)
    for c in range(symbol.n_cblk):
        w, begin, end = symbol.cblk_col[c + 1] - symbol.cblk_col[c], symbol.cblk_blok[c], symbol.cblk_blok[c + 1]
        h = {b: symbol.blok_end[b] - symbol.blok_begin[b] for b in range(begin, end)}
        below = sum(h.values()) - w
        found["panels"] += (w**3 / 3 + w * w * below) * (1 + square)
        name = "low_rank_products" if plan.layout.is_low[c] else "dense_products"
        for j in range(begin + 1, end):
            for a, b in ((0, 1), (1, 0)) if square else ((0, 0),):
                for i in range(begin + 1, end):
                    ahead = symbol.blok_face[i] < symbol.blok_face[j] or (
                        symbol.blok_face[i] == symbol.blok_face[j] and a
                    )
                    if ahead if square else i < j:
                        continue
                    r, k, half = rank[b, j], rank[a, i], 0.5 if not square and i == j else 1
                    if r < 0:
                        found[name] += 2 * h[j] * (h[i] * w * half if k < 0 else k * (w + h[i]))
                    elif r > 0:
                        found[name] += 2 * r * (h[i] * w if k < 0 else k * (w + h[i])) + 2 * r * h[i] * h[j] * half
    return found


@pytest.mark.parametrize(("spec", "kind"), [("lap3:7", "llt"), ("lap3:8", "ldlt"), ("convdiff3:8", "lu")])
def test_operations_are_those_of_all_products(spec, kind, monkeypatch):
    monkeypatch.setattr(layout, "LEAST_WIDTH", 4)
    F = factorize(generate(spec), factorization=kind, compress="just-in-time", **OPTIONS)
    rank, number = F.panels.low_rank.rank, compressible(F.plan)[0]
    assert number.size > 20
    rank[:, number] = np.random.default_rng(0).integers(-2, 6, (2, number.size)).clip(-1)
    told, expected = operations(F.plan, F.panels), counted(F.plan, rank)
    assert {name: told[name] for name in expected} == pytest.approx(expected)
    assert 0 < told["compression"] < 1e9


@pytest.mark.parametrize(
    ("kind", "precision", "share"), [("llt", "d", 1 / 3), ("ldlh", "z", 4 / 3), ("lu", "d", 2 / 3)]
)
def test_operations_of_full_rank_are_those_known(kind, precision, share):
    n = 96
    A = np.random.default_rng(0).standard_normal((n, n)) + 2 * n * np.eye(n)
    F = factorize(
        A + A.T, factorization=kind, precision=precision, compress="just-in-time", panel_width=32, tolerance=0
    )
    told = F.report.factorization["compression"]["operations_by_class"]
    assert sum(told.values()) - told["compression"] == pytest.approx(share * n**3)


def test_seconds_by_class_are_part_of_the_run():
    F = factorize(generate("lap3:10"), compress="just-in-time", tolerance=1e-2, **OPTIONS)
    told = F.report.factorization
    spent = told["compression"]["seconds_by_class"]
    assert all(seconds > 0 for seconds in spent.values())
    assert sum(spent.values()) <= told["seconds"]
