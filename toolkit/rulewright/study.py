"""A study: rules applied to one inventory for a purpose; and what comes out of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.errors import ApplicationError
from rulewright.inventory import Inventory
from rulewright.ledger import Decision, Ledger
from rulewright.modules import Module, module_decisions, read_modules, with_modules
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import (
    DeclaredChoice,
    parse_choice,
    read_study,
    shipped_choices,
    shipped_rules,
    with_choices,
)
from rulewright.rule import Rule, Text
from rulewright.terms import ProductSystem
from rulewright.words import CREDITS_STAGE, KINDS, STAGES

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

    from rulewright.analysis.attribution_result import Attribution
    from rulewright.analysis.attribution_table import AttributionTable
    from rulewright.analysis.break_even_map import BreakEvenMap
    from rulewright.analysis.break_even_result import BreakEvenResult
    from rulewright.analysis.choices_result import ChoiceDecomposition
    from rulewright.analysis.comparability_result import Comparability
    from rulewright.analysis.conformity_result import Conformity
    from rulewright.analysis.data_quality_result import DataQuality
    from rulewright.analysis.evaluate import Evaluation
    from rulewright.analysis.findings import Detection, Finding
    from rulewright.analysis.hotspots import Hotspots
    from rulewright.analysis.hybrids import By
    from rulewright.analysis.paired_result import PairedResult
    from rulewright.analysis.sensitivity import Method
    from rulewright.analysis.sensitivity_result import SensitivityResult
    from rulewright.analysis.stopping import Precision
    from rulewright.analysis.uncertainty import UncertaintyResult
    from rulewright.engine.gradients import Gradients
    from rulewright.engine.pedigree import PedigreeSet
    from rulewright.engine.plans import Sampling
    from rulewright.exchange.pact_export import PactExport
    from rulewright.exchange.pact_head import PactHead
    from rulewright.packages.study_package import WrittenPackage
    from rulewright.steps.state import Applied
    from rulewright.study_report.report import StudyReport


@dataclass(frozen=True)
class Result:
    """One rule's result with everything behind it."""

    rule: Rule
    system: ProductSystem
    ledger: Ledger
    evaluation: Evaluation
    declared: tuple[str, ...]
    applied: Applied

    @property
    def inventory(self) -> Inventory:
        """The unallocated inventory that the result is about."""
        return self.applied.inventory

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What looks wrong in this result, the gravest first; see :mod:`rulewright.analysis.detectors`."""
        from rulewright.analysis.detectors import detect

        return detect(self)

    def explain(self, process: str, lang: str = "en") -> str:
        """Explain one process under this rule: outputs, decisions, exchanges with their contributions."""
        from rulewright.reporting.explain import explain

        return explain(self, process, lang)

    def __repr__(self) -> str:
        return f"Result({self.rule.id} on {self.inventory.id}: {self.evaluation.total_kg_co2e:.6g} kg CO2e)"

    def _repr_html_(self) -> str:
        from rulewright.reporting.display import result_html

        return result_html(self)

    def plot(self, lang: str = "en") -> Figure:
        """The processes that emit most under this rule, and its credits [kg CO2e]."""
        from rulewright.reporting.figures import contribution_figure

        return contribution_figure(self, lang)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON of one rule (docs/results.md)."""
        evaluation = self.evaluation
        return {
            "rule": self.rule.id,
            "rule_hash": self.rule.hash,
            "total_kg_co2e": evaluation.total_kg_co2e,
            "by_stage": evaluation.by_stage,
            "by_kind": evaluation.by_kind,
            "by_process": dict(evaluation.by_process),
            "credits_kg_co2e": evaluation.credits_kg_co2e,
            "credits": [
                {"name": credit.name, "kg_co2e": credit.kg_co2e, "in_total": credit.in_total}
                for credit in evaluation.credits
            ],
            "aggregated_share": evaluation.aggregated_kg_co2e / evaluation.total_kg_co2e
            if evaluation.total_kg_co2e
            else None,
            "decisions": len(self.ledger),
            "open_choices": list(self.declared),
            "findings": [
                {"detector": each.detector, "severity": each.severity, "where": each.where}
                for each in self.findings
            ],
        }


