"""The pool of homes, without the compiler."""

import os

from interpreted import run


def test_homes():
    run(os.path.join(os.path.dirname(__file__), "homes_cases.py"))
