"""The registry of priority products and published standards, and what is here for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rulewright.analysis.coverage import coverage, covered_groups
from rulewright.drafting.check_rule import check_rule
from rulewright.errors import ReadingError
from rulewright.reading.find import databases_dir, list_rules, list_shelf
from rulewright.reading.heads import inventory_heads
from rulewright.reading.inventories import read_inventory
from rulewright.reading.registry import read_registry
from rulewright.reading.rules import read_rule
from rulewright.reporting.figures import save_figure

SHIPPED = databases_dir() / "registry" / "china-product-rules.yaml"


def changed(tmp_path: Path, *replacements: tuple[str, str]) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "registry.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_priority_list_is_that_of_the_guideline() -> None:
    # 工信厅节函〔2024〕411号, the fifteen ministries' list, in its own order
    listed = "电力、煤炭、天然气、燃油、钢铁、电解铝、水泥、化肥、氢、石灰、玻璃、乙烯、合成氨、电石、甲醇、锂电池、新能源汽车、光伏、电子电器"
    assert [product.name.zh for product in read_registry().priority_products] == listed.split("、")


def test_all_mistakes_of_a_registry_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    path = changed(
        tmp_path, ("    sector: steel\n", "    sector: stel\n"), ("source: record-24067", "source: record-1"),
        ("recommended: 1,", "recommended: 7,"), ("replaces: T/CCIIA 0016-2024", "replaces: T/CCIIA 0015-2024"),
        ("number: GB/T 45441-2025", "number: GB/T 44905-2024"),
    )  # fmt: skip
    with pytest.raises(ReadingError) as caught:
        read_registry(path)
    told = {mistake.what: mistake for mistake in caught.value.mistakes}
    assert set(told) == {
        "no sector 'stel'", "the source 'record-1' is not listed", "no recommended list 7",
        "no standard 'T/CCIIA 0015-2024' in the registry", "the standard 'GB/T 44905-2024' is entered twice",
    }  # fmt: skip
    lines = path.read_text(encoding="utf-8").splitlines()
    number = int(told["no sector 'stel'"].where.split(":")[1].split(",")[0])
    assert "stel" in lines[number - 1]
    assert "did you mean 'steel'" in told["no sector 'stel'"].mend


def test_a_priority_product_has_what_covers_its_groups() -> None:
    found = coverage()
    rules = {name: covered_groups(read_rule(name)) for name in list_rules()}
    assert {each.product.id for each in found.products} == {p.id for p in found.registry.priority_products}
    for each in found.products:
        groups = found.registry.related(each.product.groups)
        assert set(each.rules) == {name for name, covered in rules.items() if covered & groups}
    steel = next(each for each in found.products if each.product.id == "steel")
    assert {"steel-hot-rolled-coil-bf-bof"} <= set(steel.inventories)
    assert "GB/T 47064-2026" in {standard.number for standard in steel.standards}


def test_nothing_is_lost_between_the_list_and_the_rest() -> None:
    found = coverage()
    beside = found.beside()
    named = {name for each in found.products for name in (*each.inventories, *each.rules)}
    every = named | set(found.general_rules) | set(beside.inventories) | set(beside.rules)
    assert every == {*list_rules(), *list_shelf("inventories")}


def test_what_is_within_a_group_is_found_under_it_and_the_other_way_round() -> None:
    registry = read_registry()
    numbers = {each.number for each in registry.standards_of(["hot-rolled-coil"])}
    assert {"GB/T 47064-2026", "GB/T 30052-2013", "T/CISA 469-2024"} <= numbers  # all on steel
    assert "T/CECRPA 010-2024" in {each.number for each in registry.standards_of(["glass"])}  # on flat glass
    assert not registry.standards_of(["container-glass"])  # flat glass is beside it
    glass = next(each for each in coverage().products if each.product.id == "glass")
    assert "t-cecrpa-010-2024" in glass.rules and "glass-container" in glass.inventories
    aluminium = next(each for each in coverage().products if each.product.id == "electrolytic-aluminium")
    assert "aluminium-ingot-secondary" not in aluminium.inventories  # remelted, not electrolytic


def test_every_group_of_rules_and_inventories_is_entered() -> None:
    known = {each.id for each in read_registry().groups} | {"any"}
    for name in list_rules():
        assert covered_groups(read_rule(name)) <= known, name
    for head in inventory_heads():
        assert set(head.groups) <= known, head.id


def test_mistakes_of_groups_and_codes_are_told(tmp_path: Path) -> None:
    path = changed(
        tmp_path, ("within: [flat-glass]", "within: [float-glass]"), ("groups: [slag-powder]", "groups: [slag-powdr]"),
        ('code: "4411", ', ""), ("{scheme: HS, code", "{scheme: HSS, code"),
        ("status: superseded, groups: [specialty-fibre]", "status: published, groups: [specialty-fibre]"),
    )  # fmt: skip
    with pytest.raises(ReadingError) as caught:
        read_registry(path)
    assert {mistake.what for mistake in caught.value.mistakes} == {
        "the group 'float-glass' is within itself", "no group 'slag-powdr'", "no classification 'HSS'",
        "a code of electricity is a gap and given, or neither",
        "'T/CCIIA 0016-2024' is replaced, but its status is 'published'",
    }  # fmt: skip


def test_codes_that_were_not_found_are_gaps_and_none_stands_without_a_mark() -> None:
    # facts, section 6: ten-digit codes of the statistical list were not found; HS and GB/T 4754 were
    for product in read_registry().priority_products:
        gaps = [each.scheme for each in product.codes if each.mark == "gap"]
        assert gaps == ["统计用产品分类目录"]
        assert product.codes_in("GB/T 4754") and product.codes_in("HS")
        assert all(each.name for each in product.codes if each.code)
    ammonia = next(each for each in read_registry().priority_products if each.id == "ammonia")
    assert [(each.code, each.mark) for each in ammonia.codes if each.scheme == "GB/T 4754"] == [
        ("2621", "known")
    ]


def test_the_series_counts_against_the_goals() -> None:
    found = coverage()
    told = found.to_dict()
    series = found.series()
    assert all("any" not in each.standard.groups for each in series)
    assert {(goal["standards"], goal["by"]) for goal in told["goals"]} == {
        (200, 2027),
        (100, 2027),
        (200, 2030),
    }
    assert all(goal["entered"] == len(series) for goal in told["goals"])
    rules = {each["number"]: each["rule"] for each in told["standards"] if each["number"]}
    assert rules["GB/T 44905-2024"] == "gbt-44905-2024" and rules["T/CECRPA 010-2024"] == "t-cecrpa-010-2024"
    later = {each["number"]: each["superseded_by"] for each in told["standards"] if each["number"]}
    assert later["T/CCIIA 0016-2024"] == "T/CCIIA 0016-2025" and later["GB/T 47064-2026"] is None
    assert [each["read_lines"] for each in told["recommended_lists"]] == [12, 4, 5]
    assert sum(each["items"] for each in told["recommended_lists"]) == 111


def test_no_source_is_listed_that_nothing_cites() -> None:
    registry = read_registry()
    assert {source for _, source in registry.cited()} == set(registry.sources)


def test_standards_that_are_only_planned_or_superseded_do_not_count() -> None:
    registry = read_registry()
    fibres = registry.standards_of(["specialty-fibre"])
    assert [standard.number for standard in fibres] == ["T/CCIIA 0016-2025"]
    assert not registry.standards_of(["stone"])


def test_heads_say_what_the_inventories_say() -> None:
    for head in inventory_heads():
        file = read_inventory(head.id).file
        assert (head.id, head.title, head.product) == (file.id, file.title, file.product)
        assert list(head.groups) == file.product_groups


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_figure_shows_every_product_and_no_glyph_is_missing(tmp_path: Path, lang: str) -> None:
    found = coverage()
    figure = found.plot(lang)
    told = {text.get_text() for text in figure.axes[0].texts}
    assert {each.product.name.get(lang) for each in found.products} <= told
    save_figure(figure, tmp_path / "coverage.svg")
    assert (tmp_path / "coverage.svg").stat().st_size > 10_000


DRAFT = """format: rulewright-rule/1
id: draft
title: {zh: 温室气体 产品碳足迹 量化方法与要求 草案, en: draft}
based_on: gbt-24067-2024
document: {number: T/EXAMPLE 001-2026, title: {zh: 草案, en: draft}, issuer: Example, status: draft, language: zh}
clauses:
  - id: product
    family: product
    covers: [GROUP]
    text: {zh: 适用产品。, en: What is covered., normative: zh}
    source: {document: T/EXAMPLE 001-2026, kind: original, read: 2026-11-23}
    mark: seen
"""


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("hot-rolled-coil", {"GB/T 47064-2026", "GB/T 30052-2013"}),  # national standards on steel
        ("float-glass", {"the industry standard on flat glass (number not read)"}),
        ("container-glass", set()),
    ],
)
def test_a_draft_for_a_narrower_product_overlaps_with_the_standard_on_the_wider_one(
    tmp_path: Path, group: str, expected: set[str]
) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(DRAFT.replace("GROUP", group), encoding="utf-8")
    found = [each for each in check_rule(read_rule(path)).findings if each.check == "overlap"]
    assert {each.what.en.partition("this product: ")[2] for each in found} == expected
    zh = " ".join(each.what.zh for each in found)
    assert "行业标准《平板玻璃》（编号未读到）" in zh or group != "float-glass"
