"""Groups stay together, domains stay apart, what is kept last is last; wrong lists are one sentence."""

import numpy as np
import pytest
import scipy.sparse as sp
from patterns import sparse
from trees import check_separated, part_of

import pastix_py
from pastix_py.cli.main import run
from pastix_py.errors import InputError, UsageError
from pastix_py.matrix.check import canonical
from pastix_py.ordering.domains import separated
from pastix_py.ordering.graph import graph_of

N = 16


def poisson():
    path = sp.diags_array([np.full(N, 4.0), -np.ones(N - 1), -np.ones(N - 1)], offsets=[0, 1, -1])
    eye = sp.eye_array(N)
    return sp.csc_array(sp.kron(path, eye) + sp.kron(eye, path))


def squares(k):
    """Return the square of a k × k division of the grid that each unknown lies in."""
    x, y = np.divmod(np.arange(N * N), N)
    return x * k // N + k * (y * k // N)


def neighbours(A):
    graph = graph_of(canonical(A))
    return graph, np.repeat(np.arange(graph.n), np.diff(graph.ptr)), graph.ind


def is_together(ordering, group):
    """Return whether the unknowns of each group have numbers that follow each other."""
    first, last = np.full(group.max() + 1, ordering.n), np.zeros(group.max() + 1, int)
    np.minimum.at(first, group, ordering.iperm)
    np.maximum.at(last, group, ordering.iperm)
    return np.array_equal(last - first + 1, np.bincount(group))


