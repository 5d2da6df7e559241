"""Solves and refinement on the device that a factor lies on, for vectors of the host."""

from copy import copy

from pastix_py.solve.device import DeviceSolve, DeviceSystem


def solver(factor, trans, options):
    """Return b -> op(F)⁻¹ b, both (n, k) arrays of the device."""
    device = factor.panels.resident.device
    apply = factor.once("there", lambda: DeviceSolve(factor.scaled, factor.plan, factor.panels))
    on_host = factor.schur_solver(trans, options.max_memory) if factor.plan.n_schur else None
    middle = on_host and (lambda X: device.xp.asarray(on_host(device.to_host(X))))
    return lambda b: apply(b, trans, middle)


def apply(factor, b, trans, options):
    """Return op(F)⁻¹ b for b (n, k) of the host, unrefined, as `Factor.apply` does."""
    device = factor.panels.resident.device
    with device.watched("the solve"):
        return device.to_host(solver(factor, trans, options)(device.xp.asarray(b)))


def refine(factors, refine_solution, b, x, trans, *arguments):
    """Return (x, `Refinement`) for b and x of the host: `refine_solution` as of `solve.refine`, run on the device."""
    factor, device = factors.factor, factors.panels.resident.device
    b, x = device.xp.asarray(b), device.xp.asarray(x)
    threads = arguments[-1]
    with device.watched("the refinement"):
        known = factor.once(f"system {trans}", lambda: DeviceSystem(device, factors.matrix, b, trans, threads))
        system = copy(known)
        system.b = b
        given = factors.matrix, solver(factor, trans, factors.options), b, x, trans, *arguments
        x, done = refine_solution(*given, system)
        return device.to_host(x), done
