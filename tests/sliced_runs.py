"""What tests look at in sliced rows."""

from pastix_py.sliced.layout import HEAD, Kind


def kinds(heads):
    """Return the kinds of all runs."""
    found, at = set(), 0
    while at < heads.size:
        kind = Kind(int(heads[at]) & 3)
        found.add(kind)
        at += HEAD + int(heads[at + 3 if kind == Kind.BAND else at + 2])
    return found
