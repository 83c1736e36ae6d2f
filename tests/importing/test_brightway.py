"""Brightway databases of any kind come in, read-only; what cannot come in is told."""

from __future__ import annotations

import os
import pickle
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from brightway_examples import CH4, CO2, SO2, add_node, edge, make_project, node, state_of
from hypothesis import given
from hypothesis import strategies as st
from strategies import FEWER, footprint, make_rule

from rulewright import cli
from rulewright.analysis.data_quality import data_years
from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.stored import read_stored
from rulewright.errors import MistakesError, ReadingError
from rulewright.importing.brightway import import_brightway
from rulewright.importing.imported import Imported
from rulewright.importing.mapping import ImportMapping
from rulewright.inventory import Process
from rulewright.reading.inventories import read_inventory

COKE, STEEL = ("works", "coke"), ("works", "steel")


def bring(base: Path, databases: dict[str, Any], database: str = "works", **more: Any) -> Imported:
    given_ = {key: more.pop(key) for key in ("about", "parameters", "wal") if key in more}
    make_project(base, databases, **given_)
    return import_brightway("works", database, directory=base, **more)


def process(imported: Imported, name: str) -> Process:
    return next(each for each in imported.file.processes if each.id == name)


def outputs(imported: Imported, name: str) -> dict[str, tuple[str, float | None]]:
    return {each.flow: (each.output_class, each.amount) for each in process(imported, name).outputs}


def inputs(imported: Imported, name: str) -> dict[str, float | None]:
    return {each.flow: each.amount for each in process(imported, name).inputs}


# ---- plain databases ------------------------------------------------------------------------------------


def test_a_process_without_production_makes_one_unit_of_itself(tmp_path: Path) -> None:
    imported = bring(tmp_path, {"works": {"coke": node("coke", "kilogram", edge("biosphere", CO2, 0.5))}})
    assert outputs(imported, "coke") == {"coke": ("product", 1.0)}
    assert "1 processes state no output" in " ".join(imported.notes())


def test_production_other_than_one_waste_treatment_and_substitution(tmp_path: Path) -> None:
    sludge, gravel = ("works", "sludge"), ("works", "gravel")
    imported = bring(
        tmp_path,
        {
            "works": {
                "steel": node(
                    "steel", "ton", edge("production", STEEL, 2.0), edge("technosphere", sludge, -0.25),
                    edge("substitution", gravel, 0.3), edge("biosphere", CO2, 40.0),
                ),
                "sludge": node("sludge", "ton", edge("production", sludge, -3.0), edge("biosphere", CO2, 12.0)),
                "gravel": node("gravel", "ton", edge("production", gravel, 1.0)),
                "user": node("user", "unit", edge("technosphere", gravel, 7.0), edge("technosphere", sludge, 1.0)),
            }
        },
    )  # fmt: skip
    assert outputs(imported, "steel") == {
        "steel": ("product", 2.0), "sludge": ("waste", 0.25), "gravel": ("co_product", 0.3),
    }  # fmt: skip
    assert outputs(imported, "sludge") == {"sludge": ("product", 3.0)}
    assert process(imported, "sludge").treats_waste
    assert inputs(imported, "user") == {"gravel": 7.0, "sludge": -1.0}
    gravel_input = process(imported, "user").inputs[0]
    assert gravel_input.from_process == "gravel"  # not from the process that avoids gravel
    assert imported.account.counts["avoided"] == 1
    assert imported.inventory.flows["steel"].unit == "t"  # `ton` is the metric tonne in Brightway


