"""Traces: what they add up to, and files that other programs and this one read."""

import gzip
import json
from collections import defaultdict

import numpy as np
import pytest
from graphs import random_trace

from pastix_py import factorize, generate
from pastix_py.errors import InputError, OutputError, UsageError
from pastix_py.runtime.packed import pack, unpack
from pastix_py.runtime.trace import Trace
from pastix_py.runtime.trace_file import read, write

NAMES = ("t.json", "t.json.gz", "t.paje", "t.trace", "t.paje.gz", "t")


def same(one, other):
    arrays = zip((*one[:3], *one.tasks), (*other[:3], *other.tasks), strict=True)
    return one.run == other.run and all(np.array_equal(a, b) for a, b in arrays)


def cancelled():
    """Return a trace of which some tasks were never run."""
    trace = random_trace(40, 2)
    never = trace.stop > np.median(trace.stop)
    columns = [np.where(never, out, column) for out, column in zip((-1, 0, 0), trace[:3], strict=True)]
    return Trace.of(trace.tasks, *columns, trace.run)


def test_what_a_trace_adds_up_to():
    trace = random_trace(80, 3)
    assert trace.start.min() == 0
    assert trace.makespan == pytest.approx(max(trace.stop) * 1e-9)
    for w, busy, count in zip(range(3), trace.busy(), trace.worker_counts(), strict=True):
        own = [t for t in range(80) if trace.worker[t] == w]
        assert busy == pytest.approx(sum(trace.stop[t] - trace.start[t] for t in own) * 1e-9)
        assert count == len(own)
    for k, parts in enumerate(zip(trace.kind_counts(), trace.kind_seconds(), trace.kind_operations(), strict=True)):
        own = [t for t in range(80) if trace.tasks.kind[t] == k]
        want = len(own), sum(trace.stop[own] - trace.start[own]) * 1e-9, sum(trace.tasks.cost[own])
        assert parts == pytest.approx(want)
    path = trace.critical_path()
    assert trace.seconds[path].sum() == pytest.approx(trace.bounds().critical_path)
    assert trace.bounds().best <= trace.makespan * (1 + 1e-6)
    assert trace.predict(3)["deterministic"] >= trace.bounds().best * (1 - 1e-6)


def test_tasks_that_were_not_run_take_no_time():
    trace = cancelled()
    ran = trace.worker >= 0
    assert 0 < ran.sum() < 40
    assert trace.kind_counts().sum() == trace.worker_counts().sum() == ran.sum()
    assert trace.seconds[~ran].sum() == 0
    assert trace.busy().sum() == pytest.approx(trace.seconds.sum())


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_read_back(tmp_path, name):
    for trace in (random_trace(50, 3), random_trace(0, 2), random_trace(1, 1), cancelled()):
        write(tmp_path / name, trace)
        assert same(read(tmp_path / name), trace)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_chrome_events_have_the_fields_of_the_format(tmp_path):
    trace = random_trace(70, 3)
    write(tmp_path / "t.json.gz", trace)
    held = json.loads(gzip.decompress((tmp_path / "t.json.gz").read_bytes()))
    assert held["displayTimeUnit"] in ("ms", "ns")
    assert held["otherData"]["matrix"] == "lap3:9"
    names = {event["tid"]: event["args"]["name"] for event in held["traceEvents"] if event["name"] == "thread_name"}
    assert names == {0: "worker 0", 1: "worker 1", 2: "worker 2"}
    events = [event for event in held["traceEvents"] if event["ph"] == "X"]
    assert {event["ph"] for event in held["traceEvents"]} == {"X", "M"}
    assert len(events) == 70
    for event in events:
        assert set(event) == {"name", "cat", "ph", "ts", "dur", "pid", "tid", "args"}
        assert isinstance(event["pid"], int)
        assert isinstance(event["tid"], int)
        t = event["args"]["task"]
        assert event["name"] == trace.run.kinds[trace.tasks.kind[t]]
        assert event["tid"] == trace.worker[t]
        assert event["ts"] == pytest.approx(trace.start[t] / 1e3, abs=1e-4)
        assert event["dur"] == pytest.approx(trace.seconds[t] * 1e6, abs=1e-4)
        assert event["args"]["cblk"] == trace.tasks.cblk[t]
        assert event["args"]["flops"] == trace.tasks.cost[t]


