"""Ctrl-C in Python: `KeyboardInterrupt`, and the library works afterwards with all that it had before."""

import subprocess
import sys

import pytest

CODE = """
import os, signal, threading, time
import numpy as np
from threadpoolctl import threadpool_info
import pastix_py
from pastix_py.environment import cores
from pastix_py.runtime.reserve import reserved

def blas():
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]

A = pastix_py.generate("lap3:16")
b = np.ones((A.n, {k}))
F = pastix_py.factorize(A, threads=2)
x = F.solve(b)
before = blas()
work = {work}
for after in (0.01, 0.03, 0.06, 0.1, 0.15):
    threading.Timer(after, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        while True:
            work()
    except KeyboardInterrupt:
        pass
    end = time.monotonic() + 20
    while any(thread.name.startswith("pastix-") for thread in threading.enumerate()):
        assert time.monotonic() < end, threading.enumerate()
        time.sleep(0.01)
    with reserved() as number:
        assert number == cores()
    assert blas() == before
    assert abs(pastix_py.factorize(A, threads=2).solve(b) - x).max() < 1e-10
print("sound")
"""
WORKS = {
    "order": "lambda: pastix_py.order(A, threads=2)",
    "analyze": "lambda: pastix_py.analyze(A, threads=2)",
    "factorize": "lambda: pastix_py.factorize(A, plan=F.plan, threads=2)",
    "solve": "lambda: F.solve(b)",
    "refine": "lambda: F.refine(b, x * (1 + 1e-6), refine='gmres')",
}


@pytest.mark.jit
@pytest.mark.slow
@pytest.mark.parametrize("k", [1, 64])
@pytest.mark.parametrize("name", WORKS)
def test_the_library_works_after_an_interrupt_of(name, k):
    code = CODE.format(k=k, work=WORKS[name])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "sound\n"), done.stderr
