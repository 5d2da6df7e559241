"""Whole runs with a stand-in for CuPy: what is on the device and what on the host is not mixed up."""

from functools import partial

import fake_cupy
import numpy as np
import pytest
from device_factor import assert_same_factor
from numpy.testing import assert_allclose
from problems import AS_IT_IS, chain, system, tolerance
from smooth import SHAPE, factored, ranks_of, small_blocks, smooth  # noqa: F401

from pastix_py import DeviceUnavailable, analyze, factorize
from pastix_py.gpu import kernels, product, room, stream
from pastix_py.gpu import panels as made
from pastix_py.gpu.device import Device, open_device
from pastix_py.gpu.numeric_tables import numeric_tables, update_tables
from pastix_py.gpu.transfers import Transfers
from pastix_py.matrix.check import canonical
from pastix_py.options import Options
from pastix_py.runtime.trace_file import read
from pastix_py.solve.device import DeviceSystem

ROUNDED = 1000  # nanoseconds
FEW = ("llt", "s"), ("llt", "z"), ("llh", "c"), ("ldlt", "d"), ("ldlh", "z"), ("lu", "d"), ("lu", "c")


@pytest.fixture
def cupy(monkeypatch, request):
    fake_cupy.install(monkeypatch, late=getattr(request, "param", ""))
    for module in made, stream:
        monkeypatch.setattr(module, "numeric_tables", partial(numeric_tables, large=4000))
    monkeypatch.setattr(stream, "update_tables", partial(update_tables, large=4000))
    forget()
    yield fake_cupy
    forget()


def forget():
    """Forget what is kept of a module of CuPy."""
    for value in (*vars(kernels).values(), *vars(product).values()):
        if hasattr(value, "cache_clear"):
            value.cache_clear()


@pytest.mark.parametrize(("kind", "precision"), FEW)
def test_solutions(kind, precision, cupy):
    A = system(90, kind, precision, 0.06, seed=4)
    dense, b = A.toarray(), np.random.default_rng(0).standard_normal((90, 3)).astype(A.dtype)
    F = factorize(A, factorization=kind, device="gpu", panel_width=40)
    assert F.report.factorization["device"] == "Stand-in 100" and type(F.panels.L) is cupy.ndarray
    for trans, operator in {"N": dense, "T": dense.T, "H": dense.conj().T}.items():
        x, exact = F.solve(b, trans), np.linalg.solve(operator, b)
        assert_allclose(x, exact, rtol=0, atol=tolerance(A.dtype, 1000) * abs(exact).max())
    F.refactorize(2 * A)
    assert_allclose(F.solve(b[:, 0]), np.linalg.solve(2 * dense, b[:, 0]), rtol=tolerance(A.dtype, 10**4))
    ran = {"gather_updates", "scatter_subtract", "factor_tiles", "update_rest", "collect"}
    assert ran | ({"facing_rows"} if kind in ("llh", "ldlt", "ldlh") else set()) <= set(cupy.RawModule.launched)


@pytest.mark.parametrize("refine", ["auto", "none", "classic", "gmres", "cg", "bicgstab"])
def test_right_hand_sides_of_the_device(refine, cupy):
    A, b = system(80, "llt", "d", 0.06, seed=1), np.arange(160.0).reshape(80, 2)
    with factorize(A, device="gpu") as F:
        x = F.solve(cupy.ndarray(b), refine=refine)
    assert type(x) is cupy.ndarray
    assert_allclose(A @ x.get(), b, atol=1e-10)


KRYLOV = ("gmres", "lu", "d"), ("gmres", "ldlh", "z"), ("cg", "llt", "d"), ("cg", "llh", "z"), ("bicgstab", "lu", "z")


@pytest.mark.parametrize("free", [fake_cupy.MEMORY, 1])
@pytest.mark.parametrize(("refine", "kind", "precision"), KRYLOV)
def test_krylov_methods_stay_there(refine, kind, precision, free, cupy, monkeypatch):
    """Unless there is no room for their vectors: then they are the host's."""
    A, went = system(80, kind, precision, 0.06, seed=1), []
    b = np.random.default_rng(1).standard_normal((80, 3)).astype(A.dtype)
    on_host = DeviceSystem.on_host
    monkeypatch.setattr(DeviceSystem, "on_host", lambda *given: went.append(1) or on_host(*given))
    with factorize(A, device="gpu", precision="mixed", factorization=kind) as F:
        F.solve(b, refine="none", accuracy=1e-3)
        before = F.report.componentwise_backward_error
        monkeypatch.setattr(Device, "free", lambda _: free)
        x = F.solve(b, refine=refine)
        told = F.report.refinement
    assert told["method"] == refine and told["iterations"] > 0 and bool(went) == (free == 1)
    assert F.report.componentwise_backward_error < 1e-6 * before
    assert_allclose(x, np.linalg.solve(A.toarray(), b), rtol=1e-9)


