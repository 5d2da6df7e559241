"""One run of slices, computed: a Python function that specifies it, and an overload that emits vector instructions."""

import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload
from numba.np.numpy_support import as_dtype

from pastix_py.dense.blas import LETTER
from pastix_py.dense.emit import REAL
from pastix_py.dense.lanes import INDEX
from pastix_py.sliced.emit import NEGATED, PLAIN, SCALED, Run, emit_run
from pastix_py.sliced.emit_many import emit_run_many
from pastix_py.sliced.layout import REACH, Kind, Mode, lanes_of

GIVEN = "kind", "columns", "mode", "finish", "lanes", "row", "count", "width", "reach", "heads", "near", "far", "values"


def run(what, place, slices, scale, b, x):
    """Compute the rows of a run.

    Parameters
    ----------
    what : (kind, mode, scaled, lanes, row, count, width): `Kind`, `Mode`, whether sums are scaled in the end; rows of
        the last slice, the first row, slices, entries of each row of a band.
    place : (heads, near, far, values): where in the arrays of the slices is what comes behind the head, and the rest.
    slices : `Slices`; scale, b, x : as for `sweep`.

    """
    kind, mode, scaled, lanes, row, count, width = what
    heads, near, far, values = place
    rows = 1 if kind == Kind.LINE else lanes_of(x.dtype)
    source, start = b if mode == Mode.PRODUCT else x, x if mode == Mode.BACKWARD else b
    for s in range(count):
        first, width = row + s * rows, width if kind == Kind.BAND else int(slices.heads[heads + s])
        for i in range(first, first + (lanes if s == count - 1 else rows)):
            total = np.zeros_like(x[i]) if mode == Mode.PRODUCT else start[i]
            for p in range(width):
                q = p * rows + i - first
                if kind == Kind.BAND:
                    column = i + int(slices.heads[heads + p])
                elif kind == Kind.NEAR:
                    column = first + int(REACH[mode]) + int(slices.near[near + q])
                else:
                    column = first + int(slices.far[far + q])
                total = total - slices.val[values + q] * source[column]
            x[i] = scale[i] * total if scaled else -total if mode == Mode.PRODUCT else total
        near, far, values = near + width * rows, far + width * rows, values + width * rows


@intrinsic
def _run(typingctx, given, slices, scale, b, x):
    def codegen(context, builder, signature, args):
        value = dict(zip(GIVEN, cgutils.unpack_tuple(builder, args[0]), strict=True))
        letter = LETTER[x.dtype]
        real, parts, rows = REAL[letter], 2 if letter in "cz" else 1, lanes_of(as_dtype(x.dtype))

        def address(kind, array, offset=None):
            data = context.make_array(kind)(context, builder, array).data
            data = data if offset is None else builder.gep(data, [offset])
            return builder.bitcast(data, real.as_pointer()) if kind.dtype == x.dtype else data

        offsets = (value[name] for name in ("heads", "near", "far", "values"))
        held = zip(slices.types, cgutils.unpack_tuple(builder, args[1]), offsets, strict=True)
        heads, near, far, val = (address(*one) for one in held)
        of_scale, of_b, of_x = (address(kind, array) for kind, array in zip((scale, b, x), args[2:], strict=True))
        is_product, is_backward = (
            builder.icmp_signed("==", value["mode"], INDEX(int(mode))) for mode in (Mode.PRODUCT, Mode.BACKWARD)
        )
        source, start = builder.select(is_product, of_b, of_x), builder.select(is_backward, of_x, of_b)
        found = Run(
            *(value[name] for name in ("finish", "lanes", "row", "count", "width", "reach")),
            *(heads, near, far, val, of_scale, source, start, of_x),
        )
        if x.ndim == 1:
            emit_run(builder, real, parts, rows, value["kind"], found)
        else:
            emit_run_many(builder, real, parts, rows, value["kind"], value["columns"], found)
        return context.get_dummy_value()

    return types.void(types.UniTuple(types.int64, len(GIVEN)), slices, scale, b, x), codegen


@overload(run, jit_options={"forceinline": True})
def _run_overload(what, place, slices, scale, b, x):
    def call(what, place, slices, scale, b, x):
        kind, mode, scaled, lanes, row, count, width = what
        finish = SCALED if scaled else NEGATED if mode == Mode.PRODUCT else PLAIN
        columns = x.shape[x.ndim - 1]
        _run((kind, columns, mode, finish, lanes, row, count, width, REACH[mode], *place), slices, scale, b, x)

    return call
