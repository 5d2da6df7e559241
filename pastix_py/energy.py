"""Joules that a piece of work took, where the machine counts them: processors by RAPL, GPUs by NVML."""

import ctypes
import functools
from pathlib import Path
from typing import NamedTuple

POWERCAP = Path("/sys/class/powercap")  # the Linux kernel's documentation, power/powercap
NVML = "libnvidia-ml.so.1"
DONE = 0  # what calls of NVML return


class Counter(NamedTuple):
    """One counter: `read()` returns joules since some time; those of a processor begin anew at `turn` joules."""

    part: str  # "cpu" or "gpu"
    read: object
    turn: float = 0.0


class Energy:
    """`with Energy() as spent:` counts; `spent.joules` is then {"cpu": …, "gpu": …}, without what nobody counts."""

    def __init__(self, folder=POWERCAP, with_gpu=False):
        self.counters, self.joules = [*processors(folder), *(gpus() if with_gpu else [])], {}

    def __enter__(self):
        self.before = [_read(counter) for counter in self.counters]
        return self

    def __exit__(self, *_):
        for counter, before in zip(self.counters, self.before, strict=True):
            after = _read(counter)
            if before is None or after is None:
                continue
            spent = after - before + (counter.turn if after < before else 0.0)
            self.joules[counter.part] = self.joules.get(counter.part, 0.0) + spent

    def told(self, flops=0.0):
        """Return what a report says of it: {} where nothing was counted.

        Everything that ran on the machine meanwhile is in the counts.
        """
        if not self.joules:
            return {}
        whole = sum(self.joules.values())
        return {"joules": dict(self.joules)} | ({"joules_per_flop": whole / flops} if flops else {})


def _read(counter):
    try:
        return counter.read()
    except (OSError, ValueError):  # it was taken away meanwhile
        return None


def processors(folder=POWERCAP):
    """Return the `Counter`s of the processors' packages that may be read."""
    found = []
    for zone in sorted(folder.glob("*-rapl:*")) if folder.is_dir() else []:
        if zone.name.count(":") != 1:  # a part of a package, which counts it too
            continue
        try:
            int((zone / "energy_uj").read_text())
            turn = int((zone / "max_energy_range_uj").read_text()) * 1e-6
        except (OSError, ValueError):
            continue
        found.append(Counter("cpu", functools.partial(_microjoules, zone / "energy_uj"), turn))
    return found


def _microjoules(path):
    return int(path.read_text()) * 1e-6


def gpus():
    """Return the `Counter` of the GPU that CuPy works on, none where there is no such counter."""
    try:
        import cupy

        nvml = ctypes.CDLL(NVML)
        bus = cupy.cuda.Device().pci_bus_id
    except (ImportError, OSError, RuntimeError):
        return []
    handle = ctypes.c_void_p()
    if nvml.nvmlInit_v2() != DONE or nvml.nvmlDeviceGetHandleByPciBusId_v2(bus.encode(), ctypes.byref(handle)) != DONE:
        return []
    read = functools.partial(_millijoules, nvml, handle)
    try:
        read()
    except OSError:  # a GPU older than those that count
        return []
    return [Counter("gpu", read)]


def _millijoules(nvml, handle):
    total = ctypes.c_ulonglong()
    if nvml.nvmlDeviceGetTotalEnergyConsumption(handle, ctypes.byref(total)) != DONE:
        raise OSError("NVML does not tell")
    return total.value * 1e-3
