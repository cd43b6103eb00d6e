"""Extensions: what a notice's free text says of them, as a suggestion for a person to confirm."""

import re
from dataclasses import dataclass
from typing import Any

from dashboard.intake.mappings.ocds.words import sentences

QUOTED = 240
"""A quotation of more letters is cut around the words that were read."""

MOST = 10
"""Options to extend beyond so many are not read: nobody agrees on more."""

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "eighteen": 18, "twenty four": 24, "twenty": 20, "thirty six": 36, "thirty": 30,
    "forty eight": 48, "sixty": 60, "single": 1,
}
_NUMBER = (
    r"(?<![\w£.,/])(?:\d{1,3}(?![\d£%]|[.,/]\d)|(?:" + "|".join(word.replace(" ", "[ -]?") for word in _WORDS) + r")\b)"
    r"(?:\s?\(\s?\d{1,3}\s?\))?"
)
_UNIT = r"(?:years?|yrs?|months?|mths?)\b"
_LENGTH = rf"({_NUMBER})[\s-]?(?:calendar[\s-])?({_UNIT})"
_FILLER = r"(?:separate|further|additional|optional|possible|potential|more|extra|successive|consecutive|individual)"
_NOUN = r"(?:extensions?|options?|renewals?|periods?|intervals?|terms?|times)"

# Two options of twelve months, each: “2 x 12 month”, “2 separate one year extension options”, “2 further periods,
# each of 12 months”, “two (2) optional extensions of twelve (12) months”.
_COUNTED = re.compile(
    rf"({_NUMBER})\s?(?:x|×|\*)?\s?(?:{_FILLER}\s){{0,3}}"
    rf"(?:(?:{_NOUN},?\s|to\sextend\s){{1,3}}(?:each\s)?(?:(?:of|for|by)\s)?(?:up\sto\s)?(?:an?\s)?"
    rf"(?:(?:further|additional)\s)?(?:period\sof\s)?)?{_LENGTH}",
    re.IGNORECASE,
)
# “3+1+1”, “a further 1 + 1 years”, “12 month plus 12 month”.
_SERIES = re.compile(
    rf"{_NUMBER}(?:[\s-]?{_UNIT})?(?:\s?(?:\+|\bplus\b)\s?{_NUMBER}(?:[\s-]?{_UNIT})?)+", re.IGNORECASE
)
_UNIT_AFTER = re.compile(rf"\s?\(?({_UNIT})", re.IGNORECASE)
_PART = re.compile(rf"({_NUMBER})(?:[\s-]?({_UNIT}))?", re.IGNORECASE)
# One span: “a further 12 months”, “up to 24 months”, “extend the contract by a period not exceeding 24 months”.
_BEFORE = re.compile(
    rf"(?:(?:further|additional|extra|optional|up\sto|exceeding)\s(?:an?\s|one\s)?(?:{_FILLER}\s)?(?:period\sof\s)?"
    rf"(?:up\sto\s)?(?:an?\s)?|(?:exten(?:d|ded|sions?)|renew(?:al|ed)?)\b[^.;]{{0,60}}?\b(?:by|for|of)\s(?:an?\s)?"
    rf"(?:(?:further|additional|maximum|period|of|up|to)\s){{0,5}}){_LENGTH}",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"{_LENGTH}[\s-](?:period[\s-])?(?:extensions?|options?|renewals?)\b", re.IGNORECASE)
_ALONE = re.compile(rf"^\W*{_LENGTH}\W*$", re.IGNORECASE)

_OPTION = re.compile(r"exten(?:d|sion)|\brenew|\boption|\bfurther\b|\d\s?\+\s?\d", re.IGNORECASE)
_NO_OPTION = re.compile(r"\b(?:no|without|nor|not)\b[^,;]{0,40}(?:exten(?:d|sion)|renew|option)", re.IGNORECASE)
# An extension already taken is no option: “is being extended by a further 5 months”.
_TAKEN = re.compile(
    r"\b(?:is|are|was|were|has|have|had)\s(?:(?:been|being|now|hereby)\s){0,2}extended"
    r"|\bextension\s(?:award|of\s(?:the\s|an?\s)?(?:\w+\s){0,2}contract)", re.IGNORECASE
)
_ALL_BEFORE = re.compile(
    r"(?:further|additional|possible|potential|optional|up\sto|(?:extensions?|options?|renewals?)\sof"
    r"|extend(?:ed)?\s(?:by|for))\s(?:an?\s|for\s)?$", re.IGNORECASE,
)
_ALL_AFTER = re.compile(r"\s?(?:periods?\s)?(?:extension|option|renewal)", re.IGNORECASE)
_INITIAL = (
    # Said to be initial, then what only reads like it.
    re.compile(rf"\binitial(?:ly)?\b[^.;]{{0,60}}?{_LENGTH}|{_LENGTH}[\s-](?:initial)", re.IGNORECASE),
    re.compile(
        rf"{_LENGTH}[\s-](?:contract|framework|term|duration)\b|\b(?:period|term|duration|awarded|let)\s(?:of|is|for)\s"
        rf"(?:an?\s)?(?:period\sof\s)?{_LENGTH}|^\W*{_LENGTH},?\s(?:with|extend|\+)|\b(?:for|over)\s(?:an?\s)?{_LENGTH}\s"
        r"(?:(?:period|term)\s)?with\b",
        re.IGNORECASE,
    ),
)
_NOT_INITIAL = re.compile(
    r"(?:further|additional|extra|maximum|total|up\sto|x|×)\s(?:contract\s)?(?:an?\s)?$", re.IGNORECASE
)


