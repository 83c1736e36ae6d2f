"""Detectors: each has a case that sets it off and one that doesn't."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from strategies import make_inventory, make_rule

import rulewright as rw
from rulewright.analysis import detector_sentences, findings
from rulewright.analysis.detectors import DETECTORS, detect
from rulewright.analysis.findings import LOOKED_FOR, Detection, Finding
from rulewright.inventory import Inventory
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Rule
from rulewright.study import Result
from rulewright.terms import Ratio, Share, Weighted

ORIGIN = {"source": "example of a test", "mark": "estimate"}
MASS = [{"share": {"by": "mass"}}]


def result_of(inventory: Inventory, rule: Rule) -> Result:
    return rw.Study(inventory, [rule], []).result(rule.id)


def found_by(detector: str, inventory: Inventory, rule: Rule) -> list[Finding]:
    return list(DETECTORS[detector](result_of(inventory, rule)))


# ---- recycled content and avoided burden --------------------------------------------------------------------


def steel() -> Inventory:
    processes = {
        "mill": {
            "outputs": {"steel": 1},
            "inputs": {"scrap": 0.5, "iron": 0.6},
            "emissions": {"co2-fossil": 1.0},
        },
        "furnace": {"outputs": {"iron": 1}, "emissions": {"co2-fossil": 2.0}},
        "recycler": {"outputs": {"iron-2": 1}, "emissions": {"co2-fossil": 0.3}},
    }
    recycling = {
        "material": "steel", "scrap": "scrap", "primary": "furnace", "recycled": "recycler", "yield_kg_per_kg": 0.9,
        "recovery_rate": 0.8, "product_content_kg_per_unit": 1, **ORIGIN,
    }  # fmt: skip
    return make_inventory(processes, recycling=[recycling])


def recycling_rule(method: str, credit: str) -> Rule:
    return make_rule({"recycling.method": method, "recycling.end_of_life_credit": credit})


def test_free_scrap_and_a_credit_in_the_total_count_one_benefit_twice() -> None:
    (finding,) = found_by("recycling_twice", steel(), recycling_rule("cut_off_recycled_content", "in_total"))
    assert finding.severity == "problem" and finding.where == "scrap"
    assert "one benefit counts twice" in finding.what.en and "计了两次" in finding.what.zh


@pytest.mark.parametrize(
    ("method", "credit"),
    [
        ("cut_off_recycled_content", "none"),
        ("cut_off_recycled_content", "apart"),
        ("end_of_life_recycling", "in_total"),
    ],
)
def test_one_recycling_method_on_both_sides_is_no_finding(method: str, credit: str) -> None:
    assert found_by("recycling_twice", steel(), recycling_rule(method, credit)) == []


def test_a_formula_that_credits_nothing_at_a_equal_to_one_is_no_finding() -> None:
    """The Circular Footprint Formula shares the credit by 1 - A: nothing is left of it where scrap enters free."""
    rule = make_rule(
        {
            "recycling.method": "circular_footprint_formula",
            "recycling.allocation_factor_a": {"*": 1.0},
            "recycling.end_of_life_credit": "in_total",
        }
    )
    assert found_by("recycling_twice", steel(), rule) == []


# ---- certificates and lines ---------------------------------------------------------------------------------


def powered(*supplies: dict[str, Any]) -> Inventory:
    processes = {
        "works": {"outputs": {"metal": 1}, "inputs": {"electricity": 10}},
        "grid": {"outputs": {"electricity": 1}, "emissions": {"co2-fossil": 0.6}},
        "hydro": {"outputs": {"hydropower": 1}, "emissions": {"co2-fossil": 0.01}},
    }
    flows = {"electricity": {"unit": "kWh"}, "hydropower": {"unit": "kWh"}}
    grid = {
        "id": "grid",
        "supply": "grid_average",
        "process": "grid",
        "flow": "electricity",
        "share": 1,
        **ORIGIN,
    }
    return make_inventory(processes, flows, electricity_supplies=[*supplies, grid])


def hydro(name: str, kind: str, share: float) -> dict[str, Any]:
    return {
        "id": name, "supply": kind, "process": "hydro", "flow": "hydropower", "share": share, "certificate": True, **ORIGIN,
    }  # fmt: skip


POWER_RULE = make_rule(
    {
        "electricity.ladder": [
            {"supply": "direct_line"}, {"supply": "contract"}, {"supply": "grid_average"}, {"supply": "stop"},
        ],
        "electricity.factor_family": "life_cycle",
    }
)  # fmt: skip


def test_one_station_as_line_and_as_contract_over_one_is_found() -> None:
    (finding,) = found_by(
        "supply_twice",
        powered(hydro("line", "direct_line", 0.6), hydro("paper", "contract", 0.7)),
        POWER_RULE,
    )
    assert finding.severity == "problem" and finding.values["share"] == pytest.approx(1.3)
    assert finding.values["supplies"] == ["line", "paper"]


def test_shares_of_one_station_up_to_one_are_no_finding() -> None:
    supplies = hydro("line", "direct_line", 0.6), hydro("paper", "contract", 0.4)
    assert found_by("supply_twice", powered(*supplies), POWER_RULE) == []


def test_a_contract_that_also_covers_what_others_use_is_found() -> None:
    """A process that does not stand in the file of the site is not its own."""
    inventory = powered(hydro("paper", "contract", 1))
    rest = [process for process in inventory.file.processes if process.id != "works"]
    others = replace(inventory, file=inventory.file.model_copy(update={"processes": rest}))
    (finding,) = found_by("supply_twice", others, POWER_RULE)
    assert finding.severity == "warning" and finding.values["processes"] == ["works"]
    assert "for_processes" in finding.mend.en


def test_more_links_than_demand_are_found() -> None:
    result = result_of(powered(hydro("paper", "contract", 0.5)), POWER_RULE)
    ((exchange, links),) = [(name, links) for name, links in result.applied.links.items()]
    twice = replace(result, applied=replace(result.applied, links={exchange: (*links, links[0])}))
    (finding,) = DETECTORS["supply_twice"](twice)
    assert finding.where == "works/input/electricity" and finding.values["share"] == pytest.approx(1.5)


# ---- wastes -------------------------------------------------------------------------------------------------


def wasteful(amount: Any) -> Inventory:
    """Two plants give the same waste; the second's amount may be missing."""
    waste = {"amount": 2, "class": "waste"}
    processes = {
        "plant": {"outputs": {"main": 1, "sludge": waste}, "inputs": {"part": 1}},
        "shop": {"outputs": {"part": 1, "sludge": amount}},
        "landfill": {"outputs": {"sludge": 1}, "emissions": {"ch4-fossil": 0.01}, "treats_waste": True},
    }
    return make_inventory(processes)


