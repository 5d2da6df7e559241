"""The look that all pictures share: colours on light and on dark, type, and how numbers are written."""

from typing import NamedTuple

import matplotlib
from matplotlib.colors import ListedColormap, to_rgb

SHADES = (1.0, 0.5, 0.75, 0.28)  # of the hue that clusters of one hue keep


class Theme(NamedTuple):
    """Colours of a picture. `series` are Okabe and Ito's, which a colour-blind reader can tell apart."""

    paper: str
    ink: str
    soft: str  # text beside the point
    line: str  # frames, grids, edges of trees
    empty: str  # what is zero
    accent: str
    contrast: str
    series: tuple
    steps: ListedColormap  # little to much, away from the paper
    first: str  # what they begin with
    depth: ListedColormap  # of separators, from the root down
    hues: tuple  # of domains, two of which share one
    shares: tuple  # of the hue that these two keep

    def separators(self, levels):
        """Return a colour for each level of separators; they fade into the domains."""
        shares = [k / max(levels - 1, 1) for k in range(levels)]
        return [mixed(self.depth(share), self.paper, 1 - 0.5 * share) for share in shares]

    def domains(self, count):
        """Return a soft colour for each domain."""
        return [mixed(self.hues[k // 2 % len(self.hues)], self.paper, self.shares[k % 2]) for k in range(count)]

    def clusters(self, count):
        """Return a colour for each cluster: those next to each other have different hues, 32 are told apart."""
        number = len(self.hues)
        return [mixed(self.hues[k % number], self.paper, SHADES[k // number % len(SHADES)]) for k in range(count)]


def mixed(colour, paper, share):
    """Return a colour of which `share` is left on the paper, as red, green and blue."""
    return tuple(share * a + (1 - share) * b for a, b in zip(to_rgb(colour), to_rgb(paper), strict=True))


def _part(name, low, high):
    """Return the part low..high of a colour map of matplotlib, perceptually uniform as the whole is."""
    whole = matplotlib.colormaps[name]
    colours = [whole(low + (high - low) * k / 255) for k in range(256)]
    return ListedColormap(colours, f"{name} {low} {high}")


THEMES = {
    "light": Theme(
        paper="#ffffff", ink="#17202a", soft="#5d6b7a", line="#c9d1d9", empty="#f6f8fa", accent="#0072b2",
        contrast="#d55e00",
        series=("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555", "#8c564b"),
        steps=_part("viridis", 0.78, 0.0), first="light", depth=_part("inferno", 0.0, 0.55),
        hues=("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a5bd0", "#9aa81e"),
        shares=(0.5, 0.34),
    ),
    "dark": Theme(
        paper="#0f1419", ink="#e6edf3", soft="#94a1ae", line="#39434e", empty="#161c23", accent="#56b4e9",
        contrast="#f08a4b",
        series=("#56b4e9", "#f08a4b", "#22b88f", "#dd9cc0", "#f0c04a", "#3d7edb", "#aab4be", "#b98a7e"),
        steps=_part("viridis", 0.3, 1.0), first="dark", depth=_part("inferno", 1.0, 0.55),
        hues=("#4fa3df", "#f08a4b", "#22b88f", "#dd9cc0", "#f0c04a", "#56c9e9", "#9d84ee", "#c3cf4a"),
        shares=(0.62, 0.42),
    ),
}  # fmt: skip


def settings(theme):
    """Return the settings of matplotlib that a picture is made and written with, whatever the user's own are."""
    own = {name: value for name, value in matplotlib.rcParamsDefault.items() if not name.startswith("backend")}
    return own | {
        "font.size": 9.0,
        "axes.titlesize": 9.5,
        "axes.titlelocation": "left",
        "axes.titlepad": 7.0,
        "axes.labelsize": 9.0,
        "axes.linewidth": 0.7,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": theme.line,
        "axes.labelcolor": theme.soft,
        "axes.titlecolor": theme.ink,
        "axes.facecolor": theme.paper,
        "figure.facecolor": theme.paper,
        "savefig.facecolor": theme.paper,
        "text.color": theme.ink,
        "xtick.color": theme.line,
        "ytick.color": theme.line,
        "xtick.labelcolor": theme.soft,
        "ytick.labelcolor": theme.soft,
        "xtick.labelsize": 8.0,
        "ytick.labelsize": 8.0,
        "xtick.major.size": 3.0,
        "ytick.major.size": 3.0,
        "xtick.minor.visible": False,
        "ytick.minor.visible": False,
        "grid.color": theme.line,
        "grid.linewidth": 0.5,
        "grid.alpha": 0.6,
        "legend.frameon": False,
        "legend.fontsize": 8.5,
        "svg.hashsalt": "pastix_py",
        "image.interpolation": "nearest",
    }


def plain(text):
    """Return a text of the user's, of which nothing is taken for a formula."""
    return str(text).replace("$", r"\$")


def short(value):
    """Return a count with a unit that reads well: 950, 12.3 k, 4.56 M."""
    for unit in ("", " k", " M", " G", " T", " P"):
        if abs(value) < 999.5 or unit == " P":
            return f"{value:.3g}{unit}"
        value /= 1000
    raise AssertionError("unreachable")


def facts(*parts):
    """Return facts on one line."""
    return "   ·   ".join(part for part in parts if part)


def matrix_facts(matrix):
    """Return the line that tells what a matrix is."""
    return facts(f"n = {matrix.n:,}", f"{matrix.nnz:,} entries", matrix.symmetry.value, matrix.dtype.name)


def plan_facts(plan, dtype="d"):
    """Return the line that tells what a factor is."""
    return facts(
        f"ordered by {plain(plan.ordering.method)}",
        f"{plan.kind}: {short(plan.nnz_factor)} entries",
        f"{short(plan.flops(dtype))}flop" if plan.flops(dtype) >= 1000 else f"{plan.flops(dtype)} flop",
    )
