"""Results of shipped studies, made once, and results with numbers of our own choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from rulewright.analysis.evaluate import Credit
from rulewright.study import Comparison, Result, Study

STEEL = "steel-hot-rolled-coil-bf-bof"


@pytest.fixture(scope="session")
def study() -> Study:
    return Study(STEEL, rules=["gbt-24067-2024", "pact-3", "en-15804-a2", "worldsteel-2017"])


@pytest.fixture(scope="session")
def comparison(study: Study) -> Comparison:
    return study.compare()


@pytest.fixture
def made(comparison: Comparison) -> Callable[..., Comparison]:
    """Make a comparison of results with these numbers by stage [kg CO2e, all fossil] and items apart."""

    def make(
        *stages: Mapping[str, float],
        apart: Mapping[str, float] | None = None,
        ids: Sequence[str] | None = None,
    ) -> Comparison:
        like = comparison.results["pact-3"]
        rules = ids or [f"rule-{number}" for number in range(len(stages))]
        results = [
            _with_numbers(like, numbers, apart or {}, rule)
            for numbers, rule in zip(stages, rules, strict=True)
        ]
        return Comparison(
            comparison.inventory, comparison.product, comparison.amount, comparison.unit, results
        )

    return make


def _with_numbers(like: Result, stages: Mapping[str, float], apart: Mapping[str, float], rule: str) -> Result:
    evaluation = replace(
        like.evaluation,
        total_kg_co2e=sum(stages.values()),
        by_stage_kind={stage: {"fossil": value} for stage, value in stages.items()},
        credits=tuple(Credit(name, value, False) for name, value in apart.items()),
    )
    chain = (like.rule.chain[0].model_copy(update={"id": rule}), *like.rule.chain[1:])
    return replace(like, evaluation=evaluation, rule=replace(like.rule, chain=chain))
