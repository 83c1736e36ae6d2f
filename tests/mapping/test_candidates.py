"""Candidates: name, unit and place decide, in this order; equal scores stand in one order."""

from __future__ import annotations

from mapping_examples import database

from rulewright.mapping.candidates import Wanted, rank

NODES = [node for node in database().nodes.values() if not node.is_flow]


def _codes(*names: str, unit: str = "kg", location: str = "CN", most: int = 3) -> list[str | None]:
    return [each.code for each in rank(Wanted("x", "p", names, unit, location), NODES, most)]


def test_the_likest_name_comes_first() -> None:
    assert _codes("quicklime", "生石灰")[0] == "lime"
    assert _codes("oxygen")[0] == "oxygen"
    assert _codes("iron ore (concentrate, fines, lump)")[0] == "ore"
    assert _codes("grid electricity, national average", unit="kWh")[0] == "power"


def test_of_two_equal_names_the_place_decides() -> None:
    assert _codes("coking coal, washed", "炼焦洗精煤")[:2] == ["coal", "coal-row"]
    assert _codes("hard coal", location="RoW")[:2] == ["coal-row", "coal"]


def test_a_unit_that_converts_counts() -> None:
    by_code = {
        each.code: each.score for each in rank(Wanted("x", "p", ("natural gas",), "m3", "CN"), NODES, 8)
    }
    in_energy = {
        each.code: each.score for each in rank(Wanted("x", "p", ("natural gas",), "kWh", "CN"), NODES, 8)
    }
    assert by_code["gas"] - in_energy["gas"] == 15.0


def test_scores_lie_between_0_and_100_and_fall() -> None:
    scores = [each.score for each in rank(Wanted("x", "p", ("hard coal",), "kg", "CN"), NODES, 8)]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= 0 and max(scores) == 100.0


def test_a_chinese_database_is_found_by_the_chinese_name() -> None:
    from dataclasses import replace

    nodes = [
        replace(node, name="石灰石开采", product="石灰石", code="stone") if node.code == "ore" else node
        for node in NODES
    ]
    nodes = [
        replace(node, name="生石灰生产", product="生石灰", code="kiln") if node.code == "steel" else node
        for node in nodes
    ]
    assert rank(Wanted("x", "p", ("burnt stuff", "生石灰"), "kg", "CN"), nodes, 1)[0].code == "kiln"


def test_the_order_of_the_database_changes_nothing() -> None:
    wanted = Wanted("x", "p", ("coal",), "kg", "GLO")
    assert rank(wanted, NODES, 8) == rank(wanted, NODES[::-1], 8)
