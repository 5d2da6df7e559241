"""The graph of the solves: whatever two tasks share, and one of them writes, is ordered by what they wait for."""

import numpy as np
import pytest
from problems import system

from pastix_py import analyze
from pastix_py.layout.sweeps import SweepKind, build_sweeps
from pastix_py.matrix.generate import generate

CASES = {"grid": (None, 0), "random": (0.06, 0), "schur": (0.06, 7), "diagonal": (0.0, 0)}


def plan_of(case):
    density, n_schur = CASES[case]
    A = generate("lap2:12").full() if density is None else system(90, "llt", density=density, seed=3)
    return analyze(A, panel_width=5, schur=range(n_schur))


def sweeps_of(plan):
    return build_sweeps(plan.symbol, plan.layout, plan.n_factored, shares=6, least=12, piece=24)


def rows_below(symbol, c):
    bloks = range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1])
    return np.concatenate([np.arange(symbol.blok_begin[b], symbol.blok_end[b]) for b in bloks] + [np.zeros(0, int)])


def destinations(plan, buffers, c):
    """Return the rows that take what cblk c contributes, row by row."""
    symbol = plan.symbol
    bloks = range(symbol.cblk_blok[c] + 1, symbol.cblk_blok[c + 1])
    height = symbol.blok_end - symbol.blok_begin
    return np.concatenate([buffers.destination[b] + np.arange(height[b]) for b in bloks] + [np.zeros(0, int)])


def own_buffer(plan, buffers, c):
    return plan.n + np.arange(buffers.start[c], buffers.start[c + 1])


def forward_access(plan, buffers, sweep, t):
    """Return (read, written) rows of a forward task, by what its kind is said to do."""
    symbol, c, kind = plan.symbol, sweep.cblk[t], sweep.kind[t]
    own = set(range(symbol.cblk_col[sweep.first[t]], symbol.cblk_col[c + 1]))
    if kind == SweepKind.PRODUCT:
        return own, set(own_buffer(plan, buffers, c)[sweep.low[t] : sweep.high[t]].tolist())
    read, written = set(), set(own)
    if kind != SweepKind.SUBTREE:
        for b in buffers.gather[buffers.gather_ptr[c] : buffers.gather_ptr[c + 1]]:
            height = symbol.blok_end[b] - symbol.blok_begin[b]
            read.update((buffers.destination[b] + np.arange(height)).tolist())
    if kind in (SweepKind.SUBTREE, SweepKind.PANEL):
        for d in range(sweep.first[t], c + 1):
            written.update(destinations(plan, buffers, d).tolist())
            written.update(own_buffer(plan, buffers, d).tolist())
    return read, written


def backward_access(plan, buffers, sweep, t):
    """Return (read, written) rows of a backward task."""
    symbol, c, kind = plan.symbol, sweep.cblk[t], sweep.kind[t]
    written = set(range(symbol.cblk_col[sweep.first[t]], symbol.cblk_col[c + 1]))
    read = set()
    if kind == SweepKind.PRODUCT:
        low = symbol.cblk_col[c]
        written = set(range(low + sweep.low[t], low + sweep.high[t]))
    if kind != SweepKind.DIAGONAL:
        for d in range(sweep.first[t], c + 1):
            read.update(rows_below(symbol, d).tolist())
    return read, written


def reachable(sweep):
    """Return (n_task, n_task): whether the second can only start once the first has ended."""
    n = sweep.kind.size
    after = np.zeros((n, n), bool)
    for t in range(n - 1, -1, -1):
        for s in sweep.succ[sweep.succ_ptr[t] : sweep.succ_ptr[t + 1]]:
            after[t, s] = True
            after[t] |= after[s]
    return after


@pytest.mark.parametrize("case", CASES)
def test_conflicts_are_ordered(case):
    plan = plan_of(case)
    sweeps = sweeps_of(plan)
    access = forward_access, backward_access
    for sweep in sweeps.parts:
        sets = [access[sweep.backward[t]](plan, sweeps.buffers, sweep, t) for t in range(sweep.kind.size)]
        after = reachable(sweep)
        for t in range(sweep.kind.size):
            for s in range(t + 1, sweep.kind.size):
                (read_t, written_t), (read_s, written_s) = sets[t], sets[s]
                if written_t & (read_s | written_s) or read_t & written_s:
                    assert after[t, s], (case, t, s)


@pytest.mark.parametrize("case", CASES)
def test_each_unknown_is_solved_once_in_each_sweep(case):
    plan = plan_of(case)
    solved = [], []
    for sweep in sweeps_of(plan).parts:
        for t in np.flatnonzero((sweep.kind != SweepKind.PRODUCT) & (sweep.kind != SweepKind.GATHER)):
            own = range(plan.symbol.cblk_col[sweep.first[t]], plan.symbol.cblk_col[sweep.cblk[t] + 1])
            solved[sweep.backward[t]].extend(own)
        assert (sweep.n_pred == np.bincount(sweep.succ, minlength=sweep.kind.size)).all()
    for unknowns in solved:
        assert sorted(unknowns) == list(range(plan.n - plan.n_schur))


def test_only_a_schur_complement_parts_the_sweeps():
    assert {case: len(sweeps_of(plan_of(case)).parts) for case in CASES} == {c: 1 + (c == "schur") for c in CASES}


@pytest.mark.parametrize("case", CASES)
def test_buffers_hold_what_their_owners_send(case):
    plan = plan_of(case)
    sweeps = sweeps_of(plan)
    buffers, symbol = sweeps.buffers, plan.symbol
    owner = {}
    for c in range(plan.n_factored):
        for row, of in zip(own_buffer(plan, buffers, c), rows_below(symbol, c), strict=False):
            owner[int(row)] = of
    for c in range(plan.n_factored):
        for place, row in zip(destinations(plan, buffers, c), rows_below(symbol, c), strict=True):
            assert place == row or owner[int(place)] == row


def test_large_panels_are_cut_and_small_subtrees_are_not():
    kinds = {kind for part in sweeps_of(plan_of("schur")).parts for kind in part.kind.tolist()}
    assert kinds == set(SweepKind)
    plan = plan_of("grid")
    whole = build_sweeps(plan.symbol, plan.layout, plan.n_factored)
    assert set(whole.parts[0].kind.tolist()) == {SweepKind.SUBTREE}
