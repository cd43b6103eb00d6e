"""The floor of an import: `python -m tests.bench.plainly FOLDER` merely reads its CSV files by pandas' C reader."""

import json
import sys
import time
from pathlib import Path

import pandas as pd

ROWS = 50_000
"""Rows at a time, so that it takes little memory."""


def main() -> None:
    """Read every column as text; print the seconds and the processor seconds that took, the start left out."""
    wall, cpu = time.perf_counter(), time.process_time()
    for path in sorted(Path(sys.argv[1]).glob("*.csv")):
        for _ in pd.read_csv(path, engine="c", dtype=str, chunksize=ROWS):
            pass
    print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]))


if __name__ == "__main__":
    main()
