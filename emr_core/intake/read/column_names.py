"""The names of the columns: the header's texts, or letters where it has none."""

from emr_core.intake.issues import Issue, UnreadableFileError
from emr_core.intake.read.addresses import column_letters
from emr_core.intake.read.records import Record, in_brackets
from emr_core.wording import listed, quoted


def header_texts(record: Record | None, width: int, delimiter: str = "") -> list[str]:
    """Return the headers on one line each, without blank ones beyond the rows.

    A header that the delimiter divided within its brackets is one: "status [0 = alive, 1 = dead]".
    """
    if record is None:
        return [""] * width
    if record.broken:
        return [""] * width
    whole = in_brackets(record.cells, delimiter) if len(record.cells) > width > 1 else record.cells
    cells = whole if len(whole) == width else record.cells
    texts = [" ".join(cell.replace("\ufeff", "").split()).strip("\u200b\u2060") for cell in cells]
    while len(texts) > max(width, 1) and not texts[-1]:
        texts.pop()
    return texts


def column_names(
    texts: list[str], columns: list[int], file: str, left: int, no_header: bool, with_letters: bool
) -> tuple[list[str], list[Issue]]:
    """Return a name for every column that is kept: its header, or its letter where it has none.

    Names that stand under several groups, which are not to be joined, are told apart by the letters.
    """
    names: list[str] = []
    unnamed: list[int] = []
    taken = set(texts)
    for place in columns:
        text = texts[place]
        if not text:
            unnamed.append(place)
            text = f"Column {column_letters(left + place)}"
            while text in taken:
                text += "'"
        elif with_letters and texts.count(text) > 1:
            text = f"{text} ({column_letters(left + place)})"
        names.append(text)
    repeated = sorted({text for text in names if names.count(text) > 1})
    if repeated:
        raise UnreadableFileError(
            f"{file}: two columns are called {quoted(repeated[0])}. Rename one of them."
        )
    if no_header or not unnamed:
        return names, []
    which = listed([f"{column_letters(left + place)} ({place + 1})" for place in unnamed[:10]])
    noun = "columns" if len(unnamed) > 1 else "column"
    what = f"{file}: {noun} {which} without a header; named by their letter. Name what they hold."
    return names, [Issue("warning", "blank_header", what)]
