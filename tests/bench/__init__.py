"""How fast and how large: `python -m tests.bench [DELIVERY]` prints a table; nothing is asserted."""
