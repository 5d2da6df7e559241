"""Vectors of rows, as values of LLVM: loaded and stored with or without a mask, and multiplied by coefficients.

A row of a complex array takes two neighbouring lanes. All offsets count elements of the array.
"""

from llvmlite import ir

INDEX, NUMBER, BYTE, BIT = (ir.IntType(bits) for bits in (64, 32, 8, 1))


def repeat(builder, low, high, step, values, body, short=False):
    """Emit `for i in range(low, high, step): values = body(i, values)`, and return the values after it.

    The compiler is told not to unroll a `short` loop: few rounds do not repay what that takes before the first.
    """
    before = builder.block
    head, inside, after = (builder.append_basic_block(name) for name in ("head", "inside", "after"))
    builder.branch(head)
    builder.position_at_end(head)
    index = builder.phi(INDEX)
    index.add_incoming(low, before)
    carried = []
    for value in values:
        carried.append(builder.phi(value.type))
        carried[-1].add_incoming(value, before)
    builder.cbranch(builder.icmp_signed("<", index, high), inside, after)
    builder.position_at_end(inside)
    for phi, value in zip(carried, body(index, carried), strict=True):
        phi.add_incoming(value, builder.block)
    index.add_incoming(builder.add(index, step), builder.block)
    branch = builder.branch(head)
    if short:
        branch.set_metadata("llvm.loop", rolled(builder.module))
    builder.position_at_end(after)
    return carried


def by_whole_steps(builder, low, high, step, body):
    """Emit `body(i, partly)` for i in range(low, high, step); `partly` is true for a last step that is cut at high."""
    whole = builder.sub(high, builder.srem(builder.sub(high, low), step))
    repeat(builder, low, whole, step, [], lambda i, _: body(i, False))
    return repeat(builder, whole, high, step, [], lambda i, _: body(i, True))


def rolled(module):
    """Return a mark of a loop, which names itself first, that it is not to be unrolled."""
    mark = module.add_metadata([module.add_metadata(["llvm.loop.unroll.disable"]), NUMBER(len(module.metadata))])
    mark.operands = (mark, mark.operands[0])
    return mark


