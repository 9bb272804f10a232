"""The child from behind: brain and its covers, spine and canal, nerves, kidneys; and the pelvic insets."""

from tools.child.curves import Polygon, both, ellipse, mirrored, smooth, tube
from tools.child.shape import Shape


def _skull() -> list[Shape]:
    """Return brain, fluid and membranes as rings within the skull."""
    rings = [ellipse(0, 40, x, y, steps=36) for x, y in ((36.5, 37.5), (33, 34), (29.5, 30.5), (25.5, 26.5))]
    half = smooth([(0.9, 15), (10, 14.8), (20, 22), (24.2, 34), (23, 46), (16, 53.5), (8, 54.5), (1, 52)])
    small = smooth([(0.9, 55), (8, 56.5), (15, 56), (13, 62), (7, 65.2), (0.9, 64.5)])
    canal = tube([(0, 66), (0, 120), (0, 200), (0, 238)], [9, 9, 9, 5])
    return [
        Shape("Meninges", [[rings[1], rings[2]]], (31.2, 36), paired=True),
        Shape("CSF", [[rings[2], rings[3]], [canal]], (3.3, 148), paired=True),
        Shape("Brain", [*both(half), *both(small)], (15, 28), paired=True),
    ]


def _bones() -> Shape:
    """Return skull, shoulder blades, vertebrae, sacrum and pelvis."""
    blade = smooth([(16, 117), (30, 114.5), (44, 119), (39, 134), (30, 154), (26, 156), (22, 140)])
    wing = smooth([(9.5, 243), (20, 234), (33, 231.5), (41.5, 240), (38, 252), (29, 258), (23, 268),
                   (15, 272), (13, 262), (10, 254)])  # fmt: skip
    sacrum = smooth([(-7.5, 243), (0, 241.5), (7.5, 243), (6.5, 256), (2, 270), (-2, 270), (-6.5, 256)])
    blocks = [[(5.6, y), (11, y + 0.6), (11, y + 5.6), (5.6, y + 6.2)] for y in range(86, 240, 8)]
    skull: Polygon = [ellipse(0, 40, 36.5, 37.5, steps=36), ellipse(0, 40, 33, 34, steps=36)]
    paired = [polygon for ring in (blade, wing, *blocks) for polygon in both(ring)]
    return Shape("Bone", [skull, *paired, [sacrum]], None)


def _nerves() -> list[Shape]:
    """Return cord, roots, plexus and nerves."""
    cord = tube([(0, 69), (0, 120), (0, 196), (0, 206)], [4.4, 3.6, 4, 1.6])
    tail = [tube([(0, 208), (x, 222), (1.4 * x, 236)], 1.2) for x in (-1.6, 0, 1.6)]
    head = [tube([(4.5, 72 + 3 * i), (14, 76.5 + 3.4 * i), (20, 78 + 4 * i)], 1.7) for i in range(2)]
    arm = [tube([(8, 92 + 6 * i), (22, 99 + 5 * i), (40, 108.5 + 3 * i), (51, 121)], 2.2) for i in range(3)]
    pelvis = [tube([(6, 244 + 6 * i), (16, 258 + 5 * i), (24, 278)], 2.3) for i in range(3)]
    sciatic = tube([(25, 281), (27, 320), (26, 362), (28, 400), (25, 470)], [4.4, 4, 3.4, 2.8, 2])
    ulnar = tube([(53.5, 126), (57, 158), (61.5, 192), (67.5, 222), (70.5, 244)], [3.4, 3, 2.6, 2.4, 2])
    return [
        Shape("Spinal cord and epidural space", [[ring] for ring in (cord, *tail)], (0, 180), paired=True),
        Shape("Cranial nerve", [p for ring in head for p in both(ring)], (15, 78), paired=True),
        Shape("Nerve plexus", [p for ring in (*arm, *pelvis) for p in both(ring)], (36, 112), paired=True),
        Shape("Peripheral nerve", [[sciatic], [ulnar]], (26.5, 330)),
    ]


def back() -> list[Shape]:
    """Return every region of the back, the lower ones first."""
    behind = smooth([(-29, 180), (-14, 174), (0, 176), (14, 174), (29, 180), (34, 204), (32, 226), (16, 230),
                     (0, 229), (-16, 230), (-32, 226), (-34, 204)])  # fmt: skip
    kidney = smooth(
        [(13.5, 193), (19, 187), (26, 191), (28, 204), (24, 216), (17, 218), (14, 211), (17, 203)]
    )
    adrenal = smooth([(13, 187.5), (17, 180), (24, 186), (19, 184.8)])
    seat = smooth(
        [(-44, 262), (-32, 264), (-20, 274), (-10, 284), (-12, 298), (-26, 302), (-40, 298), (-48, 282)]
    )
    calf = smooth(
        [(-33, 380), (-39.5, 398), (-38, 420), (-31, 440), (-20, 436), (-14, 412), (-17, 388), (-25, 379)]
    )
    return [
        Shape("Retroperitoneum", [[behind]], (32, 222), paired=True),
        _bones(),
        *_skull(),
        *_nerves(),
        Shape("Kidney", both(kidney), (24, 206), paired=True),
        Shape("Adrenal gland", both(adrenal), (18, 183.5), paired=True),
        Shape("Muscle", [[seat], [calf]], None),
        Shape("Skin", [[mirrored(ellipse(67.5, 220, 4.4, 18, -8))], [ellipse(-30, 336, 9, 16)]], None),
    ]


def girls() -> list[Shape]:
    """Return the female organs, around the middle of their inset."""
    womb = smooth(
        [(-12, -17), (0, -18.5), (12, -17), (8.5, -6), (5, 3), (4, 9), (-4, 9), (-5, 3), (-8.5, -6)]
    )
    way = tube([(10, -15), (20, -19), (29, -12)], [3.2, 2.6, 4])
    ovaries = [*both(ellipse(25, -5, 6.4, 4.6, -14)), *both(way)]
    return [
        Shape("Ovary and uterus", [[womb], *ovaries], (28, -6)),
        Shape("Vagina and vulva", [[tube([(0, 12), (0, 22)], [6, 7])], [ellipse(0, 29, 4.4, 2.6)]], (3, 18)),
    ]


def boys() -> list[Shape]:
    """Return the male organs, around the middle of their inset."""
    return [
        Shape(
            "Prostate",
            [[smooth([(-8, -20), (0, -22), (8, -20), (6.5, -11), (0, -9), (-6.5, -11)])]],
            (6, -16),
        ),
        Shape("Penis", [[tube([(0, -5), (0, 12)], [6, 7])]], (3, 2)),
        Shape("Testis", both(ellipse(13, 15, 7, 9.5, -8)), (18, 15)),
    ]
