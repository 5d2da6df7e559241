"""Runs done one after the other, each in its own process with its limits; results appended as they come."""

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version

from pastix_py.bench import store

GRACE = 5.0  # seconds between the limit of a run and its end by force


def run_sweep(runs, path, progress=None):
    """Do the runs that `path` does not hold yet, and append their results to it; returns how many were done.

    Parameters
    ----------
    runs : list of `Run`.
    path : JSON-lines file; made where it is not there.
    progress : called as progress(done, total, run) before each run and at the end with run None.

    """
    with store.appending(path) as append:
        done = {result["key"] for result in store.read(path)}
        missing = [run for run in runs if run.key not in done]
        for number, run in enumerate(missing):
            if progress:
                progress(number, len(missing), run)
            append(one_run(run) | {"environment": environment(), "date": time.strftime("%Y-%m-%dT%H:%M:%S")})
    if progress:
        progress(len(missing), len(missing), None)
    return len(missing)


def one_run(run):
    """Return the result of a run in a process of its own, whatever becomes of it."""
    line = [sys.executable, "-m", "pastix_py.bench.worker"]
    threads = {name: str(run.threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    pipe = subprocess.PIPE
    limit = run.time_limit + GRACE
    asked = json.dumps(asdict(run))
    told = asdict(run) | {"key": run.key}
    try:
        ended = subprocess.run(
            line, input=asked, stdout=pipe, stderr=pipe, text=True, timeout=limit, env=os.environ | threads, check=False
        )
    except subprocess.TimeoutExpired:
        return told | {"status": "timeout", "reason": f"took more than {run.time_limit:g} s"}
    last = ended.stdout.strip().splitlines()[-1:]
    try:
        return json.loads(last[0])
    except (IndexError, ValueError):
        complaint = ended.stderr.strip().splitlines()[-1:] or ["no output"]
        return told | {"status": "crashed", "reason": f"exit status {ended.returncode}: {complaint[0][:200]}"}


def environment():
    """Return processor, system, load and versions, plain values."""
    found = {"machine": platform.machine(), "system": platform.platform(), "python": platform.python_version()}
    found |= {"processor": _processor(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    for name in ("pastix_py", "numpy", "scipy", "numba", "pypardiso", "mkl"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()
