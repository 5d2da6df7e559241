"""What results say: profiles, ratios per phase, fitted exponents, comparison with noise."""

import numpy as np
import pytest

from pastix_py.bench import tables


def result(matrix, seconds, name="pastix", status="ok", **more):
    parts = {f"{phase}_seconds": seconds / 4 for phase in ("analyze", "factorize", "solve")}
    return {"key": f"{matrix} {name}", "matrix": matrix, "n": 4, "nnz": 9, "solver": name, "options": {},
            "status": status, "all_seconds": [seconds] * 3, "total_seconds": seconds, "peak_bytes": 100} | parts | more  # fmt: skip


def test_profile_of_two_solvers_by_hand():
    made = [
        result("a", 1.0), result("b", 4.0), result("c", 9.0),
        result("a", 2.0, "superlu"), result("b", 2.0, "superlu"), result("c", 1.0, "superlu", "failed"),
    ]  # fmt: skip
    found = tables.profile(made)
    np.testing.assert_allclose(found["pastix"][0], [1, 1, 2])
    np.testing.assert_allclose(found["pastix"][1], [1 / 3, 2 / 3, 1])
    np.testing.assert_allclose(found["superlu"][0], [1, 2])
    np.testing.assert_allclose(found["superlu"][1], [1 / 3, 2 / 3])


def test_profile_of_a_solver_that_solves_nothing_is_empty():
    found = tables.profile([result("a", 1.0), result("a", 1.0, "qdldl", "failed")])
    assert [part.size for part in found["qdldl"]] == [0, 0]


def test_exponents_are_those_of_a_power_law():
    made = [result(f"lap3:{k}", 1e-6 * (k**3) ** 2, n=k**3, details={"nnz_factor": 7 * k**4}) for k in (10, 20, 30, 40)]
    found = {fit["quantity"]: fit for fit in tables.scaling(made)}
    assert found["total_seconds"]["exponent"] == pytest.approx(2)
    assert found["total_seconds"]["factor"] == pytest.approx(1e-6)
    assert found["nnz_factor"]["exponent"] == pytest.approx(4 / 3)
    assert found["peak_bytes"]["exponent"] == pytest.approx(0, abs=1e-12)
    assert {fit["sizes"] for fit in found.values()} == {4}


def test_two_sizes_and_failures_give_no_exponent():
    made = [result("lap2:10", 1.0), result("lap2:20", 2.0, n=8), result("lap2:30", 3.0, status="failed", n=12)]
    assert tables.scaling(made) == []
    assert tables.scaling([result(f"{name}.mtx", 1.0, n=k) for k, name in enumerate("abcd", 1)]) == []
