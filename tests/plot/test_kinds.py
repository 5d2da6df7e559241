"""What every kind of picture shows is what is there, by an independent count."""

import json

import numpy as np
import pytest
from patterns import dense_pattern, sparse

import pastix_py
from pastix_py import analyze, factorize, generate, plot
from pastix_py.bench import tables
from pastix_py.errors import InputError, UsageError
from pastix_py.matrix.check import canonical
from pastix_py.ordering.ordering import Ordering
from pastix_py.plot import KINDS, draw, tree
from pastix_py.plot.profile import curve
from pastix_py.plot.residual import steps
from pastix_py.plot.style import THEMES


def test_spy_dots_are_the_entries():
    A = sparse(40, symmetric=False)
    (dots,) = plot("spy", A).axes[0].lines
    x, y = dots.get_data()
    row, column = A.nonzero()
    assert set(zip(y - 0.5, x - 0.5, strict=True)) == set(zip(row, column, strict=True))


def test_order_shows_groups_of_independent_unknowns():
    titles = {
        method: [axes.get_title("left") for axes in plot("order", generate("lap2:24"), ordering=method).axes]
        for method in ("colorrcm", "multicolor", "nd")
    }
    assert "2 groups of independent unknowns, by turns" in titles["multicolor"]
    assert any("groups of independent" in title for title in titles["colorrcm"])
    assert not any("groups of independent" in title for title in titles["nd"])


def test_spy_follows_an_ordering(tmp_path):
    matrix = canonical(sparse(40))
    perm = np.random.default_rng(3).permutation(40)
    ordering = Ordering.from_perm(perm, "mine")
    ordering.save(tmp_path / "o.ord")
    figure = plot("spy", matrix, ordering=str(tmp_path / "o.ord"))
    x, y = figure.axes[0].lines[0].get_data()
    assert set(zip(y - 0.5, x - 0.5, strict=True)) == set(
        map(tuple, np.argwhere(dense_pattern(matrix, ordering.iperm)))
    )
    assert "ordered by mine" in [text.get_text() for text in figure.texts]


def test_spy_of_a_large_matrix_is_a_small_image():
    matrix = generate("lap2:100")
    image = plot("spy", matrix).axes[0].images[0].get_array()
    assert image.shape == (400, 400)
    assert image.sum() == matrix.nnz
    assert image.mask.sum() == (np.asarray(image.filled(0)) == 0).sum() > 0