@st.composite
def chains(draw: st.DrawFn) -> tuple[dict[str, Any], float]:
    """A plain database with loops and treatments, and its score per unit of the first product by numpy."""
    size = draw(st.integers(2, 4))
    amounts = st.floats(0.05, 3).map(lambda number: round(number, 3))
    treats = [False, *(draw(st.booleans()) for _ in range(size - 1))]
    made = [(-1.0 if treated else 1.0) * draw(amounts) for treated in treats]
    matrix, emitted = np.zeros((size, size)), [draw(amounts) for _ in range(size)]
    nodes: dict[str, Any] = {}
    for column in range(size):
        exchanges = [edge("production", ("works", f"p{column}"), made[column])]
        matrix[column, column] = made[column]
        for row in range(size):
            if row != column and draw(st.booleans()):
                used = draw(amounts) * 0.05 * (-1 if treats[row] else 1)
                exchanges.append(edge("technosphere", ("works", f"p{row}"), used))
                matrix[row, column] -= used
        exchanges.append(edge("biosphere", CO2, emitted[column]))
        nodes[f"p{column}"] = node(f"p{column}", "kilogram", *exchanges)
    supply = np.linalg.solve(matrix, [1.0, *[0.0] * (size - 1)])
    return nodes, float(supply @ emitted)


@FEWER
@given(chains())
def test_a_plain_database_means_the_same_here_as_in_brightway(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[dict[str, Any], float]
) -> None:
    nodes, score = drawn
    imported = bring(tmp_path_factory.mktemp("p"), {"works": nodes}, product="p0")
    assert footprint(make_rule(), imported.inventory) == pytest.approx(score, rel=1e-9)


def test_process_and_product_nodes_of_their_own(tmp_path: Path) -> None:
    product = {"name": "hot metal", "unit": "kilogram", "type": "product"}
    imported = bring(
        tmp_path,
        {
            "works": {
                "iron": product,
                "furnace": node("furnace", "", edge("production", ("works", "iron"), 950.0), edge("biosphere", CO2, 1.0)),
                "steel": node("steel", "kilogram", edge("technosphere", ("works", "iron"), 0.9)),
            }
        },
    )  # fmt: skip
    assert outputs(imported, "furnace") == {"hot-metal": ("product", 950.0)}
    assert inputs(imported, "steel") == {"hot-metal": 0.9}


# ---- databases with multi-output processes ----------------------------------------------------------------


def test_multifunctional_edges_with_properties(tmp_path: Path) -> None:
    meow, waste = ("works", "meow"), ("works", "slag")
    nodes = {
        "meow": {"name": "hot metal", "unit": "kilogram", "type": "product"},
        "slag": {"name": "slag", "unit": "kilogram", "type": "product", "properties": {"mass": 1.0}},
        "furnace": node(
            "furnace", "", edge("production", meow, 4.0, functional=True, properties={"price": 7, "mass": 6.0}),
            edge("technosphere", waste, 2.0, functional=True, properties={"joy": 1}), edge("biosphere", CO2, 3.0),
            type="multifunctional",
        ),
        "twin": node("twin", "kilogram", type="readonly_process", mf_parent_key=("works", "furnace")),
        "works": node("works", "unit", edge("production", waste, 0.5), edge("production", ("works", "works"), 1.0, functional=True)),
    }  # fmt: skip
    imported = bring(tmp_path, {"works": nodes}, mapping=ImportMapping(units={"properties.mass": "kg"}))
    assert outputs(imported, "furnace") == {"hot-metal": ("product", 4.0), "slag": ("co_product", 2.0)}
    masses = {
        each.flow: [one.amount for one in each.properties] for each in process(imported, "furnace").outputs
    }
    assert masses == {"hot-metal": [6.0], "slag": [1.0]}
    assert outputs(imported, "works") == {"works": ("product", 1.0), "slag": ("waste", 0.5)}
    notes = " ".join(imported.notes())
    assert "Properties without a unit, not in: price 1" in notes and "joy 1" in notes
    assert "1 processes that the source made by allocation" in notes


