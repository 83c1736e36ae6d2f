"""Tables for reading in a notebook: whole texts, four digits, thousands separated."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler


def plain(table: pd.DataFrame, digits: int = 4) -> Styler:
    """Show a table with so many significant digits; empty cells stay empty.

    The numbers of ``table`` itself are not rounded, and no setting of pandas changes.

    Examples
    --------
    >>> import pandas as pd
    >>> "1,774" in plain(pd.DataFrame({"kg CO2e": [1773.68]})).to_html()
    True
    """
    from rulewright.reporting.sentences import number

    def written(value: object) -> str:
        if isinstance(value, float):
            return "" if value != value else number(value, digits)
        return "" if value is None else str(value)

    import pandas as pd

    shown = table.style.format(written, escape="html")
    words = [name for name, kind in table.dtypes.items() if not pd.api.types.is_numeric_dtype(kind)]
    if words and table.columns.is_unique and table.index.is_unique:
        shown = shown.set_properties(subset=words, **{"text-align": "left"})
    return shown.hide(axis="index") if isinstance(table.index, pd.RangeIndex) else shown