@pytest.mark.parametrize("method", ["auto", "nd", "metis", "amd", "hypergraph"])
def test_groups_stay_together(method):
    A = sparse(120, 0.02, symmetric=False)
    ordering = pastix_py.order(A, groups=3, ordering=method)
    assert np.array_equal(np.sort(ordering.perm), np.arange(120))
    assert is_together(ordering, np.arange(120) // 3)
    labels = np.random.default_rng(0).integers(0, 25, 120)
    ordering = pastix_py.order(A, groups=labels * 7 - 50, ordering=method)
    assert np.array_equal(np.sort(ordering.perm), np.arange(120))
    assert is_together(ordering, np.unique(labels, return_inverse=True)[1])


def test_groups_of_one_change_nothing():
    A = poisson()
    for method in ("amd", "nd"):
        plain = pastix_py.order(A, ordering=method)
        assert np.array_equal(pastix_py.order(A, groups=1, ordering=method).perm, plain.perm)


def test_groups_and_unknowns_kept_last():
    ordering = pastix_py.order(poisson(), groups=4, schur=[9, 2, 100])
    assert ordering.perm[-3:].tolist() == [9, 2, 100]
    rest = np.delete(np.arange(N * N), [2, 9, 100])
    place = ordering.iperm[rest]
    assert is_together(pastix_py.Ordering.from_perm(np.argsort(place), "amd"), rest // 4)


@pytest.mark.parametrize("seed", range(6))
def test_few_move_so_that_no_two_domains_touch(seed):
    A = sparse(60, 0.04, seed=seed)
    graph, row, column = neighbours(A)
    domain = np.random.default_rng(seed).integers(-1, 4, 60)
    found = separated(graph.ptr, graph.ind, domain)
    is_inner = (found[row] >= 0) & (found[column] >= 0)
    assert (found[row] == found[column])[is_inner].all()
    moved = found != domain
    assert (found[moved] == -1).all()
    for v in np.flatnonzero(moved):
        around = found[column[row == v]]
        assert ((around >= 0) & (around != domain[v])).any(), "it need not have moved"


def test_a_vertex_between_all_domains_is_all_that_moves():
    star = sp.csc_array((np.ones(9), (np.arange(1, 10), np.zeros(9, int))), (10, 10))
    graph = graph_of(canonical(sp.csc_array(star + star.T + sp.eye_array(10))))
    assert separated(graph.ptr, graph.ind, np.arange(10)).tolist() == [-1, *range(1, 10)]


@pytest.mark.parametrize("method", ["auto", "nd", "hypergraph"])
@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_domains_are_honoured(method, k):
    A, domain = poisson(), squares(k)
    ordering = pastix_py.order(A, domains=domain, ordering=method)
    graph = graph_of(canonical(A))
    check_separated(graph, ordering)
    inner = separated(graph.ptr, graph.ind, domain)
    part = part_of(ordering)
    for p in np.unique(part):
        found = np.unique(inner[part == p])
        assert found.size == 1, "a part is of one domain or of the interface"
    for d in range(k * k):
        place = np.sort(ordering.iperm[inner == d])
        assert place[-1] - place[0] + 1 == place.size, "a domain is numbered at a stretch"
    assert k == 1 or ordering.part_ptr[-1] - ordering.part_ptr[-2] <= 2 * N
    assert np.array_equal(pastix_py.order(A, domains=domain, ordering=method).perm, ordering.perm)


def test_domains_are_nested():
    ordering = pastix_py.order(poisson(), domains=squares(4))
    above = np.bincount(ordering.part_parent[ordering.part_parent >= 0])
    assert above.max() <= 4, "separators are bisections, not one for all domains"
    assert pastix_py.analyze(poisson(), ordering=ordering).nnz_factor < 6000


@pytest.mark.parametrize(
    "domain",
    [np.full(N * N, -1), np.zeros(N * N, int), np.where(np.arange(N * N) < 20, 5, -1), np.arange(N * N),
     np.arange(N * N) % 2, np.where(np.arange(N * N) % N < 8, 3, 10**12)],
    ids=["interface", "one", "small", "all", "odd", "labels"],
)  # fmt: skip
def test_odd_domains(domain):
    ordering = pastix_py.order(poisson(), domains=domain)
    check_separated(graph_of(canonical(poisson())), ordering)


@pytest.mark.parametrize("A", [sp.csc_array((0, 0)), sp.eye_array(1), sp.eye_array(40), np.ones((30, 30))])
def test_domains_of_odd_matrices(A):
    A = sp.csc_array(A, dtype=float)
    n = A.shape[0]
    ordering = pastix_py.order(A, domains=np.arange(n) % 3)
    assert np.array_equal(np.sort(ordering.perm), np.arange(n))
    if n:
        check_separated(graph_of(canonical(A)), ordering)


def test_domains_groups_and_unknowns_kept_last():
    A, domain = poisson(), squares(2)
    ordering = pastix_py.order(A, domains=domain, groups=np.arange(N * N) // 2, schur=[7, 6, 255])
    check_separated(graph_of(canonical(A)), ordering)
    assert ordering.perm[-3:].tolist() == [7, 6, 255]
    place = ordering.iperm[np.arange(8, 254)]
    assert (abs(np.diff(place.reshape(-1, 2), axis=1)) == 1).all()


@pytest.mark.parametrize(
    ("given", "error", "sentence"),
    [
        ({"groups": 7}, UsageError, "Groups of 7 unknowns do not make up the 256"),
        ({"groups": 0}, UsageError, "at least 1"),
        ({"groups": 2.5}, UsageError, "not 2.5"),
        ({"groups": [1, 2]}, InputError, "256 unknowns, but 2 entries in the list of groups"),
        ({"groups": np.zeros((16, 16), int)}, InputError, "one-dimensional list of integers"),
        ({"domains": np.zeros(256)}, InputError, "The domains must be a one-dimensional list of integers"),
        ({"domains": [0]}, InputError, "but 1 entries in the list of domains"),
        ({"domains": [0] * 200 + [-2] + [0] * 55}, InputError, "Unknown 200 is in domain -2"),
    ],
)
def test_wrong_lists_are_refused(given, error, sentence):
    with pytest.raises(error, match=sentence):
        pastix_py.order(poisson(), **given)


def test_lists_in_the_shell(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    A = poisson()
    pastix_py.write("A.mtx", canonical(A))
    np.savetxt("domains.txt", squares(2), fmt="%d")
    np.save("groups.npy", np.arange(N * N) // 2)
    (tmp_path / "last.txt").write_text("7 6\n255\n")
    lists = ["--groups", "groups.npy", "--domains", "domains.txt", "--last", "last.txt"]
    assert run(["order", "A.mtx", *lists, "-o", "A.ord"]) == 0
    expected = pastix_py.order(A, domains=squares(2), groups=2, schur=[7, 6, 255])
    assert np.array_equal(pastix_py.Ordering.load("A.ord").perm, expected.perm)
    assert run(["order", "A.mtx", "--groups", "2", "-o", "B.ord"]) == 0
    assert np.array_equal(pastix_py.Ordering.load("B.ord").perm, pastix_py.order(A, groups=2).perm)
    capsys.readouterr()
    for line, code, sentence in (
        ("--groups 3", 2, "do not make up"),
        ("--groups none.txt", 3, "none.txt does not exist"),
        ("--domains A.mtx", 3, "The list of domains A.mtx cannot be read"),
        ("--last domains.txt", 2, "given twice"),
        ("--domains domains.txt --ordering A.ord", 2, "for a method that orders"),
    ):
        assert run(["order", "A.mtx", *line.split(), "-o", "C.ord"]) == code
        assert sentence in capsys.readouterr().err
