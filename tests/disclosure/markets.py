"""Random markets with enough packages that some figures may be shown and others may not."""

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.oracle import markets


def draw(seed: int, folder: Path) -> date:
    """Writes a market to a folder, each of its packages once or several times; answers a Sunday to see it on."""
    as_of, random = markets.draw(seed, folder), Random(seed)
    packages = _read(folder / "packages.csv")
    copies = {row["package_id"]: range(random.choice((1, 1, 2, 3, 5, 8))) for row in packages}
    for name in ("packages", "offers"):
        file = folder / f"{name}.csv"
        rows = [
            row | {"package_id": f"{row['package_id']}-{copy}"}
            for row in _read(file) for copy in copies[row["package_id"]]
        ]
        if rows:
            with file.open("w", encoding="utf-8", newline="") as written:
                writer = csv.DictWriter(written, rows[0].keys())
                writer.writeheader()
                writer.writerows(rows)
    return as_of - timedelta(days=(as_of.weekday() + 1) % 7)


def _read(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as read:
        return list(csv.DictReader(read))
