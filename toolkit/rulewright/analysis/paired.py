"""Paired comparison: rules, products or plants on the same draws, each difference a difference draw by draw.

Dependent sampling: whatever two cases have in common is the same number in every draw and cancels out, so that a
difference can be certain where both results are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, get_args

from rulewright.analysis.paired_draws import CaseDraws, Sharing, draw_totals, share_draws
from rulewright.analysis.paired_result import Case, PairedResult
from rulewright.analysis.question import (
    QuestionError,
    check_share,
    check_word,
    named_studies,
    one_rule,
    rule_labels,
    rules_asked,
)
from rulewright.engine.draws import Draws
from rulewright.engine.plans import Sampling
from rulewright.rule import Text

if TYPE_CHECKING:
    from rulewright.engine.pedigree import PedigreeSet
    from rulewright.study import Result, Study

Progress = Callable[[int, int], None]
THRESHOLD, DELTA0, LEVEL = 0.05, 0.2, 0.05


def paired(
    study: Study, rules: Iterable[str] | None = None, products: Iterable[str] | None = None,
    others: Iterable[Study] | Mapping[str, Study] | None = None, rule: str | None = None, sharing: Sharing = "background",
    draws: int = 10_000, seed: int = 1, sampling: Sampling = "mc", pedigree_set: PedigreeSet = "ecoinvent-2",
    threshold: float = THRESHOLD, delta0: float = DELTA0, level: float = LEVEL, progress: Progress | None = None,
) -> PairedResult:  # fmt: skip
    """Compare rules; or, if ``products`` are named, products under one rule; or this inventory with ``others``.

    See :func:`paired_rules`, :func:`paired_products` and :func:`paired_inventories`.
    """
    if products is not None and others is not None:
        raise QuestionError(
            "products and other inventories cannot be compared at once", f"inventory {study.inventory.id}",
            "name products, or inventories",
        )  # fmt: skip
    settings: dict[str, Any] = {
        "draws": draws, "seed": seed, "sampling": sampling, "pedigree_set": pedigree_set, "threshold": threshold,
        "delta0": delta0, "level": level, "progress": progress,
    }  # fmt: skip
    if products is not None:
        return paired_products(study, products, rule, **settings)
    if others is not None:
        all_of_them: Iterable[Study] | Mapping[str, Study] = (
            {study.inventory.id: study, **others} if isinstance(others, Mapping) else [study, *others]
        )
        return paired_inventories(all_of_them, rule, sharing, **settings)
    return paired_rules(study, rules, **settings)


def paired_rules(
    study: Study, rules: Iterable[str] | None = None, draws: int = 10_000, seed: int = 1, sampling: Sampling = "mc",
    pedigree_set: PedigreeSet = "ecoinvent-2", threshold: float = THRESHOLD, delta0: float = DELTA0,
    level: float = LEVEL, progress: Progress | None = None,
) -> PairedResult:  # fmt: skip
    """Compare rules on one inventory, each quantity drawn once a draw for all of them.

    Parameters
    ----------
    rules
        At least two of the study's rules; default: all.
    draws, seed, sampling, pedigree_set
        As in :func:`rulewright.analysis.uncertainty.run`.
    threshold
        Relative difference from which one result lies "clearly" above another [1].
    delta0
        Standardised difference of the modified significance test [1].
    level
        Level of significance that the figure marks [1].
    progress
        Called with (draws done, draws) after each block.

    Raises
    ------
    QuestionError
        If fewer than two rules are left, or a threshold cannot be.
    UncertaintyError
        If the number of draws, seed or plan cannot be, or no quantity is uncertain.
    """
    chosen = rules_asked(study, rules, least=2)
    _check_numbers(threshold, delta0, level)
    drawn = Draws(study.inventory, draws, seed, sampling, pedigree_set)
    results = [study.result(rule) for rule in chosen]
    found = draw_totals([(result, drawn) for result in results], draws, progress)
    labels = rule_labels(result.rule for result in results)
    cases = [
        Case(rule, labels[result.rule.id], result, each, result.evaluation.total_kg_co2e)
        for rule, result, each in zip(chosen, results, found, strict=True)
    ]
    unit = _declared_unit(study)
    common = {case.name: case.draws.keys for case in cases}
    return PairedResult("rules", cases, drawn, unit, "all", common, threshold, delta0, level)


def paired_products(
    study: Study, products: Iterable[str], rule: str | None = None, draws: int = 10_000, seed: int = 1,
    sampling: Sampling = "mc", pedigree_set: PedigreeSet = "ecoinvent-2", threshold: float = THRESHOLD,
    delta0: float = DELTA0, level: float = LEVEL, progress: Progress | None = None,
) -> PairedResult:  # fmt: skip
    """Compare products of one inventory under one rule, per unit of product, on the same draws.

    Raises
    ------
    QuestionError
        If fewer than two products are named, one isn't in the inventory, or their units differ.

    See :func:`paired_rules` for the other parameters.
    """
    from rulewright.reading.validation import did_you_mean
    from rulewright.study import Study

    chosen, named = one_rule(study, rule), list(dict.fromkeys(products))
    _check_numbers(threshold, delta0, level)
    where = f"inventory {study.inventory.id}"
    for product in named:
        if product not in study.inventory.flows:
            raise QuestionError(
                f"no product '{product}' in this inventory{did_you_mean(product, study.inventory.flows)}", where,
                "name products of the inventory",
            )  # fmt: skip
    if len(named) < 2:
        raise QuestionError(
            f"products named: {len(named)}; at least 2 are needed",
            where,
            "name more products (--products a,b)",
        )
    units = {study.inventory.flows[product].unit for product in named}
    if len(units) > 1:
        raise QuestionError(
            f"the products have different units: {', '.join(sorted(units))}", where,
            "compare products that are counted in one unit",
        )  # fmt: skip
    drawn = Draws(study.inventory, draws, seed, sampling, pedigree_set)
    studies = [Study(study.inventory, [study.rules[chosen]], study.choices, product) for product in named]
    results = [each.result(chosen) for each in studies]
    found = draw_totals([(result, drawn) for result in results], draws, progress)
    cases = [
        _per_unit(product, study.inventory.flows[product].name, result, each)
        for product, result, each in zip(named, results, found, strict=True)
    ]
    common = {case.name: case.draws.keys for case in cases}
    unit = f"1 {units.pop()}"
    return PairedResult("products", cases, drawn, unit, "all", common, threshold, delta0, level)


def paired_inventories(
    studies: Iterable[Study] | Mapping[str, Study], rule: str | None = None, sharing: Sharing = "background", draws: int = 10_000,
    seed: int = 1, sampling: Sampling = "mc", pedigree_set: PedigreeSet = "ecoinvent-2",
    threshold: float = THRESHOLD, delta0: float = DELTA0, level: float = LEVEL, progress: Progress | None = None,
) -> PairedResult:  # fmt: skip
    """Compare inventories (plants) under one rule, per unit of product; what they share is the same draws.

    Parameters
    ----------
    studies
        At least two, of inventories with ids of their own; or by name, e.g. two states of one plant.
    sharing
        "background": numbers of shared backgrounds and prices are common, each plant's own are drawn apart. "all": numbers of
        one id are common (two states of one plant). "none": nothing is (for contrast).

    Raises
    ------
    QuestionError
        If fewer than two inventories are given, two have one id, their units differ, or the plan is "sobol":
        a dimension of a Sobol' sequence belongs to one inventory.

    See :func:`paired_rules` for the other parameters.
    """
    ids, labels, given = named_studies(studies)
    _check_numbers(threshold, delta0, level)
    check_word("sharing", sharing, get_args(Sharing))
    where = f"inventories {', '.join(ids)}" if ids else "no inventory"
    if len(given) < 2 or len(set(ids)) < len(ids):
        raise QuestionError(
            f"inventories named: {len(set(ids))}; at least 2 are needed, each with an id of its own", where,
            "name more inventories, or give them ids of their own",
        )  # fmt: skip
    if sampling == "sobol":
        raise QuestionError(
            "a Sobol' sequence cannot be shared by several inventories: its dimensions belong to one", where,
            "use --sampling mc or lhs",
        )  # fmt: skip
    units = {each.inventory.flows[each.product].unit for each in given}
    if len(units) > 1:
        raise QuestionError(
            f"the products have different units: {', '.join(sorted(units))}", where,
            "compare products that are counted in one unit",
        )  # fmt: skip
    results = [each.result(one_rule(each, rule)) for each in given]
    drawn = [Draws(each.inventory, draws, seed, sampling, pedigree_set) for each in given]
    common = {name: share_draws(each, name, sharing) for name, each in zip(ids, drawn, strict=True)}
    found = draw_totals(list(zip(results, drawn, strict=True)), draws, progress)
    cases = [
        _per_unit(name, label, result, each)
        for name, label, result, each in zip(ids, labels, results, found, strict=True)
    ]
    unit = f"1 {units.pop()}"
    return PairedResult("inventories", cases, drawn[0], unit, sharing, common, threshold, delta0, level)


def _check_numbers(threshold: float, delta0: float, level: float) -> None:
    check_share("threshold", threshold)
    check_share("delta0", delta0)
    check_share("level", level, 0.0, 1.0)


def _per_unit(name: str, label: Text, result: Result, found: CaseDraws) -> Case:
    """A case per unit of its product, whatever its declared unit."""
    amount = result.applied.amount
    scaled = CaseDraws(found.totals_kg_co2e / amount, found.ok, found.keys)
    return Case(name, label, result, scaled, result.evaluation.total_kg_co2e / amount)


def _declared_unit(study: Study) -> str:
    declared = study.inventory.file.declared_unit
    if declared is not None and study.product == study.inventory.file.product:
        return f"{declared.amount:g} {declared.unit}"
    return f"1 {study.inventory.flows[study.product].unit}"
