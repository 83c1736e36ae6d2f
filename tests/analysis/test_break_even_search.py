"""Break-even of functions with known roots: twice in one step, touching, equal over a stretch, around a gap."""

import json
from typing import Any

import pytest
from strategies import ORIGIN, make_inventory, make_rule

import rulewright as rw
from rulewright.analysis.break_even import break_even_plants
from rulewright.analysis.break_even_result import BreakEvenResult


def plant(name: str, formula: str) -> rw.Study:
    """1 kg of steel with so much CO2, a formula of x."""
    emission = {"co2-fossil": {"formula": formula}}
    inventory = make_inventory(
        {"works": {"outputs": {"steel": 1}, "emissions": emission}}, id=name,
        parameters=[{"id": "x", "amount": 5.0, "unit": "kg", **ORIGIN}],
    )  # fmt: skip
    return rw.Study(inventory, [make_rule()], choices=[])


def searched(formula: str, points: int, low: float = 0.0, high: float = 10.0) -> BreakEvenResult:
    """Where a formula of x is 6, as two plants."""
    return break_even_plants(
        {"six": plant("six", "6 + 0*x"), "other": plant("other", formula)},
        "x",
        low=low,
        high=high,
        points=points,
    )


# x^2-like, so that the ends of the scan lie on one side: no sign changes between its points
@pytest.mark.parametrize("points", [3, 4, 5, 25])
def test_two_crossings_in_one_step_are_found(points: int) -> None:
    """5 + (x - 3)^2 is 6 at 2 and 4; three points 0, 5, 10 give 14, 9, 54."""
    found = searched("5 + (x - 3)**2", points)
    assert [each.at for each in found.roots] == [pytest.approx(2.0), pytest.approx(4.0)]
    assert not any(each.touches for each in found.roots)
    assert [each.order[0] for each in found.stretches] == ["six", "other", "six"]
    assert not found.without()


@pytest.mark.parametrize(
    ("formula", "roots"), [("6 + (x - 0.5)*(x - 1)", [0.5, 1]), ("6 + (x - 9)*(x - 9.5)", [9, 9.5])]
)
def test_two_crossings_in_the_first_or_last_step_are_found(formula: str, roots: list[float]) -> None:
    found = searched(formula, 3)
    assert [each.at for each in found.roots] == pytest.approx(roots)


@pytest.mark.parametrize("formula", ["6 + (x - 3)**2", "6 + abs(x - 3)"])
def test_a_touch_is_told_apart_from_a_crossing(formula: str) -> None:
    found = searched(formula, 4)
    assert [(each.at, each.touches) for each in found.roots] == [(pytest.approx(3.0, abs=1e-6), True)]
    assert [each.order for each in found.stretches] == [("six", "other")]
    assert any(
        "touch at parameter x = 3 kg, with 6 kg CO2e, and don't change places" in note
        for note in found.notes("en")
    )
    assert any("相等而不换位" in note for note in found.notes("zh"))
    assert json.loads(found.to_json())["equal_at"][0]["places_change"] is False


def test_three_crossings_are_found() -> None:
    """A cubic through 6 at 1, 5 and 8."""
    found = searched("6 + (x - 1)*(x - 5)*(x - 8)/100", 4)
    assert [each.at for each in found.roots] == pytest.approx([1.0, 5.0, 8.0])


def test_a_near_miss_is_no_break_even() -> None:
    found = searched("6.001 + (x - 3)**2", 4)
    assert not found.roots and not found.spans
    assert any("no break-even in the range; other is higher throughout" in note for note in found.notes("en"))


@pytest.mark.parametrize(
    ("formula", "low", "high", "orders"),
    [
        ("6 + max(0, x - 3)", 0.0, 3.0, [("six", "other"), ("six", "other")]),
        ("6 + max(0, 7 - x)", 7.0, 10.0, [("six", "other"), ("six", "other")]),
        ("6 + min(0, x - 3) + max(0, x - 4)", 3.0, 4.0, [("other", "six"), ("six", "other"), ("six", "other")]),
        ("6 + max(0, 3 - x) + max(0, x - 4.5)", 3.0, 4.5, [("six", "other")] * 3),
    ],
)  # fmt: skip
@pytest.mark.parametrize("points", [3, 11])
def test_equality_over_a_stretch_is_located(
    formula: str, low: float, high: float, orders: list[Any], points: int
) -> None:
    found = searched(formula, points)
    assert not found.roots
    assert [(each.low, each.high) for each in found.spans] == [
        (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))
    ]
    assert [each.order for each in found.stretches] == orders
    assert [each.groups for each in found.stretches if len(each.groups) == 1] == [(("six", "other"),)]
    assert any("they are one calculation there" in note for note in found.notes("en"))
    assert any("在这一段是同一计算" in note for note in found.notes("zh"))
    assert not found.without()
    table = found.to_dataframe("en")
    assert list(table["event"]) == [f"equal up to {high:g} kg"]
    assert "six = other" in table["from there on, lowest first"].tolist()
    told = json.loads(found.to_json())
    assert told["equal_between"] == [
        {"a": "six", "b": "other", "from": pytest.approx(low, abs=1e-6), "to": pytest.approx(high, abs=1e-6)}
    ]
    assert ["six", "other"] in [group for each in told["orders"] for group in each["equal"]]


def test_places_that_change_around_a_gap_are_told() -> None:
    """Below 2 the other is lower, above 4 higher; between them its formula fails."""
    found = searched("x + 3 + 0*sqrt(abs(x - 3) - 1)", 11)
    assert not found.roots and found.without() == [("six", "other")]
    assert any(
        "equal nowhere, yet not the same one is higher throughout" in note for note in found.notes("en")
    )
    assert any("较高者不是处处同一个" in note for note in found.notes("zh"))
    assert [each.order for each in found.stretches] == [("other", "six"), ("six",), ("six", "other")]


def test_a_pole_is_no_root() -> None:
    """6 + 1/(x - 3.3) changes its side at 3.3 and is 6 nowhere."""
    found = searched("6 + 1/(x - 3.3)", 7)
    assert not found.roots and not found.without()
    assert [(each.case, each.swapped, each.at) for each in found.jumps] == [
        ("other", ("six",), pytest.approx(3.3, abs=1e-6))
    ]
    assert [each.order for each in found.stretches] == [("other", "six"), ("six", "other")]
    assert any(
        "other leaps at parameter x = 3.3 kg" in note and "no choice turns" in note
        for note in found.notes("en")
    )
    assert any("突变" in note for note in found.notes("zh"))
    json.loads(found.to_json())


def test_a_refusal_inside_a_step_stops_no_search() -> None:
    """Between 2.9 and 3.1 the formula fails; the points of the scan, 0, 5 and 10, don't see it."""
    found = searched("x + 3 + 0*sqrt(abs(x - 3) - 0.1)", 3)
    assert not found.roots
    assert any(
        "equal nowhere, yet not the same one is higher throughout" in note for note in found.notes("en")
    )
