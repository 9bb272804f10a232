"""The XML parts of a workbook, walked through once, element by element; nothing of them is kept in memory.

This runs in the child process, before the reader of workbooks sees a byte.
"""

import zipfile
from xml.parsers import expat

STEP = 1 << 16
TRUE = {"1", "true"}

Attributes = dict[str, str]


class RefusedPartError(ValueError):
    """A part that is not read; the message says why and what to do, without the file's name."""


class Walk:
    """A walk through one XML part; a document type declaration ends it, so that no entity is ever made."""

    def __init__(self) -> None:
        self.local: dict[str, str] = {}
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _refuse(self, *_: object) -> None:
        raise RefusedPartError(
            "is refused: it holds a document type declaration, as no spreadsheet program writes it. "
            "Open it in Excel, save it as .xlsx and try again."
        )

    def _start(self, name: str, given: Attributes) -> None:
        self.start(self.local.get(name) or self._named(name), given)

    def _end(self, name: str) -> None:
        self.end(self.local.get(name) or self._named(name))

    def _named(self, name: str) -> str:
        """Return an element's name without its prefix; a sheet has millions of elements and few names."""
        local = name.rpartition(":")[2]
        if len(self.local) < 100:
            self.local[name] = local
        return local

    def start(self, name: str, given: Attributes) -> None:
        """Meet the beginning of an element, named without its prefix."""

    def end(self, name: str) -> None:
        """Meet the end of an element."""

    def through(self, container: zipfile.ZipFile, part: str) -> None:
        """Walk through a part, unpacking a little at a time."""
        with container.open(part) as stream:
            while block := stream.read(STEP):
                self.parser.Parse(block, False)
            self.parser.Parse(b"", True)


class Plain(Walk):
    """A part of which nothing is wanted but that it declares no document type."""

    def __init__(self) -> None:
        super().__init__()
        self.parser.StartElementHandler = None
        self.parser.EndElementHandler = None


class Book(Walk):
    """The workbook part: names and states of the sheets in order, and the year dates count from."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, str]] = []
        self.from_1904 = False

    def start(self, name: str, given: Attributes) -> None:
        """Keep sheets and the year."""
        if name == "sheet":
            relation = next((value for key, value in given.items() if key.rpartition(":")[2] == "id"), "")
            self.sheets.append((given.get("name", ""), given.get("state", "visible"), relation))
        elif name == "workbookPr":
            self.from_1904 = given.get("date1904", "").lower() in TRUE


class Relations(Walk):
    """The relations of a part: where its sheets lie."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def start(self, name: str, given: Attributes) -> None:
        """Keep the target of a relation."""
        if name == "Relationship":
            self.targets[given.get("Id", "")] = given.get("Target", "")


class Styles(Walk):
    """The styles part: which styles show a number as a percentage."""

    def __init__(self) -> None:
        super().__init__()
        self.formats = {"9", "10"}
        self.percent: set[str] = set()
        self.inside, self.n = False, 0

    def start(self, name: str, given: Attributes) -> None:
        """Keep formats with a percent sign, and the styles that use them."""
        if name == "numFmt" and "%" in given.get("formatCode", ""):
            self.formats.add(given.get("numFmtId", ""))
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            if given.get("numFmtId") in self.formats:
                self.percent.add(str(self.n))
            self.n += 1

    def end(self, name: str) -> None:
        """Leave the styles of cells."""
        if name == "cellXfs":
            self.inside = False
