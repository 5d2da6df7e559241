"""What `product` runs, emitted as LLVM: a tile of a product stays in registers until it is added where it belongs.

Panels are read a vector of rows at a time, where they lie or, where many columns want the same rows, from a copy of
those; a tile leaves the registers once.
"""

from llvmlite import ir

from pastix_py.dense.emit import COLUMNS, REAL, clamped, signed
from pastix_py.dense.lanes import INDEX, Lanes, repeat

NEAREST, NEXT = 3, 2  # cache
VECTORS = 3  # of rows in a tile where there are registers for them
MANY, SHORT = 32, 256  # columns of op(B) for which rows of A are copied, and most columns of A in the copy


class Product:
    """The routine being emitted: its arguments, and the parts of a tile."""

    def __init__(self, module, letter, vector_bytes, vectors, widened):
        """Begin the routine."""
        real, parts = REAL[letter], 2 if letter in "cz" else 1
        address, numbers = real.as_pointer(), INDEX.as_pointer()
        wide = ir.DoubleType() if widened else real
        kind = ir.FunctionType(ir.VoidType(), [INDEX] * 8 + [address] * 2 + [wide.as_pointer()] + [numbers] * 3)
        name = "subtract_widened" if widened else "subtract_product"
        function = ir.Function(module, kind, f"pastix_{letter}{name}")
        self.low, self.high, self.n, self.k, conj, self.above, self.lda, self.ldb = function.args[:8]
        self.A, self.B, self.C, self.target, self.run_row, self.run_to = function.args[8:]
        self.builder = ir.IRBuilder(function.append_basic_block("entry"))
        self.lanes = Lanes(self.builder, real, parts, vector_bytes // ((4 if real == ir.FloatType() else 8) * parts))
        self.wide = Lanes(self.builder, wide, parts, self.lanes.rows)
        self.sign, self.at = signed(self.builder, real, conj, self.lanes.vector.count), self.lanes.at
        self.widest = COLUMNS // parts  # columns of a tile
        self.aside, self.copied = (
            self.builder.bitcast(self.builder.alloca(ir.ArrayType(self.lanes.vector, count * vectors)), address)
            for count in (self.widest, SHORT)
        )

    def number(self, array, i):
        """Return an entry of an array of numbers."""
        return self.builder.load(self.builder.gep(array, [i]))

    def smaller(self, a, b):
        """Return min(a, b)."""
        return self.builder.select(self.builder.icmp_signed("<", a, b), a, b)

    def run_of(self, row, run):
        """Emit the search for the run that holds a row, from an earlier one on."""
        builder = self.builder
        before, head = builder.block, builder.append_basic_block("search")
        builder.branch(head)
        builder.position_at_end(head)
        found = builder.phi(INDEX)
        found.add_incoming(run, before)
        following = builder.add(found, INDEX(1))
        found.add_incoming(following, head)
        after = builder.append_basic_block("found")
        builder.cbranch(builder.icmp_signed("<=", self.number(self.run_row, following), row), head, after)
        builder.position_at_end(after)
        return found

    def subtract(self, values, place, mask):
        """Emit place −= values, in the precision of the place."""
        if self.wide.item > self.lanes.item:
            values = self.builder.fpext(values, self.wide.vector)
        self.wide.store(self.builder.fsub(self.wide.load(place, mask), values), place, mask)

    def rows_of(self, i, height, wanted):
        """Emit the copy of vectors of rows, if many columns are wanted; return (address, leading dimension) to read.

        The copy is aligned and close together: rows of A, far apart and unaligned, cost up to a third of the speed.
        """
        builder, lanes, rows = self.builder, self.lanes, INDEX(height * self.lanes.rows)
        source = self.at(self.A, i)
        many = builder.icmp_signed(">=", wanted, INDEX(MANY))
        copies = builder.and_(many, builder.icmp_signed("<=", self.k, INDEX(SHORT)))

        def copy(p, _):
            x, y = self.at(source, builder.mul(p, self.lda)), self.at(self.copied, builder.mul(p, rows))
            for corner in (INDEX(v * lanes.rows) for v in range(height)):
                lanes.store(lanes.load(self.at(x, corner)), self.at(y, corner))
            return []

        repeat(builder, INDEX(0), builder.select(copies, self.k, INDEX(0)), INDEX(1), [], copy)
        return builder.select(copies, self.copied, source), builder.select(copies, rows, self.lda)

    def product(self, x, ldx, columns, corners, mask):
        """Emit A op(B) for vectors of rows of A and columns of op(B); vectors of a column follow each other.

        Products with real and with imaginary parts are summed apart, so that the loop neither turns nor negates.
        """
        builder, lanes, parts, n = self.builder, self.lanes, self.lanes.parts, len(corners)

        def step(_, carried):
            row, offset, *sums = carried
            taken, after = [lanes.load(lanes.at(row, corner), mask) for corner in corners], []
            for j, column in enumerate(columns):
                for p, factor in enumerate(lanes.coefficient(lanes.at(column, offset))):
                    for v, vector in enumerate(taken):
                        after.append(builder.call(lanes.fma, [vector, factor, sums[(j * parts + p) * n + v]]))
            return [lanes.at(row, ldx), builder.add(offset, self.ldb), *after]

        sums = [lanes.zero] * (len(columns) * parts * n)
        sums = repeat(builder, INDEX(0), self.k, INDEX(1), [x, INDEX(0), *sums], step)[2:]
        if parts == 1:
            return sums
        turn = builder.fmul(ir.Constant(lanes.vector, [-1.0, 1.0] * lanes.rows), self.sign)
        joined = []
        for j in range(len(columns)):
            for v in range(n):
                real, imaginary = sums[2 * j * n + v], sums[(2 * j + 1) * n + v]
                joined.append(builder.call(lanes.fma, [lanes.swapped(imaginary), turn, real]))
        return joined


def emit_product(module, letter, vector_bytes, vectors, widened=False):
    """Add `subtract_product` for one precision to a module, or the one for a target in double; see `product`."""
    u = Product(module, letter, vector_bytes, vectors, widened)
    b, first = u.builder, INDEX(0)
    begin = u.low
    for height in sorted({vectors, 1}, reverse=True):
        rows = INDEX(height * u.lanes.rows)
        left = b.sub(u.high, begin)
        stop = b.sub(u.high, b.srem(left, rows)) if height > 1 else u.high

        def band(i, carried, height=height):
            run = u.run_of(i, carried[0])
            _band(u, i, run, height)
            return [run]

        (first,) = repeat(b, begin, stop, rows, [first], band)
        begin = stop
    b.ret_void()


def _band(u, i, run, height):
    """Emit the product of `height` vectors of rows from i on, with all columns that are not above the diagonal."""
    b, lanes = u.builder, u.lanes
    stop = u.smaller(b.add(i, INDEX(height * lanes.rows)), u.high)
    mask = lanes.between(INDEX(0), b.sub(stop, i)) if height == 1 else None
    end = u.number(u.run_row, b.add(run, INDEX(1)))
    to = b.add(u.number(u.run_to, run), b.sub(i, u.number(u.run_row, run)))
    # a column is wanted where a row of the band is on or below its diagonal
    wanted = u.smaller(u.n, b.sub(stop, u.above))
    rows = u.rows_of(i, height, wanted) if height > 1 else (u.at(u.A, i), u.lda)
    low = INDEX(0)
    widths = [u.widest, u.widest // 2, u.widest // 4]
    for width in widths:
        if width == u.widest:  # all but a last few columns; more than half a tile of those are a whole one
            left = b.srem(wanted, INDEX(width))
            whole = b.sub(wanted, left)
            high = b.select(b.icmp_signed(">", left, INDEX(width // 2)), wanted, whole)
        elif width == widths[1]:
            high = b.select(b.icmp_signed(">", b.sub(wanted, low), INDEX(width // 2)), wanted, low)
        else:
            high = wanted

        def tile(q, _, width=width):
            _tile(u, i, stop, height, mask, rows, (run, end, to), q, b.sub(wanted, q), width)
            return []

        repeat(b, low, high, INDEX(width), [], tile)
        low = b.select(b.icmp_signed(">", high, low), high, low)


def _tile(u, i, stop, height, mask, rows, place, q, width, count):
    """Emit a tile of `count` columns from q on, `width` of them wanted, and add it to where it belongs."""
    b, lanes, at = u.builder, u.lanes, u.at
    run, end, to = place
    known = clamped(b, width, count)
    offsets = [b.add(u.number(u.target, b.add(q, column)), to) for column in known]
    for offset in offsets:
        lanes.prefetch(at(u.C, offset), NEAREST)
        lanes.prefetch(at(u.C, b.add(offset, INDEX(lanes.rows))), NEAREST)
    corners = [INDEX(v * lanes.rows) for v in range(height)]
    _ask_ahead(u, i, height, q, b.add(q, INDEX(count)), b.add(q, width))
    columns = [at(u.B, b.add(q, column)) for column in known]
    sums = u.product(*rows, columns, corners, mask)
    stored = [lanes.splat(b.icmp_signed("<", INDEX(c), width)) for c in range(count)]

    def together(_, __):
        for c, offset in enumerate(offsets):
            for v, corner in enumerate(corners):
                kept = b.and_(stored[c], mask) if mask else stored[c]
                u.subtract(sums[c * height + v], at(u.C, b.add(offset, corner)), kept)
        return []

    def apart(_, __):
        step = height * lanes.rows
        for c in range(count):
            for v, corner in enumerate(corners):
                lanes.store(sums[c * height + v], at(u.aside, b.add(INDEX(c * step), corner)))

        def segment(carried):
            row, run = carried
            end = u.smaller(u.number(u.run_row, b.add(run, INDEX(1))), stop)
            here = b.add(u.number(u.run_to, run), b.sub(row, u.number(u.run_row, run)))

            def part(r, _):
                mask = lanes.between(INDEX(0), b.sub(end, r))
                for c, column in enumerate(known):
                    source = at(u.aside, b.add(INDEX(c * step), b.sub(r, i)))
                    offset = b.add(u.number(u.target, b.add(q, column)), b.add(here, b.sub(r, row)))
                    u.subtract(lanes.load(source, mask), at(u.C, offset), b.and_(stored[c], mask))
                return []

            repeat(b, row, end, INDEX(lanes.rows), [], part)
            return [end, b.add(run, INDEX(1))]

        _until(b, stop, [i, run], segment)
        return []

    one = b.zext(b.icmp_signed(">=", end, stop), INDEX)
    repeat(b, INDEX(0), one, INDEX(1), [], together)
    repeat(b, one, INDEX(1), INDEX(1), [], apart)


def _ask_ahead(u, i, height, low, high, wanted):
    """Ask for a part of the rows of the next band: the share of columns low:high among those wanted of this one."""
    b, lanes = u.builder, u.lanes
    first, last = (b.sdiv(b.mul(u.k, column), wanted) for column in (low, u.smaller(high, wanted)))
    following = u.at(u.A, b.add(i, INDEX(height * lanes.rows)))

    def ask(p, _):
        for v in range(height):
            lanes.prefetch(u.at(following, b.add(b.mul(p, u.lda), INDEX(v * lanes.rows))), NEXT)
        return []

    repeat(b, first, last, INDEX(1), [], ask)


def _until(builder, stop, values, body):
    """Emit `while values[0] < stop: values = body(values)`."""
    before = builder.block
    head, inside, after = (builder.append_basic_block(name) for name in ("head", "inside", "after"))
    builder.branch(head)
    builder.position_at_end(head)
    carried = [builder.phi(value.type) for value in values]
    for phi, value in zip(carried, values, strict=True):
        phi.add_incoming(value, before)
    builder.cbranch(builder.icmp_signed("<", carried[0], stop), inside, after)
    builder.position_at_end(inside)
    for phi, value in zip(carried, body(carried), strict=True):
        phi.add_incoming(value, builder.block)
    builder.branch(head)
    builder.position_at_end(after)
