"""Writing: the drafts as CSV files that a spreadsheet opens, and that a delivery takes once they are completed."""

import csv
import errno
from dataclasses import asdict, fields
from pathlib import Path

from dashboard.intake.mappings.ocds.drafts import Drafts, Outcome
from dashboard.intake.mappings.ocds.rows import CONTRACTS
from dashboard.intake.mappings.ocds.suppliers import PROVIDERS


def write(drafts: Drafts, folder: Path) -> None:
    """Write contracts.csv, providers.csv and notices.csv (what each release became, or why it was left out).

    Raises `FileExistsError`, before anything is written, where one of them is there: a person may be at work in it.
    """
    tables: dict[str, tuple[list[str], list[dict[str, str]]]] = {
        "contracts.csv": (CONTRACTS, drafts.contracts),
        "providers.csv": (PROVIDERS, drafts.providers),
        "notices.csv": ([column.name for column in fields(Outcome)], [asdict(outcome) for outcome in drafts.outcomes]),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name in tables:
        if (folder / name).exists():
            raise FileExistsError(errno.EEXIST, "it is there already; name another folder", str(folder / name))
    for name, (headings, rows) in tables.items():
        with (folder / name).open("x", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, headings)
            writer.writeheader()
            writer.writerows(rows)
