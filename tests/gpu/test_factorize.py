"""Factorizations on a device: `factor_cases`, run without the compiler."""

import pathlib

from interpreted import run


def test_without_the_compiler():
    run(pathlib.Path(__file__).with_name("factor_cases.py"))
