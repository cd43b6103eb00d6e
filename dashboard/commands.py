"""What the command line can do, as Help tells it: `dashboard.cli` knows it, the page shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """One command: how it is called, what it does, what it can be told, and a line that uses it."""

    name: str
    usage: str
    """As it is called: `python -m dashboard load [OPTIONS] FILES...`."""
    meaning: tuple[str, ...]
    """Paragraphs."""
    options: tuple[tuple[str, str], ...]
    """Each option as it is written, and what it does."""
    example: str
