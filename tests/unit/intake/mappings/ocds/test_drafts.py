import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intake.mappings import ocds
from tests.unit.intake.mappings.ocds.notices import CCC, PCC, SETTINGS, award, changed, one, read, release


def lot(**changes):
    return {"id": "1", "status": "active", "title": "Lot 1", **changes}


def test_an_award_becomes_a_contract_and_a_provider_to_complete(tmp_path):
    drafts = read(tmp_path, release())
    assert [{name: cell for name, cell in row.items() if cell} for row in drafts.contracts] == [{
        "contract_id": "ocds-b5fd17-aa11-1", "title": "Home care", "lead_authority": "PCC",
        "covered_authorities": "PCC", "start_date": "2025-04-01", "initial_term_months": "36",
        "suppliers": "First Care Ltd",
        "to_confirm": "To fill in: contract_type, provider_id, services. How it was procured, in the notice's words: "
        "Open procedure. The notice's value is £150,000.00, as a rule for the whole term and not for a year.",
    }]
    assert [{name: cell for name, cell in row.items() if cell} for row in drafts.providers] == [{
        "name": "First Care Ltd", "provider_type": "external", "company_number": "01234567",
        "contracts": "ocds-b5fd17-aa11-1",
        "to_confirm": "To fill in: provider_id, the council's own supplier number (the one it has already, where the "
        "supplier is in the market).",
    }]
    assert drafts.outcomes == [ocds.Outcome(
        "notices.json", "ocds-b5fd17-aa11", "notice-1", "Home care", "ocds-b5fd17-aa11-1",
        "Drafted as a contract with First Care Ltd. To fill in: contract_type, provider_id, services.",
    )]


def test_nothing_of_a_contact_is_kept(tmp_path):
    notice = release(
        title="Call 01632 960001",
        tender={"title": "Home care (pat.contact@example.org)", "status": "complete",
                "description": "Mrs Contact will extend it by 12 months. Tel. 01632 960001 for a further 24 months."},
    )
    kept = json.dumps([read(tmp_path, notice).contracts, read(tmp_path, notice).outcomes], default=vars)
    assert not [word for word in ("Contact", "example.org", "960001", "12", "24") if word in kept.replace("2024", "")]


def test_dates_that_make_no_whole_months_are_told_and_left_blank(tmp_path):
    period = {"startDate": "2025-04-01T00:00:00+01:00", "endDate": "2028-04-15T23:59:59+01:00"}
    row = one(tmp_path, awards=[award(contractPeriod=period)])
    assert (row["start_date"], row["initial_term_months"], row["suggested_initial_term_months"]) == (
        "2025-04-01", "", "")
    assert "1 April 2025 to 15 April 2028 is 1,111 days, which is not a number of whole months." in row["to_confirm"]


@pytest.mark.parametrize(("end", "months", "suggested", "said"), [
    ("2028-03-31T00:00:00+01:00", "36", "", None),
    ("2028-04-01T00:00:00+01:00", "", "36", "1 day more than 36 months (its end is at 00:00, which may mean the"),
    ("2028-04-01T23:59:59+01:00", "", "36", "1 day more than 36 months."),
    ("2025-03-31T23:59:59+01:00", "", "", "31 March 2025, is before its start, 1 April 2025."),
    ("2029-02-29T23:59:59Z", "", "", "endDate “2029-02-29T23:59:59Z” is not a day that can be right."),
])
def test_ends(tmp_path, end, months, suggested, said):
    row = one(tmp_path, awards=[award(contractPeriod={"startDate": "2025-03-31T23:00:00Z", "endDate": end})])
    assert row["start_date"] == "2025-04-01"
    assert (row["initial_term_months"], row["suggested_initial_term_months"]) == (months, suggested)
    assert said is None or said in row["to_confirm"]


