"""Portfolio files: what is read, and all mistakes of a file at once, each with its line."""

from pathlib import Path

import pytest

from rulewright.errors import ReadingError
from rulewright.reading.checking import check_file
from rulewright.reading.find import databases_dir, list_shelf
from rulewright.reading.portfolios import read_portfolio
from rulewright.reporting.messages import in_language

GOOD = """\
format: rulewright-portfolio/1
id: two-works
title: {zh: 两个工厂, en: two works}
version: "1"
licence: BSD-3-Clause
plants_are: plausible
note: {zh: 例子, en: an example}
rules: [pact-3, gbt-24067-2024]
value_uncertainty:
  uncertainty: {distribution: lognormal, sd: 0.02}
  source: example
  mark: estimate
plants:
  - id: north
    name: {zh: 北厂, en: north}
    location: CN
    inventory: steel-hot-rolled-coil-bf-bof
    parameters:
      - {id: coke, amount: 0.32, unit: t/t, source: example, mark: estimate}
  - id: south
    name: {zh: 南厂, en: south}
    location: CN
    inventory: steel-hot-rolled-coil-bf-bof
    parameters:
      - {id: coke, amount: 290, unit: kg/t, source: example, mark: estimate, uncertainty: {distribution: uniform, minimum: 285, maximum: 295}}
    amounts:
      - {id: casting/output/steel-scrap, amount: 0.03, unit: t, source: example, mark: estimate}
    electricity_supplies:
      - {id: grid-average-life-cycle, supply: grid_average, process: electricity-grid-cn-2024-life-cycle,
         flow: electricity-grid-cn-2024-life-cycle, share: 0.5, source: example, mark: estimate}
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "two-works.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes_of(tmp_path: Path, text: str) -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        read_portfolio(write(tmp_path, text))
    return caught.value


def test_values_of_a_plant_stand_in_its_inventory_in_the_inventorys_units(tmp_path: Path) -> None:
    portfolio = read_portfolio(write(tmp_path, GOOD))
    north, south = portfolio.plants
    assert north.inventory.parameters["coke"].amount == pytest.approx(320)
    assert north.inventory.parameters["coke"].uncertainty.sd == 0.02
    assert south.inventory.parameters["coke"].uncertainty.maximum == 295
    scrap = next(each for each in south.inventory.processes["casting"].outputs if each.flow == "steel-scrap")
    assert scrap.quantity.amount == pytest.approx(30)
    assert south.stated == {"parameter.coke", "casting/output/steel-scrap"}


def test_a_supply_of_the_plant_takes_the_place_of_the_one_with_its_id(tmp_path: Path) -> None:
    south = read_portfolio(write(tmp_path, GOOD)).plant("south")
    casting = south.inventory.processes["casting"]
    supplies = {each.supply.id: each.share for each in south.inventory.supplies_for(casting)}
    assert supplies["grid-average-life-cycle"] == 0.5
    assert list(supplies) == ["grid-average-life-cycle", "works-power", "grid-average-direct"]


def test_a_value_without_any_uncertainty_is_held(tmp_path: Path) -> None:
    start, end = GOOD.index("value_uncertainty"), GOOD.index("plants:\n")
    north = read_portfolio(write(tmp_path, GOOD[:start] + GOOD[end:])).plant("north")
    assert north.inventory.parameters["coke"].uncertainty is None


def test_none_of_something_is_exact(tmp_path: Path) -> None:
    text = GOOD.replace("{id: coke, amount: 0.32, unit: t/t", "{id: gas_slab, amount: 0, unit: MJ/t")
    north = read_portfolio(write(tmp_path, text)).plant("north")
    assert north.inventory.parameters["gas_slab"].amount == 0
    assert north.inventory.parameters["gas_slab"].uncertainty is None


def test_a_range_of_its_own_lets_a_plant_leave_the_range_of_the_inventory(tmp_path: Path) -> None:
    text = GOOD.replace("amount: 290", "amount: 250").replace(
        "minimum: 285, maximum: 295", "minimum: 240, maximum: 260"
    )
    assert read_portfolio(write(tmp_path, text)).plant("south").inventory.parameters["coke"].amount == 250


def test_all_mistakes_of_a_file_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    text = (
        GOOD.replace("rules: [pact-3, gbt-24067-2024]", "rules: [pact-3, pact-3, no-such-rule]")
        .replace("{id: coke, amount: 0.32, unit: t/t", "{id: cokee, amount: 0.32, unit: t/t")
        .replace("id: south", "id: north")
        .replace("amount: 290, unit: kg/t", "amount: 900, unit: kg/t")
        .replace("minimum: 285, maximum: 295}", "minimum: 285}")
        .replace("distribution: uniform, ", "distribution: lognormal, sd: 0.1, ")
        .replace(
            "casting/output/steel-scrap, amount: 0.03, unit: t",
            "casting/output/steel-scrap, amount: 0.03, unit: MJ",
        )
    )
    error = mistakes_of(tmp_path, text)
    told = {mistake.what: mistake for mistake in error.mistakes}
    lines = text.splitlines()

    def line(word: str) -> int:
        return 1 + next(number for number, each in enumerate(lines) if word in each)

    assert told["the rule 'pact-3' is named twice"].where.endswith(f"yaml:{line('rules:')}")
    assert told["unknown parameter 'cokee'"].where.endswith(f"yaml:{line('cokee')} (plant north, cokee)")
    assert "did you mean 'coke'?" in told["unknown parameter 'cokee'"].mend
    assert "two plants have the id 'north'" in told
    assert "900 lies outside the stated range 280 .. 380" in told
    assert any(what.startswith("no rule 'no-such-rule'") for what in told)
    assert any("cannot be converted" in what for what in told)
    assert len(error.mistakes) == 6
    assert str(error).startswith(f"portfolio {tmp_path}")


def test_a_missing_inventory_is_told_with_its_line(tmp_path: Path) -> None:
    text = GOOD.replace(
        "inventory: steel-hot-rolled-coil-bf-bof", "inventory: steel-hot-rolled-coil-bf-bofs", 1
    )
    (mistake,) = mistakes_of(tmp_path, text).mistakes
    assert mistake.what == "no inventory 'steel-hot-rolled-coil-bf-bofs'"
    assert "did you mean 'steel-hot-rolled-coil-bf-bof'?" in mistake.mend
    assert mistake.where.endswith("(plant north)")


def test_a_formula_without_result_is_told_at_the_plant(tmp_path: Path) -> None:
    text = GOOD.replace("{id: coke, amount: 0.32, unit: t/t", "{id: bfg_c, amount: 0, unit: kg/MJ")
    error = mistakes_of(tmp_path, text)
    assert any("divides by zero" in each.what and "plant north" in each.where for each in error.mistakes)


def test_a_supply_of_an_unknown_process_is_told_at_its_line(tmp_path: Path) -> None:
    text = GOOD.replace("process: electricity-grid-cn-2024-life-cycle", "process: electricity-grid")
    (mistake,) = mistakes_of(tmp_path, text).mistakes
    number = 1 + next(n for n, each in enumerate(text.splitlines()) if "process: electricity-grid," in each)
    assert mistake.what == "unknown process 'electricity-grid'"
    assert f"yaml:{number} (plant south)" in mistake.where


def test_plants_of_two_declared_units_are_refused(tmp_path: Path) -> None:
    inventory = Path(databases_dir(), "inventories", "steel-hot-rolled-coil-bf-bof.yaml")
    text = inventory.read_text(encoding="utf-8").replace(
        "declared_unit: {amount: 1, unit: t}", "declared_unit: {amount: 1, unit: kg}"
    )
    (tmp_path / "steel-per-kg.yaml").write_text(text, encoding="utf-8")
    portfolio = GOOD.replace("inventory: steel-hot-rolled-coil-bf-bof", "inventory: steel-per-kg", 1)
    (mistake,) = mistakes_of(tmp_path, portfolio).mistakes
    assert mistake.what == "the declared unit is 1 t, that of north 1 kg"


def test_a_property_is_no_value_of_a_plant(tmp_path: Path) -> None:
    text = GOOD.replace(
        "casting/output/steel-scrap, amount: 0.03, unit: t", "slab.price, amount: 3, unit: CNY/kg"
    )
    (mistake,) = mistakes_of(tmp_path, text).mistakes
    assert mistake.what == "'slab.price' is no exchange of a process"


def test_mistakes_are_told_in_chinese(tmp_path: Path) -> None:
    text = GOOD.replace("id: south", "id: north").replace("{id: coke, amount: 0.32", "{id: coke, amount: 9")
    told = in_language(mistakes_of(tmp_path, text), "zh")
    assert "两个工厂的编号都是“north”" in told and "9000 超出给定范围 280 .. 380" in told
    assert "组合" in told.splitlines()[0] and "mend" not in told and "plant north" not in told


@pytest.mark.parametrize("name", list_shelf("portfolios"))
def test_the_shipped_portfolios_are_sound_and_say_that_their_plants_are_not_real(name: str) -> None:
    assert "no mistakes" in check_file(name)
    portfolio = read_portfolio(name)
    assert portfolio.file.plants_are == "plausible" and len(portfolio.plants) >= 12
    assert "real" in portfolio.file.note.en and "真实" in portfolio.file.note.zh
    for plant in portfolio.plants:
        for value in (*plant.file.parameters, *plant.file.amounts):
            assert value.source in portfolio.file.sources


def test_a_study_file_is_no_portfolio(tmp_path: Path) -> None:
    error = mistakes_of(tmp_path, GOOD.replace("rulewright-portfolio/1", "rulewright-study/1"))
    assert "the file is not a portfolio" in error.mistakes[0].what


def test_a_wrong_key_hides_no_mistake_of_the_rest_of_the_file(tmp_path: Path) -> None:
    """A word, a key and a number that are wrong in themselves stand beside mistakes that need the inventory to be seen."""
    text = (
        GOOD.replace("plants_are: plausible", "plants_are: made-up")
        .replace("rules: [pact-3, gbt-24067-2024]", "rules: [pact-3, gbt-24067-2042]")
        .replace("{id: coke, amount: 0.32", "{id: cokes, amount: 0.32")
        .replace("amount: 290,", "amount: many,")
        .replace("{id: casting/output/steel-scrap,", "{id: casting/output/scrap,")
        .replace("share: 0.5,", "share: 1.5,")
        .replace("    location: CN\n", "    location: CN\n    colour: red\n", 1)
    )
    error = mistakes_of(tmp_path, text)
    told = [
        (mistake.what.split(";")[0], mistake.where.rsplit(":", 1)[1].split(" ")[0])
        for mistake in error.mistakes
    ]
    lines = text.splitlines()
    expected = [
        ("'plants_are' has an unknown value", "made-up"),
        ("no rule 'gbt-24067-2042'", "gbt-24067-2042"),
        ("unknown key 'colour' in plant north", "colour: red"),
        ("unknown parameter 'cokes'", "id: cokes"),
        ("'amount' is not a number", "amount: many"),
        ("unknown quantity 'casting/output/scrap'", "casting/output/scrap"),
        ("'share' has to be at most 1", "share: 1.5"),
    ]
    assert [what for what, _ in told] == [what for what, _ in expected]
    for (_, line), (_, written) in zip(told, expected, strict=True):
        assert written in lines[int(line) - 1]
    assert "7 处错误" in in_language(error, "zh")
