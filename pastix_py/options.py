"""Every option of every stage, once: a field is the flag, the keyword, the README row and the report key."""

from dataclasses import asdict, dataclass, field, fields

from pastix_py.errors import UsageError, instead

LARGEST = 2**31 - 1  # of an integer option
KINDS = {str: "a text", int: "an integer", float: "a number", bool: "True or False"}


def option(default, help, choices=None, metavar=None, kind=None, minimum=None):
    """Return a dataclass field that carries its help text, its choices and its lower bound."""
    return field(
        default=default,
        metadata={
            "help": help,
            "choices": choices,
            "metavar": metavar,
            "kind": kind or type(default),
            "minimum": minimum,
        },
    )


def same(options, name):
    """Return a field like that of other options."""
    known = options.__dataclass_fields__[name]
    return field(default=known.default, metadata=known.metadata)


@dataclass(frozen=True)
class ThreadOptions:
    """How much of the machine is used."""

    threads: int = option(0, "Threads; 0 means all cores that this process may use.", minimum=0)


@dataclass(frozen=True)
class OrderingOptions(ThreadOptions):
    """How the unknowns are numbered."""

    ordering: str = option("auto", "Ordering method, or a saved ordering.", metavar="NAME|FILE")
    effort: str = option("normal", "Time given to nested dissection.", choices=("low", "normal", "high"))
    seed: int = option(0, "Seed of the random numbers of an ordering.", minimum=0)


@dataclass(frozen=True)
class AnalysisOptions:
    """How the factor is structured."""

    matching: str = option(
        "auto",
        "Row permutation (LU) or pairs of pivots that make the product of pivots large.",
        choices=("auto", "none", "product"),
    )

    factorization: str = option("auto", "Factorization kind.", choices=("auto", "llt", "llh", "ldlt", "ldlh", "lu"))
    compress: str = option(
        "none",
        "Blocks of low rank: compressed when a panel is complete, or with fewest at a time; auto: where it pays.",
        choices=("none", "auto", "just-in-time", "during", "minimal-memory"),
    )
    panel_width: int = option(
        0, "Widest panel that a supernode is cut into, columns; 0 means 256, 128 with compression.", minimum=0
    )
    clusters: str = option(
        "auto",
        "Clusters that wide supernodes are cut into, for low ranks; auto: hierarchical with compression.",
        choices=("auto", "hierarchical", "kway", "none"),
    )
    amalgamation: float = option(
        1.0, "Scale of the fill allowed when supernodes are merged; 0 merges none.", minimum=0.0
    )
    row_order: str = option(
        "refine", "Order of the columns inside supernodes, for few blocks.", choices=("refine", "salesman", "none")
    )


@dataclass(frozen=True)
class FactorizationOptions:
    """How the coefficients are computed."""

    scaling: str = option("auto", "Row and column scaling.", choices=("auto", "none", "ruiz"))
    precision: str = option(
        "auto",
        "Precision of the factor; mixed factors in single and refines to double.",
        choices=("auto", "s", "d", "c", "z", "mixed"),
    )
    tolerance: float = option(
        0.0,
        "With compression: largest error of a block, over a norm (--tolerance-kind); 0 means what suits --accuracy.",
        metavar="T",
        minimum=0.0,
    )
    tolerance_kind: str = option(
        "matrix", "What the tolerance is relative to: the scaled matrix, or each block.", choices=("matrix", "block")
    )
    compressor: str = option(
        "rqrrt", "Method that compresses a block.", choices=("rqrrt", "tqrcp", "rqrcp", "pqrcp", "svd")
    )
    preselect: int = option(
        -1,
        "With compression: least level of fill of the blocks that are tried; -1 means what suits the tolerance.",
        metavar="LEVEL",
        minimum=-1,
    )
    null_pivots: str = option(
        "warn",
        "What a vanishing pivot does; fix returns the solution of least norm of a singular system.",
        choices=("warn", "error", "fix"),
    )
    max_memory: str = option("", "Refuse what needs more memory than SIZE (such as 8G or 500M).", metavar="SIZE")


@dataclass(frozen=True)
class RuntimeOptions(ThreadOptions):
    """Who computes what, and when."""

    scheduler: str = option(
        "dynamic",
        "Scheduler of the tasks; deterministic gives the same bits on any number of threads.",
        choices=("sequential", "static", "dynamic", "deterministic"),
    )
    blas: str = option("", "BLAS library for large products, instead of our own code.", metavar="NAME|FILE")
    trace: str = option("", "Record every task of the factorization in this file.", metavar="FILE")


@dataclass(frozen=True)
class DeviceOptions:
    """What computes it."""

    device: str = option(
        "cpu",
        "What makes the factor and keeps it; auto: a GPU where there is one, and it pays.",
        choices=("cpu", "gpu", "auto"),
    )
    device_memory: str = option(
        "", "Memory of the GPU to use at most; a larger factor goes through it in parts, to the CPU.", metavar="SIZE"
    )


