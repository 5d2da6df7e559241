"""What `sweep` runs, emitted as LLVM: one vector goes through one panel at the speed of memory, four columns at a time.

Compilers handle the last rows of a loop one by one, and ask for memory only where rows are many; most panels of a
factor are short. So the loops over rows end with a masked vector.
"""

from llvmlite import ir

from pastix_py.dense.emit import REAL
from pastix_py.dense.lanes import BIT, INDEX, Lanes, repeat

ROUTINES = "forward", "backward", "forward_product", "backward_product"
SECOND = 2  # level of the caches: what is asked for ahead would push out of the first what is in use


class Sweep:
    """A routine being emitted: its arguments, and loops over rows."""

    def __init__(self, module, letter, routine, vector_bytes):
        """Begin the routine."""
        real, self.parts = REAL[letter], 2 if letter in "cz" else 1
        address, numbers = real.as_pointer(), INDEX.as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [INDEX] * 10 + [address, address, numbers, address, address])
        function = ir.Function(module, kind, f"pastix_{letter}{routine}")
        self.builder = ir.IRBuilder(function.append_basic_block("entry"))
        rows = vector_bytes // ((4 if real == ir.FloatType() else 8) * self.parts)
        self.lanes = Lanes(self.builder, real, self.parts, rows)
        self.at = self.lanes.at
        self.turn = ir.Constant(self.lanes.vector, [1.0, -1.0] * (self.lanes.vector.count // 2))
        self.w, self.rows, fused, unit, self.place, self.low, self.high, self.own, self.ld, self.ldp = function.args[
            :10
        ]
        self.L, self.P, self.bloks, self.X, self.work = function.args[10:]
        self.fused, self.unit = self.builder.trunc(fused, BIT), self.builder.trunc(unit, BIT)

    def loop(self, m, values, body):
        """Emit values = body(i, mask, values) for i = 0, rows of a vector … below m, and return the values."""
        builder, step = self.builder, INDEX(self.lanes.rows)
        whole = builder.and_(m, INDEX(-self.lanes.rows))
        values = repeat(builder, INDEX(0), whole, step, values, lambda i, carried: body(i, None, carried))

        def last(i, carried):
            return body(i, self.lanes.between(INDEX(0), builder.sub(m, i)), carried)

        return repeat(builder, whole, m, step, values, last)

    def where(self, condition, values, body):
        """Emit values = body(values) where a condition holds, and return the values."""
        count = self.builder.zext(condition, INDEX)
        return repeat(self.builder, INDEX(0), count, INDEX(1), values, lambda _, carried: body(carried))

    def copy(self, m, source, target):
        """Emit target[:m] = source[:m]; zeros where there is no source."""

        def body(i, mask, _):
            value = self.lanes.load(self.at(source, i), mask) if source else self.lanes.zero
            self.lanes.store(value, self.at(target, i), mask)
            return []

        self.loop(m, [], body)

    def along_bloks(self, which, low, high, near, give):
        """Emit the copy of the rows of bloks to those from `near` on; or add these to those, `give`."""
        builder = self.builder

        def one(e, carried):
            at = builder.gep(self.bloks, [builder.mul(e, INDEX(3))])
            first, count = (builder.load(builder.gep(at, [INDEX(p)])) for p in (which, 1))
            source, target = self.at(self.X, first), carried[0]
            if not give:
                self.copy(count, source, target)
                return [self.at(target, count)]
            source, target = target, source

            def body(i, mask, _):
                place = self.at(target, i)
                value = builder.fadd(self.lanes.load(place, mask), self.lanes.load(self.at(source, i), mask))
                self.lanes.store(value, place, mask)
                return []

            self.loop(count, [], body)
            return [self.at(source, count)]

        repeat(builder, low, high, INDEX(1), [near], one)

    def sum(self, vector):
        """Return the sum of the lanes."""
        scalar = self.lanes.scalar
        function = self.lanes.intrinsic("vector.reduce.fadd", scalar, [scalar, self.lanes.vector])
        return self.builder.call(function, [ir.Constant(scalar, -0.0), vector], fastmath=("reassoc",))

    def both(self, vector):
        """Return the factors of a vector in products: itself and, if complex, with the parts exchanged."""
        return [vector, self.lanes.swapped(vector)] if self.parts == 2 else [vector]

    def begin(self, solves):
        """Emit the copy of the entries that are solved for; return (where they lie in X, where they are computed)."""
        own = self.at(self.X, self.own)
        if solves:
            self.copy(self.w, own, self.work)
        return own, self.work if solves else own

    def store(self, value, address):
        """Store an element."""
        for p, part in enumerate(value):
            self.builder.store(part, self.builder.gep(address, [INDEX(p)]), align=self.lanes.item)

    def subtract(self, value, a, b):
        """Return value − a b of elements."""
        builder = self.builder
        if self.parts == 1:
            return [builder.fsub(value[0], builder.fmul(a[0], b[0]))]
        real = builder.fsub(builder.fmul(a[0], b[0]), builder.fmul(a[1], b[1]))
        imaginary = builder.fadd(builder.fmul(a[0], b[1]), builder.fmul(a[1], b[0]))
        return [builder.fsub(value[0], real), builder.fsub(value[1], imaginary)]


def emit_sweep(module, letter, vector_bytes):
    """Add the ROUTINES for one precision to a module; see `sweep`."""
    for routine in ROUTINES:
        sweep, solves = Sweep(module, letter, routine, vector_bytes), not routine.endswith("product")
        (_backward if routine.startswith("backward") else _forward)(sweep, solves)
        sweep.builder.ret_void()


def _forward(s, solves):
    b, at = s.builder, s.at
    own, y = s.begin(solves)
    below = at(s.work, s.w) if solves else at(s.X, s.place)
    s.copy(s.rows, None, below)

    def group(j, count):
        values = [s.lanes.element(at(y, b.add(j, INDEX(c)))) for c in range(count)]
        if solves:
            first = at(s.L, b.mul(j, s.ld))
            above = b.select(s.fused, INDEX(0), j)
            values = _less_dots(s, values, first, s.ld, INDEX(0), above, y)
            steps = b.select(s.fused, INDEX(1), s.ld), b.select(s.fused, s.ld, INDEX(1))
            values = _corner(s, at(first, j), steps, values)
            for c, value in enumerate(values):
                s.store(value, at(y, b.add(j, INDEX(c))))
        a, lda, m, target = _beyond(s, j, count, y, below, solves)
        _axpy(s, values, a, lda, b.mul(lda, INDEX(count)), m, target)
        return []

    ends = [b.and_(s.w, INDEX(-count)) for count in (4, 2, 1)]
    for low, high, count in zip([INDEX(0), *ends], ends, (4, 2, 1), strict=False):
        repeat(b, low, high, INDEX(count), [], lambda j, _, count=count: group(j, count))
    if solves:
        s.copy(s.w, y, own)
        kept = b.icmp_signed(">=", s.place, INDEX(0))
        s.copy(b.select(kept, s.rows, INDEX(0)), below, at(s.X, s.place))
        s.along_bloks(2, s.low, b.select(kept, s.low, s.high), below, True)


def _backward(s, solves):
    b, at = s.builder, s.at
    own, y = s.begin(solves)
    below = at(s.work, s.w) if solves else s.work
    s.along_bloks(0, s.low, s.high, below, False)

    def group(j, count):
        values = [s.lanes.element(at(y, b.add(j, INDEX(c)))) for c in range(count)]
        a, lda, m, source = _beyond(s, j, count, y, below, solves)
        values = _less_dots(s, values, a, lda, b.mul(lda, INDEX(-4)), m, source)
        if solves:
            first, last = at(s.L, b.mul(j, s.ld)), at(s.L, b.mul(b.add(j, INDEX(count - 1)), b.add(s.ld, INDEX(1))))
            steps = b.select(s.fused, s.ld, INDEX(1)), b.select(s.fused, INDEX(1), s.ld)
            values = _corner(s, last, [b.neg(step) for step in steps], values[::-1])[::-1]
            _axpy(s, values, first, s.ld, b.mul(s.ld, INDEX(-4)), b.select(s.fused, INDEX(0), j), y)
        for c, value in enumerate(values):
            s.store(value, at(y, b.add(j, INDEX(c))))
        return []

    fours, twos = b.and_(s.w, INDEX(-4)), b.and_(s.w, INDEX(-2))
    repeat(b, twos, s.w, INDEX(1), [], lambda j, _: group(j, 1))
    repeat(b, fours, twos, INDEX(2), [], lambda j, _: group(j, 2))
    repeat(b, INDEX(0), fours, INDEX(4), [], lambda i, _: group(b.sub(b.sub(fours, INDEX(4)), i), 4))
    if solves:
        s.copy(s.w, y, own)


def _beyond(s, j, count, y, below, solves):
    """Return (A, step between its columns, its rows, the part of the vector) of what follows columns of the block."""
    b, panel = s.builder, s.at(s.P, s.builder.mul(j, s.ldp))
    if not solves:
        return panel, s.ldp, s.rows, below
    after = b.add(j, INDEX(count))
    inside = s.at(s.L, b.add(b.mul(j, s.ld), after)), s.ld, b.add(b.sub(s.w, after), s.rows), s.at(y, after)
    return [b.select(s.fused, one, other) for one, other in zip(inside, (panel, s.ldp, s.rows, below), strict=True)]


def _axpy(s, values, a, ld, ahead, m, y):
    """Emit y[:m] −= A values; `ahead` leads to the columns that are wanted next."""
    b, lanes = s.builder, s.lanes
    starts = [s.at(a, b.mul(ld, INDEX(c))) for c in range(len(values))]
    factors = []
    for value in values:
        real, *imaginary = (lanes.splat(part) for part in value)
        factors.append([b.fneg(real), *(b.fmul(part, s.turn) for part in imaginary)])

    def body(i, mask, _):
        target = s.at(y, i)
        total = lanes.load(target, mask)
        for start, factor in zip(starts, factors, strict=True):
            place = s.at(start, i)
            lanes.prefetch(s.at(place, ahead), SECOND)
            for vector, part in zip(s.both(lanes.load(place, mask)), factor, strict=True):
                total = b.call(lanes.fma, [vector, part, total])
        lanes.store(total, target, mask)
        return []

    s.loop(m, [], body)


def _less_dots(s, values, a, ld, ahead, m, y):
    """Emit the values, minus Aᵀ y[:m], and return them; `ahead` as for `_axpy`."""
    b, lanes = s.builder, s.lanes
    starts = [s.at(a, b.mul(ld, INDEX(c))) for c in range(len(values))]

    def body(i, mask, sums):
        after, vectors = [], s.both(lanes.load(s.at(y, i), mask))
        for c, start in enumerate(starts):
            place = s.at(start, i)
            lanes.prefetch(s.at(place, ahead), SECOND)
            column = lanes.load(place, mask)
            for p, vector in enumerate(vectors):
                after.append(b.call(lanes.fma, [column, vector, sums[c * s.parts + p]]))
        return after

    def less(parts):
        sums = s.loop(m, [lanes.zero] * len(parts), body)
        if s.parts == 2:
            sums = [total if p % 2 else b.fmul(total, s.turn) for p, total in enumerate(sums)]
        return [b.fsub(part, s.sum(total)) for part, total in zip(parts, sums, strict=True)]

    parts = s.where(b.icmp_signed(">", m, INDEX(0)), [part for value in values for part in value], less)
    return [parts[c * s.parts : (c + 1) * s.parts] for c in range(len(values))]


def _corner(s, a, steps, values):
    """Emit T⁻¹ values, T lower triangular with entry (p, r) at a + p · row + r · column; return them."""
    b, (row, column) = s.builder, steps

    def entry(p, r):
        return s.lanes.element(s.at(a, b.add(b.mul(row, INDEX(p)), b.mul(column, INDEX(r)))))

    def inverses(_):
        return [part for p in range(len(values)) for part in s.lanes.negative_inverse(entry(p, p))]

    ones = [ir.Constant(s.lanes.scalar, part) for _ in values for part in (-1.0, 0.0)[: s.parts]]
    divided = s.where(b.not_(s.unit), ones, inverses)
    zero, solved = [ir.Constant(s.lanes.scalar, 0.0)] * s.parts, []
    for p, value in enumerate(values):
        for r, known in enumerate(solved):
            value = s.subtract(value, entry(p, r), known)
        solved.append(s.subtract(zero, value, divided[p * s.parts : (p + 1) * s.parts]))
    return solved
