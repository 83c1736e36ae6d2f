"""The numbers of docs/attribution.md and docs/choice-and-data.md, in both languages, are those computed."""

from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from attribution_examples import three_clauses
from engine_examples import shipped

from rulewright.analysis.attribution_result import Attribution
from rulewright.analysis.choice_factors import GROUPS
from rulewright.analysis.choices_result import ChoiceDecomposition
from rulewright.analysis.comparability_result import Comparability
from rulewright.analysis.hybrids import Hybrids, complete_rules, taking

DOCS = Path(__file__).resolve().parents[2] / "docs"
STEEL = "steel-hot-rolled-coil-bf-bof"
COLUMNS = ("pact-2", "pact-3", "pef-2021", "en-15804-a2", "worldsteel-2017", "cbam-2025")
LANGUAGES = ["", ".zh-CN"]
WORDS = {
    "": {"allocation": "allocation", "boundary": "boundary", "characterisation": "characterisation", "electricity": "electricity",
         "difference": "difference"},
    ".zh-CN": {"allocation": "分配", "boundary": "边界", "characterisation": "特征化", "electricity": "电力", "difference": "差值"},
}  # fmt: skip


def document(name: str, suffix: str) -> str:
    return (DOCS / f"{name}{suffix}.md").read_text(encoding="utf-8")


@cache
def hand_worked() -> tuple[dict[frozenset[str], float], Attribution]:
    study = three_clauses()
    rules = complete_rules(study, study.rules)
    hybrids = Hybrids(study.inventory, study.product, rules)
    names = ("allocation", "characterisation", "boundary")
    totals = {}
    for number in range(8):
        taken = frozenset(name for place, name in enumerate(names) if number >> place & 1)
        outcome = hybrids.outcome(taking(dict.fromkeys(taken, "rule-b"), "rule-a", "family"))
        totals[taken] = outcome.total_kg_co2e
    return totals, study.attribute("rule-a", "rule-b")


@pytest.mark.parametrize("suffix", LANGUAGES)
def test_the_three_clauses_stand_in_the_document_as_computed(suffix: str) -> None:
    text, (totals, found) = document("attribution", suffix), hand_worked()
    for total in totals.values():
        assert f"= {total:.2f} |" in text
    for name in ("allocation", "boundary", "characterisation"):
        steps: dict[int, list[float]] = {0: [], 1: [], 2: []}
        for order in permutations(("allocation", "characterisation", "boundary")):
            before = frozenset(order[: order.index(name)])
            steps[len(before)].append(totals[before | {name}] - totals[before])
        first, last = steps[0][0], steps[2][0]
        middle = sorted(steps[1], key=abs, reverse=True)
        cells = " | ".join(f"{each:.2f}" for each in (first, *middle, last, found[name].kg_co2e))
        assert f"| {WORDS[suffix][name]} | {cells} |" in text, cells
    assert f"{found.interactions['boundary', 'allocation']:.2f}" in text
    assert f"{found.difference_kg_co2e:.2f} = {found.to_kg_co2e:.2f} - {found.from_kg_co2e:.2f}" in text


@pytest.mark.parametrize("suffix", LANGUAGES)
def test_the_steel_table_stands_in_the_document_as_computed(suffix: str) -> None:
    text = document("attribution", suffix)
    table = shipped(STEEL).attribute_all("gbt-24067-2024", rules=COLUMNS)
    for name in ("boundary", "electricity", "allocation"):
        cells = []
        for each in table.attributions.values():
            part = next((part for part in each.parts if part.name == name), None)
            cells.append("–" if part is None else f"{part.kg_co2e + 0.0:.1f}".replace("-0.0", "0.0"))
        assert f"| {WORDS[suffix][name]} | {' | '.join(cells)} |" in text, cells
    cells = [f"{each.difference_kg_co2e:.1f}".replace("-0.0", "0.0") for each in table.attributions.values()]
    assert f"| {WORDS[suffix]['difference']} | {' | '.join(cells)} |" in text, cells
    assert f"{next(iter(table.attributions.values())).from_kg_co2e:,.0f} kg CO2e" in text


@cache
def steel_shares() -> ChoiceDecomposition:
    return shipped(STEEL).decompose()


@pytest.mark.parametrize("suffix", LANGUAGES)
def test_shares_of_the_spread_stand_in_the_document_as_computed(suffix: str) -> None:
    text, found = document("choice-and-data", suffix), steel_shares()
    lang = "zh" if suffix else "en"
    labels = {name: found.label(name, lang) for name in ("boundary", "allocation", "electricity")}
    labels |= {name: sentence(lang) for name, sentence in GROUPS.items()}
    for name, label in labels.items():
        index = found[name]
        cells = " | ".join(
            f"{value:.0%}".replace("%", " %") for value in (index.first, index.total, index.effect or 0.0)
        )
        assert f"| {label} | {cells} |" in text, (label, cells)
    assert f"{found.found.mean:,.0f}" in text
    assert f"{found.found.variance**0.5:,.0f} kg CO2e" in text
    assert f"{found['boundary'].first:.0%}" in text
    assert found.strongest.name == "boundary"


@cache
def hybrids_of_all() -> Hybrids:
    study = shipped(STEEL)
    return Hybrids(study.inventory, study.product, complete_rules(study, study.rules))


@cache
def left_by(draft: str) -> Comparability:
    return shipped(STEEL).comparability(draft, samples=256, hybrids=hybrids_of_all())


@pytest.mark.parametrize("draft", ["gbt-24067-2024", "pact-3", "cbam-2025"])
@pytest.mark.parametrize("suffix", LANGUAGES)
def test_comparability_stands_in_the_document_as_computed(suffix: str, draft: str) -> None:
    text, found = document("choice-and-data", suffix), left_by(draft)
    best = found.open[0]
    gain = f"{best.name} {best.gain:.0%}".replace("%", " %") if best.gain >= 0.005 else "–"
    row = f"| {draft} | {found.index:.0%} | {found.floor:.0%} |".replace("%", " %") + f" {gain} |"
    assert row in text, row
