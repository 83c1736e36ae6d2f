"""A trial tells results and not the recipe; the committee's table puts trials side by side."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

import rulewright as rw
from rulewright.cli import main
from rulewright.errors import FileError, ReadingError
from rulewright.trials.merge import merge_trials
from rulewright.trials.trial import LEVELS, SHARE_STEP, commitment, trial

RULE, OTHER = "gbt-24067-2024", "pef-2021"
STEEL = "steel-hot-rolled-coil-bf-bof"
ONE_AMOUNT = """
format: rulewright-inventory/1
id: kettle
title: {zh: 水壶, en: Kettle}
version: "1"
licence: CC0-1.0
product: tea
product_groups: [any]
declared_unit: {amount: 1, unit: kg}
geography: CN
year: 2025
background: [background-cn]
sources: {meter: "secret meter of the works"}
products:
  - {id: tea, name: {zh: 茶, en: tea}, unit: kg}
electricity_supplies:
  - {id: grid, supply: grid_average, process: electricity-grid-cn-2024-life-cycle, flow: electricity-grid-cn-2024-life-cycle,
     share: 1, source: meter, mark: seen}
processes:
  - id: boiling
    name: {zh: 烧水, en: boiling}
    stage: production
    location: CN
    outputs: [{flow: tea, amount: 1, unit: kg, class: product, source: meter, mark: seen}]
    inputs: [{flow: electricity, amount: 0.7351, unit: kWh, source: meter, mark: seen, tags: [electricity]}]
    emissions: [{flow: co2-fossil, amount: 0.31, unit: kg, source: meter, mark: seen},
                {flow: ch4-fossil, amount: 0.02, unit: kg, source: meter, mark: seen}]
