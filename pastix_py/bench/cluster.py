"""A sweep shared by the workers of a Dask scheduler: each run one task, results appended by the client alone."""

from pastix_py.bench.run import Run
from pastix_py.errors import MissingDependency, UsageError

PATIENCE = 30  # seconds for a scheduler to answer


def shared(runs, address, before, one_run):
    """Yield (run, one_run(run)) as the workers of the scheduler at `address` (host:port) finish them.

    Matrices are read by the workers, so files must be there under the same path. Raises `MissingDependency` without
    distributed, `UsageError` where nothing answers at the address.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise MissingDependency("--dask needs distributed: pip install distributed") from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"No Dask scheduler answers at {address}: {str(error).splitlines()[0]}") from None
    with client:
        left = {run.key: run for run in runs}
        tasks = [
            client.submit(done_there, one_run, run.told(), key=f"pastix-{run.key}", pure=False, retries=1)
            for run in runs
        ]
        done_tasks = as_completed(tasks, loop=client.loop, with_results=True, raise_errors=False)
        for done, (task, result) in enumerate(done_tasks):
            run = left.pop(task.key.removeprefix("pastix-"))
            before(done, run)
            task.release()
            if isinstance(result, dict):
                yield run, result
            else:
                yield run, run.told() | {"status": "crashed", "reason": f"its Dask worker: {result[1]!r}"[:200]}


def done_there(one_run, told):
    """Do the run with these fields on a worker, and return its result; one run at a time on each machine."""
    told = {name: value for name, value in told.items() if name in Run.__dataclass_fields__}
    return one_run(Run(**told))
