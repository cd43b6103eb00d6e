"""Snapshots: every measure's table under a view's filters, kept so that anyone can work it out again years later."""

from dashboard.snapshot.kept import MANIFEST, PAGE, Damaged, Manifest, Snapshot, read
from dashboard.snapshot.making import snapshot
from dashboard.snapshot.verifying import Verified, again, others, verify

__all__ = [
    "MANIFEST", "PAGE", "Damaged", "Manifest", "Snapshot", "Verified", "again", "others", "read",
    "snapshot", "verify",
]
