"""Factorization and solves on a device, beside the same on the processor and the device's own matrix product."""

import statistics
import time

import numpy as np

from pastix_py import pipeline
from pastix_py.bench.figure import Figure
from pastix_py.energy import Energy
from pastix_py.gpu import room, stream
from pastix_py.gpu.device import open_device
from pastix_py.gpu.factorize import fill
from pastix_py.matrix.generate import generate
from pastix_py.options import Options
from pastix_py.solve.device import DeviceSolve, DeviceSystem

SPECS = ("lap3:100", "lap3:128", "elast3:48", "helm3:80", "convdiff3:80", "lap2:1000")
FASTER = {"lap3:100": 60.0}  # times than our own on two threads, at least
SHARES = {"lap3:128": 0.2, "lap3:160": 0.35}  # of the device's matrix product, at least
PUBLISHED = {"lap2:1000": 7.3}  # seconds of cuDSS in all on an H200 (torch-sla's benchmark page)
SOLVE, MEMORY = 0.05, 1.25  # of the processor's solve with one vector; of the bytes of the factor, at most
STREAMED = 3.0  # times the seconds of a factorization at most where half of the bytes of the factor are allowed
SIZE = 8192  # of the matrix product that the device is judged by
REPETITIONS = 3
COUNTED = 2.0  # seconds of factorizations whose joules are counted: a GPU tells of them ten times a second or so
THREADS = 2  # of the control
MANY = 32  # right-hand sides


def compare(files=()):
    """Yield the figures of the problems, or of the given ones, on the device that CuPy finds."""
    device = open_device("gpu")
    peak = product_rate(device)
    yield Figure(f"{device.name}: Tflop/s of its own product, {SIZE} × {SIZE}", peak * 1e-12)
    for spec in files or SPECS:
        yield from measure(device, spec, peak)


def measure(device, spec, peak, control=None):
    """Yield the figures of one problem; beside the processor's where `control` says so, or a bar is told for it."""
    matrix = generate(spec)
    control = spec in FASTER if control is None else control
    began = time.perf_counter()
    with pipeline.factorize(matrix, threads=THREADS) if control else _plan_alone(matrix) as held:
        plan, dtype, scaled = held.plan, held.dtype, held.scaled
        panels, _ = fill(device, plan, scaled.matrix, dtype, None, Options())
        first = time.perf_counter() - began
        numeric = _seconds(device, lambda: fill(device, plan, scaled.matrix, dtype, panels, Options()))
        joules = _joules(lambda: fill(device, plan, scaled.matrix, dtype, panels, Options()), numeric)
        flops = plan.flops(dtype)
        solve, one, many = _solves(device, scaled, plan, panels)
        yield Figure(f"{spec} on {device.name}: seconds of the first factorization, analysis included", first)
        if spec in PUBLISHED:
            yield Figure(f"{spec}: the same over the published {PUBLISHED[spec]} s of cuDSS", first / PUBLISHED[spec])
        yield Figure(f"{spec}: seconds of a factorization with new values", numeric)
        yield Figure(f"{spec}: its Gflop/s", flops / numeric * 1e-9)
        yield Figure(f"{spec}: of the device's product", flops / numeric / peak, least=SHARES.get(spec))
        yield Figure(f"{spec}: seconds of a solve, one vector", one)
        yield Figure(f"{spec}: seconds of a solve, {MANY} vectors", many)
        yield Figure(f"{spec}: bytes on the device over those of the factor", _share(panels, plan, dtype), MEMORY)
        yield Figure(f"{spec}: normwise backward error of the solve alone", _error(device, matrix, solve))
        yield Figure(f"{spec}: two solves that differ", _differences(device, matrix, solve), 0.0)
        yield from _streamed(device, spec, held, numeric)
        if joules:
            yield Figure(f"{spec}: joules of a factorization", joules, unit="J")
            yield Figure(f"{spec}: nanojoules of an operation", joules / flops * 1e9)
        if control:
            yield from _beside(device, spec, matrix, held, numeric, one)


