"""A sweep file: matrices × options × solvers, unfolded into runs."""

import difflib
import glob
import hashlib
import itertools
import json
import re
import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from pastix_py.bench.peers import SOLVERS
from pastix_py.errors import InputError, UsageError
from pastix_py.memory import parse_size
from pastix_py.options import Options

RANGE = re.compile(r"\{(\d+)\.\.(\d+)(?:\.\.(\d+))?\}")
KEYS = ("matrices", "solvers", "options", "repetitions", "warmup", "time_limit", "memory_limit", "threads")


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


def load(path):
    """Return the runs of a sweep file, in its order.

    The file is TOML: `matrices` (files, globs, generator specs, with ranges such as lap3:{10..40..10}), `solvers` (keys
    of SOLVERS), a table `options` (each value, or each of a list, an axis of the product; for our own solver only),
    `repetitions`, `warmup`, `threads`, `time_limit` (seconds) and `memory_limit` (such as "8G").

    Raises `InputError` for a file that cannot be read, `UsageError` (with line and nearest name) for a wrong one.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no TOML file: {error}.") from None
    _check_names(table, KEYS, text, path, "key")
    axes = table.get("options", {})
    _check_names(axes, [f.name for f in fields(Options)], text, path, "option")
    solvers = _listed(table.get("solvers", "pastix"))
    _check_names(solvers, list(SOLVERS), text, path, "solver")
    common = {name: table[name] for name in ("repetitions", "warmup", "threads", "time_limit") if name in table}
    if "memory_limit" in table:
        common["memory_limit"] = parse_size(str(table["memory_limit"]))
    return list(_product(_matrices(table, text, path), solvers, axes, common))


def _product(matrices, solvers, axes, common):
    """Yield the runs; options are an axis of our own solver alone."""
    names, values = list(axes), [_listed(axes[name]) for name in axes]
    for matrix, solver in itertools.product(matrices, solvers):
        for chosen in itertools.product(*values) if solver == "pastix" else [()]:
            options = dict(zip(names, chosen, strict=bool(chosen)))
            Options.of(**options)
            yield Run(matrix, solver, options, **common)


def _matrices(table, text, path):
    """Return the matrices that the patterns name; raises `UsageError` for one that names none."""
    found = []
    for pattern in _listed(table.get("matrices", [])):
        for name in _unfolded(str(pattern)):
            local = name if Path(name).is_absolute() else str(Path(path).parent / name)
            files = sorted(glob.glob(local))
            if not files and not re.fullmatch(r"\w+:\d+", name):
                raise UsageError(f"{path}, line {_line(text, str(pattern))}: there is no matrix {name!r}.")
            found += files or [name]
    if not found:
        raise UsageError(f'{path} names no matrix: matrices = ["lap3:20", "*.mtx"].')
    return found


def _unfolded(pattern):
    """Return the names that a pattern with ranges {first..last..step} stands for, last included."""
    found = RANGE.search(pattern)
    if not found:
        return [pattern]
    first, last, step = int(found[1]), int(found[2]), int(found[3] or 1)
    head, tail = pattern[: found.start()], pattern[found.end() :]
    return [name for k in range(first, last + 1, max(step, 1)) for name in _unfolded(f"{head}{k}{tail}")]


def _listed(value):
    return value if isinstance(value, list) else [value]


def _check_names(given, known, text, path, what):
    """Raise `UsageError` for a name that is not known, with its line and the nearest one that is."""
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1, 0)[0]
            line = _line(text, str(name))
            raise UsageError(f"{path}, line {line}: there is no {what} {name!r}; did you mean {near!r}?")


def _line(text, word):
    """Return the first line (base 1) that holds a word."""
    return next((k for k, line in enumerate(text.splitlines(), 1) if word in line), 1)