def test_an_extension_in_words_is_a_suggestion_and_no_fact(tmp_path):
    row = one(tmp_path, tender={"title": "Home care", "description": "Three years, then a further 1 + 1 years."})
    assert (row["extension_terms_months"], row["suggested_extension_terms_months"], row["suggested_from"]) == (
        "", "12;12", "“Three years, then a further 1 + 1 years.”")


@pytest.mark.parametrize("text", [
    "Starts 01/04/2025 and ends 31/03/2026 with options to extend for 2 further periods of 12 months.",
    "A 1 year contract with the option to extend for a further 2 years (1+1).",
])
def test_a_term_that_holds_the_extension_already_is_left_blank(tmp_path, text):
    row = one(tmp_path, tender={"title": "Home care", "description": text})
    assert (row["initial_term_months"], row["suggested_initial_term_months"],
            row["suggested_extension_terms_months"]) == ("", "12", "12;12")
    assert "seems to hold the extension already: by the text the initial term is 12 months." in row["to_confirm"]


def test_a_text_that_speaks_of_another_term_is_told(tmp_path):
    row = one(tmp_path, tender={"title": "Home care", "description": "A 2 year contract."})
    assert row["initial_term_months"] == "36"
    assert "The dates make 36 months, the text speaks of 24: check which is the initial term." in row["to_confirm"]


def test_a_duration_in_days_may_hold_the_extension(tmp_path):
    period = {"startDate": "2025-04-01T00:00:00+01:00", "durationInDays": 1440}
    held = lot(hasRenewal=True, renewal={"description": "36 months with the option to extend for a further 12 months"})
    row = one(tmp_path, tender={"title": "Home care", "lots": [held]}, awards=[award(contractPeriod=period)])
    assert (row["start_date"], row["initial_term_months"], row["suggested_initial_term_months"]) == (
        "2025-04-01", "", "36")
    assert (
        "1,440 days (48 months, counted in months of 30 days), which holds the extension already: 36 months and 12."
        in row["to_confirm"]
    )
    row = one(tmp_path, tender={"title": "Home care", "lots": [lot(renewal={"description": "up to 24 months"})]},
              awards=[award(contractPeriod=period)])
    assert (row["suggested_initial_term_months"], row["suggested_extension_terms_months"]) == ("48", "24")
    assert "it may hold the extension already. The text gives the most that it can be extended by" in row["to_confirm"]


def test_the_tenders_dates_are_only_a_hint(tmp_path):
    planned = {"startDate": "2025-04-01T00:00:00+01:00", "endDate": "2027-03-31T23:59:59+01:00"}
    row = one(tmp_path, tender={"title": "Home care", "contractPeriod": planned},
              awards=[changed(award(), contractPeriod=None)])
    assert (row["start_date"], row["initial_term_months"], row["suggested_initial_term_months"]) == ("", "", "24")
    assert "The award gives no dates; the tender planned 1 April 2025 to 31 March 2027." in row["to_confirm"]


@pytest.mark.parametrize(("lots", "suggested", "said"), [
    ({"hasRenewal": False}, "", "By its data it cannot be renewed."),
    ({"hasRenewal": True}, "", "It can be renewed, but the notice does not say by how long."),
    ({"hasRenewal": True, "renewal": {"description": "Renewed subject to need"}}, "",
     "It can be renewed, but the notice does not say by how long."),
    ({"hasRenewal": False, "renewal": {"description": "12 months"}}, "",
     "By its data it cannot be renewed, but the text says: “12 months”."),
    ({"hasRenewal": True, "renewal": {"description": "12 months"}}, "12", ""),
    # Options are of other things too: only what speaks of extending counts.
    ({"options": {"description": "A framework for a period of up to 48 months."}}, "", ""),
])
def test_what_the_data_say_of_renewal(tmp_path, lots, suggested, said):
    row = one(tmp_path, tender={"title": "Home care", "lots": [lot(**lots)]})
    assert (row["extension_terms_months"], row["suggested_extension_terms_months"]) == ("", suggested)
    assert said in row["to_confirm"]


