"""The store: the only SQL. Deliveries in, frames out; nothing is overwritten."""

from dashboard.store.comparing import Change
from dashboard.store.copying import copy_database
from dashboard.store.errors import Busy, NewerDatabase, NotEmpty, Overtaken, Unavailable
from dashboard.store.store import Store

__all__ = [
    "Busy", "Change", "NewerDatabase", "NotEmpty", "Overtaken", "Store", "Unavailable", "copy_database",
]
