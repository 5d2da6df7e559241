"""The process that compiles ahead: `python -m pastix_py.warm LETTER CODE` compiles what factors and solves."""

import os
import sys
import threading

import numpy as np

from pastix_py import ahead
from pastix_py.garbage import look_rarely
from pastix_py.layout.layout import lay_out
from pastix_py.layout.plan import Plan
from pastix_py.layout.tasks import Tasks
from pastix_py.matrix.matrix import Matrix, Symmetry
from pastix_py.numeric.assemble import assemble
from pastix_py.ordering.cost import Cost
from pastix_py.ordering.ordering import Ordering
from pastix_py.runtime.execute import execute
from pastix_py.solve import triangular
from pastix_py.solve.residual import System
from pastix_py.symbolic.reorder import RowOrder
from pastix_py.symbolic.symbol import Symbol


def empty_tasks():
    """Return `Tasks` of which there are none."""
    real = ("cost", "priority")
    return Tasks(**{name: np.zeros(0, float if name in real else np.int64) for name in Tasks._fields})


def tiny_plan(kind):
    """Return the `Plan` of the matrix of one unknown, made without any kernel; its factorization has no task."""
    zero, ends = np.zeros(1, np.int64), np.arange(2)
    symbol = Symbol(1, ends, ends, zero, zero + 1, zero, np.zeros(2, np.int64), np.zeros(0, np.int64))
    ordering = Ordering.from_perm(zero, "natural")
    cost, row_order = Cost(1, 1, 1), RowOrder("none", 0.0, 1, 1)
    return Plan(ordering, symbol, lay_out(symbol, kind), empty_tasks(), cost, kind, "", row_order)


def compile_stages(dtype, code):
    """Factor and solve 1 x = 1 in `dtype` by the kind `code`; yields the name of each stage once it is compiled."""
    matrix = Matrix(1, np.arange(2), np.zeros(1, np.int64), np.ones(1, dtype), Symmetry.SYMMETRIC)
    plan = tiny_plan(code)
    panels = assemble(plan, matrix, dtype)[0]
    execute(plan, panels, 0.0, "sequential")
    yield "numeric"
    b = np.ones((1, 1), dtype)
    x = triangular.solve(plan, panels, b)
    System(matrix, b).residual(x)
    yield "solve"


def end_with_parent():
    """End this process when the one that started it closes our standard input, or has ended."""
    os.read(0, 1)
    os._exit(1)


def main(letter, code):
    """Compile a code for a precision, unless another process compiles any: no two ever write one file of the cache."""
    import fcntl

    look_rarely()
    threading.Thread(target=end_with_parent, daemon=True).start()
    with open(ahead.folder() / "ahead.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for stage in compile_stages(np.dtype(letter), code):
            ahead.leave_mark(stage, letter, code)


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)  # nothing is freed piece by piece
