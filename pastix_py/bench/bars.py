"""What the solver must reach: each bar a generator of `Figure`, measured beside its control in the same run."""

from importlib import import_module
from typing import NamedTuple


class Bar(NamedTuple):
    """What is measured, in words; `home` is "module:function" of this folder."""

    home: str
    text: str
    takes_files: bool = False

    def figures(self, files=()):
        """Return a generator of the figures, of given files too where it takes these."""
        module, name = self.home.split(":")
        measure = getattr(import_module(f"pastix_py.bench.{module}"), name)
        return measure(files) if self.takes_files else measure()


BARS = {
    "numeric": Bar(
        "solver:numeric",
        "Seconds of our factorization over those of PARDISO, one thread, each its own ordering, memory new or kept.",
    ),
    "stages": Bar(
        "solver:stages",
        "Seconds of graph, compression, symbolic stage, plan and scatter over those of METIS alone, on lap2:1000.",
    ),
    "memory": Bar(
        "solver:memory",
        "Peak memory of `pastix solve lap3:50`, less that of a warmed-up process, over the bytes of the factor.",
    ),
    "start": Bar(
        "solver:start",
        "Wall seconds of the command: its help, a small file warm, and the first solves ever, which compile.",
    ),
    "accuracy": Bar(
        "solver:accuracy",
        "Largest backward errors over small problems: normwise after the solve alone, componentwise after refinement.",
    ),
    "ordering": Bar(
        "orderings:compare",
        "Fill, operations and time of nested dissection over those of METIS, on generated problems and given files.",
        takes_files=True,
    ),
    "effort": Bar(
        "orderings:high_effort",
        "Fill, operations and time of nested dissection with `--effort high` over METIS, on the same problems.",
        takes_files=True,
    ),
    "degree": Bar(
        "degree:compare",
        "Fill, operations and time of minimum degree over those of SuiteSparse's, on the same problems.",
        takes_files=True,
    ),
    "curve": Bar(
        "curve:measure",
        "Seconds of nested dissection over n log n, from 10⁴ to 4·10⁶ unknowns.",
    ),
    "rows": Bar(
        "row_orders:compare",
        "Blocks and seconds of the orders of columns inside supernodes, and the numeric time with each, one thread.",
    ),
    "cores": Bar(
        "cores:compare",
        "Every stage over PARDISO's on one and two threads, rates over our own products, on problems and given files.",
        takes_files=True,
    ),
    "threads": Bar(
        "threads:measure",
        "Speed-up of every stage on 1, 2, 4, ... threads, beside that of products, on lap3:100.",
    ),
    "dense-lu": Bar(
        "dense_lu:compare",
        "Speed of dense LU with row exchanges over that without, and of both over LAPACK's getrf.",
    ),
    "robust": Bar(
        "robust:compare",
        "Backward error of ours, PARDISO and SuperLU on given files, generated problems and 300 hard systems.",
        takes_files=True,
    ),
    "compressors": Bar(
        "lowrank:compare",
        "Milliseconds and ranks of the methods that compress blocks, over the least ranks, on one thread.",
    ),
    "compress": Bar(
        "compress:compare",
        "Time, memory and accuracy with compression over those of full rank, on two threads; of --matrix SPEC alone.",
        takes_files=True,
    ),
    "automatic": Bar(
        "automatic:compare",
        "Seconds of an automatic choice whether to compress over those of full rank, where there is little to gain.",
    ),
    "incomplete": Bar(
        "incomplete:compare",
        "Seconds of ILU(k) over those of SciPy's spilu at equal fill, and of blocks over both, one thread.",
        takes_files=True,
    ),
    "trsv": Bar(
        "trsv:compare",
        "Seconds of MKL's and SciPy's triangular solves over ours with ILU(0) factors, and our bytes per second.",
        takes_files=True,
    ),
    "iterate": Bar(
        "iterate:compare",
        "Iterations and seconds of ILU(0)-BiCGStab by ordering, on given files, pyamg's gallery and porous media.",
        takes_files=True,
    ),
    "hmatrix": Bar(
        "hmatrix:compare",
        "Coefficients of H-matrices by clustering, their growth and accuracy, and H-LDLᵀ as a preconditioner.",
    ),
    "gpu": Bar(
        "gpu:compare",
        "Factorization and solves on a GPU: beside two threads and the device's product; of --matrix SPEC alone.",
        takes_files=True,
    ),
}
