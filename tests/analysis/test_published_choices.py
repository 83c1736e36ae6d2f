"""Published effects of single choices of method, found again as parts of differences between rules.

Published numbers are facts of the named sources; where our inventory isn't theirs, direction and size have to agree,
not digits. docs/attribution.md prints the same table.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from attribution_examples import electricity, named, user_of_power
from strategies import make_inventory

import rulewright as rw
from rulewright.reading.rules import read_rule
from rulewright.rule import Rule

DOCS = Path(__file__).resolve().parents[2] / "docs"
VARIANT = """
format: rulewright-rule/1
id: {id}
based_on: {base}
title: {{zh: 变体, en: variant}}
document:
  number: variant of {base}
  title: {{zh: 变体, en: variant}}
  issuer: example
  status: draft
  language: en
clauses:
  - id: variant
    family: {family}
    {setting}
    text: {{zh: 变体。, en: A variant.}}
    source: {{document: variant, kind: declared}}
    mark: declared
"""


@pytest.fixture(scope="module")
def variant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str, str, str], Rule]]:
    """A rule that takes all from a shipped one but a single clause."""
    folder = tmp_path_factory.mktemp("variants")

    @cache
    def written(identity: str, base: str, family: str, setting: str) -> Rule:
        path = folder / f"{identity}.yaml"
        text = VARIANT.format(id=identity, base=base, family=family, setting=setting)
        path.write_text(text, encoding="utf-8")
        return read_rule(path)

    yield written


def test_cobalt_by_contained_metal_or_by_price() -> None:
    """Two copies of one published inventory, allocated by metal and by price: 0.071 and 0.31 for the hydroxide.

    1 kg of crude hydroxide (0.35 kg Co) beside 4.58 kg of copper, 102.5 and 49.7 CNY/kg, 1.83 kg CO2:
    0.35 / 4.93 = 0.0710; 102.5 / (102.5 + 4.58 x 49.7) = 0.3105.
    """
    refinery = make_inventory(
        {"refinery": {"outputs": {"hydroxide": 1, "copper": 4.58}, "emissions": {"co2-fossil": 1.83}}},
        {
            "hydroxide": {"mass": 1, "metal": 0.35, "price": 102.5},
            "copper": {"mass": 1, "metal": 1, "price": 49.7},
        },
    )
    rules = [named(by, ladder=[{"share": {"by": by}}]) for by in ("metal", "price")]
    found = rw.Study(refinery, rules).attribute("metal", "price")
    assert found["allocation"].kg_co2e == found.difference_kg_co2e
    assert found.from_kg_co2e / 1.83 == pytest.approx(0.071, abs=5e-4)
    assert found.to_kg_co2e / 1.83 == pytest.approx(0.31, abs=5e-3)
    assert found["allocation"].kg_co2e == pytest.approx(0.438, abs=5e-4)
    row("0.071", "0.31", "×4.4")
    assert found.to_kg_co2e / found.from_kg_co2e == pytest.approx(4.4, abs=0.05)


@pytest.mark.parametrize(
    ("one", "other", "published", "change"),
    [
        (("direct", 2023), ("life_cycle", 2023), (0.5306, 0.6205), "+17 %"),
        (("life_cycle", 2023), ("life_cycle", 2024), (0.6205, 0.5777), "-6.9 %"),
    ],
)
def test_power_of_china_by_family_and_year_of_the_factor(
    one: tuple[str, int], other: tuple[str, int], published: tuple[float, float], change: str
) -> None:
    """Notices of the Chinese ministries for 2023 and 2024 [kg per kWh]."""
    rules = [electricity("one", *one), electricity("other", *other)]
    found = rw.Study(user_of_power(), rules).attribute("one", "other", by="clause")
    assert len(found.parts) == 1
    assert found.from_kg_co2e == pytest.approx(published[0], rel=1e-9)
    assert found.parts[0].kg_co2e == pytest.approx(published[1] - published[0], rel=1e-9)
    digits = 0 if change == "+17 %" else 1
    relative = 100 * found.difference_kg_co2e / found.from_kg_co2e
    assert f"{relative:+.{digits}f} %" == change
    row(f"{published[0]:.4f}", f"{published[1]:.4f}", change.replace("-", "−"))


def test_family_and_year_of_a_factor_cannot_be_separated_where_one_is_not_published() -> None:
    """No direct factor is published for 2024: both clauses count as one (convention 16)."""
    rules = [electricity("one", "direct", 2023), electricity("other", "life_cycle", 2024)]
    found = rw.Study(user_of_power(), rules).attribute("one", "other", by="clause")
    assert [part.names for part in found.parts] == [("electricity.factor_family", "electricity.factor_year")]
    assert found.parts[0].kg_co2e == pytest.approx(0.5777 - 0.5306, rel=1e-9)
    members = {each.name: each for each in found.parts[0].members}
    assert members["electricity.factor_family"].alone == pytest.approx(0.6205 - 0.5306, rel=1e-9)
    assert members["electricity.factor_year"].alone is None


def test_power_of_clinker(variant: Callable[..., Rule]) -> None:
    """Default values of the transitional period, grey clinker: 0.83 direct, 0.87 with power, +5 % (read second-hand).

    Ours: 801 kg of direct emissions per t, 57 kWh of power less 28 kWh of its own, at a grid factor near 0.58.
    """
    direct = variant(
        "cbam-direct",
        "cbam-2025-cement",
        "boundary",
        "tags: {electricity: exclude, fuel: include, heat: include}",
    )
    rules = [direct, read_rule("cbam-2025-cement")]
    found = rw.Study("cement-clinker", rules).attribute("cbam-direct", "cbam-2025-cement")
    assert found["boundary"].kg_co2e == pytest.approx(found.difference_kg_co2e)
    assert 0.02 < found["boundary"].kg_co2e / found.from_kg_co2e < 0.06
    row("0.83", "0.87", f"+{100 * found['boundary'].kg_co2e / found.from_kg_co2e:.1f} %")


def test_slag_of_the_blast_furnace(variant: Callable[..., Rule]) -> None:
    """Chen and Habert (2010, as known): the slag takes nothing, about 2 % by price, about 19 % by mass.

    Ours: 300 kg of slag per t of hot metal: by mass 300 / 1,300 = 23.1 %. Gases stay with the metal, dust is free.
    """
    gases = "{flows: [blast-furnace-gas, converter-gas, coke-oven-gas], as_class: internal}"
    rules = []
    for identity, share, free in (
        ("slag-free", "by: mass", "blast-furnace-dust, granulated-slag"),
        ("slag-by-price", "by: price, years: 3", "blast-furnace-dust"),
        ("slag-by-mass", "by: mass", "blast-furnace-dust"),
    ):
        ladder = f"ladder: [{{share: {{{share}}}}}, {{stop: {{}}}}]"
        classes = f"classes: [{gases}, {{flows: [{free}], as_class: burden_free}}]"
        rules.append(variant(identity, "gbt-24067-2024", "allocation", f"{ladder}\n    {classes}"))
    study = rw.Study("steel-hot-rolled-coil-bf-bof", rules, product="hot-metal")
    shares = {}
    for other in ("slag-by-price", "slag-by-mass"):
        found = study.attribute("slag-free", other)
        assert found["allocation"].kg_co2e == pytest.approx(found.difference_kg_co2e)
        shares[other] = -100 * found["allocation"].kg_co2e / found.from_kg_co2e
    assert shares["slag-by-mass"] == pytest.approx(100 * 300 / 1300)
    assert 5 < shares["slag-by-mass"] / shares["slag-by-price"] < 15
    row("0 / 2 / 19 %", f"0 / {shares['slag-by-price']:.1f} / {shares['slag-by-mass']:.1f} %")


def row(*cells: str) -> None:
    """The documents have a row with these cells, in both languages."""
    for name in ("attribution.md", "attribution.zh-CN.md"):
        text = (DOCS / name).read_text(encoding="utf-8")
        section = text.split("## ", 1)[1]
        assert any(
            all(cell in line for cell in cells) for line in section.splitlines() if line.startswith("|")
        ), (
            name,
            cells,
        )
