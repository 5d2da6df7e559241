"""How fast this machine is at what a factorization is made of: measured once, kept beside the compiled kernels."""

import contextlib
import json
import os
import platform
import tempfile
import time
from dataclasses import asdict, dataclass, fields

import numpy as np

from pastix_py import archive, pipeline
from pastix_py.dense import library
from pastix_py.dense.blas import NO, TRANS, gemm
from pastix_py.dense.product import subtract_product
from pastix_py.environment import cache_folder
from pastix_py.errors import OutputError
from pastix_py.jit import kernel
from pastix_py.matrix.generate import generate
from pastix_py.runtime import model, trace_file
from pastix_py.runtime.blas_threads import one_blas_thread

REPETITIONS = 5  # of which the best counts
PRODUCT = 1000  # rows of the matrices multiplied
COPIED = 1 << 23  # doubles copied
LARGE = "lap3:30"  # a problem with tasks of every kind
SMALL = "lap2:150"  # a problem of small blocks
SHARE = 0.7  # of the rate of a large product that the products inside a factorization reach, measured on 3-D problems


@dataclass(frozen=True)
class Rates:
    """What one thread does in a second, in double precision."""

    product: float  # operations of a product of large matrices
    blocks: float  # small blocks of a factor, apart from the operations in them
    copy: float  # bytes copied from memory to memory, read and written
    processor: str
    date: str

    def factorization(self, plan, dtype):
        """Return the seconds that a factorization is expected to take: its operations, and what each block costs."""
        double = np.finfo(dtype).eps < 1e-10
        return plan.flops(dtype) / (SHARE * self.product * (1 if double else 2)) + plan.symbol.n_blok / self.blocks

    def solve(self, nbytes):
        """Return the seconds below which no solve with a factor of so many bytes gets: it is read twice."""
        return 2 * nbytes / self.copy


def kept():
    """Return the rates of this machine: those that were kept, or else measured now and kept."""
    try:
        found = json.loads((cache_folder() / "rates.json").read_text(encoding="utf-8"))
        rates = Rates(**{f.name: f.type(found[f.name]) for f in fields(Rates)})
        if rates.processor == processor() and all(
            0 < rate < np.inf for rate in (rates.product, rates.blocks, rates.copy)
        ):
            return rates
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return keep(measure())


def keep(rates):
    """Write rates where `kept` finds them, if that can be written at all; returns them."""
    with contextlib.suppress(OutputError):
        archive.write_text(cache_folder() / "rates.json", json.dumps(asdict(rates), indent=2) + "\n")
    return rates


def measure():
    """Return the `Rates` of this machine, measured in about a second."""
    product = product_of()
    source, target = np.ones(COPIED), np.empty(COPIED)
    copy = 2 * source.nbytes / _best(lambda: np.copyto(target, source))
    keep_task_rates()
    matrix = generate(SMALL)
    plan = pipeline.analyze(matrix, ordering="amd")
    factors = pipeline.factorize(matrix, plan=plan, threads=1)
    seconds = min(factors.refactorize(matrix).report.factorization["seconds"] for _ in range(REPETITIONS))
    apart = max(seconds - plan.flops(matrix.dtype) / (SHARE * product), 0.1 * seconds)
    return Rates(product, plan.symbol.n_blok / apart, copy, processor(), time.strftime("%Y-%m-%d"))


def keep_task_rates():
    """Measure the rate of each kind of task and keep it for the static scheduler, if it can be kept at all."""
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(OutputError):
        path = os.path.join(folder, "trace.json")
        pipeline.factorize(generate(LARGE), threads=1, trace=path).close()
        model.keep(trace_file.read(path))


def product_of(name=""):
    """Return the operations a second of a product of large matrices, one thread, by a library (as `use` takes it).

    The library that was in use before is so again afterwards.
    """
    a, out = np.ones(PRODUCT**2), np.empty(PRODUCT**2)
    before = library.in_use()
    library.use(name)
    try:
        with one_blas_thread():
            return 2 * PRODUCT**3 / _best(lambda: multiply(np.int64(PRODUCT), a, out, library.in_use() == library.OWN))
    finally:
        library.use(before)


@kernel
def multiply(n, A, C, own):
    """C := −A Aᵀ for n × n matrices, flat arrays, by our own code or by BLAS."""
    if own:
        C[:] = 0
        target, run_row, run_to = np.arange(n) * n, np.array([0, n]), np.array([0, n])
        subtract_product(0, n, n, n, 0, -n, A, 0, n, A, 0, n, C, target, run_row, run_to)
    else:
        gemm(NO, TRANS, n, n, n, -1.0, A, 0, n, A, 0, n, 0.0, C, 0, n)


def processor():
    """Return what the system calls the processor."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _best(function):
    """Return the least seconds of several calls, after one that does not count."""
    function()
    taken = []
    for _ in range(REPETITIONS):
        began = time.perf_counter()
        function()
        taken.append(time.perf_counter() - began)
    return min(taken)
