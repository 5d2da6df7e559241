"""The one vectorized loop of a panel: subtract a product from up to eight columns, and solve for them.

`eliminate` is a Python function that specifies it and an overload that emits the loop with explicit vectors, since no
compiler can tell that the columns of one flat array do not overlap. A group of rows stays in registers from the first
product to the last step of the triangular solve. Each row goes through the same operations wherever it lies, so that a
panel gives bitwise the same answer in whatever ranges its rows are done.
"""

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from pastix_py.dense.blas import block

COLUMNS = 8  # columns that are solved together
INDEX, NUMBER = ir.IntType(64), ir.IntType(32)
SCALAR = {
    types.float32: ir.FloatType(), types.float64: ir.DoubleType(),
    types.complex64: ir.FloatType(), types.complex128: ir.DoubleType(),
}  # fmt: skip


def vector_registers():
    """Return (bytes of a vector register, vectors of rows that fit with eight columns in the registers there are)."""
    features = llvm.get_host_cpu_features()
    wide = features.get("avx512f", False)
    return (64 if wide else 32 if features.get("avx", False) else 16), (2 if wide or features.get("neon") else 1)


VECTOR_BYTES, VECTORS = vector_registers()


class Lanes:
    """Vectors of one element type: how they are loaded, stored, and multiplied by a coefficient."""

    def __init__(self, builder, dtype, sign):
        """Take the element type, and `sign`, a value of its real type: −1 where coefficients are to be conjugated."""
        self.builder, self.parts = builder, 2 if isinstance(dtype, types.Complex) else 1
        self.scalar, self.item = SCALAR[dtype], dtype.bitwidth // 8
        self.rows = VECTOR_BYTES // self.item
        self.vector = ir.VectorType(self.scalar, self.rows * self.parts)
        self.straight = self.turn = None
        self.fma = self.intrinsic("fmuladd", self.vector, [self.vector] * 3)
        if self.parts == 2:
            self.straight = ir.Constant(self.vector, [1.0, -1.0] * self.rows)
            self.turn = builder.fmul(self.straight, self.splat(sign))

    def intrinsic(self, name, returned, arguments):
        """Return an intrinsic of the compiler for vectors of this kind."""
        suffix = f"v{self.vector.count}{'f32' if self.scalar == ir.FloatType() else 'f64'}"
        suffix += ".p0" if name.startswith("masked") else ""
        kind = ir.FunctionType(returned, arguments)
        return cgutils.get_or_insert_function(self.builder.module, kind, f"llvm.{name}.{suffix}")

    def splat(self, value):
        """Return a vector of one value."""
        vector = ir.VectorType(value.type, self.vector.count)
        one = self.builder.insert_element(ir.Constant(vector, ir.Undefined), value, NUMBER(0))
        return self.builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(NUMBER, vector.count), [0] * vector.count))

    def first(self, left):
        """Return which lanes belong to the first `left` rows."""
        vector = ir.VectorType(INDEX, self.vector.count)
        lanes = ir.Constant(vector, [i // self.parts for i in range(vector.count)])
        return self.builder.icmp_signed("<", lanes, self.splat(left))

    def at(self, data, offset, kind):
        """Return the address of element `offset`, as that of a value of another kind."""
        return self.builder.bitcast(self.builder.gep(data, [offset]), kind.as_pointer())

    def load(self, data, offset, mask):
        """Return the rows from element `offset` on, zero where masked out."""
        address = self.at(data, offset, self.vector)
        if mask is None:
            return self.builder.load(address, align=self.item // self.parts)
        function = self.intrinsic("masked.load", self.vector, [address.type, NUMBER, mask.type, self.vector])
        zero = ir.Constant(self.vector, [0.0] * self.vector.count)
        return self.builder.call(function, [address, NUMBER(self.item // self.parts), mask, zero])

    def store(self, value, data, offset, mask):
        """Store the rows from element `offset` on that are not masked out."""
        address = self.at(data, offset, self.vector)
        if mask is None:
            self.builder.store(value, address, align=self.item // self.parts)
            return
        function = self.intrinsic("masked.store", ir.VoidType(), [self.vector, address.type, NUMBER, mask.type])
        self.builder.call(function, [value, address, NUMBER(self.item // self.parts), mask])

    def coefficient(self, data, offset):
        """Return the coefficient at `offset`, its parts each in all lanes."""
        address = self.at(data, offset, self.scalar)
        parts = [self.builder.gep(address, [INDEX(p)]) for p in range(self.parts)]
        return [self.splat(self.builder.load(part, align=self.item // self.parts)) for part in parts]

    def negated(self, rows, turn=None):
        """Return what `subtract` multiplies with: −rows, and −i · rows where they are complex."""
        if self.parts == 1:
            return [self.builder.fneg(rows)]
        swapped = [i ^ 1 for i in range(self.vector.count)]
        swapped = self.builder.shuffle_vector(rows, rows, ir.Constant(ir.VectorType(NUMBER, self.vector.count), swapped))
        return [self.builder.fneg(rows), self.builder.fmul(swapped, turn)]

    def subtract(self, target, negated, coefficient):
        """Return target − rows · coefficient."""
        for rows, part in zip(negated, coefficient, strict=True):
            target = self.builder.call(self.fma, [rows, part, target])
        return target


@intrinsic
def _eliminate(typingctx, width, rows, k, conj, X, xo, ldx, P, po, ldp, T, to, C, co, ldc):
    """Emit the loop for each width; see `eliminate`."""
    returned = types.void(*([types.int64] * 4 + [X, types.int64, types.int64] + [P, types.int64, types.int64]
                            + [T, types.int64] + [C, types.int64, types.int64]))

    def codegen(context, builder, signature, values):
        width, rows, k, conj, X, xo, ldx, P, po, ldp, T, to, C, co, ldc = values
        X, P, T, C = (context.make_array(C_type)(context, builder, a).data for a in (X, P, T, C))
        one = ir.Constant(SCALAR[C_type.dtype], 1.0)
        lanes = Lanes(builder, C_type.dtype, builder.select(builder.trunc(conj, ir.IntType(1)), builder.fneg(one), one))

        def group(count, row, vectors, mask):
            """Emit the work on `vectors` vectors of rows from `row` on."""
            corner = [builder.add(row, INDEX(v * lanes.rows)) for v in range(vectors)]
            to_column = [builder.add(co, builder.mul(ldc, INDEX(j))) for j in range(count)]
            sums = [[cgutils.alloca_once(builder, lanes.vector) for _ in corner] for _ in range(count)]
            for j in range(count):
                for v, at in enumerate(corner):
                    builder.store(lanes.load(C, builder.add(to_column[j], at), mask), sums[j][v])
            with cgutils.for_range(builder, k) as loop:
                source, factors = builder.mul(loop.index, ldx), builder.add(po, builder.mul(loop.index, ldp))
                source = builder.add(xo, source)
                taken = [lanes.negated(lanes.load(X, builder.add(source, at), mask), lanes.turn) for at in corner]
                for j in range(count):
                    factor = lanes.coefficient(P, builder.add(factors, INDEX(j)))
                    for v, negated in enumerate(taken):
                        builder.store(lanes.subtract(builder.load(sums[j][v]), negated, factor), sums[j][v])
            with builder.if_then(builder.icmp_signed(">=", to, INDEX(0))):
                for q in range(count):
                    step = [lanes.coefficient(T, builder.add(to, INDEX(q * COLUMNS + j))) for j in range(q, count)]
                    for v in range(vectors):
                        zero = ir.Constant(lanes.vector, [0.0] * lanes.vector.count)
                        solved = lanes.subtract(zero, lanes.negated(builder.load(sums[q][v]), lanes.straight), step[0])
                        builder.store(solved, sums[q][v])
                        negated = lanes.negated(solved, lanes.straight)
                        for j in range(q + 1, count):
                            builder.store(lanes.subtract(builder.load(sums[j][v]), negated, step[j - q]), sums[j][v])
            for j in range(count):
                for v, at in enumerate(corner):
                    lanes.store(builder.load(sums[j][v]), C, builder.add(to_column[j], at), mask)

        done = builder.append_basic_block("done")
        switch = builder.switch(width, done)
        for count in range(1, COLUMNS + 1):
            case = builder.append_basic_block(f"width{count}")
            switch.add_case(INDEX(count), case)
            builder.position_at_end(case)
            step = INDEX(VECTORS * lanes.rows)
            whole = builder.sub(rows, builder.srem(rows, step))
            with cgutils.for_range_slice(builder, INDEX(0), whole, step, INDEX) as (row, _):
                group(count, row, VECTORS, None)
            with cgutils.for_range_slice(builder, whole, rows, INDEX(lanes.rows), INDEX) as (row, _):
                group(count, row, 1, lanes.first(builder.sub(rows, row)))
            builder.branch(done)
        builder.position_at_end(done)
        return context.get_dummy_value()

    C_type = C
    return returned, codegen


def eliminate(width, rows, k, conj, X, xo, ldx, P, po, ldp, T, to, C, co, ldc):
    """C := (C − X op(P)) T⁻¹ for `rows` rows and `width` ≤ 8 columns of C, from left to right.

    Parameters
    ----------
    width, rows, k : columns and rows of C; columns of X.
    conj : 1 to conjugate P, else 0.
    X, xo, ldx : rows × k, column-major at offset xo.
    P, po, ldp : coefficient of column q of X for column j of C at po + q · ldp + j.
    T, to : upper triangle, coefficient of column q for column j at to + 8 q + j; its diagonal holds −1 / T[q, q].
        With a negative `to`, only the product is subtracted.
    C, co, ldc : rows × width, column-major at offset co.

    """
    target = block(C, co, rows, width, ldc)
    if k:
        factors = block(P, po, width, k, ldp).T
        target -= block(X, xo, rows, k, ldx) @ (factors.conj() if conj else factors)
    if to >= 0:
        for q in range(width):
            target[:, q] *= -T[to + q * COLUMNS + q]
            for j in range(q + 1, width):
                target[:, j] -= target[:, q] * T[to + q * COLUMNS + j]


@overload(eliminate)
def _eliminate_overload(width, rows, k, conj, X, xo, ldx, P, po, ldp, T, to, C, co, ldc):
    def call(width, rows, k, conj, X, xo, ldx, P, po, ldp, T, to, C, co, ldc):
        _eliminate(width, rows, k, conj, X, xo, ldx, P, po, ldp, T, to, C, co, ldc)

    return call
