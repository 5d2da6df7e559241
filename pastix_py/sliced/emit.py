"""The instructions of a run of slices, with one vector: emitted as LLVM with explicit vectors.

Sums are formed entry by entry, products and differences rounded one by one: bitwise what a sweep row by row computes.
"""

from typing import NamedTuple

from llvmlite import ir

from pastix_py.dense.lanes import INDEX, NUMBER, Lanes, repeat
from pastix_py.sliced.layout import Kind

PLAIN, SCALED, NEGATED = range(3)  # what happens to a sum in the end; one that is negated begins at zero
AHEAD, NEAREST = 2048, 3  # bytes that values are asked for before they are needed, and into which cache
WIDE = 64  # bytes of vectors from which on an instruction that gathers beats as many loads


class Run(NamedTuple):
    """A run of slices as values of LLVM: arrays by the addresses where they are first needed."""

    finish: ir.Value
    lanes: ir.Value  # rows of the last slice
    row: ir.Value
    count: ir.Value
    width: ir.Value  # entries of each row of a band
    reach: ir.Value
    heads: ir.Value
    near: ir.Value
    far: ir.Value
    val: ir.Value
    scale: ir.Value
    source: ir.Value  # what is multiplied
    start: ir.Value  # what the sums begin with
    x: ir.Value  # what is written


