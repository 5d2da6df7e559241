"""Results files: locked while they are written, read when cut, told when the disk is full."""

import json
import resource

import pytest

from pastix_py import InputError, OutputError, UsageError
from pastix_py.bench import store
from pastix_py.cli.main import run

RESULT = {"key": "a", "matrix": "lap2:5", "solver": "superlu", "status": "ok"}


def test_file_is_locked_while_a_sweep_writes(tmp_path):
    with store.appending(tmp_path / "r.jsonl") as append:
        append(RESULT)
        with pytest.raises(UsageError, match="another sweep"), store.appending(tmp_path / "r.jsonl"):
            pass
    assert store.read(tmp_path / "r.jsonl") == [RESULT]


def test_wrong_results_files(tmp_path):
    with pytest.raises(InputError):
        store.read(tmp_path / "none.jsonl")
    (tmp_path / "r.jsonl").write_text("{}\n[1]\n{}\n")
    with pytest.raises(InputError, match="line 2"):
        store.read(tmp_path / "r.jsonl")
    (tmp_path / "r.jsonl").write_text('{"key": "a", "matrix": "lap2:5"}\n')
    with pytest.raises(InputError, match="without matrix, solver, status"):
        store.read(tmp_path / "r.jsonl")
    (tmp_path / "r.jsonl").write_text("{}\nno json\n{}\n")
    with pytest.raises(InputError, match="line 2"):
        store.read(tmp_path / "r.jsonl")
    with pytest.raises(OutputError), store.appending(tmp_path / "none" / "r.jsonl"):
        pass


def test_a_results_file_that_holds_none_is_told(tmp_path, capsys):
    (tmp_path / "r.jsonl").touch()
    for command in (["report"], ["compare", str(tmp_path / "r.jsonl")]):
        assert run(["bench", *command, str(tmp_path / "r.jsonl")]) == InputError.exit_code
        assert "holds no results" in capsys.readouterr().err


def test_full_disk_is_told_and_what_was_written_stays(tmp_path):
    path = tmp_path / "r.jsonl"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with store.appending(path) as append:
        append(RESULT)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
        try:
            with pytest.raises(OutputError, match="cannot be written"):
                append(RESULT | {"key": "b", "reason": "x" * 200})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_text() == json.dumps(RESULT) + "\n"
    with store.appending(path) as append:
        append(RESULT | {"key": "b"})
    assert [result["key"] for result in store.read(path)] == ["a", "b"]
