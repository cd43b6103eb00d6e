"""python -m tests.oracle DELIVERY --as-of DATE --measure ID | --compare DIR | --draw SEED"""

import argparse
import sys
from datetime import date
from pathlib import Path

from . import MEASURES, read
from .compare import differences, to_csv
from .markets import draw


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("delivery", type=Path, help="a folder of the data contract's CSV files")
    parser.add_argument("--as-of", type=date.fromisoformat, help="the day the question is asked for")
    parser.add_argument("--authority")
    parser.add_argument("--provider")
    parser.add_argument("--service")
    parser.add_argument("--route")
    parser.add_argument("--from", dest="from_", type=date.fromisoformat)
    parser.add_argument("--to", type=date.fromisoformat)
    parser.add_argument("--weeks", help="13, 26, 52, 104 or all (the default)")
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--measure", choices=MEASURES, help="print this table as CSV")
    task.add_argument("--compare", type=Path, help="a folder of <id>.csv exports")
    task.add_argument("--draw", type=int, help="write the random market of this seed to the folder")
    given = parser.parse_args(arguments)

    if given.draw is not None:
        print(draw(given.draw, given.delivery).isoformat())
        return 0
    if given.as_of is None:
        parser.error("--as-of is needed")
    names = ("authority", "provider", "service", "route", "from_", "to", "weeks")
    filters = {name: getattr(given, name) for name in names}
    records = read(given.delivery)
    if given.measure:
        sys.stdout.write(to_csv(given.measure, MEASURES[given.measure](records, given.as_of, **filters)))
        return 0

    found = []
    compared = 0
    for measure, table in MEASURES.items():
        export = given.compare / f"{measure}.csv"
        if export.exists():
            compared += 1
            found += differences(table(records, given.as_of, **filters), export.read_bytes(), measure)
    for line in found:
        print(line)
    print(f"{compared} tables compared, {len(found)} differences", file=sys.stderr)
    return 1 if found or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