WASTE_RULE = make_rule({"cut_off.missing_amounts": "leave_out"})


def test_a_waste_treated_here_and_left_out_there_is_found() -> None:
    missing = {"missing": True, "class": "waste"}
    (finding,) = found_by("waste_cut_and_treated", wasteful(missing), WASTE_RULE)
    assert finding.values == {"left_out": ["shop"], "treated": ["plant"]}


def test_a_waste_treated_everywhere_is_no_finding() -> None:
    assert found_by("waste_cut_and_treated", wasteful({"amount": 1, "class": "waste"}), WASTE_RULE) == []


# ---- gases --------------------------------------------------------------------------------------------------


def emitting(flow: str) -> Inventory:
    processes = {
        "plant": {"outputs": {"main": 1}, "inputs": {"part": 2}, "emissions": {"co2-fossil": 1}},
        "shop": {"outputs": {"part": 1}, "emissions": {flow: 0.25}},
    }
    return make_inventory(processes)


def test_carbon_monoxide_is_named_with_its_amount() -> None:
    (finding,) = found_by("gases_without_factor", emitting("co-fossil"), make_rule())
    assert finding.severity == "note" and finding.values == {"amount": pytest.approx(0.5), "unit": "kg"}


def test_a_gas_that_the_rule_gives_no_factor_is_named_with_its_amount_and_weight() -> None:
    rule = make_rule({"characterisation.gases": ["co2"]})
    (finding,) = found_by("gases_without_factor", emitting("sf6"), rule)
    assert finding.severity == "note" and finding.where == "sf6"
    # 2 parts of 0.25 kg; AR6: 25,200 kg CO2e/kg
    assert finding.values == {
        "amount": pytest.approx(0.5),
        "unit": "kg",
        "kg_co2e": pytest.approx(0.5 * 25_200),
    }
    assert found_by("gases_without_factor", emitting("sf6"), make_rule()) == []
    assert (
        found_by(
            "gases_without_factor", emitting("sf6"), make_rule({"characterisation.gases": ["co2", "sf6"]})
        )
        == []
    )


@pytest.mark.parametrize("flow", ["nox", "so2", "co2-biogenic"])
def test_what_is_no_greenhouse_gas_or_counts_zero_by_convention_is_no_finding(flow: str) -> None:
    assert found_by("gases_without_factor", emitting(flow), make_rule()) == []


# ---- rungs not reached --------------------------------------------------------------------------------------


def joint(**side: float) -> Inventory:
    plant = {"outputs": {"main": 1, "side": 1}, "emissions": {"co2-fossil": 1}}
    return make_inventory({"plant": plant}, {"main": {"mass": 1.0, "price": 9.0, "lhv": 3.0}, "side": side})


