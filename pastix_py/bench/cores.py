"""What all cores must reach: seconds of every stage over those of PARDISO, and rates over our own matrix products.

The two solvers take turns, and so do the products that are the control, since other work may share the machine.
"""

import os
import statistics
import threading
import time
from collections import defaultdict
from typing import NamedTuple

import numpy as np

from pastix_py.bench.figure import Figure
from pastix_py.clock import Clock

SPECS = ("lap2:1000", "lap3:50", "lap3:70", "lap3_27:40", "elast3:24", "convdiff3:40", "helm3:40", "kkt2:200")
LARGE = "lap3:70"  # whose rate of operations is watched
REPETITIONS, REPETITIONS_OF_LARGE = 5, 3
THREADS = (1, 2)
SMALLEST = 1e8  # operations of a matrix from a file that counts
LONG, SLOWER = 0.1, 0.020  # seconds of PARDISO from which a ratio counts; most that ours takes longer below that
ACCURATE = 1e-14  # componentwise backward error that PARDISO reaches where a case counts
COLUMNS = 64
PAUSE = 0.4  # seconds before each run end to end: threads of the one before may still spin, and take a core
PRODUCT, PRODUCTS = 1000, 10  # rows of the matrices multiplied, how often
DISSECTIONS = ("metis", "parallel-metis")  # orderings of PARDISO, of which the faster counts
FIRST, AGAIN, WHOLE = "factorization", "factorization again", "end to end"
DETERMINISTIC = "factorization, deterministic"
ONE, MANY = "solve of 1 column", f"solve of {COLUMNS} columns"
MOST = {FIRST: (0.75, 1.0), AGAIN: (0.75, 1.0), WHOLE: (0.55, 1.0), ONE: (1.0, 1.0), MANY: (0.9, 0.9)}  # mean, worst
SHARE, SCALING = 0.60, 0.9  # least rate over that of products, least speed-up over that of products
SAME = 1.10  # most of the deterministic scheduler's time over the dynamic one's


class Case(NamedTuple):
    """One matrix: what was measured, each number a list over the repetitions."""

    name: str
    kind: str
    flops: float
    accurate: bool  # whether PARDISO reaches ACCURATE
    ours: dict  # (quantity, threads) → seconds
    theirs: dict  # the same of PARDISO
    products: dict  # threads → operations a second of concurrent products

    def ratio(self, quantity, threads):
        """Return ours over PARDISO's, the median."""
        both = zip(self.ours[quantity, threads], self.theirs[quantity, threads], strict=True)
        return statistics.median(a / b for a, b in both)

    def seconds(self, quantity, threads):
        """Return (ours, PARDISO's), medians."""
        return tuple(statistics.median(found[quantity, threads]) for found in (self.ours, self.theirs))

    def share(self, quantity, threads):
        """Return our rate of operations over that of as many concurrent products, the median."""
        both = zip(self.ours[quantity, threads], self.products[threads], strict=True)
        return statistics.median(self.flops / seconds / rate for seconds, rate in both)

    def determined(self, threads):
        """Return the time of the deterministic scheduler over that of the dynamic one, the median."""
        both = zip(self.ours[DETERMINISTIC, threads], self.ours[FIRST, threads], strict=True)
        return statistics.median(a / b for a, b in both)

    def scaling(self, few, many):
        """Return the speed-up of our factorization from few to many threads over that of products, the median."""
        taken = (self.ours[AGAIN, few], self.ours[AGAIN, many], self.products[few], self.products[many])
        return statistics.median(a / b * p / q for a, b, p, q in zip(*taken, strict=True))


def compare(files):
    """Yield what was found of each matrix, then the bars over all of them."""
    found = []
    for name in (*SPECS, *files):
        case = measured(name)
        if case is not None:
            found.append(case)
            yield from told(case)
    counted = [case for case in found if case.accurate]
    for threads in cores():
        for quantity in MOST:
            yield from bars(counted, quantity, threads)
    yield from rates(found)
    yield from schedulers(found)


def cores():
    """Return the numbers of threads that this machine can be asked for."""
    return [k for k in THREADS if k <= (os.cpu_count() or 1)]


