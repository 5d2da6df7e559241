"""Surfaces of triangles to try things on: smooth bodies, thin ones, folded ones."""

from importlib import import_module

import numpy as np

from pastix_py.errors import UsageError, instead
from pastix_py.hmatrix import SHAPES
from pastix_py.ordering.mesh import Mesh

LEAST, MOST = 8, 100_000_000  # triangles
GAP = 4.0  # between the leaves of a folded sheet, in sides of its triangles
LEAVES = 8
THICKNESS = 0.01  # of the plate, over its side


def patch(rows, columns, function):
    """Return (points, triangles) of a patch: `function(s, t)` maps the unit square, cut into rows × columns cells."""
    s, t = np.meshgrid(np.linspace(0, 1, rows + 1), np.linspace(0, 1, columns + 1), indexing="ij")
    points = np.stack(np.broadcast_arrays(*function(s.ravel(), t.ravel())), axis=1).astype(float)
    corner = (np.arange(rows)[:, None] * (columns + 1) + np.arange(columns)).ravel()
    right, above, both = corner + 1, corner + columns + 1, corner + columns + 2
    return points, np.concatenate([np.stack([corner, above, right], 1), np.stack([right, above, both], 1)])


def joined(patches):
    """Return the `Mesh` of patches, points that coincide taken as one, and triangles without area left out."""
    count = np.cumsum([0, *(len(points) for points, _ in patches)])
    points = np.concatenate([points for points, _ in patches])
    triangles = np.concatenate([own + first for (_, own), first in zip(patches, count, strict=False)])
    size = np.ptp(points, axis=0).max()
    _, first, which = np.unique(np.round(points / (1e-9 * size)), axis=0, return_index=True, return_inverse=True)
    triangles = which.ravel()[triangles]
    a, b, c = triangles.T
    triangles = triangles[(a != b) & (b != c) & (c != a)]
    return Mesh.of(triangles, coordinates=points[first])


def cells(n, area=1.0):
    """Return the cells along a side of length 1 for n triangles on so large an area."""
    return max(1, round(np.sqrt(n / (2 * area))))


def sphere(n):
    """Return a sphere of diameter 1, about n triangles: a cube blown up."""
    mesh = cube(n)
    points = np.tan(mesh.coordinates * np.pi / 2)  # which makes cells of like size of those of the cube
    points /= 2 * np.linalg.norm(points, axis=1)[:, None]
    return Mesh(mesh.n, mesh.ptr, mesh.node, points)


def cube(n):
    """Return the surface of the cube of side 1 around the origin."""
    return box(n, (1.0, 1.0, 1.0))


def box(n, sides):
    """Return the surface of a box around the origin, all of its triangles about as large."""
    a, b, c = sides
    h = 1 / cells(n, 2 * (a * b + b * c + c * a))
    patches = []
    for axis in range(3):
        u, v = [k for k in range(3) if k != axis]
        counts = [max(1, round(sides[k] / h)) for k in (u, v)]
        for end in (-0.5, 0.5):

            def face(s, t, axis=axis, u=u, v=v, end=end):
                place = [None] * 3
                place[axis], place[u], place[v] = end * sides[axis], (s - 0.5) * sides[u], (t - 0.5) * sides[v]
                return place

            patches.append(patch(*counts, face))
    return joined(patches)


def plate(n):
    """Return the surface of a plate of side 1 and a thickness of a hundredth."""
    return box(n, (1.0, 1.0, THICKNESS))


def torus(n, large=0.35, small=0.15):
    """Return a torus of outer diameter 1."""
    h = np.sqrt(2 * (2 * np.pi) ** 2 * large * small / n)
    around, across = max(3, round(2 * np.pi * large / h)), max(3, round(2 * np.pi * small / h))

    def place(s, t):
        distance = large + small * np.cos(2 * np.pi * t)
        return distance * np.cos(2 * np.pi * s), distance * np.sin(2 * np.pi * s), small * np.sin(2 * np.pi * t)

    return joined([patch(around, across, place)])


