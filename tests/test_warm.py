"""What the process that compiles ahead leaves in the cache is what real runs call, and it stays out of sight."""

import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import pytest

from pastix_py import ahead, analyze, environment, factorize, generate, order, warm
from pastix_py.layout import tasks
from pastix_py.layout.kind import SAME_CODE
from pastix_py.numeric import assemble
from pastix_py.ordering import amd, bisect, counts, dissect, etree, hierarchy, leaf, levels, moves, shared
from pastix_py.runtime import execute
from pastix_py.solve import bodies, products
from pastix_py.symbolic import blocks, refine, row_lists, supernodes

ENTRIES = (assemble.scatter, execute.serve, bodies.serve, products.reach, products.multiply, products.errors)
ANALYSIS_ENTRIES = (
    *(etree._lower_rows, etree.etree, etree.postorder, counts.count_range, counts.count_top, supernodes.fundamental),
    *(supernodes.amalgamate, supernodes.merged_order, row_lists.list_rows, row_lists.move_rows_of, refine.refine),
    *(blocks.count_bloks, blocks.write_bloks, blocks.facing_bloks, tasks.list_tasks, tasks.successors, tasks.longest),
)
DISSECTION_ENTRIES = (
    *(hierarchy.coarsened, levels.level_separator, bisect.bisect, dissect.split, dissect.number_leaf),
    hierarchy.none_coarser,
)
INSIDE = leaf.order_leaf, amd.minimum_degree, moves.refine  # what these call, unknown where they come from the cache
SPECS = {"f": "lap2:3", "d": "convdiff3:2", "F": "helm3:2", "D": "helm3:2"}
LETTERS = {"f": "s", "d": "d", "F": "c", "D": "z"}


@pytest.mark.jit
@pytest.mark.parametrize("letter", ["d", *(pytest.param(letter, marks=pytest.mark.slow) for letter in "fFD")])
def test_real_runs_need_no_other_types(letter):
    for code in set(SAME_CODE.values()):
        compilers = warm.compilers(np.dtype(letter), code)
        assert tuple(compilers) == ahead.STAGES
        compilers["numeric"]()
        compilers["solve"]()
    before = [set(entry.signatures) for entry in ENTRIES]
    A = generate(SPECS[letter])
    for kind in ("auto", "ldlt", "lu"):
        if kind != "ldlt" or A.is_half:
            factors = factorize(A, precision=LETTERS[letter], factorization=kind)
            factors.solve(np.ones(A.n))
    assert [set(entry.signatures) for entry in ENTRIES] == before


@pytest.mark.jit
def test_real_analyses_need_no_other_types():
    warm.compile_symbolic()
    warm.compile_layout("lu")
    before = [set(entry.signatures) for entry in ANALYSIS_ENTRIES]
    assert all(before)
    for spec, kind in (("lap2:150", "ldlt"), ("convdiff3:5", "lu")):
        assert analyze(generate(spec), factorization=kind, ordering="amd", threads=2).sweeps
    assert [set(entry.signatures) for entry in ANALYSIS_ENTRIES] == before


@pytest.mark.jit
@pytest.mark.parametrize("spec", ["lap2:50", "circuit:3000"])
def test_real_dissections_need_no_other_types(spec):
    parts = shared.compilers()
    assert tuple(parts) == ahead.DISSECTION
    for compile_part in parts.values():
        compile_part()
    assert all(entry.signatures for entry in DISSECTION_ENTRIES)
    before = {entry: set(entry.signatures) for entry in (*DISSECTION_ENTRIES, *INSIDE) if entry.signatures}
    order(generate(spec), ordering="nd", threads=2)
    assert {entry: set(entry.signatures) for entry in before} == before


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Folder of kernels that is empty, kept, and nobody else's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(ahead, "_started", {})
    folder = environment.cache_folder() / "0123456789abcdef"
    folder.mkdir(parents=True)
    monkeypatch.setattr(ahead.numba.config, "CACHE_DIR", str(folder))
    monkeypatch.setattr(ahead.numba.config, "DISABLE_JIT", 0)
    monkeypatch.setattr(environment, "cores", lambda: 2)
    monkeypatch.setenv("PASTIX_AHEAD", "1")
    return folder


@pytest.fixture
def started(monkeypatch):
    """The letters and codes for which a process would have been started."""
    started = []
    monkeypatch.setattr(ahead, "_start", lambda *wanted: started.append(wanted))
    return started


def test_one_process_for_a_precision_and_code_that_were_never_used(cache, started):
    for dtype, code in ((np.float64, "llt"), (np.float64, "llt"), (np.complex64, "llt"), (np.float64, "lu")):
        ahead.begin(dtype, code)
    assert started == [("d", "llt"), ("F", "llt"), ("d", "lu")]


def test_none_once_its_kernels_are_there(cache, started):
    with ahead.compiled("numeric", np.float64, "lu"):
        pass
    ahead.begin(np.float64, "lu")
    assert started == []


