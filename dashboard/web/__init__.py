"""The Flask side: CSV, tables, version, health and safety."""
