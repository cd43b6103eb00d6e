"""Cells: the texts of a column of some rows, as text or, in the plain parts of a file, as bytes where they lie."""

from collections.abc import Callable, Collection
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd

from dashboard.intake.kinds import clean

WIDEST = 64
"""Bytes of a text that are looked at as numbers, eight at a time; a longer text is handled by itself."""

_SPACE = ord(" ")
_UPTO = np.array([(1 << 8 * size) - 1 for size in range(9)], dtype=np.uint64)
"""What keeps the first so many bytes of eight."""


class Cells:
    """A column of a chunk: the different texts in it, cleaned ("" for blank), and which of them each row holds."""

    texts: list[str]
    codes: np.ndarray

    def __init__(self, texts: list[str], codes: np.ndarray):
        self.texts, self.codes = texts, codes

    def each(self, read: Callable[[str], Any], blank: Any = None) -> list[Any]:
        """Each different text through a function; `blank` for blanks."""
        return [read(text) if text else blank for text in self.texts]

    def blank(self) -> np.ndarray:
        """Which rows are blank here."""
        return np.array([not text for text in self.texts], dtype=bool)[self.codes]

    def at(self, row: int) -> str:
        """One row's text."""
        return self.texts[self.codes[row]]

    def rows(self, keep: np.ndarray) -> "Cells":
        """Those of some rows."""
        return Cells(self.texts, self.codes[keep])

    def among(self, words: Collection[str]) -> np.ndarray:
        """Which rows hold one of some words, however written and with colons about it."""
        return np.array([text.strip(":").casefold() in words for text in self.texts], dtype=bool)[self.codes]

    def begin(self, signs: bytes) -> np.ndarray:
        """Which rows begin with one of some signs of ASCII."""
        return np.array([text.startswith(tuple(signs.decode())) for text in self.texts], dtype=bool)[self.codes]

    def hashes(self) -> np.ndarray:
        """A number for each row's text, the same for the same text in any chunk."""
        texts = [text.encode() for text in self.texts]
        words = np.array([text[:WIDEST] for text in texts], dtype=f"S{WIDEST}").view("<u8").reshape(len(texts), -1)
        found = _mixed(list(words.T)) if texts else np.array([], dtype=np.uint64)
        for at, text in enumerate(texts):
            if len(text) > WIDEST:
                found[at] = int.from_bytes(blake2b(text, digest_size=8).digest())
        return found[self.codes]


def cells_of(column: tuple[str, ...]) -> Cells:
    """The cells of some texts as they are written."""
    values = np.empty(len(column), dtype=object)
    values[:] = column
    codes, texts = pd.factorize(values)
    return Cells(list(map(str.strip if "".join(texts).isascii() else clean, texts)), codes)


