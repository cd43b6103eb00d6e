"""Scanning: an XML file of a workbook looked through in passing, before any of it is believed."""

import codecs
from dataclasses import dataclass, field
from xml.parsers import expat

_TAGS = {"c": 1, "v": 2, "is": 2, "f": 3, "row": 4}
_CELL, _VALUE, _FORMULA, _ROW = 1, 2, 3, 4


class NotPlain(Exception):
    """The file defines its own entities, as a billion laughs does; a plain workbook never has any."""


@dataclass
class Part:
    """What one XML file in a workbook says of cells.

    `rows` and `columns` are the first and last that hold anything, from 0; `spoilt` the text of cells that hold no
    value, by row and column: a spreadsheet's error (#REF!), or a formula whose value was never saved.
    """

    filled: int = 0
    rows: tuple[int, int] = (0, -1)
    columns: tuple[int, int] = (0, -1)
    spoilt: dict[int, dict[int, str]] = field(default_factory=dict)

    @property
    def spread(self) -> int:
        """How many cells the rectangle around the filled cells has."""
        return (self.rows[1] - self.rows[0] + 1) * (self.columns[1] - self.columns[0] + 1)


class Scan:
    """One XML file looked through: how far its cells reach, which of them are spoilt, which sheets it names.

    Raises NotPlain, and what expat raises where the file is broken.
    """

    def __init__(self) -> None:
        self.root = ""
        self.sheets: list[tuple[str, str]] = []
        """The name of each sheet of the workbook, and the name of its relationship."""
        self.targets: list[tuple[str, str]] = []
        """The name of each relationship, and the file that it leads to."""
        self._filled = 0
        self._top = self._left = 1 << 40
        self._bottom = self._right = -1
        self._spoilt: dict[int, dict[int, str]] = {}
        self._tags = dict(_TAGS)
        self._columns: dict[str, int] = {}
        self._row, self._column, self._digits = -1, -1, "0"
        self._kind = ""
        self._formula: list[str] | None = None
        self._value: list[str] = []
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _doctype
        self._parser.StartElementHandler = self._first

    @property
    def part(self) -> Part:
        """What the file says of cells, once it is closed."""
        if not self._filled:
            return Part()
        return Part(self._filled, (self._top, self._bottom), (self._left, self._right), self._spoilt)

    def feed(self, block: bytes) -> None:
        """Look through some more of it."""
        if not self.root and block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            # It would be read here, and be empty to the library that reads workbooks.
            raise ValueError("UTF-16")
        self._parser.Parse(block)

    def close(self) -> None:
        """Say that this was all."""
        self._parser.Parse(b"", True)
        self._settle()

    def _first(self, tag: str, _: dict[str, str]) -> None:
        self.root = _local(tag)
        self._parser.StartElementHandler = {
            "worksheet": self._in_sheet, "workbook": self._in_workbook, "Relationships": self._in_relationships,
        }.get(self.root)

    def _in_workbook(self, tag: str, of: dict[str, str]) -> None:
        if _local(tag) == "sheet":
            self.sheets.append((of["name"], {_local(key): value for key, value in of.items()}["id"]))

    def _in_relationships(self, _: str, of: dict[str, str]) -> None:
        self.targets.append((of["Id"], of["Target"]))

    def _in_sheet(self, tag: str, of: dict[str, str]) -> None:
        # A large sheet has ten million of these: it is short of words for speed.
        what = self._tags.get(tag)
        if what is None:
            what = self._tags[tag] = _TAGS.get(_local(tag), 0)
        if what == _CELL:
            if self._kind == "e" or self._formula is not None:
                self._settle()
            self._kind = of.get("t", "")
            place = of.get("r")
            if place is None:
                self._column += 1
                return
            letters = place[: -len(self._digits)]
            if letters not in self._columns or not place.endswith(self._digits):
                letters = place.rstrip("0123456789")
                self._columns[letters] = _number(letters)
                self._digits = place[len(letters) :]
                self._row = int(self._digits) - 1
            self._column = self._columns[letters]
        elif what in (_VALUE, _FORMULA):
            self._filled += 1
            row, column = self._row, self._column
            if not (self._left <= column <= self._right and self._top <= row <= self._bottom):
                self._left, self._right = min(self._left, column), max(self._right, column)
                self._top, self._bottom = min(self._top, row), max(self._bottom, row)
            if what == _FORMULA:
                self._formula = []
                self._listen(self._formula)
            elif self._kind == "e" or self._formula is not None:
                self._listen(self._value)
        elif what == _ROW:
            self._settle()
            self._row, self._column = int(of["r"]) - 1 if "r" in of else self._row + 1, -1
            self._digits = str(self._row + 1)

    def _listen(self, to: list[str]) -> None:
        self._parser.CharacterDataHandler = to.append
        self._parser.EndElementHandler = self._hush

    def _hush(self, _: str) -> None:
        self._parser.CharacterDataHandler = self._parser.EndElementHandler = None

    def _settle(self) -> None:
        """The cell before is whole: keep what stands in place of a value."""
        if self._kind == "e":
            self._spoil("".join(self._value) or "#VALUE!")
        elif self._formula is not None and not self._value and self._kind != "str":
            # A formula of text may well give none.
            self._spoil(f"={''.join(self._formula)}")
        self._kind, self._formula, self._value = "", None, []

    def _spoil(self, text: str) -> None:
        self._spoilt.setdefault(self._row, {})[self._column] = text


def _doctype(*_: object) -> None:
    raise NotPlain


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _number(letters: str) -> int:
    """The number of a column, from 0: A is 0, AA 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
