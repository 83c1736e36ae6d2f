"""The numbers of docs/uncertainty.md: what happens to the blast furnace's burdens in draws."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from engine_examples import shipped

import rulewright as rw
from rulewright.engine.compiled import CompiledSystem
from rulewright.engine.draws import Draws
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
def test_documented_results_are_those_of_seed_1(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    for each in shipped(STEEL).uncertainty(DRAWS).results.values():
        summary = each.summary
        row = [each.deterministic_kg_co2e, summary.mean.value, summary.sd.value]
        row += [summary.percentiles[2.5].value, summary.median.value, summary.percentiles[97.5].value]
        cells = " | ".join(f"{value:,.0f}" for value in row)
        assert f"| {each.result.rule.id} | {cells} |" in text, cells
