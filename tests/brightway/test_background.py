"""A Brightway database as uncertain background: read as it is, agrees with bw2calc, mapped openly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import rulewright as rw
from rulewright.analysis.evaluate import evaluate
from rulewright.brightway.background import Background, StudyBackground
from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.imports import load
from rulewright.brightway.install import install
from rulewright.brightway.packages import Database, read_database
from rulewright.brightway.project import open_project
from rulewright.engine.background import BackgroundData, CompiledBackground
from rulewright.engine.compiled import CompiledSystem
from rulewright.engine.errors import UncertaintyError
from rulewright.errors import MistakesError, ReadingError
from rulewright.reading.mappings import read_mapping

CO2 = ("biosphere3", "349b29d1-3e58-4c66-98b9-9d1a076efd2e")  # carbon dioxide, fossil, air
FACTORS = {"co2-fossil": 1.0, "ch4-fossil": 29.8}
STEEL = "steel-hot-rolled-coil-bf-bof"
RULES = ("pact-3", "gbt-24067-2024")


def _lognormal(amount: float, scale: float) -> dict[str, Any]:
    return {"uncertainty type": 2, "loc": float(np.log(abs(amount))), "scale": scale, "negative": amount < 0}


def _processes(methane: tuple[str, str]) -> dict[tuple[str, str], Any]:
    def process(
        code: str, inputs: list[Any], emissions: list[Any], unit: str = "kilogram", made: float = 1.0
    ) -> Any:
        exchanges = [{"input": ("bg", code), "amount": made, "type": "production"}]
        exchanges += [
            {"input": ("bg", each), "amount": a, "type": "technosphere", **more} for each, a, more in inputs
        ]
        exchanges += [
            {"input": flow, "amount": a, "type": "biosphere", **more} for flow, a, more in emissions
        ]
        return {
            "name": f"market for {code}",
            "reference product": code,
            "unit": unit,
            "location": "CN",
            "exchanges": exchanges,
        }

    normal = {"uncertainty type": 3, "loc": 0.001, "scale": 0.0002}
    triangular = {"uncertainty type": 5, "loc": 0.05, "minimum": 0.02, "maximum": 0.1}
    uniform = {"uncertainty type": 4, "minimum": 0.01, "maximum": 0.03}
    cut = _lognormal(0.8, 0.5) | {"minimum": 0.5, "maximum": 1.0}
    return {
        ("bg", "power"): process(
            "power", [("coal", 0.4, _lognormal(0.4, 0.1)), ("steel", 0.001, normal)], [(CO2, 0.8, cut)], "kilowatt hour"
        ),
        ("bg", "coal"): process(
            "coal", [("power", 0.05, triangular), ("coal", 0.01, {})],
            [(methane, 0.004, _lognormal(0.004, 0.3)), (CO2, 0.02, uniform)],
        ),
        ("bg", "steel"): process(
            "steel",
            [
                ("power", 0.6, _lognormal(0.6, 0.2)), ("coal", 0.5, _lognormal(0.5, 0.2)),
                ("coal", 0.2, _lognormal(0.2, 0.2)), ("sludge", -0.1, _lognormal(-0.1, 0.3)),
            ],
            [(CO2, 1.2, _lognormal(1.2, 0.1))],
        ),
        ("bg", "sludge"): process("sludge", [("power", 0.1, {})], [(CO2, 0.3, {})], made=-1.0),
    }  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory with a small database."""
    directory = tmp_path_factory.mktemp("bw")
    install(directory=directory)
    with open_project(directory=directory):
        bw2data = load("bw2data")
        methane = next(
            flow.key
            for flow in bw2data.Database("biosphere3")
            if flow["name"] == "Methane, fossil" and flow["categories"] == ("air",)
        )
        bw2data.config.is_test = True
        bw2data.Database("bg").write(_processes(methane))
        database = read_database("bg", directory=directory)
        found, _ = database.factors(FACTORS)
        method = bw2data.Method(("test",))
        method.register()
        method.write(list(found.items()))
    yield directory


@pytest.fixture(scope="module")
def database(place: Path) -> Database:
    return read_database("bg", directory=place)


@pytest.fixture(scope="module")
def compiled(database: Database) -> CompiledBackground:
    factors, _ = database.factors(FACTORS)
    data = BackgroundData("bg", database.technosphere, database.biosphere, database.codes, {"gwp": factors})
    return CompiledBackground(data)


