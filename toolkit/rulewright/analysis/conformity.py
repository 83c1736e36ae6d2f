"""Conformity of a result: with its own rule, with the general standard, or with another rule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rulewright.analysis.conformity_clauses import own_rows, rows_of_other
from rulewright.analysis.conformity_items import general_rows
from rulewright.analysis.conformity_result import NOT_ORIGINAL, Conformity
from rulewright.reading.rules import read_rule
from rulewright.rule import Rule

if TYPE_CHECKING:
    from rulewright.study import Result

# name -> the number that clauses are cited by; ISO 14067 and GB/T 24067 share the map of clauses (facts, 1.2)
GENERAL = {
    "gbt-24067": "GB/T 24067-2024", "gbt-24067-2024": "GB/T 24067-2024", "iso-14067": "ISO 14067:2018",
    "iso-14067-2018": "ISO 14067:2018",
}  # fmt: skip


def conformity(
    result: Result, against: str | Path | Rule | None = None, year: int | None = None
) -> Conformity:
    """Table of what a document requires and where this result meets it.

    Parameters
    ----------
    against
        None: the result's own rule, clause by clause, with the decisions that each took. ``"gbt-24067"`` or
        ``"iso-14067"``: the required items of the general standard, those of the rule and those of the result. Any
        other rule (id, path): its clauses beside those that this result was made by.
    year
        Year of issue, for demands on the age of data; see :func:`~rulewright.analysis.data_quality.data_quality`.

    Raises
    ------
    FileError, ReadingError
        If the other rule can't be found or read.

    Notes
    -----
    "Pass" and "fail" rest on something that the result holds and the row names. What only a report or a reviewer can
    show is "to be shown", never passed.

    Examples
    --------
    >>> import rulewright as rw
    >>> found = rw.Study("hydrogen-gas", ["gbt-24067-2024"]).conformity("gbt-24067-2024", "gbt-24067")
    >>> found.against, found.counts["pass"] > 20
    ('GB/T 24067-2024', True)
    """
    if against is None or (isinstance(against, str) and against == result.rule.id and against not in GENERAL):
        return Conformity(result, result.rule.id, own_rows(result, year))
    if isinstance(against, str) and against in GENERAL:
        number = GENERAL[against]
        remarks = (NOT_ORIGINAL.text(),) if number.startswith("GB/T") else ()
        return Conformity(result, number, general_rows(result, number, year), remarks)
    other = against if isinstance(against, Rule) else read_rule(against)
    return Conformity(result, other.id, rows_of_other(result, other))
