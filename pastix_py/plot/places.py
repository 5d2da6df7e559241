"""Unknowns drawn where they are: a generated grid as a whole, any others as dots at their coordinates."""

from functools import partial

import numpy as np
from matplotlib.collections import LineCollection

from pastix_py.matrix.coordinates import coordinates_of, grid_shape
from pastix_py.ordering.graph import edges_of, graph_of
from pastix_py.plot import grid

MOST_EDGES = 20_000  # that are drawn
MOST_DOTS = 5_000  # in an SVG; more become an image
COVERED = {2: 1.1, 3: 0.6}  # part of the picture that the dots of a plane, or those seen of a body, add up to
SHRUNK = 0.4  # of which is left where edges are drawn
SMALLEST, LARGEST = 1.0, 120.0  # areas of a dot


def placed(matrix, coordinates=None):
    """Return a function (axes, theme, values, choose, colours, norm) that draws a value per unknown, None for none.

    `coordinates` is what `coordinates_of` takes. Where unknowns are too many for the picture, `choose` (np.min or
    np.max) says which value is seen.
    """
    own = coordinates is None or (isinstance(coordinates, str) and coordinates == "")
    shape = grid_shape(matrix) if own else None
    if shape:
        return lambda axes, theme, *what: grid.draw(axes, shape, *what)
    places = coordinates_of(matrix, coordinates)
    return None if places is None or matrix.n == 0 else partial(_dots, places, edges_of(graph_of(matrix)))


def _dots(places, edges, axes, theme, values, choose, colours, norm):
    """Draw dots, and the edges between them where they are few."""
    axes.set_axis_off()
    axes.set_aspect("equal", anchor="NW")
    flat = seen(places)
    size = _size(axes, flat, places)
    if len(edges) <= MOST_EDGES:
        size *= SHRUNK
        axes.add_collection(LineCollection(flat[edges], colors=theme.line, linewidths=0.5, zorder=0.5))
    behind = away(places) if places.shape[1] == 3 else values if choose is np.min else -values
    order = np.argsort(-behind, kind="stable")
    axes.scatter(*flat[order].T, size, values[order], cmap=colours, norm=norm, linewidths=0,
                 rasterized=len(flat) > MOST_DOTS)  # fmt: skip


def _size(axes, flat, places):
    """Return the area of a dot, points²."""
    dimension = places.shape[1]
    width, height = np.ptp(flat, axis=0)
    share = min(width, height) / max(width, height) if width and height else 1.0
    inches = axes.get_window_extent().width / axes.figure.dpi
    area = COVERED[dimension] * share * (72 * inches) ** 2 / len(flat) ** (2 / 3 if dimension == 3 else 1)
    return min(max(area, SMALLEST), LARGEST)


def seen(places):
    """Return where places are on the paper, (n, 2): a plane as it is, a body as `grid` shows a cube."""
    return places if places.shape[1] == 2 else places[:, :2] + places[:, 2:] * grid.DEPTH


def away(places):
    """Return how far away each place of a body is: those that differ by this alone are seen at the same spot."""
    across, up = grid.DEPTH
    return places @ (-across, -up, 1.0)