def test_bw_functional_products_with_properties(tmp_path: Path) -> None:
    furnace = ("works", "furnace")
    properties = {
        "a": {"mass": {"unit": "kg", "amount": 2.0, "normalize": True}, "price": {"unit": "EUR", "amount": 3.0}},
        "b": {"mass": {"unit": "ton", "amount": 0.012, "normalize": False}, "carbon": {"unit": "kg/kg", "amount": 0.1, "normalize": True}},
    }  # fmt: skip
    nodes = {
        code: {
            "name": "furnace", "product": name, "reference product": name, "unit": "kilogram", "type": "product",
            "processor": furnace, "properties": properties[code], "allocation_factor": factor,
        }
        for code, name, factor in (("a", "hot metal", 0.75), ("b", "slag", 0.25))
    }  # fmt: skip
    nodes["furnace"] = node(
        "furnace", "", edge("production", ("works", "a"), 4.0), edge("production", ("works", "b"), 6.0),
        edge("biosphere", CO2, 1.0), type="multifunctional", allocation="manual",
    )  # fmt: skip
    nodes["idle"] = node("idle", "", type="nonfunctional")
    imported = bring(tmp_path, {"works": nodes}, about={"works": {"backend": "functional_sqlite"}})
    assert outputs(imported, "furnace") == {"hot-metal": ("product", 4.0), "slag": ("co_product", 6.0)}
    first, second = process(imported, "furnace").outputs
    assert [(each.property, each.amount, each.unit) for each in first.properties] == [
        ("mass", 2.0, "kg/(kg)")
    ]
    assert {each.property: each.amount for each in second.properties} == {
        "mass": pytest.approx(2.0), "carbon": 0.1,  # 12 kg for the 6 kg of the whole output
    }  # fmt: skip
    stated = {each.flow: each.value for each in imported.stated_factors}
    assert stated == {"hot-metal": 0.75, "slag": 0.25}
    notes = " ".join(imported.notes())
    assert "price [EUR] 1" in notes and "make no product and are not in: idle" in notes


# ---- links, parameters, distributions -----------------------------------------------------------------------

LINKED = {
    "works": {"steel": node("steel", "ton", edge("technosphere", ("grid", "power"), 500.0))},
    "grid": {"power": node("power", "kilowatt hour", edge("biosphere", CO2, 0.6))},
}


def test_a_linked_database_is_a_gap_that_says_where_it_is_made(tmp_path: Path) -> None:
    imported = bring(tmp_path, LINKED)
    gap = imported.inventory.flows["power"]
    assert gap.supply_missing is not None and "made in database 'grid': power, CN (code power)" in (
        gap.note or ""
    )
    assert imported.account.missing == {"power": 1}
    assert "1 activities of the database 'grid' are used 1 times" in " ".join(imported.notes())


def test_a_linked_database_comes_in_if_told(tmp_path: Path) -> None:
    imported = bring(tmp_path, LINKED, linked="include")
    assert imported.inventory.makers["power"] == ("power",) and not imported.account.missing
    assert "1 processes of the database 'grid' came in" in " ".join(imported.notes())


def test_parameters_of_three_levels_and_formulas(tmp_path: Path) -> None:
    steel = node(
        "steel", "ton", edge("technosphere", COKE, 9.0, formula="load**2 * share"),
        edge("biosphere", CO2, 2.0, formula="log(carbon) / log(carbon) * 2"), edge("biosphere", CH4, 5.0, formula="where(1, 2, 3)"),
        edge("biosphere", SO2, 5.0),
    )  # fmt: skip
    imported = bring(
        tmp_path, {"works": {"steel": steel, "coke": node("coke", "kilogram")}},
        parameters=[("", "", "share", 1.0, ""), ("works", "", "load", 3.0, ""), ("works", "steel", "carbon", 4.0, "load + share")],
    )  # fmt: skip
    found = process(imported, "steel")
    assert found.inputs[0].formula == "load ** 2 * share" and found.inputs[0].amount is None
    assert found.emissions[0].formula is not None and "log((load + share))" in found.emissions[0].formula
    assert found.emissions[1].amount == 5.0 and "where(1, 2, 3)" in (found.emissions[1].note or "")
    assert imported.account.formulas == {"kept": 2, "number_instead": 1}
    assert [each.id for each in imported.file.parameters] == ["share", "load"]


