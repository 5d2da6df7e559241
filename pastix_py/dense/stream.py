"""Products of a few columns with a vector at the speed of memory: four columns in one pass, masked at the end.

LLVM handles the last rows of such a loop one by one and asks for memory only where rows are many; most panels of a
factor are short. So the loops for real types are written in its language; complex ones are left to the compiler.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

WIDTHS = (4, 2, 1)  # columns in one pass
BYTES = 64  # of a vector: a cache line
I1, I8, I32, I64 = (ir.IntType(bits) for bits in (1, 8, 32, 64))


class _Loop:
    """What the code generators share: pointers into flat arrays, and loads and stores of vectors."""

    def __init__(self, context, builder, element, far):
        self.context, self.builder, self.element, self.far = context, builder, element, far
        self.scalar = context.get_value_type(element)
        self.lanes = BYTES * 8 // element.bitwidth
        self.vector = ir.VectorType(self.scalar, self.lanes)
        self.mask_type = ir.VectorType(I1, self.lanes)

    def pointer(self, array_type, array, offset):
        """Return the address of an entry of a flat array."""
        data = self.context.make_array(array_type)(self.context, self.builder, array).data
        return self.builder.gep(data, [offset])

    def splat(self, value, lanes_type=None):
        """Return a vector whose lanes all hold the value."""
        vector = lanes_type or self.vector
        one = self.builder.insert_element(ir.Constant(vector, ir.Undefined), value, I32(0))
        order = ir.Constant(ir.VectorType(I32, self.lanes), [0] * self.lanes)
        return self.builder.shuffle_vector(one, ir.Constant(vector, ir.Undefined), order)

    def call(self, name, returned, *arguments):
        """Return the result of an LLVM intrinsic."""
        function = ir.FunctionType(returned, [a.type for a in arguments])
        return self.builder.call(cgutils.get_or_insert_function(self.builder.module, function, name), arguments)

    def suffix(self):
        """Return the name of the vector type inside the names of intrinsics."""
        return f"v{self.lanes}f{self.element.bitwidth}"

    def load(self, pointer, mask):
        """Return a vector from memory, zero where the mask is off."""
        where = self.builder.bitcast(pointer, self.vector.as_pointer())
        if mask is None:
            return self.builder.load(where, align=self.element.bitwidth // 8)
        zero = ir.Constant(self.vector, None)
        size = I32(self.element.bitwidth // 8)
        return self.call(f"llvm.masked.load.{self.suffix()}.p0", self.vector, where, size, mask, zero)

    def store(self, value, pointer, mask):
        """Write a vector to memory where the mask is on."""
        where = self.builder.bitcast(pointer, self.vector.as_pointer())
        if mask is None:
            self.builder.store(value, where, align=self.element.bitwidth // 8)
            return
        size = I32(self.element.bitwidth // 8)
        self.call(f"llvm.masked.store.{self.suffix()}.p0", ir.VoidType(), value, where, size, mask)

    def fma(self, a, b, c):
        """Return a b + c."""
        return self.call(f"llvm.fmuladd.{self.suffix()}", self.vector, a, b, c)

    def sum(self, vector):
        """Return the sum of the lanes."""
        zero = ir.Constant(self.scalar, -0.0)
        name = f"llvm.vector.reduce.fadd.{self.suffix()}"
        kind = ir.FunctionType(self.scalar, [self.scalar, self.vector])
        function = cgutils.get_or_insert_function(self.builder.module, kind, name)
        return self.builder.call(function, [zero, vector], fastmath=("reassoc",))

    def prefetch(self, pointer):
        """Ask for the cache line at an address, for reading, in the second level: the first is too small to wait in."""
        line = self.builder.bitcast(pointer, I8.as_pointer())
        to_read, second_level, data_cache = I32(0), I32(2), I32(1)
        self.call("llvm.prefetch.p0", ir.VoidType(), line, to_read, second_level, data_cache)

    def rows(self, m, body):
        """Run body(i, mask) for i = 0, lanes, 2 lanes … below m; the mask is None where all lanes are inside."""
        builder = self.builder
        whole = builder.and_(m, I64(-self.lanes))
        with cgutils.for_range_slice(builder, I64(0), whole, I64(self.lanes), I64) as (i, _):
            body(i, None)
        with builder.if_then(builder.icmp_signed("<", whole, m)):
            lanes_type = ir.VectorType(I64, self.lanes)
            number = ir.Constant(lanes_type, list(range(self.lanes)))
            left = self.splat(builder.sub(m, whole), lanes_type)
            body(whole, builder.icmp_signed("<", number, left))


def _addresses(loop, kinds, values, columns):
    """Return (addresses of the columns of A, of the same rows in the next ones, of the entries of X, of Y, rows)."""
    builder = loop.builder
    A, a, ld, ahead, m, X, x, step, Y, y = values

    def spread(pointer, distance):
        return [builder.gep(pointer, [builder.mul(distance, I64(j))]) for j in range(columns)]

    starts = spread(loop.pointer(kinds[0], A, a), ld)
    later = [builder.gep(start, [ahead]) for start in starts]
    return starts, later, spread(loop.pointer(kinds[5], X, x), step), loop.pointer(kinds[8], Y, y), m


def _build_axpy(loop, starts, later, X, Y, m):
    builder = loop.builder
    factors = [loop.splat(builder.fneg(builder.load(entry))) for entry in X]

    def body(i, mask):
        target = builder.gep(Y, [i])
        total = loop.load(target, mask)
        for start, factor, after in zip(starts, factors, later, strict=True):
            if loop.far:
                loop.prefetch(builder.gep(after, [i]))
            total = loop.fma(loop.load(builder.gep(start, [i]), mask), factor, total)
        loop.store(total, target, mask)

    loop.rows(m, body)


def _build_dot(loop, starts, later, X, Y, m):
    builder = loop.builder
    zero = ir.Constant(loop.vector, None)
    sums = [cgutils.alloca_once_value(builder, zero) for _ in starts]

    def body(i, mask):
        vector = loop.load(builder.gep(Y, [i]), mask)
        for start, total, after in zip(starts, sums, later, strict=True):
            loop.prefetch(builder.gep(after, [i]))
            column = loop.load(builder.gep(start, [i]), mask)
            builder.store(loop.fma(column, vector, builder.load(total)), total)

    loop.rows(m, body)
    for target, total in zip(X, sums, strict=True):
        builder.store(builder.fsub(builder.load(target), loop.sum(builder.load(total))), target)


def _intrinsic(build, columns, far=True):
    """Return the intrinsic (A, a, ld, ahead, m, X, x, step, Y, y) on real arrays whose loop `build` writes.

    Arguments: entries of X are `step` apart; A is asked for `ahead` entries before its use where it is `far`.
    """

    @intrinsic
    def call(typingctx, A, a, ld, ahead, m, X, x, step, Y, y):
        def codegen(context, builder, signature, values):
            loop = _Loop(context, builder, A.dtype, far)
            starts, later, at_x, at_y, rows = _addresses(loop, signature.args, values, columns)
            build(loop, starts, later, at_x, at_y, rows)
            return context.get_dummy_value()

        number = types.int64
        return types.void(A, *[number] * 4, X, number, number, Y, number), codegen

    return call


def axpy(columns, A, a, ld, ahead, m, X, x, Y, y):
    """Y[y : y + m] −= A X[x : x + columns], A m × columns (1, 2 or 4) at offset `a`; `ahead` leads to what is next."""
    for j in range(columns):
        for i in range(m):
            Y[y + i] -= A[a + j * ld + i] * X[x + j]


def dot(columns, A, a, ld, ahead, m, X, x, Y, y):
    """X[x : x + columns] −= Aᵀ Y[y : y + m]; as `axpy`."""
    for j in range(columns):
        total = X.dtype.type(0)
        for i in range(m):
            total += A[a + j * ld + i] * Y[y + i]
        X[x + j] -= total


_axpy4, _axpy2, _axpy1 = (_intrinsic(_build_axpy, columns) for columns in WIDTHS)
_dot4, _dot2, _dot1 = (_intrinsic(_build_dot, columns) for columns in WIDTHS)


@overload(axpy)
def _axpy_overload(columns, A, a, ld, ahead, m, X, x, Y, y):
    if isinstance(A.dtype, types.Complex):
        return axpy

    def call(columns, A, a, ld, ahead, m, X, x, Y, y):
        if columns == 4:
            _axpy4(A, a, ld, ahead, m, X, x, 1, Y, y)
        elif columns == 2:
            _axpy2(A, a, ld, ahead, m, X, x, 1, Y, y)
        else:
            _axpy1(A, a, ld, ahead, m, X, x, 1, Y, y)

    return call


@overload(dot)
def _dot_overload(columns, A, a, ld, ahead, m, X, x, Y, y):
    if isinstance(A.dtype, types.Complex):
        return dot

    def call(columns, A, a, ld, ahead, m, X, x, Y, y):
        if columns == 4:
            _dot4(A, a, ld, ahead, m, X, x, 1, Y, y)
        elif columns == 2:
            _dot2(A, a, ld, ahead, m, X, x, 1, Y, y)
        else:
            _dot1(A, a, ld, ahead, m, X, x, 1, Y, y)

    return call
