"""Where a fetched matrix lies, and which file a source such as `ss:HB/bcsstk14` stands for; nothing is downloaded."""

import os
import re
from pathlib import Path

from pastix_py import environment
from pastix_py.collection import members
from pastix_py.errors import InputError

FULL_NAME = re.compile(r"[\w+-][\w.+-]*/[\w+-][\w.+-]*", re.ASCII)  # no part can lead out of the folder


def place(full, base=None):
    """Return the path of the matrix GROUP/NAME in a folder, by default that of the cache: GROUP/NAME/NAME.mtx.gz."""
    group, name = full.split("/")
    return Path(base or environment.collection_folder()) / group / name / f"{name}.mtx.gz"


def located(source):
    """Return the path that a source names: itself where it exists, else the matrix of that name that was fetched.

    `ss:GROUP/NAME` and `ss:NAME` can only mean the collection, plain GROUP/NAME also a file; anything else comes back.
    Raises `InputError` for a matrix of the collection that was not fetched, and for one that a group of it has not.
    """
    if os.path.exists(source):
        return source
    asked, full = source.startswith(members.PREFIX), source.removeprefix(members.PREFIX)
    if FULL_NAME.fullmatch(full):
        path = place(full)
        if path.exists():
            return str(path)
        if not asked and not _is_meant(full):
            return source
    elif not asked:
        return source
    found = members.find(full).full
    if place(found).exists():
        return str(place(found))
    raise InputError(f"{found} is a matrix of the collection; fetch it first: pastix fetch {found}")


def _is_meant(full):
    """Return whether GROUP/NAME means the collection: it is there, or its group is and no folder is called so."""
    known, group = members.load(), full.split("/")[0]
    return full in known or (not os.path.isdir(group) and any(member.group == group for member in known.values()))
