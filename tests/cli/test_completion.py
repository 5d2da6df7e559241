"""What a shell is offered, asked as the shells ask."""

import os
import shutil
import subprocess
import sys

import pytest

from pastix_py.cli.completion import SHELLS
from pastix_py.cli.main import COMMANDS, run
from pastix_py.matrix import GENERATORS
from pastix_py.ordering import METHODS

HEAVY = "('numba', 'scipy', 'numpy', 'rich')"


def offered(line, cwd):
    """Return (kind, text) of what is offered for the last word of a line; fails where something heavy is imported."""
    code = "import sys; from pastix_py.cli.main import run; run(); "
    code += f"sys.exit(any(name in sys.modules for name in {HEAVY}))"
    words = line.split(" ")
    environment = os.environ | {"_PASTIX_COMPLETE": "bash_complete", "COMP_WORDS": line}
    environment["COMP_CWORD"] = str(len(words) - 1)
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=cwd, capture_output=True, text=True)  # noqa: PLW1510
    assert done.returncode == 0, done.stderr
    return [tuple(item.split(",", 1)) for item in done.stdout.split()]


@pytest.fixture
def folder(tmp_path):
    for name in ("A.mtx", "B.mtx.gz", "notes.txt", "lap2.npz"):
        (tmp_path / name).touch()
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "C.rb").touch()
    return tmp_path


def test_commands_flags_and_values(folder):
    assert {text for _, text in offered("pastix ", folder)} == set(COMMANDS)
    assert offered("pastix so", folder) == [("plain", "solve")]
    assert set(offered("pastix bench r", folder)) == {("plain", "run"), ("plain", "report")}
    assert offered("pastix solve --prec", folder) == [("plain", "--precision")]
    assert offered("pastix solve --precision m", folder) == [("plain", "mixed")]
    assert {text for _, text in offered("pastix order --ordering ", folder)} == set(METHODS)
    assert offered("pastix order --ordering A", folder) == [("file", "A")]
    assert offered("pastix help form", folder) == [("plain", "formats")]


def test_matrices(folder):
    found = {text for kind, text in offered("pastix solve ", folder) if kind == "plain"}
    assert found == {"A.mtx", "B.mtx.gz", "lap2.npz", "deep/", *(f"{name}:10" for name in GENERATORS)}
    assert offered("pastix solve lap2", folder) == [("plain", "lap2.npz"), ("plain", "lap2:10")]
    assert offered("pastix solve deep/", folder) == [("plain", "deep/C.rb")]
    assert offered("pastix solve de", folder) == [("file", "de")]
    assert offered("pastix solve A.mtx --rhs n", folder) == [("file", "n")]
    assert offered("pastix bench run s", folder) == [("file", "s")]
    assert offered("pastix bench report --html s", folder) == [("file", "s")]
    assert offered("pastix generate helm", folder) == [("plain", "helm3:10")]


@pytest.mark.parametrize("shell", SHELLS)
def test_script_asks_for_completions(shell, capsys):
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "_PASTIX_COMPLETE" in script
    assert "pastix" in script


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is absent")
def test_bash_completes(folder, tmp_path):
    command = tmp_path / "bin" / "pastix"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pastix_py "$@"\n')
    command.chmod(0o755)
    script = f'PATH="{command.parent}:$PATH"; eval "$(pastix completion bash)"; COMP_WORDS=(pastix solve --ref); '
    script += 'COMP_CWORD=2; _pastix_completion pastix; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=folder, check=True)
    assert done.stdout.strip() == "--refine"