def test_central_scores_are_those_of_bw2calc(place: Path, compiled: CompiledBackground) -> None:
    codes = [compiled.data.codes[product] for product in compiled.products]
    with open_project(directory=place):
        bw2calc = load("bw2calc")
        for code, mean in zip(codes, compiled.mean_kg_co2e[:, 0], strict=True):
            lca = bw2calc.LCA({tuple(code.split("|")): 1.0}, ("test",))
            lca.lci()
            lca.lcia()
            assert mean == pytest.approx(lca.score, rel=1e-7)  # bw2calc adds own uses in single precision


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_draws_have_the_distribution_of_bw2calcs_own(
    place: Path, compiled: CompiledBackground, seed: int
) -> None:
    """Kolmogorov-Smirnov, 1,000 draws of bw2calc against 4,000 of ours, level 0.001 for each of three seeds."""
    with open_project(directory=place):
        bw2data, bw2calc = load("bw2data"), load("bw2calc")
        demand, packages, _ = bw2data.prepare_lca_inputs({("bg", "steel"): 1.0}, method=("test",))
        lca = bw2calc.LCA(demand, data_objs=packages, use_distributions=True, seed_override=seed)
        lca.lci()
        lca.lcia()
        theirs = []
        for _ in range(1000):
            next(lca)
            theirs.append(lca.score)
    steel = [compiled.data.codes[product] for product in compiled.products].index("bg|steel")
    ours = compiled.draw(0, 4000, seed).unit_impacts_kg_co2e[:, steel, 0]
    assert stats.ks_2samp(theirs, ours).pvalue > 0.001
    assert stats.ks_2samp(np.array(theirs) * 1.04, ours).pvalue < 0.001  # the test would see a shift of 4 %


def test_bounds_hold_and_signs_stay(compiled: CompiledBackground) -> None:
    source = compiled._source(1)
    drawn: dict[str, list[Any]] = {}
    names = [compiled._namer(compiled.bio_exchanges)(place) for place in range(len(compiled.bio_exchanges))]
    for start in range(0, 800, 8):
        for group, _, _ in source.emitted:
            for some, amounts in group.chunks(start):
                for place, row in zip(group.places[some].tolist(), amounts, strict=True):
                    drawn.setdefault(names[place], []).append(row.copy())
    cut = np.concatenate(next(rows for name, rows in drawn.items() if name.endswith(">bg|power#0")))
    assert cut.min() >= 0.5
    assert cut.max() <= 1.0
    assert np.median(cut) == pytest.approx(0.75, abs=0.03)  # cut from both sides of 0.8
    sludge = [compiled.data.codes[product] for product in compiled.products].index("bg|sludge")
    assert (compiled.draw(0, 64, 1).unit_impacts_kg_co2e[:, sludge, 0] < 0).all()


def test_a_database_that_is_not_there_is_said_with_those_that_are(place: Path) -> None:
    with pytest.raises(BrightwayError, match="there is no database 'bgg'") as caught:
        read_database("bgg", directory=place)
    assert "did you mean 'bg'" in str(caught.value)


def test_a_bad_distribution_of_the_database_names_the_exchange(database: Database) -> None:
    table = database.technosphere.copy()
    row = int(np.flatnonzero(table["kind"] == 5)[0])
    table["minimum"][row] = 0.5
    factors, _ = database.factors(FACTORS)
    with pytest.raises(UncertaintyError, match=r"bg\|power>bg\|coal#0"):
        CompiledBackground(BackgroundData("bg", table, database.biosphere, database.codes, {"gwp": factors}))


# ---- mapping ------------------------------------------------------------------------------------------

HEAD = "format: rulewright-mapping/1\nid: small\ntitle: {zh: 试用, en: small}\ndatabase: bg\n"
LINKS = {
    "coking-coal": "MJ", "electricity-grid-cn-2024-life-cycle": "kWh", "iron-ore": "kg", "quicklime": "kg",
    "natural-gas": "MJ", "oxygen": "kg", "pulverised-coal": "MJ", "ammonium-sulphate-market": "kg", "hard-coal": "MJ",
    "cement-input-replaced-by-converter-slag": "kg", "clinker-replaced-by-slag": "kg",
}  # fmt: skip


