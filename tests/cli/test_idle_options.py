"""An option that would have no effect is refused before anything is computed, and one that has an effect is not."""

import pytest

from pastix_py.cli.main import run

COMPRESSING = (["--tolerance", "1e-4"], ["--compressor", "svd"], ["--preselect", "2"], ["--tolerance-kind", "block"])
COMMANDS = (["solve", "lap2:4"], ["factorize", "lap2:4", "-o", "A.factors"], ["explain", "lap2:4"])


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("option", COMPRESSING, ids=lambda option: option[0])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_what_belongs_to_compression_is_refused_without(command, option, capsys):
    assert run([*command, *option]) == 2
    sentence = f"pastix: {option[0]} has no effect here: it belongs to --compress, which is none."
    assert capsys.readouterr().err.splitlines() == [sentence]


@pytest.mark.parametrize("option", COMPRESSING, ids=lambda option: option[0])
@pytest.mark.parametrize("strategy", ["just-in-time", "none"])
def test_what_belongs_to_compression_is_taken_where_that_is_chosen(strategy, option):
    assert run(["explain", "lap2:4", "--compress", strategy, *option]) == 0


@pytest.mark.parametrize("command", [*COMMANDS, ["analyze", "lap2:4", "-o", "A.plan"]], ids=lambda command: command[0])
def test_the_memory_of_a_gpu_is_refused_on_the_cpu(command, capsys):
    assert run([*command, "--device-memory", "1G"]) == 2
    assert "--device-memory has no effect here" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        "explain lap2:4 --trace run.json",
        "iterate lap2:4 --level 2",
        "iterate lap2:4 --drop 1e-2",
        "iterate lap2:4 --fill 3",
    ],
)
def test_what_the_method_by_default_does_not_read_is_refused(line, capsys):
    assert run(line.split()) == 2
    assert f"{line.split()[-2]} has no effect here" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        "iterate lap2:4 --preconditioner iluk --level 2 --modified 1",
        "iterate lap2:4 --preconditioner ilut --drop 1e-2 --fill 3",
        "iterate lap2:4 --preconditioner blr --drop 1e-2",
        "iterate lap2:4 --krylov gmres --restart 9 --shift 0.1",
        "iterate lap2:4 --preconditioner jacobi --drop 1e-2",
        "explain lap2:4 --device cpu --device-memory 1G",
    ],
)
def test_what_is_given_with_a_choice_is_taken(line):
    assert run(line.split()) == 0


def test_a_refinement_that_does_not_fit_is_told_before_the_factorization(capsys, monkeypatch):
    def factored(*_, **__):
        raise AssertionError("the matrix is factored")

    monkeypatch.setattr("pastix_py.pipeline.factorize", factored)
    assert run(["solve", "convdiff3:3", "--refine", "cg"]) == 2
    assert "cg needs a symmetric" in capsys.readouterr().err


def test_a_mistyped_option_is_answered_with_one_that_is_like_it(capsys):
    assert run(["solve", "lap2:4", "--orderng", "amd"]) == 2
    assert capsys.readouterr().err == "pastix: There is no option '--orderng'; did you mean '--ordering'?\n"
    assert run(["solve", "lap2:4", "--nosuch"]) == 2
    assert capsys.readouterr().err == "pastix: There is no option '--nosuch'; see pastix solve --help.\n"
