"""Row orders: nothing but runs changes, and runs are few, by brute force over all orders of small supernodes."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from patterns import assert_same_but_inside_supernodes

from pastix_py import analyze, factorize, generate
from pastix_py.layout.plan import Plan
from pastix_py.options import Options
from pastix_py.ordering.graph import graph_of
from pastix_py.ordering.ordering import Ordering
from pastix_py.symbolic import row_sets as module
from pastix_py.symbolic.factorize import symbolic_factorization
from pastix_py.symbolic.reorder import ROW_ORDERS, reorder
from pastix_py.symbolic.row_lists import move_rows
from pastix_py.symbolic.row_sets import RowLists, distance, ones, row_sets, sets_of_columns

REORDERINGS = [method for method in ROW_ORDERS if method != "none"]
WORDS = st.integers(-(2**63), 2**63 - 1)
SETS = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.sets(st.integers(0, width - 1), min_size=1), max_size=9).map(lambda sets: (width, sets))
)


def lists_of(width, sets):
    """Return the row lists of one last supernode of `width` columns, below it a descendant of one column a set."""
    m = len(sets)
    rows = np.array([m + row for members in sets for row in sorted(members)], np.int64)
    row_ptr = np.cumsum([0, *(len(members) for members in sets), 0])
    owner = np.concatenate([np.arange(m), np.full(width, m)])
    return RowLists(rows, row_ptr, row_ptr[1:]), owner, np.append(np.arange(m + 1), m + width)


def runs(order, sets):
    """Return how many runs the sets are cut into by an order of the columns."""
    place = {column: k for k, column in enumerate(order)}
    total = 0
    for members in sets:
        places = sorted(place[column] for column in members)
        total += 1 + sum(b > a + 1 for a, b in pairwise(places))
    return total


def bits_of(function, lists, f, width):
    """Return the sets of the columns of the last supernode, f, by `sets_of_columns`."""
    found = row_sets(*lists, np.int64(0))
    room = module.room_for_sets(found.ptr, lists[-1])
    room[:] = -1
    return function(room, found.rows, found.low[found.ptr[f] :], found.high[found.ptr[f] :], f, width)


def reordered(method, width, sets):
    """Return the order of the columns of the last supernode, counted from 0."""
    order = reorder(method, *lists_of(width, sets), narrow=0)
    m = len(sets)
    assert_array_equal(order[:m], np.arange(m))
    return (order[m:] - m).tolist()


@given(SETS, st.randoms(use_true_random=False), st.integers(1, 2))
def test_moved_rows_are_sorted_again(made, random, threads):
    width, sets = made
    lists, owner, begin = lists_of(width, sets)
    m = len(sets)
    order = np.append(np.arange(m), m + np.array(random.sample(range(width), width), np.int64))
    place = np.argsort(order)
    expected = [sorted(place[m + row] for row in members) for members in sets]
    move_rows(lists, owner, begin, order, threads)
    assert lists.rows.tolist() == [row for members in expected for row in members]


def test_moved_rows_of_a_wide_supernode():
    width, rng = 300, np.random.default_rng(1)
    sets = [set(rng.permutation(width)[:size].tolist()) for size in (1, 64, 299, 300, 7)]
    lists, owner, begin = lists_of(width, sets)
    order = np.append(np.arange(5), 5 + rng.permutation(width))
    place = np.argsort(order)
    expected = [row for members in sets for row in sorted(place[5 + row] for row in members)]
    move_rows(lists, owner, begin, order)
    assert lists.rows.tolist() == expected


def test_the_option_names_the_row_orders():
    assert Options.__dataclass_fields__["row_order"].metadata["choices"] == tuple(ROW_ORDERS)


@given(SETS)
def test_runs_are_near_the_fewest(case):
    width, sets = case
    fewest = min(runs(order, sets) for order in permutations(range(width)))
    for method in REORDERINGS:
        order = reordered(method, width, sets)
        assert sorted(order) == list(range(width))
        assert fewest <= runs(order, sets) <= 1.5 * fewest


def test_runs_over_many_small_supernodes_are_near_the_fewest():
    rng = np.random.default_rng(4)
    problems = [
        [set(rng.permutation(6)[: rng.integers(2, 6)].tolist()) for _ in range(rng.integers(3, 9))] for _ in range(100)
    ]
    fewest = sum(min(runs(order, sets) for order in permutations(range(6))) for sets in problems)
    found = {method: sum(runs(reordered(method, 6, sets), sets) for sets in problems) for method in ROW_ORDERS}
    assert found["none"] > 1.25 * fewest
    assert fewest <= found["salesman"] <= 1.1 * fewest
    assert fewest <= found["refine"] <= 1.05 * fewest


@pytest.mark.parametrize("method", REORDERINGS)
@pytest.mark.parametrize("seed", range(5))
def test_nested_sets_become_one_run_each(method, seed):
    columns = np.random.default_rng(seed).permutation(40).tolist()
    sets = [set(columns[:k]) for k in (3, 8, 9, 20, 33, 40)]
    assert runs(range(40), sets) > 2 * len(sets)
    assert runs(reordered(method, 40, sets), sets) == len(sets)


@given(st.lists(WORDS, min_size=3, max_size=3), st.lists(WORDS, min_size=3, max_size=3))
def test_distance(a, b):
    bits = np.array([a, b], np.int64)
    expected = sum(bin((x ^ y) % 2**64).count("1") for x, y in zip(a, b, strict=True))
    assert distance(bits, 0, 1) == distance(bits, 1, 0) == expected
    assert ones(a[0]) == bin(a[0] % 2**64).count("1")


@given(SETS, st.integers(0, 80))
def test_sets_of_columns(case, more):
    width, sets = case
    sets = sets + [{0, width - 1}] * more
    lists = lists_of(width, sets)
    bits = bits_of(sets_of_columns, lists, len(sets), width)
    counted = [members for members in sets if 1 < len(members) < width]
    holding = [{k for k, members in enumerate(counted) if column in members} for column in range(width)] + [set()]
    for a in range(width + 1):
        for b in range(width + 1):
            assert distance(bits, a, b) == len(holding[a] ^ holding[b])


def test_the_smallest_sets_are_left_out_where_memory_ends(monkeypatch):
    for name in ("words", "room_for_sets"):
        function = getattr(module, name)
        monkeypatch.setattr(module, name, getattr(function, "py_func", function))
    monkeypatch.setattr(module, "MOST_WORDS", 7)
    sets = [{0, 1}] * 100 + [{0, 1, 2}] * 70
    python = getattr(sets_of_columns, "py_func", sets_of_columns)
    bits = bits_of(python, lists_of(6, sets), len(sets), 6)
    assert [sum(ones(word) for word in column) for column in bits] == [64, 64, 64, 0, 0, 0, 0]


def test_sets_are_sorted_by_size_and_complete():
    rng = np.random.default_rng(3)
    sets = [set(rng.permutation(9)[: rng.integers(1, 10)].tolist()) for _ in range(50)]
    found = row_sets(*lists_of(9, sets), np.int64(0))
    assert found.ptr.tolist() == [0] * 51 + [found.low.size]
    members = [set((found.rows[a:b] - 50).tolist()) for a, b in zip(found.low, found.high, strict=True)]
    assert [len(m) for m in members] == sorted((len(m) for m in members), reverse=True)
    assert sorted(map(sorted, members)) == sorted(sorted(m) for m in sets if 1 < len(m) < 9)


@pytest.mark.parametrize("method", ROW_ORDERS)
@pytest.mark.parametrize("spec", ["lap2:13", "lap3:6", "circuit:200", "kkt2:6"])
def test_nothing_but_runs_changes(method, spec):
    matrix = generate(spec)
    graph = graph_of(matrix)
    given_order = Ordering.from_perm(np.random.default_rng(1).permutation(matrix.n), "random")
    plain = symbolic_factorization(graph, given_order, row_order="none")
    found = symbolic_factorization(graph, given_order, row_order=method)
    assert_same_but_inside_supernodes(found, plain)
    assert found.row_order[:1] + found.row_order[2:] == (method, plain.symbol.n_blok, found.symbol.n_blok)
    if method != "none":
        assert found.symbol.n_blok < plain.symbol.n_blok


def test_report_and_plan_tell_what_was_done(tmp_path):
    A = generate("lap2:20")
    plan = analyze(A, row_order="salesman", panel_width=4)
    plan.save(tmp_path / "A.plan")
    told = factorize(A, plan=Plan.load(tmp_path / "A.plan")).report.analysis["row_order"]
    assert told == plan.row_order._asdict() | {"seconds": 0.0}
    assert plan.row_order.seconds > 0
    assert told["n_blok"] < told["n_blok_before"]
    assert f"salesman: {told['n_blok']:,} blocks" in repr(plan)
    fresh = factorize(A, row_order="none").report.analysis["row_order"]
    assert fresh["n_blok"] == fresh["n_blok_before"] == told["n_blok_before"]
