"""One run in a process of its own: a `Run` as JSON on standard input, its result as JSON on standard output."""

import json
import statistics
import sys
import time
from dataclasses import asdict

import numpy as np

from pastix_py.errors import UsageError

PHASES = ("analyze", "factorize", "solve")
INACCURATE = 1e-8  # componentwise backward error above which an answer counts as wrong


def measure(run):
    """Return the result of a `Run`: median seconds of each phase, errors, memory.

    The right-hand side is A x₀ with the same random x₀ for every solver, and the errors are measured alike.
    """
    from pastix_py.bench.peers import solver
    from pastix_py.matrix.read import read
    from pastix_py.memory import peak_bytes
    from pastix_py.solve.residual import System

    made = solver(run.solver)
    matrix = read(run.matrix)
    x0 = np.random.default_rng(0).standard_normal(matrix.n).astype(matrix.dtype)
    b = matrix.matvec(x0)
    before, seconds = peak_bytes(), {phase: [] for phase in PHASES}
    control = []
    for repetition in range(run.warmup + run.repetitions):
        control.append(control_seconds())
        instance = made(matrix, run.threads, run.options)
        for phase in PHASES:
            began = time.perf_counter()
            x = getattr(instance, phase)(*([b] if phase == "solve" else []))
            if repetition >= run.warmup:
                seconds[phase].append(time.perf_counter() - began)
        details = instance.details()
        instance.close()
    error = System(matrix, b[:, None]).residual(np.asarray(x).reshape(-1, 1))
    result = {"n": matrix.n, "nnz": matrix.nnz, "symmetry": matrix.symmetry.value, "dtype": matrix.dtype.name}
    result |= {f"{phase}_seconds": statistics.median(values) for phase, values in seconds.items()}
    result["all_seconds"] = [sum(parts) for parts in zip(*seconds.values(), strict=True)]
    result["total_seconds"] = statistics.median(result["all_seconds"])
    result |= {
        "backward_error": float(error.normwise[0]),
        "componentwise_backward_error": float(error.componentwise[0]),
    }
    result["peak_bytes"] = peak_bytes() - before
    result["disturbed"] = max(control) > 1.5 * min(control)
    return result | {"details": details}


def control_seconds():
    """Return the seconds of a fixed loop, which is as long every time unless something else takes the processor."""
    began = time.perf_counter()
    sum(range(200_000))
    return time.perf_counter() - began


def main():
    """Serve one run; a failure is a result too."""
    from pastix_py.bench.sweep import Run

    run = Run(**json.load(sys.stdin))
    if run.memory_limit:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (run.memory_limit, run.memory_limit))
    try:
        result = measure(run)
        exact = result["componentwise_backward_error"] <= INACCURATE
        result |= {"status": "ok"} if exact else {"status": "inaccurate", "reason": "the backward error is large"}
    except UsageError as error:
        result = {"status": "unsuited", "reason": str(error)}
    except MemoryError as error:
        result = {"status": "memory", "reason": str(error) or "out of memory"}
    except Exception as error:
        result = {"status": "failed", "reason": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(asdict(run) | {"key": run.key} | result) + "\n")


if __name__ == "__main__":
    main()
