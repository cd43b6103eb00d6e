"""Small notices written by hand in the shapes of the portals."""

import json
from pathlib import Path
from typing import Any

from dashboard.intake.mappings import ocds
from dashboard.settings import Settings

PCC = "Peterborough City Council"
CCC = "Cambridgeshire County Council"
SETTINGS = Settings()


def award(**changes: Any) -> dict[str, Any]:
    """An award to First Care Ltd from 1 April 2025 to 31 March 2028."""
    return {
        "id": "ocds-b5fd17-aa11-1", "status": "active", "date": "2025-02-20T00:00:00Z",
        "value": {"amount": 150000, "currency": "GBP"},
        "suppliers": [{"id": "GB-CFS-1", "name": "First Care Ltd"}],
        "contractPeriod": {"startDate": "2025-04-01T00:00:00+01:00", "endDate": "2028-03-31T23:59:59+01:00"},
        **changes,
    }


def release(**changes: Any) -> dict[str, Any]:
    """An award notice of Contracts Finder for home care in Peterborough."""
    return {
        "ocid": "ocds-b5fd17-aa11", "id": "notice-1", "date": "2025-03-01T10:00:00Z", "tag": ["award"],
        "buyer": {"id": "GB-CFS-9", "name": PCC},
        "tender": {"id": "T1", "title": "Home care", "description": "Care at home for disabled children.",
                   "status": "complete", "procurementMethodDetails": "Open procedure"},
        "parties": [
            {"id": "GB-CFS-9", "name": PCC, "roles": ["buyer"],
             "contactPoint": {"name": "Pat Contact", "email": "pat@example.org", "telephone": "01632 960001"}},
            {"id": "GB-CFS-1", "name": "First Care Ltd", "roles": ["supplier"],
             "identifier": {"scheme": "GB-COH", "id": "1234567", "legalName": "First Care Ltd"}},
        ],
        "awards": [award()],
        **changes,
    }


def changed(thing: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy of a thing with some of it changed."""
    return {**thing, **changes}


def read(folder: Path, *releases: Any, buyers: tuple[str, ...] = (PCC, CCC)) -> ocds.Drafts:
    """What these releases become, given in one package."""
    path = folder / "notices.json"
    path.write_text(json.dumps({"uri": "x", "releases": list(releases)}), encoding="utf-8")
    return ocds.read([path], buyers, SETTINGS)


def one(folder: Path, **changes: Any) -> dict[str, str]:
    """The only contract that a changed award notice becomes."""
    drafts = read(folder, release(**changes))
    assert len(drafts.contracts) == 1, drafts.outcomes
    return drafts.contracts[0]
