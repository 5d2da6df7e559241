"""Single layer potentials of Laplace and Helmholtz on surfaces of triangles.

Galerkin's method with functions that are constant on each triangle: entry (i, j) is ∫∫ exp(iκr) / (4πr), r the distance
of a point of triangle i and one of j. Far pairs are integrated by the midpoint rule. Pairs nearer than NEAR times the
sum of their sizes (the largest distance of the centroid from a corner) are, by the midpoints of the four triangles that
each is cut into. For i = j the potential of 1 / r at the centroid is exact, times the area, and what
(exp(iκr) − 1) / r adds is iκ there.
"""

import numpy as np

from pastix_py.errors import InputError
from pastix_py.hmatrix.entries import Entries, callback
from pastix_py.jit import inlined

NEAR = 3.0
HEAD, EACH = 1, 15  # numbers in front of the triangles: κ; and of each: area, size, own integral, four midpoints
QUARTER = 1 / (4 * np.pi)


def triangles_of(mesh):
    """Return the corners of the triangles of a `Mesh`, (n, 3, 3); raises `InputError` where it has others."""
    sides = np.diff(mesh.ptr)
    wrong = np.flatnonzero(sides != 3)
    if wrong.size:
        raise InputError(f"Element {wrong[0] + 1} has {sides[wrong[0]]} nodes: potentials are those of triangles.")
    if mesh.coordinates is None:
        raise InputError("The mesh has no coordinates.")
    corners = np.zeros((mesh.n_element, 3, 3))
    corners[:, :, : mesh.coordinates.shape[1]] = mesh.coordinates[mesh.node.reshape(-1, 3)]
    return corners


def own_potential(corners, centre):
    """Return ∫ 1 / r over each triangle, r the distance from its centroid: a sum over its sides, (n,)."""
    total = np.zeros(len(corners))
    for side in range(3):
        a, b = corners[:, side] - centre, corners[:, (side + 1) % 3] - centre
        along = b - a
        length = np.linalg.norm(along, axis=1)
        along /= length[:, None]
        height = np.linalg.norm(np.cross(a, along), axis=1)
        first, last = (np.einsum("ij,ij->i", v, along) for v in (a, b))
        total += height * (np.arcsinh(last / height) - np.arcsinh(first / height))
    return total


def data_of(mesh, wavenumber=0.0):
    """Return what the functions below read of a mesh, float64."""
    corners = triangles_of(mesh)
    centre = corners.mean(axis=1)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    flat = np.flatnonzero(~(area > 0))
    if flat.size:
        raise InputError(f"Triangle {flat[0] + 1} of the mesh has no area.")
    order = np.lexsort(centre.T)
    same = np.flatnonzero((centre[order[1:]] == centre[order[:-1]]).all(axis=1))
    if same.size:
        first, second = sorted(order[same[0] : same[0] + 2] + 1)
        raise InputError(
            f"Triangles {first} and {second} of the mesh have the same centroid: their potential is infinite."
        )
    size = np.linalg.norm(corners - centre[:, None], axis=2).max(axis=1)
    middle = (corners + np.roll(corners, 1, axis=1)) / 2
    parts = [(corners[:, k] + middle[:, k] + middle[:, (k + 1) % 3]) / 3 for k in range(3)]
    fields = [area, size, own_potential(corners, centre) * area * QUARTER, *centre.T, *(part.T for part in parts)]
    return np.concatenate([[float(wavenumber)], np.vstack(fields).T.ravel()])


@inlined
def pair(i, j, data):
    """Return (whether triangles are near each other, product of areas, distance of centroids)."""
    a, b = HEAD + i * EACH, HEAD + j * EACH
    x, y, z = data[a + 3] - data[b + 3], data[a + 4] - data[b + 4], data[a + 5] - data[b + 5]
    r = np.sqrt(x * x + y * y + z * z)
    return r < NEAR * (data[a + 1] + data[b + 1]), data[a] * data[b], r


@inlined
def distance(i, p, j, q, data):
    """Return the distance of midpoint p of the parts of triangle i and q of those of j."""
    a, b = HEAD + i * EACH + 3 + 3 * p, HEAD + j * EACH + 3 + 3 * q
    x, y, z = data[a] - data[b], data[a + 1] - data[b + 1], data[a + 2] - data[b + 2]
    return np.sqrt(x * x + y * y + z * z)


@callback(np.float64)
def laplace(m, rows, n, columns, data, out):
    """Write ∫∫ 1 / (4πr) of pairs of triangles."""
    for q in range(n):
        j = columns[q]
        for p in range(m):
            i = rows[p]
            near, areas, r = pair(i, j, data)
            if i == j:
                out[p + q * m] = data[HEAD + i * EACH + 2]
            elif near:
                total = 0.0
                for s in range(4):
                    for t in range(4):
                        total += 1 / distance(i, s, j, t, data)
                out[p + q * m] = QUARTER * areas / 16 * total
            else:
                out[p + q * m] = QUARTER * areas / r


@callback(np.complex128)
def helmholtz(m, rows, n, columns, data, out):
    """Write ∫∫ exp(iκr) / (4πr) of pairs of triangles."""
    kappa = data[0]
    for q in range(n):
        j = columns[q]
        for p in range(m):
            i = rows[p]
            near, areas, r = pair(i, j, data)
            if i == j:
                area = data[HEAD + i * EACH]
                out[p + q * m] = data[HEAD + i * EACH + 2] + 1j * QUARTER * kappa * area * area
            elif near:
                total = 0j
                for s in range(4):
                    for t in range(4):
                        d = distance(i, s, j, t, data)
                        total += (np.cos(kappa * d) + 1j * np.sin(kappa * d)) / d
                out[p + q * m] = QUARTER * areas / 16 * total
            else:
                out[p + q * m] = QUARTER * areas * (np.cos(kappa * r) + 1j * np.sin(kappa * r)) / r


def single_layer(mesh, wavenumber=0.0):
    """Return the `Entries` of the single layer potential on a mesh of triangles: Helmholtz' where κ is not 0."""
    data = data_of(mesh, wavenumber)
    if wavenumber:
        return Entries(mesh.n_element, np.dtype(np.complex128), helmholtz, data, True)
    return Entries(mesh.n_element, np.dtype(np.float64), laplace, data, True)
