"""A matrix of the collection as a file of this machine: from the cache, or downloaded, checked and unpacked into it."""

import contextlib
import gzip
import json
import os
import shutil
import sys
from pathlib import Path

from pastix_py import archive, environment
from pastix_py.collection import members, places
from pastix_py.collection.download import download
from pastix_py.collection.lock import locked, writing
from pastix_py.collection.unpack import sha256, unpack
from pastix_py.undo import undone

RECORD = "record.json"  # beside the files: where they came from, their checksums and that of the archive


def fetch(name, *, folder=None, mirror=None, again=False, progress=None, tell=None):
    """Return the path of a matrix of the SuiteSparse collection, downloaded where it is not here yet.

    Parameters
    ----------
    name : GROUP/NAME, or NAME where only one group has it.
    folder : where to keep it in place of the cache folder; `pastix_py.read("ss:GROUP/NAME")` looks in the cache alone.
    mirror : address to fetch from, by default that of the collection or `$PASTIX_MIRROR`.
    again : download also what is here, and tell where the server's archive changed.
    progress : called as `progress(done, total)` with bytes, total None where the server does not tell.
    tell : called with a sentence for what a person may want to know.

    Returns
    -------
    Path of NAME.mtx.gz, which `pastix_py.read` and SciPy read; right-hand sides of the archive lie beside it.

    Raises
    ------
    InputError : an unknown name, no network, or a damaged archive.
    OutputError : the folder cannot be written.

    """
    member = members.find(name)
    path = places.place(member.full, folder)
    tell = tell or (lambda sentence: None)
    if not again and _is_whole(path.parent):  # without the lock, so that a folder that cannot be written serves, too
        return path
    with locked(path.parent, lambda: tell(f"waiting for another fetch of {member.full}.")):
        if again or not _is_whole(path.parent):
            if path.exists() and not again:
                tell(f"{member.full} was damaged in the cache and is fetched again.")
            _renew(member, path.parent, mirror or environment.mirror(), progress, tell)
    return path


def companions(path):
    """Return the paths of the other files of a fetched matrix: right-hand sides, coordinates."""
    return sorted(other for other in path.parent.glob("*.mtx.gz") if other != path)


def _renew(member, home, mirror, progress, tell):
    """Download and unpack a matrix, and put its folder in place of what may be there."""
    part = home.with_name(f"{home.name}.tar.gz.part")
    url = f"{mirror.rstrip('/')}/MM/{member.full}.tar.gz"
    download(url, part, progress)
    aside = home.with_name(f".{home.name}.unpacked")
    with undone(lambda: shutil.rmtree(aside, ignore_errors=True)):
        try:
            with writing(home):
                shutil.rmtree(aside, ignore_errors=True)  # of a process that was killed
                aside.mkdir()
            record = {"url": url, "bytes": part.stat().st_size, "sha256": sha256(part)}
            record["files"] = unpack(part, member.full, aside)
            before = _record(home).get("sha256")
            if before not in (None, record["sha256"]):
                tell(f"the archive of {member.full} is another one than when it was fetched before.")
            with writing(home):
                (aside / RECORD).write_text(json.dumps(record, indent=1))
                shutil.rmtree(home, ignore_errors=True)
                os.replace(aside, home)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            part.unlink(missing_ok=True)


def _is_whole(home):
    """Tell whether the files of a fetched matrix are here with the checksums of the record."""
    sums = _record(home).get("files")
    try:
        return bool(sums) and all(sha256(home / file) == digest for file, digest in sums.items())
    except OSError:
        return False


def _record(home):
    with contextlib.suppress(OSError, ValueError):
        return json.loads((home / RECORD).read_text())
    return {}


def copy(path, output):
    """Write a fetched file to a name of the user's, gunzipped unless that ends in .gz, or to standard output for '-'.

    Raises `OutputError` where the file cannot be written.
    """
    if str(output) == "-":
        with gzip.open(path, "rb") as source:
            shutil.copyfileobj(source, sys.stdout.buffer, 1 << 20)
        return
    opened = open if str(output).endswith(".gz") else gzip.open
    with archive.replaced(Path(output)) as aside, opened(path, "rb") as source, open(aside, "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