TWO_RUNGS = make_rule(
    ladder=[{"share": {"by": "mass"}}, {"share": {"by": "price"}}, {"share": {"by": "lhv"}}]
)


def test_a_property_that_a_later_rung_would_need_is_named() -> None:
    (finding,) = found_by("unreached_rungs", joint(mass=1.0, price=2.0), TWO_RUNGS)
    assert finding.values == {"property": "lhv", "flows": ["side"]} and finding.severity == "note"


def test_rungs_before_the_one_taken_are_told_by_the_ledger_not_here() -> None:
    assert found_by("unreached_rungs", joint(price=2.0, lhv=1.0), TWO_RUNGS) == []
    assert found_by("unreached_rungs", joint(mass=1.0, price=2.0, lhv=1.0), TWO_RUNGS) == []


# ---- cut-offs together --------------------------------------------------------------------------------------


def gappy(share: float) -> Inventory:
    """``share`` of the mass that enters has no supply."""
    processes = {
        "plant": {"outputs": {"main": 1}, "inputs": {"ore": 1 - share, "flux": share}},
        "mine": {"outputs": {"ore": 1}, "emissions": {"co2-fossil": 1}},
    }
    lacking = {"zh": "没有数据", "en": "no data"}
    return make_inventory(processes, {"flux": {"mass": 1.0, "supply_missing": lacking}})


def limited(*measures: str) -> Rule:
    return make_rule(
        {
            "cut_off.total_limit": 0.05,
            "cut_off.measures": list(measures),
            "cut_off.missing_amounts": "leave_out",
        }
    )


def test_gaps_that_together_pass_the_limit_are_found() -> None:
    (finding,) = found_by("cut_offs_together", gappy(0.06), limited("mass"))
    assert finding.severity == "warning" and finding.values["share"] == pytest.approx(0.06)
    assert finding.values["largest"] == ["plant/input/flux"]
    (by_ghg,) = found_by("cut_offs_together", gappy(0.06), limited("ghg"))
    assert by_ghg.severity == "note"
    assert "（规则的度量：温室气体）" in by_ghg.what.zh and "(measured by GHG)" in by_ghg.what.en


def test_gaps_below_the_limit_or_without_a_limit_are_no_finding() -> None:
    assert found_by("cut_offs_together", gappy(0.04), limited("mass")) == []
    assert (
        found_by("cut_offs_together", gappy(0.5), make_rule({"cut_off.missing_amounts": "leave_out"})) == []
    )


# ---- shares -------------------------------------------------------------------------------------------------


def test_shares_above_one_are_found_and_shares_of_one_are_not() -> None:
    result = result_of(joint(mass=1.0), make_rule(ladder=MASS))
    assert list(DETECTORS["shared_above_one"](result)) == []
    terms = []
    for term in result.system.terms:
        if term.column == "plant|main" and "|" in term.share.id:
            (ratio,) = term.share.levels
            twice = tuple(Weighted(2 * each.weight, each.quantities) for each in ratio.numerator)
            term = replace(term, share=Share(term.share.id, 1.0, (Ratio(twice, ratio.denominator),)))
        terms.append(term)
    above = replace(result, system=replace(result.system, terms=tuple(terms)))
    (finding,) = DETECTORS["shared_above_one"](above)
    assert finding.severity == "problem" and sum(finding.values["shares"].values()) == pytest.approx(1.5)


def drawing_on(by_product: float, provider: str = "joint") -> Inventory:
    """1 kg of goods takes 1 kg of main and ``by_product`` kg of side; the joint process makes 1 and 0.5."""
    half = {"emissions": {"co2-fossil": 1.0}}
    processes = {
        "works": {
            "outputs": {"goods": 1},
            "inputs": {"main": {"amount": 1, "from": "joint"}, "side": {"amount": by_product, "from": provider}},
        },
        "joint": {"outputs": {"main": 1, "side": 0.5}, "emissions": {"co2-fossil": 2.0}, "subdivided_into": ["making-main", "making-side"]},
        "making-main": {"outputs": {"main": 1}, "part_of": "joint", **half},
        "making-side": {"outputs": {"side": 0.5}, "part_of": "joint", **half},
    }  # fmt: skip
    return make_inventory(processes)


def test_more_of_a_by_product_than_is_made_is_found() -> None:
    (finding,) = found_by("shared_above_one", drawing_on(0.8), make_rule(ladder=MASS))
    assert finding.where == "joint|side" and finding.severity == "warning"
    assert finding.values["taken"] == pytest.approx(0.8 / 0.5)
    assert "1.6 times" in finding.what.en and "1.6 倍" in finding.what.zh


