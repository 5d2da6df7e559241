"""Factorizations on a device, and whole runs with one: run without the compiler."""

import pathlib

import pytest
from interpreted import run

HERE = pathlib.Path(__file__).parent


@pytest.mark.parametrize("name", ["factor_cases", "pipeline_cases", "cupy_cases", "stream_cases", "compressed_cases"])
def test_without_the_compiler(name):
    run(HERE / f"{name}.py")
