"""What `pastix trace` tells of a `Trace`, as plain values."""

from pastix_py.report.report import SCHEMA
from pastix_py.runtime.bounds import bounds

IN_ORDER = ("static", "deterministic")  # schedulers that keep the turns of a region


def summary(trace, workers=()):
    """Return the figures of a trace as a dictionary that is a JSON report.

    `workers` are numbers of simulated workers, for each of which the makespan is predicted under every scheduler.
    Times are seconds; `over_bound` is how much longer the run took than its largest lower bound, a fraction.
    """
    run, low = trace.run, trace.bounds()
    critical = trace.kind_seconds(trace.critical_path())
    columns = {"tasks": trace.kind_counts(), "seconds": trace.kind_seconds(), "operations": trace.kind_operations()}
    columns = {name: column.tolist() for name, column in (columns | {"critical_seconds": critical}).items()}
    kinds = [{"kind": kind} | {name: column[k] for name, column in columns.items()} for k, kind in enumerate(run.kinds)]
    busy, counts = trace.busy().tolist(), trace.worker_counts().tolist()
    return {
        "schema": SCHEMA,
        "run": {key: value for key, value in run._asdict().items() if key != "kinds"},
        "tasks": int(trace.kind_counts().sum()),
        "makespan": trace.makespan,
        "bounds": low._asdict(),
        "over_bound": trace.makespan / low.best - 1 if low.best > 0 else 0.0,
        "kinds": [row for row in kinds if row["tasks"]],
        "workers": [
            {"tasks": n, "busy": s, "idle": max(trace.makespan - s, 0.0)} for n, s in zip(counts, busy, strict=True)
        ],
        "simulated": [row for n in workers for row in _simulated(trace, n)],
    }


def _simulated(trace, n_worker):
    """Return what every scheduler would take on `n_worker` workers, and the largest lower bound of each."""
    found = trace.predict(n_worker)
    low = {order: bounds(trace.tasks, trace.seconds, n_worker, order).best for order in (False, True)}
    for name, seconds in found.items():
        yield {
            "scheduler": name,
            "workers": 1 if name == "sequential" else n_worker,
            "seconds": seconds,
            "speed_up": found["sequential"] / seconds if seconds > 0 else 1.0,
            "bound": found["sequential"] if name == "sequential" else low[name in IN_ORDER],
        }
