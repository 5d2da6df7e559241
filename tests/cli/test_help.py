"""The help: every command has examples that run, options stand under their stage, topics quote the code."""

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import fields

import click
import numpy as np
import pytest
from graphs import random_trace

import pastix_py
from pastix_py.cli import facts
from pastix_py.cli.formatting import dressed
from pastix_py.cli.help import FOLDER, text_of, title_of, topics
from pastix_py.cli.main import COMMANDS, SECTIONS, group, run
from pastix_py.errors import PastixError
from pastix_py.matrix import GENERATORS
from pastix_py.options import (
    AnalysisOptions,
    DeviceOptions,
    FactorizationOptions,
    Options,
    OrderingOptions,
    RuntimeOptions,
    SolveOptions,
)
from pastix_py.ordering import METHODS
from pastix_py.runtime import trace_file

ELSEWHERE = ("fetch",)  # commands whose examples need the network: their own tests run them
OUTSIDE = (0, 10)  # what `pastix doctor` returns, by what is installed here
SWEEP = 'matrices = ["lap2:4"]\nsolvers = ["superlu"]\nrepetitions = 1\nwarmup = 0\n'


def commands():
    """Yield (path, command) of every command and subcommand."""
    for name in COMMANDS:
        command = group.get_command(None, name)
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", command.get_command(None, sub)) for sub in command.list_commands(None))


