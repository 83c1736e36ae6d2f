"""Borders in from other people's formats: each reader gives an unallocated inventory and says what it couldn't bring."""
