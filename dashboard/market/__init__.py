"""The words of the field: weeks, contract life, filters, and the market as known and as seen. No I/O."""