EXAMPLES = [(path, line) for path, command in commands() if path not in ELSEWHERE for line in command.examples()]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Return a folder with the files that the examples name."""
    folder, before = tmp_path_factory.mktemp("shelf"), os.getcwd()
    os.chdir(folder)
    try:
        for line in (
            "generate lap2:8 -o A.mtx",
            "order A.mtx -o A.ord",
            "analyze A.mtx -o A.plan",
            "factorize A.mtx -o A.factors --quiet",
            "solve A.mtx -o x0.mtx --quiet",
        ):
            assert run(line.split()) == 0
        pastix_py.write("b.mtx", np.ones(64))
        trace_file.write("run.json", random_trace())
        (folder / "sweep.toml").write_text(SWEEP)
        assert run(["bench", "run", "sweep.toml", "-o", "results.jsonl", "--quiet"]) == 0
        text = (folder / "results.jsonl").read_text()
        for name in ("before", "after"):
            (folder / f"{name}.jsonl").write_text(text)
        theirs = json.loads(text.splitlines()[-1]) | {"solver": "pardiso", "key": "theirs"}
        (folder / "results.jsonl").write_text(f"{text}{json.dumps(theirs)}\n")
    finally:
        os.chdir(before)
    return folder


@pytest.fixture
def path_with_pastix(tmp_path, monkeypatch):
    """Put a `pastix` of this interpreter first in the PATH."""
    command = tmp_path / "bin" / "pastix"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pastix_py "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")


def typed(line):
    """Run a line as a shell would, in this process where it is a plain command; returns the exit code."""
    words = shlex.split(line, comments=True)
    if set(words) & {"|", ">", "||", "&&", "<"}:
        return subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, check=False).returncode
    assert words[0] == "pastix"
    return run(words[1:])


@pytest.mark.parametrize(("path", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_example_runs(path, line, shelf, monkeypatch, path_with_pastix, capsys):
    monkeypatch.chdir(shelf)
    assert typed(line) in (OUTSIDE if path == "doctor" else (0,))


@pytest.mark.parametrize("path", [path for path, command in commands() if not isinstance(command, click.Group)])
def test_every_command_has_an_example_in_its_help_as_it_is_typed(path, capsys):
    assert run([*path.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    own = [line for name, line in EXAMPLES if name == path] if path not in ELSEWHERE else ["pastix"]
    assert own
    assert re.search(r"^Examples?:$", shown, re.M)
    assert all(re.search(rf"^  {re.escape(line)}", shown, re.M) for line in own)


def test_other_docstrings_and_epilogs_are_shown_too():
    @click.command("x", epilog="More of it.")
    def command():
        r"""Do x.

        \b
          a  table
          as it is

        \b
        Examples:
          pastix x  # once
          pastix x | cat
        """

    text = click.Context(dressed(command)).get_help()
    assert dressed(command).examples() == ["pastix x  # once", "pastix x | cat"]
    assert (
        text.index("Do x.") < text.index("More of it.") < text.index("Examples:\n  pastix x  # once\n  pastix x | cat")
    )
    assert "  a  table\n    as it is\n" in text
    assert "\b" not in text and "\\b" not in text


def test_every_command_is_in_one_section_of_the_help(capsys):
    named = [name for names in SECTIONS.values() for name in names]
    assert len(named) == len(set(named))
    assert set(COMMANDS) <= set(named)
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(re.search(rf"^  {name} +{re.escape(text[:20])}", shown, re.M) for name, text in COMMANDS.items())


def test_no_argument_shows_the_help(capsys):
    for arguments in ([], ["bench"]):
        assert run(arguments) == 2
        assert capsys.readouterr().out.startswith("Usage: pastix")


def test_options_of_solve_stand_under_their_stage(capsys):
    assert run(["solve", "--help"]) == 0
    shown = capsys.readouterr().out
    headings = re.findall(r"^(\w+):$", shown, re.M)
    stages = ["Ordering", "Analysis", "Factorization", "Runtime", "Device", "Solve"]
    assert headings == ["Input", *stages, "Output", "Options", "Examples"]
    sections = dict(zip(headings, re.split(r"^\w+:$", shown, flags=re.M)[1:], strict=True))
    for stage in (
        OrderingOptions,
        AnalysisOptions,
        FactorizationOptions,
        RuntimeOptions,
        DeviceOptions,
        SolveOptions,
    ):
        for f in fields(stage):
            at_work = f.name in RuntimeOptions.__dataclass_fields__
            text = sections["Runtime" if at_work else stage.__name__.removesuffix("Options")]
            assert f"--{f.name.replace('_', '-')} " in text
            assert all(re.search(rf"\b{choice}\b", text) for choice in f.metadata["choices"] or ())
    assert all(method in sections["Ordering"] for method in METHODS)
    assert "--report" in sections["Output"]


def test_topics_are_listed_and_shown(capsys):
    assert run(["help"]) == 0
    listed = capsys.readouterr().out
    for topic in topics():
        assert re.search(rf"^  {topic} +{re.escape(title_of(topic))}$", listed, re.M)
        assert run(["help", topic]) == 0
        shown = capsys.readouterr().out
        assert shown.startswith(title_of(topic))
        assert max(len(line) for line in shown.splitlines()) <= facts.WIDTH, topic
        assert "$" not in shown.replace("$?", "")


def test_every_fact_is_quoted():
    texts = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.txt"))
    assert set(re.findall(r"\$(\w+)", texts)) == set(facts.FACTS)


def test_facts_are_those_of_the_code():
    formats, codes = text_of("formats"), text_of("exit-codes")
    assert all(f"{name}:N " in formats for name in GENERATORS)
    assert all(re.search(rf"^    {name} ", text_of("orderings"), re.M) for name in METHODS)
    kinds = Options.__dataclass_fields__["factorization"].metadata["choices"]
    assert all(re.search(rf"^    {kind} ", text_of("factorizations"), re.M) for kind in kinds if kind != "auto")
    entries = [entry.split(maxsplit=1) for entry in re.split(r"^ {4}(?=\d)", codes, flags=re.M)[1:]]
    assert {code for code, _ in entries} >= {"0", "1", "11", "130"}
    for name in pastix_py.__all__:
        error = getattr(pastix_py, name)
        if isinstance(error, type) and issubclass(error, PastixError) and not error.__subclasses__():
            assert any(int(code) == error.exit_code and name in text for code, text in entries)


def test_reports_topic_has_the_keys_of_a_report(capsys):
    assert run(["solve", "lap2:5", "--report", "-"]) == 0
    report, text = json.loads(capsys.readouterr().out), text_of("reports")
    parts = [part for name, part in report.items() if name != "options" and isinstance(part, dict)]
    keys = {key for part in (report, *parts) for key in part}
    lines = text.split("\n\n")[-1].splitlines()
    told = {word for line in lines for word in re.findall(r"\w+", line)}
    assert keys <= told
    first = {line.split()[0] for line in lines if re.match(r" {4}\w", line)}
    assert first == set(report)


def test_python_topic_runs():
    code = "\n\n".join(part for part in text_of("python").split("\n\n") if re.match(r"    (import|\w+ = )", part))
    names = {}
    exec(re.sub(r"^    ", "", code, flags=re.M), names)
    np.testing.assert_allclose(names["A"].matvec(names["x"]), names["b"], atol=1e-11)


@pytest.mark.parametrize("topic", topics())
def test_commands_of_a_topic_run(topic, shelf, monkeypatch, path_with_pastix, capsys):
    monkeypatch.chdir(shelf)
    for line in re.findall(r"^    (pastix .*)$", text_of(topic), re.M):
        assert typed(line) == 0


def test_help_of_a_command_is_that_of_its_flag(capsys):
    for path in (["solve"], ["bench", "run"]):
        assert run(["help", *path]) == 0
        by_topic = capsys.readouterr().out
        assert run([*path, "--help"]) == 0
        assert by_topic == capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["solve", "--help"], ["trace", "--help"], ["help"], ["completion", "bash"]])
def test_nothing_heavy_is_imported(arguments):
    code = f"import sys; from pastix_py.cli.main import run; run({arguments!r}); "
    code += "sys.exit(any(name in sys.modules for name in ('numba', 'scipy', 'numpy', 'rich')))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_near(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    run(["generate", "lap2:3", "-o", "matrix.mtx"])
    cases = {
        ("sovle", "lap2:3"): (2, "'solve'"),
        ("bench", "rum"): (2, "'run'"),
        ("help", "fromats"): (2, "'formats'"),
        ("solve", "lap2:3", "--orderin", "amd"): (2, "'--ordering'"),
        ("solve", "lap2:3", "--precision", "mxied"): (2, "'mixed'"),
        ("solve", "lap2:3", "--ordering", "mettis"): (2, "'metis'"),
        ("solve", "lapp2:3"): (3, "'lap2'"),
        ("solve", "lap2"): (3, "lap2:10"),
        ("solve", "matrx.mtx"): (3, "matrix.mtx"),
        ("solve", "lap2:3", "--rhs", "Matrix.mtx"): (3, "matrix.mtx"),
        ("solve", "lap2:3", "--plan", "matrix.mt"): (3, "matrix.mtx"),
        ("solve", "lap2:3", "--schur", "matrix"): (3, "matrix.mtx"),
    }
    for arguments, (code, near) in cases.items():
        assert run(list(arguments)) == code, arguments
        said = capsys.readouterr().err
        assert near in said, arguments
        assert said.count("\n") == 1
        assert said.startswith("pastix: ")


def test_what_is_near_to_nothing_is_told_what_there_is(capsys):
    assert run(["solve", "lap2:3", "--precision", "xyzzy"]) == 2
    assert "auto, s, d, c, z, mixed" in capsys.readouterr().err
    assert run(["solve", "--rhs"]) == 2
    assert "pastix solve --help" in capsys.readouterr().err
