"""A trace as one text that can stand inside files of other formats, and back."""

import base64
import binascii
import json
import zlib

import numpy as np

from pastix_py.errors import InputError
from pastix_py.runtime.trace import Run, TaskGraph, Trace

SCHEMA = 1
TYPES = {"cost": "<f8"}  # all others are integers
INTEGER = "<i8"
TIMES = ("worker", "start", "stop")
LONGEST = 10**17  # nanoseconds, three years
MOST_WORKERS = 1 << 16
MOST_OPERATIONS = 1e30
PER_TASK = ("kind", "cblk", "cost", "next", "region")


def pack(trace):
    """Return a `Trace` as a text without blanks, quotes or line ends."""
    arrays = dict(zip(TIMES, trace, strict=False)) | trace.tasks._asdict()
    coded = {name: _coded(np.asarray(array, TYPES.get(name, INTEGER))) for name, array in arrays.items()}
    return _coded(json.dumps({"schema": SCHEMA, "run": trace.run._asdict(), "arrays": coded}).encode())


def unpack(text, name):
    """Return the `Trace` that was packed; raises `InputError`, which calls the file `name`, for any other text."""
    try:
        held = json.loads(_decoded(text))
        if held["schema"] != SCHEMA:
            raise InputError(f"{name} was written in format {held['schema']}, this program reads format {SCHEMA}.")
        run = _run(held["run"])
        arrays = {key: _array(_decoded(coded), TYPES.get(key, INTEGER)) for key, coded in held["arrays"].items()}
        graph = TaskGraph(**{key: arrays[key] for key in TaskGraph._fields})
        trace = Trace(*(arrays[key] for key in TIMES), graph, run)
        if not _is_whole(trace):
            raise ValueError("its task graph contradicts itself")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error, zlib.error) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{name} is a damaged trace: {error}.") from None
    return trace


def _run(held):
    """Return the `Run` of its fields; raises `ValueError` where one has another type."""
    run = Run(**held | {"kinds": tuple(held["kinds"])})
    texts = (run.matrix, run.factorization, run.dtype, run.scheduler, *run.kinds)
    numbers = type(run.in_order) is bool and type(run.n_worker) is int and type(run.seconds_before) in (int, float)
    if not (all(isinstance(text, str) for text in texts) and numbers and run.kinds):
        raise ValueError("what it tells of its run is no text or number")
    if not (0 <= run.n_worker <= MOST_WORKERS and abs(run.seconds_before) * 1e9 <= LONGEST):
        raise ValueError("its run has no sensible number of workers or seconds")
    return run


def _coded(data):
    return base64.b64encode(zlib.compress(bytes(data), 6)).decode()


def _decoded(text):
    return zlib.decompress(base64.b64decode(text, validate=True))


def _array(data, form):
    """Return an array of the machine's own byte order that can be written to, as kernels are compiled for."""
    return np.frombuffer(data, form).astype(np.dtype(form).newbyteorder("="))


def _is_whole(trace):
    """Return whether lengths agree and every number of a task, kind or worker is one."""
    graph, run, n = trace.tasks, trace.run, trace.worker.size
    if any(array.size != n for array in (*trace[:3], *(getattr(graph, key) for key in PER_TASK))):
        return False
    degree = np.diff(graph.succ_ptr)
    if graph.succ_ptr.size != n + 1 or graph.succ_ptr[0] != 0 or (degree < 0).any():
        return False
    if graph.succ_ptr[-1] != graph.succ.size:
        return False
    task = np.arange(n)
    in_range = (graph.kind >= 0) & (graph.kind < len(run.kinds)) & (trace.worker >= -1) & (trace.worker < run.n_worker)
    in_range &= (graph.region >= -1) & (graph.region < n) & (trace.start >= 0) & (trace.stop >= trace.start)
    in_range &= (trace.stop <= LONGEST) & (graph.cost >= 0) & (graph.cost <= MOST_OPERATIONS) & (graph.cblk >= -1)
    in_range &= (trace.worker >= 0) | (trace.stop == 0)
    later = (graph.next == -1) | ((graph.next > task) & (graph.next < n))
    return bool((in_range & later).all()) and _follow(graph.succ, np.repeat(task, degree), n)


def _follow(succ, source, n):
    """Return whether tasks are followed by later ones, each once."""
    later = (succ > source) & (succ < n)
    return bool(later.all()) and np.unique(source * n + succ).size == succ.size
