"""What a clause could say instead: complete by the vocabulary, never what stands, and put into rules rightly."""

from __future__ import annotations

from typing import get_args

import pytest

from rulewright.analysis.hybrids import said
from rulewright.drafting.evidence.options import Option, Point, points, sides, with_option
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import shipped_choices, with_choices
from rulewright.rule import ClassSwitch, Rule, ShareKey, TagDecision
from rulewright.words import GwpSet, SwitchClass

INVENTORY = "steel-hot-rolled-coil-bf-bof"


@pytest.fixture(scope="module")
def complete() -> Rule:
    return with_choices(read_rule("pef-2021"), shipped_choices(INVENTORY))[0]


@pytest.fixture(scope="module")
def found(complete: Rule) -> dict[str, Point]:
    inventory = read_inventory(INVENTORY)
    known = frozenset([*inventory.flows, *inventory.processes])
    others = [read_rule(name) for name in ("gbt-24067-2024", "cbam-2025", "pact-3")]
    return {point.name: point for point in points(read_rule("pef-2021"), others, [complete], known)}


def test_words_have_all_their_other_words(found: dict[str, Point]) -> None:
    values = [option.value for option in found["characterisation.gwp_set"].options]
    assert set(values) == set(get_args(GwpSet)) - {found["characterisation.gwp_set"].chosen.value}  # type: ignore[union-attr]
    tag = next(
        point for name, point in found.items() if name.startswith("boundary.tags[") and point.is_settled
    )
    assert {each.value for each in tag.options} | {tag.chosen.value} == set(get_args(TagDecision))  # type: ignore[union-attr]


def test_what_stands_is_no_option(found: dict[str, Point], complete: Rule) -> None:
    standing = sides(complete)
    for name, point in found.items():
        identities = [said(option.value) for option in point.options]
        assert len(identities) == len(set(identities)), name
        if name in standing and not standing[name].is_open:
            assert said(standing[name].value) not in identities, name


def test_other_rules_stand_beside_their_options(found: dict[str, Point]) -> None:
    horizon = found["characterisation.gwp_set"]
    cbam = next(option for option in horizon.options if "cbam-2025" in option.rules)
    assert cbam.value == read_rule("cbam-2025").settings["characterisation.gwp_set"].value
    for point in found.values():
        for option in point.options:
            for rule in option.rules:
                assert said(point.others[rule].value) == said(option.value)


def test_numbers_are_halved_and_doubled_and_stay_shares(found: dict[str, Point]) -> None:
    single = read_rule("gbt-44905-2024")
    limit = next(
        point for point in points(single, [], [single], frozenset()) if point.name == "cut_off.single_limit"
    )
    assert [(option.value, option.factor) for option in limit.options] == [(0.005, 0.5), (0.02, 2.0)]
    factors = [point for name, point in found.items() if name.startswith("recycling.allocation_factor_a[")]
    numbers = [option.value for point in factors for option in point.options if option.origin == "number"]
    assert numbers and all(0 <= value <= 1 for value in numbers)


def test_ladders_have_every_key_and_classes_every_class(found: dict[str, Point]) -> None:
    keys = {
        rungs[0].share.by
        for option in found["allocation.ladder"].options
        if (rungs := option.value) and rungs[0].share is not None and len(rungs) == 2
    }
    assert keys >= set(get_args(ShareKey))
    slag = found["allocation.classes[blast-furnace-gas]"]
    assert {option.value for option in slag.options} >= set(get_args(SwitchClass)) - {"internal"}
    assert slag.options[-1] == Option(None, "none")


def test_a_flow_that_no_inventory_has_is_no_point(complete: Rule) -> None:
    names = [
        point.name
        for point in points(read_rule("pef-2021"), [read_rule("cbam-2025")], [complete], frozenset())
    ]
    assert not any(name.startswith(("allocation.classes[", "allocation.special[")) for name in names)


def test_a_point_that_decides_no_number_has_no_options(found: dict[str, Point]) -> None:
    idle = [point for point in found.values() if not point.decides_a_number]
    assert {point.family for point in idle} >= {"product", "unit", "data_quality", "reporting", "procedure"}
    assert not any(point.options for point in idle)
    assert not found["boundary.scope"].decides_a_number


def test_a_class_is_switched_for_one_flow_only(complete: Rule, found: dict[str, Point]) -> None:
    point = found["allocation.classes[blast-furnace-gas]"]
    settings = with_option(complete, point, Option("waste", "vocabulary"), frozenset())
    switched = {
        flow: entry.value.as_class
        for entry in reversed(settings["allocation.classes"])
        for flow in entry.value.flows
    }
    assert switched["blast-furnace-gas"] == "waste" and switched["converter-gas"] == "internal"
    dropped = with_option(complete, point, Option(None, "none"), frozenset())
    assert all("blast-furnace-gas" not in entry.value.flows for entry in dropped["allocation.classes"])
    assert isinstance(complete.settings["allocation.classes"][0].value, ClassSwitch)
    assert (
        "blast-furnace-gas" in complete.settings["allocation.classes"][0].value.flows
    )  # the rule itself is as it was


def test_a_special_ladder_knows_what_its_target_is(complete: Rule) -> None:
    point = Point("allocation.special[converter]", None, {})
    ladder = complete.settings["allocation.ladder"].value
    as_process = with_option(complete, point, Option(ladder, "rule"), {"converter"})["allocation.special"][
        0
    ].value
    as_product = with_option(complete, point, Option(ladder, "rule"), set())["allocation.special"][0].value
    assert (as_process.processes, as_process.products) == (["converter"], [])
    assert (as_product.processes, as_product.products) == ([], ["converter"])
