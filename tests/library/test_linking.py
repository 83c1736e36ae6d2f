"""Files that name files: one set of unit processes, and nothing changes because somebody else names a file too."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import rulewright as rw
from rulewright.errors import ReadingError
from rulewright.inventory import Inventory
from rulewright.reading.find import list_shelf
from rulewright.reading.inventories import read_inventory
from rulewright.reporting.messages import in_language

HEAD = """\
format: rulewright-inventory/1
id: {name}
title: {{zh: 示例, en: example}}
version: "1"
licence: CC0-1.0
geography: CN
year: 2025
{more}
"""


def flow(name: str, unit: str = "kg") -> str:
    return f"  - {{id: {name}, name: {{zh: 流, en: {name}}}, unit: {unit}}}\n"


def exchange(name: str, amount: float = 1, unit: str = "kg", more: str = "") -> str:
    return (
        f"      - {{flow: {name}, amount: {amount}, unit: {unit}, source: example, mark: estimate{more}}}\n"
    )


def process(
    name: str, output: str, inputs: str = "", co2: float = 0, unit: str = "kg", more: str = ""
) -> str:
    text = f"  - id: {name}\n    name: {{zh: 过程, en: {name}}}\n    stage: production\n    location: CN\n"
    text += f"    outputs:\n{exchange(output, 1, unit, ', class: product')}{more}"
    text += f"    inputs:\n{inputs}" if inputs else ""
    return text + (f"    emissions:\n{exchange('co2-fossil', co2)}" if co2 else "")


def write(
    folder: Path,
    name: str,
    flows: str,
    processes: str,
    background: tuple[str, ...] = (),
    product: str | None = None,
    more: str = "",
) -> Path:
    header = f"background: [{', '.join(background)}]\n" if background else ""
    if product:
        header += f"product: {product}\nproduct_groups: [thing]\ndeclared_unit: {{amount: 1, unit: kg}}\n"
    path = folder / f"{name}.yaml"
    body = HEAD.format(name=name, more=header + more)
    path.write_text(f"{body}products:\n{flows}processes:\n{processes}", encoding="utf-8")
    return path


def total_kg_co2e(path: Path) -> float:
    choices = [
        "electricity.factor_family=life_cycle", "allocation.expansion=not_used", "boundary.internal_loops=net",
        'allocation.physical_property={"*": mass}', "cut_off.missing_amounts=leave_out", "cut_off.use=nothing",
        "characterisation.aggregated_data=accept",
    ]  # fmt: skip
    return rw.Study(path, rules=["gbt-24067-2024"], choices=choices).result("gbt-24067-2024").evaluation.total_kg_co2e  # fmt: skip


def test_an_inventory_reads_what_its_backgrounds_name(tmp_path: Path) -> None:
    write(tmp_path, "deep", flow("ore"), process("mine", "ore", co2=3))
    write(tmp_path, "middle", flow("iron"), process("furnace", "iron", exchange("ore", 2)), ("deep",))
    top = write(
        tmp_path, "top", flow("part"), process("shop", "part", exchange("iron", 1.5)), ("middle",), "part"
    )
    inventory = read_inventory(top)
    assert set(inventory.processes) == {"shop", "furnace", "mine"}
    assert inventory.file.product == "part"
    assert total_kg_co2e(top) == pytest.approx(1.5 * 2 * 3)


def test_a_file_that_two_others_name_is_read_once_and_circles_of_files_are_no_mistake(tmp_path: Path) -> None:
    write(
        tmp_path, "power", flow("steam"), process("boiler", "steam", exchange("steel", 0.01), 1), ("steel",)
    )
    write(tmp_path, "steel", flow("steel"), process("works", "steel", exchange("steam", 0.5), 2), ("power",))
    top = write(
        tmp_path, "car", flow("car"),
        process("plant", "car", exchange("steel", 1) + exchange("steam", 1)), ("power", "steel"), "car",
    )  # fmt: skip
    inventory = read_inventory(top)
    assert sorted(inventory.processes) == ["boiler", "plant", "works"]
    # steel = 2 + 0.5 steam, steam = 1 + 0.01 steel, solved by hand
    steam = (1 + 0.01 * 2) / (1 - 0.01 * 0.5)
    assert total_kg_co2e(top) == pytest.approx((2 + 0.5 * steam) + steam)


def test_a_flow_that_two_linked_files_define_is_told_with_both_places(tmp_path: Path) -> None:
    write(tmp_path, "one", flow("lime"), process("kiln", "lime", co2=1))
    write(tmp_path, "two", flow("lime"), process("oven", "lime", co2=2))
    top = write(
        tmp_path, "top", flow("part"), process("shop", "part", exchange("lime")), ("one", "two"), "part"
    )
    with pytest.raises(ReadingError) as caught:
        read_inventory(top)
    assert "two linked files define 'lime'" in str(caught.value)
    assert "one.yaml" in str(caught.value)
    assert "two.yaml" in str(caught.value)
    chinese = in_language(caught.value, "zh")
    assert "两份相连的文件都定义了“lime”" in chinese
    assert "只留在一份文件中" in chinese


@pytest.mark.parametrize("kind", ["process", "parameter"])
def test_processes_and_parameters_have_one_home_as_well(tmp_path: Path, kind: str) -> None:
    more = "parameters:\n  - {id: yield_, amount: 1, unit: kg/kg, source: example, mark: estimate}\n"
    more = more.replace("yield_", "loss")
    name = "kiln" if kind == "process" else "furnace"
    write(tmp_path, "one", flow("lime"), process("kiln", "lime"), more=more if kind == "parameter" else "")
    top = write(
        tmp_path, "top", flow("part"), process(name, "part", exchange("lime")), ("one",), "part",
        more if kind == "parameter" else "",
    )  # fmt: skip
    with pytest.raises(
        ReadingError, match=f"two linked files define '{'kiln' if kind == 'process' else 'loss'}'"
    ):
        read_inventory(top)


def test_a_link_depends_on_what_the_file_names_not_on_who_names_the_file(tmp_path: Path) -> None:
    """A second maker beside it changes nothing: first the own file's maker, then the one of the flow's home."""
    write(tmp_path, "home", flow("acid"), process("contact-plant", "acid", co2=1))
    write(tmp_path, "user", flow("salt"), process("salt-plant", "salt", exchange("acid")), ("home",), "salt")
    write(
        tmp_path, "smelter", flow("copper"),
        process("smelter", "copper", co2=5) + process("acid-plant", "acid", co2=9), ("home",), "copper",
    )  # fmt: skip
    both = write(
        tmp_path, "both", flow("thing"), process("shop", "thing", exchange("salt") + exchange("copper")),
        ("user", "smelter"), "thing",
    )  # fmt: skip
    inventory = read_inventory(both)
    assert _provider(inventory, "salt-plant", "acid") == "contact-plant"
    own = write(
        tmp_path, "own", flow("paper"),
        process("mill", "paper", exchange("acid")) + process("own-acid", "acid", co2=7), ("home",), "paper",
    )  # fmt: skip
    assert _provider(read_inventory(own), "mill", "acid") == "own-acid"


def test_two_makers_none_of_them_at_home_have_to_be_told_apart(tmp_path: Path) -> None:
    write(tmp_path, "home", flow("acid") + flow("other"), process("idle", "other"))
    for name in ("east", "west"):
        write(tmp_path, name, flow(f"metal-{name}"), process(f"acid-{name}", "acid"), ("home",))
    top = write(
        tmp_path, "top", flow("salt"), process("shop", "salt", exchange("acid")), ("east", "west"), "salt"
    )
    with pytest.raises(ReadingError, match="2 processes make 'acid': acid-east, acid-west"):
        read_inventory(top)


def test_the_power_plant_of_one_works_does_not_supply_another(tmp_path: Path) -> None:
    """A supply is a fact about the site of its own file; a background's supply serves all that name it."""
    supply = (
        "electricity_supplies:\n  - {{id: mains, supply: {kind}, process: {process}, flow: {process}, share: 1, "
        "source: example, mark: estimate}}\n"
    )
    electricity = exchange("electricity", 1, "kWh")
    write(
        tmp_path, "grid", flow("electricity", "kWh") + flow("mix", "kWh"),
        process("mix", "mix", co2=10, unit="kWh"), more=supply.format(kind="grid_average", process="mix"),
    )  # fmt: skip
    write(
        tmp_path, "works", flow("steel") + flow("own", "kWh"),
        process("own", "own", co2=1, unit="kWh") + process("works", "steel", electricity), ("grid",), "steel",
        supply.format(kind="on_site", process="own"),
    )  # fmt: skip
    top = write(
        tmp_path,
        "car",
        flow("car"),
        process("plant", "car", electricity + exchange("steel")),
        ("grid", "works"),
        "car",
    )
    inventory = read_inventory(top)
    supplies = {name: [each.supply.id for each in inventory.supplies_for(inventory.processes[name])] for name in inventory.processes}  # fmt: skip
    assert supplies["works"] == ["mains", "mains"]  # its own first, then the grid
    assert supplies["plant"] == ["mains"]
    assert total_kg_co2e(top) == pytest.approx(10 + 1)


