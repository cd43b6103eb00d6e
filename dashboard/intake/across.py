"""Across."""
def check_records(outcome, findings): pass
def check_hours(outcome, books, keys, hours, findings): pass