DISTRIBUTIONS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"uncertainty type": 2, "loc": 0.0, "scale": 0.2}, {"distribution": "lognormal", "sd": 0.2}),
    ({"uncertainty type": 3, "loc": 1.0, "scale": 0.1}, {"distribution": "normal", "sd": 0.1}),
    ({"uncertainty type": 2, "loc": 0.0, "scale": 0.2, "minimum": 0.5, "maximum": 2.0},
     {"distribution": "lognormal", "sd": 0.2, "minimum": 0.5, "maximum": 2.0}),
    ({"uncertainty type": 3, "loc": 1.0, "scale": 0.1, "maximum": 2.0}, {"distribution": "normal", "sd": 0.1, "maximum": 2.0}),
    ({"uncertainty type": 4, "minimum": 0.5, "maximum": 2.0}, {"distribution": "uniform", "minimum": 0.5, "maximum": 2.0}),
    ({"uncertainty type": 5, "loc": 1.0, "minimum": 0.5, "maximum": 2.0}, {"distribution": "triangular", "minimum": 0.5, "maximum": 2.0}),
    ({"uncertainty type": 7, "minimum": 1, "maximum": 4}, {"distribution": "discrete_uniform", "minimum": 1, "maximum": 3}),
    ({"uncertainty type": 8, "loc": 0.0, "scale": 1.0, "shape": 2.0}, {"distribution": "weibull", "location": 0, "scale": 1, "shape": 2}),
    ({"uncertainty type": 9, "loc": 0.0, "scale": 1.0, "shape": 2.0}, {"distribution": "gamma", "location": 0, "scale": 1, "shape": 2}),
    ({"uncertainty type": 10, "loc": 2.0, "shape": 3.0, "maximum": 4.0}, {"distribution": "beta", "alpha": 2, "beta": 3, "minimum": 0, "maximum": 4}),
    ({"uncertainty type": 11, "loc": 1.0, "scale": 0.5}, {"distribution": "gumbel", "location": 1, "scale": 0.5}),
    ({"uncertainty type": 12, "loc": 1.0, "scale": 0.5, "shape": 5.0}, {"distribution": "student_t", "scale": 0.5, "degrees": 5}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "expected"),
    DISTRIBUTIONS,
    ids=[f"{each['distribution']}-{len(each)}" for _, each in DISTRIBUTIONS],
)
def test_distributions_are_kept(tmp_path: Path, stated: dict[str, Any], expected: dict[str, Any]) -> None:
    imported = bring(
        tmp_path, {"works": {"steel": node("steel", "ton", edge("biosphere", CO2, 1.0, **stated))}}
    )
    found = process(imported, "steel").emissions[0].uncertainty
    assert found is not None
    assert {key: value for key, value in found.model_dump(exclude_none=True).items() if value} == {
        key: value for key, value in expected.items() if value
    }


def test_pedigree_bounds_and_a_distribution_without_counterpart(tmp_path: Path) -> None:
    scores = {
        "reliability": 1, "completeness": 2, "temporal correlation": 3, "geographical correlation": 4,
        "further technological correlation": 5,
    }  # fmt: skip
    steel = node(
        "steel", "ton", edge("biosphere", CO2, 1.0, pedigree=scores),
        edge("biosphere", CH4, 1.0, **{"uncertainty type": 3, "loc": 1.0, "scale": 0.1, "minimum": 0.5}),
        edge("biosphere", CH4, 1.0, **{"uncertainty type": 6, "loc": 0.5}),
    )  # fmt: skip
    imported = bring(tmp_path, {"works": {"steel": steel}})
    first, second, third = process(imported, "steel").emissions
    assert first.uncertainty is not None and first.uncertainty.pedigree == [1, 2, 3, 4, 5]
    assert second.uncertainty is not None and second.uncertainty.minimum == 0.5
    assert third.uncertainty is None and "uncertainty type 6" in (third.note or "")


def test_a_year_that_is_not_stated_is_told_and_counts_for_nothing(tmp_path: Path) -> None:
    imported = bring(tmp_path, {"works": {"steel": node("steel", "ton", edge("biosphere", CO2, 1.0))}})
    assert imported.file.year == 0
    assert any("doesn't say the year" in note for note in imported.notes())
    assert data_years(imported.inventory) == {}  # not a datum two thousand years old


