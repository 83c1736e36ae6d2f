"""Evidence on one inventory: the rule's result, the scatter of its data, choices against data, and other rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from rulewright.analysis.attribution import attribute_all
from rulewright.analysis.attribution_result import unit_of
from rulewright.analysis.choices import decompose_choices
from rulewright.analysis.comparability import comparability
from rulewright.analysis.elasticities import elasticities
from rulewright.analysis.uncertainty import run as run_draws
from rulewright.drafting.evidence.assumptions import REASON, assumptions
from rulewright.drafting.evidence.effects import PointEffects, effects, why
from rulewright.drafting.evidence.options import sides
from rulewright.errors import RulewrightError
from rulewright.reading.studies import shipped_choices
from rulewright.rule import Rule, Text
from rulewright.study import Result, Study

if TYPE_CHECKING:
    from rulewright.analysis.attribution_table import AttributionTable
    from rulewright.analysis.choices_result import ChoiceDecomposition
    from rulewright.analysis.comparability_result import Comparability
    from rulewright.analysis.elasticities import ElasticityResult
    from rulewright.drafting.evidence.options import Point
    from rulewright.drafting.evidence.question import Question
    from rulewright.inventory import Inventory

Basis = Literal["rule", "declared", "assumed", "none"]
ANALYSES = 4  # steps of progress beside the options


@dataclass(frozen=True)
class Refused:
    """Something that cannot run, and why: an inventory under the rule, or another rule on an inventory."""

    name: str
    why: Text

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {"name": self.name, "why": {"zh": self.why.zh, "en": self.why.en}}


@dataclass(frozen=True)
class Spread:
    """Scatter of the rule's result that its data make [kg CO2e per declared unit]."""

    draws: int
    failed: int
    mean: float
    sd: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """P97.5 less P2.5."""
        return self.high - self.low

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "draws": self.draws,
            "failed_draws": self.failed,
            "mean_kg_co2e": self.mean,
            "sd_kg_co2e": self.sd,
            "p2_5_kg_co2e": self.low,
            "p97_5_kg_co2e": self.high,
        }


@dataclass(frozen=True)
class Case:
    """The rule on one inventory.

    Attributes
    ----------
    result
        With the choices that were declared.
    compared, refused
        Rules beside it that run here, and those that don't.
    spread, decomposition, comparability, attributions
        None where they cannot be made; ``missing`` then says why, under the same name.
    """

    study: Study
    result: Result
    compared: tuple[str, ...]
    refused: tuple[Refused, ...]
    spread: Spread | None = None
    decomposition: ChoiceDecomposition | None = None
    comparability: Comparability | None = None
    attributions: AttributionTable | None = None
    elasticities: ElasticityResult | None = None
    effects: tuple[PointEffects, ...] = ()
    missing: Mapping[str, Text] = field(default_factory=dict)

    @property
    def inventory(self) -> Inventory:
        """The inventory."""
        return self.study.inventory

    @property
    def id(self) -> str:
        """Id of the inventory."""
        return self.study.inventory.id

    @property
    def total_kg_co2e(self) -> float:
        """Result of the rule [kg CO2e per declared unit]."""
        return self.result.evaluation.total_kg_co2e

    @property
    def unit(self) -> str:
        """Declared unit, e.g. "1 t"."""
        return unit_of(self.study)

    def basis(self, name: str) -> Basis:
        """Where the value at a point comes from: the rule, a declared choice, an assumption, or nowhere."""
        side = sides(self.result.rule).get(name)
        if side is None or side.is_open:
            return "none"
        if not side.clause.is_choice:
            return "rule"
        return "assumed" if side.clause.text == self._assumed else "declared"

    @property
    def _assumed(self) -> Text | None:
        chain = self.result.rule.chain
        return REASON.text(base=chain[1].id) if len(chain) > 1 else None


def study_of(question: Question, inventory: Inventory) -> Study:
    """The study of an inventory: own choices come before those shipped with it, assumptions come last."""
    declared = [*question.choices, *shipped_choices(inventory.id)]
    declared += assumptions(question.rule, declared)
    return Study(inventory, [question.rule, *question.compared], declared)


def begin(question: Question, study: Study) -> Case:
    """Run the rule, and find which rules beside it run too.

    Raises
    ------
    RulewrightError
        If the rule itself cannot run.
    """
    result = study.result(question.rule.id)
    compared, refused = [], []
    for rule in question.compared:
        try:
            study.result(rule.id)
        except RulewrightError as error:
            refused.append(Refused(rule.id, why(error)))
        else:
            compared.append(rule.id)
    return Case(study, result, tuple(compared), tuple(refused))


def fill(question: Question, case: Case, points: Sequence[Point], done: Callable[[int], None]) -> Case:
    """The case with its effects and analyses."""
    study, rule = case.study, question.rule.id
    missing: dict[str, Text] = {}
    found: dict[str, Any] = {
        "effects": effects(case.result.rule, study.inventory, study.product or None, points, done)
    }
    every = [rule, *case.compared]
    asked: dict[str, Callable[[], Any]] = {
        "attributions": lambda: attribute_all(study, rule, rules=case.compared),
        "decomposition": lambda: decompose_choices(
            study, every, data="all", samples=question.samples, seed=question.seed
        ),
        "comparability": lambda: comparability(
            study, rule, every, samples=question.samples, seed=question.seed
        ),
        "elasticities": lambda: elasticities(case.result),
    }
    if question.draws:
        asked["spread"] = lambda: _spread(question, study, question.rule)
    for name, ask in asked.items():
        try:
            found[name] = ask()
        except RulewrightError as error:
            missing[name] = why(error)
        if name != "spread":
            done(1)
    return Case(study, case.result, case.compared, case.refused, missing=missing, **found)


def _spread(question: Question, study: Study, rule: Rule) -> Spread:
    alone = Study(study.inventory, [rule], study.choices)
    drawn = run_draws(alone, question.draws, question.seed).results[rule.id]
    summary = drawn.summary
    return Spread(
        question.draws, question.draws - summary.count, summary.mean.value, summary.sd.value,
        summary.percentiles[2.5].value, summary.percentiles[97.5].value,
    )  # fmt: skip
