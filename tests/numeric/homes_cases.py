"""Homes given and taken back, run by `test_homes`, interpreted: they are apart, close together, and all come back."""

import numpy as np
import pytest

from pastix_py.numeric.homes import END, GAPS, GRAIN, Homes, give_back, take


def empty(n):
    given = np.zeros(1), np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros((2, n + 1), np.int64)
    return Homes(*given, np.zeros(3, np.int64), None, None, None)


def gaps(homes):
    return homes.gap[:, : homes.tally[GAPS]].T.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_homes_never_overlap_and_gaps_are_what_is_left(seed):
    random, n = np.random.default_rng(seed), 60
    homes, taken, open_ones = empty(n), np.zeros(20_000, bool), {}
    for turn in range(400):
        if open_ones and (len(open_ones) == n or random.random() < 0.5):
            at, count = open_ones.pop(random.choice(list(open_ones)))
            give_back(at, count, homes)
            taken[at : at + count] = False
        else:
            count, end = GRAIN * int(random.integers(1, 15)), homes.tally[END]
            rooms = [stop - start for start, stop in gaps(homes) if stop - start >= count]
            at = take(count, homes)
            assert not taken[at : at + count].any()
            assert homes.tally[END] == end if rooms else homes.tally[END] == at + count
            taken[at : at + count], open_ones[turn] = True, (at, count)
        edges = np.diff(np.concatenate([[1], taken[: homes.tally[END]], [1]]).astype(int))
        assert gaps(homes) == np.stack([np.flatnonzero(edges < 0), np.flatnonzero(edges > 0)]).T.tolist()
    for at, count in open_ones.values():
        give_back(at, count, homes)
    assert gaps(homes) == [[0, homes.tally[END]]]


def test_the_smallest_gap_is_taken():
    homes = empty(9)
    at = [take(count, homes) for count in (48, 16, 32, 16, 64, 16)]
    assert at == [0, 48, 64, 96, 112, 176]
    for k, count in ((0, 48), (2, 32), (4, 64)):
        give_back(at[k], count, homes)
    assert [take(32, homes), take(48, homes), take(16, homes), take(80, homes)] == [64, 0, 112, 192]
    assert gaps(homes) == [[128, 176]]


def test_a_gap_at_the_end_grows():
    homes = empty(3)
    take(16, homes)
    give_back(take(32, homes), 32, homes)
    assert take(64, homes) == 16
    assert homes.tally[END] == 80
