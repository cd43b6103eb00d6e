"""A market's exports: what people see of it, to the byte."""

from datetime import date

from dashboard.market import clock
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES, answer
from dashboard.measures.csv import csv_text
from dashboard.settings import Settings
from dashboard.store import Store

DAY = date(2027, 7, 1)


def exports(store: Store, number: int | None = None) -> dict[str, str]:
    """Every measure as known at an import, the newest unless named, on one day; read by a store that is new to it.

    But for findings of rows held back: they name an import by its number, which is another in another database.
    """
    fresh = Store(store._engine.url.render_as_string(hide_password=False))
    try:
        with clock.stopped(DAY):
            market = fresh.market(number)
            filters = Filters().filled(DAY, market.number)
            return {
                name: "".join(
                    line for line in csv_text(answer(measure, market, filters, Settings()), measure).splitlines(True)
                    if ",held_back_rows," not in line
                )
                for name, measure in MEASURES.items()
            }
    finally:
        fresh.dispose()
