"""Wall time of a stage, just-in-time compilation taken out."""

import time


class Clock:
    """A context that leaves its duration in `seconds`, and what Numba spent inside it in `compile_seconds`."""

    def __enter__(self):
        from pastix_py.jit import compile_clock

        self._compile = compile_clock
        self._began, self._compiled = time.perf_counter(), compile_clock.seconds
        return self

    def __exit__(self, *_):
        self.compile_seconds = self._compile.seconds - self._compiled
        self.seconds = max(time.perf_counter() - self._began - self.compile_seconds, 0.0)
