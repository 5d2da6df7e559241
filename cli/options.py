"""Flags made from the options dataclasses: a field is declared once, and is a flag here, in a section of its stage."""

from dataclasses import fields

import click

from pastix_py.cli import completion
from pastix_py.cli.formatting import FILE, REST, Choice, Option
from pastix_py.dense import LIBRARIES
from pastix_py.hmatrix import KERNELS
from pastix_py.krylov import METHODS as KRYLOV
from pastix_py.options import (
    AnalysisOptions,
    BlockOptions,
    ClusterOptions,
    DeviceOptions,
    FactorizationOptions,
    IterationOptions,
    KernelOptions,
    OrderingOptions,
    PartitionOptions,
    PreconditionerOptions,
    RuntimeOptions,
    SolveOptions,
)
from pastix_py.ordering import CLUSTERINGS, METHODS, PARTITIONERS
from pastix_py.precondition import PRECONDITIONERS

STAGES = (
    OrderingOptions,
    AnalysisOptions,
    FactorizationOptions,
    PreconditionerOptions,
    IterationOptions,
    KernelOptions,
    PartitionOptions,
    ClusterOptions,
    BlockOptions,
    RuntimeOptions,
    DeviceOptions,
    SolveOptions,
)
ORDER = [stage.__name__.removesuffix("Options") for stage in STAGES]  # of the sections
AT_WORK = [f.name for f in fields(RuntimeOptions)]  # what no saved noun settles
PLANNED = [
    f.name for cls in (OrderingOptions, AnalysisOptions) for f in fields(cls) if f.name not in AT_WORK
]  # what a saved plan settles
FACTORED = [
    *PLANNED,
    *(f.name for cls in (FactorizationOptions, DeviceOptions) for f in fields(cls)),
]  # what saved factors settle
COMPLETE = {
    "ordering": completion.orderings,
    "partitioner": completion.clusterings,
    ("PartitionOptions", "partitioner"): completion.partitioners,
    "kernel": completion.kernels,
    "blas": completion.libraries,
    "krylov": completion.krylov_methods,
    "preconditioner": completion.preconditioners,
}  # how a shell completes what is neither a choice nor a file; of a class of its own where the name has two meanings
VALUES = {
    "ordering": tuple(METHODS),
    "partitioner": ("auto", *CLUSTERINGS),
    ("PartitionOptions", "partitioner"): (*PARTITIONERS, *CLUSTERINGS),
    "kernel": ("auto", *KERNELS),
    "blas": tuple(LIBRARIES),
    "krylov": ("auto", *KRYLOV),
    "preconditioner": tuple(PRECONDITIONERS),
}  # what is taken besides the choices, likewise
METAVARS = {str: "NAME", int: "N", float: "X"}
RANGES = {int: (click.IntRange, "integer"), float: (click.FloatRange, "number")}


def options_of(*classes):
    """Return a decorator that gives a command one flag per field of the dataclasses, passed by field name."""

    def decorate(command):
        found = {f.name: (cls, f) for cls in classes for f in fields(cls)}
        sections = {name: section_of(cls, name) for name, (cls, _) in found.items()}
        by_section = sorted(found.values(), key=lambda one: ORDER.index(sections[one[1].name] or ORDER[0]))
        for cls, f in reversed(by_section):
            own = cls.__name__, f.name
            command = click.option(
                "--" + f.name.replace("_", "-"),
                f.name,
                cls=Option,
                section=sections[f.name] or REST,
                **_taken(f),
                values=VALUES.get(own) or VALUES.get(f.name) or f.metadata["choices"] or (),
                help=f.metadata["help"],
                shell_complete=COMPLETE.get(own) or COMPLETE.get(f.name),
            )(command)
        return command

    return decorate


def section_of(cls, name):
    """Return the heading of a field of a dataclass: its stage, '' where it belongs to none."""
    if not issubclass(cls, STAGES):
        return ""
    own = [stage for stage in STAGES if issubclass(cls, stage) or stage is RuntimeOptions]
    return [stage.__name__.removesuffix("Options") for stage in own if name in stage.__dataclass_fields__][-1]


def _taken(f):
    """Return what click is told about the value of a field; a bool is a flag without one."""
    if f.metadata["kind"] is bool:
        return {"is_flag": True, "default": f.default}
    metavar = f.metadata["metavar"] or METAVARS[f.metadata["kind"]]
    return {"type": _click_type(f), "default": f.default, "show_default": f.default != "", "metavar": metavar}


def _click_type(f):
    """Return the click type of a field: its choices, or its kind with the lower bound."""
    choices, kind, minimum = (f.metadata[key] for key in ("choices", "kind", "minimum"))
    if choices:
        return Choice(choices)
    return bounded(kind, minimum) if kind in RANGES else kind


def bounded(kind, minimum):
    """Return the click type of an int or float that is at least `minimum`."""
    taken, name = RANGES[kind]
    taken = taken(min=minimum)
    taken.name = name
    return taken


def file_option(*names, section, **attributes):
    """Return a decorator for a flag that names a file."""
    return click.option(*names, cls=Option, section=section, type=FILE, **{"metavar": "FILE", **attributes})


matrix_argument = click.argument("matrix", shell_complete=completion.matrices)
output = file_option("-o", "--output", section="Output", help="Write the result here; - is standard output.")
needed_output = file_option("-o", "--output", section="Output", required=True, help="Write the result here.")
report = file_option(
    "--report", section="Output", metavar="FILE|-", help="Write the report as JSON; - is standard output."
)
quiet = click.option("--quiet", cls=Option, section="Output", is_flag=True, help="No table, no progress.")
