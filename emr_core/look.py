"""Colours, ink, ramps and fonts of the three looks: light, dark, print.

Hues are those of Okabe and Ito (2008), safe for colour-blind readers, darkened on white and lightened on
dark until a label in the surface's colour reads at 4.5 : 1 on each of them. A level has the same hue in
every picture, and never colour alone: each also has a shape.
"""

from dataclasses import dataclass, field
from typing import Literal

LookName = Literal["light", "dark", "print"]

HUES_ON_WHITE = {
    "blue": "#0072B2",
    "vermillion": "#C24F00",
    "green": "#00835C",
    "purple": "#AD4E87",
    "orange": "#996300",
    "sky": "#1C7AB3",
    "yellow": "#7A7000",
    "grey": "#6C727A",
    "ink": "#1B1F24",
}
HUES_ON_DARK = {
    "blue": "#4DA3DB",
    "vermillion": "#E9742B",
    "green": "#1FB58A",
    "purple": "#D78DB6",
    "orange": "#E69F00",
    "sky": "#7CC5EE",
    "yellow": "#F0E442",
    "grey": "#8B929C",
    "ink": "#E8EAED",
}

HUE_OF_LEVEL: dict[str, str] = {
    # leukaemia type
    "AML": "vermillion",
    "ALL": "blue",
    "MPAL": "purple",
    "Other": "yellow",
    # FAB class: AML apart from one another, the commonest of ALL apart from them
    "M0": "green",
    "M1": "sky",
    "M2": "vermillion",
    "M3": "ink",
    "M4": "orange",
    "M5": "purple",
    "M6": "blue",
    "M7": "yellow",
    "L1": "blue",
    "L2": "sky",
    "L3": "green",
    # immunophenotype
    "B-precursor": "blue",
    "T": "orange",
    "Mature B": "green",
    "Ambiguous": "purple",
    # karyotype: the common classes of one lineage differ; rare ones share a hue
    "t(8;21)": "vermillion",
    "inv(16)/t(16;16)": "orange",
    "t(15;17)": "yellow",
    "KMT2A/11q23": "purple",
    "t(9;22)": "blue",
    "t(12;21)": "orange",
    "t(1;19)": "vermillion",
    "t(17;19)": "yellow",
    "t(6;9)": "blue",
    "inv(3)/t(3;3)": "blue",
    "iAMP21": "ink",
    "Hyperdiploid": "yellow",
    "Hypodiploid": "ink",
    "Monosomy 7": "blue",
    "-5/del(5q)": "blue",
    "abn(17p)": "blue",
    "Trisomy 8": "blue",
    "Complex": "ink",
    "Other abnormality": "green",
    "Normal": "sky",
    # risk groups
    "Favourable": "green",
    "Intermediate": "sky",
    "Neither list": "sky",
    "Adverse": "vermillion",
    "Unfavourable": "vermillion",
    "Standard": "sky",
    "High": "vermillion",
    "Not applicable": "grey",
    # central nervous system, remission before the relapse
    "CNS1": "sky",
    "CNS2": "orange",
    "CNS3": "vermillion",
    "Traumatic": "yellow",
    "CR1": "green",
    "CR2": "blue",
    "CR3 or later": "purple",
    "Never in CR": "orange",
    # number of sites
    "Single site": "sky",
    "Several sites": "purple",
    # sex
    "Female": "purple",
    "Male": "sky",
    # marrow
    "No BMR": "sky",
    "Concurrent": "vermillion",
    "Subsequent": "orange",
    "Marrow not examined": "grey",
    "Isolated": "sky",
    "With concurrent BMR": "vermillion",
    "Isolated, no later BMR seen": "sky",
    "Isolated, later BMR": "orange",
    "No later BMR seen": "sky",
    "Concurrent at EMR": "vermillion",
    # response, status and the published words for them
    "Complete remission": "green",
    "CR": "green",
    "Partial or no remission": "orange",
    "Died before evaluation": "ink",
    "Not evaluable": "grey",
    "Alive in CR": "green",
    "Alive with disease": "orange",
    "Alive (disease unknown)": "yellow",
    "Died of disease": "ink",
    "Died of other cause": "purple",
    "Died (cause not stated)": "ink",
    "Died": "ink",
    "Expire": "ink",
    "Lost to follow-up": "grey",
    "FU loss": "grey",
    # lane states and events
    "Relapse": "orange",
    "Remission": "green",
    "Marrow relapse": "vermillion",
    "EMR": "blue",
    "BMR": "vermillion",
    "CR of EMR": "green",
    "CR of BMR": "green",
    "Diagnosis": "blue",
    "CR before EMR": "green",
    "HSCT before EMR": "purple",
    "HSCT after EMR": "purple",
    "Second relapse": "vermillion",
    "Before remission": "blue",
    "Not recorded": "grey",
    "Later EMR": "blue",
    # events of curves
    "Later BMR": "vermillion",
    "BMR first": "vermillion",
    "Death without BMR": "ink",
    "Death without CR": "ink",
    "Death without relapse": "ink",
    "After HSCT": "purple",
    "Death": "ink",
    "Still followed": "ink",
    "Last contact": "ink",
    "No time recorded": "grey",
    "Unknown": "grey",
    "No": "sky",
    "Yes": "orange",
}
OTHER_HUES = ("blue", "orange", "green", "purple", "vermillion", "sky", "yellow")


