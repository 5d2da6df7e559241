"""What `many` runs, emitted as LLVM: a few rows of many vectors stay in registers while they are computed.

Nothing is packed or copied: a coefficient is read where it lies, and multiplies a row of the vectors where that lies.
"""

from llvmlite import ir

from pastix_py.dense.emit import REAL
from pastix_py.dense.lanes import BIT, INDEX, Lanes, by_whole_steps, repeat

ROUTINES = SCATTER, GATHER, SUBSTITUTE = "scatter", "gather", "substitute"
VECTORS = 2  # of a row that are computed together


def product(lanes, rows, n, coefficients, place_of, sums, masks):
    """Emit sums −= A X over the n rows of X, and return the sums; those of one row of A follow each other.

    `coefficients`: address of A, and its steps between rows and between columns; `place_of(j)`: address of row j of X.
    """
    a, row, column = coefficients
    corners = [INDEX(v * lanes.rows) for v in range(VECTORS)]

    def step(j, carried):
        a, *sums = carried
        x, after = place_of(j), []
        taken = [lanes.factors(lanes.load(lanes.at(x, c), mask)) for c, mask in zip(corners, masks, strict=True)]
        for r in range(rows):
            factor = lanes.coefficient(lanes.at(a, lanes.builder.mul(row, INDEX(r))))
            after += [lanes.subtract(sums[r * VECTORS + v], factors, factor) for v, factors in enumerate(taken)]
        return [lanes.at(a, column), *after]

    return repeat(lanes.builder, INDEX(0), n, INDEX(1), [a, *sums], step)[1:]


def substitution(lanes, rows, triangle, unit, sums):
    """Emit the solution with a lower triangle of a few rows, and return the sums that it solves for."""
    a, row, column = triangle
    for r in range(rows):
        at = lanes.at(a, lanes.builder.mul(lanes.builder.add(row, column), INDEX(r)))
        inverse, own = _inverse(lanes, at, unit), slice(r * VECTORS, (r + 1) * VECTORS)
        sums[own] = [lanes.times(s, inverse) for s in sums[own]]
        known = [lanes.factors(s) for s in sums[own]]
        for below in range(r + 1, rows):
            at = lanes.at(at, row)
            factor = lanes.coefficient(at)
            for v in range(VECTORS):
                sums[below * VECTORS + v] = lanes.subtract(sums[below * VECTORS + v], known[v], factor)
    return sums


def _inverse(lanes, at, unit):
    """Return −1 over the element at an address, or −1 where it is `unit`, as a coefficient."""
    builder = lanes.builder
    told = [ir.Constant(lanes.scalar, value) for value in (-1.0, 0.0)]
    inverse = zip(told, lanes.negative_inverse(lanes.element(at)), strict=False)
    return [lanes.splat(builder.select(unit, one, part)) for one, part in inverse]


def emit_many(module, letter, vector_bytes, heights):
    """Add the ROUTINES for one precision to a module, with tiles of the given heights, falling to 1; see `many`."""
    for routine in ROUTINES:
        _emit(module, letter, routine, vector_bytes, heights)


def _emit(module, letter, routine, vector_bytes, heights):
    real, parts = REAL[letter], 2 if letter in "cz" else 1
    address, numbers = real.as_pointer(), INDEX.as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [INDEX] * 4 + [address, INDEX, INDEX, address, INDEX, INDEX, numbers])
    function = ir.Function(module, kind, f"pastix_{letter}{routine}")
    m, n, k, unit, a, row, column, x, own, step, far = function.args
    builder = ir.IRBuilder(function.append_basic_block("entry"))
    lanes = Lanes(builder, real, parts, vector_bytes // ((4 if real == ir.FloatType() else 8) * parts))
    unit, begin, across = builder.trunc(unit, BIT), INDEX(0), INDEX(VECTORS * lanes.rows)

    def near_row(i):
        return lanes.at(x, builder.add(own, builder.mul(i, step)))

    def far_row(i):
        return lanes.at(x, builder.load(builder.gep(far, [i])))

    source, target = (far_row if routine == GATHER else near_row), (far_row if routine == SCATTER else near_row)

    def tile(i, rows, targets, q, partly):
        left = builder.sub(k, q)
        corners = [INDEX(v * lanes.rows) for v in range(VECTORS)]
        masks = [lanes.between(INDEX(0), builder.sub(left, corner)) if partly else None for corner in corners]
        places = [lanes.at(lanes.at(place, q), corner) for place in targets for corner in corners]
        sums = [lanes.load(place, masks[p % VECTORS]) for p, place in enumerate(places)]
        first, known = lanes.at(a, builder.mul(i, row)), i if routine == SUBSTITUTE else n
        sums = product(lanes, rows, known, (first, row, column), lambda j: lanes.at(source(j), q), sums, masks)
        if routine == SUBSTITUTE:
            corner = lanes.at(first, builder.mul(i, column))
            sums = substitution(lanes, rows, (corner, row, column), unit, sums)
        for p, place in enumerate(places):
            lanes.store(sums[p], place, masks[p % VECTORS])
        return []

    def band(i, rows):
        targets = [target(builder.add(i, INDEX(r))) for r in range(rows)]
        return by_whole_steps(builder, INDEX(0), k, across, lambda q, partly: tile(i, rows, targets, q, partly))

    for rows in heights:
        whole = builder.sub(m, builder.srem(builder.sub(m, begin), INDEX(rows)))
        repeat(builder, begin, whole, INDEX(rows), [], lambda i, _, rows=rows: band(i, rows))
        begin = whole
    builder.ret_void()
