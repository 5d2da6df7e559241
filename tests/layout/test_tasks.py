"""The task graph: every update once, after what it needs, before what needs it; the same for any number of workers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from problems import system

from pastix_py import analyze, generate
from pastix_py.layout.plan import first_panels
from pastix_py.layout.tasks import DIAGONAL, PANEL, SOLVE, SUBTREE, UPDATE, Sizes, build_tasks, tree_of

problems = st.builds(
    system, st.integers(0, 60), st.just("ldlt"), st.just("d"), st.floats(0, 0.4), st.integers(0, 10**6)
)
sizes = st.sampled_from(
    [Sizes(0.0, 0.0, 0.0, 3), Sizes(6e4, 3e4, 0.0, 2), Sizes(2e5, 1e5, 1e9, 5), Sizes(1e12, 1e12, 1e12, 512)]
)


def graph_of_tasks(A, chosen, width, n_schur=0):
    plan = analyze(A, panel_width=width, schur=range(n_schur))
    return plan, build_tasks(plan.symbol, plan.layout, n_schur, chosen)


def ancestors(tasks):
    """Return, for each task, the set of those that must have ended, through any number of steps."""
    found = [set() for _ in range(tasks.n_task)]
    for t in range(tasks.n_task):
        for s in tasks.succ[tasks.succ_ptr[t] : tasks.succ_ptr[t + 1]]:
            assert s > t
            found[s] |= found[t] | {t}
    return found


def enders(plan, tasks):
    """Return the task that ends each blok, of those that are factored."""
    final = np.full(plan.symbol.n_blok, -1)
    for t in range(tasks.n_task):
        if tasks.kind[t] == SUBTREE:
            low, high = plan.symbol.cblk_blok[tasks.first[t]], plan.symbol.cblk_blok[tasks.cblk[t] + 1]
        elif tasks.kind[t] in (PANEL, DIAGONAL, SOLVE):
            low, high = tasks.blok_low[t], tasks.blok_high[t]
        else:
            continue
        assert (final[low:high] == -1).all()
        final[low:high] = t
    return final


@given(problems, sizes, st.integers(1, 9), st.integers(0, 3))
def test_every_update_is_made_once_after_what_it_needs(A, chosen, width, n_schur):
    n_schur = min(n_schur, A.shape[0])
    plan, tasks = graph_of_tasks(A, chosen, width, n_schur)
    symbol, layout = plan.symbol, plan.layout
    before, final = ancestors(tasks), enders(plan, tasks)
    assert (final[: symbol.cblk_blok[plan.n_factored]] >= 0).all()
    made = set()
    for t in range(tasks.n_task):
        for f in range(tasks.first[t], tasks.cblk[t] + 1):
            whole = tasks.kind[t] == SUBTREE
            low, high = symbol.brow_ptr[f : f + 2] if whole else (tasks.brow_low[t], tasks.brow_high[t])
            bloks = range(*symbol.cblk_blok[f : f + 2]) if whole else range(tasks.blok_low[t], tasks.blok_high[t])
            rows = {row for b in bloks for row in range(symbol.blok_begin[b], symbol.blok_end[b])}
            for b in symbol.brow[low:high]:
                source = range(b, symbol.cblk_blok[layout.blok_cblk[b] + 1])
                needed = [x for x in source if symbol.blok_begin[x] in rows]
                for x in needed:
                    assert (b, x) not in made
                    made.add((b, x))
                for x in [b, *needed] if needed else []:
                    assert final[x] == t if whole and final[x] == t else final[x] in before[t]
    wanted = {(b, x) for b in symbol.brow for x in range(b, symbol.cblk_blok[layout.blok_cblk[b] + 1])}
    assert {(b, x) for b, x in wanted if (b, x) not in made} == set()


@given(problems, sizes, st.integers(1, 9))
def test_updates_of_a_region_end_before_it_is_solved_and_have_turns(A, chosen, width):
    _, tasks = graph_of_tasks(A, chosen, width)
    before = ancestors(tasks)
    for region in range(tasks.n_region):
        inside = np.flatnonzero(tasks.region == region)
        assert (tasks.kind[inside[:-1]] == UPDATE).all()
        assert tasks.kind[inside[-1]] != UPDATE
        assert before[inside[-1]] >= set(inside[:-1])
        assert list(tasks.next[inside[:-1]]) == list(inside[1:-1]) + [-1] * (inside.size > 1)
    diagonal = {tasks.cblk[t]: t for t in range(tasks.n_task) if tasks.kind[t] == DIAGONAL}
    for t in np.flatnonzero(tasks.kind == SOLVE):
        assert diagonal[tasks.cblk[t]] in before[t]


@given(problems, sizes, st.integers(1, 9))
def test_counts_and_priorities_belong_to_the_edges(A, chosen, width):
    _, tasks = graph_of_tasks(A, chosen, width)
    assert np.array_equal(tasks.n_pred, np.bincount(tasks.succ, minlength=tasks.n_task))
    for t in range(tasks.n_task):
        later = [
            *tasks.succ[tasks.succ_ptr[t] : tasks.succ_ptr[t + 1]],
            *tasks.next[t : t + 1][tasks.next[t : t + 1] >= 0],
        ]
        assert np.isclose(
            tasks.priority[t], tasks.cost[t] + max((tasks.priority[s] for s in later if s >= 0), default=0.0)
        )


def test_subtrees_are_whole_and_within_their_size():
    plan = analyze(generate("lap2:60"), panel_width=16)
    chosen = Sizes(3e6, 1e6, 8e6, 64)
    tasks = build_tasks(plan.symbol, plan.layout, 0, chosen)
    parent = tree_of(plan.symbol)
    subtrees = np.flatnonzero(tasks.kind == SUBTREE)
    assert subtrees.size > 10
    for t in subtrees:
        inside = set(range(tasks.first[t], tasks.cblk[t] + 1))
        children = {c for c in range(plan.symbol.n_cblk) if parent[c] in inside}
        assert children <= inside
        assert tasks.cost[t] <= chosen.subtree


@pytest.mark.parametrize("spec", ["lap2:120", "lap3:20", "convdiff3:20"])
def test_work_is_shared_out_where_there_is_enough(spec):
    tasks = analyze(generate(spec)).tasks
    assert tasks.priority.max() < 0.8 * tasks.cost.sum()
    assert tasks.cost.max() < 0.3 * tasks.cost.sum()


def test_plan_of_another_kind_keeps_the_tasks():
    plan = analyze(generate("lap3:6"))
    assert plan.with_kind("lu").tasks is plan.tasks
    assert replace(plan, kind="lu").tasks is plan.tasks


def rows_of(symbol, c):
    """Return the rows of a cblk, its own columns among them."""
    bloks = range(symbol.cblk_blok[c], symbol.cblk_blok[c + 1])
    return {row for b in bloks for row in range(symbol.blok_begin[b], symbol.blok_end[b])}


@pytest.mark.parametrize("spec", ["lap3:7", "elast3:4", "circuit:300"])
def test_panels_of_one_supernode(spec):
    plan = analyze(generate(spec), panel_width=5)
    symbol, first = plan.symbol, first_panels(plan.symbol, plan.layout)
    for c in range(symbol.n_cblk):
        rows = rows_of(symbol, c)
        for before in range(max(first[c] - 1, 0), c):
            between = set(range(symbol.cblk_col[before], symbol.cblk_col[c]))
            assert (rows_of(symbol, before) == between | rows) == (before >= first[c])


@pytest.mark.parametrize("strategy", ["just-in-time", "during", "minimal-memory"])
@pytest.mark.parametrize("spec", ["lap3:8", "elast3:5"])
def test_what_a_compressed_cblk_waits_for(monkeypatch, strategy, spec):
    monkeypatch.setattr("pastix_py.layout.layout.LEAST_WIDTH", 4)
    monkeypatch.setattr("pastix_py.layout.tasks.Sizes.suiting", lambda _: Sizes(0.0, 0.0, 0.0, 30))
    plan = analyze(generate(spec), compress=strategy, panel_width=8)
    symbol, layout, tasks = plan.symbol, plan.layout, plan.tasks
    before, final, first = ancestors(tasks), enders(plan, tasks), first_panels(symbol, layout)
    assert layout.is_low.any()
    n_update = np.count_nonzero(tasks.kind[layout.is_low[tasks.cblk] == 1] == UPDATE)
    assert (n_update > 0) == (strategy != "minimal-memory")
    for f in np.flatnonzero(layout.is_low):
        until = {"just-in-time": 0, "during": first[f], "minimal-memory": f}[strategy]
        begins = np.flatnonzero((tasks.cblk == f) & (tasks.kind != SUBTREE))
        for region in np.unique(tasks.region[begins]):
            t = begins[tasks.region[begins] == region][0]
            low, high = tasks.blok_low[t], tasks.blok_high[t]
            written = set(range(symbol.blok_begin[low], symbol.blok_end[high - 1]))
            for b in symbol.brow[symbol.brow_ptr[f] : symbol.brow_ptr[f + 1]]:
                c = layout.blok_cblk[b]
                touched = written & {r for r in rows_of(symbol, c) if r >= symbol.blok_begin[b]}
                assert c >= until or not touched or final[b] in before[t]