def test_a_background_without_supplies_takes_those_of_the_study_and_others_keep_their_own(
    tmp_path: Path,
) -> None:
    electricity = exchange("electricity", 1, "kWh")
    supply = (
        "electricity_supplies:\n  - {{id: mains, supply: grid_average, process: {0}, flow: {0}, share: 1, "
        "source: example, mark: estimate}}\n"
    )
    # the flow `electricity` that a ladder links has one home, here as in the library
    write(tmp_path, "words", flow("electricity", "kWh"), process("idle", "electricity", unit="kWh"))
    write(tmp_path, "bare", flow("lime"), process("kiln", "lime", electricity), ("words",))
    write(
        tmp_path, "wired", flow("mix", "kWh") + flow("salt"),
        process("mix", "mix", co2=10, unit="kWh") + process("works", "salt", electricity), ("words",),
        more=supply.format("mix"),
    )  # fmt: skip
    top = write(
        tmp_path, "top", flow("part") + flow("wind", "kWh"),
        process("shop", "part", electricity + exchange("lime") + exchange("salt"))
        + process("wind", "wind", co2=1, unit="kWh"),
        ("bare", "wired"), "part", supply.format("wind"),
    )  # fmt: skip
    inventory = read_inventory(top)
    taken = {
        name: [each.supply.process for each in inventory.supplies_for(inventory.processes[name])]
        for name in ("kiln", "works", "shop")
    }
    assert taken == {"kiln": ["wind"], "works": ["mix"], "shop": ["wind", "mix"]}


