"""The child from the front: face, organs of chest and abdomen, bones on one side, soft parts on the other.

Units are those of a child 516 high with its middle at x = 0; the image's left is the child's right.
"""

from tools.child.curves import Point, Polygon, both, ellipse, grown, mirrored, smooth, tube
from tools.child.shape import Shape

HALF: list[Point] = [
    # crown, temple, ear, cheek, chin
    (0, 0), (20, 3), (34, 15), (39.5, 32), (39, 42), (37, 57), (31, 69), (22, 78), (14.5, 83.5),
    # neck, shoulder, upper arm, forearm, hand
    (14, 89), (15, 97), (24, 103.5), (41, 108), (53, 114), (60, 126), (63, 150), (66, 172), (69, 190),
    (73, 215), (75.5, 240), (79.5, 252), (82, 268), (80, 283), (75, 289), (70, 284), (67, 272), (64.5, 262),
    (64, 246), (61, 220), (56.5, 196), (52, 172), (48.5, 150), (46, 139),
    # flank, hip, thigh, knee, calf, foot
    (44.5, 160), (42.5, 184), (42, 206), (45, 228), (49, 250), (52, 280), (50.5, 312), (45.5, 346),
    (42.5, 368), (42.5, 392), (43.5, 414), (40, 444), (34, 474), (33, 488), (38, 501), (40, 510),
    (34, 515), (22, 516), (13, 513), (11.5, 502), (13.5, 486), (13, 466), (10, 434), (8.5, 408), (9.5, 386),
    (9, 366), (7, 338), (5, 308), (2.5, 284), (0, 279),
]  # fmt: skip


def outline() -> Polygon:
    """Return the child's outline, the same from front and back."""
    right = HALF
    left = [(-x, y) for x, y in reversed(right[1:-1])]
    return [smooth([*right, *left], 4)]


def _head() -> list[Shape]:
    """Return what lies in face and neck."""
    nose = smooth([(0, 48), (4.2, 58), (3, 62), (0, 63), (-3, 62), (-4.2, 58)])
    nerve = tube([(8, 43.5), (2.2, 39)], [3.6, 2.4])
    lobe = smooth([(4, 92), (7.5, 94), (7.5, 101), (4.5, 104), (2.5, 101), (2.5, 98.5), (0, 98.5),
                   (-2.5, 98.5), (-2.5, 101), (-4.5, 104), (-7.5, 101), (-7.5, 94), (-4, 92), (-2.5, 95.5),
                   (0, 96), (2.5, 95.5)])  # fmt: skip
    return [
        Shape("Ear", both(ellipse(40.5, 47, 3.4, 8, 8)), (40.5, 47), paired=True),
        Shape("Parotid gland", both(ellipse(32, 60, 3.8, 7.5, 22)), (32, 60), paired=True),
        Shape("Orbit", both(ellipse(16, 46, 9.8, 7.6)), (16, 41.5), paired=True),
        Shape("Eye", both(ellipse(16, 46.3, 4.6, 4.6)), (16, 46.3), paired=True),
        Shape("Optic nerve", both(nerve), (5, 41), paired=True),
        Shape("Nose and sinuses", [[nose], *both(ellipse(13.5, 59, 5.2, 3.6, -14))], (13.5, 59), paired=True),
        Shape("Gingiva and oral cavity", [[ellipse(0, 70.5, 9.5, 3.8)]], (7, 70.5), paired=True),
        Shape("Tonsil", both(ellipse(14.5, 70, 2.6, 3.6, 10)), (14.5, 70), paired=True),
        Shape("Salivary gland (other)", both(ellipse(18.5, 77, 4.2, 2.6, -32)), (18.5, 77), paired=True),
        Shape("Pharynx", [[tube([(0, 77.5), (0, 86)], [6, 7])]], (3, 82), paired=True),
        Shape("Larynx and trachea", [[tube([(0, 90.5), (0, 104), (0, 115)], [6.5, 4.6, 4.6])]], (2, 110),
              paired=True),
        Shape("Thyroid", [[lobe]], (6, 98), paired=True),
    ]  # fmt: skip


def _chest() -> list[Shape]:
    """Return lungs, pleura, heart, mediastinum, breast."""
    right = smooth([(-8, 122), (-16, 114), (-25, 117), (-32, 131), (-36, 150), (-37.5, 168), (-27, 169),
                    (-15, 167), (-8.5, 160), (-9, 140)])  # fmt: skip
    left = smooth([(8, 122), (16, 114), (25, 117), (32, 131), (36, 150), (37.5, 168), (27, 170), (19, 168),
                   (19.5, 156), (14, 146), (9, 138)])  # fmt: skip
    heart = smooth(
        [(-4, 147), (3, 143.5), (11, 146), (17, 154), (17.5, 163), (11, 168.5), (2, 167), (-4, 159)]
    )
    thymus = smooth([(-5, 118), (0, 120), (5, 118), (6.5, 130), (7, 140), (2, 142.5), (-5, 144), (-7, 138),
                     (-6.5, 130)])  # fmt: skip
    return [
        Shape("Pleura", [[grown(right, 2.9), right], [grown(left, 2.9), left]], (37.5, 156), paired=True),
        Shape("Lung", [[right], [left]], (27, 134), paired=True),
        Shape("Mediastinum and thymus", [[thymus]], (5, 128), paired=True),
        Shape("Heart and pericardium", [[heart]], (9, 157)),
        Shape("Breast", both(ellipse(24, 150, 6.6, 6.6)), (24, 150), paired=True),
    ]


