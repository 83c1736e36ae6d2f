"""Errors of the door to Brightway."""

from __future__ import annotations

from rulewright.errors import RulewrightError


class BrightwayError(RulewrightError):
    """A Brightway project, database or method is not as it has to be."""


class PrecisionWarning(UserWarning):
    """A written database gives a visibly different score, because Brightway stores single precision."""
