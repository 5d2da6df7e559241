"""Unknowns of a generated grid, drawn where they are: a square, or the visible faces of a cube."""

import numpy as np

DEPTH = (0.5, 0.32)  # where the far edge of a face lies, in units of the near one
MOST = 240  # points along an edge that are drawn


def draw(axes, shape, values, choose, colours, norm):
    """Draw one value per unknown, in the numbering of the grid; a cube shows its top, its front and its right.

    Where a point has several, and where points are too many, `choose` (np.min or np.max) says which one is seen.
    """
    axes.set_axis_off()
    axes.set_aspect("equal", anchor="NW")
    cube = choose(values.reshape(*shape, -1), axis=-1)
    if len(shape) == 2:
        axes.imshow(thinned(cube, choose), cmap=colours, norm=norm, extent=(0, 1, 1, 0))
        return
    across, up = DEPTH
    front, top, right = cube[0], cube[:, 0], cube[:, :, -1].T
    for face, origin, along, down in (
        (front, (0, 0), (1, 0), (0, 1)),
        (top, (0, 0), (1, 0), (across, -up)),
        (right, (1, 0), (across, -up), (0, 1)),
    ):
        _face(axes, thinned(face, choose), origin, along, down, colours, norm)
    axes.set_xlim(-0.01, 1.01 + across)
    axes.set_ylim(1.01, -up - 0.01)


def _face(axes, face, origin, along, down, colours, norm):
    """Draw values on the parallelogram that two edges span, a column along the first."""
    u, v = np.meshgrid(np.linspace(0, 1, face.shape[1] + 1), np.linspace(0, 1, face.shape[0] + 1))
    x, y = (origin[k] + u * along[k] + v * down[k] for k in (0, 1))
    axes.pcolormesh(x, y, face, cmap=colours, norm=norm, rasterized=True, linewidth=0, antialiased=False)


def thinned(face, choose):
    """Return an array of at most MOST rows and columns: one value for each square of values, chosen by `choose`."""
    skip = -(-max(face.shape) // MOST)
    padded = np.pad(face, [(0, -size % skip) for size in face.shape], "edge")
    squares = padded.reshape(padded.shape[0] // skip, skip, padded.shape[1] // skip, skip)
    return choose(squares, axis=(1, 3))
