import numpy as np
import pytest

from pastix_py.ordering.workers import serve


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_every_task_runs_once_and_after_the_one_that_made_it(threads):
    seen = []

    def task(name, depth):
        def run():
            seen.append(name)
            return [task(name + digit, depth - 1) for digit in "01"] if depth else None

        return depth, run

    serve([task("", 6)], threads, np.zeros(1, np.int64))
    assert len(seen) == len(set(seen)) == 2**7 - 1
    assert all(seen.index(name[:-1]) < seen.index(name) for name in seen if name)


def test_larger_tasks_go_first():
    seen = []
    serve([(size, lambda size=size: seen.append(size)) for size in (3, 9, 1, 7)], 1, np.zeros(1, np.int64))
    assert seen == [9, 7, 3, 1]


@pytest.mark.parametrize("threads", [1, 3])
def test_failure_ends_the_others_and_is_raised(threads):
    cancel, seen = np.zeros(1, np.int64), []

    def fail():
        raise ZeroDivisionError("here")

    tasks = [(9, fail)] + [(1, lambda: seen.append(1)) for _ in range(100)]
    with pytest.raises(ZeroDivisionError, match="here"):
        serve(tasks, threads, cancel)
    assert cancel[0] == 1
    assert len(seen) < 100


def test_nothing_begins_after_a_cancel():
    cancel, seen = np.ones(1, np.int64), []
    serve([(1, lambda: seen.append(1))], 2, cancel)
    assert not seen


def test_no_tasks():
    serve([], 2, np.zeros(1, np.int64))
