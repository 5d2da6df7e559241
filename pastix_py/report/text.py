"""The report as a table for people."""

STAGES = ("scaling", "ordering", "analysis", "factorization", "solve", "refinement")


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
    found += [("escalation", step) for step in report.escalation]
    if report.componentwise_backward_error is not None:
        componentwise, normwise = report.componentwise_backward_error, report.backward_error
        found.append(("backward error", f"{componentwise:.1e} componentwise, {normwise:.1e} normwise"))
    if report.forward_error is not None:
        found.append(("forward error", f"{report.forward_error:.1e}"))
    found.append(("peak memory", size(report.peak_rss_bytes)))
    found.append(("total", f"{seconds(report.total_seconds):>9}{_compiled(report.compile_seconds)}"))
    found += [("warning", text) for text in report.warnings]
    return found


def _matrix(matrix):
    return "{name}: n = {n:,}, {nnz:,} entries, {symmetry}, {dtype}".format(**matrix)


def _detail(name, stage):
    if name == "analysis":
        return f"{stage['nnz_factor']:,} entries in the factor, {stage['flops']:.3g} operations"
    if name == "factorization":
        text = f"{stage['kind']} in {stage['dtype']}, {stage['gflops']:.1f} Gflop/s, {size(stage['bytes'])}"
        return text + (f", {stage['perturbed_pivots']:,} pivots perturbed" if stage["perturbed_pivots"] else "")
    if name == "solve":
        return f"{stage['nrhs']} right-hand side" + ("s" if stage["nrhs"] != 1 else "")
    if name == "refinement":
        return f"{stage['method']}, {stage['iterations']} iterations"
    return stage["method"]


def _compiled(compile_seconds):
    return f"  (and {seconds(compile_seconds)} of compilation, once)" if compile_seconds > 0.5 else ""


def seconds(value):
    """Return a duration with a unit that reads well."""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1e3:.1f} ms"


def size(nbytes):
    """Return a size in bytes with a unit that reads well."""
    for unit in ("B", "kB", "MB"):
        if nbytes < 1000:
            return f"{nbytes:.3g} {unit}"
        nbytes /= 1000
    return f"{nbytes:.3g} GB"