@pytest.mark.parametrize("by_product", [0.5, 0.2])
def test_what_a_joint_process_makes_may_be_used_up(by_product: float) -> None:
    assert found_by("shared_above_one", drawing_on(by_product), make_rule(ladder=MASS)) == []


def test_a_whole_beside_one_of_its_parts_is_found() -> None:
    found = found_by("shared_above_one", drawing_on(0.2, "making-side"), make_rule(ladder=MASS))
    assert [(each.where, each.severity) for each in found] == [("making-side", "problem")]
    assert found[0].values == {"whole": "joint", "part": "making-side"}
    divided = make_rule(ladder=[{"subdivide": {}}, *MASS])
    assert found_by("shared_above_one", drawing_on(0.2, "making-side"), divided) == []


# ---- free at both ends --------------------------------------------------------------------------------------


def slag() -> Inventory:
    processes = {
        "cement-works": {"outputs": {"cement": 1}, "inputs": {"slag": 0.4}, "emissions": {"co2-fossil": 0.5}},
        "furnace": {"outputs": {"iron": 1, "slag": 0.3}, "emissions": {"co2-fossil": 2}},
        "pit": {"outputs": {"slag-dumped": 1}},
    }
    return make_inventory(processes)


def class_rule(*classes: dict[str, Any]) -> Rule:
    return make_rule(
        {"allocation.classes": list(classes), "cut_off.missing_amounts": "leave_out"}, ladder=MASS
    )


def test_a_switch_that_frees_producer_and_user_is_found() -> None:
    (finding,) = found_by(
        "free_at_both_ends", slag(), class_rule({"flows": ["slag"], "as_class": "burden_free"})
    )
    assert finding.where == "furnace|slag" and finding.values["amount"] == pytest.approx(0.4)
    assert "两头都无负荷" in finding.what.zh


def test_a_shared_co_product_is_no_finding() -> None:
    assert found_by("free_at_both_ends", slag(), make_rule(ladder=MASS)) == []


# ---- all together -------------------------------------------------------------------------------------------


@cache
def shipped(name: str) -> Detection:
    return rw.Study(name).detect()


def test_the_shipped_aluminium_study_says_that_its_gaps_pass_limits() -> None:
    found = shipped("aluminium-ingot-primary-cn")
    assert any(each.detector == "cut_offs_together" for each in found.findings["gbt-44905-2024"])


@pytest.mark.parametrize("name", ["steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn"])
def test_the_shipped_studies_have_no_problem(name: str) -> None:
    assert not [each for each in shipped(name) if each.severity == "problem"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_findings_come_as_table_and_sentences(lang: str) -> None:
    found = shipped("steel-hot-rolled-coil-bf-bof")
    assert len(found.to_dataframe(lang)) == len(found) > 0
    assert str(len(found)) in found.notes(lang)[0]
    data = json.loads(found.to_json())
    assert data["format"] == "rulewright-detection/1" and data["detectors"] == list(DETECTORS)


def test_every_detector_has_a_name_in_the_figure() -> None:
    assert list(LOOKED_FOR) == list(DETECTORS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_findings_come_as_a_figure_with_refused_rules_and_without_any_finding(lang: str) -> None:
    found = rw.Study("steel-hot-rolled-coil-bf-bof", ["gbt-44905-2024", "pact-3"]).detect()
    figure = found.plot(lang)
    figure.canvas.draw()  # a missing glyph warns, and a warning fails
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert len(texts) == len({each.detector for each in found})
    Detection("example", {}).plot(lang).canvas.draw()


def test_a_rule_without_a_result_is_named() -> None:
    found = rw.Study("steel-hot-rolled-coil-bf-bof", ["gbt-44905-2024", "pact-3"]).detect()
    assert "gbt-44905-2024" in found.refused and "pact-3" in found.findings
    assert "gbt-44905-2024" in found.notes("en")[0] and "规则适用" not in found.notes("en")[0]


def test_nothing_found_is_said() -> None:
    inventory = make_inventory({"plant": {"outputs": {"main": 1}, "emissions": {"co2-fossil": 1}}})
    rule = make_rule()
    assert detect(result_of(inventory, rule)) == ()
    assert "Nothing found" in rw.Study(inventory, [rule], []).detect().notes("en")[0]


def test_every_sentence_says_the_same_in_both_languages() -> None:
    both = {**vars(detector_sentences), **vars(findings)}
    sentences = {name: each for name, each in both.items() if isinstance(each, Sentence)}
    assert len(sentences) > 20
    assert {name: each.problems() for name, each in sentences.items() if each.problems()} == {}
