"""The registry of priority products and published standards, and what is here for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rulewright.analysis.coverage import coverage, covered_groups
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
        tmp_path, ("sector: steel, groups", "sector: stel, groups"), ("source: record-24067", "source: record-1"),
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
        groups = set(each.product.groups)
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


def test_standards_that_are_only_planned_or_superseded_do_not_count() -> None:
    registry = read_registry()
    fibres = registry.standards_of(frozenset({"specialty-fibre"}))
    assert [standard.number for standard in fibres] == ["T/CCIIA 0016-2025"]
    assert not registry.standards_of(frozenset({"stone"}))


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