def test_what_a_linked_inventory_calls_production_is_upstream(tmp_path: Path) -> None:
    write(tmp_path, "steel", flow("steel"), process("works", "steel", co2=2), product="steel")
    write(tmp_path, "back", flow("lime"), process("kiln", "lime", co2=1))
    top = write(
        tmp_path, "car", flow("car"), process("plant", "car", exchange("steel") + exchange("lime"), 4),
        ("steel", "back"), "car",
    )  # fmt: skip
    inventory = read_inventory(top)
    stages = {name: each.stage for name, each in inventory.processes.items()}
    assert stages == {"plant": "production", "works": "raw_materials", "kiln": "production"}
    assert read_inventory(tmp_path / "steel.yaml").processes["works"].stage == "production"


def test_an_end_of_life_credit_is_about_the_product_of_the_study_only() -> None:
    """Cement takes slag of a works whose file states how much steel of a coil is recovered: no credit for cement."""
    result = rw.Study("cement-blended").result("en-15804-a2")
    assert [credit.name for credit in result.evaluation.credits if "end-of-life" in credit.name] == []
    coil = rw.Study("steel-hot-rolled-coil-eaf").result("en-15804-a2")
    assert [credit.name for credit in coil.evaluation.credits if "end-of-life" in credit.name]


def test_a_changed_file_is_read_again_and_mistakes_are_not_told_twice(tmp_path: Path) -> None:
    write(tmp_path, "back", flow("ore"), process("mine", "ore", co2=3))
    top = write(tmp_path, "top", flow("part"), process("shop", "part", exchange("ore")), ("back",), "part")
    assert total_kg_co2e(top) == pytest.approx(3)
    write(tmp_path, "back", flow("ore"), process("mine", "ore", co2=30.5))
    assert total_kg_co2e(top) == pytest.approx(30.5)
    write(tmp_path, "back", flow("iron"), process("mine", "iron", co2=3.25))
    for _ in range(2):
        with pytest.raises(ReadingError) as caught:
            read_inventory(top)
        assert len(caught.value.mistakes) == 1


