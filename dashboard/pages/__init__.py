"""One module a page: its address and its list of panels."""
