"""Persons: what a heading or a value gives away about who a child is, and must not come in."""

import re
from datetime import date, timedelta

from dashboard.market import clock

_NAMED = "provider|supplier|company|organisation|organization|contract|service|authority|council|area|district|zone"
_NAMED += "|lot|file|sheet|source|system|framework|school|holiday|trust|team|department|column|user|table"
_NAMED += "|package|ward|parish|town|county|region|locality|category|type|status"

_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple((what, re.compile(pattern)) for what, pattern in (
    ("a date of birth", r"(^|_)(d_o_b|birth|birthday|birthdate|born|yob)(_|$)|dob(_|$)|(date|year)_?of_?birth"),
    ("an NHS number", r"(^|_)nhs(_|$)|(^|_)nhs_?(no|num|number|id)"),
    ("a pupil number", r"(^|_)(upn|uln)(_|$)|pupil_?(no|num|number|id|ref)"),
    ("a postcode", r"post_?code|postal_?code|(^|_)(p_?code|zip)(_|$)"),
    ("an e-mail address", r"(^|_)e_?mail"),
    ("an address",
     r"(^|_)(addr|street|uprn)(_|$)|address(_|$|[0-9]|line)"
     r"|(?<!companies)(^|_)(house|flat)_?(no|num|number|name)"),
    ("a telephone number", r"(^|_)(phone|telephone|tel|mobile|mob|landline|fax)(_|$)|phone|contact_?(no|num|number)"),
    ("a case number", r"^case$|(^|_)case_?(no|num|number|id|ref|reference|file)(_|$)"),
    ("a national insurance number", r"(^|_)(nino|ni_?(no|number)|national_insurance)"),
    ("a person's own number",
     r"(^|_)(child|client|person|pupil|student|patient|customer|young_?person|yp|service_?user|su|mosaic|liquidlogic|lcs"
     r"|citizen)"
     r"_?(no|num|number|id|ref|reference|code)(_|$)"),
    ("a person",
     r"(forename|surname|firstname|lastname|fullname|nickname)s?(_|$)|(^|_)initials(_|$)"
     r"|(^|_)names?_?of_?(the_?)?(child|pupil|student|patient|parent|young_?person|yp|service_?user|client|carer)"
     r"|(^|_)(first|last|middle|full|given|family|preferred|birth|legal|known|maiden)_names?(_|$)|known_as$"
     r"|(^|_)(child|pupil|student|patient|parent|guardian|mother|father|sibling|young_?person|service_?user|client|"
     r"social_?worker|key_?worker|care_?worker|carer|staff|employee|worker|contact|person)s?_?(name|details)"
     r"|^(child|pupil|student|patient|parent|guardian|mother|father|sibling|young_?person|yp|service_?user|client|"
     r"social_?worker|key_?worker|contact|person)$"),
))

_AREAS = (
    "AB|AL|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|BX|B|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|E|"
    "FK|FY|GIR|GL|GU|GY|G|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|L|ME|MK|ML|M|NE|NG|"
    "NN|NP|NR|NW|N|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|S|TA|TD|TF|TN|TQ|TR|TS|"
    "TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|W|YO|ZE"
)
_POSTCODE = re.compile(
    rf"(?<![A-Z0-9])(?:{_AREAS})[0-9][0-9A-Z]?\s*[0-9][ABD-HJLNP-UW-Z]{{2}}"
    r"(?![A-Z0-9])", re.IGNORECASE,
)
_UPN = re.compile(r"(?<![A-Z0-9])[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z](?![A-Z0-9])", re.IGNORECASE)
_NHS = re.compile(r"(?<![0-9A-Za-z.-])([0-9]{3})[ -]?([0-9]{3})[ -]?([0-9]{4})(?![0-9A-Za-z-]|\.[0-9]*[1-9])")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[-/. ]+([0-9]{1,2}|[A-Za-z]{3,9})[-/., ]+([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]?([0-9]{2})[-/.]?([0-9]{2})")

AGES = (timedelta(days=730), timedelta(days=365 * 26))
"""A date in a column that the contract does not name may be a birth when it lies this long ago, from and to."""


def in_heading(heading: str) -> str | None:
    """What person's fact a heading (as `reading` gives it: lower case, underscores) promises; None if none."""
    words = re.sub(r"[^a-z0-9]+", "_", heading).strip("_")
    for what, pattern in _HEADINGS:
        if pattern.search(words):
            return what
    of_another = re.search(rf"(^|_)({_NAMED})(_?s)?_?names?$", words)
    if words == "name" or (re.search(r"(^|_)names?$", words) and not of_another):
        return "a person's name"
    return None


def in_value(text: str) -> str | None:
    """What person's fact a cell of a column outside the contract holds; None if none."""
    if not any(character.isdigit() for character in text):
        return None
    if any(_nhs_number("".join(found)) for found in _NHS.findall(text)):
        return "an NHS number"
    return in_pseudonym(text) or ("a date of birth" if _birth(text.strip()) else None)


def in_pseudonym(text: str) -> str | None:
    """What person's fact a package_id gives away: a pupil number or a postcode; None if none."""
    if _UPN.search(text):
        return "a pupil number (UPN)"
    if _POSTCODE.search(text):
        return "a postcode"
    return None


def _nhs_number(digits: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number."""
    if len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(digits[9]) and check != 10


def _birth(text: str) -> bool:
    day = re.split(r"[T ](?=[0-9]{1,2}:)", text)[0]
    if found := _YEAR_FIRST.fullmatch(day):
        year, month, number = found.groups()
    elif found := _DAY_FIRST.fullmatch(day):
        number, month, year = found.groups()
    else:
        return False
    if not month.isdigit():
        name = month[:3].lower()
        if name not in _MONTHS:
            return False
        month = str(_MONTHS.index(name) + 1)
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        born = date(full, int(month), int(number))
    except ValueError:
        return False
    youngest, oldest = AGES
    return oldest >= clock.today() - born >= youngest