def test_supernodes_show_every_blok():
    plan = analyze(generate("lap2:12"), ordering="amd")
    symbol = plan.symbol
    axes = plot("supernodes", plan).axes
    off, diagonal = (np.array([p.vertices for p in c.get_paths()]) for c in axes[0].collections)

    def area(boxes):
        return (np.ptp(boxes[:, :, 0], axis=1) * np.ptp(boxes[:, :, 1], axis=1)).sum()

    widths = np.diff(symbol.cblk_col)
    assert len(diagonal) == symbol.n_cblk
    assert area(diagonal) == (widths**2).sum()
    assert area(off) == symbol.pattern().sum() - (widths * (widths + 1) // 2).sum()
    bars = [bar.get_height() for bar in axes[1].patches]
    groups = [np.count_nonzero((widths > 2 ** (k - 1)) & (widths <= 2**k)) for k in range(len(bars))]
    assert bars == groups
    assert sum(bar.get_height() for bar in axes[2].patches) == pytest.approx(100)


def test_etree_areas_are_in_proportion_to_work():
    plan = analyze(generate("lap2:30"), ordering="amd")
    whole = tree.tree_of(plan)
    drawn = tree.condensed(whole.parent, whole.work, whole.width)
    work, area = drawn.work[~drawn.collapsed], None
    for dots in plot("etree", plan).axes[0].collections:
        if len(dots.get_offsets()) == work.size:
            area = dots.get_sizes()
    large = area > area.min()
    np.testing.assert_allclose(area[large] / area.max(), work[large] / work.max())


@pytest.mark.parametrize("spec", ["lap2:9", "circuit:90"])
def test_fill_shows_A_and_what_it_lacks(spec):
    matrix = generate(spec)
    plan = analyze(matrix)
    axes = plot("fill", matrix).axes
    shown = axes[0].images[0].get_array().filled(-1)
    A, L = dense_pattern(matrix, plan.ordering.iperm), plan.symbol.pattern()
    A = np.tril(A | A.T)
    np.testing.assert_array_equal(shown, np.where(A, 1, np.where(L, 0, -1)))
    for line in axes[2].lines:
        assert line.get_ydata()[-1] == pytest.approx(100)
        assert (np.diff(line.get_ydata()) >= 0).all()


def test_fill_of_a_large_matrix_has_A_above_and_L_below():
    matrix = generate("lap2:30")
    plan = analyze(matrix)
    both = plot("fill", matrix).axes[0].images[0].get_array().filled(0)
    block = -(-matrix.n // both.shape[0])
    off = ~np.eye(matrix.n // block, dtype=bool)
    L, A = (p.reshape(len(off), block, len(off), block).sum(axis=(1, 3))
            for p in (plan.symbol.pattern(), dense_pattern(matrix, plan.ordering.iperm)))  # fmt: skip
    np.testing.assert_array_equal(np.tril(both), np.tril(L))
    np.testing.assert_array_equal(np.triu(both, 1), np.triu(A, 1))


def test_residual_shows_what_was_measured(tmp_path):
    A = generate("lap2:20")
    F = factorize(A, precision="mixed")
    F.solve(np.ones(400))
    (tmp_path / "r.json").write_text(F.report.to_json())
    history = F.report.refinement["history"]
    assert history[-1]["componentwise_backward_error"] == F.report.componentwise_backward_error
    assert history[-1]["iteration"] == F.report.refinement["iterations"] == len(history) - 1 > 0
    normwise, componentwise, target = plot("residual", tmp_path / "r.json").axes[0].lines
    want = [line["componentwise_backward_error"] for line in history]
    np.testing.assert_allclose(componentwise.get_ydata(), want)
    assert componentwise.get_xdata().tolist() == list(range(len(history)))
    assert normwise.get_ydata()[-1] == F.report.backward_error
    assert set(target.get_ydata()) == {1e-14}


def test_residual_goes_on_after_an_escalation():
    history = [{"iteration": k, "componentwise_backward_error": e, "backward_error": 1e-9}
               for k, e in ((0, 1e-3), (1, None), (0, 1e-8), (3, 0.0))]  # fmt: skip
    count, componentwise, _, starts = steps(history)
    assert count.tolist() == [0, 1, 2, 5]
    assert starts.tolist() == [2]
    np.testing.assert_array_equal(componentwise, [1e-3, np.nan, 1e-8, 0.0])


def test_residual_shows_an_iteration(tmp_path):
    A, report = generate("lap2:20"), pastix_py.Report()
    pastix_py.iterate(A, np.ones(400), krylov="gmres", restart=20, report=report)
    (tmp_path / "r.json").write_text(report.to_json())
    history = report.iteration["history"]
    claimed, measured, target = plot("residual", tmp_path / "r.json").axes[0].lines
    assert claimed.get_xdata().tolist() == list(range(1, report.iteration["iterations"] + 1))
    assert measured.get_ydata()[0] == 1.0
    assert measured.get_ydata()[-1] == history[-1]["residual"]
    np.testing.assert_allclose(history[-1]["residual"], report.iteration["residual"], rtol=1e-6)
    assert set(target.get_ydata()) == {1e-8}


def run(matrix, solver, seconds):
    found = {"key": matrix + solver, "matrix": matrix, "solver": solver, "options": {}, "reason": None}
    return found | {"status": "ok" if seconds else "failed", "total_seconds": seconds}


RUNS = [
    run("a", "x", 1.0), run("a", "y", 2.0), run("a", "z", None), run("b", "x", 9.0), run("b", "y", 3.0),
    run("b", "z", 4.5), run("c", "x", None), run("c", "y", None), run("c", "z", None), run("d", "x", 5.0),
    run("d", "y", None), run("d", "z", None), run("a", "x", 4.0),
]  # fmt: skip


def test_profile_by_hand():
    profiles = tables.profile(RUNS)
    assert {label: found.tolist() for label, (found, _) in profiles.items()} == {
        "x": [1, 1, 3],
        "y": [1, 2],
        "z": [1.5],
    }
    x, y = curve(*profiles["x"], 8.0)
    assert [y[np.searchsorted(x, tau, "right") - 1] for tau in (1, 2.9, 3, 8)] == [0.5, 0.5, 0.75, 0.75]


def test_profile_is_drawn_as_steps():
    axes = plot("profile", RUNS).axes[0]
    lines = {line.get_label(): line for line in axes.lines}
    assert list(lines) == ["x", "y", "z"]
    assert lines["y"].get_drawstyle() == "steps-post"
    assert lines["y"].get_ydata()[-1] == 50
    assert lines["z"].get_ydata()[0] == 0


def test_profile_without_successes_is_refused():
    with pytest.raises(InputError, match="succeeded"):
        plot("profile", [run("a", "x", None)])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("profile", "gantt", "partition", "hmatrix")])
def test_every_kind_takes_every_shape(kind):
    small = [
        np.zeros((0, 0)),
        np.array([[2.0]]),
        np.diag(np.arange(1.0, 30)),
        np.ones((9, 9)) + 9 * np.eye(9),
        [[2, 1], [1, 2]],
    ]
    for A in (*small, generate("helm3:4"), generate("circuit:120"), generate("lap3:3")):
        assert len(plot(kind, A).axes) >= 1


def test_saved_nouns_are_drawn(tmp_path):
    matrix = generate("lap2:10")
    factors = factorize(matrix)
    factors.save(tmp_path / "A.factors")
    factors.plan.save(tmp_path / "A.plan")
    for kind in ("spy", "order", "etree", "supernodes", "fill"):
        assert draw(kind, str(tmp_path / "A.factors")).title == "lap2:10"
    assert draw("etree", str(tmp_path / "A.plan")).title == "A"
    with pytest.raises(InputError, match=r"A\.plan.* takes a matrix or saved factors"):
        draw("fill", str(tmp_path / "A.plan"))
    with pytest.raises(UsageError, match="no effect"):
        draw("supernodes", str(tmp_path / "A.plan"), "amd")


def test_wrong_inputs_are_refused(tmp_path):
    (tmp_path / "half.json").write_text('{"refinement": ')
    (tmp_path / "other.json").write_text('{"a": 1}')
    (tmp_path / "odd.json").write_text('{"refinement": 3}')
    (tmp_path / "old.json").write_text(json.dumps(pastix_py.Report(refinement={"method": "none"}).as_dict()))
    for name, part in (("half", "damaged"), ("other", "no report"), ("odd", "no report"), ("old", "history")):
        with pytest.raises(InputError, match=part):
            draw("residual", str(tmp_path / f"{name}.json"))
    with pytest.raises(InputError, match="results"):
        draw("profile", str(tmp_path / "other.json"))
    with pytest.raises(InputError, match="finite"):
        draw("spy", np.array([[np.nan]]))
    with pytest.raises(InputError, match="square"):
        draw("order", np.ones((2, 3)))
    with pytest.raises(UsageError, match="'supernodes'"):
        draw("supernode", np.eye(3))
    with pytest.raises(UsageError, match="no effect"):
        draw("profile", RUNS, "amd")


@pytest.mark.parametrize("spec", ["lap3:10", "convdiff3:10"])
def test_ranks_show_every_blok_by_its_rank(spec):
    F = factorize(generate(spec), compress="just-in-time", tolerance=1e-4, panel_width=64, threads=1)
    symbol, low, sides = F.plan.symbol, F.panels.low_rank, 1 + (F.plan.kind == "lu")
    axes = plot("ranks", F).axes[0]
    whole, diagonal, dense, ranked = (np.array([p.vertices for p in c.get_paths()]) for c in axes.collections)
    shown = dict(zip(((*box[0], *box[2]) for box in ranked), axes.collections[3].get_array(), strict=True))
    expected, n_dense = {}, 0
    wide = np.flatnonzero(F.plan.layout.is_low)
    for c in wide:
        left, right = symbol.cblk_col[c], symbol.cblk_col[c + 1]
        for b in range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1]):
            top, bottom = symbol.blok_begin[b], symbol.blok_end[b]
            for side in range(sides):
                rank = low.rank[side, b]
                box = (left, top, right, bottom) if side == 0 else (top, left, bottom, right)
                if rank >= 0:
                    expected[box] = rank / min(right - left, bottom - top)
                n_dense += rank < 0
    assert expected and shown == pytest.approx(expected)
    assert (len(dense), len(diagonal)) == (n_dense, wide.size)
    assert len(whole) == sides * (symbol.n_blok - wide.size) - len(ranked) - len(dense)