def test_no_mark_where_the_stage_fails(cache, started):
    with pytest.raises(MemoryError), ahead.compiled("numeric", np.float64, "lu"):
        raise MemoryError
    assert not list(cache.iterdir())


@pytest.mark.parametrize("reason", ["switched off", "one core", "no compiler", "temporary folder"])
def test_none_without_need(cache, started, monkeypatch, tmp_path, reason):
    if reason == "switched off":
        monkeypatch.setenv("PASTIX_AHEAD", "0")
    elif reason == "one core":
        monkeypatch.setattr(environment, "cores", lambda: 1)
    elif reason == "no compiler":
        monkeypatch.setattr(ahead.numba.config, "DISABLE_JIT", 1)
    else:
        monkeypatch.setattr(ahead.numba.config, "CACHE_DIR", str(tmp_path / "elsewhere"))
    ahead.begin(np.float64, "lu")
    assert started == []


@pytest.mark.jit
def test_it_waits_while_another_compiles_on_its_core(cache):
    import fcntl

    with open(cache / "second-core.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        settings = {"NUMBA_CACHE_DIR": str(cache), "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"]}
        claims = tempfile.TemporaryFile()  # noqa: SIM115 - a claim lasts as long as the file is open
        line = [sys.executable, "-m", "pastix_py.warm", "d", "lu", str(claims.fileno())]
        how = {"env": environment.extended(settings), "pass_fds": [claims.fileno()], "stdin": subprocess.PIPE}
        with subprocess.Popen(line, **how) as process:
            time.sleep(4)
            assert process.poll() is None
            assert all(ahead.claim(claims.fileno(), stage) for stage in ahead.STAGES)
            process.stdin.close()


def test_parts_are_shared_from_both_ends(cache, monkeypatch):
    helper = helper_that("claim(int(sys.argv[1]), 'leaves'); time.sleep(0.3)", monkeypatch)
    ahead._started[ahead.NO_PRECISION] = helper
    taken = []

    def parts():
        return {part: lambda part=part: taken.append((part, helper.process.poll())) for part in ahead.DISSECTION}

    ahead.share(parts)
    assert taken == [("coarsening", None), ("bisection", None), ("sides", None), ("leaves", 0)]
    assert all(ahead.mark(part).exists() for part in ahead.DISSECTION)


def test_a_process_that_cannot_be_started_costs_nothing(cache, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(cache / "absent"))
    ahead.begin(np.float64, "lu")
    with ahead.compiled("numeric", np.float64, "lu"):
        pass
    assert ahead.mark("numeric", np.float64, "lu").exists()


def test_the_wait_ends_with_the_process_and_counts_as_compilation(cache, monkeypatch):
    helper = helper_that("claim(int(sys.argv[1]), 'solve'); time.sleep(0.3)", monkeypatch)
    before = ahead.compile_clock.seconds
    with ahead.compiled("solve", np.float64, "lu"):
        assert helper.process.poll() == 0
    assert ahead.compile_clock.seconds - before > 0.1


def test_what_the_other_has_not_begun_is_compiled_here(cache, monkeypatch):
    told = "claim(int(sys.argv[1]), 'solve'); sys.stdin.readline(); print(claim(int(sys.argv[1]), 'layout'))"
    helper = helper_that(told, monkeypatch)
    with ahead.compiled("layout"):
        assert helper.process.poll() is None
    assert helper.process.communicate("\n")[0] == "False\n"


def helper_that(does, monkeypatch):
    """Return a helper for LU in double precision that tells once it claimed something, and does the rest then."""
    first, *rest = does.split("; ")
    code = "; ".join(["import sys, time; from pastix_py.ahead import claim", first, "print(flush=True)", *rest])
    claims = tempfile.TemporaryFile()  # noqa: SIM115 - a claim lasts as long as the file is open
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    line = [sys.executable, "-c", code, str(claims.fileno())]
    helper = ahead.Helper(subprocess.Popen(line, pass_fds=[claims.fileno()], text=True, **pipes), claims)
    monkeypatch.setitem(ahead._started, ("d", "lu"), helper)
    assert helper.process.stdout.readline() == "\n"
    return helper


@pytest.mark.jit
@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks into /proc")
def test_it_ends_with_the_process_that_started_it(cache):
    code = f"import numba; numba.config.CACHE_DIR = {str(cache)!r}; from pastix_py import ahead; "
    code += "print(ahead._start('d', 'lu').process.pid, flush=True)"
    line = [sys.executable, "-c", code]
    settings = {"NUMBA_CACHE_DIR": str(cache)}
    told = subprocess.run(line, env=environment.extended(settings), check=True, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 20
    while _runs(int(told.stdout)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(int(told.stdout))


def _runs(pid):
    """Return whether a process is there and has not ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
