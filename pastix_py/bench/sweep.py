"""A sweep file: matrices × options × solvers, unfolded into runs."""

import glob
import itertools
import os
import re
import tomllib
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from pastix_py.bench.peers import SOLVERS
from pastix_py.bench.run import Run
from pastix_py.collection.places import located
from pastix_py.errors import InputError, UsageError, instead, missing_file
from pastix_py.matrix.generate import GENERATORS, is_spec
from pastix_py.memory import parse_size
from pastix_py.options import Options
from pastix_py.ordering import FILE, METHODS

RANGE = re.compile(r"\{(\d+)\.\.(\d+)(?:\.\.([1-9]\d*))?\}")
KEYS = ("matrices", "solvers", "options", "solver", "repetitions", "warmup", "time_limit", "memory_limit", "threads")
NUMBERS = {"repetitions": 1, "warmup": 0, "time_limit": 0}  # keys with one number each, and the least of each
MOST = 10**9  # of any of them
SET = "set:"


def load(path):
    """Return the runs of a sweep file, in its order.

    The file is TOML: `matrices` (files, globs, generator specs, with ranges such as lap3:{10..40..10}, named sets
    such as set:small, and matrices of the collection that were fetched, such as HB/bcsstk14), `solvers` (keys of
    SOLVERS), a table `options` (each value, or each of a list, an axis of the product; for our own solver), tables
    `solver.NAME` (the same for a peer), `threads` (an axis for all), `repetitions`, `warmup`, `time_limit` (seconds)
    and `memory_limit` (such as "8G").

    Raises `InputError` for a file that cannot be read, `UsageError` (with line and nearest name) for a wrong one.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except FileNotFoundError:
        raise InputError(missing_file(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no TOML file: {error}.") from None
    check_names(table, KEYS, text, path, "key")
    _refuse_empty(table, text, path)
    solvers = _listed(table.get("solvers", "pastix"))
    check_names(solvers, list(SOLVERS), text, path, "solver")
    axes = _axes(table, solvers, text, path)
    common = _common(table, text, path)
    threads = _listed(table.get("threads", 1))
    for count in threads:
        _check_number(count, 1, "threads", text, path, int)
    runs = [
        Run(matrix, solver, options, threads=count, **common)
        for matrix, solver in itertools.product(_matrices(table, text, path), solvers)
        for options in axes[solver]
        for count in threads
    ]
    return list({run.key: run for run in runs}.values())


def _refuse_empty(table, text, path):
    """Raise `UsageError` for a list without values, which would leave no run."""
    for name, value in table.items():
        if isinstance(value, dict):
            _refuse_empty(value, text, path)
        elif value == []:
            raise UsageError(f"{path}, line {line_of(text, name)}: {name} is an empty list.")


def _common(table, text, path):
    """Return the fields that all runs share."""
    found = {name: table[name] for name in NUMBERS if name in table}
    for name, value in found.items():
        _check_number(value, NUMBERS[name], name, text, path, float if name == "time_limit" else int)
    if "memory_limit" in table:
        with at_line(text, "memory_limit", path):
            found["memory_limit"] = parse_size(str(table["memory_limit"]))
    return found


def _check_number(value, least, name, text, path, kind):
    """Raise `UsageError` for a value that is no number, too small or out of reason."""
    accepted = (int, float) if kind is float else int
    if isinstance(value, bool) or not isinstance(value, accepted) or not least <= value <= MOST:
        raise UsageError(f"{path}, line {line_of(text, name)}: {name} is a number from {least} on, not {value!r}.")


def _axes(table, solvers, text, path):
    """Return {solver: list of options}, the products of the tables that each solver has."""
    given = {"pastix": _table(table, "options", text, path)}
    tables = _table(table, "solver", text, path)
    check_names(tables, list(SOLVERS), text, path, "solver")
    for name in tables:
        given[name] = given.get(name, {}) | _table(tables, name, text, path)
    found = {}
    for name in solvers:
        axes = given.get(name, {})
        known = [f.name for f in fields(Options)] if name == "pastix" else list(SOLVERS[name].options)
        check_names(axes, known, text, path, "option" if name == "pastix" else f"{name} option")
        found[name] = [
            dict(zip(axes, chosen, strict=True)) for chosen in itertools.product(*map(_listed, axes.values()))
        ]
        for options in found[name]:
            _check_options(name, options, text, path)
    return found


def _check_options(name, options, text, path):
    """Raise `UsageError` for a value that an option does not take."""
    for key, value in options.items():
        if name != "pastix":
            check_names([value], SOLVERS[name].options[key], text, path, f"{name} {key}")
            continue
        with at_line(text, key, path):
            Options.of(**{key: value})
        if key == "ordering" and not os.path.exists(value.removeprefix(FILE)):
            check_names([value], METHODS, text, path, key)


def _table(table, name, text, path):
    """Return what a table holds under a name, an empty one where it holds nothing; raises `UsageError` for no table."""
    found = table.get(name, {})
    if not isinstance(found, dict):
        meant = "; did you mean 'solvers'?" if name == "solver" else "."
        raise UsageError(f"{path}, line {line_of(text, name)}: {name} is a table, not {found!r}{meant}")
    return found


def _matrices(table, text, path):
    """Return the matrices that the patterns name, each once; raises `UsageError` for one that names none."""
    found = {}
    for pattern in _listed(table.get("matrices", [])):
        for name in _unfolded(str(pattern)):
            where = f"{path}, line {line_of(text, str(pattern))}"
            found |= dict.fromkeys(_named(name, Path(path).parent, where))
    if not found:
        raise UsageError(f'{path} names no matrix: matrices = ["lap3:20", "*.mtx", "set:small"].')
    return list(found)


def _named(name, folder, where):
    """Return the matrices that a name without ranges stands for."""
    if name.startswith(SET):
        return members(name.removeprefix(SET), where)
    local = name if Path(name).is_absolute() else str(folder / name)
    files = sorted(glob.glob(local))
    if files:
        return files
    if _is_fetched(name, where):
        return [name]
    family = name.partition(":")[0]
    if is_spec(name):
        if family in GENERATORS and re.fullmatch(r"\w+:\d+", name):
            return [name]
        if family in GENERATORS:
            raise UsageError(f"{where}: {name!r} needs a size, such as {family}:20.")
        near = instead(f"{family}:N", [f"{known}:N" for known in GENERATORS])
        raise UsageError(f"{where}: there is no matrix {name!r}; {near}")
    raise UsageError(f"{where}: {f'no file fits {name!r}.' if glob.has_magic(name) else missing_file(local)}")


def _is_fetched(name, where):
    """Return whether a name is that of a fetched matrix; raises `UsageError` where it was not fetched yet."""
    try:
        return located(name) != name
    except InputError as error:
        raise UsageError(f"{where}: {error}") from None


def members(name, where):
    """Return the matrices of a named set; raises `UsageError` (its text begins with `where`) for one that is not."""
    from importlib.resources import files

    home = files("pastix_py.matrices")
    sets = tomllib.loads(home.joinpath("index.toml").read_text(encoding="utf-8"))["sets"]
    if name not in sets:
        raise UsageError(f"{where}: there is no set {name!r}; {instead(name, sets)}")
    patterns = [single for pattern in sets[name] for single in _unfolded(pattern)]
    return [matrix for pattern in patterns for matrix in _named(pattern, Path(str(home)), where)]


def _unfolded(pattern):
    """Return the names that a pattern with ranges {first..last..step} stands for, last included."""
    found = RANGE.search(pattern)
    if not found:
        return [pattern]
    first, last, step = int(found[1]), int(found[2]), int(found[3] or 1)
    head, tail = pattern[: found.start()], pattern[found.end() :]
    return [name for k in range(first, last + 1, step) for name in _unfolded(f"{head}{k}{tail}")]


def _listed(value):
    return value if isinstance(value, list) else [value]


def check_names(given, known, text, path, what):
    """Raise `UsageError` for a name that is not known, with its line and the nearest one that is."""
    for name in given:
        if name not in known:
            line, others = line_of(text, str(name)), [str(other) for other in known]
            raise UsageError(f"{path}, line {line}: there is no {what} {name!r}; {instead(name, others)}")


@contextmanager
def at_line(text, word, path):
    """Put the line of a word before the message of a `UsageError`."""
    try:
        yield
    except UsageError as error:
        raise UsageError(f"{path}, line {line_of(text, word)}: {error}") from None


def line_of(text, word):
    """Return the first line (base 1) that holds a word outside a comment, 1 where none does."""
    whole = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    lines = enumerate(text.splitlines(), 1)
    return next((k for k, line in lines if not line.lstrip().startswith("#") and whole.search(line)), 1)
