"""A fetched matrix is read by its name in the collection; a file of that name wins, and nothing is downloaded."""

import pytest
import scipy.io
from loopback import archive_of, diagonal, market

import pastix_py
from pastix_py.collection.fetch import fetch
from pastix_py.errors import InputError

MATRIX = market(48, 48, [(i, j) for i in range(1, 49) for j in range(1, i + 1)])


@pytest.fixture
def fetched(server, tmp_path, monkeypatch):
    """Have HB/bcsstk01 in the cache, and work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    server.add("HB/bcsstk01", archive_of("bcsstk01", MATRIX))
    return fetch("HB/bcsstk01")


@pytest.mark.parametrize("name", ["HB/bcsstk01", "ss:HB/bcsstk01", "ss:bcsstk01"])
def test_by_its_name(fetched, name):
    A = pastix_py.read(name)
    assert A.name == "bcsstk01"
    assert abs(A.full() - scipy.io.mmread(fetched)).max() == 0


def test_a_file_of_that_name_wins(fetched, tmp_path):
    (tmp_path / "HB").mkdir()
    (tmp_path / "HB" / "bcsstk01").write_bytes(diagonal(7))
    assert pastix_py.read("HB/bcsstk01").n == 7
    assert pastix_py.read("ss:HB/bcsstk01").n == 48


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("HB/bcsstk02", "HB/bcsstk02 is a matrix of the collection; fetch it first: pastix fetch HB/bcsstk02"),
        ("ss:bcsstk02", "HB/bcsstk02 is a matrix of the collection; fetch it first: pastix fetch HB/bcsstk02"),
        ("ss:HB/bcsstk99", "did you mean 'HB/bcsstk29'?"),
        ("ss:../../x", "no matrix '../../x'"),
        ("HB/bcsstk99", "did you mean 'HB/bcsstk29'?"),
        ("hb/bcsstk01.mtx", "hb/bcsstk01.mtx does not exist: there is no folder hb."),
        ("a/b/c", "a/b/c does not exist: there is no folder a/b."),
        ("bcsstk02", "bcsstk02 does not exist."),
    ],
)
def test_what_is_not_here(fetched, server, name, said):
    with pytest.raises(InputError) as error:
        pastix_py.read(name)
    assert said in str(error.value)
    assert len(server.asked) == 1