def test_other_uses(cupy, tmp_path):
    A, b = system(80, "ldlt", "d", 0.06, seed=1), np.ones(80)
    exact = np.linalg.solve(A.toarray(), b)
    with factorize(A, device="gpu", precision="mixed", factorization="ldlt") as F:
        assert F.panels.dtype == np.float32
        assert_allclose(F.solve(b), exact, rtol=1e-12)
        assert_allclose(F.solve(b + 1j * b), exact + 1j * exact, rtol=1e-12)
        assert F.slogdet()[0] == np.linalg.slogdet(A.toarray())[0]
        F.save(tmp_path / "A.factors")
        assert F.inertia() == factorize(A, factorization="ldlt").inertia()
    with factorize(A, device="gpu", schur=[3, 40, 71]) as F:
        assert_allclose(F.solve(b), exact, rtol=1e-10)
        assert F.schur.shape == (3, 3)


LATE = pytest.mark.parametrize("cupy", ["kernels", "copies"], indirect=True)


def streamed(kind, precision):
    """Return (bytes allowed, plan, matrix, panels) of a chain that goes through the device in parts."""
    A = canonical(chain(kind, precision))
    plan = analyze(A, factorization=kind, **AS_IT_IS)
    allowed = room.least_streamed(plan, A, A.dtype) + 20 * A.dtype.itemsize
    parts = room.streamed(plan, A, A.dtype, allowed)
    panels, failed = stream.fill(open_device("gpu"), plan, A, A.dtype, None, parts, Options())
    assert failed == -1 and panels.streaming()["windows"] > 4
    return allowed, plan, A, panels


@LATE
@pytest.mark.parametrize(("kind", "precision"), FEW)
def test_parts(kind, precision, cupy):
    """Copies and kernels wait for each other, whichever are late, and take no more memory than is allowed."""
    before = cupy.of_device.used
    allowed, plan, A, panels = streamed(kind, precision)
    assert type(panels.L) is np.ndarray and not any(stream.paged for stream in cupy.Stream.every)
    assert cupy.alive or before + allowed > cupy.of_device.peak > cupy.of_device.used == before
    on_cpu = factorize(A.expanded() if kind == "lu" else A, plan=plan, scaling="none")
    assert_same_factor(plan, panels, on_cpu.panels, tolerance(A.dtype))


@LATE
@pytest.mark.parametrize(("kind", "precision"), [("llt", "d"), ("lu", "c")])
def test_compressed(kind, precision, cupy):
    A = smooth(kind, precision, n=132)
    options = {"factorization": kind, "precision": precision, "compress": "during", "tolerance": 1e-3, **SHAPE}
    least = room.least_streamed(analyze(A, **options), canonical(A), A.dtype)
    F = factorize(A, device="gpu", device_memory=str(least), **options)
    assert F.report.factorization["streaming"]["windows"] > 2 and ranks_of(F).size > 9
    assert {"compress_bloks", "pack_bloks", "expand_bloks"} <= set(cupy.RawModule.launched)
    assert abs(factored(F) - A).max() < 1e-2 * abs(A).sum(axis=1).max()


@LATE
def test_a_trace(cupy, tmp_path):
    """Times are those of the streams, and what waits begins when what it waits for has ended."""
    A, path = canonical(chain("llt")), tmp_path / "run.paje"
    limit = str(room.least_streamed(analyze(A, factorization="llt", **AS_IT_IS), A, A.dtype))
    factorize(A, device="gpu", device_memory=limit, trace=str(path), factorization="llt", precision="d", **AS_IT_IS)
    trace = read(path)
    source = np.repeat(np.arange(trace.worker.size), np.diff(trace.tasks.succ_ptr))
    assert (trace.start[trace.tasks.succ] >= trace.stop[source] - ROUNDED).all()
    assert (np.diff(trace.worker_counts()) != 0).all() and trace.worker_counts().min() > 9
    assert (trace.start[trace.worker == 0].min() == 0) or cupy.alive


@LATE
@pytest.mark.parametrize("wait", ["kernels_wait", "copies_wait"])
def test_what_does_not_wait_is_seen(wait, cupy, monkeypatch):
    known, late = streamed("ldlt", "d")[-1].L, "kernels" if cupy.alive else "copies"
    monkeypatch.setattr(Transfers, wait, lambda *_: None)
    assert np.array_equal(streamed("ldlt", "d")[-1].L, known) != (wait.partition("_")[0] != late)


def test_a_device_that_is_full(monkeypatch):
    fake_cupy.install(monkeypatch, free=1000)
    with pytest.raises(DeviceUnavailable, match="1 kB are free"):
        factorize(system(50, "llt"), device="gpu")
