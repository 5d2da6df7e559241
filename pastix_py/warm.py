"""The process that compiles ahead: `python -m pastix_py.warm LETTER CODE CLAIMS` compiles stages of a solution.

Without letter and code, which are empty then, the parts of the dissection.
"""

import os
import sys
import threading
from functools import partial

import numpy as np

from pastix_py import ahead, environment
from pastix_py.garbage import look_rarely
from pastix_py.layout.layout import lay_out
from pastix_py.layout.plan import Plan, make_plan
from pastix_py.layout.tasks import Tasks
from pastix_py.matrix.matrix import Matrix, Symmetry
from pastix_py.numeric.assemble import assemble
from pastix_py.numeric.panels import Panels
from pastix_py.ordering.cost import Cost
from pastix_py.ordering.etree import SMALL
from pastix_py.ordering.graph import Graph
from pastix_py.ordering.ordering import Ordering
from pastix_py.ordering.shared import compilers as parts_of_dissection
from pastix_py.runtime.execute import execute
from pastix_py.solve import triangular
from pastix_py.solve.residual import System
from pastix_py.symbolic.factorize import symbolic_factorization
from pastix_py.symbolic.reorder import RowOrder
from pastix_py.symbolic.symbol import Symbol

THREADS = 2


def empty_tasks():
    """Return `Tasks` of which there are none."""
    real = ("cost", "priority")
    return Tasks(**{name: np.zeros(0, float if name in real else np.int64) for name in Tasks._fields})


def tiny_symbol():
    """Return (`Ordering`, `Symbol`, `Cost`, `RowOrder`) of the matrix of one unknown, made without any kernel."""
    zero, ends = np.zeros(1, np.int64), np.arange(2)
    symbol = Symbol(1, ends, ends, zero, zero + 1, zero, np.zeros(2, np.int64), np.zeros(0, np.int64))
    return Ordering.from_perm(zero, "natural"), symbol, Cost(1, 1, 1), RowOrder("none", 0.0, 1, 1)


def tiny_plan(kind):
    """Return the `Plan` of the matrix of one unknown, made without any kernel; its factorization has no task."""
    ordering, symbol, cost, row_order = tiny_symbol()
    return Plan(ordering, symbol, lay_out(symbol, kind), empty_tasks(), cost, kind, "", row_order)


def tiny_matrix(dtype):
    """Return the `Matrix` of the system 1 x = b."""
    return Matrix(1, np.arange(2), np.zeros(1, np.int64), np.ones(1, dtype), Symmetry.SYMMETRIC)


def path_dissected():
    """Return (`Graph` of a path, `Ordering` that dissects it): of a size that several threads share."""
    n = SMALL + 1
    ends = np.array([np.arange(n) - 1, np.arange(n) + 1]).T.ravel()
    graph = Graph(n, np.concatenate([[0], 2 * np.arange(1, n) - 1, [2 * n - 2]]), ends[1:-1])
    number = np.arange(1, n + 1)
    return graph, Ordering.from_perm(np.argsort(number & -number, kind="stable"), "dissection")


def compile_numeric(dtype, code):
    """Factor the matrix of one unknown by the kind `code`."""
    plan = tiny_plan(code)
    execute(plan, assemble(plan, tiny_matrix(dtype), dtype)[0], 0.0, "sequential")


def compile_solve(dtype, code):
    """Solve 1 x = 1, and measure the residual."""
    plan, system = tiny_plan(code), System(tiny_matrix(dtype), np.ones((1, 1), dtype))
    sizes = plan.layout.cblk_coef[-1], plan.layout.cblk_coef_u[-1]
    zeros = np.zeros(1, np.int8), np.zeros(1, np.int32), np.zeros(1, dtype)
    panels = Panels(*(np.ones(size, dtype) for size in sizes), *zeros)
    system.residual(triangular.solve(plan, panels, np.ones((1, 1), dtype)))


def compile_layout(code):
    """Make the plan of one unknown, and the task graphs of its solves."""
    make_plan(*tiny_symbol(), code, 0, threads=THREADS).sweeps  # noqa: B018 - made when it is first asked for


def compile_symbolic():
    """Find the structure of a factor."""
    symbolic_factorization(*path_dissected(), threads=THREADS)


def compilers(dtype, code):
    """Return {stage: function that compiles its kernels}, in the order of `ahead.STAGES`."""
    return {
        "numeric": partial(compile_numeric, dtype, code),
        "solve": partial(compile_solve, dtype, code),
        "layout": partial(compile_layout, code),
        "symbolic": compile_symbolic,
    }


def end_with_parent():
    """End this process when the one that started it closes our standard input, or has ended."""
    os.read(0, 1)
    os._exit(1)


def main(letter, code, claims):
    """Compile a code for a precision, or the dissection, once no other process compiles ahead on our core."""
    import fcntl

    look_rarely()
    threading.Thread(target=end_with_parent, daemon=True).start()
    core = "second" if letter or environment.cores() < 3 else "third"
    with open(ahead.folder() / f"{core}-core.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        chosen = compilers(np.dtype(letter), code) if letter else parts_of_dissection()
        for stage, compile_stage in chosen.items():
            if not ahead.mark(stage, letter, code).exists() and ahead.claim(int(claims), stage):
                compile_stage()
                ahead.leave_mark(stage, letter, code)


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)  # nothing is freed piece by piece
