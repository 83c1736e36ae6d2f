"""Check what a name stands for: a .docx as a standard, anything else as a rule."""

from __future__ import annotations

from pathlib import Path

from rulewright.drafting.findings import Findings


def check_standard(name: str | Path) -> Findings:
    """Check a rule (id or path) or a .docx.

    Raises
    ------
    FileError, ReadingError
        If it can't be found or read.
    """
    if str(name).lower().endswith(".docx"):
        from rulewright.drafting.check_docx import check_docx

        return check_docx(name)
    from rulewright.drafting.check_rule import check_rule
    from rulewright.reading.rules import read_rule

    return check_rule(read_rule(name))
