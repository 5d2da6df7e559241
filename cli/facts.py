"""What the topics of `pastix help` quote from the code: each fact a function, under the name that the texts use."""

import inspect
from importlib import import_module

from click import HelpFormatter

WIDTH = 80


def suffixes():
    """Return the suffixes that can be written."""
    from pastix_py.matrix.write import WRITERS

    return " ".join(WRITERS)


def generators():
    """Return the generated problems."""
    from pastix_py.matrix import GENERATORS

    return _rows((f"{name}:N", _said(_load(place))) for name, place in GENERATORS.items())


def exit_codes():
    """Return the exit codes, from the exceptions that carry them."""
    from pastix_py import errors
    from pastix_py.cli.bench import REGRESSION
    from pastix_py.cli.main import INTERNAL_ERROR

    found = {
        0: ["The measured error is at most --accuracy"],
        INTERNAL_ERROR: ["An error inside this program: please report it"],
        REGRESSION: ["`pastix bench compare` found that something became slower or fails"],
        errors.INTERRUPTED: ["Interrupted"],
    }
    for kind in vars(errors).values():
        if inspect.isclass(kind) and issubclass(kind, errors.PastixError) and not kind.__subclasses__():
            found.setdefault(kind.exit_code, []).append(f"{_said(kind)}: {kind.__name__}")
    return _rows((str(code), text) for code in sorted(found) for text in found[code])


def kinds():
    """Return the kinds of factorization."""
    from pastix_py.layout.kind import FITS

    return _rows(FITS.items())


def orderings():
    """Return the ordering methods, by what their modules say."""
    from pastix_py.ordering import METHODS

    return _rows((name, _said(import_module(entry.order.split(":")[0]))) for name, entry in METHODS.items())


def ordering_files():
    """Return the files of orderings, by their suffixes."""
    from pastix_py.ordering.export import FORMS

    return _rows((f"X{suffix}", form.says) for suffix, form in FORMS.items())


def auto():
    """Return the rule of the automatic ordering."""
    from pastix_py.ordering.auto import RULE

    return RULE


def accuracy_double():
    """Return the accuracy promised in double precision."""
    from pastix_py.precision import default_accuracy

    return f"{default_accuracy('d'):.0e}"


def accuracy_single():
    """Return the accuracy promised in single precision."""
    from pastix_py.precision import default_accuracy

    return f"{default_accuracy('f'):.0e}"


def goal():
    """Return the multiple of the unit roundoff that refinement stops at."""
    from pastix_py.factors.improve import GOAL

    return str(GOAL)


def refinements():
    """Return the methods of refinement."""
    from pastix_py.options import Options

    return ", ".join(Options.__dataclass_fields__["refine"].metadata["choices"])


def compressors():
    """Return the methods of compression."""
    from pastix_py.lowrank import METHODS

    return _rows((name, method.what) for name, method in METHODS.items())


def preconditioners():
    """Return the preconditioners."""
    from pastix_py.precondition import PRECONDITIONERS

    return _rows((name, entry.what) for name, entry in PRECONDITIONERS.items())


def krylov_methods():
    """Return the Krylov methods."""
    from pastix_py.krylov import METHODS

    return _rows((name, entry.what) for name, entry in METHODS.items())


def shapes():
    """Return the shapes that there are meshes of."""
    from pastix_py.hmatrix import SHAPES

    return " ".join(f"{name}:N" for name in SHAPES)


def kernels():
    """Return what the entries of H-matrices are made of."""
    from pastix_py.hmatrix import KERNELS

    return _rows((name, entry.what) for name, entry in KERNELS.items())


def clusterings():
    """Return the ways to put unknowns into clusters."""
    from pastix_py.ordering import CLUSTERINGS

    return _rows((name, entry.what) for name, entry in CLUSTERINGS.items())


def admissibilities():
    """Return what makes a block of an H-matrix one of low rank."""
    from pastix_py.hmatrix import ADMISSIBILITIES

    return _rows(ADMISSIBILITIES.items())


def compressions():
    """Return the variants of cross approximation of an H-matrix."""
    from pastix_py.hmatrix import COMPRESSIONS

    return _rows(COMPRESSIONS.items())


def least_width():
    """Return the columns of the narrowest column block that is compressed."""
    from pastix_py.layout.layout import LEAST_WIDTH

    return str(LEAST_WIDTH)


def width_low():
    """Return the columns of the widest panel with compression."""
    from pastix_py.layout.plan import WIDTH_LOW

    return str(WIDTH_LOW)


def loose():
    """Return the tolerance from which the factor is kept in single precision."""
    from pastix_py.precision import LOOSE

    return f"{LOOSE:.0e}"


def names():
    """Return the public names of the package, exceptions left out."""
    import pastix_py

    values = {name: getattr(pastix_py, name) for name in pastix_py.__all__}
    shown = {name: value for name, value in values.items() if not _is_exception(value)}
    return _rows((name, _said(value)) for name, value in sorted(shown.items(), key=lambda item: item[0].lower()))


FACTS = {
    f.__name__: f
    for f in (
        suffixes, generators, exit_codes, kinds, orderings, ordering_files, auto, accuracy_double, accuracy_single,
        goal, refinements, compressors, preconditioners, krylov_methods, shapes, kernels, clusterings, admissibilities,
        compressions, least_width, width_low, loose, names,
    )
}  # fmt: skip


class Facts:
    """The facts by name, each made when it is asked for."""

    def __getitem__(self, name):
        return FACTS[name]()


def _load(place):
    module, name = place.split(":")
    return getattr(import_module(module), name)


def _said(thing):
    """Return the first paragraph of a docstring, one line, without what each begins and ends with."""
    text = " ".join(inspect.getdoc(thing).split("\n\n")[0].split())
    text = text.removeprefix("Return ").removeprefix("the ").removesuffix(".")
    return text[0].upper() + text[1:] if text[1].isalpha() else text


def _is_exception(value):
    return inspect.isclass(value) and issubclass(value, Exception)


def _rows(pairs):
    """Return lines of two columns, indented."""
    formatter = HelpFormatter(width=WIDTH - 2)  # it does not count the indentation
    formatter.current_indent = 4
    formatter.write_dl(list(pairs), col_spacing=4)
    return formatter.getvalue().rstrip("\n")
