"""A device asked for in a run: what it makes, what it refuses, what comes back from it. It computes with NumPy."""

import pickle
import re
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from problems import AS_IT_IS, chain, system
from scipy.sparse import csc_array, diags_array

from pastix_py import DeviceUnavailable, Factors, MemoryLimit, NotPositiveDefinite, analyze, factorize
from pastix_py.cli.main import run
from pastix_py.factors.escalate import escalate
from pastix_py.gpu.device import DEVICES, Device
from pastix_py.gpu.room import device_bytes, least_streamed
from pastix_py.layout.tasks import costs
from pastix_py.matrix.check import canonical
from pastix_py.matrix.read import read
from pastix_py.runtime.trace_file import read as read_trace

FEW = ("llt", "d"), ("llh", "z"), ("ldlt", "c"), ("ldlh", "z"), ("lu", "s"), ("lu", "z")


class LostError(Exception):
    """What a device raises that is lost."""


@pytest.fixture(autouse=True)
def host(monkeypatch):
    """The device that is opened in these tests; returns what opens another one."""

    def opens(**properties):
        monkeypatch.setitem(DEVICES, "gpu", lambda: Device("twin", np, **properties))

    opens()
    return opens


@pytest.mark.parametrize(("kind", "precision"), FEW)
def test_solutions(kind, precision):
    A = system(90, kind, precision, 0.06, seed=7)
    b = A @ np.ones((90, 3), A.dtype)
    F = factorize(A, factorization=kind, device="gpu")
    assert F.panels.on_device and F.report.factorization["device"] == "twin"
    for trans, op in {"N": A, "T": A.T, "H": A.conj().T}.items():
        x = F.solve(b, trans)
        assert_allclose(op @ x, b, rtol=0, atol=1e-4 if precision in "sc" else 1e-11)
    assert F.report.componentwise_backward_error < (1e-5 if precision in "sc" else 1e-14)
    assert F.report.escalation == []


def test_new_values_use_the_memory_and_the_tables_again():
    A = system(90, "lu", "d", 0.06, seed=1)
    F = factorize(A, device="gpu", matching="none")
    was = F.panels.resident
    F.refactorize(2 * A)
    assert F.panels.resident.L is was.L and F.panels.resident.tables is was.tables
    assert_allclose(F.solve(A @ np.ones(90)), np.full(90, 0.5))
    assert F.report.factorization["device"] == "twin"


def test_the_same_bits_each_time():
    A = system(90, "ldlt", "d", 0.06, seed=1)
    first, second = (factorize(A, device="gpu") for _ in range(2))
    assert_array_equal(first.panels.L, second.panels.L)
    assert_array_equal(first.solve(np.ones(90)), second.solve(np.ones(90)))


def test_what_is_known_on_the_host(tmp_path):
    A = system(80, "ldlt", "d", 0.06, seed=2)
    F, on_cpu = factorize(A, device="gpu", factorization="ldlt"), factorize(A, factorization="ldlt")
    assert F.inertia() == on_cpu.inertia()
    assert_allclose(F.slogdet(), on_cpu.slogdet())
    assert_allclose(F.condition_number(), on_cpu.condition_number(), rtol=0.5)
    L, D, U = F.export()
    scaled = F.scaled.matrix.expanded()
    whole = csc_array((scaled.val, scaled.ind, scaled.ptr), shape=A.shape).toarray()
    assert_allclose((L @ D @ U).toarray(), whole[F.row_perm][:, F.col_perm], atol=1e-13)
    F.solve(np.ones(80), errors=True)
    F.save(tmp_path / "A.factors")
    for again in (Factors.load(tmp_path / "A.factors"), pickle.loads(pickle.dumps(F))):
        assert not again.panels.on_device
        assert_allclose(again.solve(np.ones(80)), F.solve(np.ones(80)))


def test_schur_complement():
    A = system(80, "ldlh", "z", 0.06, seed=2)
    F = factorize(A, schur=[3, 40, 71], device="gpu")
    assert F.panels.on_device
    rest = np.setdiff1d(np.arange(80), [3, 40, 71])
    full = A.toarray()
    E = full[np.ix_([3, 40, 71], rest)]
    S = full[np.ix_([3, 40, 71], [3, 40, 71])] - E @ np.linalg.solve(full[np.ix_(rest, rest)], E.conj().T)
    assert_allclose(F.schur, S, atol=1e-11)
    assert_allclose(A @ F.solve(np.ones(80)), np.ones(80), atol=1e-11)


