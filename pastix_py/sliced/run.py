"""One run of slices, computed: a Python function that specifies it, and an overload that emits vector instructions."""


from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload
from numba.np.numpy_support import as_dtype

from pastix_py.dense.blas import LETTER
from pastix_py.dense.emit import REAL
from pastix_py.dense.lanes import INDEX
from pastix_py.sliced.emit import NEGATED, PLAIN, SCALED, Run, emit_run
from pastix_py.sliced.layout import REACH, Kind, Mode, lanes_of


def run(what, place, slices, scale, b, x):
    """Compute the rows of a run.

    Parameters
    ----------
    what : (kind, mode, scaled, lanes, row, count, width): `Kind`, `Mode`, whether sums are scaled in the end; rows of
        the last slice, the first row, slices, entries of each row of a band.
    place : (heads, near, far, values): where in the arrays of the slices is what comes behind the head, and the rest.
    slices : `Slices`; scale, b, x : as for `sweep`, flat.

    """
    kind, mode, scaled, lanes, row, count, width = what
    heads, near, far, values = place
    rows = 1 if kind == Kind.LINE else lanes_of(x.dtype)
    source, start = b if mode == Mode.PRODUCT else x, x if mode == Mode.BACKWARD else b
    for s in range(count):
        width = width if kind == Kind.BAND else int(slices.heads[heads + s])
        for lane in range(lanes if s == count - 1 else rows):
            i, total = row + s * rows + lane, x.dtype.type(0)
            if mode != Mode.PRODUCT:
                total = start[i]
            for p in range(width):
                q = p * rows + lane
                if kind == Kind.BAND:
                    column = i + int(slices.heads[heads + p])
                elif kind == Kind.NEAR:
                    column = i - lane + int(REACH[mode]) + int(slices.near[near + q])
                else:
                    column = i - lane + int(slices.far[far + q])
                total = total - slices.val[values + q] * source[column]
            x[i] = scale[i] * total if scaled else -total if mode == Mode.PRODUCT else total
        near, far, values = near + width * rows, far + width * rows, values + width * rows


@intrinsic
def _run(typingctx, kind, finish, mode, lanes, row, count, width, reach, heads, near, far, values, slices, scale, b, x):
    def codegen(context, builder, signature, args):
        kinds = dict(zip(NAMES, signature.args, strict=True))
        given = dict(zip(NAMES, args, strict=True))
        letter = LETTER[kinds["x"].dtype]
        real = REAL[letter].as_pointer()

        def address(kind, value, offset=None):
            data = context.make_array(kind)(context, builder, value).data
            return data if offset is None else builder.gep(data, [offset])

        def coefficients(name):
            return builder.bitcast(address(kinds[name], given[name]), real)

        held = dict(zip(("heads", "near", "far", "val"), cgutils.unpack_tuple(builder, given["slices"]), strict=True))
        types_held = dict(zip(held, kinds["slices"].types, strict=True))
        at = {"heads": "heads", "near": "near", "far": "far", "val": "values"}
        begin = {name: address(types_held[name], held[name], given[at[name]]) for name in held}
        begin["val"] = builder.bitcast(begin["val"], real)
        of_b, of_x = coefficients("b"), coefficients("x")
        is_product, is_backward = (
            builder.icmp_signed("==", given["mode"], INDEX(int(m))) for m in (Mode.PRODUCT, Mode.BACKWARD)
        )
        emit_run(
            builder,
            REAL[letter],
            2 if letter in "cz" else 1,
            lanes_of(as_dtype(kinds["x"].dtype)),
            given["kind"],
            Run(
                **{name: given[name] for name in ("finish", "lanes", "row", "count", "width", "reach")},
                **begin,
                scale=coefficients("scale"),
                source=builder.select(is_product, of_b, of_x),
                start=builder.select(is_backward, of_x, of_b),
                x=of_x,
            ),
        )
        return context.get_dummy_value()

    whole = (types.int64,) * 12
    return types.void(*whole, slices, scale, b, x), codegen


NAMES = ("kind", "finish", "mode", "lanes", "row", "count", "width", "reach", "heads", "near", "far", "values",
         "slices", "scale", "b", "x")  # fmt: skip


@overload(run, jit_options={"forceinline": True})
def _run_overload(what, place, slices, scale, b, x):
    def call(what, place, slices, scale, b, x):
        kind, mode, scaled, lanes, row, count, width = what
        heads, near, far, values = place
        finish = SCALED if scaled else NEGATED if mode == Mode.PRODUCT else PLAIN
        _run(kind, finish, mode, lanes, row, count, width, REACH[mode], heads, near, far, values, slices, scale, b, x)

    return call
