"""What goes through the runs of slices, one after the other, on one thread or several.

Threads take parts of the work in the order of the rows, one at a time, when all that it needs is done: where the system
runs something else instead of one of them, the others do what it has not begun.
"""

from pastix_py.atomics import fetch_add, read, swap_if, wait_until
from pastix_py.jit import inner, kernel
from pastix_py.sliced.layout import HEAD, LANES, MODE, SCALED, SHARED, WAIT, Kind, Slices
from pastix_py.sliced.run import run

NONE = -1
PARTS = 2  # of a run, for each thread
TAKEN, DONE, CANCEL = range(3)  # what threads tell each other: parts that are taken, and done; whether to stop


@kernel
def sweep(heads, near, far, val, rows, scale, b, x, threads, board):
    """Compute x as the runs say, in place where b is x.

    Parameters
    ----------
    heads, near, far, val : of `Slices`; they are given one by one since that takes less time.
    rows : of a slice, `lanes_of` the type.
    scale : what rows are multiplied by at the end where their run says so (n,).
    b, x : (n,), or flat.
    threads : how many call this with the same arrays: they share the work out, part by part.
    board : int64 array (3,) of zeros, by which they do: see TAKEN.

    """
    slices = Slices(heads, near, far, val)
    head = at_near = at_far = at_val = 0
    part, first, parts, gate, new = NONE, 0, 0, 0, True
    while head < heads.size:
        what, row, count, size = (
            int(heads[head]),
            int(heads[head + 1]),
            int(heads[head + 2]),
            int(heads[head + 3]),
        )
        begin, kind, width, behind = head + HEAD, what & 3, size, count
        if kind == Kind.BAND:
            size, behind = count * width * rows, width
        low, high, skipped = 0, count, 0
        if threads > 1:
            if new:
                part, first, parts, gate = entered(what, count, threads, board, part, first, parts, gate)
            low, high, part = share(what, count, board, part, first, parts, gate)
            skipped = low * width * rows if kind == Kind.BAND else entries(heads, begin, low, kind, rows)
        if low < high:
            height = 1 if kind == Kind.LINE else rows
            lanes = what >> LANES if high == count else height
            run(
                (kind, what >> MODE & 3, what >> SCALED & 1, lanes, row + low * height, high - low, width),
                (begin if kind == Kind.BAND else begin + low, at_near + skipped, at_far + skipped, at_val + skipped),
                slices,
                scale,
                b,
                x,
            )
            if threads > 1 and what >> SHARED & 1:
                fetch_add(board, DONE, 1)
                part, new = NONE, False
                continue  # with another part of this run
        new = True
        head = begin + behind
        at_val += size
        if kind == Kind.NEAR:
            at_near += size
        elif kind != Kind.BAND:
            at_far += size


@inner
def entered(what, count, threads, board, part, first, parts, gate):
    """Return (part, first, parts, gate) for a run that comes next.

    Parts are numbered through: `parts` of a run that is shared, from `first` on, and one of all runs between such runs.
    `part` is the one of these that this worker does, and `gate` the number of parts that have to be done before.
    """
    shared, waits = what >> SHARED & 1, what >> WAIT & 1
    if shared or waits:
        if part != NONE:
            fetch_add(board, DONE, 1)
        part, first = NONE, first + parts
        parts = min(count, PARTS * threads) if shared else 1
        gate = first if waits else gate
    return part, first, parts, gate


@inner
def share(what, count, board, part, first, parts, gate):
    """Return (low, high, part): slices of a run that are this worker's now, and the part that they are in."""
    if part == NONE:
        wait_until(board, DONE, gate, CANCEL)
        part = claimed(board, first + parts)
    if part == NONE:
        return 0, 0, part
    if what >> SHARED & 1:
        return count * (part - first) // parts, count * (part - first + 1) // parts, part
    return 0, count, part


@inner
def claimed(board, end):
    """Return the next part that nobody has taken, NONE where all before `end` are: of what may begin, nothing waits."""
    part = read(board, TAKEN)
    while part < end:
        seen = swap_if(board, TAKEN, part, part + 1)
        if seen == part:
            return part
        part = seen
    return NONE


@inner
def entries(heads, head, count, kind, rows):
    """Return how many entries the first slices of a run have that is no band."""
    total = 0
    for s in range(count):
        total += int(heads[head + s])
    return total if kind == Kind.LINE else total * rows
