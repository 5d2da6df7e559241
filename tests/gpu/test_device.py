"""What is said where no device can be had: CuPy is a stand-in of these tests, or missing."""

import sys

import fake_cupy
import pytest

from pastix_py import DeviceUnavailable
from pastix_py.gpu.device import open_device


def test_a_device(monkeypatch):
    fake_cupy.install(monkeypatch, free=1024)
    device = open_device("gpu")
    assert (device.name, device.memory) == ("Stand-in 100", 1024)
    assert {fake_cupy.OutOfMemoryError, fake_cupy.CompileException} <= set(device.failures)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (None, r"needs CuPy.*pip install 'pastix_py\[gpu\]'"),
        ({"devices": 0}, "no GPU that can be used"),
        ({"driver": 0}, "no GPU that can be used.*insufficient"),
        ({"driver": 11080}, "for CUDA 11, and CuPy for CUDA 12: take a newer driver"),
        ({"libraries": False}, r"no libraries of CUDA .*libnvrtc.*pip install"),
    ],
)
def test_refusals(how, said, monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", None)
    if how is not None:
        fake_cupy.install(monkeypatch, **how)
    with pytest.raises(DeviceUnavailable, match=said) as raised:
        open_device("gpu")
    assert raised.value.exit_code == 8
