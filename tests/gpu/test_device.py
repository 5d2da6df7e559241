"""What is said where no device can be had: CuPy is a stand-in of these tests, or missing."""

import sys
from types import SimpleNamespace

import pytest

from pastix_py import DeviceUnavailable
from pastix_py.gpu.device import open_device


class CudaError(RuntimeError):
    """What the runtime raises."""


def stand_in(count=1, driver=13000, runtime=13000):
    def device_count():
        if count is None:
            raise CudaError("cudaErrorNoDevice: no CUDA-capable device is detected")
        return count

    calls = SimpleNamespace(
        getDeviceCount=device_count,
        driverGetVersion=lambda: driver,
        runtimeGetVersion=lambda: runtime,
        getDeviceProperties=lambda number: {"name": b"NVIDIA H200"},
        CUDARuntimeError=CudaError,
    )
    cuda = SimpleNamespace(
        runtime=calls,
        driver=SimpleNamespace(CUDADriverError=CudaError),
        cublas=SimpleNamespace(CUBLASError=CudaError),
        memory=SimpleNamespace(OutOfMemoryError=MemoryError),
        Device=lambda: SimpleNamespace(mem_info=(1000, 2000), id=0),
    )
    return SimpleNamespace(cuda=cuda, get_default_memory_pool=lambda: SimpleNamespace(free_bytes=lambda: 24))


def test_a_device(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", stand_in())
    device = open_device("gpu")
    assert (device.name, device.memory) == ("NVIDIA H200", 1024)
    assert MemoryError in device.failures


@pytest.mark.parametrize(
    ("cupy", "said"),
    [
        (None, r"needs CuPy.*pip install 'pastix_py\[gpu\]'"),
        (stand_in(count=None), "no GPU that can be used.*cudaErrorNoDevice"),
        (stand_in(count=0), "no GPU that can be used"),
        (stand_in(driver=12040), "for CUDA 12, and CuPy for CUDA 13: take a newer driver"),
    ],
)
def test_refusals(monkeypatch, cupy, said):
    monkeypatch.setitem(sys.modules, "cupy", cupy)
    with pytest.raises(DeviceUnavailable, match=said) as raised:
        open_device("gpu")
    assert raised.value.exit_code == 8