class Slice(Lanes):
    """Vectors of the rows of a slice."""

    def sums(self, run, kind):
        """Emit all slices of a run of one kind."""
        b, rows = self.builder, INDEX(self.rows)

        def body(s, carried):
            row, place = carried
            width = run.width if kind == Kind.BAND else b.sext(b.load(b.gep(run.heads, [s])), INDEX)
            source, x = self.at(run.source, row), self.at(run.x, row)
            total = self.begun(run, self.at(run.start, row))

            def entry(p, totals):
                q = b.add(place, b.mul(p, rows))
                values = self.load(self.at(run.val, q))
                self.prefetch(self.at(run.val, b.add(q, INDEX(AHEAD // (self.item * self.parts)))), NEAREST)
                return [b.fsub(totals[0], self.product(values, self.taken(run, kind, source, p, q)))]

            (total,) = repeat(b, INDEX(0), width, INDEX(1), [total], entry, short=True)
            total = self.finished(run, total, lambda: self.load(self.at(run.scale, row)))
            self.stored(run, kind, s, total, x)
            return [b.add(row, rows), b.add(place, b.mul(width, rows))]

        repeat(b, INDEX(0), run.count, INDEX(1), [run.row, INDEX(0)], body, short=True)

    def begun(self, run, start, mask=None):
        """Return what sums begin with: zero, or what is at an address."""
        negated = self.builder.icmp_signed("==", run.finish, INDEX(NEGATED))
        return self.builder.select(negated, self.zero, self.load(start, mask))

    def finished(self, run, total, scale):
        """Return what is stored of a sum; `scale` loads what it is multiplied by where it is."""
        b = self.builder
        before = b.block
        scaled, negated, after = (b.append_basic_block(name) for name in ("scaled", "negated", "after"))
        switch = b.switch(run.finish, after)
        switch.add_case(INDEX(SCALED), scaled)
        switch.add_case(INDEX(NEGATED), negated)
        found = {before: total}
        for block, value in ((scaled, lambda: self.product(scale(), total)), (negated, lambda: b.fneg(total))):
            b.position_at_end(block)
            found[block] = value()
            b.branch(after)
        b.position_at_end(after)
        result = b.phi(self.vector)
        for block, value in found.items():
            result.add_incoming(value, block)
        return result

    def stored(self, run, kind, s, total, x):
        """Store the rows that a slice has: one by one where these are not all, for masked stores are slow on some."""
        b = self.builder
        if kind in (Kind.BAND, Kind.LINE):
            self.store(total, x)
            return
        few = b.icmp_signed("<", run.lanes, INDEX(self.rows))
        last = b.select(few, b.sub(run.count, INDEX(1)), INDEX(-1))
        with b.if_else(b.icmp_signed("!=", s, last)) as (whole, partial):
            with whole:
                self.store(total, x)
            with partial:
                for lane in range(self.vector.count):
                    with b.if_then(b.icmp_signed("<", INDEX(lane // self.parts), run.lanes)):
                        b.store(b.extract_element(total, NUMBER(lane)), b.gep(x, [INDEX(lane)]), align=self.item)

    def taken(self, run, kind, source, p, q):
        """Return the elements that entry p of a slice is multiplied with, its columns written from place q on."""
        b = self.builder
        if kind == Kind.BAND:
            return self.load(self.at(source, b.sext(b.load(b.gep(run.heads, [p])), INDEX)))
        if kind == Kind.NEAR:
            return self.gathered(self.at(source, run.reach), b.gep(run.near, [q]), b.zext)
        return self.gathered(source, b.gep(run.far, [q]), b.sext)

    def gathered(self, source, columns, extended):
        """Return the elements at offsets that are written as integers of some size."""
        b = self.builder
        if self.parts == 1 and self.item * self.rows >= WIDE:
            return self.gathered_at_once(source, columns, extended)
        kind = self.scalar if self.parts == 1 else ir.VectorType(self.scalar, 2)
        parts = []
        for column in self.integers(columns, extended):
            parts.append(b.load(b.bitcast(self.at(source, column), kind.as_pointer()), align=self.item))
        return self.joined(parts)

    def integers(self, address, extended):
        """Return as many integers as there are rows, loaded by words: loads are what there is too much of."""
        b, small = self.builder, address.type.pointee
        together = min(self.rows, INDEX.width // small.width)
        word = ir.IntType(together * small.width)
        for first in range(0, self.rows, together):
            held = b.load(b.bitcast(b.gep(address, [INDEX(first)]), word.as_pointer()), align=small.width // 8)
            for k in range(together):
                shifted = b.lshr(held, word(k * small.width)) if k else held
                yield extended(b.trunc(shifted, small) if together > 1 else shifted, INDEX)

    def joined(self, parts):
        """Return a vector of real elements, or of pairs of real ones."""
        b = self.builder
        if self.parts == 1:
            vector = ir.Constant(self.vector, ir.Undefined)
            for lane, part in enumerate(parts):
                vector = b.insert_element(vector, part, NUMBER(lane))
            return vector
        while len(parts) > 1:
            both = self.constant(list(range(2 * parts[0].type.count)))
            parts = [b.shuffle_vector(low, high, both) for low, high in zip(parts[::2], parts[1::2], strict=True)]
        return parts[0]

    def gathered_at_once(self, source, columns, extended):
        """Return the elements by the instruction for it."""
        b, count = self.builder, self.rows
        numbers = ir.VectorType(INDEX, count)
        narrow = ir.VectorType(columns.type.pointee, count)
        offsets = extended(b.load(b.bitcast(columns, narrow.as_pointer()), align=1), numbers)
        base = b.insert_element(ir.Constant(numbers, ir.Undefined), b.ptrtoint(source, INDEX), NUMBER(0))
        base = b.shuffle_vector(base, base, self.constant([0] * count))
        offsets = b.mul(offsets, ir.Constant(numbers, [self.item] * count))
        pointers = b.inttoptr(b.add(base, offsets), ir.VectorType(source.type, count))
        mask = ir.Constant(ir.VectorType(ir.IntType(1), count), [1] * count)
        name = f"llvm.masked.gather.v{count}f{8 * self.item}.v{count}p0"
        kind = ir.FunctionType(self.vector, [pointers.type, NUMBER, mask.type, self.vector])
        function = b.module.globals.get(name) or ir.Function(b.module, kind, name)
        return b.call(function, [pointers, NUMBER(self.item), mask, self.zero])

    def product(self, left, right):
        """Return the products of the elements of two vectors."""
        b, count = self.builder, self.vector.count
        if self.parts == 1:
            return b.fmul(left, right)
        real, imaginary = (
            b.shuffle_vector(left, left, self.constant([i // 2 * 2 + part for i in range(count)])) for part in (0, 1)
        )
        straight, crossed = b.fmul(real, right), b.fmul(imaginary, self.swapped(right))
        return self.by_turns(b.fsub(straight, crossed), b.fadd(straight, crossed))

    def by_turns(self, real, imaginary):
        """Return the real parts of one vector and the imaginary ones of another."""
        count = self.vector.count
        return self.builder.shuffle_vector(real, imaginary, self.constant([i + i % 2 * count for i in range(count)]))


def emit_run(builder, scalar, parts, rows, kind, run):
    """Emit what is done with a run of a kind that is known at run time only."""
    emit_cases(builder, kind, lambda k: Slice(builder, scalar, parts, 1 if k == Kind.LINE else rows).sums(run, k))


def emit_cases(builder, kind, emit):
    """Emit `emit(k)` for each kind k, and choose between them at run time."""
    after = builder.append_basic_block("after")
    cases = {k: builder.append_basic_block(f"run{k}") for k in Kind}
    switch = builder.switch(kind, after)
    for k, block in cases.items():
        switch.add_case(INDEX(k), block)
        builder.position_at_end(block)
        emit(k)
        builder.branch(after)
    builder.position_at_end(after)
