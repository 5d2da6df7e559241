"""What goes through the runs of slices, one after the other, on one thread or several."""

from pastix_py.atomics import meet
from pastix_py.jit import inner, kernel
from pastix_py.sliced.layout import HEAD, LANES, MODE, SCALED, SHARED, WAIT, Kind, Slices
from pastix_py.sliced.run import run


@kernel
def sweep(heads, near, far, val, rows, scale, b, x, worker, threads, board):
    """Compute x as the runs say, in place where b is x.

    Parameters
    ----------
    heads, near, far, val : of `Slices`; they are given one by one since that takes less time.
    rows : of a slice, `lanes_of` the type.
    scale : what rows are multiplied by at the end where their run says so (n,).
    b, x : (n,), or flat.
    worker, threads : which of how many this is: slices of large groups are shared out, the rest is done by the first.
    board : int64 array (2,) of zeros, by which they wait for each other (see `meet`); the second cancels.

    """
    slices = Slices(heads, near, far, val)
    head = at_near = at_far = at_val = 0
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
        low, high, skipped = 0, count, 0
        if threads > 1:
            low, high = share(what, count, worker, threads, board)
            skipped = low * width * rows if kind == Kind.BAND else entries(heads, head, low, kind, rows)
        if low < high:
            height = 1 if kind == Kind.LINE else rows
            lanes = what >> LANES if high == count else height
            run(
                (kind, what >> MODE & 3, what >> SCALED & 1, lanes, row + low * height, high - low, width),
                (head if kind == Kind.BAND else head + low, at_near + skipped, at_far + skipped, at_val + skipped),
                slices,
                scale,
                b,
                x,
            )
        head += behind
        at_val += size
        if kind == Kind.NEAR:
            at_near += size
        elif kind != Kind.BAND:
            at_far += size


@inner
def share(what, count, worker, threads, board):
    """Return (low, high): the slices of a run that are this worker's, once the others are where they must be."""
    if what >> WAIT & 1:
        meet(board, threads)
    if what >> SHARED & 1:
        return count * worker // threads, count * (worker + 1) // threads
    return 0, 0 if worker else count


@inner
def entries(heads, head, count, kind, rows):
    """Return how many entries the first slices of a run have that is no band."""
    total = 0
    for s in range(count):
        total += int(heads[head + s])
    return total if kind == Kind.LINE else total * rows
