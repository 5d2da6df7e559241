"""`problem`: the entries of an H-matrix, by the name of a surface or of points and that of a kernel."""

from importlib import import_module

from pastix_py.errors import InputError, UsageError, instead
from pastix_py.hmatrix import KERNELS
from pastix_py.hmatrix.covariance import covariance
from pastix_py.hmatrix.geometry import Geometry, geometry
from pastix_py.hmatrix.surface import single_layer
from pastix_py.options import KernelOptions


def problem(source, kernel="auto", wavenumber=0.0, length=0.1, nugget=0.0):
    """Return (`Entries`, points (n, d), `Graph` or None, name).

    Parameters
    ----------
    source : a `Geometry`, or what `geometry` takes. The unknowns are the elements of a mesh, which lie at their
        centroids and are joined in the graph where they share a face; or points, without a graph.
    kernel : a key of KERNELS: potentials need triangles, covariances take a mesh and points. 'auto' is laplace on
        triangles, helmholtz there with a wavenumber, and exponential for points.
    wavenumber : κ, above 0 for helmholtz, 0 for all others.
    length, nugget : as for `covariance`.

    Raises `InputError` for a geometry that does not fit, `UsageError` for a kernel or a number that does not.

    """
    placed = source if isinstance(source, Geometry) else geometry(source)
    kernel = kernel_of(placed, kernel, wavenumber)
    entry = KERNELS[kernel]
    if entry.is_surface and placed.mesh is None:
        covariances = ", ".join(name for name, other in KERNELS.items() if not other.is_surface)
        raise InputError(f"{placed.name} has points only, and {kernel} needs triangles: take {covariances}.")
    if not 0 <= wavenumber < float("inf"):
        raise UsageError(f"The wavenumber is a number that is not negative, not {wavenumber}.")
    if wavenumber and kernel != "helmholtz":
        raise UsageError(f"A wavenumber has no effect on {kernel}: helmholtz has one.")
    if entry.is_surface and (length, nugget) != (KernelOptions.length, KernelOptions.nugget):
        raise UsageError(f"A length or a nugget has no effect on {kernel}: covariances have them.")
    module, function = entry.function.split(":")
    options = KernelOptions(kernel, wavenumber, length, nugget)
    entries = getattr(import_module(module), function)(kernel, placed, options)
    return entries, placed.points, placed.graph, placed.name


def kernel_of(placed, kernel, wavenumber=0.0):
    """Return the key of KERNELS that is meant for a `Geometry`; raises `UsageError` for none."""
    if kernel == "auto":
        return ("helmholtz" if wavenumber else "laplace") if placed.mesh is not None else "exponential"
    if kernel not in KERNELS:
        raise UsageError(f"There is no kernel {kernel!r}; {instead(str(kernel), ('auto', *KERNELS))}")
    return kernel


def potential(name, placed, options):
    """Return the entries of a single layer potential."""
    if name == "helmholtz" and not options.wavenumber > 0:
        raise UsageError("helmholtz needs a wavenumber above 0: give --wavenumber K.")
    return single_layer(placed.mesh, options.wavenumber)


def covariances(name, placed, options):
    """Return the entries of a covariance."""
    return covariance(placed.points, name, options.length, options.nugget)
