"""What a picture is drawn of: INPUT, read as far as the kind asks for it."""

import json
import sys
from functools import cached_property
from pathlib import Path

from pastix_py import archive, pipeline
from pastix_py.bench import store
from pastix_py.errors import InputError, UsageError
from pastix_py.factors import Factors
from pastix_py.layout.plan import Plan
from pastix_py.matrix.check import canonical
from pastix_py.matrix.read import contents, label, read
from pastix_py.ordering.ordering import Ordering
from pastix_py.report.report import Report


class Source:
    """INPUT: a name as in the shell, or an object of Python.

    `ordering` is a method, a file or an `Ordering`, '' where none was asked for; `kind` and `takes` are for messages.
    Every property raises `InputError` where INPUT does not hold it.
    """

    def __init__(self, given, ordering="", kind="picture", takes="something else"):
        self.given, self.asked, self.kind, self.takes = given, ordering, kind, takes

    @cached_property
    def _held(self):
        """INPUT as an object, a saved noun loaded; the name where it is none."""
        if not isinstance(self.given, str | Path):
            return self.given
        noun = archive.peek(self.given) if self.given != "-" and Path(self.given).is_file() else None
        load = {"plan": Plan.load, "factors": Factors.load, "ordering": Ordering.load}.get(noun)
        return load(self.given) if load else str(self.given)

    def _refuse(self, what):
        raise InputError(f"{self.given if isinstance(self.given, str) else 'INPUT'} is {what}: "
                         f"the picture {self.kind} takes {self.takes}.")  # fmt: skip

    @cached_property
    def matrix(self):
        """The `Matrix`."""
        held = self._held
        if isinstance(held, Factors):
            return held.matrix
        if isinstance(held, Plan | Ordering | Report | list):
            self._refuse(f"{_a(type(held).__name__.lower())} without its matrix")
        return read(held) if isinstance(held, str) else canonical(held)

    @cached_property
    def ordering(self):
        """The `Ordering` that was asked for or is saved, None where there is none."""
        if isinstance(self._held, Factors):
            return self.plan.ordering
        if isinstance(self.asked, Ordering) or not self.asked:
            return self.asked or None
        return pipeline.order(self.matrix, ordering=self.asked)

    @cached_property
    def plan(self):
        """The `Plan`: saved, or made by the ordering asked for."""
        held = self._held
        if isinstance(held, Plan | Factors):
            if self.asked:
                raise UsageError("--ordering has no effect here: what is saved has one.")
            return held if isinstance(held, Plan) else held.plan
        return pipeline.analyze(self.matrix, ordering=self.asked or "auto")

    @property
    def name(self):
        """What the picture calls INPUT."""
        if isinstance(self._held, Plan):
            return label(str(self.given)) if isinstance(self.given, str | Path) else "plan"
        return self.matrix.name

    @cached_property
    def report(self):
        """The report as a dictionary, None where INPUT is no report but may be a matrix."""
        held = self._held
        if isinstance(held, Report):
            return held.as_dict()
        if not isinstance(held, str) or not _starts_with_brace(held):
            return None
        try:
            report = json.loads(contents(held))
        except ValueError as error:
            raise InputError(f"{held} is a damaged report: {error}.") from None
        if not isinstance(report, dict) or "refinement" not in report:
            self._refuse("no report")
        return report

    @cached_property
    def results(self):
        """The results of a sweep, a list of dictionaries."""
        self.refuse_ordering()
        if isinstance(self._held, list):
            return self._held
        if not isinstance(self._held, str) or archive.peek(self._held):
            self._refuse("no results file")
        found = store.read(self._held)
        if not all(isinstance(result, dict) and {"matrix", "solver", "status"} <= result.keys() for result in found):
            self._refuse("no results file")
        return found

    def refuse_ordering(self):
        """Raise `UsageError` where an ordering was asked for that changes nothing."""
        if self.asked:
            raise UsageError(f"--ordering has no effect on the picture {self.kind}.")


def _starts_with_brace(name):
    """Return whether a file, or standard input without reading it, begins as JSON does."""
    if name != "-":
        if not Path(name).is_file():
            return False
        with open(name, "rb") as stream:
            return stream.read(64).lstrip().startswith(b"{")
    peek = getattr(sys.stdin.buffer, "peek", None)
    return bool(peek) and peek(64).lstrip().startswith(b"{")


def _a(noun):
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
