"""Products of rows of dense blocks with small matrices, vectors along the rows of what is computed.

Each is a Python function that specifies it, and an overload that emits it. All blocks lie in one flat array, by rows; a
row takes whole vectors, so that none is cut: what is behind its last column is anything that is a number.
"""

import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload
from numba.np.numpy_support import as_dtype

from pastix_py.dense.blas import LETTER
from pastix_py.dense.emit import REAL
from pastix_py.dense.lanes import INDEX, Lanes, repeat
from pastix_py.dense.native import vector_registers

VECTORS = 4  # of a row, at most
STEPS = 4  # columns of a left factor at a time, at most
HEIGHTS = {1: 4, 2: 4, 3: 2, 4: 2}  # most rows at a time, a power of two, by their vectors: sums stay in registers


def lanes_of(dtype):
    """Return how many coefficients of a type a vector holds."""
    return max(vector_registers()[0] // dtype.itemsize, 1)


def contribute(gathered, begin, own, low, high, source, target, coef, left, lda, w, vectors, to, work):
    """C −= A Bᵀ for rows of C that are listed: what the panel of one block contributes to another.

    Parameters
    ----------
    gathered : where the panel begins that B is in: row target[t] of B is its row source[t], for begin ≤ t < own.
    low, high : row target[t] of C gets what row source[t] of A contributes, for low ≤ t < high.
    source, target : int32.
    coef : all panels, flat.
    left, lda, w : where the panel of A begins, the places of a row of both panels, their columns.
    vectors : of a row of C, 1 to VECTORS.
    to : where C begins.
    work : room for w rows like those of C, zero; it is left so.

    """
    ld = vectors * lanes_of(coef.dtype)
    small = np.zeros((w, ld), coef.dtype)
    for t in range(begin, own):
        small[:, target[t]] = coef[gathered + source[t] * lda :][:w]
    for t in range(low, high):
        at = to + target[t] * ld
        coef[at : at + ld] -= coef[left + source[t] * lda :][:w] @ small


def multiply_rows(rows, coef, at, w, B, vectors):
    """Each of `rows` rows of a panel becomes its product with B, w × w; all rows have `vectors` vectors."""
    ld = vectors * lanes_of(coef.dtype)
    panel = coef[at : at + rows * ld].reshape(rows, ld)
    panel[:] = panel[:, :w] @ B[: w * ld].reshape(w, ld)


def _once(builder, condition, values, body):
    """Emit `if condition: values = body(values)`, and return the values after it."""
    before, inside, after = builder.block, builder.append_basic_block("then"), builder.append_basic_block("after")
    builder.cbranch(condition, inside, after)
    builder.position_at_end(inside)
    found, last = body(values), builder.block
    builder.branch(after)
    builder.position_at_end(after)
    joined = []
    for value, other in zip(values, found, strict=True):
        joined.append(builder.phi(value.type))
        joined[-1].add_incoming(value, before)
        joined[-1].add_incoming(other, last)
    return joined


def _in_steps(builder, count, tallest, values, body):
    """Emit `values = body(i, step, values)` for i in range(count): in steps of `tallest`, then of halves of that.

    No loop is left that makes one step at a time: what the compiler makes of such costs more than a few steps.
    """
    stop = builder.and_(count, INDEX(-tallest))
    values = repeat(builder, INDEX(0), stop, INDEX(tallest), values, lambda i, held: body(i, tallest, held))
    step = tallest // 2
    while step:
        wanted = builder.icmp_signed("!=", builder.and_(count, INDEX(step)), INDEX(0))
        values = _once(builder, wanted, values, lambda held, i=stop, step=step: body(i, step, held))
        stop, step = builder.or_(stop, builder.and_(count, INDEX(step))), step // 2
    return values


def _by_shape(builder, vectors, m, band):
    """Emit `band(i, rows, v)` for bands of the m rows of a block whose rows have `vectors` vectors."""
    after = builder.append_basic_block("done")
    choice = builder.switch(vectors, after)
    for v, tallest in HEIGHTS.items():
        here = builder.append_basic_block(f"vectors{v}")
        choice.add_case(INDEX(v), here)
        builder.position_at_end(here)
        _in_steps(builder, m, tallest, [], lambda i, rows, _, v=v: band(i, rows, v) or [])
        builder.branch(after)
    builder.position_at_end(after)


def _product(lanes, starts, k, right, sums, vectors):
    """Emit sums −= A B for the rows of A that begin at `starts`; sums of a row are together."""
    rows, corners = len(starts), [INDEX(v * lanes.rows) for v in range(vectors)]

    def add(_, count, carried):
        row, starts, sums = carried[0], carried[1 : 1 + rows], carried[1 + rows :]
        for j in range(count):
            taken = [lanes.factors(lanes.load(lanes.at(row, corner))) for corner in corners]
            for r in range(rows):
                factor = lanes.coefficient(lanes.at(starts[r], INDEX(j)))
                for v in range(vectors):
                    sums[r * vectors + v] = lanes.subtract(sums[r * vectors + v], taken[v], factor)
            row = lanes.at(row, INDEX(vectors * lanes.rows))
        return [row, *(lanes.at(start, INDEX(count)) for start in starts), *sums]

    return _in_steps(lanes.builder, k, STEPS, [right, *starts, *sums], add)[1 + rows :]


def _vectors_of(lanes, starts, vectors):
    """Return the addresses of the vectors of rows."""
    return [lanes.at(start, INDEX(v * lanes.rows)) for start in starts for v in range(vectors)]


def _emit_gather(builder, lanes, given):
    """Emit small[j, target[t]] = B[source[t], j] for begin ≤ t < own."""
    ld = builder.mul(given["vectors"], INDEX(lanes.rows))
    panel = lanes.at(given["coef"], given["gathered"])

    def row(t, _):
        source, target = (builder.sext(builder.load(builder.gep(given[n], [t])), INDEX) for n in ("source", "target"))
        start, place = lanes.at(panel, builder.mul(source, given["lda"])), lanes.at(given["work"], target)

        def copy(_, count, carried):
            start, place = carried
            for j in range(count):
                for p, part in enumerate(lanes.element(lanes.at(start, INDEX(j)))):
                    builder.store(part, builder.gep(place, [INDEX(p)]), align=lanes.item)
                place = lanes.at(place, ld)
            return [lanes.at(start, INDEX(count)), place]

        _in_steps(builder, given["w"], STEPS, [start, place], copy)
        return []

    repeat(builder, given["begin"], given["own"], INDEX(1), [], row)


def _emit_contribute(builder, lanes, given):
    """Emit `contribute`."""
    left, target = (lanes.at(given["coef"], given[name]) for name in ("left", "to"))
    _emit_gather(builder, lanes, given)
    first = given["low"]

    def band(i, rows, vectors):
        far = []
        for name, block, step in (("source", left, given["lda"]), ("target", target, INDEX(vectors * lanes.rows))):
            at = [builder.gep(given[name], [builder.add(builder.add(first, i), INDEX(r))]) for r in range(rows)]
            numbers = [builder.sext(builder.load(one), INDEX) for one in at]
            far.append([lanes.at(block, builder.mul(number, step)) for number in numbers])
        places = _vectors_of(lanes, far[1], vectors)
        sums = _product(lanes, far[0], given["w"], given["work"], [lanes.load(place) for place in places], vectors)
        for value, place in zip(sums, places, strict=True):
            lanes.store(value, place)

    _by_shape(builder, given["vectors"], builder.sub(given["high"], first), band)
    count = builder.mul(given["w"], given["vectors"])

    def clear(i, count, _):
        for v in range(count):
            lanes.store(lanes.zero, lanes.at(given["work"], builder.mul(builder.add(i, INDEX(v)), INDEX(lanes.rows))))
        return []

    _in_steps(builder, count, STEPS, [], clear)


def _emit_multiply(builder, lanes, given):
    """Emit `multiply_rows`."""
    panel = lanes.at(given["coef"], given["at"])

    def band(i, rows, vectors):
        ld = vectors * lanes.rows
        first = lanes.at(panel, builder.mul(i, INDEX(ld)))
        starts = [lanes.at(first, INDEX(r * ld)) for r in range(rows)]
        sums = _product(lanes, starts, given["w"], given["B"], [lanes.zero] * (rows * vectors), vectors)
        for value, place in zip(sums, _vectors_of(lanes, starts, vectors), strict=True):
            lanes.store(builder.fneg(value), place)

    _by_shape(builder, given["vectors"], given["rows"], band)


def _routine(names, emit):
    """Return the intrinsic of the arguments named."""

    @intrinsic
    def call(typingctx, *args):
        kinds = [types.unliteral(kind) for kind in args]

        def codegen(context, builder, signature, values):
            given, dtype = {}, next(kind.dtype for kind in kinds if getattr(kind, "dtype", None) in LETTER)
            letter = LETTER[dtype]
            for name, kind, value in zip(names, kinds, cgutils.unpack_tuple(builder, values[0]), strict=True):
                if isinstance(kind, types.Array):
                    data = context.make_array(kind)(context, builder, value).data
                    is_index = kind.dtype not in LETTER
                    given[name] = data if is_index else builder.bitcast(data, REAL[letter].as_pointer())
                else:
                    given[name] = context.cast(builder, value, kind, types.int64)
            parts = 2 if letter in "cz" else 1
            emit(builder, Lanes(builder, REAL[letter], parts, lanes_of(as_dtype(dtype))), given)
            return context.get_dummy_value()

        return types.void(types.StarArgTuple.from_types(args)), codegen

    return call


_contribute = _routine(
    (
        "gathered",
        "begin",
        "own",
        "low",
        "high",
        "source",
        "target",
        "coef",
        "left",
        "lda",
        "w",
        "vectors",
        "to",
        "work",
    ),
    _emit_contribute,
)
_multiply = _routine(("rows", "coef", "at", "w", "B", "vectors"), _emit_multiply)


@overload(contribute)
def _contribute_overload(gathered, begin, own, low, high, source, target, coef, left, lda, w, vectors, to, work):
    def call(gathered, begin, own, low, high, source, target, coef, left, lda, w, vectors, to, work):
        _contribute(gathered, begin, own, low, high, source, target, coef, left, lda, w, vectors, to, work)

    return call


@overload(multiply_rows)
def _multiply_overload(rows, coef, at, w, B, vectors):
    def call(rows, coef, at, w, B, vectors):
        _multiply(rows, coef, at, w, B, vectors)

    return call
