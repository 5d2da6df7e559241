"""`pastix trace`: what is printed is what the trace holds, as tables and as JSON."""

import json
import re

import pytest
from graphs import random_trace

from pastix_py.cli.main import run
from pastix_py.runtime.bounds import bounds
from pastix_py.runtime.trace_file import write


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    trace = random_trace(60, 3)
    write("run.json", trace)
    write("run.paje", trace)
    return trace


def test_tables(recorded, capsys):
    assert run(["trace", "run.json", "--simulate", "1,4"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("lap3:9: llt in float64, 60 tasks by deterministic on 3 workers\n")
    for kind, count in zip(recorded.run.kinds, recorded.kind_counts(), strict=True):
        assert re.search(rf"^{kind} +{count} ", shown, re.M)
    for w, count in enumerate(recorded.worker_counts()):
        assert re.search(rf"^{w} +{count} ", shown, re.M)
    assert all(re.search(rf"^{name} +[\d.]+ ms +[\d.]+ %", shown, re.M) for name in ("area", "critical path", "mixed"))
    assert len(re.findall(r"^ +1  sequential ", shown, re.M)) == 1
    assert [len(re.findall(rf"^ +{p}  (?:static|dynamic|deterministic) ", shown, re.M)) for p in (1, 4)] == [3, 3]
    assert run(["trace", "run.paje", "--simulate", "1,4"]) == 0
    assert capsys.readouterr().out == shown


def test_report(recorded, capsys):
    assert run(["trace", "run.json", "--simulate", "2", "--report", "-"]) == 0
    captured = capsys.readouterr()
    told = json.loads(captured.out)
    assert "deterministic on 3 workers" in captured.err
    assert told["makespan"] == recorded.makespan
    assert told["bounds"]["area"] == pytest.approx(recorded.seconds.sum() / 3)
    assert told["over_bound"] == pytest.approx(recorded.makespan / max(told["bounds"].values()) - 1)
    assert sum(kind["seconds"] for kind in told["kinds"]) == pytest.approx(recorded.seconds.sum())
    critical = sum(kind["critical_seconds"] for kind in told["kinds"])
    assert critical == pytest.approx(told["bounds"]["critical_path"])
    assert all(one["busy"] + one["idle"] == pytest.approx(told["makespan"]) for one in told["workers"])
    rows = {row["scheduler"]: row for row in told["simulated"]}
    assert set(rows) == {"sequential", "static", "dynamic", "deterministic"}
    for name, row in rows.items():
        assert row["speed_up"] == pytest.approx(recorded.seconds.sum() / row["seconds"])
        assert row["seconds"] >= row["bound"] * (1 - 1e-6)
        if name == "dynamic":
            assert row["bound"] == bounds(recorded.tasks, recorded.seconds, 2, False).best
    assert run(["trace", "run.json", "--report", "r.json", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    with open("r.json") as stream:
        assert json.load(stream) == told | {"simulated": []}


def test_a_trace_without_tasks(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write("run.json", random_trace(0, 2))
    assert run(["trace", "run.json", "--simulate", "3"]) == 0
    assert "0 tasks" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (["run.jsn"], 3, "did you mean run.json?"),
        (["other.json"], 3, "no trace"),
        (["run.json", "--simulate", "0"], 2, "--simulate"),
        (["run.json", "--simulate", "2,x"], 2, "--simulate"),
        (["run.json", "--simulate", ""], 2, "--simulate"),
        (["run.json", "--report", "run.json"], 2, "is read"),
        (["run.json", "--report", "none/r.json"], 9, "none"),
    ],
)
def test_failures(recorded, tmp_path, capsys, arguments, code, part):
    (tmp_path / "other.json").write_text('{"traceEvents": []}')
    assert run(["trace", *arguments]) == code
    told = capsys.readouterr().err
    assert part in told
    assert told.count("\n") == 1