class Comparison:
    """Results of several rules on one inventory and one declared unit.

    Inside is an :class:`xarray.Dataset` with the dimensions rule, stage, kind [kg CO2e per declared unit].
    """

    def __init__(
        self,
        inventory: Inventory,
        product: str,
        amount: float,
        unit: str,
        results: Sequence[Result],
        background: Any = None,
    ) -> None:
        self.inventory, self.product = inventory, product
        self.background = background
        self.amount, self.unit = amount, unit
        self.results: Mapping[str, Result] = {result.rule.id: result for result in results}

    @cached_property
    def dataset(self) -> xr.Dataset:
        """``footprint`` (rule, stage, kind) [kg CO2e], ``total`` and ``credits`` (rule)."""
        import numpy as np
        import xarray as xr

        stages = [*STAGES, CREDITS_STAGE]
        rules = list(self.results)
        footprint = np.zeros((len(rules), len(stages), len(KINDS)))
        for i, result in enumerate(self.results.values()):
            for stage, kinds in result.evaluation.by_stage_kind.items():
                for kind, value in kinds.items():
                    footprint[i, stages.index(stage), KINDS.index(kind)] = value
        attributes = {"units": "kg CO2e", "per": f"{self.amount:g} {self.unit} {self.product}"}
        return xr.Dataset(
            {
                "footprint": (("rule", "stage", "kind"), footprint, attributes),
                "total": (("rule",), footprint.sum(axis=(1, 2)), attributes),
                "credits": (
                    ("rule",),
                    [r.evaluation.credits_kg_co2e for r in self.results.values()],
                    attributes,
                ),
            },
            coords={"rule": rules, "stage": stages, "kind": list(KINDS)},
            attrs={"inventory": self.inventory.id, "inventory_hash": self.inventory.hash},
        )

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """Rows: stages, total, kinds, credits shown apart; one column a rule [kg CO2e per declared unit]."""
        from rulewright.reporting.tables import comparison_table

        return comparison_table(self, lang)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape."""
        return {
            "format": "rulewright-comparison/1",
            "inventory": self.inventory.id,
            "inventory_hash": self.inventory.hash,
            "product": self.product,
            "unit": f"{self.amount:g} {self.unit}",
            "results": [result.to_dict() for result in self.results.values()],
            **({} if self.background is None else {"background": self.background.to_dict()}),
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def ledger(self, rule: str | None = None) -> Ledger:
        """Decisions of one rule, or of all."""
        if rule is not None:
            return self.results[rule].ledger
        return Ledger(tuple(decision for result in self.results.values() for decision in result.ledger))

    def clause_differences(self, lang: str = "en") -> pd.DataFrame:
        """Clause by clause: the settings in which the rules differ, one column a rule."""
        from rulewright.reporting.tables import clause_difference_table

        return clause_difference_table(self, lang)

    def notes(self, lang: str = "en") -> list[str]:
        """What the background is, if not our own; problems and warnings of the detectors, each with its rules."""
        from rulewright.analysis.findings import say_findings

        said = [] if self.background is None else self.background.notes(lang)
        return [*said, *say_findings({rule: result.findings for rule, result in self.results.items()}, lang)]

    def plot(self, lang: str = "en") -> Figure:
        """Stacked bars by stage, one bar a rule."""
        from rulewright.reporting.figures import comparison_figure

        return comparison_figure(self, lang)

    def __repr__(self) -> str:
        return f"Comparison({self.inventory.id}: {', '.join(self.results)})"

    def _repr_html_(self) -> str:
        from rulewright.reporting.display import tabled

        return tabled(self)


class Study:
    """Rules applied to one inventory.

    Parameters
    ----------
    inventory
        Id or path of an inventory, or an :class:`~rulewright.inventory.Inventory`.
    rules
        Ids, paths or :class:`~rulewright.rule.Rule` objects; default: the rules of the shipped study.
    choices
        Declared choices for what rules leave open, also as text ``"[RULE:]family.setting=value"``; default:
        those of the inventory's shipped study, if any.
    product
        Flow that the study is about; default: the inventory's product.
    modules
        Products that enter with the footprint of their own rule: flow to ``"INVENTORY:RULE"``, a :class:`Result` or a
        :class:`~rulewright.modules.Module`.

    Examples
    --------
    >>> import rulewright as rw
    >>> study = rw.Study("aluminium-ingot-primary-cn", rules=["gbt-44905-2024", "pact-3"])
    >>> sorted(study.rules)
    ['gbt-44905-2024', 'pact-3']
    """

    def __init__(
        self,
        inventory: str | Path | Inventory,
        rules: Iterable[str | Path | Rule] | None = None,
        choices: Iterable[DeclaredChoice | str] | None = None,
        product: str | None = None,
        modules: Mapping[str, str | Result | Module] | None = None,
    ) -> None:
        self.inventory = inventory if isinstance(inventory, Inventory) else read_inventory(inventory)
        if modules:
            self.inventory = with_modules(self.inventory, read_modules(modules))
        chosen = shipped_rules(self.inventory.id) if rules is None else list(rules)
        self.rules = {
            rule.id: rule for rule in (each if isinstance(each, Rule) else read_rule(each) for each in chosen)
        }
        self.choices = shipped_choices(self.inventory.id) if choices is None else _declared(choices)
        self.choices_are_shipped = choices is None and bool(self.choices)
        self.product = product or self.inventory.file.product or ""
        self._results: dict[str, Result] = {}

    def __repr__(self) -> str:
        return f"Study({self.inventory.id}: {', '.join(self.rules)})"

    def _repr_html_(self) -> str:
        from rulewright.reporting.display import study_html

        return study_html(self)

    @classmethod
    def from_file(cls, name: str | Path) -> Study:
        """A study from a study file (id or path)."""
        file = read_study(name)
        return cls(file.inventory, file.rules, file.choices)

    def result(self, rule: str) -> Result:
        """Apply one rule and evaluate it (kept).

        Raises
        ------
        OpenDecisionsError
            If no clause settles something, with the list of all of it.
        ApplicationError
            If the rule is for another product, or not one of the study's.
        """
        if rule not in self.rules:
            raise ApplicationError(
                f"the study has no rule '{rule}'",
                f"rules of the study on {self.inventory.id}: {', '.join(self.rules)}",
                f"name it: Study('{self.inventory.id}', rules=['{rule}'])",
            )
        if rule not in self._results:
            from rulewright.analysis.evaluate import evaluate
            from rulewright.steps.apply import apply_rule

            complete, declared = with_choices(self.rules[rule], self.choices)
            system, ledger, applied = apply_rule(complete, self.inventory, self.product or None)
            evaluation = evaluate(system)
            entered = module_decisions(self.inventory, complete.id)
            ledger = Ledger((*entered, *ledger, *_afterwards(complete, evaluation)))
            self._results[rule] = Result(complete, system, ledger, evaluation, declared, applied)
        return self._results[rule]

    def compare(self, *, background: Any = None, mapping: str | Path | None = None) -> Comparison:
        """Apply every rule; raises at the first rule that cannot run.

        Parameters
        ----------
        background, mapping
            A Brightway database in the place of our background, see docs/mappings.md: an object such as
            :class:`rulewright.brightway.background.Background`, or a name and a mapping file.
        """
        results = {rule: self.result(rule) for rule in self.rules}
        used = None
        if background is not None:
            from rulewright.analysis.run_background import find_background

            results, used = find_background(background, mapping).results(results)
        declared = self.inventory.file.declared_unit
        if declared is not None and self.product == self.inventory.file.product:
            amount, unit = declared.amount, declared.unit
        else:
            amount, unit = 1.0, self.inventory.flows[self.product].unit
        return Comparison(self.inventory, self.product, amount, unit, list(results.values()), used)

    def ledger(self, rule: str) -> Ledger:
        """Every decision of one rule, with its clause."""
        return self.result(rule).ledger

    def gradients(self, rule: str) -> Gradients:
        """How much each amount, property, parameter and factor moves one rule's footprint, from two solves.

        Derivatives [kg CO2e per unit], elasticities [1] and first-order shares of the variance [1], the largest first.
        """
        from rulewright.engine.draws import Draws, uncertain_keys
        from rulewright.engine.gradients import gradients

        result, inventory = self.result(rule), self.inventory
        drawn = Draws(inventory, 2) if uncertain_keys(inventory) else None
        return gradients(result.system, inventory.parameters, result.evaluation.dropped, drawn, inventory)

    def hotspots(self, rule: str, cut_off: float = 0.005) -> Hotspots:
        """Where one rule's footprint comes from; see :func:`rulewright.analysis.hotspots.hotspots`."""
        from rulewright.analysis.hotspots import hotspots

        return hotspots(self.result(rule), cut_off)

    def data_quality(self, rule: str, year: int | None = None, uptake: bool = False) -> DataQuality:
        """Ratings and primary-data share of one rule's result; see :func:`rulewright.analysis.data_quality.data_quality`."""
        from rulewright.analysis.data_quality import data_quality

        return data_quality(self.result(rule), year, uptake)

    def conformity(
        self, rule: str, against: str | Path | Rule | None = None, year: int | None = None
    ) -> Conformity:
        """Clause by required item: where one result meets it; see :func:`rulewright.analysis.conformity.conformity`."""
        from rulewright.analysis.conformity import conformity

        return conformity(self.result(rule), against, year)

    def pact(self, rule: str, head: PactHead | None = None, created: datetime | None = None) -> PactExport:
        """The PACT record of one result; see :func:`rulewright.exchange.pact_export.pact_footprint`."""
        from rulewright.exchange.pact_export import pact_footprint

        return pact_footprint(self.result(rule), head, created)

    def detect(self, rules: Iterable[str] | None = None) -> Detection:
        """What looks wrong in the results of rules (default: all); see :mod:`rulewright.analysis.detectors`."""
        from rulewright.analysis.detectors import detect_all

        return detect_all(self, rules)

    def write_databases(
        self, project: str | None = None, directory: Path | str | None = None, overwrite: bool = False
    ) -> Any:
        """Write one plain allocated Brightway database per rule; see :func:`rulewright.brightway.write.write_databases`."""
        from rulewright.brightway.write import write_databases

        results = [self.result(rule) for rule in self.rules]
        systems = [result.system.without_credits(result.evaluation.dropped) for result in results]
        return write_databases(systems, project=project, directory=directory, overwrite=overwrite)

    def report(
        self, rule: str, out: str | Path | None = None, lang: str = "zh", **settings: Any
    ) -> StudyReport:
        """The report of one rule's result, written to ``out`` if given; see :func:`rulewright.study_report.report.report`."""
        from rulewright.study_report.report import checked, report

        target = None if out is None else checked(out)
        made = report(self, rule, lang, **settings)
        if target is not None:
            made.write(target)
        return made

    def package(self, out: str | Path, rules: Iterable[str] | None = None, **settings: Any) -> WrittenPackage:
        """Write all that the results were computed from; see :func:`rulewright.packages.study_package.write_package`."""
        from rulewright.packages.study_package import write_package

        return write_package(self, out, rules, **settings)

    def uncertainty(
        self,
        draws: int = 10_000,
        seed: int = 1,
        sampling: Sampling = "mc",
        pedigree_set: PedigreeSet = "ecoinvent-2",
        progress: Callable[[int, int], None] | None = None,
        *,
        precision: float | Precision | None = None,
        store: str | Path | None = None,
        client: Any = None,
        splits: bool = False,
        characterisation: bool = True,
        background: Any = None,
        mapping: str | Path | None = None,
    ) -> UncertaintyResult:
        """Distributions of every rule's result from the same draws; see :func:`rulewright.analysis.uncertainty.run`."""
        from rulewright.analysis.uncertainty import run

        return run(
            self, draws, seed, sampling, pedigree_set=pedigree_set, progress=progress, precision=precision, store=store,
            client=client, splits=splits, characterisation=characterisation, background=background, mapping=mapping,
        )  # fmt: skip

    def paired(self, draws: int = 10_000, seed: int = 1, **settings: Any) -> PairedResult:
        """Rules, products or inventories on the same draws; see :func:`rulewright.analysis.paired.paired`."""
        from rulewright.analysis.paired import paired

        return paired(self, draws=draws, seed=seed, **settings)

    def sensitivity(
        self, rule: str | None = None, method: Method = "elasticity", **settings: Any
    ) -> SensitivityResult:
        """What moves one rule's footprint; see :func:`rulewright.analysis.sensitivity.sensitivity`."""
        from rulewright.analysis.sensitivity import sensitivity

        return sensitivity(self, rule, method, **settings)

    def attribute(self, from_: str, to: str, by: By = "family", **settings: Any) -> Attribution:
        """Which clauses make the difference between two rules; see :func:`rulewright.analysis.attribution.attribute`."""
        from rulewright.analysis.attribution import attribute

        return attribute(self, from_, to, by, **settings)

    def attribute_all(self, baseline: str, by: By = "family", **settings: Any) -> AttributionTable:
        """The same from one rule to all others; see :func:`rulewright.analysis.attribution.attribute_all`."""
        from rulewright.analysis.attribution import attribute_all

        return attribute_all(self, baseline, by, **settings)

    def decompose(
        self,
        rules: Iterable[str] | None = None,
        weights: Sequence[float] | Mapping[str, float] | None = None,
        **settings: Any,
    ) -> ChoiceDecomposition:
        """How much of the spread choices make, how much the data; see :func:`rulewright.analysis.choices.decompose_choices`."""
        from rulewright.analysis.choices import decompose_choices

        return decompose_choices(self, rules, weights, **settings)

    def comparability(
        self,
        draft: str,
        rules: Iterable[str] | None = None,
        weights: Sequence[float] | Mapping[str, float] | None = None,
        **settings: Any,
    ) -> Comparability:
        """What a draft rule leaves of the spread; see :func:`rulewright.analysis.comparability.comparability`."""
        from rulewright.analysis.comparability import comparability

        return comparability(self, draft, rules, weights, **settings)

    def break_even(self, vary: str, **settings: Any) -> BreakEvenResult:
        """Where rules give the same result while one number moves; see :func:`rulewright.analysis.break_even.break_even`."""
        from rulewright.analysis.break_even import break_even

        return break_even(self, vary, **settings)

    def break_even_map(self, vary: str, vary2: str, **settings: Any) -> BreakEvenMap:
        """Rules on a grid of two numbers; see :func:`rulewright.analysis.break_even_map.break_even_map`."""
        from rulewright.analysis.break_even_map import break_even_map

        return break_even_map(self, (vary, vary2), **settings)


def _declared(choices: Iterable[DeclaredChoice | str]) -> tuple[DeclaredChoice, ...]:
    return tuple(parse_choice(choice) if isinstance(choice, str) else choice for choice in choices)


def _afterwards(rule: Rule, evaluation: Evaluation) -> list[Decision]:
    """Ledger lines that can only be written once the result is known."""
    lines = []
    if evaluation.aggregated_kg_co2e and evaluation.total_kg_co2e:
        share = evaluation.aggregated_kg_co2e / evaluation.total_kg_co2e
        what = Text(
            zh=f"汇总因子（按原值使用）占结果的 {share:.1%}。",
            en=f"aggregated factors (used as they are) make up {share:.1%} of the result.",
        )
        lines.append(
            Decision(
                "characterisation", "study", what, rule.id, "", None, "", "", "default", {"share": share}
            )
        )
    if evaluation.total_kg_co2e < 0:
        what = Text(
            zh="结果为负：抵扣大于负荷，规则允许，不作截断。",
            en="the result is negative: credits exceed burdens. The rule permits it; it is not clamped.",
        )
        lines.append(Decision("allocation", "study", what, rule.id, "", None, "", "", "default"))
    return lines
