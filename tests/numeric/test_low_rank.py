"""Compressed factors: of all types without the compiler, and that the memory they save is the system's again."""

import os
import subprocess
import sys

import pytest
from guarded import linux
from interpreted import run

PEAK = """
import sys
from pastix_py import analyze, factorize, generate

def kilobytes(name):
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(name))

def made(spec):
    A, options = generate(spec), dict(compress=sys.argv[1], factorization="llt", precision="d")
    plan = analyze(A, **options)
    yield
    yield factorize(A, plan=plan, tolerance=1e-2)

list(made("lap3:12"))
steps = made("lap3:40")
next(steps)
open("/proc/self/clear_refs", "w").write("5")
before = kilobytes("VmRSS")
factors = next(steps)
print(kilobytes("VmHWM") - before, factors.panels.nbytes / 1024)
"""


def test_all_types():
    run(os.path.join(os.path.dirname(__file__), "low_rank_cases.py"))


def test_little_or_nothing_to_compress():
    run(os.path.join(os.path.dirname(__file__), "low_rank_edge_cases.py"))


def peak(compress):
    """Return (growth of the peak resident size in a factorization, size of the factor), kilobytes."""
    done = subprocess.run([sys.executable, "-c", PEAK, compress], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return [float(word) for word in done.stdout.split()]


@linux
@pytest.mark.slow
@pytest.mark.jit
def test_memory_is_saved():
    full, low = peak("none"), peak("minimal-memory")
    assert full[0] > 0.95 * full[1]
    assert low[1] < 0.6 * full[1]
    assert low[0] < 0.7 * full[0]
