"""Tables of the numeric kernels, made by the interpreter."""

import pathlib

import interpreted


def test_tables():
    interpreted.run(pathlib.Path(__file__).parent / "table_cases.py")
