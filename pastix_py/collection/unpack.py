"""The Matrix Market files of a fetched archive, each gzipped; nothing else of it is ever written."""

import gzip
import hashlib
import re
import shutil
import tarfile
import zlib
from pathlib import PurePosixPath

from pastix_py.errors import InputError, OutputError

LEVEL = 1  # of compression: files of numbers gain little from more, and large matrices are many
MOST_TIMES = 300  # that an archive may unpack to; digits gain a factor of 3 to 30
SPARE = 1 << 24  # bytes that any archive may unpack to
FILE = re.compile(r"[\w+-][\w.+-]*\.mtx", re.ASCII)
HEAD = b"%%MatrixMarket"


def unpack(archive, full, folder):
    """Write every NAME/FILE.mtx of a tar.gz archive as FILE.mtx.gz into a folder.

    Parameters
    ----------
    archive : path of the archive of the matrix `full`, GROUP/NAME.
    folder : existing empty folder.

    Returns
    -------
    dict, {file name: sha256 of the file written}

    Raises
    ------
    InputError : a damaged archive, one without the matrix, or one with links, devices or paths that lead elsewhere.
    OutputError : the files cannot be written.

    """
    name = full.split("/")[1]
    left = SPARE + MOST_TIMES * archive.stat().st_size
    sums = {}
    try:
        with gzip.open(archive) as stream:
            with tarfile.open(fileobj=stream, mode="r|") as members:
                for member in members:
                    target = _target(member, name, full)
                    left -= member.size
                    if left < 0:
                        raise InputError(f"The archive of {full} unpacks to more than a matrix could: it is refused.")
                    if target and target not in sums:
                        sums[target] = _write(members.extractfile(member), folder / target)
            while stream.read(1 << 20):  # to its end, where the checksum stands
                pass
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"What came for {full} is no whole archive ({error}): fetch it again; "
            "a proxy or a login page may stand in between."
        ) from None
    if f"{name}.mtx.gz" not in sums:
        raise InputError(f"The archive of {full} holds no {name}/{name}.mtx.")
    return sums


def _target(member, name, full):
    """Return the name of the file to write for a member of the archive, None for one that is left out."""
    where = PurePosixPath(member.name)
    if where.is_absolute() or ".." in where.parts or not (member.isreg() or member.isdir()):
        raise InputError(f"The archive of {full} is refused: {member.name!r} in it is a link or leads elsewhere.")
    inside = len(where.parts) == 2 and where.parts[0] == name and FILE.fullmatch(where.name)
    return f"{where.name}.gz" if inside and member.isreg() else None


def _write(source, path):
    """Write a Matrix Market file gzipped and return the sha256 of what was written."""
    head = source.read(len(HEAD))
    if head != HEAD:
        raise InputError(f"{path.name.removesuffix('.gz')} in the archive is no Matrix Market file.")
    try:
        with gzip.GzipFile(path, "wb", LEVEL, mtime=0) as target:
            target.write(head)
            shutil.copyfileobj(source, target, 1 << 20)
        return sha256(path)
    except gzip.BadGzipFile:  # of the archive that is read
        raise
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from None


def sha256(path):
    """Return the sha256 of a file, in hexadecimal."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
