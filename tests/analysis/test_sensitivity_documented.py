"""The numbers of docs/paired-comparison.md and docs/sensitivity.md, in both languages."""

from pathlib import Path

import pytest
from engine_examples import shipped

import rulewright as rw
from rulewright.analysis.break_even import break_even_plants
from rulewright.analysis.one_at_a_time import OneAtATimeResult
from rulewright.analysis.variance_shares import VarianceResult

DOCS = Path(__file__).resolve().parents[2] / "docs"
STEEL = "steel-hot-rolled-coil-bf-bof"
TO = {"": "to", ".zh-CN": "至"}


def text_of(name: str, ending: str) -> str:
    return (DOCS / f"{name}{ending}.md").read_text(encoding="utf-8")


def minus(text: str) -> str:
    return text.replace("-", "−")


def test_the_table_of_paired_comparison_is_computed() -> None:
    rules = ["gbt-24067-2024", "pact-3", "pef-2021", "en-15804-a2", "cbam-2025"]
    found = shipped(STEEL).paired(rules=rules, draws=10_000, seed=1)
    shown = [("gbt-24067-2024", "pact-3"), ("gbt-24067-2024", "pef-2021"), ("pact-3", "en-15804-a2"), ("gbt-24067-2024", "cbam-2025")]  # fmt: skip
    for a, b in shown:
        each = found.pair(a, b).statistics
        assert each.cohens_d is not None and each.d_z is not None and each.overlap is not None
        shares = (
            each.a_above_b, each.a_clearly_above_b, each.b_clearly_above_a, each.a_above_b_if_independent,
        )  # fmt: skip
        for ending, to in TO.items():
            span = minus(f"{each.percentiles[2.5]:.0f}") + f" {to} " + minus(f"{each.percentiles[97.5]:.0f}")
            cells = [
                a, b, minus(f"{each.mean_difference:.0f}"), span, *(f"{100 * share:.0f} %" for share in shares),
                minus(f"{each.cohens_d:.2f}"), minus(f"{each.d_z:.2f}"), f"{each.overlap:.2f}",
            ]  # fmt: skip
            assert f"| {' | '.join(cells)} |" in text_of("paired-comparison", ending)
    third = found.pair("pact-3", "en-15804-a2").statistics
    assert third.a_above_b > 0.99 and third.a_clearly_above_b == third.b_clearly_above_a == 0


@pytest.fixture(scope="module")
def strongest() -> list[tuple[list[str], float]]:
    swings = shipped(STEEL).sensitivity("pact-3", "oat", anew=False)
    shares = shipped(STEEL).sensitivity("pact-3", "sobol", samples=1024)
    assert isinstance(swings, OneAtATimeResult) and isinstance(shares, VarianceResult)
    assert len(swings.numbers) == 29 and round(swings.total_kg_co2e) == 1833
    totals = {row["number"]: row["total"] for row in shares.rows()}
    rows = []
    for each in swings.numbers[:5]:
        ends = [
            f"{value:,.0f}" if value > 10 else f"{value:.3f}" for value in (each.range.low, each.range.high)
        ]
        results = [f"{end.held_kg_co2e:,.0f}" for end in (each.low, each.high)]
        rows.append(([each.range.varied.id, *ends, *results], totals[each.range.varied.id]))
    return rows


@pytest.mark.parametrize("ending", list(TO))
def test_the_table_of_sensitivity_is_computed(strongest: list[tuple[list[str], float]], ending: str) -> None:
    text = text_of("sensitivity", ending)
    for cells, total in strongest:
        head = f"| {' | '.join(cells)} | "
        assert head in text
        shown = text.partition(head)[2].split(" ", 1)[0]
        assert float(shown) == pytest.approx(
            total, abs=0.015
        )  # a sample: another order of numbers moves it so far


def test_the_table_of_break_even_is_computed() -> None:
    found = shipped(STEEL).break_even(
        "granulated-slag.price : hot-metal.price", rules=["gbt-24067-2024", "pact-3", "en-15804-a2"], low=0.01,
        high=1.2,
    )  # fmt: skip
    assert f"{found.range.varied.amount:.3f}" == "0.066"
    for ending, jumps in (("", "jumps to"), (".zh-CN", "跳至")):
        text = text_of("sensitivity", ending)
        for root in found.roots:
            assert f"| {root.at:.4f} | {root.a} = {root.b} | {root.total_kg_co2e:,.0f} |" in text
        assert len(found.roots) == 3 and len(found.jumps) == 1
        jump = found.jumps[0]
        assert jump.swapped == ("pact-3",)
        assert f"| {jump.at:.4f} | {jump.case} {jumps} {jump.after:,.0f} | {jump.before:,.0f} |" in text


def test_the_scrap_share_and_the_grid_factor_are_computed() -> None:
    electric = rw.Study("steel-hot-rolled-coil-eaf", rules=["worldsteel-2017", "pef-2021"])
    share = electric.break_even("eaf_pig_share", low=0.0, high=1.0, points=5).roots
    assert len(share) == 1 and {share[0].a, share[0].b} == {"worldsteel-2017", "pef-2021"}
    routes = [rw.Study(name, rules=["pact-3"]) for name in (STEEL, "steel-hot-rolled-coil-eaf")]
    grid = break_even_plants(
        routes, "electricity-grid-cn-2024-life-cycle/factor", low=0.0, high=5.0, points=3
    )
    factor = grid.roots[0].at
    assert len(grid.roots) == 1
    for ending in TO:
        text = text_of("sensitivity", ending)
        assert f"{share[0].at:.4f}" in text and f"{100 * (1 - share[0].at):.0f} %" in text
        assert f"{share[0].total_kg_co2e:.0f} kg CO2e" in text
        assert f"{factor:.2f} kg CO2e/kWh" in text
        assert f" {factor / grid.range.varied.amount:.1f} " in text


def test_plants_of_the_portfolio_of_the_documentation_are_followed() -> None:
    """As documented, with three of the plants."""
    portfolio = rw.read_portfolio("steel-plants-cn")
    some = [portfolio.plants[0], portfolio.plants[1], portfolio.plants[-1]]
    plants = {each.id: rw.Study(each.inventory, ["pact-3"], portfolio.file.choices) for each in some}
    found = break_even_plants(
        plants, "electricity-grid-cn-2024-life-cycle/factor", low=0.0, high=1.0, points=3
    )
    assert list(found.labels) == [each.id for each in some]
    assert found.cases.unit == "1 kg" and len(found.stretches[0].order) == 3