def parsed(text):
    """Return the events of a Paje file as (name, fields): a line is a number and the fields that its definition has."""
    definitions, events, current = {}, [], None
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        words = [word for part in line.split("'")[::2] for word in part.split()]
        quoted = line.split("'")[1::2]
        if line.startswith("%EventDef "):
            _, name, number = words
            current = definitions[number] = (name, [])
            assert [found for found, _ in definitions.values()].count(name) == 1
        elif line == "%EndEventDef":
            current = None
        elif line.startswith("%"):
            _, field, form = words
            assert form in ("date", "string", "color", "double", "int")
            current[1].append((field, form))
        else:
            assert current is None
            name, fields = definitions[words[0]]
            plain = len(fields) - len(quoted)  # quoted fields come last here
            assert len(words) == plain + 1 < 16
            events.append((name, dict(zip([field for field, _ in fields], [*words[1:], *quoted], strict=True))))
    return events


REQUIRED = {
    "PajeDefineContainerType": {"Alias", "Type", "Name"},
    "PajeDefineStateType": {"Alias", "Type", "Name"},
    "PajeDefineEntityValue": {"Alias", "Type", "Name", "Color"},
    "PajeCreateContainer": {"Time", "Alias", "Type", "Container", "Name"},
    "PajeDestroyContainer": {"Time", "Name", "Type"},
    "PajeSetState": {"Time", "Type", "Container", "Value"},
}


def test_paje_file_is_what_its_header_says(tmp_path):
    trace = random_trace(90, 3)
    write(tmp_path / "t.paje", trace)
    events = parsed((tmp_path / "t.paje").read_text())
    types, values, containers, last = {"0"}, set(), {"0": None}, 0.0
    spent, now = defaultdict(float), {}
    for name, event in events:
        assert set(event) >= REQUIRED[name]
        assert event["Type"] in types
        if name.startswith("PajeDefine") and name != "PajeDefineEntityValue":
            types.add(event["Alias"])
        elif name == "PajeDefineEntityValue":
            values.add(event["Alias"])
            assert all(0 <= float(part) <= 1 for part in event["Color"].split())
        if "Time" in event:
            assert float(event["Time"]) >= last
            last = float(event["Time"])
        if name == "PajeCreateContainer":
            assert event["Container"] in containers
            containers[event["Alias"]] = event["Container"]
        elif name == "PajeDestroyContainer":
            assert event["Name"] in containers
            if event["Name"] in now:
                _count(spent, now, event["Name"], last, None)
        elif name == "PajeSetState":
            assert event["Value"] in values
            assert event["Container"] in containers
            _count(spent, now, event["Container"], last, event["Value"])
    assert containers == {"0": None, "program": "0", **{f"w{w}": "program" for w in range(3)}}
    for w in range(3):
        idle = trace.makespan - trace.busy()[w]
        assert spent[f"w{w}", "idle"] == pytest.approx(idle * 1e3, abs=1e-6)
        for k, kind in enumerate(trace.run.kinds):
            own = (trace.worker == w) & (trace.tasks.kind == k)
            assert spent[f"w{w}", kind] == pytest.approx(trace.seconds[own].sum() * 1e3, abs=1e-6)
    assert {event["JobId"] for name, event in events if name == "PajeSetState"} == set(map(str, range(-1, 90)))


def _count(spent, now, container, time, value):
    """Add what a container was in its last state, and begin another."""
    if container in now:
        before, since = now[container]
        assert before != "idle" or time > since or time == 0 or value is None
        spent[container, before] += time - since
    now[container] = value, time


def test_names_that_would_break_a_line_are_made_harmless(tmp_path):
    trace = random_trace(5, 1)
    odd = trace._replace(run=trace.run._replace(matrix='it\'s "100 %"\n'))
    for name in ("t.paje", "t.json"):
        write(tmp_path / name, odd)
        assert read(tmp_path / name).run.matrix == odd.run.matrix
    assert len(parsed((tmp_path / "t.paje").read_text())) > 5


def test_other_files_are_refused(tmp_path):
    trace = random_trace(9, 2)
    write(tmp_path / "t.json", trace)
    write(tmp_path / "t.paje", trace)
    text = (tmp_path / "t.json").read_text()
    packed = json.loads(text)["pastix_py"]
    cases = {
        "": "empty",
        "A": "neither",
        "{": "damaged",
        "[]": "neither",
        "%%MatrixMarket matrix": "neither",
        "{}": "no trace",
        '{"pastix_py": 3}': "no trace",
        '{"pastix_py": "$"}': "damaged",
        text.replace(packed, packed[:40] + packed[48:]): "damaged",
        (tmp_path / "t.paje").read_text().split("#")[0]: "another program",
    }
    for content, part in cases.items():
        (tmp_path / "x").write_text(content)
        with pytest.raises(InputError, match=part):
            read(tmp_path / "x")
    with pytest.raises(InputError, match="did you mean"):
        read(tmp_path / "t.jso")
    with pytest.raises(OutputError):
        write(tmp_path / "none" / "t.json", trace)


