"""The index of the collection: one `Member` a matrix, from the file that comes with the package or a newer one."""

import csv
import datetime
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from pastix_py import environment, matrices
from pastix_py.errors import InputError, nearest

PREFIX = "ss:"  # before a name that can only mean the collection
SHIPPED = Path(matrices.__file__).with_name("collection.csv")


@dataclass(frozen=True, slots=True)
class Member:
    """What the index knows of a matrix.

    `nnz` counts the entries that are not zero, `entries` those of the pattern; `values` is real, complex, integer or
    binary; `symmetry` is general, symmetric, hermitian or skew; the two measures of symmetry go from 0 to 1.
    """

    group: str
    name: str
    rows: int
    cols: int
    nnz: int
    entries: int
    values: str
    symmetry: str
    spd: bool
    pattern_symmetry: float
    numerical_symmetry: float
    kind: str

    @property
    def full(self):
        """Return GROUP/NAME."""
        return f"{self.group}/{self.name}"

    @property
    def square(self):
        """Tell whether there are as many rows as columns."""
        return self.rows == self.cols


COLUMNS = [f.name for f in fields(Member)]


def updated():
    """Return the path of the index that `update.update_index` writes, which need not exist."""
    return environment.collection_folder() / "index.csv"


def load():
    """Return {GROUP/NAME: Member} of the newest index here; raises `InputError` where that is damaged."""
    newest = max((path for path in (SHIPPED, updated()) if path.is_file()), key=date)
    return _parsed(newest, newest.stat().st_mtime_ns)


def date(path):
    """Return the date with which the first line of an index file ends, YYYY-MM-DD."""
    try:
        with open(path, encoding="utf-8") as stream:
            return datetime.date.fromisoformat(stream.readline().split()[-1])
    except (OSError, ValueError, IndexError) as error:
        raise InputError(f"The index {path} cannot be read ({error}): remove it.") from None


@lru_cache(maxsize=2)
def _parsed(path, _changed):
    """Return the members in an index file; the time of its last change is part of the key."""
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            next(stream)
            found = [_member(row) for row in csv.DictReader(stream, strict=True)]
    except (OSError, ValueError, KeyError, TypeError, csv.Error, StopIteration) as error:
        raise InputError(f"The index {path} is damaged ({type(error).__name__}: {error}): remove it.") from None
    if not found:
        raise InputError(f"The index {path} is empty: remove it.")
    return {member.full: member for member in found}


def _member(row):
    """Return the `Member` of one row; an empty `entries` stands for `nnz`."""
    numbers = {key: int(row[key]) for key in ("rows", "cols", "nnz")}
    shares = {key: float(row[key]) for key in ("pattern_symmetry", "numerical_symmetry")}
    texts = {key: row[key] for key in ("group", "name", "values", "symmetry", "kind")}
    return Member(**texts, **numbers, **shares, entries=int(row["entries"] or row["nnz"]), spd=row["spd"] == "spd")


def write_rows(stream, members, day):
    """Write an index file of that day, YYYY-MM-DD, as `load` reads it."""
    stream.write(f"# {len(members)} matrices of the SuiteSparse Matrix Collection, as of {day}\n")
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow(COLUMNS)
    for member in members:
        rows.writerow(_text(member, column) for column in COLUMNS)


def _text(member, column):
    value = getattr(member, column)
    if column == "entries":
        return "" if value == member.nnz else value
    if column == "spd":
        return "spd" if value else ""
    return f"{value:.6g}" if isinstance(value, float) else value


def find(name):
    """Return the `Member` called GROUP/NAME or, where only one group has it, NAME.

    Raises `InputError` with the nearest name, or with all that share the name.
    """
    known, name = load(), name.removeprefix(PREFIX)
    if name in known:
        return known[name]
    same = [member for member in known.values() if member.name == name]
    if len(same) == 1:
        return same[0]
    if same:
        raise InputError(f"Several matrices are called {name}: {', '.join(member.full for member in same)}.")
    near = nearest(name, known if "/" in name else [member.name for member in known.values()])
    raise InputError(
        f"The index of the collection has no matrix {name!r}{f'; did you mean {near!r}?' if near else '.'} "
        "(pastix fetch --update-index reads the newest index.)"
    )


def expand(names):
    """Return the members that names and patterns such as 'HB/bcsstk*' stand for, each once."""
    found = {}
    for name in names:
        if any(sign in name for sign in "*?["):
            name = name.removeprefix(PREFIX)
            chosen = [m for m in load().values() if fnmatchcase(m.full if "/" in name else m.name, name)]
            if not chosen:
                raise InputError(f"No matrix of the collection fits {name!r}.")
        else:
            chosen = [find(name)]
        found.update((member.full, member) for member in chosen)
    return list(found.values())
