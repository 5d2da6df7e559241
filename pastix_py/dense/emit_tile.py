"""The tile on the diagonal, emitted as LLVM: its columns stay in registers while they are updated and factored."""

from llvmlite import ir

from pastix_py.dense.emit import COLUMNS, REAL, clamped, product, signed
from pastix_py.dense.lanes import BIT, INDEX, NUMBER, Lanes

POSITIVE, DIAGONAL, SQUARE, ROOT = range(4)  # Cholesky; L D Lᵀ or L D Lᴴ; L U; LLᵀ with complex roots


class Tile:
    """One way to factor a tile, being emitted."""

    def __init__(self, lanes, form, sign, conj, threshold, bound):
        """Take the vectors, the form, and the values of `conj`, of the threshold and, by lanes, of the bound."""
        self.lanes, self.form, self.sign, self.conj = lanes, form, sign, conj
        self.threshold, self.bound = threshold, bound
        self.builder, self.complex = lanes.builder, lanes.parts == 2

    def real(self, value):
        """Return a constant of the real type."""
        return ir.Constant(self.lanes.scalar, value)

    def pivot(self, column, j):
        """Return (parts of pivot j, whether it is taken as it is)."""
        b = self.builder
        parts = [b.extract_element(column, NUMBER(j * self.lanes.parts + p)) for p in range(self.lanes.parts)]
        if self.form == POSITIVE:
            return parts[:1], b.fcmp_ordered(">", parts[0], self.real(0.0))
        good = b.fcmp_ordered(">", self.lanes.size(parts[0]), self.threshold)
        if self.complex:
            if self.form == DIAGONAL:
                parts[1] = b.select(self.conj, self.real(0.0), parts[1])
            good = b.or_(good, b.fcmp_ordered(">", self.lanes.size(parts[1]), self.threshold))
        return parts, good

    def coefficient(self, parts):
        """Return a value as a coefficient of vectors."""
        parts = parts if len(parts) == self.lanes.parts else [*parts, self.real(0.0)]
        return [self.lanes.splat(part) for part in parts]

    def with_diagonal(self, column, j, parts):
        """Return a column with another value on the diagonal."""
        parts = parts if len(parts) == self.lanes.parts else [*parts, self.real(0.0)]
        for p, part in enumerate(parts):
            column = self.builder.insert_element(column, part, NUMBER(j * self.lanes.parts + p))
        return column

    def below(self, j, column, other):
        """Return the rows of a column below the diagonal, the others from another vector."""
        rows = [i // self.lanes.parts > j for i in range(self.lanes.vector.count)]
        return self.builder.select(self.lanes.constant(rows, BIT), column, other)

    def eliminate(self, columns, j, parts, inverse, fine):
        """Emit step j; return the columns after it, −1 over what rows below divide column j by, and `fine`.

        `fine`: the lanes in which no coefficient of L was above the bound so far.
        """
        lanes, column = self.lanes, columns[j]
        scaled = lanes.times(column, self.coefficient(inverse))
        if self.form != POSITIVE:
            under = self.below(j, scaled, lanes.zero)
            fine = self.builder.and_(fine, lanes.within(under, self.bound))
        if self.form == SQUARE:
            factors = lanes.factors(under)
            later = [lanes.subtract(c, factors, lanes.lane(c, j)) for c in columns[j + 1 :]]
            return [*columns[:j], self.below(j, scaled, column), *later], inverse, fine
        factors = lanes.factors(column)
        later = []
        for k in range(j + 1, COLUMNS):
            later.append(lanes.subtract(columns[k], factors, lanes.conjugated(lanes.lane(scaled, k), self.sign)))
        if self.form == POSITIVE:
            root = lanes.root(parts[0])
            inverse = [self.builder.fdiv(self.real(-1.0), root)]
            scaled, parts = lanes.times(column, self.coefficient(inverse)), [root]
        return [*columns[:j], self.with_diagonal(scaled, j, parts), *later], inverse, fine


def emit_tile(module, letter):
    """Add `factor_tile` for one precision to a module; see `rows.factor_tile`."""
    real, parts = REAL[letter], 2 if letter in "cz" else 1
    address, status = real.as_pointer(), NUMBER.as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [INDEX] * 4 + [address, INDEX, address, INDEX, *[address] * 3, status])
    function = ir.Function(module, kind, f"pastix_{letter}tile")
    form, conj, n, k, x, ldx, p, ldp, d, threshold, bound, result = function.args
    builder = ir.IRBuilder(function.append_basic_block("entry"))
    builder.store(NUMBER(0), result)
    lanes = Lanes(builder, real, parts, COLUMNS)
    sign = signed(builder, real, conj, lanes.vector.count)
    conj, threshold, bound = builder.trunc(conj, BIT), builder.load(threshold), lanes.splat(builder.load(bound))
    known = clamped(builder, n, COLUMNS)
    targets = [lanes.at(x, builder.mul(ldx, builder.add(k, column))) for column in known]
    arguments = x, ldx, [lanes.at(p, column) for column in known], ldp, d
    declined = function.append_basic_block("declined")
    switch = builder.switch(form, declined)
    builder.position_at_end(declined)
    builder.ret_void()
    for way in (POSITIVE, DIAGONAL, SQUARE):
        case = function.append_basic_block()
        switch.add_case(INDEX(way), case)
        builder.position_at_end(case)
        highs = [builder.select(builder.icmp_signed("<", INDEX(j), n), n, INDEX(0)) for j in range(COLUMNS)]
        masks = [lanes.between(INDEX(0 if way == SQUARE else j), high) for j, high in enumerate(highs)]
        columns = [lanes.load(target, mask) for target, mask in zip(targets, masks, strict=True)]
        rows = lanes.between(INDEX(0), n)
        columns = product(lanes, k, way == DIAGONAL, arguments, columns, [INDEX(0)], rows, sign)
        tile = Tile(lanes, way, sign, conj, threshold, bound)
        fine = lanes.constant([1] * lanes.vector.count, BIT)
        done, exits = function.append_basic_block("done"), []
        for j in range(COLUMNS):
            value, good = tile.pivot(columns[j], j)
            step = function.append_basic_block()
            builder.cbranch(good, step, declined)
            builder.position_at_end(step)
            columns, inverse, fine = tile.eliminate(columns, j, value, lanes.negative_inverse(value), fine)
            for p_, part in enumerate(inverse if len(inverse) == parts else [*inverse, tile.real(0.0)]):
                builder.store(part, builder.gep(lanes.at(d, INDEX(2 * j)), [INDEX(p_)]))
            for p_, part in enumerate(value):
                builder.store(builder.fneg(part), builder.gep(lanes.at(d, INDEX(2 * j + 1)), [INDEX(p_)]))
            exits.append((builder.block, columns, fine))
            if j + 1 < COLUMNS:
                more = function.append_basic_block()
                builder.cbranch(builder.icmp_signed(">", n, INDEX(j + 1)), more, done)
                builder.position_at_end(more)
            else:
                builder.branch(done)
        builder.position_at_end(done)
        phis = [*(builder.phi(lanes.vector) for _ in range(COLUMNS)), builder.phi(fine.type)]
        for source, after, fine in exits:
            for phi, value in zip(phis, [*after, fine], strict=True):
                phi.add_incoming(value, source)
        *columns, fine = phis
        taken = function.append_basic_block("taken")
        builder.cbranch(lanes.all(fine), taken, declined)
        builder.position_at_end(taken)
        for c in range(COLUMNS):
            lanes.store(columns[c], targets[c], masks[c])
        builder.store(NUMBER(1), result)
        builder.ret_void()
