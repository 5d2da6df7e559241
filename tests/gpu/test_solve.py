"""Solves on a device, of all kinds and types, run by the interpreter."""

import pathlib

import interpreted


def test_solves():
    interpreted.run(pathlib.Path(__file__).parent / "solve_cases.py")
