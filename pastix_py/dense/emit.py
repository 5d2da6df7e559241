"""What `rows` runs, emitted as LLVM with explicit vectors: columns of one flat array that no compiler can tell apart.

A group of rows of up to eight columns stays in registers from the first product to the last step. Every row goes
through the same operations wherever it lies, so that a panel comes out bitwise the same in whatever ranges it is done.
"""

from llvmlite import ir

from pastix_py.dense.lanes import BIT, INDEX, NUMBER, Lanes, by_whole_steps, repeat

COLUMNS = 8  # columns that are solved together, and rows and columns of a tile on the diagonal
REAL = {"s": ir.FloatType(), "d": ir.DoubleType(), "c": ir.FloatType(), "z": ir.DoubleType()}


def begin(module, letter, name, kinds, vector_bytes):
    """Return (arguments, `Lanes`) of a new routine of a module.

    `kinds` of its arguments: a for an address of the type, n for an integer, o for one that is returned.
    """
    real, parts = REAL[letter], 2 if letter in "cz" else 1
    types = {"a": real.as_pointer(), "n": INDEX, "o": NUMBER.as_pointer()}
    kind = ir.FunctionType(ir.VoidType(), [types[k] for k in kinds])
    function = ir.Function(module, kind, f"pastix_{letter}{name}")
    builder = ir.IRBuilder(function.append_basic_block("entry"))
    return function.args, Lanes(builder, real, parts, vector_bytes // ((4 if real == ir.FloatType() else 8) * parts))


def signed(builder, real, conj, count):
    """Return (lanes of −1 to conjugate with, else of 1), for `count` lanes."""
    sign = builder.select(builder.trunc(conj, BIT), ir.Constant(real, -1.0), ir.Constant(real, 1.0))
    return Lanes(builder, real, 1, count).splat(sign)


def product(lanes, k, scaled, arguments, sums, corners, mask, sign):
    """Emit sums −= X op(P), or X D op(P), and return the sums; those of one column follow each other.

    `arguments`: address and step of X, address of P by column and its step, address of D; `corners`: the first row of
    each vector.
    """
    builder = lanes.builder
    x, ldx, columns, ldp, d = arguments

    def step(_, carried):
        x, offset, d, *sums = carried
        taken = [lanes.load(lanes.at(x, corner), mask) for corner in corners]
        if scaled:
            pivot = lanes.coefficient(lanes.at(d, INDEX(1)))
            taken = [lanes.times(vector, pivot) for vector in taken]
        taken = [lanes.factors(vector) for vector in taken]
        after = []
        for j, column in enumerate(columns):
            factor = lanes.conjugated(lanes.coefficient(lanes.at(column, offset)), sign)
            for v, factors in enumerate(taken):
                after.append(lanes.subtract(sums[j * len(corners) + v], factors, factor))
        return [lanes.at(x, ldx), builder.add(offset, ldp), lanes.at(d, INDEX(2)), *after]

    d = lanes.at(d, builder.mul(k, INDEX(-2)))
    return repeat(builder, INDEX(0), k, INDEX(1), [x, INDEX(0), d, *sums], step)[3:]


def group(lanes, k, known, scaled, arguments, targets, corners, mask, sign, width=None):
    """Emit `eliminate` on a few vectors of rows; `width` where not all columns are wanted.

    `known`: the columns, those that are not wanted replaced by the last that is: nothing is read beyond it.
    """
    _, _, columns, ldp, d = arguments
    builder = lanes.builder
    sums = [lanes.load(lanes.at(target, corner), mask) for target in targets for corner in corners]
    sums = product(lanes, k, scaled, arguments, sums, corners, mask, sign)
    n = len(corners)
    for q in range(len(targets)):
        offset = builder.mul(builder.add(k, known[q]), ldp)
        factor = [lanes.conjugated(lanes.coefficient(lanes.at(c, offset)), sign) for c in columns[q + 1 :]]
        inverse = lanes.coefficient(lanes.at(d, INDEX(2 * q)))
        for v in range(n):
            before = sums[q * n + v]
            sums[q * n + v] = lanes.times(before, inverse)
            factors = lanes.factors(before if scaled else sums[q * n + v])
            for j in range(q + 1, len(targets)):
                sums[j * n + v] = lanes.subtract(sums[j * n + v], factors, factor[j - q - 1])
    for q, target in enumerate(targets):
        stored = lanes.splat(builder.icmp_signed("<", INDEX(q), width)) if width else None
        for v, corner in enumerate(corners):
            wanted = builder.and_(mask, stored) if width else mask
            lanes.store(sums[q * n + v], lanes.at(target, corner), wanted)


def clamped(builder, width, count):
    """Return columns 0..count−1, those from `width` on replaced by the last."""
    last = builder.sub(width, INDEX(1))
    columns = (INDEX(j) for j in range(count))
    return [builder.select(builder.icmp_signed("<", column, width), column, last) for column in columns]


def emit_eliminate(module, letter, vector_bytes, vectors):
    """Add `eliminate` for one precision to a module; see `rows.eliminate`."""
    arguments, lanes = begin(module, letter, "eliminate", "nnnnnanana", vector_bytes)
    width, rows, k, conj, scaled, x, ldx, p, ldp, d = arguments
    builder = lanes.builder
    function = builder.function
    sign = signed(builder, lanes.scalar, conj, lanes.vector.count)
    done = function.append_basic_block("done")
    few = builder.zext(builder.icmp_signed("<=", width, INDEX(COLUMNS // 2)), INDEX)
    switch = builder.switch(builder.add(few, builder.mul(scaled, INDEX(2))), done)
    for number in range(4):
        case = function.append_basic_block()
        switch.add_case(INDEX(number), case)
        builder.position_at_end(case)
        count = COLUMNS // 2 if number % 2 else COLUMNS
        known = clamped(builder, width, count)
        columns = [lanes.at(p, column) for column in known]
        targets = [builder.mul(ldx, builder.add(k, column)) for column in known]

        def several(row, partly, number=number, known=known, columns=columns, targets=targets):
            arguments = lanes.at(x, row), ldx, columns, ldp, d
            places = [lanes.at(lanes.at(x, row), target) for target in targets]
            corners = [INDEX(v * lanes.rows) for v in range(1 if partly else vectors)]
            mask = lanes.between(INDEX(0), builder.sub(rows, row)) if partly else None
            group(lanes, k, known, number >= 2, arguments, places, corners, mask, sign, width if partly else None)
            return []

        whole = INDEX(0)
        if count == COLUMNS:
            step = INDEX(vectors * lanes.rows)
            whole = builder.sub(rows, builder.srem(rows, step))
            whole = builder.select(builder.icmp_signed("==", width, INDEX(COLUMNS)), whole, INDEX(0))
            repeat(builder, INDEX(0), whole, step, [], lambda row, _: several(row, False))
        repeat(builder, whole, rows, INDEX(lanes.rows), [], lambda row, _: several(row, True))
        builder.branch(done)
    builder.position_at_end(done)
    builder.ret_void()


def emit_bounded(module, letter, vector_bytes):
    """Add `bounded` for one precision to a module; see `rows.bounded`."""
    (width, rows, x, ldx, bound, result), lanes = begin(module, letter, "bounded", "nnanao", vector_bytes)
    builder = lanes.builder
    limit = lanes.splat(builder.load(bound))
    targets = [builder.mul(ldx, column) for column in clamped(builder, width, COLUMNS)]

    def body(row, fine):
        mask, fine = lanes.between(INDEX(0), builder.sub(rows, row)), fine[0]
        for target in targets:
            vector = lanes.load(lanes.at(lanes.at(x, row), target), mask)
            fine = builder.and_(fine, lanes.within(vector, limit))
        return [fine]

    start = lanes.constant([1] * lanes.vector.count, BIT)
    (fine,) = repeat(builder, INDEX(0), rows, INDEX(lanes.rows), [start], body)
    builder.store(builder.zext(lanes.all(fine), NUMBER), result)
    builder.ret_void()


def emit_copy(module, letter, vector_bytes):
    """Add `copy` for one precision to a module; see `rows.copy`."""
    (width, rows, x, ldx, y, ldy), lanes = begin(module, letter, "copy", "nnanan", vector_bytes)
    builder = lanes.builder
    columns = clamped(builder, width, COLUMNS)
    sources = [lanes.at(x, builder.mul(ldx, column)) for column in columns]
    targets = [lanes.at(y, builder.mul(ldy, column)) for column in columns]

    def body(row, partly):
        mask = lanes.between(INDEX(0), builder.sub(rows, row)) if partly else None
        for source, target in zip(sources, targets, strict=True):
            lanes.store(lanes.load(lanes.at(source, row), mask), lanes.at(target, row), mask)
        return []

    by_whole_steps(builder, INDEX(0), rows, INDEX(lanes.rows), body)
    builder.ret_void()
