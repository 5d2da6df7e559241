"""The newest index from the collection itself: its `ssstats.csv`, kept in the cache in the form of ours."""

import csv
import io
from datetime import datetime

from pastix_py import archive, environment
from pastix_py.collection import members, places
from pastix_py.collection.download import download
from pastix_py.collection.lock import locked
from pastix_py.errors import InputError

# columns of the file of the collection, after two lines with the number of matrices and the date
GROUP, NAME, ROWS, COLS, NNZ, REAL, BINARY, _, SPD, PATTERN, NUMERICAL, KIND, ENTRIES = range(13)


def update_index(mirror=None, progress=None):
    """Download the index of the collection into the cache and return how many matrices it has.

    Raises `InputError` as `download` does and where the file is no index, `OutputError` where it cannot be kept.
    """
    path = members.updated()
    url = f"{(mirror or environment.mirror()).rstrip('/')}/files/ssstats.csv"
    with locked(path):
        part = path.with_name("ssstats.csv.part")
        download(url, part, progress)
        text = part.read_text("utf-8", "replace")
        part.unlink()
        found, day = parse(text, url)
        stream = io.StringIO()
        members.write_rows(stream, found, day)
        archive.write_text(path, stream.getvalue())
    return len(found)


def parse(text, url):
    """Return (members, day) of the text of `ssstats.csv`; raises `InputError` with the line that is none of it."""
    lines, known = text.splitlines(), members.load()
    found, number = [], 1
    try:
        count = int(lines[0])
        number = 2
        day = datetime.strptime(lines[1].strip(), "%d-%b-%Y %H:%M:%S").date().isoformat()
        for row in csv.reader(lines[2:]):
            number += 1
            found.append(_member(row, known))
    except (IndexError, ValueError, csv.Error):
        raise InputError(f"{url}, line {number}, is no line of the collection's index; nothing was changed.") from None
    if len(found) != count:
        raise InputError(f"{url} announces {count} matrices and has {len(found)}; nothing was changed.")
    return found, day


def _member(row, known):
    """Return the `Member` of a row.

    The file tells neither integers from other real values nor symmetric complex matrices from general ones; for a
    matrix of the same size in the index that is here, both come from there.
    """
    full = f"{row[GROUP]}/{row[NAME]}"
    if not places.FULL_NAME.fullmatch(full):
        raise ValueError("no name")
    rows, cols, nnz = (int(row[column]) for column in (ROWS, COLS, NNZ))
    values = "binary" if int(row[BINARY]) else "real" if int(row[REAL]) else "complex"
    pattern, numerical = float(row[PATTERN]), float(row[NUMERICAL])
    symmetry = "general"
    if numerical == 1 and rows == cols:
        symmetry = "hermitian" if values == "complex" else "symmetric"
    before = known.get(full)
    if before and (before.rows, before.cols, before.nnz) == (rows, cols, nnz):
        values, symmetry = before.values, before.symmetry
    entries = int(row[ENTRIES]) if len(row) > ENTRIES else nnz
    return members.Member(
        row[GROUP], row[NAME], rows, cols, nnz, entries, values, symmetry, int(row[SPD]) == 1, pattern, numerical,
        row[KIND],
    )  # fmt: skip