@pytest.mark.parametrize("ocid", ["ocds-r6ebe6-0000581860", "ocds-kuma6s-012345"])
def test_an_award_notice_of_the_scottish_and_welsh_portals(tmp_path, ocid):
    notice = {
        "ocid": ocid, "date": "2025-04-29T00:00:00Z", "tag": ["award"], "initiationType": "tender",
        "parties": [{"name": PCC, "id": "org-1", "identifier": {"legalName": PCC}, "roles": ["buyer", "reviewBody"]},
                    {"name": "First Care", "id": "org-2", "roles": ["supplier"]}],
        "buyer": {"name": PCC, "id": "org-1"}, "language": "EN", "description": "(Ref:1) Care.",
        "tender": {"id": "PS/19/54", "title": "Home care", "status": "complete", "lots": [
            {"id": "1", "contractPeriod": {"durationInDays": 720}, "hasRenewal": True,
             "renewal": {"description": "2 separate one year extension options"}}]},
        "awards": [{"id": "1", "suppliers": [{"id": "org-2"}], "relatedLots": ["1"]}],
        "contracts": [{"id": "1", "awardID": "1", "dateSigned": "2025-04-01T00:00:00Z", "status": "active"}],
    }
    path = tmp_path / "notices.jsonl"
    path.write_text(json.dumps(notice) + "\n")
    drafts = ocds.read([path], [PCC], SETTINGS)
    row, = drafts.contracts
    assert (row["contract_id"], row["suppliers"], row["start_date"], row["initial_term_months"]) == (
        f"{ocid}-1", "First Care", "", "")
    assert (row["suggested_initial_term_months"], row["suggested_extension_terms_months"]) == ("24", "12;12")
    assert (drafts.outcomes[0].file, drafts.outcomes[0].release_id) == ("notices.jsonl", "")


def under_the_act(**changes):
    """A contract details notice of Find a Tender under the Procurement Act 2023."""
    return release(
        ocid="ocds-h6vhtk-0a1b2c", id="032703-2026", tag=["contract"], date="2026-04-10T10:50:13+01:00",
        tender={"id": "ocds-h6vhtk-0a1b2c", "title": "Home care",
                "lots": [lot(hasRenewal=True, renewal={"description": "Two one year extensions"})]},
        awards=[{"id": "1", "status": "active", "suppliers": [{"id": "GB-PPON-X", "name": "First Care Ltd"}],
                 "relatedLots": ["1"]}],
        contracts=[{"id": "C9", "awardID": "1", "status": "active", "dateSigned": "2026-04-01T00:00:00+01:00",
                    "value": {"amountGross": 60000, "amount": 50000, "currency": "GBP"},
                    "period": {"startDate": "2026-05-01T00:00:00+01:00", "endDate": "2028-04-30T23:59:59+01:00",
                               "maxExtentDate": "2030-04-30T23:59:59+01:00"}, **changes}],
    )


def test_a_contract_under_the_procurement_act(tmp_path):
    row, = read(tmp_path, under_the_act()).contracts
    assert (row["contract_id"], row["start_date"], row["initial_term_months"]) == (
        "ocds-h6vhtk-0a1b2c-1", "2026-05-01", "24")
    # The data give the latest day, the text its steps.
    assert (row["extension_terms_months"], row["suggested_extension_terms_months"], row["suggested_from"]) == (
        "", "12;12", "maxExtentDate: 30 April 2030; “Two one year extensions”")
    assert "£50,000.00" in row["to_confirm"]


@pytest.mark.parametrize(("latest", "suggested", "said"), [
    ("2029-04-30T23:59:59+01:00", "12", "The text says otherwise: “Two one year extensions”."),
    ("2028-04-30T23:59:59+01:00", "", "By its data it cannot be extended (maxExtentDate: 30 April 2028)."),
    ("2029-05-10T23:59:59+01:00", "", "It can be extended to 10 May 2029, which is no number of whole months."),
])
def test_the_latest_day_of_an_extension(tmp_path, latest, suggested, said):
    period = changed(under_the_act()["contracts"][0]["period"], maxExtentDate=latest)
    row, = read(tmp_path, under_the_act(period=period)).contracts
    assert (row["initial_term_months"], row["suggested_extension_terms_months"]) == ("24", suggested)
    assert said in row["to_confirm"]