@dataclass(frozen=True)
class Look:
    """The colours and type of one surface.

    `ramp` runs from the surface to its strongest shade; ink reads at 4.5 : 1 on every part of it. `depth`
    runs further, for areas without text.
    """

    name: LookName
    surface: str
    ink: str
    muted: str
    grid: str
    ramp: tuple[str, str]
    depth: tuple[str, str, str]
    hues: dict[str, str] = field(hash=False)
    font: str = "Source Sans, sans-serif"
    font_size: int = 13

    def colour(self, level: str, position: int = 0) -> str:
        """Return the colour of a level; a level without one of its own gets it by its position."""
        hue = HUE_OF_LEVEL.get(level, OTHER_HUES[position % len(OTHER_HUES)])
        return self.hues[hue]

    def colours(self, levels: tuple[str, ...]) -> list[str]:
        """Return the colours of some levels, in their order."""
        return [self.colour(level, position) for position, level in enumerate(levels)]

    def of_sides(self, names: tuple[str, ...]) -> list[str]:
        """Return the colours of two sides that are compared, never the same one."""
        first, *others = self.colours(names)
        free = [self.hues[hue] for hue in OTHER_HUES if self.hues[hue] != first]
        return [first, *(other if other != first else free[0] for other in others)]

    def tint(self, level: str) -> str:
        """Return a level's colour as far towards the surface as ink needs to read at 4.5 : 1 on it."""
        return self.paler(self.colour(level))

    def paler(self, colour: str) -> str:
        """Return a colour as far towards the surface as ink needs to read at 4.5 : 1 on it."""
        hue, ground = _channels(colour), _channels(self.surface)
        for strength in range(60, 0, -5):
            mixed = [round(g + (h - g) * strength / 100) for h, g in zip(hue, ground, strict=True)]
            colour = "#" + "".join(f"{channel:02x}" for channel in mixed)
            if contrast(colour, self.ink) >= 4.5:
                return colour
        return self.surface


DEPTH_ON_WHITE = ("#ffffff", "#4F9BD2", "#0A4273")
DEPTH_ON_DARK = ("#0e1117", "#3F92CF", "#D3ECFC")
RAMP_ON_WHITE = ("#ffffff", "#9CC7E8")
RAMP_ON_DARK = ("#0e1117", "#1D5C8F")

LIGHT = Look(
    "light", "#ffffff", "#1B1F24", "#59606A", "#E3E7EB", RAMP_ON_WHITE, DEPTH_ON_WHITE, HUES_ON_WHITE
)
DARK = Look("dark", "#0e1117", "#E8EAED", "#A9B1BB", "#2A313A", RAMP_ON_DARK, DEPTH_ON_DARK, HUES_ON_DARK)
PRINT = Look(
    "print", "#ffffff", "#000000", "#45494F", "#D5D9DE", RAMP_ON_WHITE, DEPTH_ON_WHITE, HUES_ON_WHITE
)
LOOKS: dict[LookName, Look] = {look.name: look for look in (LIGHT, DARK, PRINT)}


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, relative luminance)."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour written #rrggbb."""
    channels = [channel / 255 for channel in _channels(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> list[int]:
    """Return red, green and blue of a colour written #rrggbb."""
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
