"""The words agree with the factorization that follows, and the rates with the machine."""

import json
import re

import pytest
from problems import system

from pastix_py import StructurallySingular, explain, factorize, rates
from pastix_py.cli.main import run
from pastix_py.explain import REASON, SCALED
from pastix_py.layout.kind import FITS, KINDS
from pastix_py.matrix.generate import generate
from pastix_py.matrix.scale import METHODS
from pastix_py.options import Options

RATES = rates.Rates(4e10, 1e6, 1e10, rates.processor(), "2026-01-02")


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """Keep the rates in a folder of the test, where some are already."""
    monkeypatch.setattr(rates, "cache_folder", lambda: tmp_path)
    rates.keep(RATES)
    return tmp_path / "rates.json"


@pytest.mark.parametrize(("kind", "precision"), [("llt", "d"), ("llh", "z"), ("ldlt", "d"), ("ldlh", "z"), ("lu", "d")])
def test_words_agree_with_what_is_done(kind, precision):
    A = system(60, kind, precision, 0.1, 2)
    text = " ".join(explain(A))
    report = factorize(A).report
    done = report.factorization
    assert f"{FITS[done['kind']].split(',')[0]} in {done['dtype']}, since {REASON[done['kind']]}" in text
    assert SCALED[report.scaling["method"]] in text
    assert f"ordered by {report.ordering['method']}," in text
    assert f"{report.analysis['nnz_factor']:,} entries" in text
    assert f"{report.analysis['n_cblk']:,} column blocks" in text


def test_every_kind_and_scaling_has_its_words():
    assert set(REASON) == set(KINDS)
    assert set(SCALED) == set(METHODS)


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"ordering": "natural"}, "ordered by natural, as asked"),
        ({"factorization": "lu"}, "LU with row exchanges inside diagonal blocks in float64, as asked"),
        ({"scaling": "ruiz"}, "near 1, as asked"),
        ({"precision": "mixed"}, "in float32, since"),
        ({"precision": "s"}, "more than 1e-05 is a failure"),
        ({"null_pivots": "error"}, "exit code 5"),
        ({"null_pivots": "fix"}, "least norm"),
        ({"max_memory": "1k"}, "would be refused: The factor needs"),
        ({"refine": "none"}, "not refined, as asked"),
        ({"refine": "gmres"}, "refined by gmres"),
        ({"accuracy": 1e-9}, "more than 1e-09 is a failure"),
        ({"panel_width": 4}, " column blocks"),
    ],
)
def test_options_are_told(options, part):
    told, plain = explain(generate("lap3:4"), **options), explain(generate("lap3:4"))
    assert part in " ".join(told)
    assert told[:-1] != plain[:-1] or told[-1].split(";")[1] != plain[-1].split(";")[1]


@pytest.mark.parametrize("choice", Options.__dataclass_fields__["refine"].metadata["choices"])
def test_every_refinement_has_its_words(choice):
    assert any("refined" in sentence for sentence in explain(generate("lap2:3"), refine=choice))


def test_every_sentence_is_one(capsys):
    for spec in ("lap2:1", "kkt2:3", "helm3:3", "circuit:30"):
        for sentence in explain(generate(spec)):
            assert re.fullmatch(r"[^\n]+[^.]\.", sentence)
            assert " 1 unknowns" not in sentence and " 1 entries" not in sentence and " 1 operations" not in sentence
    assert run(["explain", "kkt2:6"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"diagonal has \d+ zeros", shown)
    assert max(map(len, shown.splitlines())) <= 80


def test_what_cannot_be_solved_is_refused_as_the_solver_does():
    with pytest.raises(StructurallySingular):
        explain([[1.0, 0.0], [0.0, 0.0]])


def test_time_follows_from_the_rates():
    plan = factorize(generate("lap3:6")).plan
    slow, twice = (rates.Rates(r.product / k, r.blocks / k, r.copy / k, "", "") for r, k in ((RATES, 1), (RATES, 2)))
    assert twice.factorization(plan, "d") == pytest.approx(2 * slow.factorization(plan, "d"))
    assert slow.factorization(plan, "f") < slow.factorization(plan, "d")
    assert slow.solve(5e9) == pytest.approx(1.0)


def test_rates_are_measured_once(kept, monkeypatch):
    monkeypatch.setattr(rates, "measure", lambda: pytest.fail("measured again"))
    assert rates.kept() == RATES
    assert "measured on 2026-01-02" in explain(generate("lap2:3"))[-1]


@pytest.mark.parametrize(
    "change",
    [{"processor": "another"}, {"product": "fast"}, {"blocks": 0.0}, {"copy": float("nan")}, None],
    ids=str,
)
def test_rates_of_another_machine_or_damaged_ones_are_measured_anew(kept, monkeypatch, change):
    found = json.loads(kept.read_text())
    if change:
        kept.write_text(json.dumps(found | change))
    else:
        kept.write_text("no rates")
    fresh = rates.Rates(1.0, 2.0, 3.0, rates.processor(), "2026-03-04")
    monkeypatch.setattr(rates, "measure", lambda: fresh)
    assert rates.kept() == fresh
    assert json.loads(kept.read_text())["date"] == "2026-03-04"


def test_rates_that_cannot_be_kept_are_used_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(rates, "cache_folder", lambda: tmp_path / "none" / "such")
    monkeypatch.setattr(rates, "measure", lambda: RATES)
    assert rates.kept() == RATES


@pytest.mark.jit
def test_measured_rates_are_those_of_a_machine():
    found = rates.measure()
    assert 1e8 < found.product < 1e13
    assert 1e4 < found.blocks < 1e9
    assert 1e8 < found.copy < 1e13
    assert found.processor
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found.date)
