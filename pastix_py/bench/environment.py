"""The machine that a result comes from, looked at once per process: processor, system, BLAS, versions."""

import os
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from pastix_py.bench.peers import SOLVERS
from pastix_py.bench.worker import control_seconds
from pastix_py.memory import size

PACKAGES = ("numpy", "scipy", "numba", "mkl")


@cache
def environment():
    """Return processor, cores, memory, system, BLAS libraries and versions, plain values."""
    found = {"machine": platform.machine(), "system": platform.platform(), "python": platform.python_version()}
    found |= {"processor": _says("/proc/cpuinfo", "model name") or platform.processor(), "cores": os.cpu_count()}
    found |= {"memory": _memory(), "governor": _governor(), "blas": _blas()}
    for name in sorted({*PACKAGES, *(peer.package for peer in SOLVERS.values())}):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return {name: value for name, value in found.items() if value not in (None, "")}


@cache
def reference_seconds():
    """Return the seconds of the control loop at its fastest, against which disturbed runs are told."""
    return min(control_seconds() for _ in range(15))


def _blas():
    """Return the BLAS libraries of NumPy and SciPy, such as 'openblas 0.3.30 SkylakeX'."""
    import scipy.linalg  # noqa: F401  (loads SciPy's own BLAS)
    from threadpoolctl import threadpool_info

    found = [lib for lib in threadpool_info() if lib["user_api"] == "blas"]
    names = {f"{lib['internal_api']} {lib['version']} {lib.get('architecture') or ''}".strip() for lib in found}
    return ", ".join(sorted(names))


def _memory():
    """Return the memory of the machine, such as '16 GB', None where the system does not say."""
    told = _says("/proc/meminfo", "MemTotal")
    return size(int(told.split()[0]) * 1024) if told else None


def _governor():
    """Return the frequency governor of the first processor, None where the system does not say."""
    try:
        with open("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", encoding="ascii") as stream:
            return stream.read().strip()
    except OSError:
        return None


def _says(path, name):
    """Return what a kernel file says after a name and a colon, None where it does not."""
    try:
        with open(path, encoding="utf-8") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith(name))
    except (OSError, StopIteration):
        return None
