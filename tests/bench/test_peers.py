"""Peers: each solves what it is for, says why not otherwise, and takes its options."""

import numpy as np
import pytest

from pastix_py import MissingDependency, UsageError
from pastix_py.bench.peers import SOLVERS, is_installed, solver
from pastix_py.cli.main import run as pastix
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


def test_peers_are_listed_with_what_installs_them(capsys):
    assert pastix(["bench", "peers"]) == 0
    told = capsys.readouterr().out
    for name, peer in SOLVERS.items():
        assert name in told
        assert is_installed(name) or peer.install in told
