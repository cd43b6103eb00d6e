"""Cells: what each kind of column takes, and what is said of the rest."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intake.columns import FILES, Column
from dashboard.intake.kinds import Fault, clean, reader
from tests.unit.intake.deliveries import SETTINGS

DATE = Column("day", "date", "")
HOURS = Column("hours", "decimal", "", required=True)
ABOVE = Column("hours", "decimal", "", required=True, above=True)
MONEY = Column("value", "money", "")
MONTHS = Column("months", "whole", "", least=1)
LIST = Column("terms", "months", "", least=1)
AUTHORITY = Column("authority", "authority", "")
AUTHORITIES = Column("authorities", "authorities", "")
TYPE = FILES["contracts"].column("contract_type")
CQC = Column("cqc_provider_id", "cqc", "")


def read(column, text):
    return reader(column, SETTINGS)(text)


@pytest.mark.parametrize(("column", "text", "value"), [
    (DATE, "2027-04-03", date(2027, 4, 3)),
    (DATE, "2028-02-29", date(2028, 2, 29)),
    (HOURS, "0", 0.0),
    (HOURS, "12.25", 12.25),
    (HOURS, ".5", 0.5),
    (ABOVE, "0.1", 0.1),
    (MONEY, "50000", 50000.0),
    (MONEY, "24.5", 24.5),
    (MONEY, "0.07", 0.07),
    (MONTHS, "36", 36),
    (LIST, "24", (24,)),
    (LIST, "12; 12 ;", (12, 12)),
    (AUTHORITY, "CCC", "CCC"),
    (AUTHORITIES, "CCC; PCC;CCC", ("CCC", "PCC")),
    (AUTHORITIES, " ; ", None),
    (TYPE, "in_house", "in_house"),
    (CQC, "1-101234567", "1-101234567"),
])
def test_what_is_read(column, text, value):
    assert read(column, text) == value


@pytest.mark.parametrize(("column", "text", "rule", "mend"), [
    (DATE, "03/04/2027", "date_format", "2027-04-03 if 3 April 2027 is meant"),
    (DATE, "3.4.27", "date_format", "2027-04-03 if 3 April 2027 is meant"),
    (DATE, "46480", "date_format", "2027-04-03 (3 April 2027)"),
    (DATE, "2027-04-03T00:00:00", "date_format", "nothing more: 2027-04-03"),
    (DATE, "20270403", "date_format", "2027-04-03"),
    (DATE, "2027/4/3", "date_format", "2027-04-03"),
    (DATE, "2027-02-29", "date_format", "that the calendar has"),
    (DATE, "soon", "date_format", "year-month-day"),
    (DATE, "31/02/2027", "date_format", "year-month-day"),
    (DATE, "0027-04-03", "date_range", "1900 to 2100"),
    (HOURS, "-3", "negative", "0 or more"),
    (HOURS, "(3.5)", "negative", "0 or more"),
    (HOURS, "12,5", "number_format", "12.5"),
    (HOURS, "1,024.50", "number_format", "1024.50"),
    (HOURS, "1 024.00", "number_format", "1024.00"),
    (HOURS, "1:30", "number_format", "1.5 if 1 h 30 min"),
    (HOURS, "nan", "number_format", "digits"),
    (HOURS, "1e3", "number_format", "digits"),
    (HOURS, "9" * 400, "number_range", "point"),
    (ABOVE, "0", "number_range", "above 0"),
    (MONEY, "£50,000", "money_format", "50000"),
    (MONEY, "50,000", "money_format", "50000"),
    (MONEY, "50,000.00", "money_format", "50000.00"),
    (MONEY, "24.505", "money_format", "24.5"),
    (MONEY, "-1", "negative", "0 or more"),
    (MONTHS, "36.0", "whole_number", "Write 36."),
    (MONTHS, "36.5", "whole_number", "without a point"),
    (MONTHS, "three years", "whole_number", "digits"),
    (MONTHS, "0", "number_range", "1 or more"),
    (LIST, "12,12", "whole_number", "12;12"),
    (LIST, "0", "number_range", "1 or more"),
    (AUTHORITY, "pcc", "unknown_authority", "Write PCC."),
    (AUTHORITY, "Leeds", "unknown_authority", "PCC or CCC"),
    (AUTHORITIES, "PCC,CCC", "unknown_authority", "Put ; between"),
    (AUTHORITIES, "PCC;Leeds", "unknown_authority", "PCC or CCC"),
    (TYPE, "In-House", "choice", "Write in_house"),
    (TYPE, "framework", "choice", "dps, block, spot or in_house"),
    (CQC, "101234567", "cqc_format", "CQC"),
])
def test_what_is_not(column, text, rule, mend):
    fault = read(column, text)
    assert isinstance(fault, Fault)
    assert fault.rule == rule
    assert mend in fault.mend


def test_a_wrong_date_is_said_in_these_words():
    fault = read(DATE, "03/04/2027")
    assert fault.message == "“03/04/2027” is not a date like 2027-04-03."
    assert fault.mend == "Write dates as year-month-day: 2027-04-03 if 3 April 2027 is meant."


@given(st.text())
def test_any_text_is_cleaned_to_one_that_stays(text):
    once = clean(text)
    assert clean(once) == once
    assert once == once.strip()


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_date_is_read_back(day):
    assert read(DATE, day.isoformat()) == day


@given(st.integers(0, 100_000_000))
def test_all_pounds_and_pence_are_read(pence):
    assert read(MONEY, f"{pence // 100}.{pence % 100:02d}") == pence / 100
