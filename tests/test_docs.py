"""Everything in the README that can run does, and prints what is shown; what it names exists."""

import os
import pathlib
import re
import shlex
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import fields

import pytest

from pastix_py.bench.sweep import load, members
from pastix_py.cli.main import COMMANDS, run
from pastix_py.options import HMatrixOptions, IterateOptions, Options

ROOT = pathlib.Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.S | re.M)
PROSE = FENCED.sub("", README)
NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?(e[-+]?\d+)?")
UNIT = re.compile(r"# (m?s|[kMG]?B|[kMG]?flop/s)(?!\w)")
ELSEWHERE = {  # commands of tables that are not run here, and why
    "pastix doctor": "it measures the machine for seconds; its own tests run it",
    "pastix fetch HB/bcsstk14": "it needs the network; its own tests fetch from a server on loopback",
    "pastix bench run sweep.toml --dask host:8786": "it needs a scheduler; its own test starts one",
}
TINY_SWEEP = 'matrices = ["lap2:4"]\nsolvers = ["pastix", "superlu"]\nrepetitions = 1\nwarmup = 0\n'


def blocks(language):
    """Return the fenced blocks of a language."""
    return [text for found, text in FENCED.findall(README) if found == language]


def transcripts():
    """Return (command, lines shown) of every console block."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            found.append((command, shown))
    return found


def table_commands():
    """Return the commands in the cells of tables."""
    rows = re.findall(r"^\|.*\|$", PROSE, re.M)
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row) if re.search(r"\bpastix [a-z-]", code)]


def masked(line):
    """Return a line with numbers and units of time, memory and speed masked, blanks squeezed."""
    return re.sub(r"\s+", " ", UNIT.sub("#", NUMBER.sub("#", line))).strip()


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """Return a function that runs a script in an empty folder, `pastix` being the one of this interpreter."""
    command = tmp_path / "bin" / "pastix"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pastix_py "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")

    def script(text, folder=tmp_path):
        done = subprocess.run(
            ["bash", "-c", f"set -eo pipefail\n{text}"], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return script


def test_every_block_is_of_a_kind_that_is_run():
    assert {language for language, _ in FENCED.findall(README)} == {"console", "sh", "python", "toml"}
    indented = re.findall(r"^ {4}(\S+)", PROSE, re.M)
    assert set(indented) <= {"pip", "file", "matrix"}  # installation, and the picture


@pytest.mark.parametrize(("command", "shown"), transcripts(), ids=lambda value: value if isinstance(value, str) else "")
def test_transcript(command, shown, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    code = run(shlex.split(command)[1:])
    captured = capsys.readouterr()
    assert (code == 0) is (captured.err == "")
    printed = (captured.out + captured.err).rstrip("\n").split("\n")
    printed = [re.sub(r"  \(and .* once\)", "", line) for line in printed]
    assert [masked(line) for line in printed] == [masked(line) for line in shown]


def test_installation(shell):
    lines = re.findall(r"^ {4}(pip .*)$", PROSE, re.M)
    assert lines
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(re.findall(r"\.\[(\w+)\]", README)) <= set(extras)
    for line in lines:
        command = line.partition("&& ")[2]
        if command.startswith("pastix"):
            assert "backward error" in shell(command, ROOT)


def test_python_blocks(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {}
    first, *more = blocks("python")
    assert len(first.split("\n")) <= 8, "six lines of Python, and one that is empty"
    exec(first, names)
    assert abs(names["A"].matvec(names["x"]) - names["b"]).max() < 1e-12
    for block in more:
        exec(block, names)
    assert names["S"].shape == (3, 3)
    assert (tmp_path / "A.factors").exists()
    assert (tmp_path / "tree.svg").exists()
    assert "llt" in capsys.readouterr().out


@pytest.mark.parametrize("script", blocks("sh"))
def test_shell_block(script, shell, tmp_path):
    shell(script)
    assert (tmp_path / "x.npy").exists()


def test_sweep_file(tmp_path):
    (tmp_path / "A.mtx").touch()
    (text,) = blocks("toml")
    (tmp_path / "sweep.toml").write_text(text)
    runs = load(tmp_path / "sweep.toml")
    matrices = {*members("small", ""), "lap3:10", "lap3:20", "lap3:30", str(tmp_path / "A.mtx")}
    assert {one.matrix for one in runs} == matrices
    per_matrix = {"pastix": 2, "superlu": 1, "pardiso": 1, "mumps": 2}
    assert Counter(one.solver for one in runs) == {name: k * len(matrices) for name, k in per_matrix.items()}
    assert {one.repetitions for one in runs} == {tomllib.loads(text)["repetitions"]}


def test_commands_in_tables(shell, tmp_path):
    (tmp_path / "sweep.toml").write_text(TINY_SWEEP)
    assert set(ELSEWHERE) < set(table_commands())
    for command in table_commands():
        if command not in ELSEWHERE:
            shell(command)
        if "bench run" in command:
            (tmp_path / "new.jsonl").write_bytes((tmp_path / "sweep.jsonl").read_bytes())
    assert all((tmp_path / name).exists() for name in ("r.html", "r.csv", "spy.svg", "profile.svg"))


def test_commands_in_the_prose_exist():
    named = re.findall(r"`pastix (?!-)(\S+?)[ `]", PROSE)
    assert named
    assert set(named) <= set(COMMANDS)
    for module in re.findall(r"`python -m (\S+)`", PROSE):
        assert (
            subprocess.run([sys.executable, "-m", module, "--help"], capture_output=True, check=False).returncode == 0
        )


def test_files_and_tables_to_change_are_there():
    rows = re.findall(r"^\| (.*) \| ((?:`(?:pastix_py|ordering|cli|matrices)/[^`]*`(?:, )?)+) \|$", README, re.M)
    assert len(rows) >= 12
    for what, where in rows:
        for path in re.findall(r"`([^`]+)`", where):
            assert (ROOT / path).exists(), path
            for table in re.findall(r"`([A-Z]+)`", what):
                home = (ROOT / path).parent
                assert any(re.search(rf"^{table} = ", file.read_text(), re.M) for file in home.glob("*.py")), table


def option_row(f):
    """Return the row of the README's table for a field."""
    choices = f.metadata["choices"]
    default = f"`{f.default}`" if str(f.default) not in ("", "False") else ""
    values = f" `{'` `'.join(choices)}`" if choices else ""
    return f"| `--{f.name.replace('_', '-')}` | {default} | {f.metadata['help']}{values} |"


@pytest.mark.parametrize("options", [Options, IterateOptions, HMatrixOptions], ids=lambda options: options.__name__)
def test_table_of_options(options):
    rows = [option_row(f) for f in fields(options)]
    assert "\n".join(["| flag | default | meaning |", "|---|---|---|", *rows]) in README
