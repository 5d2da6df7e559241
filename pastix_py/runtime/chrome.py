"""Traces as Chrome trace events (JSON), which Perfetto (ui.perfetto.dev) and chrome://tracing show.

Each task is a complete event, times in µs; the whole trace is packed under a key of its own, which viewers pass over.
"""

import json

from pastix_py.errors import InputError
from pastix_py.runtime.packed import pack, unpack

KEY = "pastix_py"


def text(trace):
    """Return the file."""
    run, tasks = trace.run, trace.tasks
    facts = {key: value for key, value in run._asdict().items() if key != "kinds"}
    names = [_name("process_name", 0, f"pastix {run.matrix} {run.factorization}")]
    names += [_name("thread_name", w, f"worker {w}") for w in range(run.n_worker)]
    columns = (trace.worker, trace.start, trace.stop, tasks.kind, tasks.cblk, tasks.cost)
    events = [
        f'{{"name":"{run.kinds[kind]}","cat":"task","ph":"X","ts":{_micro(start)},"dur":{_micro(stop - start)},"pid":0,'
        f'"tid":{worker},"args":{{"task":{t},"cblk":{cblk},"flops":{cost!r}}}}}'
        for t, (worker, start, stop, kind, cblk, cost) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        )
        if worker >= 0
    ]
    return (
        f'{{"displayTimeUnit":"ms","otherData":{json.dumps(facts)},"{KEY}":"{pack(trace)}","traceEvents":[\n'
        + ",\n".join([*map(json.dumps, names), *events])
        + "\n]}\n"
    )


def read(content, name):
    """Return the `Trace` in the bytes of a file; raises `InputError`."""
    try:
        held = json.loads(content)
    except ValueError as error:
        raise InputError(f"{name} is damaged: {error}.") from None
    if not isinstance(held, dict) or not isinstance(held.get(KEY), str):
        raise InputError(f"{name} is no trace written by this program.")
    return unpack(held[KEY], name)


def _name(what, worker, name):
    return {"name": what, "ph": "M", "pid": 0, "tid": worker, "args": {"name": name}}


def _micro(nanoseconds):
    """Return a time in µs, nothing rounded."""
    return f"{nanoseconds // 1000}.{nanoseconds % 1000:03d}"