def test_the_contract_id_stays_when_the_contract_follows_the_award(tmp_path):
    before = changed(under_the_act(), contracts=[])
    assert read(tmp_path, before).contracts[0]["contract_id"] == "ocds-h6vhtk-0a1b2c-1"
    two = under_the_act()["contracts"] + [{"id": "C10", "awardID": "1"}]
    ids = [row["contract_id"] for row in read(tmp_path, changed(under_the_act(), contracts=two)).contracts]
    assert ids == ["ocds-h6vhtk-0a1b2c-1-C9", "ocds-h6vhtk-0a1b2c-1-C10"]


def test_a_contract_that_came_to_an_end(tmp_path):
    row, = read(tmp_path, under_the_act(status="terminated")).contracts
    assert row["terminated_on"] == ""
    assert "come to an end: fill in terminated_on if that was early" in row["to_confirm"]


@pytest.mark.parametrize(("of_award", "of_contract", "why"), [
    ("pending", "pending", "The award to First Care Ltd is still pending: give the later notice once"),
    ("cancelled", None, "The award to First Care Ltd is cancelled: there is no contract."),
    ("unsuccessful", None, "The award to First Care Ltd is unsuccessful: there is no contract."),
    ("active", "cancelled", "The award to First Care Ltd came to no contract: the contract was cancelled"),
])
def test_awards_that_are_no_contract(tmp_path, of_award, of_contract, why):
    notice = changed(under_the_act(status=of_contract), awards=[changed(under_the_act()["awards"][0], status=of_award)])
    drafts = read(tmp_path, notice)
    assert drafts.contracts == drafts.providers == []
    assert (drafts.outcomes[0].became, drafts.outcomes[0].why.startswith(why)) == ("", True), drafts.outcomes


THIRTEEN = [{"id": f"S{number}", "name": f"Care {number}"} for number in range(1, 13)] + [{"name": "CARE 12"}]


def test_one_award_to_thirteen_suppliers_one_of_them_twice(tmp_path):
    drafts = read(tmp_path, release(awards=[award(suppliers=THIRTEEN)]))
    row, = drafts.contracts
    assert (row["provider_id"], row["contract_type"], row["suggested_contract_type"]) == ("", "", "")
    assert "One award to 12 suppliers: if it is a framework or DPS, keep this one row" in row["to_confirm"]
    assert "The award names CARE 12 more than once." in row["to_confirm"]
    assert [provider["name"] for provider in drafts.providers] == [f"Care {number}" for number in range(1, 13)]
    assert drafts.outcomes[0].why.startswith(
        "Drafted as one contract with a blank provider: its 12 suppliers are each in providers.csv.")


@pytest.mark.parametrize(("technique", "suppliers", "kind"), [
    ("hasDynamicPurchasingSystem", THIRTEEN, "dps"), ("hasDynamicPurchasingSystem", THIRTEEN[:1], "dps"),
    ("hasFrameworkAgreement", THIRTEEN, "dps"), ("hasFrameworkAgreement", THIRTEEN[:1], ""),
])
def test_a_framework_or_dps_is_suggested(tmp_path, technique, suppliers, kind):
    row = one(tmp_path, tender={"title": "DPS", "techniques": {technique: True}}, awards=[award(suppliers=suppliers)])
    assert (row["contract_type"], row["suggested_contract_type"]) == ("", kind)