@dataclass(frozen=True)
class Suggestion:
    """What a text says of extending: the months of each option in order, and the words that say it."""

    months: tuple[int, ...]
    quote: str
    initial: int | None = None
    """The months of the initial term, where the same text says it."""
    up_to: bool = False
    """Whether it only gives the most that the options come to, so that there may be more and shorter ones."""


def suggested(text: Any, *, about_renewal: bool = False) -> Suggestion | None:
    """What a free text of a notice says of extending the contract; None where nothing is found in it.

    `about_renewal`: the text stands in the notice's field for renewals, so that “24 months” alone speaks of them.
    """
    said = sentences(text)
    for sentence in said:
        if (_OPTION.search(sentence) or about_renewal) and not (
            _NO_OPTION.search(sentence) or _TAKEN.search(sentence)
        ):
            found = _options(sentence, about_renewal)
            if found:
                months, initial, start, end = found
                initial = initial or _initial(said)
                up_to = bool(re.search(r"up\sto|exceed|maximum", sentence, re.IGNORECASE)) and len(months) == 1
                return Suggestion(months, _quote(sentence, start, end), initial, up_to)
    return None


def initial_term(text: Any) -> int | None:
    """The months of the initial term that a free text names; None where it names none."""
    return _initial(sentences(text))


def taken(text: Any) -> str | None:
    """The words, quoted, by which a free text says that a contract was extended; None where it does not."""
    found = ((sentence, _TAKEN.search(sentence)) for sentence in sentences(text))
    return next((_quote(sentence, *its.span()) for sentence, its in found if its), None)


def _options(sentence: str, about_renewal: bool) -> tuple[tuple[int, ...], int | None, int, int] | None:
    """The months of each option, those of the initial term, and where in the sentence they are read."""
    single = _single(sentence, about_renewal)
    initial = _initial([sentence])
    for series in _SERIES.finditer(sentence):
        parts = _parts(series)
        if not parts:
            continue
        # What is said beside the series tells which of its parts are options.
        beside = single and (single[2] <= series.start() or single[1] >= series.end())
        total = sum(single[0]) if single and beside else None
        if _ALL_BEFORE.search(_before(sentence, series.start())):
            first = None
        elif total in (sum(parts), sum(parts[1:])):
            first = None if total == sum(parts) else parts[0]
        elif _ALL_AFTER.match(sentence, series.end()) or about_renewal:
            first = parts[0] if parts[0] > parts[1] else None
        else:
            first = parts[0]
        options = parts if first is None else parts[1:]
        return options, first or initial, series.start(), series.end()
    return (single[0], initial, single[1], single[2]) if single else None


def _single(sentence: str, about_renewal: bool) -> tuple[tuple[int, ...], int, int] | None:
    for found in _COUNTED.finditer(sentence):
        times, months = _number(found[1]), _months(found[2], found[3])
        if 0 < times <= MOST and 0 < months <= 120 and found[2] != found[1]:
            return (months,) * times, found.start(), found.end()
    for pattern in (_BEFORE, _AFTER, *([_ALONE] if about_renewal else [])):
        for found in pattern.finditer(sentence):
            months = _months(found[1], found[2])
            if 0 < months <= 240:
                return (months,), found.start(), found.end()
    return None


def _parts(series: re.Match[str]) -> tuple[int, ...]:
    """The months of each part of a series; those without a unit take the next, or what is usual for their size."""
    found = [(_number(number), unit) for number, unit in _PART.findall(series[0])]
    if len(found) < 2 or len(found) > MOST + 1:
        return ()
    units = [unit for _, unit in found if unit]
    if not units:
        after = _UNIT_AFTER.match(series.string, series.end())
        units = [after[1] if after else "years" if max(number for number, _ in found) <= 5 else "months"]
    months = []
    for at, (number, unit) in enumerate(found):
        unit = unit or next((its for _, its in found[at:] if its), units[-1])
        months.append(number * (12 if unit.lower().startswith("y") else 1))
    return tuple(months) if all(0 < its <= 240 for its in months) else ()


def _initial(said: list[str]) -> int | None:
    """The months of the initial term that sentences name; “an additional 12 month term” is none."""
    for pattern in _INITIAL:
        for sentence in said:
            for found in pattern.finditer(sentence):
                number, unit = (group for group in found.groups() if group)
                if not _NOT_INITIAL.search(_before(sentence, found.start())) and _months(number, unit):
                    return _months(number, unit)
    return None


def _before(sentence: str, at: int) -> str:
    """The few words before a place in a sentence."""
    return sentence[max(0, at - 40) : at]


def _months(number: str, unit: str) -> int:
    return _number(number) * (12 if unit.lower().startswith("y") else 1)


def _number(text: str) -> int:
    """A number in digits or words; “twelve (12)” by its digits."""
    if digits := re.findall(r"\d+", text):
        return int(digits[-1])
    word = " ".join(re.split(r"[\s-]+", text.strip().lower()))
    return _WORDS.get(word) or _WORDS.get(re.sub(r"(?<=y)(?=(?:four|six|eight))", " ", word), 0)


def _quote(sentence: str, start: int, end: int) -> str:
    """The sentence in quotation marks, or where it is long the words around what was read."""
    room = max(0, QUOTED - (end - start)) // 2
    left, right = max(0, start - room), min(len(sentence), end + room)
    if left:
        left = min(start, sentence.find(" ", left) + 1 or start)
    if right < len(sentence):
        right = max(end, sentence.rfind(" ", 0, right))
    return f"“{'… ' * bool(left)}{sentence[left:right].strip()}{' …' * (right < len(sentence))}”"
