"""What the doctor says: every part with its line, and what fails."""

import re
from importlib import metadata

import pytest

from pastix_py import MissingDependency, rates
from pastix_py.bench import peers
from pastix_py.bench.peers import SOLVERS
from pastix_py.cli import doctor, parts
from pastix_py.cli.main import run
from pastix_py.dense import LIBRARIES


def test_every_part_has_its_line_and_state(capsys):
    assert run(["doctor", "--no-warm"]) in (0, 10)
    shown = capsys.readouterr().out
    for text in metadata.requires("pastix_py"):
        if not re.search("extra == .test.", text):
            name = re.match(r"[\w.-]+", text)[0]
            assert re.search(rf"^{name} +\w+ +\S", shown, re.M), name
    assert set(re.findall(r"^(\S+) +solver", shown, re.M)) == set(SOLVERS)
    assert re.search(r"^BLAS +\w+", shown, re.M)
    for line in re.findall(r"^.*not installed.*$", shown, re.M):
        assert re.search(r"not installed: \S", line)


def test_solver_that_is_not_installed_has_its_line(monkeypatch):
    monkeypatch.setattr(peers, "is_installed", lambda name: False)
    found = {part.name: part.said() for part in parts._solvers()}
    assert found == {name: f"not installed: {peer.install}" for name, peer in SOLVERS.items()}


@pytest.mark.parametrize(
    ("module", "reason"), [("json.nothing", "No module named"), ("os; os._exit(3)", "ends with code 3")]
)
def test_what_fails_to_load_is_told(module, reason, monkeypatch, capsys):
    part = parts.Part("sick", module, "bench", "pip install sick", "1.2")
    monkeypatch.setattr(parts, "_required", lambda: [part])
    monkeypatch.setattr(parts, "_solvers", list)
    assert run(["doctor", "--no-warm"]) == 10
    captured = capsys.readouterr()
    assert re.search(rf"^sick +bench +1.2, fails: .*{reason}", captured.out, re.M)
    assert captured.err == "pastix: sick cannot be loaded: install it anew, or remove it.\n"


def test_part_that_hangs_is_given_up(monkeypatch):
    part = parts.Part("slow", "time; time.sleep(60)", "bench", "pip install slow", "1.2")
    monkeypatch.setattr(parts, "_required", lambda: [part])
    monkeypatch.setattr(parts, "_solvers", list)
    monkeypatch.setattr(parts, "PATIENCE", 0.5)
    assert parts.parts() == [part]
    assert part.fails
    assert "does not load" in part.state


def test_columns_are_as_wide_as_they_need_to_be(capsys):
    doctor.show([("a", "bbb"), ("cc", "d")])
    assert capsys.readouterr().out == "a   bbb\ncc  d\n"


def test_every_library_has_its_rate_or_its_line(monkeypatch):
    def product_of(name):
        if name not in ("own", "scipy"):
            raise MissingDependency("absent")
        return 5e10

    monkeypatch.setattr(rates, "product_of", product_of)
    *there, mkl, openblas, blis = doctor.products()
    assert there == [f"--blas {n}: 50 Gflop/s in double precision, one thread" for n in ("own", "scipy")]
    absent = zip(("mkl", "openblas", "blis"), (mkl, openblas, blis), strict=True)
    assert all(told == f"--blas {n}: not installed: {LIBRARIES[n].install}" for n, told in absent)


def test_every_kind_is_compiled_in_every_precision(monkeypatch):
    solved = set()

    def solve(self, b):
        solved.add((self.plan.kind, self.panels.dtype.char, b.ndim))
        return b

    monkeypatch.setattr("pastix_py.factors.factors.Factors.solve", solve)
    doctor.warm()
    assert solved == {(kind, letter, ndim) for kind in ("llt", "ldlt", "lu") for letter in "fdFD" for ndim in (1, 2)}
