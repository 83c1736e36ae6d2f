"""Effects: each is what a study of a rule with that one clause changed gives; what cannot run says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rulewright.drafting.evidence.effects import Effect, PointEffects, why
from rulewright.drafting.evidence.options import Option
from rulewright.drafting.evidence.pack import Evidence, evidence
from rulewright.drafting.evidence.ranking import same_order
from rulewright.errors import Mistake, MistakesError
from rulewright.study import Study

PRIMARY = "aluminium-ingot-primary-cn"
# a rule that states classes leaves nothing open there: what the study declares of dross is stated with it
RED_MUD = "classes: [{flows: [red-mud], as_class: co_product}, {flows: [aluminium-dross], as_class: waste}]"


def _option(found: Evidence, point: str, value: object, inventory: str = PRIMARY) -> Effect:
    number = next(number for number, each in enumerate(_point(found, point).options) if each.value == value)
    return found.effect(point, inventory).options[number]


def _point(found: Evidence, name: str):  # type: ignore[no-untyped-def]
    return next(point for point in found.points if point.name == name)


@pytest.mark.parametrize(
    ("point", "value", "family", "setting"),
    [
        ("characterisation.gwp_set", "ar5", "characterisation", "gwp_set: ar5"),
        ("characterisation.horizon_years", 20, "characterisation", "horizon_years: 20"),
        ("boundary.tags[ore_supply]", "exclude", "boundary", "tags: {ore_supply: exclude}"),
        ("allocation.classes[red-mud]", "co_product", "allocation", RED_MUD),
        ("electricity.factor_family", "direct", "electricity", "factor_family: direct"),
        ("cut_off.use", "all_that_is_allowed", "cut_off", "use: all_that_is_allowed"),
    ],
)  # fmt: skip
def test_an_effect_is_that_of_a_patch(
    aluminium: Evidence, patch: Callable[..., Path], point: str, value: object, family: str, setting: str
) -> None:
    study = Study(PRIMARY, [str(patch((family, setting)))])
    total = study.result("patched").evaluation.total_kg_co2e
    effect = _option(aluminium, point, value)
    assert effect.total_kg_co2e == pytest.approx(total, rel=1e-6)
    assert effect.change_kg_co2e and effect.share
    own = Study(PRIMARY, ["gbt-44905-2024"]).result("gbt-44905-2024").evaluation.total_kg_co2e
    assert effect.change_kg_co2e == pytest.approx(total - own, rel=1e-4)
    assert effect.share == pytest.approx(total / own - 1, rel=1e-4)


def test_limits_are_measured_with_the_cut_off_used(aluminium: Evidence, patch: Callable[..., Path]) -> None:
    used = "use: all_that_is_allowed"
    base = Study(PRIMARY, [str(patch(("cut_off", used)))]).result("patched").evaluation.total_kg_co2e
    path = patch(("cut_off", f"single_limit: 0.005\n    {used}"), name="halved")
    halved = Study(PRIMARY, [str(path)]).result("halved").evaluation.total_kg_co2e
    found = aluminium.effect("cut_off.single_limit", PRIMARY)
    assert found.base.total_kg_co2e == pytest.approx(base, rel=1e-6)
    assert _option(aluminium, "cut_off.single_limit", 0.005).total_kg_co2e == pytest.approx(halved, rel=1e-6)
    assert halved > base


def test_what_cannot_run_says_why_in_both_languages(aluminium: Evidence) -> None:
    stopped = [
        effect.why
        for case in aluminium.cases
        for every in case.effects
        for effect in every.options
        if not effect.runs
    ]
    assert stopped
    for text in stopped:
        assert text is not None and text.en and any("\u4e00" <= each <= "\u9fff" for each in text.zh)
    effect = _option(aluminium, "characterisation.horizon_years", 500)
    assert effect == Effect(None, None, None, effect.why) and effect.why is not None


def test_span_and_elasticity_by_hand() -> None:
    effects = PointEffects(
        Effect(100.0, 0.0, 0.0),
        (
            Effect(98.0, -2.0, -0.02),
            Effect(104.0, 4.0, 0.04),
            Effect(None, None, None),
            Effect(150.0, 50.0, 0.5),
        ),
    )
    options = [
        Option(0.5, "number", factor=0.5),
        Option(2.0, "number", factor=2.0),
        Option(3.0, "number"),
        Option("x", "rule"),
    ]
    assert effects.span_kg_co2e == 52.0 and effects.moves
    assert effects.elasticity(options) == pytest.approx((4.0 + 2.0) / 100.0 / 1.5)
    assert effects.elasticity([Option("x", "rule")] * 4) is None
    assert PointEffects(Effect(None, None, None), ()).span_kg_co2e == 0.0


def test_why_tells_the_first_and_counts_the_rest() -> None:
    mistakes = [Mistake("no price for slag", "a", "b"), Mistake("no price for gas", "a", "b")]
    assert why(mistakes).zh == "slag 没有价格数据（另有 1 项）"
    assert why(MistakesError("title", mistakes)).en == "no price for slag (and 1 more)"


def test_orders_by_hand() -> None:
    order = same_order([1.0, 2.0, 3.0, 4.0], [2.0, 1.0, 3.0, 3.0])
    # of six pairs one is turned, one tied afterwards: (4 - 1) / sqrt(6 * 5)
    assert (order.plants, order.turned, order.pairs) == (4, 1, 6)
    assert order.tau == pytest.approx(3 / 30**0.5)
    assert same_order([1.0, 2.0], [2.0, 1.0]).tau is None
    assert same_order([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]).tau is None


def test_what_a_rule_opens_is_computed_as_its_base_has_it_and_says_so(patch: Callable[..., Path]) -> None:
    path = patch(("allocation", "not_settled: [ladder]"), ("characterisation", "not_settled: [gwp_set]"))
    found = evidence(path, [PRIMARY], ["pact-3"], [], draws=0, samples=64)
    case = found.cases[0]
    assert case.basis("allocation.ladder") == "assumed"
    assert case.basis("characterisation.gwp_set") == "declared"  # a declared choice comes before the base
    assert case.basis("electricity.ladder") == "rule" and case.basis("boundary.internal_loops") == "declared"
    assert case.basis("allocation.special") == "none"
    point = next(each for each in found.points if each.name == "allocation.ladder")
    assert found.chosen(point, "zh").startswith("未定；暂按上位规则：细分")
    reason = case.result.rule.settings["allocation.ladder"].clause.text
    assert "gbt-44905-2024" in reason.zh and "gbt-44905-2024" in reason.en
