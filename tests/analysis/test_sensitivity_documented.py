"""The numbers of docs/paired-comparison.md and docs/sensitivity.md, in both languages."""

from pathlib import Path

import pytest
from engine_examples import shipped

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
