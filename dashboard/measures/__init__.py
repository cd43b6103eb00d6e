"""The measures: each one question, registered once here and read by pages, addresses and the command line."""

from dashboard.measures.measure import Column, Measure, answer

MEASURES: dict[str, Measure] = {}
"""Every measure by its id, in the order they are shown."""

__all__ = ["MEASURES", "Column", "Measure", "answer"]
