import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intake.mappings.ocds.extensions import QUOTED, initial_term, suggested, taken

FIELD = [
    ("A further 1 + 1 years", (12, 12), None),
    ("2 separate one year extension options", (12, 12), None),
    ("up to 24 months", (24,), None),
    ("24 months", (24,), None),
    ("12 month option.", (12,), None),
    ("Contract on a 3+1+1 basis", (12, 12), 36),
    ("1+1", (12, 12), None),
    ("(24 + 12 + 12 months) 24 months initial term with two additional 12 months options", (12, 12), 24),
    ("3 years, extendable by 1 year plus 1 year", (12, 12), 36),
    ("3 years with the option to extend for a further 2 years (1 year plus 1 year)", (12, 12), 36),
    ("12 month plus 12 month extension possible", (12, 12), None),
    ("An extension of one year plus one year (a total of two years)", (12, 12), None),
    ("Two 48 month extensions", (48, 48), None),
    ("two (2) optional extensions of twelve (12) months", (12, 12), None),
    ("extended for 2 further periods, each of 12 months", (12, 12), None),
    ("2 x Extensions of up to 6 months each", (6, 6), None),
    ("up to 24 months in 2 x 12 month intervals", (12, 12), None),
    ("a variable period not exceeding eighteen months", (18,), None),
    ("Option to extend by a variable period not exceeding eighteen months", (18,), None),
    ("twenty-four month extension", (24,), None),
    ("It will be renewed on expiry, subject to need", None, None),
    ("There is no option to extend by 12 months", None, None),
    ("It cannot be extended and not renewed for 12 months", None, None),
    ("£24 months", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("text", "months", "initial"), FIELD)
def test_what_the_field_for_renewals_says(text, months, initial):
    found = suggested(text, about_renewal=True)
    assert (found.months if found else None, found.initial if found else None) == (months, initial)
    if found:
        assert found.quote == f"“{text}”"


@pytest.mark.parametrize(("text", "months", "initial"), [
    ("A 3 year contract with the option to extend for a further 1 year period (3+1).", (12,), 36),
    ("Three years, 1 April 2025 to 31 March 2028. Possible 1+1 year extension after that.", (12, 12), None),
    ("It is for a maximum period of 48 months. The initial period is 24 months, with an option to extend for up to a "
     "further 24 months.", (24,), 24),
    ("It was awarded for three years with an additional two 12 month extension periods.", (12, 12), 36),
    ("The term is 24 months.", None, None),
    ("An extensive programme over 24 months, with the option of a second room.", None, None),
    ("The contract is being extended by a further 5 months.", None, None),
    ("The contract may be extended. Invoices are paid within 2 months.", None, None),
])
def test_what_a_description_says(text, months, initial):
    found = suggested(text)
    assert (found.months if found else None, found.initial if found else None) == (months, initial)


def test_the_most_it_may_come_to_is_told_apart():
    assert suggested("Option to extend for up to 24 months").up_to
    assert not suggested("Option to extend for a further 24 months").up_to


def test_the_quotation_is_the_sentence_alone_without_contacts():
    found = suggested(
        "Care at home. It may be extended by a further 12 months. Contact Pat Contact on 01632 960001 to extend by 24."
    )
    assert found.quote == "“It may be extended by a further 12 months.”"


def test_a_long_sentence_is_cut_around_what_was_read():
    found = suggested("lorem " * 200 + "with an option to extend for a further 12 months " + "ipsum " * 200)
    assert "option to extend for a further 12 months" in found.quote
    assert found.quote.startswith("“… lorem") and found.quote.endswith("ipsum …”")
    assert len(found.quote) <= QUOTED + 6


def test_an_extension_taken_is_quoted():
    assert taken("New data. The contract has been extended to May.") == "“The contract has been extended to May.”"
    assert taken("It may be extended.") is None


def test_the_initial_term_by_itself():
    assert initial_term("Care for an initial term of five years.") == 60
    assert initial_term("An additional 12 month term.") is None


NUMBERS = {"one": 1, "two": 2, "three": 3, "five": 5, "six": 6, "twelve": 12, "eighteen": 18, "twenty four": 24}
WORDS = ["extend", "extension", "option", "a", "further", "up to", "of", "for", "x", "+", "plus", "(", ")", "months",
         "month", "years", "year", "each", "period", "initial", "no", ".", ",", "£", "and", "1", "2", "12", "24", "36",
         "999", "0", *NUMBERS]


def numbers(quote):
    quote = quote.lower()
    found = {int(digits) for digits in re.findall(r"\d+", quote)}
    return found | {value for word, value in NUMBERS.items() if re.search(rf"\b{word}\b", quote)}


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), st.booleans())
def test_nothing_is_suggested_that_the_quotation_does_not_say(text, about_renewal):
    found = suggested(text, about_renewal=about_renewal)
    if found:
        said = numbers(found.quote)
        assert 0 < len(found.months) <= 10
        assert all(months in said or months / 12 in said for months in found.months), found


@given(st.one_of(st.text(max_size=400), st.none(), st.integers(), st.lists(st.text(max_size=5)),
                 st.text(alphabet="0123456789 +x()oneyearsmonthsextend.\n", max_size=400)), st.booleans())
def test_any_text_is_read_without_a_fault(text, about_renewal):
    found = suggested(text, about_renewal=about_renewal)
    assert found is None or found.months
    taken(text)
    initial_term(text)
