"""Parts of a difference between two rules, and what two rules say in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rulewright.analysis.part_words import part_label
from rulewright.analysis.stated import stated_dict


@dataclass(frozen=True)
class Difference:
    """One setting in which two rules differ: what each says, None if it says nothing, and in which clause."""

    setting: str
    from_: Any
    to: Any

    def to_dict(self) -> dict[str, Any]:
        """Setting, and for each rule value, clause and whether it was declared."""
        return {"setting": self.setting, "from": stated_dict(self.from_), "to": stated_dict(self.to)}


@dataclass(frozen=True)
class Interval:
    """A part over the draws [kg CO2e]; ``same_sign``: share of draws with the sign of the central part."""

    mean: float
    sd: float
    low: float
    high: float
    same_sign: float

    def to_dict(self) -> dict[str, float]:
        """Mean, sd, P2.5, P97.5 [kg CO2e], share of draws with the central sign [1]."""
        return {
            "mean_kg_co2e": self.mean,
            "sd_kg_co2e": self.sd,
            "p2_5_kg_co2e": self.low,
            "p97_5_kg_co2e": self.high,
            "same_sign": self.same_sign,
        }


@dataclass(frozen=True)
class Member:
    """One of several merged parts: change of the total if it is exchanged first, or last; None if that cannot run."""

    name: str
    alone: float | None
    last: float | None


@dataclass(frozen=True)
class Part:
    """What one family of clauses (or several that cannot be separated, or one setting) makes of a difference.

    Attributes
    ----------
    names
        Families, or settings; several if they were merged.
    kg_co2e
        Shapley value [kg CO2e per declared unit].
    alone, last
        Change of the total if it is exchanged first, and if it is exchanged last [kg CO2e].
    error
        Standard error of a sampled value, None of an exact one [kg CO2e].
    differences
        Settings in which the rules differ here.
    interval
        Over draws, if asked for.
    members
        What is known of each of several merged parts.
    """

    names: tuple[str, ...]
    kg_co2e: float
    alone: float
    last: float
    error: float | None
    differences: tuple[Difference, ...]
    interval: Interval | None = None
    members: tuple[Member, ...] = ()

    @property
    def name(self) -> str:
        """Names joined by "+"."""
        return "+".join(self.names)

    @property
    def changes_nothing(self) -> bool:
        """Whether exchanging it changes nothing, first, last and on average."""
        return self.kg_co2e == self.alone == self.last == 0

    @property
    def is_outside(self) -> bool:
        """Whether the central value lies outside the interval of the draws."""
        return self.interval is not None and not self.interval.low <= self.kg_co2e <= self.interval.high

    def label(self, lang: str) -> str:
        """Name for readers."""
        return part_label(self.names, lang)


@dataclass(frozen=True)
class Failure:
    """Hybrids that cannot run for one reason: how many, and the parts that the smallest takes from ``to``."""

    takes: tuple[str, ...]
    count: int
    why: str

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {"takes": list(self.takes), "hybrids": self.count, "why": self.why}
