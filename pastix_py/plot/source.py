"""What a picture is drawn of: INPUT, read as far as the kind asks for it."""

import json
import sys
from functools import cached_property
from importlib import import_module
from pathlib import Path

from pastix_py import archive
from pastix_py.bench import store
from pastix_py.errors import InputError, UsageError
from pastix_py.matrix.check import canonical
from pastix_py.matrix.generate import is_spec
from pastix_py.matrix.read import contents, label, read
from pastix_py.options import HMatrixOptions, PlotOptions
from pastix_py.ordering.ordering import Ordering

NOUNS = {  # imported where INPUT is one: to draw a matrix, nothing of the solver is needed
    "plan": "pastix_py.layout.plan:Plan",
    "factors": "pastix_py.factors.factors:Factors",
    "ordering": "pastix_py.ordering.ordering:Ordering",
}
TOLERANCE = 1e-8  # of the compression that is drawn, by default
OBJECTS = (*NOUNS, "report", "trace", "list", "mesh", "hmatrix")


class Source:
    """INPUT: a name as in the shell, or an object of Python.

    `ordering` is a method, a file or an `Ordering`, '' where none was asked for; `coordinates` is what `coordinates_of`
    takes, '' for none; `options` are `PlotOptions`; `kind` and `takes` are for messages.
    Every property raises `InputError` where INPUT does not hold it.
    """

    def __init__(self, given, ordering="", coordinates="", kind="picture", takes="something else", options=None):
        self.given, self.asked, self.coordinates, self.kind, self.takes = given, ordering, coordinates, kind, takes
        self.options = options or PlotOptions()

    @cached_property
    def noun(self):
        """Which of OBJECTS is given or saved, '' for a matrix and for any other name."""
        if isinstance(self.given, list) and not all(isinstance(line, dict) for line in self.given):
            return ""
        if not isinstance(self.given, str | Path):
            name = type(self.given).__name__.lower()
            return name if name in OBJECTS else ""
        return (archive.peek(self.given) or "") if self.given != "-" and Path(self.given).is_file() else ""

    @cached_property
    def _held(self):
        """INPUT as an object, a saved noun loaded; the name where it is none."""
        if not isinstance(self.given, str | Path):
            return self.given
        if self.noun not in NOUNS:
            return str(self.given)
        module, name = NOUNS[self.noun].split(":")
        return getattr(import_module(module), name).load(self.given)

    def _refuse(self, what):
        raise InputError(f"{self.given if isinstance(self.given, str) else 'INPUT'} is {what}: "
                         f"the picture {self.kind} takes {self.takes}.")  # fmt: skip

    @cached_property
    def matrix(self):
        """The `Matrix`."""
        if self.noun == "factors":
            return self._held.matrix
        if self.noun:
            self._refuse(f"{_a(self.noun)} without its matrix")
        return read(self._held) if isinstance(self._held, str) else canonical(self._held)

    @cached_property
    def ordering(self):
        """The `Ordering` that was asked for or is saved, None where there is none."""
        if self.noun == "factors":
            return self.plan.ordering
        if isinstance(self.asked, Ordering) or not self.asked:
            return self.asked or None
        from pastix_py import pipeline

        return pipeline.order(self.matrix, ordering=self.asked)

    @cached_property
    def numbering(self):
        """The `Ordering` that the plan is made by, with its parts; that of the plan where it is saved."""
        if self.noun in ("plan", "factors"):
            return self.plan.ordering
        from pastix_py import pipeline

        return self.ordering or pipeline.order(self.matrix)

    @cached_property
    def plan(self):
        """The `Plan`: saved, or made by the ordering asked for."""
        if self.noun in ("plan", "factors"):
            if self.asked:
                raise UsageError("--ordering has no effect here: what is saved has one.")
            return self._held if self.noun == "plan" else self._held.plan
        from pastix_py import pipeline

        return pipeline.analyze(self.matrix, ordering=self.numbering)

    @cached_property
    def factors(self):
        """The compressed `Factors`: saved, or made by the tolerance and the ordering asked for."""
        if self.noun == "factors":
            if self.asked or self.options.tolerance:
                raise UsageError("--ordering and --tolerance have no effect here: what is saved has them.")
            if not self._held.report.factorization.get("compression"):
                self._refuse("without compression")
            return self._held
        from pastix_py import pipeline

        given = {"compress": "just-in-time", "tolerance": self.options.tolerance or TOLERANCE}
        return pipeline.factorize(self.matrix, ordering=self.numbering, **given)

    @cached_property
    def geometry(self):
        """The `Geometry` of a mesh, of points, or of a matrix that has coordinates."""
        self.refuse_ordering()
        from pastix_py.hmatrix.geometry import Geometry, geometry, is_geometry

        held, given = self._held, self.coordinates
        is_asked = not (isinstance(given, str) and given == "")
        if self.noun == "mesh":
            found = Geometry("mesh", held)
        elif isinstance(held, str) and (is_geometry(held) or self.kind == "hmatrix"):
            found = geometry(held)
        elif self.kind == "hmatrix":
            self._refuse("neither of these")
        else:
            found = Geometry(self.matrix.name, matrix=self.matrix, given=given if is_asked else None)
        if is_asked and found.matrix is None:
            raise UsageError("--coordinates has no effect here: what is drawn has coordinates.")
        if found.points is None:
            raise InputError(f"{found.name} has no coordinates: name them by --coordinates FILE.")
        return found

    @cached_property
    def hmatrix(self):
        """(`HMatrix`, its name): given, or made as asked for."""
        if self.noun == "hmatrix":
            self.refuse_ordering()
            if any(getattr(self.options, name) for name in ("tolerance", "partitioner", "kernel", "wavenumber")):
                raise UsageError("Options of an H-matrix have no effect here: it is given.")
            return self._held, "H-matrix"
        from pastix_py.hmatrix.measure import made

        names = ("tolerance", "partitioner", "kernel", "wavenumber")
        asked = {name: getattr(self.options, name) for name in names if getattr(self.options, name)}
        return made(self.geometry, HMatrixOptions(**asked))[0], self.geometry.name

    @property
    def name(self):
        """What the picture calls INPUT."""
        if self.noun == "plan":
            return label(str(self.given)) if isinstance(self.given, str | Path) else "plan"
        return self.matrix.name

    @cached_property
    def report(self):
        """The report as a dictionary, None where INPUT is no report but may be a matrix."""
        held = self._held
        if self.noun == "report":
            return held.as_dict()
        if not isinstance(held, str) or not _starts_with_brace(held):
            return None
        try:
            report = json.loads(contents(held))
        except ValueError as error:
            raise InputError(f"{held} is a damaged report: {error}.") from None
        if not isinstance(report, dict) or not isinstance(report.get("refinement"), dict):
            self._refuse("no report")
        return report

    @cached_property
    def results(self):
        """The results of a sweep, a list of dictionaries."""
        self.refuse_ordering()
        if self.noun == "list":
            return self._held
        if not isinstance(self._held, str) or is_spec(self._held):
            self._refuse("no results file")
        return store.read(self._held)

    @cached_property
    def trace(self):
        """The `Trace`."""
        self.refuse_ordering()
        if self.noun == "trace":
            return self._held
        if self.noun or not isinstance(self._held, str) or is_spec(self._held):
            self._refuse("no trace")
        from pastix_py.runtime import trace_file

        return trace_file.read(self._held)

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