def folded(n, gap=GAP, leaves=LEAVES):
    """Return a sheet folded to and fro: so many leaves of side 1, the gaps between them so many sides of a triangle."""
    turns = max(1, round(np.pi * gap / 2))
    bends = (leaves - 1) * turns
    side = max(1, round((np.sqrt(bends**2 + 2 * leaves * n) - bends) / (2 * leaves)))
    between = gap / side
    along = np.linspace(0, 1, side + 1)
    angle = np.linspace(-np.pi / 2, np.pi / 2, turns + 1)[1:-1]
    profile = []
    for leaf in range(leaves):
        forth = leaf % 2 == 0
        profile += [(x, leaf * between) for x in (along if forth else along[::-1])]
        if leaf + 1 < leaves:
            bend, way = (1.0, 1.0) if forth else (0.0, -1.0)
            z = (leaf + 0.5) * between
            profile += [(bend + way * between / 2 * np.cos(a), z + between / 2 * np.sin(a)) for a in angle]
    profile = np.array(profile)

    def place(s, t):
        at = np.round(s * (len(profile) - 1)).astype(int)
        return profile[at, 0], t, profile[at, 1]

    return joined([patch(len(profile) - 1, side, place)])


def revolved(n, radius, length):
    """Return the surface of revolution of `radius(z)`, z from 0 to `length`: triangles of like size."""
    z = np.linspace(0, length, 2001)
    r = radius(z)
    arc = np.concatenate([[0], np.cumsum(np.hypot(np.diff(z), np.diff(r)))])
    area = 2 * np.pi * np.trapezoid(r, arc)
    h = np.sqrt(2 * area / n)
    rings = max(2, round(arc[-1] / h))
    height = np.interp(np.linspace(0, arc[-1], rings + 1), arc, z)
    ring = radius(height)
    counts = np.maximum(3, np.round(2 * np.pi * ring / h).astype(int))
    counts[ring < 1e-9] = 1
    first = np.concatenate([[0], np.cumsum(counts)])
    points, triangles = np.empty((first[-1], 3)), []
    for k, count in enumerate(counts):
        angle = 2 * np.pi * np.arange(count) / count
        points[first[k] : first[k + 1]] = np.stack(
            [ring[k] * np.cos(angle), ring[k] * np.sin(angle), np.full(count, height[k])], 1
        )
    for k in range(rings):
        triangles += zipped(first[k], counts[k], first[k + 1], counts[k + 1])
    return points, np.array(triangles)


def zipped(a, m, b, n):
    """Return the triangles between two rings, m points from a on and n points from b on, either of which may be one."""
    triangles, i, j = [], 0, 0
    while i < m * (m > 1) or j < n * (n > 1):
        if j == n * (n > 1) or (i < m * (m > 1) and (i + 1) * n <= (j + 1) * m):
            triangles.append((a + i % m, a + (i + 1) % m, b + j % n))
            i += 1
        else:
            triangles.append((a + i % m, b + (j + 1) % n, b + j % n))
            j += 1
    return triangles


def cone_sphere(n):
    """Return a cone closed by a part of a sphere that it touches, of length 1."""
    half = np.radians(15)
    r = 1 / (1 + 1 / np.sin(half))
    centre = 1 - r
    touch = centre - r * np.sin(half)

    def radius(z):
        return np.where(z < touch, z * np.tan(half), np.sqrt(np.maximum(r * r - (z - centre) ** 2, 0)))

    return joined([revolved(n, radius, 1.0)])


def aircraft(n):
    """Return a fuselage with wings and tail planes, each a closed body of its own: they touch, and are not joined."""
    bodies = [(0.62, None), (0.15, (0.0, 0.22)), (0.15, (0.0, -0.22)), (0.08, (0.4, 0.0))]
    patches = []

    def fuselage(z):
        t = z / 1.0
        return 0.05 * np.sqrt(np.maximum(1 - np.abs(2 * t - 1) ** 3, 0))

    for share, at in bodies:
        count = max(24, int(share * n))
        if at is None:
            points, triangles = revolved(count, fuselage, 1.0)
            patches.append((points[:, [2, 0, 1]] - [0.5, 0, 0], triangles))
        else:
            x, y = at
            sides = (0.18, 0.34, 0.012) if y else (0.1, 0.3, 0.01)
            wing = box(count, sides)
            patches.append((wing.coordinates + np.array([x, y, 0.0 if y else 0.06]), wing.node.reshape(-1, 3)))
    return joined(patches)


def shape(spec):
    """Return the `Mesh` of 'NAME:N', a key of SHAPES and about how many triangles; raises `UsageError`."""
    name, _, count = spec.partition(":")
    if name not in SHAPES:
        raise UsageError(f"There is no shape {name!r}; {instead(name, SHAPES)}")
    if not (count.isascii() and count.isdecimal() and LEAST <= int(count) <= MOST):
        raise UsageError(
            f"{spec!r} names no size, {LEAST} to {MOST:,}: write {name}:10000 for about ten thousand triangles."
        )
    module, function = SHAPES[name].split(":")
    return getattr(import_module(module), function)(int(count))
