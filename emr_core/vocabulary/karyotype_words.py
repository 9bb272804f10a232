"""The changes of a karyotype in plain words: t(17;19) is a translocation between chromosomes 17 and 19."""

from emr_core.vocabulary.iscn import Abnormality, Event

ARMS = {"p": "short arm", "q": "long arm"}

_STRETCH = {"del": "deletion", "dup": "duplication", "qdp": "quadruplication", "trp": "triplication"}
_BETWEEN = {
    "t": "translocation",
    "rob": "Robertsonian translocation",
    "ins": "insertion",
    "dic": "dicentric chromosome",
    "psudic": "pseudodicentric chromosome",
}
_OF_ONE = {
    "inv": "inversion",
    "i": "isochromosome",
    "ider": "isoderivative",
    "idic": "isodicentric chromosome",
    "r": "ring chromosome",
    "fra": "fragile site",
}
_AT = {"add": "additional material of unknown origin", "hsr": "homogeneously staining region"}
_UNSTATED = {"V", "?", ""}


def in_words(one: Abnormality) -> str:
    """Return an abnormality in words; what has none is said to stand as written."""
    steps = list(one.events)
    if len(steps) > 1 and steps[0].kind in {"der", "ider", "r"}:
        made = f"{_whole(steps[0])} from a {' and a '.join(_step(step) for step in steps[1:])}"
    else:
        made = " with a ".join(_step(step, one.written) for step in steps) or "as written"
    return f"{made}, uncertain" if one.uncertain else made


def _step(event: Event, written: str = "") -> str:
    """Return one step of a change."""
    if event.kind == "marker":
        return "double minutes" if "min" in written.lower() else "marker chromosome of unknown origin"
    if event.kind in {"gain", "loss"} and event.breaks:
        return f"{event.kind} of chromosome {event.breaks[0][0]}"
    if event.kind in _BETWEEN and event.breaks:
        return _between(_BETWEEN[event.kind], event)
    if event.kind in _STRETCH and event.breaks:
        return _stretch(_STRETCH[event.kind], event)
    if event.kind in _AT and event.breaks:
        return f"{_AT[event.kind]} at {_place(*event.breaks[0])}"
    if event.kind == "der" and len({chromosome for chromosome, _ in event.breaks}) > 1:
        return f"derivative chromosome of {_listed([_place(*at) for at in event.breaks])}"
    if event.kind in {"der", *_OF_ONE} and event.breaks:
        return _of_one(event)
    return "change in the number of chromosomes" if event.kind in {"gain", "loss", "sex"} else "as written"


def _between(name: str, event: Event) -> str:
    """Return a change that joins chromosomes: named by their bands where all are written."""
    chromosomes = list(dict.fromkeys(chromosome for chromosome, _ in event.breaks))
    if len(chromosomes) == 1:
        return _of_one(event, name)
    banded = all(band for chromosome, band in event.breaks if chromosome not in _UNSTATED)
    places = [_place(*at) for at in event.breaks] if banded else [_partner(one) for one in chromosomes]
    word = "of" if name.endswith("chromosome") else "between" if len(places) == 2 else "among"
    bare = not banded and all(one not in _UNSTATED for one in chromosomes)
    return f"{name} {word} {'chromosomes ' if bare else ''}{_listed(places)}"


def _stretch(name: str, event: Event) -> str:
    """Return the loss or repetition of a part: its arm, or the bands it begins and ends with."""
    chromosome, bands = event.breaks[0][0], [band for _, band in event.breaks if band]
    if not bands:
        return f"{name} in chromosome {chromosome}"
    if bands[0] in ARMS:
        return f"{name} in the {ARMS[bands[0]]} of chromosome {chromosome}"
    limits = " to ".join(f"{chromosome}{band}" for band in bands)
    return f"{name} {'from' if len(bands) > 1 else 'at'} {limits}"


def _of_one(event: Event, name: str = "") -> str:
    """Return a change within one chromosome, with its arm or its breaks."""
    chromosome, bands = event.breaks[0][0], [band for _, band in event.breaks if band]
    whole = f"{name} within chromosome {chromosome}" if name else _whole(event)
    if event.kind in {"i", "ider"} and bands:
        return f"{_OF_ONE[event.kind]} of the {ARMS.get(bands[0][0], bands[0])} of chromosome {chromosome}"
    written = [f"{chromosome}{band}" for band in bands]
    return (
        f"{whole} with {'breaks' if len(bands) > 1 else 'a break'} at {_listed(written)}" if bands else whole
    )


def _whole(event: Event) -> str:
    """Return a changed chromosome by its kind and number."""
    chromosome = event.breaks[0][0] if event.breaks else "not stated"
    name = _OF_ONE.get(event.kind, "derivative chromosome")
    return f"{name} {'' if name.endswith('chromosome') else 'of chromosome '}{chromosome}"


def _place(chromosome: str, band: str) -> str:
    """Return a band with its chromosome; a partner may not be stated."""
    return f"{chromosome}{band}" if chromosome not in _UNSTATED else _partner(chromosome)


def _partner(chromosome: str) -> str:
    """Return a chromosome's name, also where it is written as variable or unknown."""
    return chromosome if chromosome not in _UNSTATED else "a partner not stated"


def _listed(words: list[str]) -> str:
    """Return places as a phrase: 9q34 and 22q11."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
