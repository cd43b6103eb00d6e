import pytest

from dashboard.intake.mappings.ocds.words import comparable, identifier, plain, sentences, supplier_name


@pytest.mark.parametrize(("written", "plainly"), [
    ("Smith &amp; Sons &amp;amp; Co", "Smith & Sons & Co"),
    ("Short breaks\r\n\r\nand   care\t at\u00a0home", "Short breaks and care at home"),
    ("Worth Â£1,000 â€“ the childâ€™s", "Worth £1,000 – the child’s"),
    ("CafÃ© â€œFirstâ€\x9d", "Café “First”"),
    ("Château, naïve, £5", "Château, naïve, £5"),
    ("periodrnrnLot 1; a further 12rn month period", "period Lot 1; a further 12 month period"),
    ("a modern barn in Dorn return", "a modern barn in Dorn return"),
    ("Ring 01632 960001 or +44 1632 960 001, write to pat.contact@example.org", "Ring or , write to"),
    ("=HYPERLINK(1)", "HYPERLINK(1)"),
    ("- Home care", "Home care"),
    ("half a \ud83d sign\x00", "half a sign"),
    (708621450, "708621450"),
    (True, ""),
    (["a"], ""),
    (None, ""),
])
def test_text_is_made_plain(written, plainly):
    assert plain(written) == plainly


def test_an_id_that_looks_like_a_telephone_number_is_kept():
    assert identifier("032703-2026") == "032703-2026"


def test_sentences_about_contacts_are_left_out():
    said = sentences(
        "The term is three years. Contact Pat Contact for an extension of 12 months. Mrs Contact agreed 1+1 years.\n\n"
        "It may be extended by 12 months; e-mail pat@example.org with queries about 24 months. Tel: 01632 960001."
    )
    assert said == ["The term is three years.", "It may be extended by 12 months;"]


@pytest.mark.parametrize("name", ["REDACTED", "[Redacted under s.40]", "N/A", "TBC", "Name withheld", "Various",
                                  "Multiple suppliers", "See attached list", " ", None])
def test_names_that_are_none(name):
    assert supplier_name(name) == ""


@pytest.mark.parametrize("name", ["Confidential Waste Ltd", "Various Artists Care", "None Such Care", "24x7"])
def test_names_that_are_names(name):
    assert supplier_name(name) == name


def test_spellings_of_one_name_are_equal():
    assert comparable("First & Best Care Ltd.") == comparable("FIRST AND BEST CARE  LIMITED")
    assert comparable("First Care") != comparable("First Care Homes")