def measured(name):
    """Return the `Case` of a matrix; None where it is too small to count, or not solved at all."""
    from pastix_py import pipeline
    from pastix_py.bench.problem import Problem
    from pastix_py.errors import PastixError

    try:
        problem = Problem(name)
        factors = pipeline.factorize(problem.matrix, threads=cores()[-1])
        factors.solve(problem.b)
    except PastixError:
        return None
    kind, flops = factors.plan.kind, factors.plan.flops(factors.dtype)
    factors.close()
    if name not in SPECS and flops < SMALLEST:
        return None
    ours, theirs, products = defaultdict(list), defaultdict(list), defaultdict(list)
    for _ in range(REPETITIONS_OF_LARGE if name == LARGE else REPETITIONS):
        for threads in cores():
            products[threads].append(product_rate(threads))
            for target, taken in ((ours, our_seconds(problem, threads)), (theirs, seconds_of(problem, threads, kind))):
                for quantity, seconds in taken.items():
                    target[quantity, threads].append(seconds)
    return Case(problem.matrix.name, kind, flops, is_accurate(problem, kind), ours, theirs, products)


def our_seconds(problem, threads):
    """Return {quantity: seconds} of this package."""
    from pastix_py import pipeline

    found, matrix, b = {}, problem.matrix, problem.b
    time.sleep(PAUSE)
    with Clock() as clock:
        factors = pipeline.factorize(matrix, threads=threads, scheduler="dynamic")
        factors.solve(b)
    found[WHOLE], found[FIRST] = clock.seconds, factors.report.factorization["seconds"]
    found[AGAIN] = factors.refactorize(matrix).report.factorization["seconds"]
    found[ONE] = taken(factors.apply, b[:, None])
    found[MANY] = taken(factors.apply, columns(problem.matrix))
    factors.close()
    factors = pipeline.factorize(matrix, plan=factors.plan, threads=threads, scheduler="deterministic")
    found[DETERMINISTIC] = factors.report.factorization["seconds"]
    factors.close()
    return found


def seconds_of(problem, threads, kind):
    """Return {quantity: seconds} of PARDISO, end to end on all cores only.

    The solves do not refine; matching and scaling are on end to end alone.
    """
    from pastix_py.bench.peers.pardiso import Pardiso

    found, wholes = {}, []
    peer = Pardiso(problem.matrix, threads, kind=kind, plain=True)
    peer.analyze()
    found[FIRST], found[AGAIN] = taken(peer.factorize), taken(peer.factorize)
    peer.solve(problem.b)
    found[ONE], found[MANY] = taken(peer.solve, problem.b), taken(peer.solve, columns(problem.matrix))
    peer.close()
    for ordering in DISSECTIONS if threads == cores()[-1] else ():
        time.sleep(PAUSE)
        peer = Pardiso(problem.matrix, threads, {"ordering": ordering}, kind)
        wholes.append(taken(peer.analyze) + taken(peer.factorize) + taken(peer.solve, problem.b))
        peer.close()
    return found | ({WHOLE: min(wholes)} if wholes else {})


def is_accurate(problem, kind):
    """Return whether PARDISO, refining, reaches a componentwise backward error of ACCURATE."""
    from pastix_py.bench.peers.pardiso import Pardiso

    peer = Pardiso(problem.matrix, cores()[-1], kind=kind)
    peer.analyze()
    peer.factorize()
    x = peer.solve(problem.b)
    peer.close()
    return problem.errors(x)["componentwise_backward_error"] <= ACCURATE


def columns(matrix, count=COLUMNS):
    """Return `count` random right-hand sides, always the same, column by column."""
    return np.random.default_rng(1).standard_normal((count, matrix.n)).astype(matrix.dtype).T


def taken(function, *args):
    """Return the seconds of a call."""
    with Clock() as clock:
        function(*args)
    return clock.seconds


