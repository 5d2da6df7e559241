"""What goes through the runs of slices, one after the other, on one thread or several.

Threads take parts of the work in the order of the rows, one at a time, when all that it needs is done: where the system
runs something else instead of one of them, the others do what it has not begun. Parts are numbered through: those of a
group that is shared, and one of all groups between two such groups. The next group waits until all are done.
"""

from pastix_py.atomics import fetch_add, read, swap_if, wait_until
from pastix_py.jit import inner, kernel
from pastix_py.sliced.layout import HEAD, LANES, MODE, PART, PARTS, SCALED, SHARED, WAIT, Kind, Slices
from pastix_py.sliced.run import run

NONE = -1
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
    head = passed = at_near = at_far = at_val = stop = 0
    part, first, parts, base = NONE, 0, 0, 0
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
        low, high, after, skipped = 0, count, at_val + size, 0
        height = 1 if kind == Kind.LINE else rows
        if threads > 1:
            if passed == 0:
                stop = after
                if what >> WAIT & 1:
                    finish(board, part)
                    part, first, parts, base = NONE, first + parts, max(what >> PARTS, 1), at_val
            if part == NONE:
                wait_until(board, DONE, first, CANCEL)
                part = claimed(board, first + parts)
            low, high, after = count, count, stop
            if part != NONE and what >> SHARED & 1:
                limit = base + (part - first) * PART
                low, skipped = reach(heads, begin, kind, width, height, passed, count, at_val, limit)
                high, after = reach(heads, begin, kind, width, height, low, count, skipped, limit + PART)
                skipped -= at_val
            elif part != NONE:
                low = 0
        if low < high:
            lanes = what >> LANES & 31 if high == count else height
            run(
                (kind, what >> MODE & 3, what >> SCALED & 1, lanes, row + low * height, high - low, width),
                (begin if kind == Kind.BAND else begin + low, at_near + skipped, at_far + skipped, at_val + skipped),
                slices,
                scale,
                b,
                x,
            )
        if kind == Kind.NEAR:
            at_near += after - at_val
        elif kind != Kind.BAND:
            at_far += after - at_val
        at_val, passed = after, high
        if high == count:
            head, passed = begin + behind, 0
        else:
            finish(board, part)
            part = NONE


@inner
def reach(heads, begin, kind, width, height, s, count, at, limit):
    """Return (slice, place): the first slice from s on whose values begin at `limit` or later, and where they do.

    Those of s begin at `at`. After the last slice comes `count`.
    """
    if kind == Kind.BAND:
        size = width * height
        if size == 0:
            return (s if at >= limit else count), at
        further = min(max(-((at - limit) // size), 0), count - s)
        return s + further, at + further * size
    while s < count and at < limit:
        at += int(heads[begin + s]) * height
        s += 1
    return s, at


@inner
def finish(board, part):
    """Tell that a part is done, if there was one."""
    if part != NONE:
        fetch_add(board, DONE, 1)


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
