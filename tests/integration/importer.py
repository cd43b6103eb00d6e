"""An import in a process of its own: `python -m tests.integration.importer URL PROVIDERS DAYS MORE`.

Checks again when it was overtaken, as the command line does; prints `import 3` or `nothing changed`.
"""

import sys

from dashboard.store import Overtaken, Store, comparing
from tests.integration.deliveries import many


def main(url: str, providers: str, days: str, more: str) -> None:
    comparing.BATCH = 100
    store = Store.open(url)
    print("ready", flush=True)
    while True:
        checked = many(store.newest(), providers=int(providers), days=int(days), more=float(more))
        try:
            number = store.deliver(checked, means="test")
        except Overtaken:
            continue
        break
    store.dispose()
    print(f"import {number}" if number else "nothing changed", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
