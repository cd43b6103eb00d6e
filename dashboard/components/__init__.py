"""The only makers of Dash components besides the pages."""
