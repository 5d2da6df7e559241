"""`Run`: one solver on one matrix with one set of options, and the words for what becomes of it."""

import hashlib
import json
from dataclasses import asdict, dataclass, field

STATUSES = {
    "ok": "solved",
    "inaccurate": "answered with a large backward error",
    "unsuited": "the solver is not for this kind of matrix",
    "missing": "the solver is not installed",
    "skipped": "the factor was predicted to be larger than the memory limit",
    "memory": "ran out of memory",
    "timeout": "took longer than the time limit",
    "crashed": "its process died",
    "failed": "refused or raised an error",
}


@dataclass(frozen=True)
class Run:
    """One solver on one matrix with one set of options; the process that does it needs nothing else."""

    matrix: str
    solver: str
    options: dict = field(default_factory=dict)
    repetitions: int = 3
    warmup: int = 1
    threads: int = 1
    time_limit: float = 600.0  # seconds
    memory_limit: int = 0  # bytes, 0 for none

    @property
    def key(self):
        """What tells this run from every other: a hash of all its fields."""
        return hashlib.sha1(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]

    def told(self):
        """Return the fields and the key, what every result begins with."""
        return asdict(self) | {"key": self.key}