def test_an_elementary_flow_without_a_counterpart_is_kept_beside(tmp_path: Path) -> None:
    imported = bring(tmp_path, {"works": {"steel": node("steel", "ton", edge("biosphere", SO2, 0.1))}})
    assert [(each.name, each.amount) for each in imported.kept] == [("Smoke", 0.1)]


# ---- the source is only read ----------------------------------------------------------------------------------


@pytest.mark.parametrize("wal", [False, True])
def test_the_project_does_not_change(tmp_path: Path, wal: bool) -> None:
    make_project(tmp_path, LINKED, wal=wal)
    before = state_of(tmp_path)
    import_brightway("works", "works", directory=tmp_path, linked="include")
    assert state_of(tmp_path) == before


def test_a_project_that_is_open_elsewhere_is_read_as_it_stands(tmp_path: Path) -> None:
    folder = make_project(tmp_path, LINKED, wal=True)
    other = sqlite3.connect(folder / "lci" / "databases.db")
    add_node(other, "works", "new", node("new", "kilogram"))
    other.commit()  # it stands in the log beside the file
    before = state_of(tmp_path)
    imported = import_brightway("works", "works", directory=tmp_path)
    assert state_of(tmp_path) == before
    assert "new" in imported.inventory.processes
    other.close()


def test_a_project_that_is_being_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rulewright.brightway.stored.PATIENCE", 0.05)
    folder = make_project(tmp_path, LINKED)
    other = sqlite3.connect(folder / "lci" / "databases.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(BrightwayError, match="being written by another program"):
        import_brightway("works", "works", directory=tmp_path)
    other.close()


def test_code_in_a_pickle_is_not_run(tmp_path: Path) -> None:
    class Harmful:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(tmp_path / "made"),)

    nodes = {"steel": node("steel", "ton", edge("biosphere", CO2, 1.0, temporal_distribution=Harmful()))}
    imported = bring(tmp_path / "base", {"works": nodes})
    assert not (tmp_path / "made").exists()
    assert "mkdir 1" in " ".join(imported.notes())


# ---- bad input ------------------------------------------------------------------------------------------------


def test_a_missing_project_or_database_is_told_and_not_made(tmp_path: Path) -> None:
    make_project(tmp_path, LINKED)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BrightwayError, match="no project 'wroks'") as error:
        import_brightway("wroks", "works", directory=tmp_path)
    assert "works" in error.value.mend
    with pytest.raises(BrightwayError, match="no database 'grit'"):
        import_brightway("works", "grit", directory=tmp_path)
    with pytest.raises(BrightwayError, match="no Brightway projects here"):
        import_brightway("works", "works", directory=tmp_path / "elsewhere")
    assert sorted(tmp_path.rglob("*")) == before


def test_all_dangling_links_and_double_codes_are_told_at_once(tmp_path: Path) -> None:
    steel = node(
        "steel", "ton", edge("technosphere", ("works", "gone"), 1.0), edge("technosphere", ("works", "gone"), 1.0),
        edge("technosphere", ("ecoinvent", "x"), 1.0),
    )  # fmt: skip
    folder = make_project(tmp_path, {"works": {"steel": steel}})
    tables = sqlite3.connect(folder / "lci" / "databases.db")
    add_node(tables, "works", "steel", node("steel again", "ton"))
    tables.commit()
    tables.close()
    with pytest.raises(MistakesError) as error:
        import_brightway("works", "works", directory=tmp_path)
    assert [each.what for each in error.value.mistakes] == [
        "the code 'steel' stands twice",
        "2 exchanges link to 'gone' of database 'works', which is not there",
        "1 exchange link to the database 'ecoinvent', which the project doesn't have",
    ]


