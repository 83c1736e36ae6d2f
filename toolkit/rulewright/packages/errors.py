"""What can be wrong with a package or with the file that it is written to."""

from __future__ import annotations

from rulewright.errors import RulewrightError


class PackageError(RulewrightError):
    """A study package or report package cannot be made or read."""