class Lanes:
    """Vectors of `rows` rows of one element type."""

    def __init__(self, builder, scalar, parts, rows):
        """Take the real type, 2 `parts` for complex elements (else 1), and the rows of a vector."""
        self.builder, self.scalar, self.parts, self.rows = builder, scalar, parts, rows
        self.item = 4 if scalar == ir.FloatType() else 8
        self.vector = ir.VectorType(scalar, rows * parts)
        self.fma = self.intrinsic("fmuladd", self.vector, [self.vector] * 3)
        self.zero = ir.Constant(self.vector, [0.0] * self.vector.count)

    def intrinsic(self, name, returned, arguments):
        """Return an operation of the compiler on vectors of this kind."""
        suffix = f"v{self.vector.count}f{8 * self.item}" + (".p0" if name.startswith("masked") else "")
        name = f"llvm.{name}.{suffix}"
        found = self.builder.module.globals.get(name)
        return found or ir.Function(self.builder.module, ir.FunctionType(returned, arguments), name)

    def root(self, value):
        """Return the square root of a value of the real type."""
        name, kind = f"llvm.sqrt.f{8 * self.item}", ir.FunctionType(self.scalar, [self.scalar])
        function = self.builder.module.globals.get(name) or ir.Function(self.builder.module, kind, name)
        return self.builder.call(function, [value])

    def constant(self, values, kind=NUMBER):
        """Return a constant vector of integers."""
        return ir.Constant(ir.VectorType(kind, len(values)), values)

    def within(self, vector, limit):
        """Return the lanes whose size is at most that of `limit`, a vector; one that is no number is not."""
        size = self.builder.call(self.intrinsic("fabs", self.vector, [self.vector]), [vector])
        return self.builder.fcmp_ordered("<=", size, limit)

    def all(self, mask):
        """Return whether all lanes of a mask are on."""
        bits = ir.IntType(self.vector.count)
        return self.builder.icmp_signed("==", self.builder.bitcast(mask, bits), bits(-1))

    def splat(self, value):
        """Return a vector that holds one value in all lanes."""
        one = ir.Constant(ir.VectorType(value.type, self.vector.count), ir.Undefined)
        one = self.builder.insert_element(one, value, NUMBER(0))
        return self.builder.shuffle_vector(one, one, self.constant([0] * self.vector.count))

    def between(self, low, high):
        """Return the mask of rows low:high."""
        rows = self.constant([i // self.parts for i in range(self.vector.count)], INDEX)
        above = self.builder.icmp_signed(">=", rows, self.splat(low))
        return self.builder.and_(above, self.builder.icmp_signed("<", rows, self.splat(high)))

    def at(self, address, offset):
        """Return the address of the element `offset` after another."""
        offset = self.builder.mul(offset, INDEX(self.parts)) if self.parts == 2 else offset
        return self.builder.gep(address, [offset])

    def load(self, address, mask=None):
        """Return the rows at `address`, zero where masked out."""
        address = self.builder.bitcast(address, self.vector.as_pointer())
        if mask is None:
            return self.builder.load(address, align=self.item)
        function = self.intrinsic("masked.load", self.vector, [address.type, NUMBER, mask.type, self.vector])
        return self.builder.call(function, [address, NUMBER(self.item), mask, self.zero])

    def store(self, value, address, mask=None):
        """Store the rows at `address` that are not masked out."""
        address = self.builder.bitcast(address, self.vector.as_pointer())
        if mask is None:
            self.builder.store(value, address, align=self.item)
            return
        function = self.intrinsic("masked.store", ir.VoidType(), [self.vector, address.type, NUMBER, mask.type])
        self.builder.call(function, [value, address, NUMBER(self.item), mask])

    def prefetch(self, address, locality):
        """Ask for the cache line at an address, for reading: 3 into the nearest cache, 2 into the next."""
        line, to_read, data_cache = BYTE.as_pointer(), NUMBER(0), NUMBER(1)
        kind, name = ir.FunctionType(ir.VoidType(), [line, NUMBER, NUMBER, NUMBER]), "llvm.prefetch.p0"
        function = self.builder.module.globals.get(name) or ir.Function(self.builder.module, kind, name)
        self.builder.call(function, [self.builder.bitcast(address, line), to_read, NUMBER(locality), data_cache])

    def element(self, address):
        """Return the element at `address`: its real and, if any, imaginary part."""
        parts = [self.builder.gep(address, [INDEX(p)]) for p in range(self.parts)]
        return [self.builder.load(part, align=self.item) for part in parts]

    def coefficient(self, address):
        """Return the element at `address`: its real and, if any, imaginary part, each in all lanes."""
        return [self.splat(part) for part in self.element(address)]

    def swapped(self, vector):
        """Return a complex vector with the parts of each element exchanged."""
        order = self.constant([i ^ 1 for i in range(self.vector.count)])
        return self.builder.shuffle_vector(vector, vector, order)

    def conjugated(self, coefficient, sign):
        """Return a coefficient with its imaginary part times `sign`, a vector of ±1."""
        return [coefficient[0], *(self.builder.fmul(part, sign) for part in coefficient[1:])]

    def lane(self, vector, row):
        """Return the element in one row of a vector as a coefficient."""
        lanes = (self.constant([row * self.parts + p] * self.vector.count) for p in range(self.parts))
        return [self.builder.shuffle_vector(vector, vector, lane) for lane in lanes]

    def factors(self, vector):
        """Return what `subtract` wants of a vector x: −x and, if complex, −i x."""
        negated = self.builder.fneg(vector)
        if self.parts == 1:
            return [negated]
        turn = ir.Constant(self.vector, [1.0, -1.0] * self.rows)
        return [negated, self.builder.fmul(self.swapped(vector), turn)]

    def subtract(self, target, factors, coefficient):
        """Return target − x · coefficient, given the factors of x."""
        for factor, part in zip(factors, coefficient, strict=True):
            target = self.builder.call(self.fma, [factor, part, target])
        return target

    def times(self, vector, negative):
        """Return a vector times a coefficient that is given negated."""
        return self.subtract(self.zero, self.factors(vector), negative)

    def size(self, value):
        """Return |value| of a value of the real type."""
        below = self.builder.fcmp_ordered("<", value, ir.Constant(self.scalar, 0.0))
        return self.builder.select(below, self.builder.fneg(value), value)

    def negative_inverse(self, parts):
        """Return −1 over an element, in one or two parts (Smith, Algorithm 116, Communications of the ACM 5, 1962)."""
        b, one, minus_one = self.builder, ir.Constant(self.scalar, 1.0), ir.Constant(self.scalar, -1.0)
        if len(parts) == 1:
            return [b.fdiv(minus_one, parts[0])]
        flat = b.fcmp_ordered(">=", self.size(parts[0]), self.size(parts[1]))
        large, small = b.select(flat, parts[0], parts[1]), b.select(flat, parts[1], parts[0])
        ratio = b.fdiv(small, large)
        size = b.fadd(large, b.fmul(small, ratio))
        above = b.select(flat, minus_one, b.fneg(ratio)), b.select(flat, ratio, one)
        return [b.fdiv(part, size) for part in above]