def _plan_alone(matrix):
    """Return a context that hands out what a factorization would hold beside the coefficients."""
    from contextlib import nullcontext
    from types import SimpleNamespace

    from pastix_py.matrix.scale import Scaled

    plan, dtype = pipeline.analyze(matrix, matching="none"), np.result_type(matrix.dtype, np.float64)
    return nullcontext(SimpleNamespace(plan=plan, dtype=dtype, scaled=Scaled.identity(matrix)))


def _streamed(device, spec, held, numeric):
    """Yield how much longer a factorization takes that has half of the bytes of the factor; nothing where it cannot."""
    plan, matrix, dtype = held.plan, held.scaled.matrix, held.dtype
    half = plan.predicted_bytes(dtype) // 2
    if room.least_streamed(plan, matrix, dtype) > half:
        return
    given = device, plan, matrix, dtype
    windows = room.streamed(*given[1:], half)
    panels, _ = stream.fill(*given, None, windows, Options())
    seconds = _seconds(device, lambda: stream.fill(*given, panels, windows, Options()))
    told = panels.streaming()
    yield Figure(f"{spec}: seconds streamed, with half of the bytes", seconds)
    yield Figure(f"{spec}: that over the one that stays", seconds / numeric, STREAMED)
    yield Figure(f"{spec}: windows of it", told["windows"])
    yield Figure(f"{spec}: bytes brought to it over those of the factor", told["bytes_to_device"] / panels.nbytes)


def _beside(device, spec, matrix, factors, numeric, one):
    """Yield the processor's seconds, and how many times faster the device is."""
    seconds = [factors.refactorize(matrix).report.factorization["seconds"] for _ in range(REPETITIONS)]
    b = np.ones((matrix.n, 1))
    solves = [_clocked(lambda: factors.apply(b)) for _ in range(REPETITIONS)]
    yield Figure(f"{spec}: seconds on {THREADS} threads", statistics.median(seconds))
    ratio = statistics.median(seconds) / numeric
    yield Figure(f"{spec}: times faster than {THREADS} threads", ratio, least=FASTER.get(spec))
    yield Figure(f"{spec}: solve over that of {THREADS} threads", one / statistics.median(solves), SOLVE)


def _joules(run, seconds):
    """Return the joules of a run that takes so many seconds, 0 where nobody counts: the mean of many."""
    count, energy = max(1, round(COUNTED / seconds)), Energy(with_gpu=True)
    with energy:
        for _ in range(count if energy.counters else 0):
            run()
    return sum(energy.joules.values()) / count


def product_rate(device, size=SIZE):
    """Return the operations per second of a square product in double precision, of numbers as they come."""
    A = device.xp.asarray(np.random.default_rng(0).standard_normal((size, size)))
    return 2.0 * size**3 / _seconds(device, lambda: A @ A)


def _clocked(run):
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _seconds(device, run, repetitions=REPETITIONS):
    """Return the median seconds of a run, the device waited for."""

    def whole():
        run()
        device.to_host(device.xp.zeros(1))

    whole()
    return statistics.median(_clocked(whole) for _ in range(repetitions))


def _solves(device, scaled, plan, panels):
    """Return (solve, seconds of one vector, seconds of many)."""
    solve = DeviceSolve(scaled, plan, panels)
    b = [device.xp.ones((plan.n, k), panels.L.dtype) for k in (1, MANY)]
    return solve, *(_seconds(device, lambda k=k: solve(b[k])) for k in range(2))


def _share(panels, plan, dtype):
    """Return the bytes of the coefficients and all tables on the device over those that the factor has."""
    held = [panels.L, panels.U]
    stack = list(panels.resident)
    while stack:
        value = stack.pop()
        if isinstance(value, tuple):
            stack += value
        elif hasattr(value, "nbytes"):
            held.append(value)
    return sum({id(array): array.nbytes for array in held}.values()) / plan.predicted_bytes(dtype)


def _error(device, matrix, solve):
    b = device.xp.asarray(np.random.default_rng(0).standard_normal((matrix.n, 1)))
    return float(DeviceSystem(device, matrix, b).residual(solve(b)).normwise[0])


def _differences(device, matrix, solve):
    b = device.xp.asarray(np.random.default_rng(0).standard_normal((matrix.n, 3)))
    return float((device.to_host(solve(b)) != device.to_host(solve(b))).sum())
