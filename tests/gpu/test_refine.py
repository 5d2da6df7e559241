"""Refinement on a device, run by the interpreter."""

import pathlib

import interpreted


def test_refinement():
    interpreted.run(pathlib.Path(__file__).parent / "refine_cases.py")
