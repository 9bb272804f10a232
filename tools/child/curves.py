"""Smooth closed curves as rings of points, from a few points each; y runs down from the crown."""

import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]
"""An outer ring, and the rings of its holes."""


def smooth(points: Sequence[Point], per: int = 4, *, closed: bool = True) -> Ring:
    """Return the Catmull-Rom curve through points, `per` steps from one to the next."""
    n = len(points)
    at = (lambda i: points[i % n]) if closed else (lambda i: points[min(max(i, 0), n - 1)])
    curve: Ring = []
    for start in range(n if closed else n - 1):
        a, b, c, d = (at(start + step) for step in (-1, 0, 1, 2))
        curve += [(_between(a, b, c, d, 0, i / per), _between(a, b, c, d, 1, i / per)) for i in range(per)]
    return curve if closed else [*curve, points[-1]]


def ellipse(x: float, y: float, rx: float, ry: float, tilt: float = 0, steps: int = 0) -> Ring:
    """Return an ellipse, turned clockwise by `tilt` degrees; a small one has fewer points."""
    steps = steps or (14 if max(rx, ry) < 7 else 22)
    turn = math.radians(tilt)
    angles = [2 * math.pi * i / steps for i in range(steps)]
    return [
        (
            x + rx * math.cos(a) * math.cos(turn) - ry * math.sin(a) * math.sin(turn),
            y + rx * math.cos(a) * math.sin(turn) + ry * math.sin(a) * math.cos(turn),
        )
        for a in angles
    ]


def tube(points: Sequence[Point], widths: float | Sequence[float], per: int = 3) -> Ring:
    """Return a band along a curve, as wide at each point as said, with round ends."""
    n = len(points)
    wide = [float(widths)] * n if isinstance(widths, int | float) else list(widths)
    line = smooth(points, per, closed=False)
    breadth = [p[0] for p in smooth([(w, 0.0) for w in wide], per, closed=False)]
    left, right = [], []
    for i, (x, y) in enumerate(line):
        (x0, y0), (x1, y1) = line[max(i - 1, 0)], line[min(i + 1, len(line) - 1)]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        nx, ny = (y0 - y1) / length * breadth[i] / 2, (x1 - x0) / length * breadth[i] / 2
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return [*_cap(right[0], left[0]), *left, *_cap(left[-1], right[-1]), *right[::-1]]


def mirrored(ring: Iterable[Point]) -> Ring:
    """Return the same ring on the other side of the body."""
    return [(-x, y) for x, y in ring]


def both(ring: Ring) -> list[Polygon]:
    """Return a paired organ: the ring and its mirror image."""
    return [[ring], [mirrored(ring)]]


def grown(ring: Ring, by: float) -> Ring:
    """Return a ring moved outwards by so many units, seen from its middle."""
    mx, my = (sum(p[axis] for p in ring) / len(ring) for axis in (0, 1))
    found = []
    for x, y in ring:
        far = math.hypot(x - mx, y - my) or 1.0
        found.append((mx + (x - mx) * (far + by) / far, my + (y - my) * (far + by) / far))
    return found


def _between(a: Point, b: Point, c: Point, d: Point, axis: int, t: float) -> float:
    """Return one coordinate of the curve from b to c."""
    p, q, r, s = a[axis], b[axis], c[axis], d[axis]
    return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)


def _cap(start: Point, end: Point, steps: int = 3) -> Ring:
    """Return the points of a half circle from one side of a band's end to the other, without the sides."""
    mx, my = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    dx, dy = start[0] - mx, start[1] - my
    angles = [-math.pi * i / steps for i in range(1, steps)]
    return [
        (mx + dx * math.cos(a) - dy * math.sin(a), my + dy * math.cos(a) + dx * math.sin(a)) for a in angles
    ]
