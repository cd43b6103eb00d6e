"""Templates: each file of the contract with its headings and an example row, to begin from."""

import csv
import io

from dashboard.intake.columns import FILES, Column
from dashboard.settings import Settings

ALSO: dict[str, tuple[dict[str, str], ...]] = {
    "providers": ({"provider_id": "S100002", "name": "Sample Homecare Ltd", "provider_type": "external"},),
    "contracts": (
        {
            "contract_id": "DPS-1", "title": "Children's care at home DPS", "contract_type": "dps",
            "lead_authority": "PCC", "covered_authorities": "PCC;CCC", "services": "home_care;community_support",
            "start_date": "2026-04-01", "initial_term_months": "60", "extension_terms_months": "60",
        },
    ),
}
"""Rows beside a file's example row, so that what the other files name is there: together they make a delivery."""


def template(name: str, settings: Settings) -> str:
    """A file of the contract as CSV, with example rows in the settings' own authorities and services."""
    columns = FILES[name].columns
    example = {column.name: column.example for column in columns}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(column.name for column in columns)
    for row in (example, *ALSO.get(name, ())):
        writer.writerow(_ours(column, row.get(column.name, ""), settings) for column in columns)
    return written.getvalue()


def _ours(column: Column, text: str, settings: Settings) -> str:
    """A cell whose authorities and services are those of the settings, the first two of them."""
    examples = {
        "authority": ("PCC", "CCC"), "authorities": ("PCC", "CCC"),
        "service": ("home_care", "community_support"), "services": ("home_care", "community_support"),
    }
    if column.kind not in examples:
        return text
    codes = list(settings.authorities if column.kind.startswith("authorit") else settings.services)
    ours = dict(zip(examples[column.kind], [codes[0], codes[1] if len(codes) > 1 else codes[0]], strict=True))
    return ";".join(dict.fromkeys(ours[code] for code in text.split(";") if code))
