"""What results say: profiles, ratios per phase, fitted exponents, failures, comparison with noise."""

import numpy as np
import pytest

from pastix_py import UsageError
from pastix_py.bench import tables
from pastix_py.bench.compare import compare


def result(matrix, seconds, solver="pastix", status="ok", **more):
    parts = {f"{phase}_seconds": seconds / 4 for phase in ("analyze", "factorize", "solve")}
    fields = {"key": f"{matrix} {solver}", "matrix": matrix, "n": 4, "nnz": 9, "solver": solver, "options": {}}
    told = {"status": status, "all_seconds": [seconds] * 3, "total_seconds": seconds, "peak_bytes": 100}
    return fields | told | parts | more


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


def test_the_best_run_on_a_matrix_counts_in_a_profile():
    made = [result("a", 4.0), result("a", 2.0), result("a", 0.0, "superlu"), result("a", 9.0, "superlu", "failed")]
    found = tables.profile(made)
    assert [found[name][1].tolist() for name in ("pastix", "superlu")] == [[1.0], [1.0]]
    assert found["superlu"][0] == [1.0] < found["pastix"][0]


def test_profile_of_a_solver_that_solves_nothing_is_empty():
    found = tables.profile([result("a", 1.0), result("a", 1.0, "qdldl", "failed")])
    assert [part.size for part in found["qdldl"]] == [0, 0]


def test_exponents_are_those_of_a_power_law():
    made = [result(f"lap3:{k}", 1e-6 * (k**3) ** 2, n=k**3, details={"nnz_factor": 7 * k**4, "operations": k**5})
            for k in (10, 20, 30, 40)]  # fmt: skip
    found = {fit["quantity"]: fit for fit in tables.scaling(made)}
    assert found["total_seconds"]["exponent"] == pytest.approx(2)
    assert found["total_seconds"]["factor"] == pytest.approx(1e-6)
    assert found["nnz_factor"]["exponent"] == pytest.approx(4 / 3)
    assert found["operations"]["exponent"] == pytest.approx(5 / 3)
    assert "factor_bytes" not in found
    assert found["peak_bytes"]["exponent"] == pytest.approx(0, abs=1e-12)
    assert {fit["sizes"] for fit in found.values()} == {4}


def test_two_sizes_and_failures_give_no_exponent():
    made = [result("lap2:10", 1.0), result("lap2:20", 2.0, n=8), result("lap2:30", 3.0, status="failed", n=12)]
    assert tables.scaling(made) == []
    assert tables.scaling([result(f"{name}.mtx", 1.0, n=k) for k, name in enumerate("abcd", 1)]) == []


def test_ratios_are_geometric_means_over_common_matrices():
    made = [
        result("a", 1.0), result("b", 2.0),
        result("a", 4.0, "superlu", peak_bytes=200), result("b", 2.0, "superlu"), result("c", 9.0, "superlu"),
    ]  # fmt: skip
    assert tables.ratios(made, "pastix") == pytest.approx({"pastix": 1.0, "superlu": 2.0})
    assert tables.ratios(made, "pastix", "peak_bytes")["superlu"] == pytest.approx(2**0.5)
    with pytest.raises(UsageError):
        tables.ratios(made, "mumps")


def test_baseline_is_ours_or_the_first_that_solved():
    made = [result("a", 1.0, "qdldl", "failed"), result("a", 1.0, "mumps"), result("a", 1.0, "superlu")]
    assert tables.baseline_of(made) == "mumps"
    assert tables.baseline_of([*made, result("b", 1.0)]) == "pastix"
    assert tables.baseline_of(made, "superlu") == "superlu"
    with pytest.raises(UsageError, match="qdldl, mumps, superlu"):
        tables.baseline_of(made, "pardiso")


def test_labels_tell_options_and_threads():
    assert tables.label({"solver": "pastix", "options": {"b": 1, "a": "x"}, "threads": 4}) == "pastix a=x b=1 threads=4"
    assert tables.label({"solver": "superlu", "options": {}, "threads": 1}) == "superlu"


def test_failures_are_grouped_with_the_first_reason():
    made = [result(f"m{k}", 1.0, "qdldl", "crashed", reason=f"signal {k}") for k in range(5)] + [result("a", 1.0)]
    (found,) = tables.failures(made)
    assert (found["label"], found["status"], found["count"], found["reason"]) == ("qdldl", "crashed", 5, "signal 0")
    assert found["matrices"] == "m0, m1, m2 and 2 more"


def sampled(matrix, middle, random, **more):
    return result(matrix, middle, all_seconds=list(middle * (1 + 0.05 * random.random(9))), **more)


def test_compare_sees_what_is_slower_and_not_what_is_noise():
    random = np.random.default_rng(0)
    old = [sampled(name, 1.0, random) for name in "abcd"] + [result("e", 1.0, status="failed"), result("f", 1.0)]
    new = [
        sampled("a", 1.0, random), sampled("b", 1.5, random), sampled("c", 0.5, random),
        result("d", 1.0, status="timeout"), result("e", 1.0), result("g", 1.0),
    ]  # fmt: skip
    found = {line["matrix"]: line["verdict"] for line in compare(old, new)}
    assert found == {"a": "same", "b": "slower", "c": "faster", "d": "failed", "e": "solved", "f": "gone", "g": "new"}
    assert {line["verdict"] for line in compare(old[:4], new[:3], threshold=1.5)} == {"same", "gone"}
    with pytest.raises(UsageError, match="from 0 on"):
        compare(old, new, threshold=float("nan"))


def test_compare_takes_the_last_of_several_results():
    old, new = [result("a", 1.0)], [result("a", 9.0), result("a", 1.0)]
    assert [line["verdict"] for line in compare(old, new)] == ["same"]
