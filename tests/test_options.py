"""Every option: its default, its flag, and what it refuses."""

from dataclasses import fields

import pytest

from pastix_py import Options, UsageError
from pastix_py.cli.main import COMMANDS, group

DEFAULTS = {
    "ordering": "auto",
    "effort": "normal",
    "seed": 0,
    "threads": 0,
    "matching": "auto",
    "factorization": "auto",
    "panel_width": 0,
    "compress": "none",
    "clusters": "auto",
    "amalgamation": 1.0,
    "row_order": "refine",
    "scaling": "auto",
    "precision": "auto",
    "tolerance": 0.0,
    "tolerance_kind": "matrix",
    "compressor": "rqrrt",
    "preselect": -1,
    "null_pivots": "warn",
    "max_memory": "",
    "scheduler": "dynamic",
    "blas": "",
    "trace": "",
    "device": "cpu",
    "device_memory": "",
    "trans": "N",
    "refine": "auto",
    "accuracy": 0.0,
    "errors": False,
}


def test_defaults_are_those_written_down():
    assert Options.of().as_dict() == DEFAULTS


@pytest.mark.parametrize("f", fields(Options), ids=lambda f: f.name)
def test_option_is_a_flag_of_solve_with_the_same_default(f):
    flags = {parameter.name: parameter for parameter in group.get_command(None, "solve").params}
    assert flags[f.name].opts == ["--" + f.name.replace("_", "-")]
    assert flags[f.name].default == f.default
    assert flags[f.name].help == f.metadata["help"]
    assert f.metadata["help"].endswith(".")


@pytest.mark.parametrize("f", fields(Options), ids=lambda f: f.name)
def test_wrong_values_are_refused(f):
    wrong = [None, object(), []]
    wrong += ["no such choice"] if f.metadata["choices"] else []
    wrong += [f.metadata["minimum"] - 1, float("nan")] if f.metadata["minimum"] is not None else []
    for value in wrong:
        with pytest.raises(UsageError, match=f.name):
            Options.of(**{f.name: value})


def test_unknown_option_names_the_nearest():
    with pytest.raises(UsageError, match="mean 'panel_width'"):
        Options.of(pannel_width=3)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_every_command_is_one_sentence_first(name):
    command = group.get_command(None, name)
    assert command.name == name
    assert command.help.split("\n")[0].endswith(".")
