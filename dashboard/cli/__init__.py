"""The command line: `python -m dashboard COMMAND`. Other people's scripts call these names and options."""

from dashboard.cli import data, questions, serving, snapshots  # each adds its commands
from dashboard.cli.common import main

__all__ = ["data", "main", "questions", "serving", "snapshots"]
