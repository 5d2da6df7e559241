"""Factors on a device multiplied out, of all kinds and types, run by the interpreter."""

import pathlib

import interpreted


def test_products_and_solutions():
    interpreted.run(pathlib.Path(__file__).parent / "dense_cases.py")
