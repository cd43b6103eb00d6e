"""The outlook: will it stay enough? A stock of open packages and a flow of new ones, against capacity by its dates.

Pure functions over small arrays, on top of the market; `futures` is where a market is read. Weeks are whole numbers:
week 0 is the latest complete week, its Sunday the day that demand and capacity are of; earlier weeks are negative.
"""
