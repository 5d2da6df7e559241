"""The product as it is emitted for each sort of processor, run on this one: vectors and registers of all of them."""

import ctypes

import llvmlite.binding as llvm
import numpy as np
import pytest
from guarded import numbers
from llvmlite import ir
from problems import PRECISIONS, tolerance

from pastix_py.dense import native
from pastix_py.dense.emit_product import emit_product
from pastix_py.dense.product import subtract_product

PROCESSORS = {"sse": (16, 16), "neon": (16, 32), "avx2": (32, 16), "avx512": (64, 32)}
PROTOTYPE = ctypes.CFUNCTYPE(None, *[ctypes.c_int64] * 14)


@pytest.mark.jit
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("processor", PROCESSORS)
def test_each_processor_gets_the_product(processor, precision):
    module, dtype, rng = ir.Module("emitted"), PRECISIONS[precision], np.random.default_rng(3)
    emit_product(module, precision, *PROCESSORS[processor])
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(str(module)), native.target_machine())
    engine.finalize_object()
    call = PROTOTYPE(engine.get_function_address(f"pastix_{precision}subtract_product"))
    for high, n, k in ((1, 1, 1), (13, 5, 9), (61, 8, 33), (61, 45, 30), (700, 11, 6), (700, 39, 40)):
        cuts = np.array([0, high // 3, high // 3 + 2, high]) if high > 13 else np.array([0, high])
        run_to, target = cuts[:-1] + 2 * np.arange(cuts.size - 1), np.arange(n) * (high + 9) + 3
        A, B, C = (numbers(rng, count, dtype) for count in (high * k, n * k, (high + 9) * n + 3))
        for above, low in ((-n, 0), (0, 0), (high // 2, high // 2)):
            found, told = C.copy(), C.copy()
            panels = [array.ctypes.data for array in (A, B, found, target, cuts, run_to)]
            call(low, high, n, k, 1, above, high, n, *panels)
            subtract_product(low, high, n, k, 1, above, A, 0, high, B, 0, n, told, target, cuts, run_to)
            row = np.arange(low, high)
            run = np.searchsorted(cuts, row, side="right") - 1
            place, others = target + (run_to[run] + row - cuts[run])[:, None], np.ones(C.size, bool)
            counts, others[place] = row[:, None] >= above + np.arange(n), False
            atol = tolerance(dtype) * abs(told).max()
            np.testing.assert_allclose(found[place[counts]], told[place[counts]], rtol=0, atol=atol)
            np.testing.assert_array_equal(found[others], C[others])
