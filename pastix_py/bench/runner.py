"""Runs done one after the other, each in its own process with its limits; results appended as they come."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict

from pastix_py.bench import handover, store
from pastix_py.bench.environment import environment, reference_seconds
from pastix_py.bench.peers import SOLVERS, is_installed
from pastix_py.bench.problem import problem
from pastix_py.bench.worker import DISTURBED
from pastix_py.errors import PastixError
from pastix_py.memory import size
from pastix_py.undo import undone

GRACE = 5.0  # seconds between the limit of a run and its end by force
POLL = 0.01  # seconds between two looks at a process where the system cannot tell its end
INACCURATE = 1e-8  # componentwise backward error above which an answer counts as wrong


def run_sweep(runs, path, progress=None, address=None):
    """Do the runs that `path` does not hold yet, and append their results to it; returns how many were done.

    A run whose solver was missing is done once it is installed; its last result counts.

    Parameters
    ----------
    runs : list of `Run`.
    path : JSON-lines file; made where it is not there.
    progress : called as progress(done, total, run, result) before each run with result None, and after it.
    address : of a Dask scheduler whose workers share the runs; None does them here.

    """
    with store.appending(path) as append:
        held = {result["key"]: result["status"] for result in store.read(path)} if os.path.isfile(path) else {}
        left = [run for run in runs if held.get(run.key, "missing") == "missing" and not _still(run, held)]
        if address:
            from pastix_py.bench.cluster import shared as doing
        else:
            doing = _one_by_one
        told = progress or (lambda *_: None)

        def before(done, run):
            told(done, len(left), run, None)

        for done, (run, result) in enumerate(doing(left, address, before, one_run)):
            append(result)
            told(done + 1, len(left), run, result)
    return len(left)


def _still(run, held):
    """Return whether a run that was recorded as missing still is."""
    return run.key in held and not is_installed(run.solver)


def _one_by_one(runs, _, before, one_run):
    """Yield (run, one_run(run)) of runs done here."""
    for done, run in enumerate(runs):
        before(done, run)
        yield run, one_run(run)


def one_run(run):
    """Return the result of a run in a process of its own, whatever becomes of it."""
    began = time.perf_counter()
    told = run.told() | {"environment": environment(), "date": time.strftime("%Y-%m-%dT%H:%M:%S")}
    told["load"] = round(os.getloadavg()[0], 2)
    if not is_installed(run.solver):
        peer = SOLVERS[run.solver]
        return told | {"status": "missing", "reason": f"{peer.package} is not installed: {peer.install}"}
    try:
        given = problem(run.matrix)
        told |= given.about
        if run.memory_limit and (given.predicted_bytes or 0) > run.memory_limit:
            needs = f"the factor is predicted to take {size(given.predicted_bytes)}"
            return told | {"status": "skipped", "reason": f"{needs}, the limit is {size(run.memory_limit)}",
                           "predicted_bytes": given.predicted_bytes}  # fmt: skip
        result, x = _in_a_process(run, given)
        if x is not None:
            result |= _judged(result, given.errors(x))
    except MemoryError as error:
        result = {"status": "memory", "reason": str(error) or "out of memory"}
    except PastixError as error:
        result = {"status": "failed", "reason": str(error)}
    return told | result | {"wall_seconds": time.perf_counter() - began}


def _judged(result, errors):
    """Return what the parent adds to a result: errors, a status by them, whether the processor was shared."""
    found = errors | {"disturbed": result["disturbed"] or result["control_seconds"] > DISTURBED * reference_seconds()}
    if not errors["componentwise_backward_error"] <= INACCURATE:
        found |= {"status": "inaccurate", "reason": "the backward error is large"}
    return found


def _in_a_process(run, given):
    """Return (result, x) of a run, x None where there is none; the process and its children do not outlive this."""
    threads = {name: str(run.threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    with handover.anonymous() as answer, tempfile.TemporaryFile() as complaints:
        line = [sys.executable, "-m", "pastix_py.bench.worker", json.dumps(asdict(run))]
        process = subprocess.Popen(
            [*line, str(answer.fileno()), str(os.getpid())], stdin=given.stream, stdout=complaints, stderr=complaints,
            pass_fds=[answer.fileno()], start_new_session=True, env=os.environ | threads,
        )  # fmt: skip
        with undone(lambda: _kill(process)):
            try:
                if not _ended(process, run.time_limit + GRACE):
                    return {"status": "timeout", "reason": f"took more than {run.time_limit:g} s"}, None
            finally:
                _kill(process)
        try:
            result, arrays = handover.take(answer)
        except ValueError:
            return {"status": "crashed", "reason": _obituary(process.returncode, complaints)}, None
        return result, arrays[0] if arrays else None


def _ended(process, limit):
    """Return whether a process ends within `limit` seconds; it is left unreaped, so that its number stays its own."""
    if hasattr(os, "pidfd_open"):
        watched = os.pidfd_open(process.pid)
        try:
            return bool(select.select([watched], [], [], max(limit, 0.0))[0])
        finally:
            os.close(watched)
    began = time.monotonic()
    while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        if time.monotonic() - began > limit:
            return False
        time.sleep(POLL)
    return True


def _kill(process):
    """End a process and all that it started, and wait for it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _obituary(code, complaints):
    """Return why a process died, in words: its signal or exit status, and the last line that it wrote."""
    complaints.seek(0)
    last = complaints.read().decode(errors="replace").strip().splitlines()[-1:] or ["no output"]
    if code == -signal.SIGKILL:
        return "killed from outside, as the system does where memory runs out"
    ended = f"died of {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
    return f"{ended}: {last[0][:200]}"
