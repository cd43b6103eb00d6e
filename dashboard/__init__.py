"""Market-sufficiency dashboard: is there enough care, and what must be decided by when?"""
