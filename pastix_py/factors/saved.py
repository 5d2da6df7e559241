"""Factors in a file: what is written, and what is made of it again."""

from dataclasses import replace

from pastix_py import archive
from pastix_py.factors.factor import Factor
from pastix_py.layout.plan import Plan
from pastix_py.matrix.matrix import Matrix, Symmetry
from pastix_py.matrix.scale import Scaled
from pastix_py.numeric.panels import Panels
from pastix_py.options import Options
from pastix_py.report.report import Report


def save(path, factors):
    """Write `Factors` with their matrix and plan."""
    matrix, scaled = factors.matrix, factors.scaled
    plan_header, arrays = factors.plan.to_arrays()
    header = {"plan": plan_header, "options": factors.options.as_dict(), "report": factors.report.as_dict()}
    header |= {"dtype": factors.dtype.str, "name": matrix.name, "symmetry": matrix.symmetry.value}
    header |= {"scaling": scaled.method}
    arrays |= {"ptr": matrix.ptr, "ind": matrix.ind, "val": matrix.val}
    arrays |= {"row_scale": scaled.row_scale, "col_scale": scaled.col_scale}
    arrays |= factors.panels.to_arrays()
    archive.write(path, "factors", header, arrays)


def load(path):
    """Return (`Matrix`, `Factor`, dtype, `Options`, `Report`), with which `Factors` are made again."""
    header, arrays = archive.read(path, "factors")
    plan = Plan.from_arrays(header["plan"], arrays)
    symmetry = Symmetry(header["symmetry"])
    matrix = Matrix(plan.n, arrays["ptr"], arrays["ind"], arrays["val"], symmetry, header["name"])
    scales = {"row_scale": arrays["row_scale"], "col_scale": arrays["col_scale"], "method": header["scaling"]}
    matched = {"row_perm": plan.matching.row_perm, "pairs": plan.matching.pairs}
    scaled = replace(Scaled.identity(matrix), **matched, **scales)
    panels = Panels.from_arrays(arrays)
    options, report = Options.of(**header["options"]), Report(**header["report"])
    report.forget_times()
    return matrix, Factor(scaled, plan, panels), header["dtype"], options, report