def test_unknown_units_and_amounts_that_are_none_are_told_at_once(tmp_path: Path) -> None:
    nodes = {
        "a": node("a", "livestock unit", edge("technosphere", ("works", "b"), float("nan"))),
        "b": node("b", "bucket"), "c": node("c", None),  # type: ignore[arg-type]
    }  # fmt: skip
    with pytest.raises(ReadingError) as error:
        bring(tmp_path, {"works": nodes})
    assert [each.what for each in error.value.mistakes] == [
        "an amount is nan, no number", "unknown unit '(no unit)'", "unknown unit 'bucket'", "unknown unit 'livestock unit'",
    ]  # fmt: skip
    nodes["a"]["exchanges"] = []
    units = {"livestock unit": "piece", "bucket": "l", "(no unit)": "kg"}
    imported = bring(tmp_path / "2", {"works": nodes}, mapping=ImportMapping(units=units))
    assert {flow.unit for flow in imported.file.products} == {"piece", "l", "kg"}


def test_a_row_with_several_makers_is_left_open_until_somebody_chooses(tmp_path: Path) -> None:
    nodes = {
        "iron": {"name": "iron", "unit": "kilogram", "type": "product"},
        "old": node("old furnace", "", edge("production", ("works", "iron"), 1.0)),
        "new": node("new furnace", "", edge("production", ("works", "iron"), 1.0)),
        "steel": node("steel", "kilogram", edge("technosphere", ("works", "iron"), 1.0)),
    }
    imported = bring(tmp_path, {"works": nodes})  # three columns, two rows: no square matrix
    assert imported.account.open_providers[0].makers == ("new-furnace", "old-furnace")
    chosen = bring(tmp_path / "2", {"works": nodes}, mapping=ImportMapping(providers={"iron": "new furnace"}))
    assert chosen.inventory.processes["steel"].inputs[0].provider == "new-furnace"


def test_what_is_stored_in_another_way_or_damaged_is_told(tmp_path: Path) -> None:
    make_project(tmp_path / "io", LINKED, about={"works": {"backend": "iotable"}})
    with pytest.raises(BrightwayError, match="stored as 'iotable'"):
        read_stored("works", "works", tmp_path / "io")
    folder = make_project(tmp_path / "cut", LINKED)
    tables = sqlite3.connect(folder / "lci" / "databases.db")
    tables.execute("UPDATE activitydataset SET data = ?", (pickle.dumps({"name": "x"})[:-3],))
    tables.commit()
    tables.close()
    with pytest.raises(BrightwayError, match="a stored record is damaged"):
        read_stored("works", "works", tmp_path / "cut")
    (folder / "lci" / "databases.db").write_bytes(b"no database" * 100)
    with pytest.raises(BrightwayError, match="cannot be read as a Brightway database"):
        read_stored("works", "works", tmp_path / "cut")
    (folder / "lci" / "databases.db").unlink()
    with pytest.raises(BrightwayError, match="a file of the project is missing"):
        read_stored("works", "works", tmp_path / "cut")


@FEWER
@given(st.binary(max_size=60), st.integers(0, 200))
def test_a_record_with_random_bytes_is_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, place: int
) -> None:
    base = tmp_path_factory.mktemp("p")
    folder = make_project(base, LINKED)
    tables = sqlite3.connect(folder / "lci" / "databases.db")
    data = pickle.dumps(
        {"name": "steel", "unit": "ton", "code": "steel", "database": "works", "type": "process"}
    )
    broken = data[:place] + noise + data[place + len(noise) :]
    tables.execute("UPDATE activitydataset SET data = ? WHERE code = 'steel'", (broken,))
    tables.commit()
    tables.close()
    try:
        read_stored("works", "works", base)
    except BrightwayError as error:
        assert error.mend


# ---- the command ----------------------------------------------------------------------------------------------


def test_the_command_writes_an_inventory_that_can_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_project(tmp_path / "base", LINKED)
    target = tmp_path / "mine"
    given_ = [
        "import",
        "brightway",
        "works",
        "works",
        "--directory",
        str(tmp_path / "base"),
        "--linked",
        "include",
    ]
    assert cli.main([*given_, "--out", str(target), "--product", "steel", "--lang", "en"]) == 0
    assert "processes" in capsys.readouterr().out
    found = read_inventory(target / "mine.yaml")
    assert found.file.product == "steel" and set(found.processes) == {"steel", "power"}
    assert cli.main(["import", "brightway", "works", "--lang", "en"]) == 1
    assert "no database is named" in capsys.readouterr().err
