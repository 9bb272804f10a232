"""Boxes on a page: what lies over what, what sticks out of what. Pixels; y grows downwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

Point = tuple[float, float]

TOUCHING = 2.0
"""Pixels by which two texts may run into each other: less is not seen."""

WORD_GAP = 2.0
"""Pixels between two texts of one line under which they read as one."""

OUT = 1.0
"""Pixels by which something may stick out: less is not seen."""


@dataclass(frozen=True)
class Box:
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """Its centre from top to bottom."""
        return (self.top + self.bottom) / 2

    def beyond(self, frame: "Box") -> float:
        """Return by how many pixels it sticks out of a frame, where it does so most; 0 if it does not."""
        out = (
            frame.left - self.left,
            self.right - frame.right,
            frame.top - self.top,
            self.bottom - frame.bottom,
        )
        return max(0.0, *out)


@dataclass(frozen=True)
class Ink:
    """A text as it is drawn: the four corners around its letters, in order; turned if the text is."""

    words: str
    corners: tuple[Point, ...]

    @property
    def box(self) -> Box:
        """The upright rectangle around it."""
        across, down = zip(*self.corners, strict=True)
        return Box(min(across), min(down), max(across), max(down))

    @property
    def is_upright(self) -> bool:
        """Whether its letters stand straight."""
        (_, y0), (_, y1) = self.corners[:2]
        return abs(y1 - y0) < 0.5


def depth(first: Ink, second: Ink) -> float:
    """Return by how many pixels two texts would have to be moved apart; 0 or less if they are apart.

    Both are convex, so they are apart if a line along one of their edges has them on its two sides.
    """
    axes = [axis for corners in (first.corners, second.corners) for axis in _axes(corners)]
    return min((_shared(first.corners, second.corners, axis) for axis in axes), default=0.0)


def overlaps(texts: Sequence[Ink]) -> Iterator[tuple[Ink, Ink]]:
    """Return the pairs of texts of one picture that run into each other."""
    for first, second in combinations(texts, 2):
        a, b = first.box, second.box
        near = a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom
        if near and depth(first, second) > TOUCHING:
            yield first, second


def crowded(texts: Sequence[Ink]) -> Iterator[tuple[Ink, Ink]]:
    """Return the pairs of upright texts of one line that read as one word: no gap is left between them."""
    upright = sorted((text for text in texts if text.is_upright), key=lambda text: text.box.left)
    for first, second in combinations(upright, 2):
        a, b = first.box, second.box
        if a.top < b.middle < a.bottom and -TOUCHING <= b.left - a.right < WORD_GAP:
            yield first, second


def unnamed(rows: Sequence[Box], texts: Sequence[Ink], plot_left: float) -> int:
    """Return how many rows of a picture have no text that begins left of the plot at their height."""
    names = [text.box for text in texts if text.box.left < plot_left - TOUCHING]
    return sum(not any(row.top <= name.middle <= row.bottom for name in names) for row in rows)


def _axes(corners: Sequence[Point]) -> Iterator[Point]:
    """Return the directions of a rectangle's first two edges, of length one; a point has none."""
    for (x0, y0), (x1, y1) in ((corners[0], corners[1]), (corners[1], corners[2])):
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        if length:
            yield (x1 - x0) / length, (y1 - y0) / length


def _shared(first: Sequence[Point], second: Sequence[Point], axis: Point) -> float:
    """Return the length that the shadows of two shapes on an axis have in common."""
    a, b = ([x * axis[0] + y * axis[1] for x, y in shape] for shape in (first, second))
    return min(max(a), max(b)) - max(min(a), min(b))
