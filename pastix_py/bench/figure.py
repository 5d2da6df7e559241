"""`Figure`: something measured, beside what it has to be."""

from typing import NamedTuple


class Figure(NamedTuple):
    """One line: what was measured, the figure, the most or the least that it may be (None for no bar), its unit."""

    name: str
    value: float
    most: float | None = None
    unit: str = ""
    least: float | None = None

    @property
    def met(self):
        """Whether the figure is on the right side of its bars."""
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    @property
    def bar(self):
        """What the figure must be, and whether it is, in words; '' where it has no bar."""
        bounds = [f"{word} {bound:g}" for word, bound in (("at most", self.most), ("at least", self.least)) if bound]
        return f"{' and '.join(bounds)}   {'met' if self.met else 'MISSED'}" if bounds else ""
