"""Tests of many types, which the compiler would take minutes for: run by the interpreter, in a process of their own."""

import os
import subprocess
import sys


def run(path):
    """Run the tests of a file without the compiler, and fail with what they say where one fails."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=--import-mode=importlib",
    ]
    done = subprocess.run(
        [*command, path], env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
