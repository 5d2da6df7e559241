"""Peers: each solves what it is for, says why not otherwise, and takes its options."""

import numpy as np
import pytest
from problems import KINDS, system

from pastix_py import MissingDependency, UsageError
from pastix_py.bench.peers import SOLVERS, is_installed, solver
from pastix_py.bench.peers.pardiso import Pardiso, PardisoError
from pastix_py.cli.main import run as pastix
from pastix_py.matrix.check import canonical
from pastix_py.matrix.generate import generate


@pytest.mark.parametrize("name", list(SOLVERS))
@pytest.mark.parametrize("spec", ["lap3:6", "kkt2:6", "convdiff3:5", "helm3:4"])
def test_every_solver_solves_or_says_why_not(name, spec):
    A = generate(spec)
    b = A.matvec(np.random.default_rng(5).standard_normal(A.n).astype(A.dtype))
    try:
        made = solver(name)(A)
    except MissingDependency as error:
        assert SOLVERS[name].install in str(error)
        return
    except ImportError as error:
        pytest.skip(f"{name} is there and does not load: {error}")
    except UsageError as error:
        assert spec != "lap3:6" and "is for" in str(error)
        return
    try:
        made.analyze()
        made.factorize()
        x = made.solve(b.copy())
    except Exception as error:
        assert spec == "kkt2:6" and "positive definite" in str(error)
        return
    np.testing.assert_allclose(A.matvec(x), b, atol=1e-10)
    assert all(isinstance(key, str) for key in made.details())
    made.close()


def test_options_of_peers_change_what_they_do():
    for name, wide, narrow in (("superlu", {"permc_spec": "NATURAL"}, {"permc_spec": "MMD_AT_PLUS_A"}),
                               ("cholmod", {"ordering": "natural"}, {"ordering": "metis"}),
                               ("mumps", {"ordering": "pord"}, {"ordering": "amd"})):  # fmt: skip
        if not is_installed(name):
            continue
        A, found = generate("lap2:30"), []
        for options in (wide, narrow):
            made = solver(name)(A, options=options)
            made.analyze()
            made.factorize()
            found.append(made.details()["nnz_factor"])
            made.close()
        assert found[0] != found[1]


@pytest.mark.skipif(not is_installed("pardiso"), reason="MKL is absent")
@pytest.mark.parametrize("plain", [False, True], ids=["robust", "plain"])
@pytest.mark.parametrize("ordering", SOLVERS["pardiso"].options["ordering"])
@pytest.mark.parametrize(("kind", "precision"), [case for case in KINDS if case[1] in "dz" and case != ("llt", "z")])
def test_pardiso_factors_every_kind(kind, precision, ordering, plain):
    A = canonical(system(60, kind, precision))
    x = np.random.default_rng(1).standard_normal((60, 3)).astype(A.dtype)
    made = Pardiso(A, 2, {"ordering": ordering}, kind, plain)
    made.analyze()
    made.factorize()
    np.testing.assert_allclose(made.solve(A.full() @ x), x, rtol=0, atol=1e-12)
    np.testing.assert_allclose(made.solve(A.full() @ x[:, 0]), x[:, 0], rtol=0, atol=1e-12)
    made.close()


@pytest.mark.skipif(not is_installed("pardiso"), reason="MKL is absent")
def test_pardiso_names_a_pivot_that_is_not_positive_and_leaves_the_threads_of_others_alone():
    made = Pardiso(generate("kkt2:6"), 1, kind="llt")
    before = made.library.MKL_Get_Max_Threads()
    made.analyze()
    with pytest.raises(PardisoError, match="not positive"):
        made.factorize()
    made.close()
    assert made.library.MKL_Get_Max_Threads() == before


def test_peers_are_listed_with_what_installs_them(capsys):
    assert pastix(["bench", "peers"]) == 0
    told = capsys.readouterr().out
    for name, peer in SOLVERS.items():
        assert name in told
        assert is_installed(name) or peer.install in told
