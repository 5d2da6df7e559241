"""The README's commands and its Python example run, and print what it shows."""

import pathlib
import re
import subprocess
import sys
from dataclasses import fields

import pytest

from pastix_py.cli.main import run
from pastix_py.options import Options

ROOT = pathlib.Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?(e[-+]?\d+)?")


def transcripts():
    """Return (command, lines shown) of every console block."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", README, re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            found.append((command, shown))
    return found


def masked(line):
    """Return a line with numbers and units of time and memory masked, blanks squeezed."""
    return re.sub(r"\s+", " ", re.sub(r"# (m?s|[kMG]?B)\b", "#", NUMBER.sub("#", line))).strip()


@pytest.mark.parametrize(("command", "shown"), transcripts(), ids=lambda value: value if isinstance(value, str) else "")
def test_transcript(command, shown, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert run(command.split()[1:]) == 0
    printed = capsys.readouterr().out.rstrip("\n").split("\n")
    printed = [re.sub(r"  \(and .* once\)", "", line) for line in printed]
    assert [masked(line) for line in printed] == [masked(line) for line in shown]


def test_python_example(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(re.search(r"```python\n(.*?)```", README, re.S)[1], names)
    A = names["A"]
    assert abs(A.matvec(names["x"]) - names["b"]).max() < 1e-12
    assert names["S"].shape == (3, 3)
    assert (tmp_path / "A.factors").exists()
    assert "llt" in capsys.readouterr().out


def test_indented_commands(tmp_path):
    lines = re.findall(r"^    (pastix .*)$", README, re.M)
    assert lines
    script = "\n".join([f'pastix() {{ "{sys.executable}" -m pastix_py "$@"; }}', "set -eo pipefail", *lines])
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "x.mtx").exists()


def test_every_command_is_in_the_help(capsys):
    assert run(["--help"]) == 0
    text = capsys.readouterr().out
    for command in re.findall(r"^    pastix (\w+)", README, re.M):
        assert command in text


def option_row(f):
    """Return the row of the README's table for a field."""
    choices = f.metadata["choices"]
    default = f"`{f.default}`" if f.default != "" else ""
    values = f" `{'` `'.join(choices)}`" if choices else ""
    return f"| `--{f.name.replace('_', '-')}` | {default} | {f.metadata['help']}{values} |"


def test_table_of_options():
    rows = [option_row(f) for f in fields(Options)]
    assert "\n".join(["| flag | default | meaning |", "|---|---|---|", *rows]) in README
