"""The numbers of docs/uncertainty.md: what happens to the blast furnace's burdens in draws."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml
from engine_examples import shipped

import rulewright as rw
from rulewright.correlation import cholesky, normal_coefficients
from rulewright.engine.compiled import CompiledSystem
from rulewright.engine.draws import Draws
from rulewright.inventory import DISTRIBUTION_NEEDS, Correlation
from rulewright.reading.gwp import shipped_gwp
from rulewright.reading.studies import DeclaredChoice
from rulewright.rule import Text
from rulewright.steps.shares import netted_loops
from rulewright.study import Result

DOCS = Path(__file__).resolve().parents[2] / "docs"
DRAWS = 10_000
STEEL = "steel-hot-rolled-coil-bf-bof"


def by_price() -> Result:
    """PACT 3: shared by price."""
    return shipped(STEEL).result("pact-3")


def by_mass() -> Result:
    """GB/T 24067 without substitution: shared by mass."""
    rule = "gbt-24067-2024"
    others = [
        each for each in shipped(STEEL).choices if not (rule in each.rules and "expansion" in each.settings)
    ]
    without = DeclaredChoice(
        family="allocation",
        settings={"expansion": "not_used"},
        rules=[rule],
        reason=Text(zh="示例", en="example"),
    )
    return rw.Study(STEEL, [rule], [*others, without]).result(rule)


def conservation(result: Result) -> dict[str, tuple[float, float, float]]:
    """Carried by the co-products over burdens of the blast furnace: mean, sd, largest distance from 1."""
    furnace = result.inventory.processes["blast-furnace"]
    draws = Draws(result.inventory, DRAWS)
    carriers = [
        output
        for output in furnace.outputs
        if result.applied.treatments[(furnace.id, output.flow)].kind == "share"
    ]
    nodes = {term.row for term in result.system.terms if term.matrix == "technosphere"}
    varying = frozenset(name for name, each in result.system.quantities.items() if draws.varies(each))
    system = CompiledSystem(result.system, varying, targets=sorted(nodes))
    values = draws.values(result.system.quantities, 0, DRAWS)
    block = system.evaluate(values, DRAWS)
    central = system.evaluate({}, 1)
    column = f"{furnace.id}|{furnace.reference.flow}"
    whole = np.zeros(DRAWS)  # burdens of the unallocated process: what one column holds, without its share
    share = next(term.share for term in result.system.terms if term.column == column and term.share.levels)
    for term in result.system.terms:
        if term.column == column and term.share is share:
            amount = term.sign * term.constant * (values[term.exchange] if term.exchange else 1.0)
            per_unit = (
                -block.unit_impacts_kg_co2e[term.row]
                if term.matrix == "technosphere"
                else result.system.characterisation[term.row]
            )
            whole += amount * per_unit
    carried, held = np.zeros(DRAWS), np.zeros(DRAWS)
    copies = np.zeros(DRAWS)
    for number, output in enumerate(carriers):
        assert output.quantity is not None
        node = f"{furnace.id}|{output.flow}"
        drawn = values[output.quantity.id] * np.ones(DRAWS)
        for loop in netted_loops(result.applied, output):
            assert loop.quantity is not None
            drawn = drawn - values[loop.quantity.id]
        carried += drawn * block.unit_impacts_kg_co2e[node]
        own = result.applied.treatments[(furnace.id, output.flow)].share
        fixed = float(own.evaluate(result.system.central_values))
        net = float(
            output.quantity.amount
            - sum(
                each.quantity.amount
                for each in netted_loops(result.applied, output)
                if each.quantity is not None
            )
        )
        held += fixed * drawn / net  # shares held while amounts are drawn
        copies += fixed * np.roll(whole, number) / whole  # each copy with draws of its own
    assert central.status[0] == 0
    return {
        name: (float(ratio.mean()), float(ratio.std()), float(np.abs(ratio - 1).max()))
        for name, ratio in (("redone", carried / whole), ("held", held), ("copies", copies))
    }


@pytest.mark.parametrize("case", [by_price, by_mass])
def test_documented_numbers_of_conservation_are_those_computed(case: Callable[[], Result]) -> None:
    found = conservation(case())
    assert found["redone"][2] < 1e-12
    for name in ("uncertainty.md", "uncertainty.zh-CN.md"):
        text = (DOCS / name).read_text(encoding="utf-8")
        for kind in ("held", "copies"):
            mean, sd, largest = found[kind]
            assert f"{mean:.3f} | {sd:.3f} | {largest:.3f}" in text, (name, kind, found)


@pytest.mark.parametrize("name", ["uncertainty.md", "uncertainty.zh-CN.md"])
def test_documented_shortfall_of_own_power_is_that_of_the_draws(name: str) -> None:
    result = by_price()
    (own,) = (
        offered.quantity
        for offered in result.inventory.supplies_for(result.inventory.processes["hot-rolling"])
        if offered.supply.id == "works-power"
    )
    share = Draws(result.inventory, DRAWS).values({own.id: own}, 0, DRAWS)[own.id]
    assert f" {np.mean(share < 1):.1%} ".replace("%", " %") in (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["uncertainty.md", "uncertainty.zh-CN.md"])
def test_documented_correlations_are_read(name: str) -> None:
    """The example of docs/inventory-format.md is one that the reader takes."""
    text = (DOCS / name.replace("uncertainty", "inventory-format")).read_text(encoding="utf-8")
    example = text[text.index("correlations:\n") :]
    data = yaml.safe_load(example[: example.index("```")])
    for group in data["correlations"]:
        stated = Correlation(**group)
        assert cholesky(normal_coefficients(stated.coefficients, stated.kind)) is not None


@pytest.mark.parametrize("name", ["uncertainty.md", "uncertainty.zh-CN.md"])
def test_documented_distributions_are_those_that_can_be_stated(name: str) -> None:
    for file in (name, name.replace("uncertainty", "inventory-format")):
        text = (DOCS / file).read_text(encoding="utf-8")
        for distribution in DISTRIBUTION_NEEDS:
            assert f"`{distribution}" in text or distribution == "pedigree", (file, distribution)


@pytest.mark.parametrize("name", ["uncertainty.md", "uncertainty.zh-CN.md"])
def test_documented_ranges_of_gwps_are_those_of_the_file(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    gwp = shipped_gwp()
    newer, older = gwp.table("ar6"), gwp.table("ar5")
    for value in (newer.ch4_fossil, newer.ch4_biogenic["0/0"], newer.values["n2o"]):
        assert value is not None and value.range is not None
        assert f"{value.value:g}" in text and f"± {value.range.half_width:g}" in text
    for value in (older.ch4_fossil, older.values["n2o"]):
        assert value is not None and value.range is not None
        assert f"{value.range.per_cent:g} %" in text


@pytest.mark.parametrize("name", ["uncertainty.md", "uncertainty.zh-CN.md"])
def test_documented_results_are_those_of_seed_1(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    for each in shipped(STEEL).uncertainty(DRAWS).results.values():
        summary = each.summary
        row = [each.deterministic_kg_co2e, summary.mean.value, summary.sd.value]
        row += [summary.percentiles[2.5].value, summary.median.value, summary.percentiles[97.5].value]
        cells = " | ".join(f"{value:,.0f}" for value in row)
        assert f"| {each.result.rule.id} | {cells} |" in text, cells
