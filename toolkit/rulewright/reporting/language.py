"""Which language a reader reads, where none was asked for."""

from __future__ import annotations

import locale
import os

VARIABLES = ("RULEWRIGHT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def reader_language() -> str:
    """``"zh"`` or ``"en"``: by RULEWRIGHT_LANG, else by the locale.

    Examples
    --------
    >>> reader_language() in ("zh", "en")
    True
    """
    for variable in VARIABLES:
        value = os.environ.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
