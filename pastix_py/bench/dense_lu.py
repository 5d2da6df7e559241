"""What the dense LU must reach: its speed over that of LU without row exchanges, and of both over LAPACK's getrf.

All take turns on the same matrix, the products that are the control too; the least seconds of each count, since other
work may share the machine.
"""

import numpy as np

from pastix_py.bench.cores import cores, product_rate, taken
from pastix_py.bench.figure import Figure

SIZE, REPETITIONS = 8000, 4
EXCHANGES, LAPACK = 0.96, 0.9  # least speed over that without exchanges; over that of LAPACK on the same BLAS
OURS, PLAIN, GETRF = "with row exchanges", "without", "LAPACK's getrf"


def compare(n=SIZE):
    """Yield the figures of each number of threads for a random n × n matrix in double precision."""
    A = np.random.default_rng(0).standard_normal((n, n)).T
    work = np.empty_like(A)
    for threads in cores():
        seconds, rate = measured(A, work, threads)
        rates = ", ".join(f"{name} {2 / 3 * n**3 / least / 1e9:.1f}" for name, least in seconds.items())
        where = f"dense LU, n = {n}, {threads} threads"
        yield Figure(f"{where}: {rates}, products", rate / 1e9, None, "Gflop/s")
        yield Figure(f"{where}: {OURS} over {PLAIN}", seconds[PLAIN] / seconds[OURS], least=EXCHANGES)
        for name in (OURS, PLAIN):
            yield Figure(f"{where}: {name} over {GETRF}", seconds[GETRF] / seconds[name], least=LAPACK)


def measured(A, work, threads):
    """Return ({name: least seconds}, most operations a second of concurrent products)."""
    from scipy.linalg.lapack import dgetrf
    from threadpoolctl import threadpool_limits

    from pastix_py.dense_lu.driver import lu

    def lapack():
        with threadpool_limits(threads, user_api="blas"):
            dgetrf(work, overwrite_a=True)

    runs = {
        OURS: lambda: lu(work, threads=threads, overwrite=True),
        PLAIN: lambda: lu(work, pivoting=False, threads=threads, overwrite=True),
        GETRF: lapack,
    }
    seconds, rate = dict.fromkeys(runs, np.inf), 0.0
    lu(A[:300, :300]), lu(A[:300, :300], pivoting=False)  # compiles
    for _ in range(REPETITIONS):
        rate = max(rate, product_rate(threads))
        for name, run in runs.items():
            work[:] = A
            seconds[name] = min(seconds[name], taken(run))
    return seconds, rate
