import numpy as np
import pytest

from pastix_py.errors import InputError, UsageError
from pastix_py.ordering.ordering import Ordering
from pastix_py.ordering.saved import check_name, read
from pastix_py.ordering.stage import order


def shuffled(n):
    return np.random.default_rng(0).permutation(n)


def test_saved_ordering_is_used(gallery, tmp_path):
    graph = gallery["grid"]
    made = order(graph, "amd", pattern="abc")
    made.save(tmp_path / "grid.ord")
    for path in (tmp_path / "grid.ord", str(tmp_path / "grid.ord")):
        again = order(graph, path, pattern="abc")
        assert np.array_equal(again.perm, made.perm)
        assert again.method == "amd"


def test_file_with_the_name_of_a_method(gallery, tmp_path, monkeypatch):
    graph = gallery["grid"]
    monkeypatch.chdir(tmp_path)
    for name in ("amd", "file"):
        np.savetxt(name, shuffled(graph.n), fmt="%d")
        assert np.array_equal(order(graph, f"file:{name}").perm, shuffled(graph.n))
    assert order(graph, "amd").method == "amd"
    assert not np.array_equal(order(graph, "amd").perm, shuffled(graph.n))
    assert np.array_equal(order(graph, "file").perm, shuffled(graph.n))
    (tmp_path / "file").unlink()
    with pytest.raises(UsageError, match="file:FILE"):
        order(graph, "file")
    with pytest.raises(UsageError, match="nor a file of that name"):
        order(graph, "file:none")


def test_ordering_of_another_pattern_is_refused(gallery, tmp_path):
    graph = gallery["grid"]
    order(graph, "natural", pattern="abc").save(tmp_path / "grid.ord")
    with pytest.raises(InputError, match="another pattern"):
        order(graph, tmp_path / "grid.ord", pattern="abd")
    assert order(graph, tmp_path / "grid.ord").n == graph.n


@pytest.mark.parametrize("suffix", [".npy", ".txt"])
def test_plain_permutation(gallery, tmp_path, suffix):
    graph = gallery["grid"]
    perm, path = shuffled(graph.n), tmp_path / f"perm{suffix}"
    np.save(path, perm) if suffix == ".npy" else np.savetxt(path, perm, fmt="%d")
    assert np.array_equal(order(graph, str(path)).perm, perm)
    last = np.array([5, 3])
    constrained = order(graph, path, last).perm
    assert constrained[-2:].tolist() == [5, 3]
    assert np.array_equal(constrained[:-2], perm[~np.isin(perm, last)])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("1\n2\n3\n", "has 3 unknowns, but the matrix has 225"),
        ("zero\n", "cannot be read"),
        ("\n".join(["0"] * 225), "each of 0..224 once"),
        ("\n".join(map(str, range(1, 226))), "start at 0"),
    ],
)
def test_files_that_do_not_fit(gallery, tmp_path, content, sentence):
    (tmp_path / "perm").write_text(content)
    with pytest.raises(InputError, match=sentence):
        order(gallery["grid"], tmp_path / "perm")


def test_directory_and_missing_file(gallery, tmp_path):
    with pytest.raises(InputError):
        order(gallery["grid"], tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        order(gallery["grid"], tmp_path / "none")
    with pytest.raises(UsageError):
        order(gallery["grid"], 7)


def test_real_array_is_refused(gallery, tmp_path):
    np.save(tmp_path / "perm.npy", np.linspace(0, 1, 225))
    with pytest.raises(InputError):
        order(gallery["grid"], tmp_path / "perm.npy")


def test_ordering_class_agrees(gallery, tmp_path):
    perm = shuffled(9)
    np.save(tmp_path / "perm.npy", perm)
    ordering = Ordering.from_perm(perm, "hand")
    assert np.array_equal(ordering.iperm, np.argsort(perm))


def test_a_damaged_ordering_and_a_missing_file_are_called_so(tmp_path):
    path = tmp_path / "x.ord"
    Ordering.from_perm(np.arange(50), "hand").save(path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="damaged"):
        read(path, 50)
    for name in ("none.ord", "file:none", "folder/none"):
        with pytest.raises(InputError, match="does not exist"):
            check_name(name)
