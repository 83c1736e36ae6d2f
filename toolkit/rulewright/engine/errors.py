"""Errors of the engine."""

from __future__ import annotations

from rulewright.errors import RulewrightError


class UncertaintyError(RulewrightError):
    """A distribution that cannot be, or a number of draws or seed that cannot be used."""
