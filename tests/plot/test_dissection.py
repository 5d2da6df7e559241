"""Domains and separators as they are drawn: by the definition, whatever the numbering."""

import numpy as np
import pytest
from patterns import sparse

from pastix_py import generate, order, plot
from pastix_py.errors import InputError, UsageError
from pastix_py.matrix.check import canonical
from pastix_py.ordering import nd
from pastix_py.ordering.ordering import Ordering
from pastix_py.ordering.parts import depths
from pastix_py.plot import draw, places
from pastix_py.plot.dissection import DOMAINS, LEVELS, dissection_of
from pastix_py.plot.source import Source

CASES = [("lap2:40", "nd"), ("lap2:40", "metis"), ("lap3:12", "metis"), ("lap3:12", "nd"), ("circuit:900", "nd")]


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Dissect small graphs too."""
    monkeypatch.setattr(nd, "CONTEST", 0)
    monkeypatch.setattr(nd, "SMALL", -1)


def edges(matrix):
    A = matrix.full().tocoo()
    return A.row, A.col


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def case(request):
    spec, method = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nd, "CONTEST", 0)
        patch.setattr(nd, "SMALL", -1)
        source = Source(generate(spec), method)
        return source, dissection_of(source.numbering, source.plan)


def test_no_entry_connects_two_domains(case):
    source, found = case
    count = found.roots.size
    assert found.is_known is (source.asked == "nd")
    assert 2 <= count <= DOMAINS
    of = np.repeat(found.domain, found.width)[found.iperm]
    a, b = edges(source.matrix)
    inside = (of[a] >= 0) & (of[b] >= 0)
    assert (of[a][inside] == of[b][inside]).all()
    assert np.bincount(of[of >= 0], minlength=count).tolist() == found.columns[found.roots].tolist()
    assert found.columns[found.roots].min() * 50 >= source.matrix.n


def test_codes_are_levels_and_domains(case):
    _, found = case
    codes, place = found.codes(), found.iperm
    node = np.searchsorted(found.begin, place, side="right") - 1
    beside = codes == LEVELS + found.roots.size
    inside = (codes >= LEVELS) & ~beside
    assert (codes[inside] - LEVELS == found.domain[node[inside]]).all()
    assert (found.domain[node[beside]] == -1).all()
    for k in np.unique(node[codes < LEVELS]):
        above, ancestors = found.parent[k], []
        while above >= 0:
            ancestors.append(above)
            above = found.parent[above]
        assert k in found.parent or k in found.opened
        if found.is_known:
            assert set(codes[node == k]) == {min(len(ancestors), LEVELS - 1)}
    # What separates the domains at the top leaves them apart, without the separators inside of them.
    assert set(found.opened) <= set(node[codes < LEVELS])


def test_separators_separate_at_every_level(case):
    source, found = case
    if not found.is_known:
        return
    codes = found.codes()
    a, b = edges(source.matrix)
    node = np.searchsorted(found.begin, found.iperm, side="right") - 1
    for level in range(LEVELS - 1):
        ancestor = np.arange(found.parent.size)
        for k in range(found.parent.size - 1, -1, -1):
            ancestor[k] = ancestor[found.parent[k]] if found.level[k] > level + 1 else k
        free = (codes[a] > level) & (codes[b] > level)
        assert (ancestor[node[a]][free] == ancestor[node[b]][free]).all()


def test_depths():
    assert depths(np.array([2, 2, 6, 5, 5, 6, -1, -1])).tolist() == [2, 2, 1, 2, 2, 1, 0, 0]
    assert depths(np.zeros(0, np.int64)).tolist() == []


def test_one_part_is_no_tree_of_separators():
    matrix = generate("lap2:6")
    source = Source(matrix, Ordering(np.arange(36), np.arange(36), np.array([0, 36]), np.array([-1])))
    assert not dissection_of(source.numbering, source.plan).is_known


def test_many_components_and_wide_roots():
    for count in (3, 40, 100):
        A = np.kron(np.eye(count), np.ones((4, 4)) + 4 * np.eye(4))
        source = Source(A, "amd")
        found = dissection_of(source.numbering, source.plan)
        assert found.roots.size == (count if count <= 50 else 0)
        assert found.codes().max() <= LEVELS + found.roots.size
        assert len(plot("order", A, ordering="amd").axes) >= 4


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_the_saved_tree_is_drawn_with_its_sizes(tmp_path):
    matrix = generate("lap2:30")
    ordering = order(matrix, ordering="nd")
    ordering.save(tmp_path / "A.ord")
    figure = plot("order", matrix, ordering=str(tmp_path / "A.ord"))
    (axes,) = (each for each in figure.axes if each.get_title("left").startswith("separator tree"))
    found = dissection_of(ordering, None)
    sizes = np.diff(ordering.part_ptr)
    want = [str(sizes[k]) for k in found.opened] + [str(found.columns[k]) for k in found.roots]
    assert sorted(texts(axes)) == sorted(want)
    assert found.columns[found.roots].sum() + sizes[found.opened].sum() == 900
    bars = [np.ptp(line.get_ydata()) for line in axes.lines]
    np.testing.assert_allclose(np.array(bars) / max(bars), sizes[found.opened] / sizes[found.opened].max())
    (discs,) = (each for each in axes.collections if len(each.get_offsets()) == found.roots.size)
    area = found.columns[found.roots] / found.columns[found.roots].max()
    np.testing.assert_allclose(discs.get_sizes() / discs.get_sizes().max(), area)


def dots(figure):
    """Return (offsets, values) of the scatter plots of a figure."""
    found = [c for axes in figure.axes for c in axes.collections if c.get_array() is not None and len(c.get_offsets())]
    return [(c.get_offsets(), c.get_array()) for c in found]


def test_unknowns_are_drawn_at_their_coordinates(tmp_path):
    matrix = canonical(sparse(60))
    xy = np.random.default_rng(0).random((60, 2))
    np.savetxt(tmp_path / "xy.txt", xy)
    figure = plot("order", matrix, ordering="amd", coordinates=str(tmp_path / "xy.txt"))
    (where, place), (again, codes) = dots(figure)
    source = Source(matrix, "amd")
    found = dissection_of(source.numbering, source.plan)
    assert dict(zip(map(tuple, where.tolist()), place, strict=True)) == dict(
        zip(map(tuple, xy.tolist()), found.iperm, strict=True)
    )
    assert dict(zip(map(tuple, again.tolist()), codes, strict=True)) == dict(
        zip(map(tuple, xy.tolist()), found.codes(), strict=True)
    )
    assert (np.diff(place) >= 0).all()
    assert (np.diff(codes) <= 0).all()
    for value in (xy, np.random.default_rng(0).random((20, 3))):
        assert len(dots(plot("order", matrix, ordering="amd", coordinates=value))) == 2


def test_what_is_near_hides_what_is_far():
    points = np.array([[0.0, 0, 0], [-0.5, -0.32, 1]])
    assert np.allclose(*places.seen(points))
    assert places.away(points)[0] < places.away(points)[1]


def test_wrong_coordinates():
    matrix = generate("lap2:4")
    with pytest.raises(InputError, match="25 × 2"):
        draw("order", matrix, coordinates="lap2:5")
    with pytest.raises(UsageError, match="no effect"):
        draw("spy", matrix, coordinates="lap2:4")
    with pytest.raises(UsageError, match="no effect"):
        plot("fill", matrix, coordinates=np.ones((16, 2)))