@dataclass(frozen=True)
class SolveOptions:
    """How the system is solved and how far it is refined."""

    trans: str = option("N", "Solve with A, its transpose or its adjoint.", choices=("N", "T", "H"))
    refine: str = option("auto", "Refinement.", choices=("auto", "none", "classic", "gmres", "cg", "bicgstab"))
    accuracy: float = option(
        0.0,
        "Componentwise backward error to reach; 0 means 1e-14 for d, z and mixed, 1e-5 for s and c.",
        metavar="E",
        minimum=0.0,
    )
    errors: bool = option(False, "Estimate the condition number as well, and bound the error of the solution.")


class Checked:
    """Options whose values are checked when they are made."""

    def __post_init__(self):
        for f in fields(self):
            value = getattr(self, f.name)
            if getattr(value, "shape", None) == ():
                value = value.item()
                object.__setattr__(self, f.name, value)
            check_value(f, value)

    @classmethod
    def of(cls, **given):
        """Return `Options(**given)`, with a `UsageError` for a name that no field has."""
        known = [f.name for f in fields(cls)]
        for name in given:
            if name not in known:
                raise UsageError(f"There is no option {name!r}; {instead(name, known)}")
        return cls(**given)

    def as_dict(self):
        """Return the fields as a plain dictionary."""
        return asdict(self)


@dataclass(frozen=True)
class Options(
    Checked, SolveOptions, DeviceOptions, RuntimeOptions, FactorizationOptions, AnalysisOptions, OrderingOptions
):
    """All options of a whole run, flat, in the order of the flow: every stage reads its own fields."""


@dataclass(frozen=True)
class PartitionOptions(Checked, ThreadOptions):
    """How the unknowns are put into parts."""

    partitioner: str = option("auto", "Method of the K parts, or of the clusters where there is no K.")
    effort: str = option("normal", "Time given to our own partitioner.", choices=("low", "normal", "high"))
    seed: int = option(0, "Seed of the random numbers of a partition.", minimum=0)


@dataclass(frozen=True)
class IncompleteOptions(Checked, OrderingOptions):
    """How an incomplete factorization is made."""

    ordering: str = option("rcm", "Ordering method, or a saved ordering.", metavar="NAME|FILE")
    method: str = option(
        "ilu",
        "What is kept: entries up to a level of fill, large entries (ilut), or a level in dense blocks.",
        choices=("ilu", "ilut", "block"),
    )
    level: int = option(0, "Level of fill of ilu and block; 0 keeps the pattern of A.", minimum=0)
    drop: float = option(1e-3, "With ilut: entries below so many times the norm of their row are dropped.", minimum=0.0)
    fill: float = option(
        5.0, "With ilut: most entries of a row of L, and of U, over those of A on average; 0: any number.", minimum=0.0
    )
    modified: float = option(
        0.0, "Share of what is dropped that is added to the diagonal; 1 keeps the sums of rows.", minimum=0.0
    )
    breakdown: str = option(
        "shift",
        "What a pivot that breaks down does: all again with a larger diagonal, or one pivot replaced.",
        choices=("shift", "replace", "error"),
    )
    shift: float = option(0.0, "First shift of the diagonal, of the size of its row.", minimum=0.0)
    factorization: str = same(AnalysisOptions, "factorization")
    matching: str = same(AnalysisOptions, "matching")
    amalgamation: float = same(AnalysisOptions, "amalgamation")
    scaling: str = same(FactorizationOptions, "scaling")
    precision: str = same(FactorizationOptions, "precision")


@dataclass(frozen=True)
class PreconditionerOptions:
    """What the matrix is approximated by."""

    matching: str = same(AnalysisOptions, "matching")
    scaling: str = same(FactorizationOptions, "scaling")
    preconditioner: str = option("ilu0", "Approximate inverse of the matrix.", metavar="NAME")
    level: int = option(1, "iluk, blockilu: level of fill that is kept.", minimum=0)
    drop: float = option(
        1e-3,
        "ilut: entries below so many times the norm of their row are dropped; blr: tolerance of the compression.",
        minimum=0.0,
    )
    fill: float = same(IncompleteOptions, "fill")
    modified: float = same(IncompleteOptions, "modified")
    breakdown: str = same(IncompleteOptions, "breakdown")
    shift: float = same(IncompleteOptions, "shift")


@dataclass(frozen=True)
class IterationOptions:
    """How the iteration is done, and when it ends."""

    krylov: str = option("auto", "Krylov method; auto: cg or bicgstab, and gmres where these give up.", metavar="NAME")
    restart: int = option(30, "Iterations between two restarts of gmres and fgmres.", minimum=1)
    tolerance: float = option(
        1e-8, "Relative residual ‖b - A x‖ / ‖b‖, in the 2-norm, to reach.", metavar="T", minimum=0.0
    )
    accuracy: float = option(0.0, "Componentwise backward error to reach besides; 0 for any.", metavar="E", minimum=0.0)
    max_iterations: int = option(10_000, "Iterations at most, of up to eight right-hand sides at a time.", minimum=1)
    error_rate: float = option(
        0.0,
        "Silent errors (flipped bits) expected in an iteration; above 0 they are looked for and undone.",
        minimum=0.0,
    )


