"""Tables: rules beside each other, clauses that differ, one rule, the ledger, CSV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from rulewright.reading.rules import read_rule
from rulewright.reporting.tables import (
    clause_difference_table,
    comparison_table,
    ledger_table,
    rule_table,
    to_csv,
)
from rulewright.study import Comparison, Result

Make = Callable[..., Comparison]


def test_stages_with_credits_add_up_to_the_total_and_so_do_kinds(comparison: Comparison) -> None:
    table = comparison_table(comparison, "en")
    total = table.loc[("total", "total")]
    for part in ("by stage", "by kind"):
        assert (table.loc[part].sum() - total).abs().max() < 1e-6 * total.abs().max()


def test_rows_are_in_the_language_and_the_head_has_the_unit(comparison: Comparison) -> None:
    zh, en = comparison_table(comparison, "zh"), comparison_table(comparison, "en")
    assert zh.index.names == ["部分", "kg CO2e / 1 t 热轧卷"]
    assert en.index.names == ["part", "kg CO2e / 1 t hot-rolled coil"]
    assert list(zh.columns) == list(en.columns) == list(comparison.results)
    assert (zh.to_numpy() == en.to_numpy())[~pd.isna(en.to_numpy())].all()
    assert ("按类别", "直接土地利用变化") in zh.index


def test_an_item_shown_apart_is_in_no_total_and_missing_where_a_rule_has_none(made: Make) -> None:
    both = made({"production": 10.0}, apart={"end-of-life:steel-scrap": -4.0})
    without = made({"production": 10.0}, ids=["plain"])
    together = Comparison(
        both.inventory, both.product, 1.0, "t", [*both.results.values(), *without.results.values()]
    )
    table = comparison_table(together, "en")
    row = table.loc[("not in the total", "end-of-life credit (steel scrap)")]
    assert row["rule-0"] == -4.0
    assert pd.isna(row["plain"])
    assert list(table.loc[("total", "total")]) == [10.0, 10.0]


def test_two_items_of_one_name_are_added(made: Make, comparison: Comparison) -> None:
    result = next(iter(made({"production": 1.0}, apart={"apart:packaging": 2.0}).results.values()))
    credits = result.evaluation.credits * 2
    doubled = replace(result, evaluation=replace(result.evaluation, credits=credits))
    table = comparison_table(Comparison(comparison.inventory, comparison.product, 1.0, "t", [doubled]), "en")
    assert table.loc[("not in the total", "reported apart: packaging"), "rule-0"] == 4.0


def test_counts_of_decisions_and_declared_choices_are_shown(comparison: Comparison) -> None:
    table = comparison_table(comparison, "en")
    for rule, result in comparison.results.items():
        assert table.loc[("counts [number]", "decisions"), rule] == len(result.ledger)
        assert table.loc[("counts [number]", "choices declared"), rule] == len(result.declared)


# ---- clauses ------------------------------------------------------------------------------------------


def twice(comparison: Comparison, rule: str) -> Comparison:
    result = comparison.results[rule]
    other = replace(result, rule=_renamed(result))
    return Comparison(comparison.inventory, comparison.product, 1.0, "t", [result, other])


def _renamed(result: Result) -> object:
    chain = (result.rule.chain[0].model_copy(update={"id": "the-same"}), *result.rule.chain[1:])
    return replace(result.rule, chain=chain)


def test_a_rule_against_itself_differs_in_nothing(comparison: Comparison) -> None:
    assert clause_difference_table(twice(comparison, "pact-3")).empty


def test_a_difference_shows_both_values_with_their_clauses(comparison: Comparison) -> None:
    table = clause_difference_table(comparison, "en")
    row = table.loc[("allocation", "order of allocation")]
    assert row["pact-3"] == (
        "subdivide > substitute if use known and one displaced product dominant > "
        "share by price if price ratio > 5 (any pair) > "
        "share by physical relationship if price ratio <= 5 (all pairs) > stop [3.3.1.3]"
    )
    assert row["gbt-24067-2024"].endswith("stop [6.4.6]")


def test_a_declared_choice_is_said_to_be_one(comparison: Comparison) -> None:
    table = clause_difference_table(comparison, "en")
    assert any(value.endswith("[declared]") for value in table["gbt-24067-2024"])
    assert any(
        value.endswith("[声明]") for value in clause_difference_table(comparison, "zh")["gbt-24067-2024"]
    )


def test_settings_in_which_all_agree_are_left_out(comparison: Comparison) -> None:
    agreed = [
        name
        for name in comparison.results["pact-3"].rule.settings
        if len({repr(r.rule.settings.get(name) and _value(r, name)) for r in comparison.results.values()})
        == 1
    ]
    assert "characterisation.horizon_years" in agreed
    rows = set(clause_difference_table(comparison, "en").index)
    assert ("characterisation", "horizon [years]") not in rows


def _value(result: Result, name: str) -> object:
    setting = result.rule.settings[name]
    return [each.value for each in setting] if isinstance(setting, tuple) else setting.value


# ---- one rule -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_clause_of_a_root_rule_has_a_row_with_source_and_mark(lang: str) -> None:
    rule = read_rule("gbt-24067-2024")
    table = rule_table(rule, lang)
    assert len(table) == len(rule.chain[0].clauses)
    mark, source = ("标记", "来源") if lang == "zh" else ("mark", "source")
    assert table[mark].str.len().min() > 0
    assert table[source].str.len().min() > 0
    assert set(table["出处" if lang == "zh" else "origin"]) == {"本规则" if lang == "zh" else "own"}


def test_a_child_rule_shows_which_clauses_are_its_own_and_which_it_takes_over() -> None:
    table = rule_table(read_rule("gbt-44905-2024"), "en")
    assert set(table["origin"]) == {"own", "from gbt-24067-2024"}
    cut_off = table[table["family"] == "cut-off"]
    own = cut_off[cut_off["origin"] == "own"]["decides"].str.cat()
    assert "limit of one item [share]: 0.01" in own


def test_a_replaced_clause_of_the_parent_is_not_shown() -> None:
    rule = read_rule("pact-3")
    table = rule_table(rule, "en")
    ladders = table[table["decides"].str.contains("order of allocation")]
    assert list(ladders["origin"]) == ["own"]


def test_what_a_rule_leaves_open_stands_in_a_column_of_its_own() -> None:
    table = rule_table(read_rule("gbt-24067-2024"), "en")
    open_ = table[table["not settled"].str.contains("recycling method")]
    assert len(open_) == 1
    assert open_.iloc[0]["decides"] == ""


# ---- ledger, CSV --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_ledger_table_has_every_decision_of_every_rule(comparison: Comparison, lang: str) -> None:
    table = ledger_table(comparison, lang)
    assert len(table) == sum(len(result.ledger) for result in comparison.results.values())
    assert list(table.iloc[:, 0].unique()) == list(comparison.results)
    assert table.iloc[:, 3].str.len().min() > 0


def test_csv_keeps_every_digit(comparison: Comparison, tmp_path: Path) -> None:
    table = comparison_table(comparison, "zh")
    text = to_csv(table, tmp_path / "table.csv")
    read = pd.read_csv(tmp_path / "table.csv", index_col=[0, 1])
    pd.testing.assert_frame_equal(read, table, check_exact=True, check_names=False)
    assert pd.read_csv(StringIO(text)).columns[0] == "部分"


def test_csv_starts_with_the_mark_that_spreadsheets_need(comparison: Comparison, tmp_path: Path) -> None:
    to_csv(comparison_table(comparison, "zh"), tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_bytes()[:3] == b"\xef\xbb\xbf"


def test_csv_of_a_table_without_labels_has_no_column_of_row_numbers(comparison: Comparison) -> None:
    assert to_csv(rule_table(comparison.results["pact-3"].rule, "en")).startswith("clause,family,text")


def test_a_text_that_a_spreadsheet_would_compute_is_only_a_text(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"name": ["=HYPERLINK(1)", "plain", "@x"], "value": [-1.5, 2.0, 3.0]},
        index=pd.Index(["+a", "b", "c"], name="id"),
    )
    assert to_csv(table).splitlines() == [
        "id,name,value",
        "'+a,'=HYPERLINK(1),-1.5",
        "b,plain,2.0",
        "c,'@x,3.0",
    ]
