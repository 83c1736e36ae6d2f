"""Written databases: plain Brightway, the same score, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rulewright.brightway import write as writing
from rulewright.brightway.errors import BrightwayError, PrecisionWarning
from rulewright.brightway.imports import load
from rulewright.brightway.project import open_project
from rulewright.brightway.solve import solve
from rulewright.brightway.write import method_name, write_databases
from rulewright.errors import SingularSystemError
from rulewright.reading.elementary_flows import COMPANION


@pytest.fixture
def rewrite(steel: Any) -> Any:
    """Make the steel system anew with other names or demand."""
    fields = ("nodes", "terms", "demand", "characterisation", "elementary", "inventory_id", "rule_id")

    def make(**changes: Any) -> Any:
        return type(steel)(**({name: getattr(steel, name) for name in fields} | changes))

    return make


def test_plain_bw2calc_gives_the_same_score(installed: Path, steel: Any) -> None:
    (name,) = write_databases([steel])
    assert name == "steel-demo | rule-a"
    with open_project():
        import bw2calc

        method = ("Rulewright", "rule-a", "steel-demo")
        lca = bw2calc.LCA({(name, key): amount for key, amount in steel.demand.items()}, method)
        lca.lci()
        lca.lcia()
    assert method == method_name(steel)
    assert lca.score == pytest.approx(solve(steel).score_kg_co2e, rel=1e-6)


def test_our_gwp_methods_meet_the_written_database(installed: Path, rewrite: Any) -> None:
    steel = rewrite(inventory_id="meets-methods")
    (name,) = write_databases([steel])
    with open_project():
        import bw2calc

        lca = bw2calc.LCA({(name, "mill|coil"): 1.0}, ("Rulewright", "IPCC AR6 GWP100", "0/0"))
        lca.lci()
        lca.lcia()
    assert lca.score == pytest.approx(solve(steel, {"mill|coil": 1.0}).score_kg_co2e, rel=1e-6)


def test_activities_are_readable_in_any_brightway_tool(installed: Path, rewrite: Any) -> None:
    (name,) = write_databases(
        [rewrite(inventory_id="readable")], details={"readable | rule-a": {"note": "a try"}}
    )
    with open_project():
        bw2data = load("bw2data")
        about = bw2data.databases[name]
        steel = bw2data.get_node(database=name, code="converter|steel")
        grid = bw2data.get_node(database=name, code="grid|electricity")
        credit = bw2data.get_node(database=name, code="power-plant|credit")
        inputs = {exchange.input.key: exchange.as_dict() for exchange in credit.technosphere()}
        scrap = next(each for each in steel.technosphere() if each.input.key == (name, "mill|scrap"))
        flows = {exchange.input.key for exchange in grid.biosphere()}
        hits = [found["code"] for found in bw2data.Database(name).search("product")]
    assert (steel["reference product"], steel["unit"], steel["location"]) == ("steel", "kilogram", "CN")
    assert grid["unit"] == "kilowatt hour"
    assert "Stage: production (生产)" in steel["comment"]
    assert inputs[(name, "grid|electricity")]["amount"] == -0.3
    assert inputs[(name, "grid|electricity")]["comment"].startswith(
        "Credit: a negative input. From power-plant|credit#"
    )
    assert scrap["comment"] == "From converter|steel#1."
    assert flows == {(COMPANION, "co2e-aggregated-fossil")}
    assert len(hits) == 6
    assert about["depends"] == ["biosphere3", COMPANION]
    ours = about["rulewright"]
    assert (ours["rule"], ours["rule_hash"], ours["inventory_hash"], ours["note"]) == (
        "rule-a",
        "2" * 8,
        "1" * 8,
        "a try",
    )
    assert ours["demand"] == {"mill|coil": 1.0, "power-plant|credit": 1.0}
    assert ours["score_as_stored_kg_co2e"] == pytest.approx(ours["score_kg_co2e"], rel=1e-6)
    assert set(ours["versions"]) == {"bw2calc", "bw2data", "bw2io", "bw_processing"}


def test_own_use_and_treatment_of_waste_are_kept(installed: Path, make_system: Any) -> None:
    # a uses 0.25 of its own product, so 4/3 have to be made;
    # a treatment takes waste: production -1, and a has a waste input of -0.5
    system = make_system(
        {
            "a|x": {"a|x": 0.25, "treat|waste": -0.5, "co2-fossil": 3.0},
            "treat|waste": {"made": -1.0, "co2-fossil": 1.0},
        },
        {"a|x": 1.0},
        inventory_id="own-use",
    )
    by_hand = 4 / 3 * 3.0 + 4 / 3 * 0.5 * 1.0
    assert solve(system).score_kg_co2e == pytest.approx(by_hand, rel=1e-14)
    (name,) = write_databases([system])
    with open_project():
        bw2data = load("bw2data")
        assert bw2data.databases[name]["rulewright"]["score_as_stored_kg_co2e"] == pytest.approx(
            by_hand, rel=1e-6
        )
        treatment = bw2data.get_node(database=name, code="treat|waste")
        assert [exchange["amount"] for exchange in treatment.production()] == [-1.0]


def test_a_system_in_which_nothing_is_counted_can_be_written(installed: Path, make_system: Any) -> None:
    for number, exchanges in enumerate(({}, {"so2": 1.0})):
        write_databases([make_system({"a|x": exchanges}, {"a|x": 1.0}, inventory_id=f"uncounted-{number}")])


def test_one_database_a_rule(installed: Path, rewrite: Any) -> None:
    systems = [rewrite(inventory_id="many", rule_id=rule) for rule in ("rule-a", "rule-b")]
    assert write_databases(systems) == ["many | rule-a", "many | rule-b"]
    with pytest.raises(BrightwayError, match=r"several systems are called many \| rule-a"):
        write_databases([systems[0], systems[0]], overwrite=True)


def test_an_existing_database_is_replaced_only_if_told(installed: Path, rewrite: Any) -> None:
    (name,) = write_databases([rewrite(inventory_id="again")])
    changed = rewrite(inventory_id="again", demand={"mill|coil": 2.0})
    with pytest.raises(BrightwayError, match=r"exist already: again \| rule-a(.|\n)*overwrite=True"):
        write_databases([changed])
    assert _demand(name) == {"mill|coil": 1.0, "power-plant|credit": 1.0}
    write_databases([changed], overwrite=True)
    assert _demand(name) == {"mill|coil": 2.0}


def test_databases_that_link_to_a_replaced_one_still_work(installed: Path, rewrite: Any) -> None:
    system = rewrite(inventory_id="linked")
    (name,) = write_databases([system])

    def score_of_user() -> float:
        import bw2calc

        lca = bw2calc.LCA({("of the user", "car"): 1.0}, method_name(system))
        lca.lci()
        lca.lcia()
        return float(lca.score)

    with open_project():
        car = {"input": (name, "mill|coil"), "amount": 900.0, "type": "technosphere"}
        load("bw2data").Database("of the user").write(
            {("of the user", "car"): {"name": "car", "exchanges": [car]}}, searchable=False
        )
        before = score_of_user()
    write_databases([system], overwrite=True)
    with open_project():
        assert score_of_user() == pytest.approx(before, rel=1e-12)
        del load("bw2data").databases["of the user"]


def test_a_failure_removes_what_was_written_and_puts_back_what_was_replaced(
    installed: Path, rewrite: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = write_databases([rewrite(inventory_id="fails")])
    systems = [
        rewrite(inventory_id="fails", demand={"mill|coil": 5.0}),
        rewrite(inventory_id="fails", rule_id="rule-b"),
    ]
    right = writing._check_written

    def fail_on_second(draft: Any, method: Any) -> None:
        if draft.name.endswith("rule-b"):
            raise KeyboardInterrupt
        right(draft, method)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_check_written", fail_on_second)
        with pytest.raises(KeyboardInterrupt):
            write_databases(systems, overwrite=True)
    assert _demand(old) == {"mill|coil": 1.0, "power-plant|credit": 1.0}
    with open_project():
        import bw2calc

        bw2data = load("bw2data")
        assert "fails | rule-b" not in bw2data.databases
        assert method_name(systems[1]) not in bw2data.methods
        lca = bw2calc.LCA({(old, "mill|coil"): 1.0}, method_name(systems[0]))
        lca.lci()
        lca.lcia()
    assert lca.score == pytest.approx(solve(systems[0], {"mill|coil": 1.0}).score_kg_co2e, rel=1e-6)


def test_a_singular_system_is_refused_before_anything_is_written(
    installed: Path, rewrite: Any, make_system: Any
) -> None:
    bad = make_system({"a|x": {"b|y": 1.0}, "b|y": {"a|x": 1.0}}, {"a|x": 1.0}, inventory_id="singular")
    with pytest.raises(SingularSystemError):
        write_databases([rewrite(inventory_id="before-singular"), bad])
    with open_project():
        assert "before-singular | rule-a" not in load("bw2data").databases


def test_an_unknown_flow_is_named(installed: Path, make_system: Any) -> None:
    system = make_system({"a|x": {"co2-fosil": 1.0}}, {"a|x": 1.0}, characterisation={"co2-fosil": 1.0})
    with pytest.raises(BrightwayError, match="unknown elementary flows co2-fosil"):
        write_databases([system])


def test_a_flow_from_aircraft_is_the_same_flow_in_brightway(installed: Path, make_system: Any) -> None:
    exchanges = {"co2-fossil": 1.0, "co2-fossil-aircraft": 0.5}
    factors = {"co2-fossil": 1.0, "co2-fossil-aircraft": 1.0}
    system = make_system({"a|x": exchanges}, {"a|x": 1.0}, characterisation=factors, inventory_id="flying")
    (name,) = write_databases([system])
    with open_project():
        assert load("bw2data").databases[name]["rulewright"]["score_as_stored_kg_co2e"] == 1.5
    factors["co2-fossil-aircraft"] = 2.0
    with pytest.raises(BrightwayError, match=r"'co2-fossil' has two factors in this system, 1 and 2"):
        write_databases([system], overwrite=True)


def test_terms_reported_apart_are_not_written(installed: Path, rewrite: Any, steel: Any) -> None:
    term = steel.terms[-1]
    apart = type(term)("biosphere", "co2-fossil", "mill|coil", "module-d", -0.4, "module D")
    (name,) = write_databases([rewrite(inventory_id="apart", terms=(*steel.terms, apart))])
    with open_project():
        coil = load("bw2data").get_node(database=name, code="mill|coil")
        comments = [exchange["comment"] for exchange in coil.exchanges()]
        stored = load("bw2data").databases[name]["rulewright"]["score_as_stored_kg_co2e"]
    assert not [comment for comment in comments if "module-d" in comment]
    assert stored == pytest.approx(solve(steel).score_kg_co2e, rel=1e-6)


def test_lost_precision_is_said(installed: Path, make_system: Any) -> None:
    # 1000.1 kg are emitted and 1000 kg taken up; single precision keeps 1000.1 only to about 2e-5
    system = make_system(
        {"a|x": {"co2-biogenic": 1000.1, "co2-uptake": 1000.0}},
        {"a|x": 1.0},
        characterisation={"co2-biogenic": 1.0, "co2-uptake": -1.0},
        inventory_id="cancels",
    )
    with pytest.warns(PrecisionWarning, match="stores single precision"):
        (name,) = write_databases([system])
    with open_project():
        ours = load("bw2data").databases[name]["rulewright"]
    assert ours["score_kg_co2e"] == pytest.approx(0.1, rel=1e-10)
    assert ours["score_as_stored_kg_co2e"] == pytest.approx(0.1, rel=1e-3)


def test_nothing_is_printed(installed: Path, rewrite: Any, capfd: pytest.CaptureFixture[str]) -> None:
    write_databases([rewrite(inventory_id="silent")])
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def _demand(name: str) -> dict[str, float]:
    with open_project():
        demand: dict[str, float] = load("bw2data").databases[name]["rulewright"]["demand"]
    return demand