def test_suppliers_of_several_contracts_are_one_provider(tmp_path):
    coh = {"scheme": "GB-COH", "id": "01234567"}
    awards = [
        award(id="a", suppliers=[{"name": "First & Best Care Ltd"}]),
        award(id="b", suppliers=[{"id": "GB-COH-01234567", "name": "FIRST AND BEST CARE LIMITED."}]),
        award(id="c", suppliers=[{"name": "Best Care", "identifier": coh}]),
        award(id="d", suppliers=[{"name": "First & Best Care Ltd", "identifier": changed(coh, id="SC123456")}]),
        award(id="e", suppliers=[{"name": "Other", "identifier": changed(coh, id="458577871")}]),
    ]
    drafts = read(tmp_path, release(awards=awards))
    assert [(row["name"], row["company_number"], row["contracts"].count("ocds-")) for row in drafts.providers] == [
        ("First & Best Care Ltd", "01234567", 3), ("First & Best Care Ltd", "SC123456", 1), ("Other", "", 1)]
    assert "no Companies House number" in drafts.providers[2]["to_confirm"]


@pytest.mark.parametrize(("suppliers", "said"), [
    ([{"name": "REDACTED"}], "The notice withholds the name of a supplier."),
    ([{"name": "REDACTED"}, {"name": ""}], "The notice withholds the name of 2 suppliers."),
    ([], "The notice names no supplier."), (None, "The notice names no supplier."),
])
def test_suppliers_without_a_name(tmp_path, suppliers, said):
    drafts = read(tmp_path, release(awards=[award(suppliers=suppliers)]))
    assert said in drafts.contracts[0]["to_confirm"]
    assert drafts.providers == []
    assert drafts.outcomes[0].why.startswith("Drafted as a contract; its supplier is not named.")


@pytest.mark.parametrize(("value", "said"), [
    ({"amount": 0, "currency": "GBP"}, "The notice gives a value of 0, which says nothing."),
    ({"amount": 12.5}, "The notice's value is £12.50"),
    ({"amount": 12, "currency": "EUR"}, "The notice's value is EUR 12.00"),
])
def test_values_are_told_and_no_annual_value_is_made_of_them(tmp_path, value, said):
    row = one(tmp_path, awards=[award(value=value)])
    assert said in row["to_confirm"] and row["annual_value_gbp"] == ""


def test_two_buyers_in_one_string_need_a_lead(tmp_path):
    row = one(tmp_path, buyer={"name": f"{PCC} &amp; {CCC}"}, parties=[])
    assert (row["lead_authority"], row["covered_authorities"]) == ("", "PCC;CCC")
    assert f"The buyer is “{PCC} & {CCC}”: write which authority leads." in row["to_confirm"]


def test_a_second_buyer_is_covered(tmp_path):
    row = one(tmp_path, parties=[{"name": CCC, "roles": ["buyer"]}])
    assert (row["lead_authority"], row["covered_authorities"]) == ("PCC", "PCC;CCC")


def test_a_buyer_that_is_no_authority_of_the_settings(tmp_path):
    drafts = read(tmp_path, release(buyer={"name": "Elsewhere Council"}, parties=[]), buyers=("Elsewhere Council",))
    assert drafts.contracts[0]["lead_authority"] == ""
    assert "The buyer, Elsewhere Council, is not one of the authorities in the settings." in (
        drafts.contracts[0]["to_confirm"])


@pytest.mark.parametrize(("changes", "why"), [
    ({"buyer": {"name": "Cambridgeshire and Peterborough NHS Foundation Trust"}, "parties": []},
     "Its buyer, Cambridgeshire and Peterborough NHS Foundation Trust, is not asked for."),
    ({"buyer": {"name": f"{PCC} Academy"}, "parties": []},
     f"Its buyer, {PCC} Academy, is not asked for. The name is like {PCC}: if it is meant, ask for it by its own "
     "name."),
    ({"buyer": None, "parties": None}, "It names no buyer, so whose it is cannot be told."),
    ({"tag": ["tender"], "awards": []}, "A tender: no award of it is in the files given."),
    ({"tag": ["tenderCancellation"], "awards": []}, "The tender is cancelled: there is no contract."),
    ({"tag": "planning", "tender": {}, "awards": []},
     "A procurement that is planned: no award of it is in the files given."),
    ({"awards": []}, "It is a notice of an award or a contract, but holds neither."),
    ({"tag": [], "tender": {}, "awards": []}, "It awards nothing."),
])
def test_why_releases_are_left_out(tmp_path, changes, why):
    drafts = read(tmp_path, release(**changes))
    assert (drafts.contracts, [(outcome.became, outcome.why) for outcome in drafts.outcomes]) == ([], [("", why)])


