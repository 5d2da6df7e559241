"""Where arrays lie: in the memory of the host, or on a device, which has the same names."""

from types import ModuleType
from typing import NamedTuple

import numpy as np


class Space(NamedTuple):
    """Arrays of `xp`; `gpu.device.Device` is another."""

    xp: ModuleType = np

    @staticmethod
    def to_host(array):
        """Return an array of it as one of NumPy."""
        return array


HOST = Space()
