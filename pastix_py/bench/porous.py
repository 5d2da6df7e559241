"""Flow and transport in porous media: random permeabilities from fixed seeds, of any size, in 2-D and 3-D.

Permeabilities are smoothed log-normal fields, or layers as in the tenth SPE comparative solution project (M. A.
Christie, M. J. Blunt, SPE Reservoir Evaluation & Engineering 4, 2001): smooth ones on top, channels below. The equation
is −∇·(K ∇p) + v·∇p + c p = f on unit cells, by two-point fluxes with harmonic means and upwind differences, p given at
both ends of the first axis.
"""

from typing import NamedTuple

import numpy as np

from pastix_py.matrix.matrix import Matrix, Symmetry

TIGHT = 1e-4  # permeability beside channels, over that inside


class Medium(NamedTuple):
    """One system, told by what it is made of."""

    shape: tuple  # cells along each axis
    field: str  # 'lognormal', 'layers' or 'channels'
    spread: float  # orders of magnitude between small and large permeabilities, about
    squeeze: float  # permeability along the last axis over that along the others
    peclet: float  # convection over diffusion between two cells, for a mean permeability; 0 for none
    storage: float  # c over the mean permeability
    seed: int

    @property
    def name(self):
        """What it is called."""
        told = f"{len(self.shape)}d-{self.field}-{self.spread:g}-{self.squeeze:g}-{self.peclet:g}-{self.storage:g}"
        return f"porous-{told}-{int(np.prod(self.shape))}"

    def matrix(self):
        """Return the `Matrix`; it is symmetric where nothing is convected."""
        return discretized(permeability(self), self)


def permeability(medium):
    """Return the permeability of each cell, float64 of the shape of a `Medium`, with a median of 1."""
    random, shape = np.random.default_rng((8, medium.seed)), medium.shape
    smooth = 10.0 ** (medium.spread / 4 * gaussian(shape, [max(2.0, n / 20) for n in shape], random))
    if medium.field == "lognormal":
        return smooth
    reach = [max(4.0, shape[0] / 4), *(max(1.5, n / 25) for n in shape[1:])]
    inside = abs(gaussian(shape, reach, random)) < 0.4
    channels = np.where(inside, 1.0, TIGHT) * 10.0 ** (0.2 * random.standard_normal(shape))
    if medium.field == "channels":
        return channels
    depth = np.arange(shape[-1]) % 14  # layers of several cells, each with a level of its own
    level = 10.0 ** (medium.spread / 4 * random.standard_normal(shape[-1] // 14 + 1))
    below = np.arange(shape[-1]) >= shape[-1] * 3 // 5
    return np.where(below, channels, smooth) * level[(np.arange(shape[-1]) - depth) // 14]


def gaussian(shape, reach, random):
    """Return a Gaussian random field of mean 0 and deviation 1, correlated over `reach` cells along each axis."""
    waves = np.fft.rfftn(random.standard_normal(shape))
    for axis, (n, cells) in enumerate(zip(shape, reach, strict=True)):
        frequency = np.fft.rfftfreq(n) if axis == len(shape) - 1 else np.fft.fftfreq(n)
        damped = np.exp(-2 * (np.pi * frequency * cells) ** 2)
        waves *= damped.reshape([-1 if a == axis else 1 for a in range(len(shape))])
    field = np.fft.irfftn(waves, shape, axes=range(len(shape)))
    return (field - field.mean()) / field.std()


def discretized(K, medium):
    """Return the `Matrix` of a `Medium` with permeabilities K."""
    shape, n = K.shape, K.size
    cells = np.arange(n).reshape(shape)
    mean = float(np.exp(np.log(K).mean()))
    diagonal = np.full(shape, medium.storage * mean)
    rows, columns, values = [], [], []
    for axis in range(len(shape)):
        along = K * (medium.squeeze if axis == len(shape) - 1 else 1.0)
        left, right = (tuple(slice(*cut) if a == axis else slice(None) for a in range(len(shape)))
                       for cut in ((None, -1), (1, None)))  # fmt: skip
        through = 2 / (1 / along[left] + 1 / along[right])
        wind = medium.peclet * mean / (axis + 1)
        diagonal[left] += through
        diagonal[right] += through + wind
        rows += [cells[left].ravel(), cells[right].ravel()]
        columns += [cells[right].ravel(), cells[left].ravel()]
        values += [-through.ravel(), -(through + wind).ravel()]
        if axis == 0:
            diagonal[0] += 2 * along[0] + wind
            diagonal[-1] += 2 * along[-1]
    rows, columns, values = [*rows, cells.ravel()], [*columns, cells.ravel()], [*values, diagonal.ravel()]
    return _assembled(n, *(np.concatenate(part) for part in (rows, columns, values)), medium)


def _assembled(n, rows, columns, values, medium):
    from scipy.sparse import coo_array

    symmetry = Symmetry.GENERAL if medium.peclet else Symmetry.SYMMETRIC
    if symmetry is Symmetry.SYMMETRIC:
        half = rows >= columns
        rows, columns, values = rows[half], columns[half], values[half]
    csc = coo_array((values, (rows, columns)), shape=(n, n)).tocsc()
    csc.sort_indices()
    ptr, ind = csc.indptr.astype(np.int64), csc.indices.astype(np.int64)
    return Matrix(n, ptr, ind, csc.data, symmetry, medium.name)


SIZES = (10_000, 20_000, 50_000, 10_000, 100_000, 30_000, 10_000, 50_000, 200_000, 20_000, 100_000, 1_000_000)
SPREADS, SQUEEZES, PECLETS, STORAGES = (2.0, 4.0, 6.0), (1.0, 0.1, 0.01), (0.0, 0.0, 1.0, 10.0), (0.0, 1e-3)
FIELDS = ("lognormal", "layers", "channels")


def media(count, largest=1_000_000):
    """Yield `count` systems, always the same, of at most about `largest` unknowns: every choice meets every other."""
    for number in range(count):
        n, is_3d = min(SIZES[number % len(SIZES)], largest), number % 2
        side = round(n ** (1 / 3)) if is_3d else round(n**0.5)
        shape = (side + side // 3, side, max(side * 3 // 4, 2)) if is_3d else (side + side // 5, side * 5 // 6)
        random = np.random.default_rng((number, 8))
        given = [values[random.integers(len(values))] for values in (FIELDS, SPREADS, SQUEEZES, PECLETS, STORAGES)]
        yield Medium(shape, *given, number)
