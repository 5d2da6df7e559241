"""The search for cycles is rare in the command, and as it was for those who import the package."""

import subprocess
import sys

TOLD = "import gc; before = gc.get_threshold(); {}; print(gc.get_threshold()[0] / before[0])"


def told(code):
    done = subprocess.run([sys.executable, "-c", TOLD.format(code)], capture_output=True, text=True, check=True)
    return float(done.stdout.splitlines()[-1])


def test_the_command_searches_rarely():
    leave = "import os, pastix_py.__main__ as m; m.os = type('Stays', (), {'_exit': print}); m.main()"
    assert told(f"import sys; sys.argv = ['pastix', '--version']; {leave}") > 10


def test_an_import_changes_nothing():
    assert told("import pastix_py.pipeline, pastix_py.cli.main") == 1
