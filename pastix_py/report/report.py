"""`Report`: plain numbers about a run, ready for JSON."""

import json
import logging
import math
from dataclasses import asdict, dataclass, field

from pastix_py.memory import peak_bytes

SCHEMA = 1
STAGES = ("scaling", "ordering", "analysis", "factorization", "preconditioner", "iteration", "solve", "refinement")
log = logging.getLogger("pastix_py")
log.addHandler(logging.NullHandler())


@dataclass
class Report:
    """What was done, how long it took and how accurate it is. Seconds are wall times without compilation."""

    schema: int = SCHEMA
    matrix: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    scaling: dict = field(default_factory=dict)
    ordering: dict = field(default_factory=dict)
    analysis: dict = field(default_factory=dict)
    factorization: dict = field(default_factory=dict)
    preconditioner: dict = field(default_factory=dict)
    iteration: dict = field(default_factory=dict)
    solve: dict = field(default_factory=dict)
    refinement: dict = field(default_factory=dict)
    escalation: list = field(default_factory=list)
    backward_error: float | None = None
    componentwise_backward_error: float | None = None
    forward_error: float | None = None
    forward_error_bound: float | None = None
    condition_number: float | None = None
    peak_rss_bytes: int = 0
    total_seconds: float = 0.0
    compile_seconds: float = 0.0
    warnings: list = field(default_factory=list)

    @property
    def stages(self):
        """What was told of each stage that takes time."""
        return [getattr(self, name) for name in STAGES]

    def as_dict(self):
        """Return the report as nested dictionaries of plain values; what is not finite becomes None."""
        return plain(asdict(self))

    def to_json(self):
        """Return the report as a JSON document."""
        return json.dumps(self.as_dict(), indent=2) + "\n"

    def forget_times(self):
        """Set the times to zero: the stages are loaded, not run."""
        self.compile_seconds = 0.0
        for stage in (*self.stages, self.analysis.get("row_order", {})):
            if "seconds" in stage:
                stage["seconds"] = 0.0
        spent = self.factorization.get("compression", {}).get("seconds_by_class", {})
        spent.update(dict.fromkeys(spent, 0.0))

    def add_time(self, stage, clock, told):
        """Record what a stage did, and add the seconds of a `Clock` to those that it took before."""
        before = getattr(self, stage).get("seconds", 0.0)
        setattr(self, stage, {**told, "seconds": before + clock.seconds})
        self.compile_seconds += clock.compile_seconds

    def note(self, where, text):
        """Add a sentence to 'escalation' or 'warnings', once, and log it."""
        if text not in getattr(self, where):
            getattr(self, where).append(text)
        log.warning("%s", text)

    def seal(self):
        """Record the peak memory and the total of the stages; returns the report."""
        self.peak_rss_bytes = peak_bytes()
        self.total_seconds = sum(stage.get("seconds", 0.0) for stage in self.stages)
        return self


def plain(value):
    """Return nested values as JSON takes them: plain ones, None for what is not finite."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
