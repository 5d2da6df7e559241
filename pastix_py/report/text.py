"""The report as a table for people."""

import math

from pastix_py.jit import compile_clock
from pastix_py.memory import size, with_unit
from pastix_py.report.report import STAGES

LARGE_GROWTH = 1e6  # of the entries of a factor over those of the matrix: digits that refinement has to find again


def table(report):
    """Return the lines of a two-column table of a `Report`."""
    width = max(len(name) for name, _ in rows(report))
    return "\n".join(f"{name:{width}}  {value}" for name, value in rows(report))


def rows(report):
    """Return (name, text) pairs of what is known so far."""
    found = [("matrix", _matrix(report.matrix))] if report.matrix else []
    for name in STAGES:
        stage = getattr(report, name)
        if stage:
            found.append((name, f"{seconds(stage.get('seconds', 0.0)):>9}  {_detail(name, stage)}".rstrip()))
        if name == "analysis":
            found += [(key, stage[key]) for key in ("compression", "tolerance") if stage.get(key)]
        if name == "factorization" and stage.get("device_reason"):
            found.append(("device", stage["device_reason"]))
        if name == "factorization" and stage.get("energy"):
            found.append(("energy", _energy(stage["energy"])))
        if name == "factorization" and stage.get("compression"):
            found.append(("compression", _compression(stage["compression"])))
            found += [("its time", text) for text in _shares(stage["compression"]["seconds_by_class"])]
    found += [("escalation", step) for step in report.escalation]
    if report.componentwise_backward_error is not None:
        componentwise, normwise = report.componentwise_backward_error, report.backward_error
        found.append(("backward error", f"{componentwise:.1e} componentwise, {normwise:.1e} normwise"))
    if report.forward_error is not None:
        found.append(("forward error", f"{report.forward_error:.1e}"))
    if report.condition_number is not None:
        found.append(("condition", _condition(report.condition_number, report.forward_error_bound)))
    found.append(("peak memory", size(report.peak_rss_bytes)))
    found.append(("total", f"{seconds(report.total_seconds):>9}{_compiled(report.compile_seconds)}"))
    found += [("warning", text) for text in report.warnings]
    return found


def _matrix(matrix):
    entries = counted(matrix["nnz"], "entry", "entries")
    return f"{matrix['name']}: n = {matrix['n']:,}, {entries}, {matrix['symmetry']}, {matrix['dtype']}"


def _detail(name, stage):
    if name == "analysis":
        entries = counted(stage["nnz_factor"], "entry", "entries")
        return f"{entries} in the factor, {counted(float(stage['flops']), 'operation')}"
    if name == "factorization":
        text = f"{stage['kind']} in {stage['dtype']}, {rate(stage['gflops'] * 1e9)}, {size(stage['bytes'])}"
        text = f"{text}, on {stage['device']}" if stage.get("device", "cpu") != "cpu" else text
        perturbed = stage["perturbed_pivots"]
        text = f"{text}, {counted(perturbed, 'pivot')} perturbed" if perturbed else text
        growth = stage.get("pivot_growth") or 0.0
        return f"{text}, entries grew by {growth:.1e}" if growth > LARGE_GROWTH else text
    if name == "solve":
        return counted(stage["nrhs"], "right-hand side")
    if name == "refinement":
        steps = stage["iterations"]
        return f"{stage['method']}, {counted(steps, 'iteration')}" if steps else stage["method"]
    if name == "preconditioner":
        return _preconditioner(stage)
    if name == "iteration":
        return _iteration(stage)
    return stage["method"]


def _preconditioner(told):
    level = f"({told['level']})" if told["level"] is not None else ""
    parts = [f"{told['method']}{level}"]
    parts += [f"{told['fill']:.3g} times the entries of the matrix, {size(told['bytes'])}"] if told["bytes"] else []
    parts += [f"shifted by {told['shift']:.1e}"] if told["shift"] else []
    parts += [f"{counted(told['replaced_pivots'], 'pivot')} replaced"] if told["replaced_pivots"] else []
    return ", ".join(parts)


def _iteration(told):
    done = f"{told['method']}, {counted(told['iterations'], 'iteration')}, residual {told['residual']:.1e}"
    return done if told["converged"] else f"{done}: {told['reason']}"


def _condition(number, bound):
    told = f"{number:.1e} in the 1-norm" if math.isfinite(number) else "infinite or not known"
    bounded = f"the error of x is at most about {bound:.1e}" if math.isfinite(bound) else "the error of x has no bound"
    return f"{told}; {bounded}"


def _energy(told):
    """Return what the parts of the machine took, and what an operation did."""
    parts = [f"{with_unit(value, 'J')} by the {part.upper()}" for part, value in told["joules"].items()]
    return ", ".join([*parts, f"{with_unit(1 / told['joules_per_flop'], 'flop/J')}"])


def _compression(told):
    """Return what was compressed, to what share of the memory."""
    blocks = counted(told["blocks"], "block")
    ranks = f" of rank {told['mean_rank']:.1f} (largest {told['largest_rank']})" if told["blocks"] else ""
    share = f"{told['share']:.0%} of {size(told['bytes_without'])}"
    return f"{told['strategy']}, {told['tolerance']:.0e}: {blocks}{ranks}, {told['dense_blocks']:,} dense; {share}"


def _shares(seconds_by_class):
    """Return [what the workers spent on each class, the most first, over all of it], [] where that is not known."""
    total = sum(seconds_by_class.values())
    order = sorted(seconds_by_class.items(), key=lambda item: -item[1])
    return [", ".join(f"{name.replace('_', ' ')} {value / total:.0%}" for name, value in order)] if total else []


def _compiled(compile_seconds):
    """Return how long kernels were waited for, and whether they will be again; '' where it was not felt."""
    if compile_seconds <= 0.5:
        return ""
    if not compile_clock.compiled:
        return f"  (and {seconds(compile_seconds)} to load compiled kernels)"
    kept = f"whose result cannot be kept: {compile_clock.lost}" if compile_clock.lost else "once"
    return f"  (and {seconds(compile_seconds)} of compilation, {kept})"


def counted(number, noun, many=None):
    """Return '1 pivot', '2,000 pivots', '3e+09 operations' for a number (int, or float shown in three digits).

    `many` is the plural where it is no s behind the noun.
    """
    text = f"{number:.3g}" if isinstance(number, float) else f"{number:,}"
    return f"{text} {noun if text == '1' else many or noun + 's'}"


def rate(value):
    """Return operations per second with a unit that reads well."""
    return with_unit(value, "flop/s")


def seconds(value):
    """Return a duration with a unit that reads well."""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1e3:.1f} ms"
