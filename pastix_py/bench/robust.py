"""Which systems are solved, by whom: the backward error of each matrix and solver, or that it was refused.

Files are solved in processes of their own, with a limit of time; the hard set is small enough to stay in this one. The
peers have every care that they offer: PARDISO its matching and scaling for all kinds, SuperLU its row exchanges.
"""

import warnings
from typing import NamedTuple

import numpy as np

from pastix_py.bench.figure import Figure
from pastix_py.bench.hard import hard_set
from pastix_py.bench.peers import solver
from pastix_py.bench.problem import Problem
from pastix_py.bench.run import Run
from pastix_py.bench.runner import one_run

OURS, PEERS = "pastix", ("pardiso", "superlu")
OPTIONS = {"pardiso": {"care": "matching"}}
GENERATED = ("lap2:100", "lap3:20", "lap3_27:15", "elast3:8", "convdiff3:20", "helm3:20", "kkt2:60", "circuit:20000")
SECONDS = 120.0  # for one solver on one file
ACCURATE, SOLVED, WRONG = 1e-14, 1e-10, 1e-8  # componentwise backward errors: ours, a peer's that counts, a false one


class Outcome(NamedTuple):
    """What became of one matrix: error by solver, infinity where there is no answer, and why there is none."""

    name: str
    errors: dict
    reasons: dict

    @property
    def lost(self):
        """Whether a peer solves what we do not; what is structurally singular has no solution to be found."""
        refused = "structurally singular" in self.reasons.get(OURS, "")
        return not refused and self.errors[OURS] > ACCURATE and min(self.errors[peer] for peer in PEERS) <= SOLVED

    @property
    def wrong(self):
        """Whether our answer is wrong, and we did not say so."""
        return OURS not in self.reasons and not self.errors[OURS] <= WRONG

    def told(self):
        """Return the name and what the peers made of it, and why we refused where we did, in words."""
        peers = (f"{peer} {self.reasons.get(peer) or format(self.errors[peer], '.1e')}" for peer in PEERS)
        return "; ".join([self.name, *peers, *([self.reasons[OURS]] if OURS in self.reasons else [])])


def compare(files):
    """Yield a line for each matrix, then how many of them are solved, lost and wrong: of the files, of the hard set."""
    for title, outcomes in (("files and generators", of_files(files)), ("hard set", of_hard_set())):
        found = []
        for outcome in outcomes:
            found.append(outcome)
            yield Figure(outcome.told(), outcome.errors[OURS])
        solved = {name: sum(one.errors[name] <= ACCURATE for one in found) for name in (OURS, *PEERS)}
        for name in PEERS:
            yield Figure(f"{title}, {len(found)} matrices: solved by {name}", solved[name])
        most = max(solved[name] for name in PEERS)
        yield Figure(f"{title}, {len(found)} matrices: solved by us", solved[OURS], least=most)
        yield Figure(f"{title}: solved by a peer and not by us", sum(one.lost for one in found), 0.5)
        yield Figure(f"{title}: wrong answers that were called right", sum(one.wrong for one in found), 0.5)


def of_files(files):
    """Yield the `Outcome` of each file and of the generated problems."""
    for path in (*files, *GENERATED):
        errors, reasons = {}, {}
        for name in (OURS, *PEERS):
            run = Run(str(path), name, OPTIONS.get(name, {}), repetitions=1, warmup=0, time_limit=SECONDS)
            result = one_run(run)
            errors[name] = result.get("componentwise_backward_error", np.inf)
            if result["status"] not in ("ok", "inaccurate"):
                reasons[name] = f"{result['status']}: {result['reason'].splitlines()[0][:80]}"
        yield Outcome(str(path), errors, reasons)


def of_hard_set():
    """Yield the `Outcome` of each matrix of the hard set."""
    for matrix in hard_set():
        problem, errors, reasons = Problem(matrix.name, matrix), {}, {}
        for name in (OURS, *PEERS):
            try:
                errors[name] = error_of(name, problem)
            except Exception as error:  # whatever a peer raises is its refusal
                errors[name], reasons[name] = np.inf, str(error).splitlines()[0][:80]
        yield Outcome(matrix.name, errors, reasons)


def error_of(name, problem):
    """Return the componentwise backward error that a solver of this process reaches, refined once more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        instance = solver(name)(problem.matrix, 1, OPTIONS.get(name))
        instance.analyze()
        instance.factorize()
        x = instance.solve(problem.b)
        error = problem.errors(x)["componentwise_backward_error"]
        if name != OURS and ACCURATE < error < np.inf:
            x = x + instance.solve(problem.b - problem.matrix.matvec(x))
            error = min(error, problem.errors(x)["componentwise_backward_error"])
        instance.close()
    return error