def _abdomen() -> list[Shape]:
    """Return the organs between diaphragm and pelvis."""
    liver = smooth([(-40, 180), (-30, 174.5), (-12, 173), (6, 176), (15, 181), (6, 190), (-8, 197),
                    (-22, 206.5), (-36, 209), (-40.5, 197)])  # fmt: skip
    stomach = smooth([(11, 185), (17, 178.5), (26, 178), (30.5, 186), (28, 197), (18, 205.5), (5, 206.5),
                      (2, 202), (10, 199), (15, 194)])  # fmt: skip
    spleen = smooth([(33.5, 181), (38.5, 184), (40, 193), (37, 201), (33, 196), (32.5, 188)])
    pancreas = smooth([(-11, 209), (-3, 208.5), (10, 210), (24, 206), (31, 204), (32, 208), (22, 212.5),
                       (8, 216), (-4, 217), (-10, 215)])  # fmt: skip
    colon = tube([(-29, 248), (-32, 234), (-29, 222.5), (-14, 223.5), (0, 226), (15, 223), (29, 220),
                  (32.5, 233), (30, 246), (19, 252), (7, 253.5)], 7.5)  # fmt: skip
    bowel = smooth([(-20, 232), (-12, 229), (-4, 232.5), (4, 229.5), (13, 230), (22, 229.5), (24, 238),
                    (17, 243), (21, 246), (10, 246.5), (3, 250), (-5, 246), (-14, 249.5), (-22, 244),
                    (-18, 239)])  # fmt: skip
    apron = tube([(-39.5, 214), (-41, 234), (-38, 253), (-20, 261), (0, 262.5), (20, 261), (38, 253),
                  (41, 234), (39.5, 208)], 4.4)  # fmt: skip
    return [
        Shape("Peritoneum and omentum", [[apron]], (40.5, 240), paired=True),
        Shape("Esophagus", [[tube([(4, 167), (6.5, 175), (11.5, 183)], 4)]], (6.5, 173)),
        Shape("Liver", [[liver]], (-28, 192)),
        Shape("Gallbladder and bile duct", [[ellipse(-14, 205.5, 3.2, 5.6, 18)]], (-14, 206.5)),
        Shape("Stomach", [[stomach]], (24, 190)),
        Shape("Spleen", [[spleen]], (37, 192)),
        Shape("Pancreas", [[pancreas]], (20, 209)),
        Shape("Intestine", [[colon], [bowel]], (30.5, 228), paired=True),
        Shape("Ureter, bladder and urethra", [[ellipse(0, 268.5, 8, 4.6)]], (6, 268.5), paired=True),
    ]


def _limbs() -> list[Shape]:
    """Return nodes everywhere; bones and joints on the image's left, soft parts on its right."""
    forearm = [tube([(-60, 196), (-67.5, 242)], [4, 3, 3.2][:2]), tube([(-64.5, 196), (-71.5, 240)], 2.8)]
    leg = [
        tube([(-29.5, 272), (-32, 290), (-29, 330), (-27.5, 360)], [8, 6, 6, 11]),
        tube([(-25.5, 378), (-25, 410), (-22.5, 478)], [11, 6, 6.5]),
        tube([(-33.5, 384), (-32.5, 420), (-29, 478)], 2.8),
    ]
    arm = [tube([(-53.5, 122), (-56, 150), (-59.5, 183)], [8, 5, 7.5])]
    collar = [tube([(-5, 113), (-22, 110), (-42, 112)], [4.4, 3.2, 4])]
    bones: list[Polygon] = [[ring] for ring in (*collar, mirrored(collar[0]), *arm, *forearm, *leg)]
    nodes = [(11.2, 92), (46.5, 131), (43, 137.5), (22, 272), (27.5, 267)]
    thigh = smooth([(22, 282), (31, 276), (41, 284), (44, 308), (39, 338), (31, 354), (24, 350), (18, 330),
                    (16, 304)])  # fmt: skip
    biceps = smooth([(55.5, 119), (60, 138), (63, 160), (61, 178), (57, 172), (52.5, 148), (52, 128)])
    return [
        Shape("Bone", bones, (-29, 318)),
        Shape("Joint", [[ellipse(-26.5, 369, 8.5, 5.6)], [ellipse(-61, 189.5, 5, 4.2)]], (-30, 369)),
        Shape("Muscle", [[thigh], [biceps]], (35, 318)),
        Shape("Soft tissue", [[ellipse(30, 414, 8, 27, -3)]], (33, 412)),
        Shape("Skin", [[ellipse(67.5, 220, 4.4, 18, -8)], [ellipse(26, 466, 8, 9)]], (67.5, 216)),
        Shape("Lymph node", [p for x, y in nodes for p in both(ellipse(x, y, 3.1, 3.1))], (45, 134),
              paired=True),
    ]  # fmt: skip


def front() -> list[Shape]:
    """Return every region of the front, the lower ones first."""
    return [*_limbs()[:5], *_head(), *_chest(), *_abdomen(), *_limbs()[5:]]
