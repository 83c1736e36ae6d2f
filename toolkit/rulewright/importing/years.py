"""The year that data hold for, from the dates of other formats."""

from __future__ import annotations

NO_END = 2100  # data that hold until 2100 or 9999 hold until further notice


def year_of(stated: str) -> int | None:
    """The year that a date begins with; None where there is none, or the date says that there is no end.

    Examples
    --------
    >>> year_of("2014-12-31"), year_of("9999-12-31"), year_of("unknown")
    (2014, None, None)
    """
    beginning = stated.strip()[:4]
    year = int(beginning) if len(beginning) == 4 and beginning.isdigit() and beginning.isascii() else None
    return None if year is None or not 0 < year < NO_END else year
