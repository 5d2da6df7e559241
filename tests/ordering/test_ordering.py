import numpy as np
import pytest

from pastix_py import archive
from pastix_py.errors import InputError
from pastix_py.ordering.ordering import Ordering, is_permutation


def test_file_gives_back_every_field(tmp_path):
    tree = np.array([0, 2, 3]), np.array([1, -1])
    made = Ordering(np.array([2, 0, 1]), np.array([1, 2, 0]), *tree, "hand", "abc")
    made.save(tmp_path / "x.ord")
    again = Ordering.load(tmp_path / "x.ord")
    for name in ("perm", "iperm", "part_ptr", "part_parent"):
        assert np.array_equal(getattr(again, name), getattr(made, name))
        assert getattr(again, name).dtype == np.int64
    assert (again.method, again.pattern, again.n) == ("hand", "abc", 3)


def test_empty_ordering_survives(tmp_path):
    Ordering.from_perm(np.zeros(0, np.int64), "natural").save(tmp_path / "x.ord")
    assert Ordering.load(tmp_path / "x.ord").n == 0


@pytest.mark.parametrize("arrays", [{}, {"perm": np.array([0, 0])}])
def test_incomplete_archives_are_refused(tmp_path, arrays):
    tree = {"part_ptr": np.zeros(0, np.int64), "part_parent": np.zeros(0, np.int64)}
    archive.write(tmp_path / "x.ord", "ordering", {"method": "", "pattern": ""}, arrays | tree)
    with pytest.raises(InputError, match="damaged"):
        Ordering.load(tmp_path / "x.ord")


def test_damage_is_refused(tmp_path):
    path = tmp_path / "x.ord"
    Ordering.from_perm(np.arange(1000), "natural").save(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError):
        Ordering.load(path)
    path.write_text("hello")
    with pytest.raises(InputError):
        Ordering.load(path)


@pytest.mark.parametrize("perm", [[0, 0], [1, 2], [-1, 0], [0.0, 1.0], [[0, 1]]])
def test_no_permutation(perm):
    assert not is_permutation(np.array(perm))


@pytest.mark.parametrize("perm", [[1, 0, 2], [0]])
def test_permutation(perm):
    assert is_permutation(np.array(perm))
    assert is_permutation(np.zeros(0, np.int64))