def test_mixed_precision():
    A = system(90, "llt", "d", 0.06, seed=3)
    F = factorize(A, device="gpu", precision="mixed")
    assert F.panels.L.dtype == np.float32 and F.panels.on_device
    assert F.solve(A @ np.ones(90)).dtype == np.float64
    assert F.report.componentwise_backward_error < 1e-14


def indefinite():
    """Return a matrix with one pivot that is not positive, and the row of it."""
    A = system(80, "llt", "d", 0.06, seed=4)
    lower = np.zeros(80)
    lower[79] = A[79, 79] + 1
    return csc_array(A - diags_array(lower, format="csc"))


def test_a_pivot_that_is_not_positive():
    with pytest.raises(NotPositiveDefinite, match="row 80 "):
        factorize(indefinite(), factorization="llt", device="gpu", ordering="natural")


def test_llt_falls_back_to_ldlt():
    A = system(80, "llt", "d", 0.06, seed=4)
    A[79, 79] = 1e-3
    A = csc_array(A + 0.3 * (A - diags_array(A.diagonal(), format="csc")))
    F = factorize(A, device="gpu")
    assert F.plan.kind == "ldlt" and F.panels.on_device
    assert "ldlt was taken instead" in F.report.escalation[0]
    assert_allclose(A @ F.solve(np.ones(80)), np.ones(80), atol=1e-12)


def test_the_cpu_exchanges_pivots_where_the_accuracy_is_missed():
    A = csc_array(np.kron(np.eye(12), [[0, 1], [1, 0]]) + np.kron(np.diag(np.full(11, 0.5), 1), np.eye(2)))
    F = factorize(A, device="gpu", factorization="lu", matching="none", scaling="none")
    before = F.panels.replaced().size
    assert F.panels.on_device and before
    assert escalate(F, F.factor)
    assert not F.panels.on_device and F.panels.replaced().size < before
    assert "repeated by the CPU" in F.report.escalation[0] and F.report.factorization["device"] == "cpu"
    assert F.refactorize(2 * A).report.factorization["device"] == "cpu"


def bytes_of(held):
    parts = [part for part in held if isinstance(part, tuple | np.ndarray)]
    return sum(part.nbytes if isinstance(part, np.ndarray) else bytes_of(part) for part in parts)


@pytest.mark.parametrize(
    ("spec", "kind"), [("lap2:30", "llt"), ("lap2:30", "lu"), ("convdiff3:6", "lu"), ("elast3:4", "ldlt")]
)
def test_the_memory_is_foretold(spec, kind):
    A = read(spec)
    F = factorize(A, factorization=kind, device="gpu", matching="none")
    resident = F.panels.resident
    F.solve(np.ones(A.n))
    system = F.factor.found["system N"]
    taken = bytes_of(resident) - resident.inverse_at.nbytes - resident.tables.panels.nbytes
    taken += bytes_of((system.ptr, system.ind, system.val))
    told = F.report.analysis["device_bytes"]
    assert taken < told < 1.5 * taken


def allowed(A, kind, share, dtype=None, **how):
    """Return the option for a little more than the least memory that a factor needs when it is streamed."""
    plan, matrix = analyze(A, factorization=kind, **how), canonical(A)
    return str(least_streamed(plan, matrix, dtype or A.dtype) + int(share * plan.predicted_bytes(dtype or A.dtype)))


@pytest.mark.parametrize(("kind", "precision"), FEW)
def test_parts(kind, precision):
    A = system(300, kind, precision, 0.01, seed=7)
    F = factorize(A, factorization=kind, device="gpu", device_memory=allowed(A, kind, 0.05))
    told, known = F.report.factorization, F.panels
    assert told["device"] == "twin" and not known.on_device and told["device_reason"] == ""
    assert told["streaming"]["windows"] > 1 and told["streaming"]["bytes_from_device"] == told["bytes"]
    for trans, op in {"N": A, "H": A.conj().T}.items():
        assert_allclose(op @ F.solve(np.ones(300), trans), np.ones(300), atol=1e-4 if precision in "sc" else 1e-11)
    F.refactorize(2 * A)
    assert F.panels.L is known.L and F.report.factorization["streaming"] == told["streaming"]
    assert_allclose(A @ F.solve(np.ones(300)), np.full(300, 0.5), atol=1e-4 if precision in "sc" else 1e-11)


