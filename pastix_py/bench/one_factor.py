"""One factorization in a process of its own: its seconds, its bytes, the memory it takes, how well it solves.

Called as `python -m pastix_py.bench.one_factor JSON`, an object with the fields of `Task`; answers on standard output,
in JSON as well.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass

from pastix_py.memory import peak_bytes

WARM = 12  # unknowns along an edge of what is factored first, so that all code is there
SMALL = 1e-12  # relative residual that the Krylov method goes on to


@dataclass(frozen=True)
class Task:
    """What is to be done."""

    spec: str  # a generated problem
    ordering: str  # method, or a saved one
    options: dict  # of the factorization
    solves: bool = False  # whether the solve is judged


def run(task):
    """Return what `measured` does, from another process; None where that fails, for want of memory say."""
    line = [sys.executable, "-m", __name__, json.dumps(asdict(task))]
    done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else None


def measured(task):
    """Return what the factorization took, and where asked for what `judged` does."""
    from pastix_py import pipeline
    from pastix_py.bench.problem import Problem
    from pastix_py.matrix.generate import generate

    family = task.spec.split(":")[0]
    small = Problem(f"{family}:{WARM}")
    with pipeline.factorize(small.matrix, **task.options) as factors:
        judged(factors, small)
    matrix = generate(task.spec)
    plan = pipeline.analyze(matrix, ordering=task.ordering, **task.options)
    forget_peak()
    before = peak_bytes()
    factors = pipeline.factorize(matrix, plan=plan, **task.options)
    peak, told = max(peak_bytes() - before, 1), factors.report.factorization  # ratios are taken of it
    found = {"n": matrix.n, "kind": plan.kind, "seconds": told["seconds"], "bytes": factors.panels.nbytes, "peak": peak}
    found["operations"] = operations_of(factors)
    return found | (judged(factors, Problem(task.spec, matrix)) if task.solves else {})


def operations_of(factors):
    """Return the operations of the factorization: those that compression left, where there is some."""
    by_class = factors.report.factorization["compression"].get("operations_by_class")
    return sum(by_class.values()) if by_class else factors.plan.flops(factors.panels.dtype)


def judged(factors, problem):
    """Return the normwise backward error of a solve alone, Krylov iterations from there, and what they reach."""
    from pastix_py.solve import krylov

    x = factors.apply(problem.b[:, None])
    method = "cg" if factors.plan.kind in ("llt", "llh") else "gmres"
    better, steps = krylov.improve(method, problem.system, factors.apply, x, SMALL)
    error, reached = (problem.errors(found)["backward_error"] for found in (x, better))
    return {"error": error, "iterations": steps, "reached": reached}


def forget_peak():
    """Let the peak resident memory of this process be what it is now, where the system can do that."""
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as stream:
            stream.write("5")
    except OSError:
        return


def main():
    """Do one task."""
    sys.stdout.write(json.dumps(measured(Task(**json.loads(sys.argv[1])))))


if __name__ == "__main__":
    main()
