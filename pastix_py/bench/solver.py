"""The stages of the solver on one thread: their seconds beside those of a control, memory, start-up, accuracy."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from pastix_py.bench.figure import Figure

REPETITIONS = 5
SYMMETRIC = ("lap2:1000", "lap3:50", "lap3_27:40", "elast3:24")
UNSYMMETRIC = (*SYMMETRIC, "convdiff3:40")
SMALL = ("lap2:40", "lap3:12", "lap3_27:10", "elast3:6", "convdiff3:12", "helm3:12")


def numeric():
    """Seconds of our factorization over those of PARDISO, one thread, each its own ordering, memory new or kept."""
    for kind, specs, most in (("llt", SYMMETRIC, 1.0), ("ldlt", SYMMETRIC, 1.1), ("lu", UNSYMMETRIC, 1.1)):
        ratios = {"first": [], "again": []}
        for spec in specs:
            for name, (ours, theirs) in zip(ratios, numeric_seconds(spec, kind), strict=True):
                ratios[name].append(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)))
                text = f"{statistics.median(ours):.3f} s, PARDISO {statistics.median(theirs):.3f} s"
                yield Figure(f"{kind} {spec} {name}: {text}", ratios[name][-1], None)
        for name, values in ratios.items():
            yield Figure(f"{kind} {name}: geometric mean of the ratios", statistics.geometric_mean(values), most)


def numeric_seconds(spec, kind):
    """Return ((ours, PARDISO's), (ours, PARDISO's)): seconds of first and of repeated factorizations, taken in turn."""
    from pastix_py import pipeline
    from pastix_py.bench.peers.pardiso import Pardiso
    from pastix_py.matrix.generate import generate

    matrix = generate(spec)
    plan = pipeline.analyze(matrix, factorization=kind, threads=1)
    pipeline.factorize(matrix, plan=plan, scaling="none", threads=1).close()
    first, again = ([], []), ([], [])
    for _ in range(REPETITIONS):
        peer = Pardiso(matrix, kind=kind, plain=True)
        peer.analyze()
        factors = pipeline.factorize(matrix, plan=plan, scaling="none", threads=1)
        first[0].append(factors.report.factorization["seconds"])
        first[1].append(_seconds(peer.factorize))
        again[0].append(factors.refactorize(matrix).report.factorization["seconds"])
        again[1].append(_seconds(peer.factorize))
        factors.close()
        peer.close()
    return first, again


def _seconds(function, *args):
    began = time.perf_counter()
    function(*args)
    return time.perf_counter() - began


def stages(spec="lap2:1000"):
    """Seconds of graph, compression, symbolic stage, plan and scatter over those of METIS alone, on lap2:1000.

    The scatter is that of a refactorization: zeros written and A added, memory that is there.
    """
    from pastix_py.layout.plan import make_plan
    from pastix_py.matrix.generate import generate
    from pastix_py.numeric.assemble import assemble
    from pastix_py.ordering.compress import compress
    from pastix_py.ordering.graph import graph_of
    from pastix_py.ordering.metis import metis
    from pastix_py.ordering.ordering import Ordering
    from pastix_py.symbolic.factorize import symbolic_factorization

    matrix = generate(spec)
    graph = graph_of(matrix)
    seconds = {name: [] for name in ("graph", "compression", "metis", "symbolic", "plan", "scatter")}

    def timed(name, function, *args):
        began = time.perf_counter()
        value = function(*args)
        seconds[name].append(time.perf_counter() - began)
        return value

    panels = None
    for _ in range(REPETITIONS + 1):
        timed("graph", graph_of, matrix)
        timed("compression", compress, graph)
        perm = timed("metis", metis, graph, np.ones(graph.n, np.int64))
        ordering = Ordering.from_perm(perm, "metis", matrix.pattern_fingerprint)
        structure = timed("symbolic", symbolic_factorization, graph, ordering, 1.0, 0)
        plan = timed("plan", make_plan, *structure, "llt", 256, 0)
        panels, _ = timed("scatter", assemble, plan, matrix, np.float64, panels)
    median = {name: statistics.median(values[1:]) for name, values in seconds.items()}
    for name, value in median.items():
        yield Figure(f"{spec} {name}", value, None, "s")
    own = sum(value for name, value in median.items() if name != "metis")
    yield Figure("all but METIS, over METIS", own / median["metis"], 0.15)


def memory():
    """Peak memory of `pastix solve lap3:50`, less that of a warmed-up process, over the bytes of the factor."""
    small = run_report("lap3:16", "--ordering", "nd")
    large = run_report("lap3:50")
    peak = large["peak_rss_bytes"] - small["peak_rss_bytes"]
    yield Figure("lap3:50 peak memory over bytes of the factor", peak / large["factorization"]["bytes"], 1.35)


def start():
    """Wall seconds of the command: its help, a small file warm, and the first solves ever, which compile."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = (str(Path(folder) / f"lap3_{edge}.mtx") for edge in (10, 30))
        for edge, path in ((10, small), (30, large)):
            command("generate", f"lap3:{edge}", "-o", path)
        command("solve", small, "--quiet")
        yield Figure("pastix --help", median_wall("--help"), 0.25, "s")
        yield Figure("pastix solve of a 1000-row file, warm", median_wall("solve", small, "--quiet"), 1.3, "s")
        for path, what, most in ((small, "", 30.0), (large, " of 27,000 rows", None)):
            cold = {**os.environ, "XDG_CACHE_HOME": str(Path(folder) / f"cache of {Path(path).stem}")}
            began = time.perf_counter()
            command("solve", path, "--quiet", env=cold)
            yield Figure(f"the very first solve{what}, compiling", time.perf_counter() - began, most, "s")


def accuracy():
    """Largest backward errors over small problems: normwise after the solve alone, componentwise after refinement."""
    from pastix_py.matrix.generate import generate

    for precision, alone, refined in (("sc", 1e-5, 1e-6), ("dz", 1e-13, 1e-15), ("mixed", None, 1e-15)):
        matrices = [generate(spec) for spec in SMALL]
        if alone:
            worst = max(_error(A, precision, "none", "backward_error") for A in matrices)
            yield Figure(f"{precision}: backward error of the solve alone", worst, alone)
        worst = max(_error(A, precision, "auto", "componentwise_backward_error") for A in matrices)
        yield Figure(f"{precision}: componentwise backward error, refined", worst, refined)
    worst = _error(generate("circuit:5000"), "dz", "auto", "componentwise_backward_error")
    yield Figure("circuit:5000: componentwise backward error, refined", worst, 1e-14)


def _error(matrix, precision, refine, key):
    """Return one error of the report of a solve with a random right-hand side."""
    from pastix_py import pipeline

    if precision != "mixed":
        precision = precision[int(matrix.dtype.kind == "c")]
    factors = pipeline.factorize(matrix, precision=precision, refine=refine, accuracy=1.0)
    b = np.random.default_rng(0).standard_normal(matrix.n)
    factors.solve(matrix.matvec(b).astype(factors.dtype))
    return getattr(factors.report, key)


def command(*args, env=None):
    """Run `pastix` with arguments in a process of its own, on one BLAS thread; returns its standard output."""
    env = {**(env or os.environ), "OPENBLAS_NUM_THREADS": "1"}
    line = [sys.executable, "-m", "pastix_py", *args]
    return subprocess.run(line, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def run_report(*args):
    """Return the report of `pastix solve` with arguments."""
    return json.loads(command("solve", *args, "--quiet", "--report", "-"))


def median_wall(*args):
    """Return the median wall seconds of the command."""
    return statistics.median(_seconds(command, *args) for _ in range(REPETITIONS))
