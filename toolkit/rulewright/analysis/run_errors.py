"""What can go wrong around a run, beside its numbers."""

from __future__ import annotations

from rulewright.errors import MistakesError, RulewrightError


class StoreError(RulewrightError):
    """A store of draws that cannot be read or written."""


class OtherRunError(MistakesError):
    """A store that holds another run; each difference is named."""


class RunStoppedError(RulewrightError):
    """A run that was stopped; it goes on when it is asked for again."""


class ClusterError(RulewrightError):
    """Workers that cannot compute a run."""


class PortfolioError(RulewrightError):
    """A question that a portfolio cannot answer."""