def test_uses_of_a_factor_that_was_streamed(tmp_path):
    A = chain("ldlt")
    n, plain = A.shape[0], {"factorization": "ldlt"} | AS_IT_IS
    how = plain | {"device": "gpu", "device_memory": allowed(A, "ldlt", 0.05, **AS_IT_IS)}
    F, on_cpu = factorize(A, **how), factorize(A, **plain)
    assert F.report.factorization["streaming"] and on_cpu.report.factorization["streaming"] == {}
    assert F.inertia() == on_cpu.inertia()
    assert_allclose(F.slogdet(), on_cpu.slogdet())
    assert_allclose(F.condition_number(), on_cpu.condition_number(), rtol=0.5)
    F.solve(np.ones(n), errors=True)
    F.save(tmp_path / "A.factors")
    for again in (Factors.load(tmp_path / "A.factors"), pickle.loads(pickle.dumps(F))):
        assert_allclose(again.solve(np.ones(n)), F.solve(np.ones(n)))
    assert again.refactorize(A).report.factorization["streaming"]
    how["device_memory"] = allowed(A, "ldlt", 0.05, schur=[3, 40, 71], **AS_IT_IS)
    F = factorize(A, schur=[3, 40, 71], **how)
    assert F.report.factorization["streaming"]["windows"] > 1
    assert_allclose(A @ F.solve(np.ones(n)), np.ones(n), atol=1e-11)
    assert_allclose(F.schur, factorize(A, schur=[3, 40, 71]).schur, atol=1e-11)
    how["device_memory"] = allowed(A, "ldlt", 0.05, np.dtype("f"), **AS_IT_IS)
    F = factorize(A, precision="mixed", **how)
    assert F.panels.L.dtype == np.float32 and F.report.factorization["streaming"]["windows"] > 1
    assert F.solve(A @ np.ones(n)).dtype == np.float64
    assert F.report.componentwise_backward_error < 1e-14


def test_streamed_pivots():
    """What is not positive definite is told of, and what exchanges would help is left to the CPU."""
    A = chain("llt").tolil()
    A[40, 40] = 1e-3
    A, how = A.tocsc(), AS_IT_IS | {"device": "gpu"}
    how["device_memory"] = allowed(A, "ldlt", 0.0, **AS_IT_IS)
    with pytest.raises(NotPositiveDefinite, match="the pivot of row 4"):
        factorize(A, factorization="llt", **how)
    F = factorize(A, **how)
    assert F.plan.kind == "ldlt" and F.report.factorization["streaming"]
    assert_allclose(A @ F.solve(np.ones(F.plan.n)), np.ones(F.plan.n), atol=1e-11)
    A = csc_array(np.kron(np.eye(12), [[0, 1], [1, 0]]) + np.kron(np.diag(np.full(11, 0.5), 1), np.eye(2)))
    given = {"factorization": "lu", "matching": "none", "scaling": "none"}
    F = factorize(A, device="gpu", device_memory=allowed(A, "lu", 0.0, matching="none"), **given)
    assert F.panels.replaced().size and F.report.factorization["streaming"]
    assert escalate(F, F.factor)
    assert "repeated by the CPU" in F.report.escalation[0] and F.report.factorization["device"] == "cpu"


def test_too_small(host):
    A = system(90, "llt", "d", 0.06)
    plan = analyze(A)
    needed, least = device_bytes(plan, canonical(A), "d"), least_streamed(plan, canonical(A), "d")
    assert factorize(A, device="gpu", device_memory=str(needed)).panels.on_device
    assert not factorize(A, device="gpu", device_memory=str(needed - 1)).panels.on_device
    host(memory=least - 1)
    with pytest.raises(DeviceUnavailable, match="are free there"):
        factorize(A, device="gpu")
    host()
    with pytest.raises(
        DeviceUnavailable, match=r"needs .* on twin .*, streamed at least .*, and 10 kB are allowed by --device-memory"
    ):
        factorize(A, device="gpu", device_memory="10k")


def test_the_memory_of_the_host_is_asked_for_what_is_streamed(host):
    A = system(90, "llt", "d", 0.06)
    factorize(A, device="gpu", max_memory="1k")
    with pytest.raises(MemoryLimit, match="--max-memory"):
        factorize(A, device="gpu", max_memory="1k", device_memory=allowed(A, "llt", 0.0))


def test_auto(host, monkeypatch):
    A = system(90, "llt", "d", 0.06)
    F = factorize(A, device="auto")
    assert not F.panels.on_device and "operations" in F.report.factorization["device_reason"]
    monkeypatch.setattr("pastix_py.factors.place.WORTH", 0)
    assert factorize(A, device="auto").panels.on_device
    F = factorize(A, device="auto", device_memory=allowed(A, "llt", 0.0))
    assert F.report.factorization["streaming"] and "in parts" in F.report.factorization["device_reason"]
    host(memory=10)
    F = factorize(A, device="auto")
    assert not F.panels.on_device and "10 B are free" in F.report.factorization["device_reason"]


