"""Copies between the memory of the host and that of a device, made beside the kernels."""

from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from pastix_py.gpu.trail import COPIES, KERNELS


def pinned(device, count, dtype):
    """Return an empty array of the host that a device copies from and to by itself, where it has such memory left."""
    if device.xp is np or not count:
        return np.empty(count, dtype)
    cuda = device.xp.cuda
    try:  # not from the pool, which would round the size up to a power of two
        memory = cuda.PinnedMemory(count * np.dtype(dtype).itemsize)
        return np.ndarray(count, dtype, buffer=cuda.PinnedMemoryPointer(memory, 0))
    except (MemoryError, cuda.runtime.CUDARuntimeError):
        return np.empty(count, dtype)


class Mark(NamedTuple):
    """What was asked for so far, of kernels or of copies."""

    event: object  # of a stream, None where the arrays are NumPy's
    task: int  # the last of a `Trail`


class Transfers:
    """Copies in the order they are asked for, on a stream of their own; at once where the arrays are NumPy's.

    Kernels and copies know of each other by marks alone, and both are noted in a `Trail`.
    """

    def __init__(self, device, trail):
        self.device, self.trail, self.to_device, self.to_host = device, trail, 0, 0  # bytes
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

    def note(self, kind, cblk):
        """Note the copies that are asked for inside as a task of a kind, the first of them of a cblk."""
        return self.trail.task(kind, COPIES, self.stream, cblk)

    @contextmanager
    def going_back(self, cblk):
        """Let what is fetched inside wait for the kernels so far, and later ones for it: a task of a cblk."""
        self.copies_wait(self.kernels_mark())
        with self.note("to_host", cblk):
            yield
        self.kernels_wait(self.copies_mark())

    def kernels_mark(self):
        """Return a mark behind the kernels so far."""
        return Mark(self.stream and self.device.xp.cuda.get_current_stream().record(), self.trail.last[KERNELS])

    def copies_mark(self):
        """Return a mark behind the copies so far."""
        return Mark(self.stream and self.stream.record(), self.trail.last[COPIES])

    def copies_wait(self, mark):
        """Let what is copied from now on wait for a mark, None for nothing."""
        if mark:
            self.trail.wait(COPIES, mark.task)
            if self.stream:
                self.stream.wait_event(mark.event)

    def kernels_wait(self, mark):
        """Let the kernels from now on wait for a mark."""
        if mark:
            self.trail.wait(KERNELS, mark.task)
            if self.stream:
                self.device.xp.cuda.get_current_stream().wait_event(mark.event)

    def finish(self):
        """Wait for all copies."""
        if self.stream:
            self.stream.synchronize()
