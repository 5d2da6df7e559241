"""One run in a process of its own: phases timed, memory, the answer.

Called as `python -m pastix_py.bench.worker RUN ANSWER PARENT`: the `Run` as JSON, the number of the open file that
takes the answer, and the process that waits for it; standard input is the file of the problem.
"""

import ctypes
import json
import os
import signal
import statistics
import sys
import time

import numpy as np

from pastix_py.bench import handover
from pastix_py.bench.run import Run
from pastix_py.errors import MissingDependency, UsageError
from pastix_py.memory import peak_bytes

PHASES = ("analyze", "factorize", "solve")
DIE_WITH_PARENT = 1  # Linux's prctl(PR_SET_PDEATHSIG)
DISTURBED = 1.5  # longest over shortest control loop of a run that had the processor for itself


def measure(run, matrix, b):
    """Return (result, x): median seconds of each phase, memory, whether something else took the processor."""
    from pastix_py.bench.peers import solver

    made = solver(run.solver)
    made.warm(matrix, run.options)
    before, seconds = peak_bytes(), {phase: [] for phase in PHASES}
    control = [control_seconds()]
    for repetition in range(run.warmup + run.repetitions):
        instance = made(matrix, run.threads, run.options)
        spent, x = timed(instance, b)
        if repetition >= run.warmup:
            for phase in PHASES:
                seconds[phase].append(spent[phase])
        control.append(control_seconds())
        peak = peak_bytes()  # before a solver is asked for details, which may copy its factor
        details = instance.details() if repetition == run.warmup + run.repetitions - 1 else None
        instance.close()
    result = {f"{phase}_seconds": statistics.median(values) for phase, values in seconds.items()}
    result["all_seconds"] = [sum(parts) for parts in zip(*seconds.values(), strict=True)]
    result["total_seconds"] = statistics.median(result["all_seconds"])
    result["peak_bytes"] = peak - before
    result["control_seconds"] = max(control)
    result["disturbed"] = max(control) > DISTURBED * min(control)
    return result | {"details": details}, x


def timed(instance, b):
    """Return ({phase: seconds}, x) of one pass of a solver; a phase that it does not have takes none."""
    spent, x = {}, None
    for phase in PHASES:
        given = (b.copy(),) if phase == "solve" else ()
        began = time.perf_counter()
        x = getattr(instance, phase)(*given)
        spent[phase] = time.perf_counter() - began if has_phase(instance, phase) else 0.0
    spent["analyze"] += instance.analysis_seconds
    spent["factorize"] -= instance.analysis_seconds
    return spent, x


def has_phase(instance, phase):
    """Return whether a solver does anything in a phase."""
    from pastix_py.bench.peers.base import Solver

    return getattr(type(instance), phase) is not getattr(Solver, phase)


def control_seconds():
    """Return the seconds of a fixed loop, which is as long every time unless something else takes the processor."""
    began = time.perf_counter()
    sum(range(200_000))
    return time.perf_counter() - began


def answered(run):
    """Return (result, x) of a run whose problem is on standard input, whatever becomes of it; x is None then."""
    from pastix_py.matrix.matrix import Matrix, Symmetry

    try:
        header, (ptr, ind, val, b) = handover.take(sys.stdin.buffer)
        matrix = Matrix(header["n"], ptr, ind, val, Symmetry(header["symmetry"]), header["name"])
        result, x = measure(run, matrix, b)
        return {"status": "ok"} | result, x
    except UsageError as error:
        return {"status": "unsuited", "reason": str(error)}, None
    except MissingDependency as error:
        return {"status": "missing", "reason": str(error)}, None
    except MemoryError as error:
        return {"status": "memory", "reason": str(error) or "out of memory"}, None
    except ImportError as error:
        return {"status": "missing", "reason": f"it is there and does not load: {error}"}, None
    except Exception as error:
        return {"status": "failed", "reason": f"{type(error).__name__}: {error}"}, None


def end_with(parent):
    """Have this process ended when the one that waits for it ends, where the system can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def main():
    """Serve one run and leave at once."""
    end_with(int(sys.argv[3]))
    run = Run(**json.loads(sys.argv[1]))
    if run.memory_limit:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (run.memory_limit, run.memory_limit))
    result, x = answered(run)
    with os.fdopen(int(sys.argv[2]), "w+b") as stream:
        handover.put(stream, result, *([] if x is None else [np.asarray(x).reshape(-1)]))
    os._exit(0)


if __name__ == "__main__":
    main()
