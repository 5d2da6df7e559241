"""The words agree with the factorization that follows."""

import re

import pytest
from problems import system

from pastix_py import factorize
from pastix_py.cli.main import run
from pastix_py.explain import KIND, explain, product_rate
from pastix_py.layout.kind import KINDS


@pytest.mark.parametrize(("kind", "precision"), [("llt", "d"), ("llh", "z"), ("ldlt", "d"), ("ldlh", "z"), ("lu", "d")])
def test_words_agree_with_what_is_done(kind, precision):
    A = system(60, kind, precision, 0.1, 2)
    text = " ".join(explain(A))
    report = factorize(A).report
    assert KIND[report.factorization["kind"]] in text
    assert f"{report.analysis['nnz_factor']:,} entries" in text
    assert f"{report.analysis['n_cblk']:,} column blocks" in text


def test_every_kind_has_its_words():
    assert set(KIND) == set(KINDS)


def test_zeros_on_the_diagonal_are_told(capsys):
    assert run(["explain", "kkt2:6"]) == 0
    assert re.search(r"diagonal has \d+ zeros", capsys.readouterr().out)


def test_rate_is_plausible():
    assert 1e7 < product_rate(200) < 1e13