@pytest.mark.parametrize("wrong", ["succ", "next", "worker", "kind", "stop", "short", "succ_ptr"])
def test_graphs_that_contradict_themselves_are_refused(wrong):
    trace = random_trace(9, 2)
    graph = trace.tasks
    if wrong == "short":
        trace = trace._replace(tasks=graph._replace(cblk=graph.cblk[1:]))
    elif wrong in ("worker", "stop"):
        trace = trace._replace(**{wrong: np.full(9, {"worker": 2, "stop": -1}[wrong])})
    else:
        changed = {
            "succ": 0 * graph.succ,
            "next": np.zeros(9, int),
            "kind": graph.kind + 5,
            "succ_ptr": graph.succ_ptr[::-1],
        }
        trace = trace._replace(tasks=graph._replace(**{wrong: changed[wrong]}))
    with pytest.raises(InputError, match=r"t\.json .* contradicts itself"):
        unpack(pack(trace), "t.json")


def test_a_trace_that_was_cut_is_damaged(tmp_path):
    write(tmp_path / "t.paje", random_trace(3000, 2))
    lines = (tmp_path / "t.paje").read_text().splitlines()
    packed = [k for k, line in enumerate(lines) if line.startswith("#")]
    assert packed[-1] > packed[0]
    (tmp_path / "t.paje").write_text("\n".join(lines[: packed[-1]]))
    with pytest.raises(InputError, match="damaged"):
        read(tmp_path / "t.paje")


@pytest.mark.parametrize(("name", "part"), [("-", "needs a file"), ("t.svg", ".svg"), ("t.xyz.gz", ".xyz")])
def test_a_trace_that_could_not_be_written_is_refused_before_the_work(tmp_path, monkeypatch, name, part):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pastix_py.pipeline._matched_plan", None)
    with pytest.raises(UsageError, match=part):
        factorize(generate("lap2:3"), trace=name)
    with pytest.raises(OutputError, match="no folder"):
        factorize(generate("lap2:3"), trace="none/t.json")
    assert list(tmp_path.iterdir()) == []


RUN = {
    "matrix": [None, 3],
    "n_worker": [-1, 1.5, 10**30, True, "2"],
    "in_order": [1, "yes"],
    "seconds_before": ["0", float("nan"), 1e300],
    "kinds": [[], [1], None, 5],
}
ARRAYS = {
    "cost": [-1.0, np.nan, np.inf, 1e300],
    "kind": [-1, 99],
    "region": [2**62, -2],
    "stop": [2**63 - 1, -1],
    "next": [0, 10**6],
    "worker": [-2, 99],
    "cblk": [-(2**63)],
}


@pytest.mark.parametrize(("field", "value"), [(key, value) for key, values in RUN.items() for value in values])
def test_odd_facts_of_a_run_are_refused(field, value):
    trace = random_trace(20, 2)
    with pytest.raises(InputError, match="damaged"):
        unpack(pack(trace._replace(run=trace.run._replace(**{field: value}))), "t")


@pytest.mark.parametrize(("name", "value"), [(key, value) for key, values in ARRAYS.items() for value in values])
def test_odd_numbers_of_tasks_are_refused(name, value):
    trace = random_trace(20, 2)
    arrays = {key: getattr(trace, key, getattr(trace.tasks, key, None)) for key in ARRAYS}
    odd = arrays[name].copy()
    odd[7] = value
    if name in trace._fields:
        trace = trace._replace(**{name: odd})
    else:
        trace = trace._replace(tasks=trace.tasks._replace(**{name: odd}))
    with pytest.raises(InputError, match="damaged"):
        unpack(pack(trace), "t")


def test_a_task_that_follows_twice_is_refused():
    trace = random_trace(20, 2)
    tasks = trace.tasks._replace(succ_ptr=np.r_[0, np.full(20, 30)], succ=np.full(30, 19))
    with pytest.raises(InputError, match="damaged"):
        unpack(pack(trace._replace(tasks=tasks)), "t")