@dataclass(frozen=True)
class IterateOptions(Checked, IterationOptions, PreconditionerOptions, OrderingOptions):
    """All options of an iterative solution, flat, in the order of the flow."""

    ordering: str = option(
        "auto", "Ordering method, or a saved ordering; auto: one that suits the preconditioner.", metavar="NAME|FILE"
    )


@dataclass(frozen=True)
class ClusterOptions(Checked, ThreadOptions):
    """How the unknowns are put into clusters of clusters."""

    partitioner: str = option(
        "auto", "Method of the clusters; auto: graph where there is a graph, else principal.", metavar="NAME"
    )
    leaf: int = option(64, "Unknowns of a leaf of a cluster tree, at most.", minimum=1)
    seed: int = same(PartitionOptions, "seed")


@dataclass(frozen=True)
class KernelOptions:
    """What an H-matrix is made of."""

    kernel: str = option(
        "auto",
        "What entries are made of; auto: laplace on triangles, helmholtz with a wavenumber, exponential for points.",
        metavar="NAME",
    )
    wavenumber: float = option(0.0, "Wavenumber of helmholtz.", metavar="K", minimum=0.0)
    length: float = option(0.1, "Length of the correlation of a covariance.", minimum=0.0)
    nugget: float = option(0.0, "Added to the diagonal of a covariance, the variance of noise.", minimum=0.0)


@dataclass(frozen=True)
class BlockOptions:
    """How its blocks are approximated."""

    tolerance: float = option(1e-6, "Largest relative error of a block of low rank.", metavar="T", minimum=0.0)
    admissibility: str = option(
        "standard",
        "What makes a block one of low rank.",
        choices=("standard", "weak", "hodlr", "graph"),
    )
    eta: float = option(
        2.0, "Diameter of the smaller cluster of a block of low rank over their distance, at most.", minimum=0.0
    )
    aca: str = option(
        "partial", "Pivots of the cross approximation of a block.", choices=("partial", "full", "randomized")
    )
    factorize: bool = option(
        False, "Factor it as well (H-LDLT where it is symmetric, else H-LU), and solve by GMRES with the factors."
    )


@dataclass(frozen=True)
class HMatrixOptions(BlockOptions, KernelOptions, ClusterOptions):
    """All options of an H-matrix, flat, in the order of the flow."""


@dataclass(frozen=True)
class PlotOptions(Checked):
    """How a picture is drawn."""

    ordering: str = option("", "Ordering method, or a saved ordering; spy draws P A P^T by it.", metavar="NAME|FILE")
    coordinates: str = option("", "Coordinates of the unknowns, for the picture order.", metavar="FILE")
    tolerance: float = option(
        0.0,
        "Tolerance of the compression that ranks and hmatrix show; 0 means 1e-8 and 1e-6.",
        metavar="T",
        minimum=0.0,
    )
    partitioner: str = option("", "Method of the clusters that partition and hmatrix show.", metavar="NAME")
    level: int = option(0, "Level of the clusters that partition shows; 0 means that of about 32.", minimum=0)
    kernel: str = option("", "What the entries that hmatrix shows are made of.", metavar="NAME")
    wavenumber: float = option(0.0, "With hmatrix: wavenumber of helmholtz.", metavar="K", minimum=0.0)
    theme: str = option("light", "Colours of a .png or .svg picture; .html has both.", choices=("light", "dark"))
    width: float = option(0.0, "Width in inches; 0 means what suits the picture.", metavar="INCHES", minimum=0.0)
    dpi: int = option(150, "Dots per inch.", minimum=10)


def check_value(f, value):
    """Raise `UsageError` unless `value` is one of the choices and above the minimum of field `f`."""
    choices, minimum, kind = (f.metadata[key] for key in ("choices", "minimum", "kind"))
    accepted = (int, float) if kind is float else kind
    if not isinstance(value, accepted) or isinstance(value, bool) is not (kind is bool):
        shown = repr(value) if len(repr(value)) < 80 else f"{type(value).__name__}"
        raise UsageError(f"Option {f.name} takes {KINDS[kind]}, not {shown}.")
    if kind is int and value > LARGEST:
        raise UsageError(f"Option {f.name} must be at most {LARGEST}, not {value!r}.")
    if choices and value not in choices:
        raise UsageError(f"Option {f.name} cannot be {value!r}; {instead(value, choices)}")
    if minimum is not None and not value >= minimum:
        raise UsageError(f"Option {f.name} must be at least {minimum}, not {value!r}.")
