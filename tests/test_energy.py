"""Joules by counters like those of the machine."""

import pytest

from pastix_py.energy import Energy, processors


def zone(folder, name, energy, turn=10_000_000):
    path = folder / name
    path.mkdir()
    (path / "energy_uj").write_text(f"{energy}\n")
    (path / "max_energy_range_uj").write_text(f"{turn}\n")
    return path / "energy_uj"


def test_packages_are_added_up_and_their_parts_left_out(tmp_path):
    first = zone(tmp_path, "intel-rapl:0", 1_000_000)
    second = zone(tmp_path, "intel-rapl:1", 9_000_000)
    part = zone(tmp_path, "intel-rapl:0:0", 0)
    with Energy(tmp_path) as spent:
        first.write_text("3500000")
        second.write_text("1000000")  # it began anew
        part.write_text("5000000")
    assert spent.joules == {"cpu": pytest.approx(2.5 + 2.0)}
    assert spent.told(9.0) == {"joules": spent.joules, "joules_per_flop": pytest.approx(0.5)}
    assert spent.told() == {"joules": spent.joules}


def test_nothing_is_told_where_nothing_counts(tmp_path):
    with Energy(tmp_path / "missing") as spent:
        pass
    assert spent.told(1.0) == {}


def test_counters_that_cannot_be_read_are_left_out(tmp_path):
    zone(tmp_path, "intel-rapl:0", "secret")
    kept = zone(tmp_path, "intel-rapl:1", 7)
    assert len(processors(tmp_path)) == 1
    with Energy(tmp_path) as spent:
        kept.unlink()
    assert spent.told(1.0) == {}


def test_without_a_gpu_nothing_fails(tmp_path):
    with Energy(tmp_path, with_gpu=True) as spent:
        pass
    assert "gpu" not in spent.joules or spent.joules["gpu"] >= 0