"""


@pytest.fixture(scope="module")
def study() -> rw.Study:
    return rw.Study(STEEL, [RULE, OTHER])


def told(made: Any) -> str:
    return str(made.to_json())


@pytest.mark.parametrize("level", LEVELS)
def test_no_word_and_no_number_of_the_recipe_is_told(study: rw.Study, level: Any) -> None:
    text = told(trial(study, RULE, "Plant A", against=[OTHER], disclosure=level))
    inventory = study.inventory
    words = {flow.id for flow in inventory.file.products} | {
        process.id for process in inventory.file.processes
    }
    words |= (
        set(inventory.file.sources) | set(inventory.file.sources.values()) | {inventory.id, inventory.hash}
    )
    words |= {supply.id for supply in inventory.file.electricity_supplies if len(supply.id) > 4}
    assert not [word for word in words if word in text]
    numbers = {float(each) for each in re.findall(r"(?<![\w.])-?\d+\.?\d*(?:e-?\d+)?(?![\w.])", text)}
    amounts = {
        exchange.quantity.amount
        for process in inventory.file.processes
        for exchange in (*inventory.processes[process.id].inputs, *inventory.processes[process.id].emissions)
        if exchange.quantity is not None
    }
    assert not [amount for amount in amounts if amount not in (0.0, 1.0) and amount in numbers]


def test_levels_tell_more_and_more(study: rw.Study) -> None:
    made = {level: trial(study, RULE, "A", against=[OTHER], disclosure=level) for level in LEVELS}
    assert not made["total"].shares and not made["total"].against
    assert made["stages"].shares and not made["stages"].decisions
    assert made["clauses"].decisions and made["clauses"].against[0].parts
    assert len({each.total_kg_co2e for each in made.values()}) == 1


def test_numbers_are_those_of_the_study_rounded(study: rw.Study) -> None:
    made, evaluation = trial(study, RULE, "A", against=[OTHER], digits=4), study.result(RULE).evaluation
    assert made.total_kg_co2e == float(f"{evaluation.total_kg_co2e:.3e}")
    for stage, share in made.shares.items():
        assert abs(share - evaluation.by_stage[stage] / evaluation.total_kg_co2e) <= SHARE_STEP / 2 + 1e-12
    other = study.result(OTHER).evaluation.total_kg_co2e
    assert made.against[0].change == pytest.approx(
        other / evaluation.total_kg_co2e - 1, abs=SHARE_STEP / 2 + 1e-12
    )
    assert sum(made.decisions.values()) == len(study.ledger(RULE))


def test_different_recipes_give_the_same_file(study: rw.Study) -> None:
    """Amounts cannot be read back: a plant that differs in several amounts tells the same, bit for bit."""
    emissions = {
        exchange.quantity.id: exchange.quantity.amount
        for exchange in study.inventory.processes["sinter-plant"].emissions
        if exchange.quantity is not None and exchange.quantity.amount and exchange.quantity.formula is None
    }
    changed = dict(list(emissions.items())[:1])
    other = study.inventory.with_amounts({key: 1.0005 * value for key, value in changed.items()})
    assert changed and other.hash != study.inventory.hash
    twin = rw.Study(other, [RULE, OTHER], study.choices)
    one, two = (trial(each, RULE, "A", against=[OTHER], salt="s").to_dict() for each in (study, twin))
    assert one.pop("commitment") != two.pop("commitment")
    assert one == two


def test_a_stage_that_tells_one_amount_is_named(tmp_path: Path) -> None:
    path = tmp_path / "kettle.yaml"
    path.write_text(ONE_AMOUNT, encoding="utf-8")
    made = trial(rw.Study(path, [RULE], ["boundary.internal_loops=net"]), RULE, "Kettle", disclosure="stages")
    assert made.warned_stages == ("energy_supply",)  # electricity is its only input; production has two gases
    assert "energy supply" in " ".join(made.notes("en")) and "能源供应" in " ".join(made.notes("zh"))
    assert "warned" not in made.to_json()
    assert trial(rw.Study(path, [RULE]), RULE, "Kettle", disclosure="total").warned_stages == ()


def test_the_commitment_can_be_proved_and_tells_nothing(study: rw.Study) -> None:
    made = trial(study, RULE, "A", disclosure="total", salt="0123")
    assert made.commitment == commitment("0123", study.inventory.hash)
    assert (
        trial(study, RULE, "A", disclosure="total").commitment
        != trial(study, RULE, "A", disclosure="total").commitment
    )


def test_a_plant_without_a_name_is_called_by_its_commitment(study: rw.Study) -> None:
    made = trial(study, RULE, disclosure="total")
    assert made.label == f"plant-{made.commitment[:6]}"


def test_a_rule_that_cannot_run_tells_how_much_is_open() -> None:
    made = trial(rw.Study(STEEL, ["pact-3"], []), "pact-3", "A")
    with pytest.raises(rw.RulewrightError) as found:
        rw.Study(STEEL, ["pact-3"], []).result("pact-3")
    assert made.total_kg_co2e is None
    assert made.open_decisions == len(found.value.mistakes)  # type: ignore[attr-defined]
    assert "blast" not in made.to_json()


@pytest.mark.parametrize(
    ("settings", "said"), [({"disclosure": "all"}, "no level"), ({"digits": 9}, "9 significant")]
)
def test_what_cannot_be_is_said(study: rw.Study, settings: Any, said: str) -> None:
    with pytest.raises(FileError, match=said):
        trial(study, RULE, "A", **settings)


# ---- merging ------------------------------------------------------------------------------------------


def write(folder: Path, name: str, **changes: Any) -> Path:
    base = {
        "format": "rulewright-trial/1", "rulewright": "0", "label": name, "disclosure": "clauses", "rule": "r", "rule_hash": "h",
        "unit": "1 t", "commitment": "0" * 64, "digits": 3, "total_kg_co2e": 100.0, "open_decisions": 0,
        "shares": {"production": 1.0}, "decisions": {}, "against": [],
    }  # fmt: skip
    path = folder / f"{name}.json"
    path.write_text(json.dumps(base | changes), encoding="utf-8")
    return path


def test_trials_are_ranked_and_reversals_counted(tmp_path: Path) -> None:
    def against(change: float | None) -> list[dict[str, Any]]:
        return [{"rule": "q", "rule_hash": "k", "change": change, "parts": None}]

    merged = merge_trials([
        write(tmp_path, "a", total_kg_co2e=100.0, against=against(0.5)),
        write(tmp_path, "b", total_kg_co2e=120.0, against=against(0.0)),
        write(tmp_path, "c", total_kg_co2e=200.0, against=against(None)),
        write(tmp_path, "d", total_kg_co2e=None, open_decisions=3),
    ])  # fmt: skip
    assert merged.ranks == {"a": 1, "b": 2, "c": 3}
    assert merged.reversals("q") == [("a", "b")]  # 150 against 120
    assert any("least 100, median 120, most 200" in note for note in merged.notes("en"))
    assert any("d" in note for note in merged.notes("zh"))
    table = merged.to_dataframe("en")
    assert table["plant"].tolist() == ["a", "b", "c", "d"]


def test_all_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "text.json").write_text("not json", encoding="utf-8")
    files = [
        write(tmp_path, "a"), write(tmp_path, "b", rule_hash="x"), write(tmp_path, "c", unit="1 kg"),
        write(tmp_path, "d", label="a"), write(tmp_path, "e", shares={"production": "1"}, more=1), tmp_path / "text.json",
        tmp_path / "missing.json",
    ]  # fmt: skip
    with pytest.raises(ReadingError) as found:
        merge_trials(files)
    text = str(found.value)
    for said in (
        "not r (h)",
        "not 1 t",
        "there already",
        "shares.production",
        "more",
        "text.json",
        "missing.json",
    ):
        assert said in text
    assert len(found.value.mistakes) == 7


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    path.write_text(" " * 2_000_000, encoding="utf-8")
    with pytest.raises(ReadingError, match="at most 1,000,000"):
        merge_trials([path])


def test_names_in_the_table_are_escaped(tmp_path: Path) -> None:
    merged = merge_trials([write(tmp_path, "a", label="<script>alert(1)</script>")])
    assert "<script" not in merged._repr_html_()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_commands_from_trial_to_table(lang: str, tmp_path: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        for label, inventory in (("A", STEEL), ("B", "steel-hot-rolled-coil-eaf")):
            path = str(tmp_path / f"{label}.json")
            assert (
                main(
                    [
                        "--lang",
                        lang,
                        "trial",
                        RULE,
                        inventory,
                        "--label",
                        label,
                        "--out",
                        path,
                        "--disclose",
                        "total",
                    ]
                )
                == 0
            )
        files = [str(tmp_path / "A.json"), str(tmp_path / "B.json")]
        assert main(["--lang", lang, "trials", "merge", *files, "--out", str(tmp_path / "table")]) == 0
    assert (tmp_path / "A.salt").stat().st_size > 30
    assert {path.name for path in (tmp_path / "table").iterdir()} >= {
        "trials.csv",
        "trials.json",
        f"trials-{lang}.svg",
    }
    assert ("不写入" if lang == "zh" else "Not written") in out.getvalue()
