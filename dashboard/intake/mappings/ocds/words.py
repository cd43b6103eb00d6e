"""Words of a notice: made plain, and without contacts."""

import html
import re
from typing import Any

from dashboard.intake.kinds import clean

FORMULA = "=+-@＝＋－＠"
"""What a spreadsheet may take for the start of a formula."""

# UTF-8 that was once read as Windows-1252: Â£ for £, â€™ for ’.
_MOJIBAKE = re.compile("[ÂÃ][^\x00-\x7f]|â[^\x00-\x7f]{2}")
_NEVER = re.compile("[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Line breaks whose backslashes were lost on the way: “attractedrnrnLot 1”, “a further 12rn month period”.
_LOST_BREAKS = re.compile(r"(?:rn){2,}|(?<![A-Za-z])rn(?=[\sA-Z0-9(–-]|$)")

_EMAIL = re.compile(r"[^\s<>()\"',;:]{1,64}@[^\s<>()\"',;:]{1,255}")
_TELEPHONE = re.compile(r"(?<!\d)(?:\+\d{1,3}|\(?0)(?:[\s().-]{0,3}\d){9,10}(?!\d)")
_CONTACT = re.compile(
    rf"{_EMAIL.pattern}|{_TELEPHONE.pattern}"
    r"|\b(?:contact(?:s|ing|ed)?|tel|telephone|phone|mobile|fax|e-?mails?|enquir\w+|inquir\w+|quer(?:y|ies)|attn"
    r"|attention\s+of)\b"
    r"|\b(?:Mr|Mrs|Ms|Miss|Dr)\b\.?\s+[A-Z]",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n{2,}|[•·]")
_NAMELESS = re.compile(
    r"redacted|withheld|not disclosed"
    r"|^\W*(?:n/?a|tbc|tbd|none|unknown|various|multiple|confidential|not applicable"
    r"|see (?:attached|below|above|notice|description).*"
    r"|(?:various|multiple|several) (?:suppliers|providers|contractors))\W*$",
    re.IGNORECASE,
)


def plain(value: Any) -> str:
    """A text of a notice on one line: `&amp;` and garbled letters put right, nothing unseen, no e-mail or telephone.

    "" for what is neither text nor a number. Signs that a spreadsheet would take for a formula are left off its start.
    """
    text = _TELEPHONE.sub("", _EMAIL.sub("", _readable(value)))
    return " ".join(clean(text).split()).lstrip(FORMULA + " ")


def identifier(value: Any) -> str:
    """An id of a notice on one line, every sign of it; "" where there is none."""
    return " ".join(clean(_readable(value)).split()).lstrip(FORMULA + " ")


def sentences(value: Any) -> list[str]:
    """The sentences of a free text, made plain, without those that say whom to contact."""
    return [
        plain(sentence) for sentence in _SENTENCES.split(_readable(value)) if sentence and not _CONTACT.search(sentence)
    ]


def supplier_name(value: Any) -> str:
    """A supplier's name; "" where the notice withholds it or puts something else in its place."""
    name = plain(value)
    return "" if _NAMELESS.search(name) else name


def comparable(name: str) -> str:
    """A name in the form in which two spellings of it are equal."""
    words = re.sub(r"\W+", " ", re.sub(r"['’.]", "", name.casefold()).replace("&", " and ")).split()
    return " ".join("limited" if word == "ltd" else word for word in words)


def listed(names: list[str]) -> str:
    """Names as a list in a sentence: a, b and c."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def obj(value: Any) -> dict[str, Any]:
    """A JSON object, or an empty one where there is something else."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a JSON array; none where there is something else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _readable(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = html.unescape(html.unescape(str(value)))
    text = _MOJIBAKE.sub(_mended, text)
    text = _LOST_BREAKS.sub("\n", _NEVER.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"[^\S\n]+", " ", text).replace(" \n", "\n").replace("\n ", "\n")


def _mended(garbled: re.Match[str]) -> str:
    try:
        return b"".join(
            bytes([ord(sign)]) if "\x80" <= sign <= "\x9f" else sign.encode("cp1252") for sign in garbled[0]
        ).decode()
    except UnicodeError:
        return garbled[0]
