"""Copies between the memory of the host and that of a device, made beside the kernels."""

import numpy as np


def pinned(device, count, dtype):
    """Return an empty array of the host that a device copies from and to by itself, where it has such memory left."""
    if device.xp is np or not count:
        return np.empty(count, dtype)
    import cupyx

    try:
        return cupyx.empty_pinned(count, dtype)
    except (MemoryError, device.xp.cuda.runtime.CUDARuntimeError):
        return np.empty(count, dtype)


class Transfers:
    """Copies in the order they are asked for, on a stream of their own; at once where the arrays are NumPy's.

    Kernels and copies know of each other by marks alone.
    """

    def __init__(self, device):
        self.device, self.to_device, self.to_host = device, 0, 0  # bytes
        self.stream = None if device.xp is np else device.xp.cuda.Stream(non_blocking=True)

    def bring(self, host, array, at):
        """Copy an array of the host to a place of one of the device."""
        self.to_device += host.nbytes
        if self.stream:
            runtime = self.device.xp.cuda.runtime
            place = array.data.ptr + at * array.itemsize
            self._copy(place, host.ctypes.data, host.nbytes, runtime.memcpyHostToDevice)
        else:
            array[at : at + host.size] = host

    def fetch(self, array, at, host):
        """Copy from a place of an array of the device to one of the host."""
        self.to_host += host.nbytes
        if self.stream:
            runtime = self.device.xp.cuda.runtime
            place = array.data.ptr + at * array.itemsize
            self._copy(host.ctypes.data, place, host.nbytes, runtime.memcpyDeviceToHost)
        else:
            host[:] = array[at : at + host.size]

    def _copy(self, to, source, nbytes, kind):
        if nbytes:
            self.device.xp.cuda.runtime.memcpyAsync(to, source, nbytes, kind, self.stream.ptr)

    def kernels_mark(self):
        """Return a mark behind the kernels so far."""
        return self.stream and self.device.xp.cuda.get_current_stream().record()

    def copies_mark(self):
        """Return a mark behind the copies so far."""
        return self.stream and self.stream.record()

    def copies_wait(self, mark):
        """Let what is copied from now on wait for a mark, None for nothing."""
        if mark:
            self.stream.wait_event(mark)

    def kernels_wait(self, mark):
        """Let the kernels from now on wait for a mark."""
        if mark:
            self.device.xp.cuda.get_current_stream().wait_event(mark)

    def finish(self):
        """Wait for all copies."""
        if self.stream:
            self.stream.synchronize()