def _mapping(folder: Path, units: dict[str, str], leave_out: tuple[str, ...] = ()) -> Path:
    lines = ["links:"]
    for flow, unit in units.items():
        if flow in leave_out:
            continue
        name = "power" if unit == "kWh" else "coal"
        lines += [
            f"  - flow: {flow}",
            f"    activity: {{name: market for {name}, location: CN}}",
            "    kind: proxy",
        ]
        lines += ["    reason: {zh: 试用, en: for a test}", f"    unit: {unit}"]
        lines += ["    units_per_unit: 0.04"] if unit not in ("kWh", "kg", "t") else []
    path = folder / "mapping.yaml"
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    study = rw.Study(STEEL, rules=RULES)
    return {rule: study.result(rule) for rule in RULES}


@pytest.fixture(scope="module")
def units(results: dict[str, Any]) -> dict[str, str]:
    found = {node.flow: node.unit for each in results.values() for node in each.system.nodes}
    return {flow: found[flow] for flow in LINKS}


@pytest.fixture
def used(place: Path, results: dict[str, Any], units: dict[str, str], tmp_path: Path) -> StudyBackground:
    return Background("bg", _mapping(tmp_path, units), directory=place, kept=tmp_path / "kept").under(results)


def test_mapped_products_enter_with_their_drawn_unit_impacts(used: StudyBackground) -> None:
    used.draw(200, 1)
    for rule, system in used.systems.items():
        evaluation = evaluate(system)
        compiled_ = CompiledSystem(system, used.quantities, evaluation.dropped)
        assert compiled_.evaluate({}, 1).totals_kg_co2e[0] == pytest.approx(
            evaluation.total_kg_co2e, rel=1e-9
        )
        values = used.values(0, 200)
        totals = compiled_.evaluate(values, 200).totals_kg_co2e
        assert totals.std() > 0, rule
        parts = [
            compiled_.evaluate(used.values(start, start + 50), 50).totals_kg_co2e
            for start in range(0, 200, 50)
        ]
        assert np.array_equal(np.concatenate(parts), totals)
    assert (used.status(0, 200) == 0).all()


def test_the_result_says_what_stood_in_for_what(used: StudyBackground) -> None:
    used.draw(16, 1)
    told = used.to_dict()
    assert {each["kind"] for each in told["products"]} == {"proxy"}
    assert told["draws"]["count"] == 16
    assert any("market for coal" in line for line in used.notes("en"))
    assert len(used.notes("zh")) == len(used.notes("en"))


def test_inputs_that_are_not_mapped_stop_the_study_all_at_once(
    place: Path, results: dict[str, Any], units: dict[str, str], tmp_path: Path
) -> None:
    path = _mapping(tmp_path, units, leave_out=("oxygen", "iron-ore"))
    with pytest.raises(MistakesError) as caught:
        Background("bg", path, directory=place).under(results)
    told = [each.what for each in caught.value.mistakes]
    assert told == [f"the input '{flow}' is not mapped to the background" for flow in ("iron-ore", "oxygen")]


def test_units_and_names_that_do_not_fit_are_said_all_at_once(
    place: Path, results: dict[str, Any], units: dict[str, str], tmp_path: Path
) -> None:
    path = _mapping(tmp_path, units)
    text = path.read_text(encoding="utf-8")
    text = text.replace("name: market for power", "name: market for powder", 1)
    text = text.replace(f"    unit: {units['oxygen']}\n", "    unit: kWh\n", 1)
    path.write_text(text.replace("    units_per_unit: 0.04\n", "", 1), encoding="utf-8")
    with pytest.raises(MistakesError) as caught:
        Background("bg", path, directory=place).under(results)
    told = " / ".join(each.what for each in caught.value.mistakes)
    assert "has no activity 'market for powder | CN'" in told
    assert "and no factor is stated" in told


def test_a_mapping_file_tells_all_its_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    link = "  - {flow: coal, activity: {code: c}, kind: exact, unit: kg}\n"
    path.write_text(
        HEAD
        + "links:\n"
        + link
        + link
        + "  - {flow: ore, activity: {name: a, code: b}, kind: proxy, unit: kg, colour: 1}\n",
        encoding="utf-8",
    )
    with pytest.raises(ReadingError) as caught:
        read_mapping(path)
    told = str(caught.value)
    assert "colour" in told
    assert "bad.yaml:" in told
    path.write_text(HEAD + "links:\n" + link + link, encoding="utf-8")
    with pytest.raises(ReadingError, match="flow 'coal' is mapped twice"):
        read_mapping(path)
