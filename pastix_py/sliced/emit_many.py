"""The instructions of a run of slices, with several vectors side by side: lanes are columns, rows come one by one."""

from pastix_py.dense.lanes import INDEX, repeat
from pastix_py.sliced.emit import Slice, emit_cases
from pastix_py.sliced.layout import Kind

TOGETHER = 4  # vectors of columns: their sums hide each other's latency


class Columns(Slice):
    """Vectors of neighbouring columns of one row."""

    def sums_of_rows(self, run, columns, kind, height):
        """Emit all slices of `height` rows of a run of one kind, for so many columns."""
        b = self.builder

        def rows_of(s, carried):
            row, place = carried
            width = run.width if kind == Kind.BAND else b.sext(b.load(b.gep(run.heads, [s])), INDEX)
            last = b.icmp_signed("==", s, b.sub(run.count, INDEX(1)))
            rows = b.select(last, run.lanes, INDEX(height))

            def of_row(lane, _):
                self.blocks(run, columns, kind, (row, lane, b.add(place, lane), width, height))
                return []

            repeat(b, INDEX(0), rows, INDEX(1), [], of_row, short=True)
            return [b.add(row, INDEX(height)), b.add(place, b.mul(width, INDEX(height)))]

        repeat(b, INDEX(0), run.count, INDEX(1), [run.row, INDEX(0)], rows_of, short=True)

    def blocks(self, run, columns, kind, at):
        """Emit one row: blocks of columns, as many vectors at a time as there are, and a mask for the rest."""
        b = self.builder
        begin = INDEX(0)
        for vectors in (TOGETHER, 1):
            step = INDEX(vectors * self.rows)

            def block(column, _, vectors=vectors):
                self.block(run, columns, kind, at, column, vectors)
                return []

            count = b.sdiv(b.sub(columns, begin), step)
            end = b.add(begin, b.mul(count, step))
            repeat(b, begin, end, step, [], block, short=True)
            begin = end
        with b.if_then(b.icmp_signed("<", begin, columns)):
            mask = self.between(INDEX(0), b.sub(columns, begin))
            self.block(run, columns, kind, at, begin, 1, mask)

    def block(self, run, columns, kind, at, column, vectors, mask=None):
        """Emit one row of a few vectors of columns."""
        b = self.builder
        row, lane, place, width, height = at
        own = b.add(row, lane)

        def address(array, i, v):
            return self.at(array, b.add(b.mul(i, columns), b.add(column, INDEX(v * self.rows))))

        def entry(p, totals):
            q = b.add(place, b.mul(p, INDEX(height)))
            value = self.coefficient(self.at(run.val, q))
            i = self.column(run, kind, row, own, p, q)
            return [
                b.fsub(total, self.product(value, self.load(address(run.source, i, v), mask)))
                for v, total in enumerate(totals)
            ]

        totals = [self.begun(run, address(run.start, own, v), mask) for v in range(vectors)]
        totals = repeat(b, INDEX(0), width, INDEX(1), totals, entry, short=True)
        for v, total in enumerate(totals):
            total = self.finished(run, total, lambda: self.coefficient(self.at(run.scale, own)))
            self.store(total, address(run.x, own, v), mask)

    def column(self, run, kind, row, own, p, q):
        """Return the column of entry p of a row, which is written at place q."""
        b = self.builder
        if kind == Kind.BAND:
            return b.add(own, b.sext(b.load(b.gep(run.heads, [p])), INDEX))
        if kind == Kind.NEAR:
            return b.add(b.add(row, run.reach), b.zext(b.load(b.gep(run.near, [q])), INDEX))
        return b.add(row, b.sext(b.load(b.gep(run.far, [q])), INDEX))

    def product(self, coefficient, vector):
        """Return the products of one element, its parts in all lanes, with those of a vector."""
        b = self.builder
        if self.parts == 1:
            return b.fmul(coefficient[0], vector)
        straight, crossed = b.fmul(coefficient[0], vector), b.fmul(coefficient[1], self.swapped(vector))
        return self.by_turns(b.fsub(straight, crossed), b.fadd(straight, crossed))


def emit_run_many(builder, scalar, parts, rows, kind, columns, run):
    """Emit what is done with a run of a kind that is known at run time only, for each of so many columns."""
    lanes = Columns(builder, scalar, parts, rows)
    emit_cases(builder, kind, lambda k: lanes.sums_of_rows(run, columns, k, 1 if k == Kind.LINE else rows))
