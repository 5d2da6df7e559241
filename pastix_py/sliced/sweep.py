"""What goes through the runs of slices, one after the other, on one thread or several.

Threads take parts of the work in the order of the rows, each the next one when it is ready: where the system runs
something else instead of one of them, the others do what it has not begun.
"""

from pastix_py.atomics import fetch_add, wait_until
from pastix_py.jit import inner, kernel
from pastix_py.sliced.layout import HEAD, LANES, MODE, SCALED, SHARED, WAIT, Kind, Slices
from pastix_py.sliced.run import run

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
    part = fetch_add(board, TAKEN, 1) if threads > 1 else 0
    first = parts = gate = 0
    while head < heads.size:
        what, row, count, size = (
            int(heads[head]),
            int(heads[head + 1]),
            int(heads[head + 2]),
            int(heads[head + 3]),
        )
        head += HEAD
        kind, width, behind = what & 3, size, count
        if kind == Kind.BAND:
            size, behind = count * width * rows, width
        if threads > 1:
            part, first, parts, gate = entered(what, count, threads, board, part, first, parts, gate)
        height = 1 if kind == Kind.LINE else rows
        while part < first + parts or threads == 1:
            low, high, skipped = 0, count, 0
            if threads > 1:
                wait_until(board, DONE, gate, CANCEL)
            if threads > 1 and what >> SHARED & 1:
                low, high = count * (part - first) // parts, count * (part - first + 1) // parts
                skipped = low * width * rows if kind == Kind.BAND else entries(heads, head, low, kind, rows)
            run(
                (
                    kind,
                    what >> MODE & 3,
                    what >> SCALED & 1,
                    what >> LANES if high == count else height,
                    row + low * height,
                    high - low,
                    width,
                ),
                (head if kind == Kind.BAND else head + low, at_near + skipped, at_far + skipped, at_val + skipped),
                slices,
                scale,
                b,
                x,
            )
            if threads == 1 or not what >> SHARED & 1:
                break
            part = taken(board)
        head += behind
        at_val += size
        if kind == Kind.NEAR:
            at_near += size
        elif kind != Kind.BAND:
            at_far += size


@inner
def entered(what, count, threads, board, part, first, parts, gate):
    """Return (part, first, parts, gate) for a run that comes next.

    Parts are numbered through: those of a run that is shared, `parts` from `first` on, and one of all runs between such
    runs. `part` is this worker's, of this run or of a later one; what it does has to wait until `gate` parts are done.
    """
    shared, waits = what >> SHARED & 1, what >> WAIT & 1
    if shared or waits:
        first += parts
        if part < first:
            part = taken(board)
        parts = min(count, PARTS * threads) if shared else 1
        gate = first if waits else gate
    return part, first, parts, gate


@inner
def taken(board):
    """Tell that a part is done, and return the next one that nobody has taken."""
    fetch_add(board, DONE, 1)
    return fetch_add(board, TAKEN, 1)


@inner
def entries(heads, head, count, kind, rows):
    """Return how many entries the first slices of a run have that is no band."""
    total = 0
    for s in range(count):
        total += int(heads[head + s])
    return total if kind == Kind.LINE else total * rows
