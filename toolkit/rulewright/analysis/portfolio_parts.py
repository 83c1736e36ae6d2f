"""Parts of a portfolio's result: refusals, reversals, agreement of two rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rulewright.errors import Mistake, MistakesError, RulewrightError


@dataclass(frozen=True)
class Refusal:
    """A rule that gives no result for a plant, and what it says."""

    plant: str
    rule: str
    error: RulewrightError

    @property
    def why(self) -> tuple[RulewrightError | Mistake, ...]:
        """All that the rule says."""
        return tuple(self.error.mistakes) if isinstance(self.error, MistakesError) else (self.error,)

    def to_dict(self) -> dict[str, Any]:
        """Plant, rule and all that the error says."""
        said = [{"what": each.what, "where": each.where, "mend": each.mend} for each in self.why]
        return {"plant": self.plant, "rule": self.rule, "why": said}


@dataclass(frozen=True, slots=True)
class Reversal:
    """Two plants that change places between two rules.

    Attributes
    ----------
    low, high
        Plants: ``low`` has the lower footprint under ``rule_a``, the higher under ``rule_b``.
    below_kg_co2e, above_kg_co2e
        How far ``low`` lies below under ``rule_a``, and above under ``rule_b``, both > 0 [kg CO2e per declared unit].
    probability
        Share of the draws in which the two rules order the plants differently; None without draws.
    """

    rule_a: str
    rule_b: str
    low: str
    high: str
    below_kg_co2e: float
    above_kg_co2e: float
    probability: float | None

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike two rules rank the plants that both have a result for.

    Attributes
    ----------
    plants
        Number of plants that both have a result for.
    tau, p_value
        Kendall's tau-b of the central footprints, and the p-value of no association; None for fewer than three
        plants, or if a rule gives all plants the same footprint.
    mean_tau_of_draws
        Mean over draws of tau-b.
    same_order
        Share of the draws in which both rules give exactly one order.
    """

    rule_a: str
    rule_b: str
    plants: int
    tau: float | None
    p_value: float | None
    mean_tau_of_draws: float | None
    same_order: float | None

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {name: getattr(self, name) for name in self.__slots__}
