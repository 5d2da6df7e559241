"""The benchmark of a device, run by the interpreter."""

import pathlib

import interpreted


def test_bench():
    interpreted.run(pathlib.Path(__file__).parent / "bench_cases.py")
