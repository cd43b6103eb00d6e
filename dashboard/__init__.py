"""Market-sufficiency dashboard: is there enough care, and what must be decided by when?"""

__version__ = "1.0.0"
