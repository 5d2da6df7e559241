"""Unknowns of a mesh or a cloud as seen from a corner: faces or dots in a colour each, the near ones in front."""

import numpy as np
from matplotlib.collections import PolyCollection

ROUND, UP = np.radians(-60), np.radians(25)  # from where a body is seen
LIGHT = np.array([-0.35, 0.35, 0.87])  # from where it comes, as seen
DARK = 0.62  # what is left of a colour in the shade
MOST_FACES = 4_000  # that are drawn one by one in a picture of lines, as dots beyond
COVERED = 0.8  # of the picture by dots
SMALLEST, LARGEST = 1.0, 120.0  # areas of a dot


def turned(points):
    """Return points (n, d) as they are seen, (n, 3): to the right, up, and towards the eye; a plane as it is."""
    whole = np.zeros((len(points), 3))
    whole[:, : min(points.shape[1], 3)] = points[:, :3]
    if points.shape[1] < 3 or not np.ptp(whole[:, 2]):
        return whole
    c, s = np.cos(ROUND), np.sin(ROUND)
    right, depth = whole[:, 0] * c - whole[:, 1] * s, whole[:, 0] * s + whole[:, 1] * c
    return np.stack(
        [right, whole[:, 2] * np.cos(UP) + depth * np.sin(UP), whole[:, 2] * np.sin(UP) - depth * np.cos(UP)], 1
    )


def draw(axes, placed, colours):
    """Draw the unknowns of a `Geometry` in a colour each, (n, 3): faces where the elements are flat, else dots."""
    axes.set_axis_off()
    axes.set_aspect("equal", anchor="NW")
    mesh = placed.mesh
    sides = np.diff(mesh.ptr) if mesh is not None else np.zeros(0, int)
    dimension = None if mesh is None else mesh.common() if mesh.dimension is None else mesh.dimension
    if dimension == 2 and sides.min() >= 3 and sides.max() <= 4:
        _faces(axes, mesh, sides, colours)
    else:
        _dots(axes, turned(placed.points), colours)


def _faces(axes, mesh, sides, colours):
    """Draw triangles and quadrilaterals, those behind first, as they stand to the light."""
    nodes = turned(mesh.coordinates)
    last = np.where(sides == 4, 3, 2)
    corners = nodes[mesh.node[mesh.ptr[:-1][:, None] + np.minimum(np.arange(4), last[:, None])]]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1), 1e-300)[:, None]
    bright = DARK + (1 - DARK) * np.abs(normal @ LIGHT)
    order = np.argsort(corners[:, :, 2].mean(axis=1), kind="stable")
    shown = np.clip(colours * bright[:, None], 0, 1)[order]
    axes.add_collection(
        PolyCollection(
            corners[order, :, :2],
            facecolors=shown,
            edgecolors=shown,
            linewidths=0.25,
            rasterized=len(order) > MOST_FACES,
        )
    )
    axes.autoscale_view()


def _dots(axes, places, colours):
    """Draw dots, those behind first."""
    order = np.argsort(places[:, 2], kind="stable")
    inches = axes.get_window_extent().width / axes.figure.dpi
    area = min(max(COVERED * (72 * inches) ** 2 / len(places), SMALLEST), LARGEST)
    x, y, _ = places[order].T
    axes.scatter(x, y, area, c=colours[order], linewidths=0, rasterized=len(places) > MOST_FACES)
