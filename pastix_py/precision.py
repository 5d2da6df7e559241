"""Letters of precisions, the types behind them, and the accuracy that each promises."""

from dataclasses import replace

import numpy as np

from pastix_py.errors import UsageError

PRECISIONS = {"s": np.float32, "d": np.float64, "c": np.complex64, "z": np.complex128}
SINGLE = {"f": np.float32, "d": np.float32, "F": np.complex64, "D": np.complex64}
GOOD = 1e-4  # tolerance of compression from which refinement gets to any accuracy in the least time, all in all
SURE = 0.1  # of the accuracy that is asked for without refinement
LOOSE = 1e-6  # tolerance of compression from which single precision suffices


def working_dtype(matrix, precision):
    """Return the dtype that x is computed in: the letter's, or that of the matrix for 'auto' and 'mixed'."""
    natural = np.result_type(matrix.dtype, np.float32)
    if precision == "auto":
        return natural
    if precision == "mixed":
        return np.result_type(natural, np.float64)
    chosen = np.dtype(PRECISIONS[precision])
    if natural.kind == "c" and chosen.kind != "c":
        other = {"s": "c", "d": "z"}[precision]
        raise UsageError(f"The matrix is complex: take --precision {other} in place of {precision}.")
    return chosen


def default_accuracy(dtype):
    """Return the componentwise backward error asked for by default."""
    return 1e-14 if np.finfo(dtype).eps < 1e-10 else 1e-5


def settled(matrix, options):
    """Return (`Options` whose tolerance of compression is that given, or else suits their accuracy, why it does)."""
    if options.tolerance > 0:
        return options, ""
    target = options.accuracy or default_accuracy(working_dtype(matrix, options.precision))
    if options.refine == "none":
        tolerance, why = SURE * target, f"{target:.0e} is asked for without refinement"
    else:
        tolerance, why = max(target, GOOD), f"refinement to {target:.0e} takes less time than a smaller one would"
    return replace(options, tolerance=tolerance), f"{tolerance:.0e}: {why}"


def factor_dtype(matrix, options):
    """Return the dtype that the factor is computed and kept in: single for 'mixed', else that of x.

    It is single too for 'auto' where compression to a loose tolerance leaves out more than rounding does. It is that of
    x where singular systems are to be told from others, which single precision cannot do.
    """
    dtype = working_dtype(matrix, options.precision)
    loose = options.compress != "none" and options.precision == "auto" and options.tolerance >= LOOSE
    single = (options.precision == "mixed" or loose) and options.null_pivots != "fix"
    return np.dtype(SINGLE.get(dtype.char, dtype.char)) if single else dtype


def result_dtype(dtype, of_b, precision):
    """Return the type of solutions with factors that work in `dtype`, of right-hand sides of type `of_b`."""
    kind = np.result_type(dtype, of_b)
    if precision in PRECISIONS and np.finfo(kind).eps < np.finfo(dtype).eps:
        return np.dtype(SINGLE[kind.char])
    return kind