@pytest.mark.parametrize("parts", [False, True])
@pytest.mark.parametrize("compress", ["none", "during"])
def test_a_trace(host, tmp_path, parts, compress):
    A, path = chain("llt"), tmp_path / "run.json"
    options = {"compress": compress, "tolerance": 1e-6, "precision": "d", "factorization": "llt", **AS_IT_IS}
    if parts:
        plan = analyze(A, **options)
        options["device_memory"] = str(least_streamed(plan, canonical(A), A.dtype))
    F = factorize(A, device="gpu", trace=str(path), **options)
    trace = read_trace(path)
    counts = dict(zip(trace.run.kinds, trace.kind_counts().tolist(), strict=True))
    told = F.report.factorization["streaming"]
    windows = told.get("windows", 1)
    assert (windows > 2) == parts and counts["assemble"] == windows <= counts["level"]
    assert counts["to_device"] == counts["update"] == told.get("chunks", 0)
    assert (counts["to_host"] > 0) == (parts or compress != "none")
    assert (counts["expand"] > 0) == (parts and compress != "none") and counts["compress"] == counts["pack"]
    update, panel = costs(F.plan.symbol, F.plan.layout)
    assert_allclose(trace.tasks.cost.sum(), update.sum() + panel.sum())
    for worker in range(2):
        start, stop = (times[trace.worker == worker] for times in (trace.start, trace.stop))
        assert (start[1:] >= stop[:-1]).all()
    source = np.repeat(np.arange(trace.worker.size), np.diff(trace.tasks.succ_ptr))
    assert (trace.start[trace.tasks.succ] >= trace.stop[source]).all()
    crossing = trace.worker[source] != trace.worker[trace.tasks.succ]
    assert crossing.any() == (counts["to_host"] > 0)
    assert trace.bounds().best <= trace.makespan * (1 + 1e-9)


def test_a_device_that_is_lost(host, monkeypatch):
    def lost(*_):
        raise LostError("the bus fell off")

    host(failures=(LostError,))
    A = system(90, "llt", "d", 0.06)
    F = factorize(A, device="gpu")
    monkeypatch.setattr("pastix_py.gpu.solve.launch", lost)
    with pytest.raises(DeviceUnavailable, match=r"twin failed in the solve: the bus fell off; take --device cpu\."):
        F.solve(np.ones(90))
    monkeypatch.setattr("pastix_py.gpu.factorize.launch", lost)
    with pytest.raises(DeviceUnavailable, match="in the factorization"):
        F.refactorize(A)


def test_auto_goes_on_with_the_cpu_where_the_device_fails(host, monkeypatch):
    def full(*_):
        raise LostError("out of memory")

    host(failures=(LostError,))
    monkeypatch.setattr("pastix_py.factors.place.WORTH", 0)
    A = system(90, "llt", "d", 0.06)
    F = factorize(A, device="auto")
    assert F.panels.on_device
    monkeypatch.setattr("pastix_py.gpu.factorize.launch", full)
    for G in (F.refactorize(A), factorize(A, device="auto")):
        assert not G.panels.on_device and "out of memory" in G.report.factorization["device_reason"]
        assert_allclose(G.solve(A @ np.ones(90)), 1)
    with pytest.raises(DeviceUnavailable, match="out of memory"):
        factorize(A, device="gpu")


class Array:
    """A stand-in for arrays of CuPy."""

    def __init__(self, values):
        self.values, self.shape = values, values.shape

    def get(self):
        return self.values


Array.__module__ = "cupy"


def test_solutions_lie_where_right_hand_sides_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", SimpleNamespace(asarray=Array))
    A = system(90, "llt", "d", 0.06)
    F, b = factorize(A, device="gpu"), A @ np.ones(90)
    x = F.solve(Array(b))
    assert type(x) is Array
    assert_allclose(x.get(), np.ones(90))
    assert type(F.refine(Array(b), Array(np.zeros(90)))) is Array
    assert type(F.solve(b)) is np.ndarray


def test_the_shell(tmp_path, capsys, host):
    plan = str(tmp_path / "A.plan")
    assert run(["analyze", "lap2:8", "--device", "gpu", "-o", plan]) == 0
    assert re.search("memory of a GPU .*B, streamed at least .*B", capsys.readouterr().out)
    assert run(["solve", "lap2:8", "--plan", plan, "--device", "gpu"]) == 0
    assert "twin" in capsys.readouterr().out
    host(memory=10)
    assert run(["solve", "lap2:8", "--device", "gpu"]) == DeviceUnavailable.exit_code == 8
    assert "10 B are free there" in capsys.readouterr().err