# ---- the shipped library --------------------------------------------------------------------------------


def test_the_whole_library_is_one_linked_system_without_dangling_inputs(tmp_path: Path) -> None:
    """All shipped inventories together: no clash of ids; every input has a maker, a pool, a ladder, or says why not."""
    names = [*list_shelf("background"), *list_shelf("inventories")]
    top = write(tmp_path, "everything", flow("nothing"), process("all", "nothing"), tuple(names), "nothing")
    inventory = read_inventory(top)
    assert {each.id for each in inventory.backgrounds} == set(names)
    for each in inventory.processes.values():
        for entered in each.inputs:
            known = (
                entered.provider in inventory.processes
                or entered.flow in inventory.pools
                or entered.flow == "electricity"
                or inventory.flows[entered.flow].supply_missing is not None
            )
            assert known, entered.id
        if any(entered.flow == "electricity" and entered.provider is None for entered in each.inputs):
            assert inventory.supplies_for(each), f"{each.id} finds no electricity supply"


def test_alone_or_in_the_library_an_inventory_has_the_same_links(tmp_path: Path) -> None:
    names = [*list_shelf("background"), *list_shelf("inventories")]
    top = write(tmp_path, "everything", flow("nothing"), process("all", "nothing"), tuple(names), "nothing")
    together = read_inventory(top)
    for name in list_shelf("inventories"):
        for each in read_inventory(name).processes.values():
            links = {entered.id: entered.provider for entered in each.inputs}
            assert links == {
                entered.id: entered.provider for entered in together.processes[each.id].inputs
            }, name


def test_the_library_holds_a_hundred_unit_processes_and_many_of_several_outputs() -> None:
    """Aggregated factors and single products are the smaller part."""
    processes = {
        each.id: each
        for name in list_shelf("inventories")
        for each in read_inventory(name).processes.values()
    }
    several = [
        each for each in processes.values()
        if sum(output.output_class in ("product", "co_product") for output in each.outputs) > 1
    ]  # fmt: skip
    factors = [each for each in processes.values() if each.factor is not None]
    assert len(processes) - len(factors) >= 100
    assert len(several) >= 35


@pytest.mark.parametrize("name", list_shelf("studies"))
def test_every_shipped_study_runs_under_each_of_its_rules(name: str) -> None:
    study = rw.Study.from_file(name)
    for rule in study.rules:
        assert study.result(rule).evaluation.total_kg_co2e > 0


def test_reading_the_library_takes_less_than_five_seconds() -> None:
    start = time.process_time()  # of this process, so that a busy machine is no failure
    for name in list_shelf("inventories"):
        read_inventory(name)
    assert time.process_time() - start < 5.0


def _provider(inventory: Inventory, name: str, needed: str) -> str | None:
    return next(each.provider for each in inventory.processes[name].inputs if each.flow == needed)
