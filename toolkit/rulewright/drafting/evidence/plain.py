"""Evidence as plain data for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rulewright.drafting.evidence.options import Option, Point

if TYPE_CHECKING:
    from rulewright.drafting.evidence.cases import Case
    from rulewright.drafting.evidence.pack import Evidence


def evidence_dict(evidence: Evidence) -> dict[str, Any]:
    """Everything in :class:`~rulewright.drafting.evidence.pack.Evidence`, with stable keys."""
    from rulewright.drafting.evidence.pack import FORMAT, reproduce

    return {
        "format": FORMAT,
        **reproduce(evidence),
        "cases": [_case(case) for case in evidence.cases],
        "cannot_run": [each.to_dict() for each in evidence.refused],
        "points": [_point(evidence, place, point) for place, point in enumerate(evidence.points)],
        "rankings": [each.to_dict(evidence.points) for each in evidence.rankings],
        "portfolios_cannot_run": [each.to_dict() for each in evidence.refused_portfolios],
        "to_verify": [
            {"rule": rule, "clause": clause.id, "number": clause.clause, "mark": clause.mark}
            for rule, clause in evidence.to_verify()
        ],
        "findings": evidence.findings.to_dict(),
    }


def plain(value: Any) -> Any:
    """A value of a setting as JSON."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return {str(key): plain(each) for key, each in value.items()} if isinstance(value, Mapping) else value


def _case(case: Case) -> dict[str, Any]:
    result = case.result
    return {
        "inventory": case.id,
        "inventory_hash": case.inventory.hash,
        "product": case.study.product,
        "unit": case.unit,
        "total_kg_co2e": case.total_kg_co2e,
        "declared": list(result.declared),
        "compared": [
            {"rule": rule, "total_kg_co2e": case.study.result(rule).evaluation.total_kg_co2e}
            for rule in case.compared
        ],
        "rules_cannot_run": [each.to_dict() for each in case.refused],
        "data": None if case.spread is None else case.spread.to_dict(),
        "decomposition": None if case.decomposition is None else case.decomposition.to_dict(),
        "comparability": None if case.comparability is None else case.comparability.to_dict(),
        "attributions": None if case.attributions is None else case.attributions.to_dict(),
        "elasticities": None if case.elasticities is None else case.elasticities.rows(),
        "missing": {name: {"zh": text.zh, "en": text.en} for name, text in case.missing.items()},
    }


def _point(evidence: Evidence, place: int, point: Point) -> dict[str, Any]:
    return {
        "point": point.name,
        "family": point.family,
        "decides_a_number": point.decides_a_number,
        "chosen": None if point.chosen is None else point.chosen.to_dict(),
        "others": [{"says": rule, **side.to_dict()} for rule, side in point.others.items()],
        "computed_with": [
            {
                "inventory": case.id,
                "value": plain(evidence.standing(case, point)),
                "basis": case.basis(point.name),
            }
            for case in evidence.cases
        ],
        "moves": place in evidence.moving,
        "above_data": place in evidence.stronger_than_data,
        "bases": [{"inventory": case.id, **case.effects[place].base.to_dict()} for case in evidence.cases],
        "spans": [
            {
                "inventory": case.id,
                "kg_co2e": case.effects[place].span_kg_co2e,
                "elasticity": case.effects[place].elasticity(point.options),
            }
            for case in evidence.cases
        ],
        "options": [_option(evidence, place, number, option) for number, option in enumerate(point.options)],
    }


def _option(evidence: Evidence, place: int, number: int, option: Option) -> dict[str, Any]:
    return {
        "value": plain(option.value),
        "origin": option.origin,
        "rules": list(option.rules),
        "factor": option.factor,
        "effects": [
            {"inventory": case.id, **case.effects[place].options[number].to_dict()} for case in evidence.cases
        ],
    }