class Plain(Cells):
    """Cells as they lie in a block of ASCII bytes, without blanks around them: where each starts, how long it is."""

    def __init__(self, block: bytes, words: np.ndarray, starts: np.ndarray, lengths: np.ndarray):
        self._block = block
        self._words = words
        self.starts = starts
        self.lengths = lengths

    def word(self, number: int) -> np.ndarray:
        """Eight bytes of each cell (from the first, the ninth, ...) as a number, zeros after its end."""
        found: np.ndarray = self._words[self.starts + 8 * number]
        return found & _UPTO[np.minimum(np.maximum(self.lengths - 8 * number, 0), 8)]

    @cached_property
    def _all_words(self) -> list[np.ndarray] | None:
        longest = int(self.lengths.max(initial=0))
        return None if longest > WIDEST else [self.word(number) for number in range((longest + 7) // 8 or 1)]

    @cached_property
    def _told_apart(self) -> tuple[list[str], np.ndarray]:
        words = self._all_words
        if words is None:
            long = cells_of(tuple(map(self.at, range(len(self.starts)))))
            return long.texts, long.codes
        codes: np.ndarray = pd.factorize(words[0] if len(words) == 1 else _mixed(words))[0]
        first = _first(codes)
        if len(words) > 1 and not all((word == word[first][codes]).all() for word in words):
            table = pd.DataFrame(dict(enumerate(words)))
            codes = table.groupby(list(table), sort=False).ngroup().to_numpy()
            first = _first(codes)
        return [self.at(row) for row in first.tolist()], codes

    @property
    def texts(self) -> list[str]:  # type: ignore[override]
        """The different texts."""
        return self._told_apart[0]

    @property
    def codes(self) -> np.ndarray:  # type: ignore[override]
        """Which of them each row holds."""
        return self._told_apart[1]

    def blank(self) -> np.ndarray:
        """Which rows are blank here."""
        found: np.ndarray = self.lengths == 0
        return found

    def at(self, row: int) -> str:
        """One row's text."""
        start = int(self.starts[row])
        return self._block[start : start + int(self.lengths[row])].decode()

    def rows(self, keep: np.ndarray) -> "Plain":
        """Those of some rows."""
        return Plain(self._block, self._words, self.starts[keep], self.lengths[keep])

    def among(self, words: Collection[str]) -> np.ndarray:
        """Which rows hold one of some words; only those that begin like one are looked at closely."""
        found = np.zeros(len(self.starts), dtype=bool)
        begins = {word[:3].encode() for word in words}
        three = (self._words[self.starts] | np.uint64(0x202020)) & _UPTO[3]
        likely = self.begin(b":") | np.isin(three, [int.from_bytes(begin, "little") for begin in begins])
        for row in np.flatnonzero(likely).tolist():
            found[row] = self.at(row).strip(":").casefold() in words
        return found

    def begin(self, signs: bytes) -> np.ndarray:
        """Which rows begin with one of some signs."""
        return np.isin(self._words[self.starts] & _UPTO[1], list(signs)) & (self.lengths > 0)

    def hashes(self) -> np.ndarray:
        """A number for each row's text."""
        return super().hashes() if self._all_words is None else _mixed(self._all_words)


def _first(codes: np.ndarray) -> np.ndarray:
    """The first row of each code from 0."""
    first = np.empty(codes.max(initial=-1) + 1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first


def _mixed(words: list[np.ndarray]) -> np.ndarray:
    """A well mixed number of some words; words of zeros at the end make no difference."""
    found = np.zeros(len(words[0]), dtype=np.uint64)
    for number, word in enumerate(words):
        mixed = word * np.uint64(0x9E3779B97F4A7C15 + 2 * number)
        mixed ^= mixed >> np.uint64(32)
        mixed *= np.uint64(0xD6E8FEB86659FD93)
        found += mixed ^ mixed >> np.uint64(32)
    return found


def laid_out(block: bytes, least: int, most: int) -> list[Plain] | None:
    """The columns of some whole lines, where that is plain; else None.

    Plain are lines of ASCII that end with LF, or all with CRLF, and have the same number of cells, from `least` to
    `most`, those beyond `least` empty; without a quotation mark, a sign that is not printed, or many blanks around a
    cell.
    """
    if b'"' in block or not block.isascii():
        return None
    padded = np.frombuffer(block + bytes(WIDEST + 8), dtype=np.uint8)
    data = padded[: len(block)]
    breaks = np.flatnonzero(data < _SPACE)
    returns = breaks[:0]
    if len(breaks) > 1 and data[breaks[0]] == ord("\r"):
        returns, breaks = breaks[::2], breaks[1::2]
        if len(returns) != len(breaks) or (breaks - returns != 1).any() or (data[returns] != ord("\r")).any():
            return None
    if not len(breaks) or (data[breaks] != ord("\n")).any() or breaks[-1] != len(block) - 1:
        return None
    marks = np.flatnonzero((data == ord(",")) | (data == ord("\n")))
    width = len(marks) // len(breaks)
    if not least <= width <= most or width * len(breaks) != len(marks) or (marks[width - 1 :: width] != breaks).any():
        return None
    starts = np.concatenate([[0], marks[:-1] + 1]).reshape(-1, width).T.copy()
    ends = marks.reshape(-1, width).T.copy()
    if len(returns):
        ends[-1] = returns
    if (ends[least:] != starts[least:]).any():
        return None
    words = np.ndarray((len(padded) - 7,), "<u8", padded, strides=(1,))
    columns = []
    for start, end in zip(starts[:least], ends[:least], strict=True):
        for _ in range(WIDEST):
            before, after = (data[start] == _SPACE) & (start < end), (data[end - 1] == _SPACE) & (start < end)
            if not before.any() and not after.any():
                break
            start, end = start + before, np.maximum(end - after, start + before)
        else:
            return None
        columns.append(Plain(block, words, start, end - start))
    return columns
