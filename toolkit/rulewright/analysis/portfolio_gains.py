"""Who gains and who loses by which clause when one rule takes the place of another."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rulewright import __version__
from rulewright.analysis.attribution import attribute
from rulewright.analysis.attribution_result import Attribution
from rulewright.analysis.hybrids import NUMBER_FAMILIES, By
from rulewright.analysis.part_words import part_label
from rulewright.analysis.rankings import EQUAL
from rulewright.analysis.run_errors import PortfolioError
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.analysis.portfolio_result import PortfolioResult

FORMAT = "rulewright-portfolio-gains/1"
PLANT = Sentence("工厂", "plant")
DIFFERENCE, AGAINST_MEAN = (
    Sentence("合计差", "difference"),
    Sentence("与各厂平均差之差", "against the mean of plants"),
)
MEAN = Sentence(
    "从 {from_} 改为 {to}：{count} 个工厂的足迹平均变化 {mean} kg CO2e / {unit}。以下得失均与此平均相比。",
    "From {from_} to {to}: the footprints of {count} plants change by {mean} kg CO2e / {unit} on average. Gains and losses "
    "are told against this mean.",
)
GAINS = Sentence(
    "得益最多：{plant}，{size} kg；其中最大的一项：{part}，{share} kg。",
    "Gains most: {plant}, {size} kg; the largest part of it: {part}, {share} kg.",
)
LOSES = Sentence(
    "吃亏最多：{plant}，{size} kg；其中最大的一项：{part}，{share} kg。",
    "Loses most: {plant}, {size} kg; the largest part of it: {part}, {share} kg.",
)
ALIKE = Sentence(
    "所有工厂的变化相同：没有哪个工厂相对得益。",
    "All plants change alike: none gains against the others.",
)
LEFT_OUT = Sentence(
    "不在表中（两个规则之一不适用）：{plants}。", "Not in the table (one of the rules refuses): {plants}."
)
LIST = Sentence("；", "; ")


@dataclass(frozen=True)
class Gain:
    """One plant: what each part makes of its difference [kg CO2e per declared unit].

    Attributes
    ----------
    parts
        Names of a part (families or settings; several that cannot be separated) to its Shapley value.
    difference_kg_co2e
        Footprint under the second rule less that under the first.
    against_mean_kg_co2e
        Difference less the mean difference of all plants: below zero the plant gains.
    """

    plant: str
    name: Text
    parts: Mapping[tuple[str, ...], float]
    difference_kg_co2e: float
    against_mean_kg_co2e: float


@dataclass(frozen=True)
class Gains:
    """Differences between two rules, plant by plant, shared among clauses.

    Attributes
    ----------
    parts
        Names of all parts that change a plant, in the order of the steps; those that cannot be separated at some
        plant stand together there.
    rows
        Plants in the order of the portfolio.
    left_out
        Names of plants that one of the rules refuses.
    attributions
        Plant to its full attribution, with the clauses.
    """

    portfolio: str
    unit: str
    from_rule: str
    to_rule: str
    parts: tuple[tuple[str, ...], ...]
    rows: tuple[Gain, ...]
    left_out: tuple[Text, ...]
    attributions: Mapping[str, Attribution]

    @property
    def mean_kg_co2e(self) -> float:
        """Mean difference of all plants [kg CO2e per declared unit]."""
        return math.fsum(row.difference_kg_co2e for row in self.rows) / len(self.rows)

    def mean_of(self, part: tuple[str, ...]) -> float:
        """Mean over plants of what one part makes [kg CO2e per declared unit]."""
        return math.fsum(row.parts.get(part, 0.0) for row in self.rows) / len(self.rows)

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a plant; one column a part, the difference, and the difference against the mean [kg CO2e]."""
        import pandas as pd

        heads = [*(part_label(part, lang) for part in self.parts), DIFFERENCE(lang), AGAINST_MEAN(lang)]
        values = [
            [
                *(row.parts.get(part, 0.0) for part in self.parts),
                row.difference_kg_co2e,
                row.against_mean_kg_co2e,
            ]
            for row in self.rows
        ]
        index = pd.Index([row.name.get(lang) for row in self.rows], name=PLANT(lang))
        return pd.DataFrame(values, index=index, columns=heads)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/portfolio.md)."""
        clauses: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for found in self.attributions.values():
            for part in found.parts:
                clauses.setdefault(part.names, [each.to_dict() for each in part.differences])
        return {
            "format": FORMAT,
            "portfolio": self.portfolio,
            "unit": self.unit,
            "versions": {"rulewright": __version__},
            "from": self.from_rule,
            "to": self.to_rule,
            "mean_difference_kg_co2e": self.mean_kg_co2e,
            "parts": [
                {"family": "+".join(part), "mean_kg_co2e": self.mean_of(part), "clauses": clauses[part]}
                for part in self.parts
            ],
            "plants": [
                {
                    "plant": row.plant,
                    "name": {"zh": row.name.zh, "en": row.name.en},
                    "difference_kg_co2e": row.difference_kg_co2e,
                    "against_mean_kg_co2e": row.against_mean_kg_co2e,
                    "parts": {"+".join(part): value for part, value in row.parts.items()},
                }
                for row in self.rows
            ],
            "left_out": [{"zh": name.zh, "en": name.en} for name in self.left_out],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """Who gains and who loses most, and by which clauses."""
        lines = [
            MEAN(
                lang, from_=self.from_rule, to=self.to_rule, count=len(self.rows), mean=number(self.mean_kg_co2e),
                unit=self.unit,
            )
        ]  # fmt: skip
        ordered = sorted(self.rows, key=lambda row: row.against_mean_kg_co2e)
        size = max(abs(row.difference_kg_co2e) for row in self.rows)
        if ordered[-1].against_mean_kg_co2e - ordered[0].against_mean_kg_co2e <= EQUAL * size:
            lines.append(ALIKE(lang))
        else:
            for sentence, row, side in ((GAINS, ordered[0], -1), (LOSES, ordered[-1], 1)):
                part = max(self.parts, key=lambda each: side * self._against_mean(row, each))
                lines.append(
                    sentence(
                        lang, plant=row.name, size=number(row.against_mean_kg_co2e), part=part_label(part, lang),
                        share=number(self._against_mean(row, part)),
                    )
                )  # fmt: skip
        if self.left_out:
            lines.append(LEFT_OUT(lang, plants=LIST(lang).join(name.get(lang) for name in self.left_out)))
        return lines

    def _against_mean(self, row: Gain, part: tuple[str, ...]) -> float:
        return row.parts.get(part, 0.0) - self.mean_of(part)

    def plot(self, lang: str = "en") -> Figure:
        """Bars by plant, what each part makes of its difference; see :mod:`rulewright.reporting.figures_portfolio_bars`."""
        from rulewright.reporting.figures_portfolio_bars import gains_figure

        return gains_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


def gains(
    result: PortfolioResult,
    from_rule: str,
    to_rule: str,
    by: By = "family",
    progress: Callable[[int, int], None] | None = None,
) -> Gains:
    """Share the difference between two rules among clauses, plant by plant (exact Shapley values).

    See :meth:`rulewright.analysis.portfolio_result.PortfolioResult.gains`.
    """
    plants = [
        plant
        for plant in result.portfolio.plants
        if (plant.id, from_rule) in result.results and (plant.id, to_rule) in result.results
    ]
    if not plants:
        what = f"no plant has a result under both '{from_rule}' and '{to_rule}'"
        raise PortfolioError(what, f"portfolio {result.portfolio.id}", "choose another pair of rules")
    attributions: dict[str, Attribution] = {}
    for done, plant in enumerate(plants, 1):
        attributions[plant.id] = attribute(result.studies[plant.id], from_rule, to_rule, by)
        if progress is not None:
            progress(done, len(plants))
    mean = math.fsum(each.difference_kg_co2e for each in attributions.values()) / len(plants)
    rows = [
        Gain(
            plant.id, plant.name, _parts_of(found), found.difference_kg_co2e, found.difference_kg_co2e - mean
        )
        for plant, found in zip(plants, attributions.values(), strict=True)
    ]
    moved = {part for row in rows for part, value in row.parts.items() if value}
    known = {plant.id for plant in plants}
    return Gains(
        result.portfolio.id, result.unit, from_rule, to_rule, tuple(sorted(moved, key=_place)), tuple(rows),
        tuple(plant.name for plant in result.portfolio.plants if plant.id not in known), attributions,
    )  # fmt: skip


def _parts_of(found: Attribution) -> dict[tuple[str, ...], float]:
    """Values of parts; what is no more than rounding of the totals is nothing."""
    least = EQUAL * max(abs(found.from_kg_co2e), abs(found.to_kg_co2e))
    return {part.names: part.kg_co2e if abs(part.kg_co2e) > least else 0.0 for part in found.parts}


def _place(part: Sequence[str]) -> tuple[int, int, Sequence[str]]:
    return len(part), NUMBER_FAMILIES.index(part[0].split(".")[0]), part
