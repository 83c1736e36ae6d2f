"""The report: its contents, its numbers, its gaps, in both languages."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

import rulewright as rw
from rulewright.drafting.blocks import AnnexTitle, Figure, Heading, Items, Paragraph, Table, pieces, texts_of
from rulewright.errors import ReadingError
from rulewright.packages.errors import PackageError
from rulewright.packages.sections import RunSettings
from rulewright.reporting.sentences import Sentence, number, sentences_in
from rulewright.study_report import sentences
from rulewright.study_report.blocks import Chart
from rulewright.study_report.head import ReportHead, read_report_head
from rulewright.study_report.report import StudyReport, report

from .conftest import RULE

# GB/T 24067-2024, clause 7, after ISO 14067:2018, 7.2 and 7.3: what a report has to hold
REQUIRED = (
    "goal", "unit", "boundary", "cut-off", "scenarios", "sources", "quality", "allocation", "electricity", "biogenic",
    "impact", "total", "stages", "gases", "completeness", "sensitivity", "consistency", "uncertainty", "limitations",
    "choices", "review",
)  # fmt: skip


def texts(made: StudyReport) -> list[str]:
    return [
        "".join(piece.text for piece in pieces(text))
        for block in made.blocks
        if not isinstance(block, Chart)
        for text, _ in texts_of(block)
    ]


def table(made: StudyReport, key: str) -> Table:
    return next(block for block in made.blocks if isinstance(block, Table) and block.key == key)


def cells(made: StudyReport, key: str) -> list[tuple[str, ...]]:
    return list(table(made, key).rows)


def value(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


# ---- contents ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_required_item_has_its_heading(reports: dict[str, StudyReport], lang: str) -> None:
    titles = [block.title for block in reports[lang].blocks if isinstance(block, Heading)]
    for key in REQUIRED:
        assert sentences.TITLES[key](lang) in titles


def test_both_languages_have_the_same_blocks_and_numbers(reports: dict[str, StudyReport]) -> None:
    zh, en = reports["zh"].blocks, reports["en"].blocks
    assert [type(block) for block in zh] == [type(block) for block in en]
    assert [getattr(block, "key", "") for block in zh] == [getattr(block, "key", "") for block in en]
    for key in ("total", "stages", "gases", "processes", "elasticities", "alternatives", "uncertainty"):
        figures = [
            [cell for cell in row if re.fullmatch(r"[−\d,.%±  ]+", cell)] for row in cells(reports["zh"], key)
        ]
        assert figures == [
            [cell for cell in row if re.fullmatch(r"[−\d,.%±  ]+", cell)] for row in cells(reports["en"], key)
        ]


def test_the_results_are_those_of_the_study_and_add_up(
    reports: dict[str, StudyReport], study: rw.Study
) -> None:
    made, evaluation = reports["en"], study.result(RULE).evaluation
    assert number(evaluation.total_kg_co2e) in made.title[3]
    rows = {row[0]: row[1:] for row in cells(made, "total")}
    assert value(rows["carbon footprint (total)"][0]) == pytest.approx(evaluation.total_kg_co2e, rel=5e-4)
    assert value(rows["of which fossil emissions and removals"][0]) == pytest.approx(
        evaluation.by_kind["fossil"], rel=5e-4
    )
    for key, column in (("stages", 5), ("gases", 3), ("processes", 1)):
        parts = [value(row[column]) for row in cells(made, key) if not row[0].startswith("carbon footprint")]
        assert math.fsum(parts) == pytest.approx(evaluation.total_kg_co2e, rel=1e-3), key
    gas = next(row for row in cells(made, "gases") if row[0] == "methane, fossil")
    assert gas[1] == "29.8"  # AR6, fossil
    assert value(gas[3]) == pytest.approx(29.8 * value(gas[2]), rel=1e-3)


def test_the_ledger_stands_with_clauses_and_alternatives(
    reports: dict[str, StudyReport], study: rw.Study
) -> None:
    made = reports["en"]
    assert len(cells(made, "ledger")) == len(study.ledger(RULE))
    furnace = next(row for row in cells(made, "allocation") if row[0] == "blast furnace")
    assert furnace[2] == "gbt-24067-2024 6.4.6"
    assert "subdivide" in furnace[3]
    assert "share by mass" in furnace[4]
    effects = cells(made, "alternatives")
    assert any("share by carbon" in row[1] for row in effects)
    assert any("grid-average-direct" in row[1] for row in effects)  # other electricity


def test_declared_choices_are_disclosed_with_their_reasons(
    reports: dict[str, StudyReport], study: rw.Study
) -> None:
    shown = " ".join(" ".join(row) for row in cells(reports["en"], "choices"))
    for choice in study.choices:
        if {"*", RULE} & set(choice.rules) and choice.family == "boundary":
            assert choice.reason.en in shown
    assert len(cells(reports["en"], "choices")) >= len(study.result(RULE).declared)


def test_what_is_left_out_is_listed(reports: dict[str, StudyReport], study: rw.Study) -> None:
    gaps = study.result(RULE).applied.gaps
    assert len(cells(reports["en"], "left-out")) == len(gaps) == 11
    assert any("11 are left out" in text for text in texts(reports["en"]))


def test_uncertainty_names_draws_seed_and_hash(reports: dict[str, StudyReport]) -> None:
    joined = " ".join(texts(reports["en"]))
    assert "drawn 200 times (Monte Carlo, seed 3)" in joined
    again = {row[0]: row[1] for row in cells(reports["en"], "again")}
    assert again["seed"] == "3"
    assert re.fullmatch("[0-9a-f]{64}", again["hash of all draws"])


def test_findings_and_data_quality_stand_in_it(reports: dict[str, StudyReport], study: rw.Study) -> None:
    finding = study.result(RULE).findings[0]
    assert any(finding.what.en in row[1] for row in cells(reports["en"], "findings"))
    indicators = [row[0] for row in cells(reports["en"], "quality")]
    assert "reliability" in indicators
    assert "age of the data" in indicators  # the head gives a date of issue
    assert any("Primary data share" in text for text in texts(reports["en"]))


# ---- gaps -------------------------------------------------------------------------------------------------------


def test_a_full_head_leaves_only_what_the_inventory_does_not_state(reports: dict[str, StudyReport]) -> None:
    assert reports["en"].gaps() == [
        "[OPEN: biogenic carbon content of the product (the inventory does not state it)]"
    ]
    assert reports["zh"].gaps() == ["【待定：产品中的生物碳含量（清单未给出）】"]


def test_without_a_head_nothing_is_invented(study: rw.Study) -> None:
    made = report(study, RULE, "en", uncertainty=None)
    gaps = made.gaps()
    for key in (
        "commissioner",
        "reviewer",
        "reasons",
        "audience",
        "data_period",
        "product_description",
        "limitations",
    ):
        assert f"[OPEN: {sentences.GAPS[key]('en')}]" in gaps
    assert "[OPEN: uncertainty analysis (no draws were made)]" in gaps
    assert not any(block.key == "uncertainty" for block in made.blocks if isinstance(block, Table))
    assert made.notes("en")[1:] == list(dict.fromkeys(gaps))


def test_the_head_is_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "head.yaml"
    path.write_text(
        "format: rulewright-report-head/1\nreviewr: {zh: 甲, en: A}\nissued: soon\n", encoding="utf-8"
    )
    with pytest.raises(ReadingError) as caught:
        read_report_head(path)
    assert [mistake.where.rsplit(":", 1)[1] for mistake in caught.value.mistakes] == ["2", "3"]


# ---- other studies ----------------------------------------------------------------------------------------------


def test_credits_shown_apart_stand_apart(study: rw.Study) -> None:
    made = report(study, "worldsteel-2017", "en", uncertainty=None)
    apart = [row for row in cells(made, "total") if row[0].startswith("not in the total")]
    credits = [each for each in study.result("worldsteel-2017").evaluation.credits if not each.in_total]
    assert len(apart) == len(credits) > 0
    assert {row[2] for row in apart} == {"–"}


@pytest.mark.parametrize(
    ("name", "rule", "lang"),
    [("hydrogen-gas", "gbt-24067-2024", "zh"), ("electricity-grid-mix-cn", "pact-3", "en"), ("chp-coal", "pef-2021", "zh")],
)  # fmt: skip
def test_reports_of_other_products_hold_together(name: str, rule: str, lang: str) -> None:
    study = rw.Study(name, [rule])
    made = report(study, rule, lang, uncertainty=None)
    keys = [
        block.key for block in made.blocks if isinstance(block, Table | Heading | AnnexTitle | Chart | Figure)
    ]
    assert len(keys) == len(set(keys))
    named = {
        piece.key
        for block in made.blocks
        if not isinstance(block, Chart)
        for text, _ in texts_of(block)
        for piece in pieces(text)
        if piece.key
    }
    assert named <= {*keys, "formula"}


def test_draws_of_another_study_are_refused(study: rw.Study) -> None:
    other = rw.Study("steel-hot-rolled-coil-bf-bof", ["pact-3"])
    run = RunSettings(draws=8).run(other, ["pact-3"])
    with pytest.raises(PackageError, match="another inventory or rule"):
        report(study, RULE, "en", uncertainty=run)
    with pytest.raises(PackageError, match="no rule 'pact-3' in this study"):
        report(study, "pact-3", "en")


def test_the_notes_and_the_table_are_those_of_a_result_object(reports: dict[str, StudyReport]) -> None:
    made = reports["zh"]
    assert made.notes("en")[0].startswith("hot-rolled coil: 1,774 kg CO2e per t")
    assert made.notes("zh")[0].startswith("热轧卷：1,774 kg CO2e/t")
    assert RULE in made.to_dataframe("zh").columns
    assert "<table" in made._repr_html_()


def test_a_head_may_be_empty() -> None:
    assert ReportHead().commissioner is None


# ---- texts ------------------------------------------------------------------------------------------------------


def test_all_sentences_say_the_same_in_both_languages() -> None:
    from rulewright.packages import crate, deviations, study_package, verify
    from rulewright.study_report import report as report_module

    found = [
        problem
        for module in (sentences, crate, deviations, study_package, verify, report_module)
        for name, sentence in sentences_in(module)
        for problem in sentence.problems()
        if "{path}" not in name
    ]
    found += [problem for each in sentences.LIMITATIONS for problem in each.problems()]
    assert found == []


def test_no_sentence_is_idle() -> None:
    """Every text of the module is used somewhere: a report has no dead words."""
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in Path(sentences.__file__).parent.glob("*.py")
        if path.name != "sentences.py"
    )
    for name, each in vars(sentences).items():
        if isinstance(each, Sentence | dict | tuple) and not name.startswith("_"):
            assert re.search(rf"\bsay\.{name}\b", source), name


def test_paragraphs_are_no_heaps(reports: dict[str, StudyReport]) -> None:
    for block in reports["zh"].blocks:
        if isinstance(block, Paragraph):
            assert block.text.strip()
        if isinstance(block, Items):
            assert all(item.text.strip() for item in block.items)


def test_a_clause_that_its_rule_declares_is_no_choice_of_the_study() -> None:
    """The source kind "declared" also marks what a committee states in its own rule."""
    draft = Path(__file__).parents[1] / "consultation" / "steel-draft.yaml"
    study = rw.Study("steel-hot-rolled-coil-bf-bof", [draft])
    made = report(study, "steel-draft", "en", uncertainty=None)
    unit = {row[0]: row[2] for row in cells(made, "unit-rule")}
    assert set(unit.values()) == {"T/EXAMPLE 002—2026"}
    recycling = {row[0]: row[2] for row in cells(made, "recycling-rule")}
    assert recycling["recycling method"] == "T/EXAMPLE 002—2026"
    origins = {each.clause_id: each.origin for each in study.ledger("steel-draft")}
    assert origins["scrap"] == "rule"
    assert all(origin == "declared" for clause, origin in origins.items() if clause.startswith("declared-c"))
    used = next(row for row in study.conformity("steel-draft").rows if "system expansion" in row.item.en)
    assert used.verdict == "pass"
    assert "declared by the user" not in used.where.en