def product_rate(threads):
    """Return the operations a second of as many products at once, each of dense matrices on one BLAS thread."""
    from pastix_py.runtime.blas_threads import one_blas_thread

    ready, rates = threading.Barrier(threads), []

    def multiply():
        a, out = np.ones((PRODUCT, PRODUCT)), np.empty((PRODUCT, PRODUCT))
        np.matmul(a, a, out=out)
        ready.wait()
        began = time.perf_counter()
        for _ in range(PRODUCTS):
            np.matmul(a, a, out=out)
        rates.append(2 * PRODUCT**3 * PRODUCTS / (time.perf_counter() - began))

    with one_blas_thread():
        workers = [threading.Thread(target=multiply) for _ in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    return sum(rates)


def told(case):
    """Yield a line for each number of threads: ratios, and the seconds of PARDISO's factorization."""
    accurate = "" if case.accurate else ", PARDISO inaccurate"
    for threads in cores():
        there = [quantity for quantity in MOST if (quantity, threads) in case.theirs]
        ratios = ", ".join(f"{quantity} {case.ratio(quantity, threads):.2f}" for quantity in there)
        own, seconds = case.seconds(AGAIN, threads)
        rate = f"{case.flops / own / 1e9:.0f} of {statistics.median(case.products[threads]) / 1e9:.0f} Gflop/s"
        name = f"{case.name} {case.kind}, {counted_threads(threads)}{accurate}: {ratios}; {rate}; PARDISO's again"
        yield Figure(name, seconds, None, "s")


def bars(found, quantity, threads):
    """Yield the bars of a quantity: of the ratios where PARDISO takes long, of the difference where it does not."""
    found = [case for case in found if (quantity, threads) in case.theirs]
    mean, worst = MOST[quantity]
    long = [case for case in found if case.seconds(quantity, threads)[1] >= LONG]
    name = f"{quantity} over PARDISO's, {counted_threads(threads)}"
    if long:
        ratios = [(case.ratio(quantity, threads), case.name) for case in long]
        most, where = max(ratios)
        yield Figure(f"{name}, geometric mean of {len(long)}", geometric_mean(ratios), mean)
        yield Figure(f"{name}, worst ({where})", most, worst)
    short = [case.seconds(quantity, threads) for case in found if case not in long]
    if short:
        slower = max(own - other for own, other in short)
        yield Figure(
            f"{quantity} after PARDISO where it takes < {LONG} s, {counted_threads(threads)}", slower, SLOWER, "s"
        )


def rates(found):
    """Yield the bars that have our own products for a control: rate of operations, and speed-up by threads."""
    for case in found:
        for threads in cores() if case.name == LARGE else ():
            for quantity in (FIRST, AGAIN):
                name = f"{case.name}: rate of the {quantity} over that of products, {counted_threads(threads)}"
                yield Figure(name, case.share(quantity, threads), least=SHARE)
    few, many = cores()[0], cores()[-1]
    long = [case for case in found if statistics.median(case.ours[AGAIN, few]) >= LONG]
    if many == few or not long:
        return
    products = [statistics.median(q / p for p, q in zip(c.products[few], c.products[many], strict=True)) for c in long]
    yield Figure(f"products: {counted_threads(many)} over {few}", statistics.median(products))
    scalings = [(case.scaling(few, many), case.name) for case in long]
    least, where = min(scalings)
    name = f"factorization: {counted_threads(many)} over {few}, over that of products"
    yield Figure(f"{name}, geometric mean of {len(long)}", geometric_mean(scalings), least=SCALING)
    yield Figure(f"{name}, worst ({where})", least)


def schedulers(found):
    """Yield the bar of the deterministic scheduler's time over that of the dynamic one, where it takes long."""
    for threads in cores():
        ratios = [(c.determined(threads), c.name) for c in found if c.seconds(FIRST, threads)[0] >= LONG]
        if ratios:
            most, where = max(ratios)
            name = f"deterministic over dynamic, {counted_threads(threads)}"
            yield Figure(f"{name}, geometric mean of {len(ratios)}", geometric_mean(ratios), SAME)
            yield Figure(f"{name}, worst ({where})", most)


def geometric_mean(pairs):
    """Return the geometric mean of (number, name) pairs."""
    return statistics.geometric_mean(number for number, _ in pairs)


def counted_threads(threads):
    """Return such as '2 threads'."""
    return f"{threads} thread{'s' * (threads > 1)}"