def test_partition_colours_every_triangle_by_its_cluster():
    mesh = pastix_py.shape("sphere:400")
    figure = plot("partition", mesh, partitioner="octree", level=1)
    (faces,) = figure.axes[0].collections
    assert len(faces.get_paths()) == mesh.n_element
    sizes = figure.axes[1].patches[0].get_data().values
    points = mesh.coordinates[mesh.node.reshape(-1, 3)].mean(axis=1)
    tree = pastix_py.cluster(points, method="octree")
    assert sizes.tolist() == sorted(np.bincount(tree.at(1)))
    assert len(set(map(tuple, THEMES["light"].clusters(32)))) == 32


def test_partition_of_points_and_of_matrices():
    for source in ("lap2:12", "lap3:6", generate("lap3:6")):
        (dots,) = plot("partition", source).axes[0].collections
        assert len(dots.get_offsets()) in (144, 216)
    with pytest.raises(InputError, match="no coordinates"):
        plot("partition", sparse(40))
    places = np.random.default_rng(0).random((40, 2))
    (dots,) = plot("partition", sparse(40), coordinates=places).axes[0].collections
    assert set(map(tuple, dots.get_offsets())) == set(map(tuple, places))


@pytest.mark.jit
def test_hmatrix_shows_every_block_by_its_rank():
    points = np.random.default_rng(0).random((400, 2))
    tree = pastix_py.cluster(points, leaf=32)
    H = pastix_py.hmatrix(pastix_py.covariance(points, "matern32", 0.5), tree, points, tolerance=1e-4)
    axes = plot("hmatrix", H).axes
    dense, low = axes[0].collections
    rank = H.leaves.rank
    top, left = H.tree.places[:, :2].T
    twice = 1 + (top != left)  # half is stored, and shown on both sides
    assert H.tree.half
    assert len(dense.get_paths()) == twice[rank < 0].sum() > 0
    shown = {tuple(p.vertices[0]): value for p, value in zip(low.get_paths(), low.get_array(), strict=True)}
    places = zip(H.tree.places[rank >= 0], rank[rank >= 0], strict=True)
    assert shown == {at: value for (row, column, _, _), value in places for at in ((column, row), (row, column))}
    assert sum(bar.get_height() for bar in axes[2].patches) == (rank >= 0).sum()
    with pytest.raises(UsageError, match="no effect"):
        plot("hmatrix", H, tolerance=1e-3)
    with pytest.raises(InputError, match="takes a mesh"):
        plot("hmatrix", sparse(40))


def test_ranks_of_a_matrix_are_those_of_its_factors():
    matrix = generate("lap3:10")
    options = {"compress": "just-in-time", "threads": 1, "scheduler": "deterministic"}
    F = factorize(matrix, tolerance=1e-4, **options)
    of_matrix, of_factors = (plot("ranks", A, tolerance=t).axes[1] for A, t in ((matrix, 1e-4), (F, 0.0)))
    assert sum(bar.get_height() for bar in of_matrix.patches) == pytest.approx(
        sum(bar.get_height() for bar in of_factors.patches), abs=2
    )
    with pytest.raises(UsageError, match="no effect here"):
        plot("ranks", F, tolerance=1e-4)
    with pytest.raises(UsageError, match="no effect on the picture spy"):
        plot("spy", matrix, tolerance=1e-4)
    with pytest.raises(InputError, match="without compression"):
        plot("ranks", factorize(matrix))
