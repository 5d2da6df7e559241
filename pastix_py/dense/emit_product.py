"""What `product` runs, emitted as LLVM: a tile of a product stays in registers until it is added where it belongs.

Panels are read a vector of rows at a time, where they lie or, where many columns want the same rows, from a copy of
those; where registers are few, B is copied too if many rows want it. A tile leaves the registers once.
"""

from typing import NamedTuple

from llvmlite import ir

from pastix_py.dense.emit import COLUMNS, REAL, clamped, signed
from pastix_py.dense.lanes import INDEX, Lanes, by_whole_steps, repeat

NEAREST, NEXT = 3, 2  # cache
VECTORS = 3  # of rows in a tile
MANY_REGISTERS = 32  # with which a tile has eight columns
SHIFT = 16  # binary places of a share
MANY, SHORT = 32, 256  # columns of op(B) for which rows of A are copied, and most columns of A in the copy
BLOCK_COLUMNS = 64  # of a block that are subtracted from together
TALL, ROOM = 40, 200 << 10  # vectors of rows for which B is copied, and most bytes of that copy


class Product:
    """The routine being emitted: its arguments, and the parts of a tile."""

    def __init__(self, module, letter, vector_bytes, registers, widened):
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
        self.few, widest = registers < MANY_REGISTERS, COLUMNS // parts
        self.widest = {VECTORS: widest // 2 if self.few else widest, 1: widest}  # columns of a tile, by its height
        self.aside, self.copied = self.memory(widest * VECTORS), self.memory(SHORT * VECTORS)
        self.right = InGroups(self, self.widest[VECTORS]) if self.few else InPlace(self)

    def memory(self, count):
        """Return the address of so many vectors beside."""
        place = self.builder.alloca(ir.ArrayType(self.lanes.vector, count))
        return self.builder.bitcast(place, self.lanes.scalar.as_pointer())

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

    def subtract(self, values, place, mask=None):
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

    def product(self, band, q, columns, corners):
        """Emit A op(B) for the rows of a band and columns of op(B) from q on; vectors of a column follow each other.

        Products with real and with imaginary parts are summed apart, so that the loop neither turns nor negates.
        """
        builder, lanes, parts, n = self.builder, self.lanes, self.lanes.parts, len(corners)
        columns = self.right.at(q, columns)

        def step(_, carried):
            row, offset, *sums = carried
            taken, after = [lanes.load(lanes.at(row, corner), band.mask) for corner in corners], []
            for j, column in enumerate(columns):
                for p, factor in enumerate(lanes.coefficient(lanes.at(column, offset))):
                    for v, vector in enumerate(taken):
                        after.append(builder.call(lanes.fma, [vector, factor, sums[(j * parts + p) * n + v]]))
            return [lanes.at(row, band.ldx), builder.add(offset, self.right.step), *after]

        sums = [lanes.zero] * (len(columns) * parts * n)
        sums = repeat(builder, INDEX(0), self.k, INDEX(1), [band.x, INDEX(0), *sums], step)[2:]
        if parts == 1:
            return sums
        turn = builder.fmul(ir.Constant(lanes.vector, [-1.0, 1.0] * lanes.rows), self.sign)
        joined = []
        for j in range(len(columns)):
            for v in range(n):
                real, imaginary = sums[2 * j * n + v], sums[(2 * j + 1) * n + v]
                joined.append(builder.call(lanes.fma, [lanes.swapped(imaginary), turn, real]))
        return joined


class InPlace:
    """Columns of op(B) where they lie: rows of B, `step` from one of its columns to the next."""

    def __init__(self, u):
        """Take the routine."""
        self.u, self.step = u, u.ldb

    def at(self, q, columns):
        """Return the addresses of columns that are counted from q on."""
        first = self.u.at(self.u.B, q)
        return [self.u.at(first, column) for column in columns]


class InGroups:
    """The same, from a copy by groups of as many as a tile has, if many rows want them: a tile reads it in order."""

    def __init__(self, u, group):
        """Emit the copy."""
        b, self.u, self.group = u.builder, u, group
        room = ROOM // (u.lanes.item * u.lanes.parts)
        tall = b.icmp_signed(">=", b.sub(u.high, u.low), INDEX(TALL * u.lanes.rows))
        self.is_copied = b.and_(tall, b.icmp_signed("<=", b.mul(b.add(u.n, INDEX(group)), u.k), INDEX(room)))
        self.step = b.select(self.is_copied, INDEX(group), u.ldb)
        self.copy = u.memory(room // u.lanes.rows)
        stop = b.select(self.is_copied, u.n, INDEX(0))
        whole = b.sub(stop, b.srem(stop, INDEX(group)))
        repeat(b, INDEX(0), whole, INDEX(group), [], lambda q, _: self.copy_columns(q, q, group))
        repeat(b, whole, stop, INDEX(1), [], lambda q, _: self.copy_columns(q, whole, 1))

    def copy_columns(self, q, group, count):
        """Emit the copy of some columns from q on into the group that begins with another."""
        b, u, lanes = self.u.builder, self.u, self.u.lanes
        source, to = u.at(u.B, q), u.at(u.at(self.copy, b.mul(group, u.k)), b.sub(q, group))
        together = ir.VectorType(lanes.scalar, count * lanes.parts).as_pointer()

        def one(p, _):
            x, y = u.at(source, b.mul(p, u.ldb)), u.at(to, b.mul(p, INDEX(self.group)))
            row = b.load(b.bitcast(x, together), align=lanes.item)
            b.store(row, b.bitcast(y, together), align=lanes.item)
            return []

        return repeat(b, INDEX(0), u.k, INDEX(1), [], one)

    def at(self, q, columns):
        """Return the addresses of columns that are counted from q on, the first of a group."""
        b, u, group = self.u.builder, self.u, INDEX(self.group)
        first = b.select(self.is_copied, u.at(self.copy, b.mul(q, u.k)), u.at(u.B, q))
        second = u.at(first, b.sub(b.select(self.is_copied, b.mul(u.k, group), group), group))
        return [u.at(first if c < self.group else second, column) for c, column in enumerate(columns)]


def emit_product(module, letter, vector_bytes, registers, widened=False):
    """Add `subtract_product` for one precision to a module, or the one for a target in double; see `product`."""
    u = Product(module, letter, vector_bytes, registers, widened)
    b, run, begin = u.builder, INDEX(0), u.low
    for height in (VECTORS, 1):
        rows = INDEX(height * u.lanes.rows)
        left = b.sub(u.high, begin)
        stop = b.sub(u.high, b.srem(left, rows)) if height > 1 else u.high

        def band(i, carried, height=height):
            run = u.run_of(i, carried[0])
            _tiles_of(u, Band.at(u, i, run, height))
            return [run]

        (run,) = repeat(b, begin, stop, rows, [run], band)
        begin = stop
    b.ret_void()


class Band(NamedTuple):
    """Some vectors of rows of the product, as values of LLVM, with all columns that are not above the diagonal."""

    first: object
    stop: object
    height: int  # vectors
    mask: object  # None where they are full
    run: object  # that of the first row, and where in a column of the target that row belongs
    to: object
    inside: object  # whether all rows are of that run
    wanted: object  # columns: those where a row of the band is on or below its diagonal
    x: object  # where to read the rows, and the distance of columns there
    ldx: object
    share: object  # columns of A over those that are wanted, in units of 2⁻¹⁶

    @classmethod
    def at(cls, u, first, run, height):
        """Emit what is found once for the band from a row on."""
        b, lanes = u.builder, u.lanes
        stop = u.smaller(b.add(first, INDEX(height * lanes.rows)), u.high)
        mask = lanes.between(INDEX(0), b.sub(stop, first)) if height == 1 else None
        to = b.add(u.number(u.run_to, run), b.sub(first, u.number(u.run_row, run)))
        inside = b.icmp_signed(">=", u.number(u.run_row, b.add(run, INDEX(1))), stop)
        wanted = u.smaller(u.n, b.sub(stop, u.above))
        rows = u.rows_of(first, height, wanted) if height > 1 else (u.at(u.A, first), u.lda)
        some = b.select(b.icmp_signed(">", wanted, INDEX(1)), wanted, INDEX(1))
        share = b.sdiv(b.shl(u.k, INDEX(SHIFT)), some)
        return cls(first, stop, height, mask, run, to, inside, wanted, *rows, share)


def _tiles_of(u, band):
    """Emit the tiles of a band: as many columns at a time as there are registers for, at its end half of them."""
    b, wanted, low, widest = u.builder, band.wanted, INDEX(0), u.widest[band.height]
    whole = b.sub(wanted, b.srem(wanted, INDEX(widest)))
    repeat(b, low, whole, INDEX(widest), [], lambda q, _: _tile(u, band, q, widest, False))
    low = whole
    for count in filter(None, (widest, widest // 2, widest // 4)):
        high = wanted
        if count > max(widest // 4, 1):  # fewer columns than half a tile are for a smaller one
            high = b.select(b.icmp_signed(">", b.sub(wanted, low), INDEX(count // 2)), wanted, low)
        repeat(b, low, high, INDEX(count), [], lambda q, _, count=count: _tile(u, band, q, count, True))
        low = high


def _tile(u, band, q, count, cut):
    """Emit a tile of `count` columns from q on, added to where it belongs; not all are wanted where it is `cut`."""
    b, lanes, at = u.builder, u.lanes, u.at
    width = b.sub(band.wanted, q)
    columns = clamped(b, width, count) if cut else [INDEX(c) for c in range(count)]
    offsets = [b.add(u.number(u.target, b.add(q, column)), band.to) for column in columns]
    for offset in offsets:
        lanes.prefetch(at(u.C, offset), NEAREST)
        lanes.prefetch(at(u.C, b.add(offset, INDEX(lanes.rows))), NEAREST)
    corners = [INDEX(v * lanes.rows) for v in range(band.height)]
    _ask_ahead(u, band, q, b.add(q, INDEX(count)))
    sums = u.product(band, q, columns, corners)

    def together(_, __):
        stored = _stored(u, width, count) if cut else [None] * count
        for c, offset in enumerate(offsets):
            for v, corner in enumerate(corners):
                place = at(u.C, b.add(offset, corner))
                u.subtract(sums[c * band.height + v], place, _both(b, stored[c], band.mask))
        return []

    def apart(_, __):
        _add_by_runs(u, band, q, columns, sums, width if cut else None)
        return []

    if u.few and (cut or band.mask):  # the masks are found, and need registers, when the sums have left these
        return apart(None, None)
    inside = b.zext(band.inside, INDEX)
    repeat(b, INDEX(0), inside, INDEX(1), [], together)
    return repeat(b, inside, INDEX(1), INDEX(1), [], apart)


def _stored(u, width, count):
    """Return the mask of each of `count` columns: all lanes of those that are among the first `width`."""
    return [u.lanes.splat(u.builder.icmp_signed("<", INDEX(c), width)) for c in range(count)]


def _both(builder, mask, other):
    """Return the mask of what is in two masks, None for all lanes."""
    return builder.and_(mask, other) if mask and other else mask or other


def _add_by_runs(u, band, q, columns, sums, width):
    """Emit the addition of a tile run by run, from memory; `width` columns of it are wanted, None for all."""
    b, lanes, at, step = u.builder, u.lanes, u.at, band.height * u.lanes.rows
    for c in range(len(columns)):
        for v in range(band.height):
            lanes.store(sums[c * band.height + v], at(u.aside, INDEX(c * step + v * lanes.rows)))
    stored = _stored(u, width, len(columns)) if width else [None] * len(columns)

    def segment(carried):
        row, run = carried
        end = u.smaller(u.number(u.run_row, b.add(run, INDEX(1))), band.stop)
        here = b.add(u.number(u.run_to, run), b.sub(row, u.number(u.run_row, run)))

        def part(r, partly):
            rows = lanes.between(INDEX(0), b.sub(end, r)) if partly else None
            for c, column in enumerate(columns):
                source = at(u.aside, b.add(INDEX(c * step), b.sub(r, band.first)))
                offset = b.add(u.number(u.target, b.add(q, column)), b.add(here, b.sub(r, row)))
                mask = _both(b, stored[c], rows)
                u.subtract(lanes.load(source, mask), at(u.C, offset), mask)
            return []

        by_whole_steps(b, row, end, INDEX(lanes.rows), part)
        return [end, b.add(run, INDEX(1))]

    _until(b, band.stop, [band.first, band.run], segment)


def _ask_ahead(u, band, low, high):
    """Ask for a part of the rows of the next band: the share of columns low:high among those wanted of this one."""
    b, lanes = u.builder, u.lanes
    ends = low, u.smaller(high, band.wanted)
    first, last = (b.ashr(b.mul(band.share, column), INDEX(SHIFT)) for column in ends)
    following = u.at(u.A, b.add(band.first, INDEX(band.height * lanes.rows)))

    def ask(p, _):
        for v in range(band.height):
            lanes.prefetch(u.at(following, b.add(b.mul(p, u.lda), INDEX(v * lanes.rows))), NEXT)
        return []

    repeat(b, first, last, INDEX(1), [], ask)


def emit_block(module, letter):
    """Add `subtract_block` for one precision to a module that has `subtract_product`; see `product`."""
    address, numbers = REAL[letter].as_pointer(), INDEX.as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [INDEX] * 7 + [address] * 3)
    function = ir.Function(module, kind, f"pastix_{letter}subtract_block")
    m, n, k, conj, lda, ldb, ldc, A, B, C = function.args
    b = ir.IRBuilder(function.append_basic_block("entry"))
    target, run_row, run_to = (
        b.bitcast(b.alloca(ir.ArrayType(INDEX, count)), numbers) for count in (BLOCK_COLUMNS, 2, 1)
    )
    for place, value in ((run_row, INDEX(0)), (b.gep(run_row, [INDEX(1)]), m), (run_to, INDEX(0))):
        b.store(value, place)
    parts = INDEX(2 if letter in "cz" else 1)

    def some(low, _):
        count = b.sub(n, low)
        count = b.select(b.icmp_signed("<", count, INDEX(BLOCK_COLUMNS)), count, INDEX(BLOCK_COLUMNS))

        def column(q, _):
            b.store(b.mul(b.add(low, q), ldc), b.gep(target, [q]))
            return []

        repeat(b, INDEX(0), count, INDEX(1), [], column, short=True)
        told = INDEX(0), m, count, k, conj, b.neg(count), lda, ldb, A, b.gep(B, [b.mul(low, parts)]), C
        b.call(module.get_global(f"pastix_{letter}subtract_product"), [*told, target, run_row, run_to])
        return []

    repeat(b, INDEX(0), n, INDEX(BLOCK_COLUMNS), [], some)
    b.ret_void()


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
