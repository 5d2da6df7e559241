"""Real matrices: solved to full accuracy or refused with the right exit code; never a wrong answer."""

import functools
import json

import numpy as np
import pytest
from conftest import REAL_MATRICES

from pastix_py import PastixError, factorize, read

SLOW_ABOVE = 20_000  # unknowns


@functools.cache
def index():
    path = REAL_MATRICES / "index.json"
    return {entry["name"]: entry for entry in json.loads(path.read_text())} if path.exists() else {}


def cases():
    for name, entry in index().items():
        yield pytest.param(name, marks=[pytest.mark.slow] if entry["n"] > SLOW_ABOVE else [])


def allowed(name):
    """Return the exit codes that are right for a matrix."""
    expected = index()[name]["expected"]
    if expected == "unknown":
        return {0, 4, 5, 6}
    if expected.startswith("singular to working precision"):
        return {0, 5}
    return {3} if "not square" in expected else {int(expected.split()[1].rstrip(":"))}


@pytest.mark.jit
@pytest.mark.parametrize("name", list(cases()))
def test_solved_or_refused(name):
    code, x = 0, None
    try:
        A = read(REAL_MATRICES / index()[name]["file"])
        F = factorize(A)
        b = A.matvec(np.random.default_rng(0).standard_normal(A.n))
        x = F.solve(b)
    except PastixError as error:
        code = error.exit_code
    assert code in allowed(name)
    if code == 0:
        whole = A.full()
        r = abs(b - whole @ x)
        scale = abs(whole) @ abs(x) + abs(b)
        assert (r <= 1.01e-14 * scale + np.finfo(float).tiny).all()
