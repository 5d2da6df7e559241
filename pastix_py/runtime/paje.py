"""Traces in the Paje format, which ViTE, pj_dump and StarVZ read: a program, its workers, a state for each task.

Numbers of events and names of fields are those that StarPU writes. The whole trace is packed in comment lines, from
which it is read back.
"""

import numpy as np

from pastix_py.errors import InputError
from pastix_py.runtime.packed import pack, unpack

COMMENT = "# pastix_py "
CHARACTERS = 4000  # of a comment line
DEFINE_CONTAINER, DEFINE_STATE, DEFINE_VALUE, CREATE, DESTROY, SET_STATE = 1, 3, 6, 7, 8, 20
EVENTS = (
    ("PajeDefineContainerType", DEFINE_CONTAINER, "Alias string", "Type string", "Name string"),
    ("PajeDefineStateType", DEFINE_STATE, "Alias string", "Type string", "Name string"),
    ("PajeDefineEntityValue", DEFINE_VALUE, "Alias string", "Type string", "Name string", "Color color"),
    ("PajeCreateContainer", CREATE, "Time date", "Alias string", "Type string", "Container string", "Name string"),
    ("PajeDestroyContainer", DESTROY, "Time date", "Name string", "Type string"),
    ("PajeSetState", SET_STATE, "Time date", "Type string", "Container string", "Value string", "JobId string",
     "GFlop string", "X string", "Y string"),
)  # fmt: skip
COLOURS = ("0.00 0.45 0.70", "0.84 0.37 0.00", "0.00 0.62 0.45", "0.80 0.47 0.65", "0.90 0.62 0.00", "0.34 0.71 0.91")
IDLE, IDLE_COLOUR = "idle", "0.93 0.94 0.95"


def text(trace):
    """Return the file; times in ms. X is the cblk of a task, Y the region that it writes."""
    run = trace.run
    lines = [line for event in EVENTS for line in _definition(*event)]
    packed = pack(trace)  # before the events: whoever cuts the file leaves some of it, and is told so
    lines += [COMMENT + packed[k : k + CHARACTERS] for k in range(0, len(packed), CHARACTERS)]
    lines += [f"{DEFINE_CONTAINER} P 0 Program", f"{DEFINE_CONTAINER} W P Worker", f"{DEFINE_STATE} S W Task"]
    for k, name in enumerate(run.kinds):
        lines.append(f"{DEFINE_VALUE} {name} S {name} '{COLOURS[k % len(COLOURS)]}'")
    lines.append(f"{DEFINE_VALUE} {IDLE} S {IDLE} '{IDLE_COLOUR}'")
    lines.append(f"{CREATE} {_milli(0)} program P 0 '{_quotable(run.matrix)}'")
    lines += [f"{CREATE} {_milli(0)} w{w} W program 'worker {w}'" for w in range(run.n_worker)]
    lines += [_idle(0, w) for w in range(run.n_worker)]
    lines += _states(trace)
    end = _milli(int(trace.stop.max(initial=0)))
    lines += [f"{DESTROY} {end} w{w} W" for w in range(run.n_worker)] + [f"{DESTROY} {end} program P"]
    return "\n".join(lines) + "\n"


def read(content, name):
    """Return the `Trace` in the bytes of a file; raises `InputError`."""
    lines = content.decode("utf-8", "replace").splitlines()
    packed = "".join(line.removeprefix(COMMENT) for line in lines if line.startswith(COMMENT))
    if not packed:
        raise InputError(f"{name} is a Paje trace of another program, without the task graph that is needed here.")
    return unpack(packed, name)


def _definition(name, number, *fields):
    return (f"%EventDef {name} {number}", *(f"% {field}" for field in fields), "%EndEventDef")


def _states(trace):
    """Return the changes of state, in the order of time: a task begins, or nothing follows it at once."""
    tasks, kinds = trace.tasks, trace.run.kinds
    ran = np.flatnonzero(trace.worker >= 0)
    begun = ran[np.lexsort((trace.stop[ran], trace.start[ran], trace.worker[ran]))]
    worker, start, stop = trace.worker[begun], trace.start[begun], trace.stop[begun]
    rests = np.ones(begun.size, bool)
    rests[:-1] = (worker[1:] != worker[:-1]) | (start[1:] > stop[:-1])
    times = np.column_stack([start, stop]).ravel()
    order = np.argsort(times, kind="stable")
    order = order[(order % 2 == 0) | rests[order // 2]]
    lines = []
    for time, k, begins in zip(times[order].tolist(), (order // 2).tolist(), (order % 2 == 0).tolist(), strict=True):
        t = begun[k]
        lines.append(
            f"{SET_STATE} {_milli(time)} S w{worker[k]} {kinds[tasks.kind[t]]} {t} {tasks.cost[t] * 1e-9:.6g} "
            f"{tasks.cblk[t]} {tasks.region[t]}"
            if begins
            else _idle(time, worker[k])
        )
    return lines


def _idle(time, worker):
    return f"{SET_STATE} {_milli(time)} S w{worker} {IDLE} -1 0 -1 -1"


def _milli(nanoseconds):
    """Return a time in ms, nothing rounded."""
    return f"{nanoseconds // 1_000_000}.{nanoseconds % 1_000_000:06d}"


def _quotable(name):
    """Return a name that can stand between quotes."""
    return "".join("_" if letter in "'\"%\\" or not letter.isprintable() else letter for letter in name) or "matrix"