def test_missing_ids(tmp_path):
    drafts = read(tmp_path, release(ocid=None, id=None, awards=[award(id=None)]),
                  release(ocid=None, id=None, awards=[award(id=None, title="Other")]))
    assert [row["contract_id"] for row in drafts.contracts] == ["", ""]
    assert "The notice has no number for it: give it one of your own." in drafts.contracts[0]["to_confirm"]
    assert [(outcome.became, outcome.why[:21]) for outcome in drafts.outcomes] == [("", "Drafted as a contract")] * 2
    assert one(tmp_path, awards=[award(id=None)])["contract_id"] == "ocds-b5fd17-aa11"
    assert one(tmp_path, ocid=None)["contract_id"] == "ocds-b5fd17-aa11-1"
    twice = read(tmp_path, release(awards=[award(), award()])).contracts
    assert [row["contract_id"] for row in twice] == ["", ""]


def test_later_releases_are_followed(tmp_path):
    tender = release(id="t", tag=["tender"], awards=[], date="2025-01-01T10:00:00Z", tender={
        "title": "Care", "status": "active", "lots": [lot(renewal={"description": "12 month option"})]})
    renamed = changed(release(), id="later", date="2025-03-01T12:00:00+01:00", tag=["awardUpdate"],
                      tender={"title": "Home care, again"})
    first = changed(release(), tender={"title": "Home care"})
    # 10:00 UTC is before 12:00 in summer time: what is read first does not matter.
    drafts = read(tmp_path, renamed, tender, first)
    row, = drafts.contracts
    assert (row["title"], row["suggested_extension_terms_months"]) == ("Home care, again", "12")
    assert [(outcome.release_id, outcome.became, outcome.why.split(".")[0]) for outcome in drafts.outcomes] == [
        ("later", "ocds-b5fd17-aa11-1", "Drafted as a contract with First Care Ltd"),
        ("t", "ocds-b5fd17-aa11-1", "Its award is in another release: what this one says of term and extension is used "
         "where that is silent"),
        ("notice-1", "ocds-b5fd17-aa11-1", "A later release of the procurement, of 2025-03-01, is followed where the "
         "two differ"),
    ]


def test_an_end_that_was_moved_is_told(tmp_path):
    period = {"startDate": "2025-04-01T00:00:00+01:00", "endDate": "2029-03-31T23:59:59+01:00"}
    moved = [{"id": award()["id"], "contractPeriod": period}]
    later = release(id="2", date="2028-01-01", buyer=None, parties=[], awards=moved)
    row, = read(tmp_path, release(), later).contracts
    assert (row["initial_term_months"], row["suggested_initial_term_months"]) == ("", "36")
    assert "Its end was moved by a later notice, from 31 March 2028 to 31 March 2029" in row["to_confirm"]
    assert row["suppliers"] == "First Care Ltd"


def test_an_award_that_extends_a_contract_is_told(tmp_path):
    row = one(tmp_path, tender={"title": "Home care", "description": "The contract is being extended by 5 months."})
    assert "It may extend a contract that you have already: “The contract is being extended by 5 months.”" in (
        row["to_confirm"])
    assert row["suggested_extension_terms_months"] == ""


def test_the_same_release_twice_is_read_once(tmp_path):
    drafts = read(tmp_path, release(), release())
    assert len(drafts.contracts) == 1
    assert drafts.outcomes[1].why == "The same release stands in notices.json already, and is read once."


def test_two_buyers_under_one_ocid_are_two_procurements(tmp_path):
    other = changed(release(), buyer={"name": CCC}, parties=[], awards=[award(id="ocds-b5fd17-aa11-2")])
    rows = read(tmp_path, release(), other).contracts
    assert [(row["contract_id"], row["lead_authority"]) for row in rows] == [
        ("ocds-b5fd17-aa11-1", "PCC"), ("ocds-b5fd17-aa11-2", "CCC")]


def test_lots_tell_contracts_of_one_procurement_apart(tmp_path):
    lots = [lot(title="Days", renewal={"description": "12 months"}), lot(id="2", title="Nights")]
    awards = [award(id="a", relatedLots=["1"]), award(id="b", relatedLots=["2"]), award(id="c", relatedLots=[1, "2"])]
    rows = read(tmp_path, release(tender={"title": "Care", "lots": lots}, awards=awards)).contracts
    assert [(row["title"], row["suggested_extension_terms_months"]) for row in rows] == [
        ("Care: Days", "12"), ("Care: Nights", ""), ("Care: Days; Nights", "12")]


def test_what_a_delivery_would_refuse_is_left_out_beside_the_contract(tmp_path):
    row = one(tmp_path, tender={"title": "Home care", "description": "A further 12 months of care in PE1 1HG."})
    assert row["suggested_from"] == "Left out here, because it holds what looks like a postcode: read the notice."


def test_releases_nested_too_deep_end_with_a_sentence(tmp_path):
    notices = [
        json.dumps(release(deep="DEEP")).replace('"DEEP"', '{"a":' * 600 + leaf + "}" * 600) for leaf in ("1", "2")
    ]
    path = tmp_path / "deep.json"
    path.write_text(f"[{','.join(notices)}]")
    try:
        assert len(ocds.read([path], [PCC], SETTINGS).contracts) == 1
    except ocds.NotOCDS as wrong:
        assert "nested too deep" in str(wrong)


WORDS = [
    "ocid", "id", "tag", "date", "buyer", "name", "parties", "roles", "tender", "title", "lots", "awards",
    "status", "suppliers", "contracts", "awardID", "period", "contractPeriod", "startDate", "endDate",
    "maxExtentDate", "durationInDays", "value", "amount", "renewal", "hasRenewal", "description", "techniques",
    "identifier", "relatedLots", "releases", "records", "compiledRelease", "procurementMethodDetails",
]
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 50_000), st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([
        PCC, "buyer", "award", "active", "pending", "1", "2025-04-01T00:00:00+01:00", "2025-13-01", "GB-COH",
        "a further 1 + 1 years", "24:00", "-9", "0001-01-01T00:00:00+14:00",
    ]),
    st.text(max_size=12),
)
JSON = st.recursive(LEAVES, lambda inner: st.one_of(
    st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=5)), max_leaves=25)


@given(st.one_of(JSON, st.dictionaries(st.sampled_from(WORDS), JSON, max_size=6)), st.booleans())
def test_any_json_becomes_drafts_or_a_sentence(tmp_path_factory, value, wanted):
    if wanted and isinstance(value, dict):
        value = {"releases": [release(**value), release(**{"id": "2", **value}), {**value, "buyer": {"name": PCC}}]}
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(value))
    try:
        drafts = ocds.read([path], [PCC], SETTINGS)
    except ocds.NotOCDS as wrong:
        assert str(wrong).endswith(".")
        return
    for row in drafts.contracts + drafts.providers:
        assert all(isinstance(cell, str) for cell in row.values())
        "".join(row.values()).encode()
    assert all(outcome.why.endswith(".") for outcome in drafts.outcomes)
    ids = [row["contract_id"] for row in drafts.contracts if row["contract_id"]]
    assert {its for outcome in drafts.outcomes for its in outcome.became.split("; ") if its} == set(ids)
