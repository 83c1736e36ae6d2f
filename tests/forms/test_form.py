"""Forms in Excel: an inventory that goes in comes out again; what a plant fills in becomes an inventory."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

import pytest
from form_examples import RULE, change, opened, place, sheets_of, spec_of, works
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from strategies import FEWER, JointProcess, joint_processes, make_inventory

import rulewright as rw
from rulewright import cli
from rulewright.errors import FileError
from rulewright.forms.cover import COVER
from rulewright.forms.demands import demands, needs
from rulewright.forms.form import write_form
from rulewright.forms.layout import COVER_FIRST, HEADER, LABEL, TECHNICAL, VOCABULARY, titles_of
from rulewright.forms.read import import_form, inventory_of
from rulewright.forms.sheets import BY_KEY, SHEETS
from rulewright.forms.write import EMPTY_ROWS
from rulewright.importing.write_inventory import plain_data
from rulewright.inventory import InventoryFile, Process, ProductFlow
from rulewright.reading.find import list_rules, list_shelf
from rulewright.reading.inventories import build_inventory, elementary_flows, read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reporting.workbooks import read_sheets

STEEL = "steel-hot-rolled-coil-bf-bof"
LANGS = ("zh", "en")


# ---- round trips --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_all_inventories_of_the_library_come_back(lang: str) -> None:
    for name in list_shelf("inventories"):
        inventory = read_inventory(name)
        found, _ = inventory_of(sheets_of(inventory.file, lang), Path("form.xlsx"))
        assert found.file == inventory.file, name
        assert found.hash == inventory.hash, name


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", [STEEL, "battery-pack-nmc811", "aluminium-ingot-secondary"])
def test_files_come_back(tmp_path: Path, name: str, lang: str) -> None:
    form = write_form(RULE, tmp_path / "form.xlsx", name, lang=lang)
    imported = import_form(form.path)
    assert imported.file == read_inventory(name).file
    assert imported.inventory.hash == read_inventory(name).hash
    kept = [note for note in imported.notes(lang) if ("技术页" if lang == "zh" else "technical") in note]
    assert bool(kept) == bool(form.kept) and all(path in kept[0] for path in form.kept)


@FEWER
@given(joint_processes(), st.sampled_from(LANGS))
def test_any_inventory_comes_back(drawn: JointProcess, lang: str) -> None:
    inventory = drawn.inventory()
    assert inventory_of(sheets_of(inventory.file, lang), Path("form.xlsx"))[0].file == inventory.file


@settings(max_examples=6, phases=(Phase.explicit, Phase.generate))  # shrinking files takes minutes
@given(
    st.lists(st.text(), min_size=20, max_size=20),
    st.floats(min_value=1e-300, max_value=1e300),
    st.sampled_from(LANGS),
)
def test_any_text_and_number_come_back_from_a_file(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], number: float, lang: str
) -> None:
    inventory = odd(texts, number)
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    write_form(RULE, path, inventory, lang=lang)
    assert import_form(path).file == inventory.file


def odd(texts: Sequence[str], number: float = 1.0) -> rw.Inventory:
    """An inventory with each text wherever any text may stand, and this amount."""
    plain = make_inventory(
        {f"works-{index}": {"outputs": {f"steel-{index}": 1}} for index in range(len(texts))}
    )
    data = plain_data(plain.file)
    for index, (process, text) in enumerate(zip(data["processes"], texts, strict=True)):
        process |= {"note": {"zh": text, "en": texts[index - 1]}, "technology": text}
        process["outputs"][0] |= {"amount": number, "note": text, "source": text}
    data["sources"] = {text: texts[index - 1] for index, text in enumerate(texts)}
    return build_inventory(InventoryFile.model_validate(data), "odd")


ODD_TEXTS = (
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "a\r\nb", "_x000D_", "#N/A", "", " ", "\x01", "x" * 40_000, "'", "1,5", "05",
    "TRUE", "2024-01-05", "\t=1", "a\nb ",
)  # fmt: skip


def test_odd_texts_come_back_and_are_no_formulas(tmp_path: Path) -> None:
    inventory = odd(list(ODD_TEXTS))
    path = write_form(RULE, tmp_path / "form.xlsx", inventory).path
    assert import_form(path).file == inventory.file
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets and not any(re.search(rb"<f[ >]", archive.read(name)) for name in sheets)


def test_what_has_no_column_is_kept_and_said(tmp_path: Path) -> None:
    """Correlations, losses, dated factors, unusual distributions."""
    gumbel = {"distribution": "gumbel", "scale": 0.1}
    dated = {
        "unit": "kg/kg", "gwp_set": "ar6", "gases": "all", "coverage": "life_cycle", "source": "s", "mark": "known",
        "series": [{"year": 2023, "amount": 1.0}, {"year": 2024, "amount": 2.0}],
    }  # fmt: skip
    plain = make_inventory(
        {
            "works": {
                "outputs": {"steel": 1},
                "inputs": {
                    "coke": {"amount": 4, "loss": {"share": 0.1, "of": "output"}, "uncertainty": gumbel},
                    "ore": {"amount": 2, "uncertainty": {"distribution": "triangular", "minimum": 1, "maximum": 3}},
                },
            },
            "oven": {"outputs": {"coke": 1}},
            "mine": {"outputs": {"ore": 1}, "factor": {**dated, "amount": 2.0, "year": 2024} | {"series": None}},
        },
        correlations=[{"quantities": ["works/input/coke", "works/input/ore"], "rho": 0.5, "source": "s", "mark": "known"}],
    )  # fmt: skip
    data = json.loads(plain.file.model_dump_json(by_alias=True, exclude_none=True, exclude_unset=True))
    data["processes"][2]["factor"] = dated
    text = json.dumps(data)
    (tmp_path / "i.yaml").write_text(text, encoding="utf-8")
    inventory = read_inventory(tmp_path / "i.yaml")
    form = write_form(RULE, tmp_path / "form.xlsx", inventory)
    assert set(form.kept) == {"correlations", "factor", "loss", "uncertainty.scale"}
    imported = import_form(form.path)
    assert imported.file == inventory.file
    assert "correlations, factor, uncertainty.scale, loss" in " ".join(imported.notes()) or all(
        path in " ".join(imported.notes()) for path in form.kept
    )


def test_a_kept_value_yields_to_a_changed_cell_and_is_missed_when_its_row_goes(tmp_path: Path) -> None:
    inventory = odd(["a\r\nb", "n", "m", "t"])
    path = write_form(RULE, tmp_path / "form.xlsx", inventory).path
    change(path, "en", {("exchanges", 1, "note"): "another"})
    assert import_form(path).file.processes[0].outputs[0].note == "another"
    path = write_form(RULE, tmp_path / "form.xlsx", inventory).path
    change(path, "en", {("exchanges", 1, "@kept"): None})
    imported = import_form(path)
    assert imported.file.processes[0].outputs[0].note == "a\nb"
    assert any("do not come back" in note for note in imported.notes())


def test_every_key_of_the_models_has_a_column_or_is_known_to_be_kept() -> None:
    """A key that somebody adds to a model is a decision here: a column, or kept and said so in the documentation."""
    without = {
        "products": {"properties", "displaces", "processing"},
        "processes": {"outputs", "inputs", "emissions", "factor"},
        "exchanges": {"properties", "loss", "uncertainty.location", *ODD},
        "emissions": {"uncertainty.location", *ODD},
        "properties": {"series", "uncertainty.location", *ODD, "year", "minimum", "maximum"},
        "displaces": {"note", "uncertainty.location", *ODD} - {"note"},
        "factors": {"series", *ODD},
        "electricity": {*ODD},
        "recycling": {"yield_uncertainty", "quality_uncertainty", "recovery_uncertainty"},
        "parameters": {*ODD},
        "imbalances": set(),
    }
    for key, known in without.items():
        spec = BY_KEY[key]
        missing = {path for model in spec.models for path in _keys(model) if path not in spec.fields}
        assert missing <= known | ODD, (key, missing - known)
    top = set(_keys(InventoryFile)) - set(COVER.fields)
    assert {path.split(".")[0] for path in top} == {
        "format", "sources", "parameters", "products", "electricity_supplies", "recycling", "correlations",
        "explained_imbalances", "processes", "title",
    } - {"title"}  # fmt: skip


ODD = {
    f"uncertainty.{key}"
    for key in ("location", "scale", "shape", "degrees", "alpha", "beta", "negative", "note")
}


def _keys(model: type[BaseModel]) -> Iterator[str]:
    """Keys of a model; those of texts, uncertainties and declared units one level down."""
    for name, info in model.model_fields.items():
        key = info.alias or name
        inner = [each for each in (info.annotation, *get_args(info.annotation)) if isinstance(each, type)]
        nested = [each for each in inner if issubclass(each, BaseModel)]
        if nested and key in (
            "name",
            "note",
            "reason",
            "title",
            "supply_missing",
            "uncertainty",
            "declared_unit",
        ):
            yield from (f"{key}.{part}" for part in nested[0].model_fields if part != "normative")
        else:
            yield key


# ---- filling in ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_form_that_is_filled_in_runs(tmp_path: Path, lang: str) -> None:
    """Half the words in one language and half in the other, rows in any order, one language of names."""
    path = write_form(RULE, tmp_path / "form.xlsx", lang=lang).path
    change(path, lang, SMALL)
    imported = import_form(path)
    assert [output.flow for output in imported.file.processes[0].outputs] == ["part", "turnings"]
    assert imported.file.sources == {
        "form-plant": "Works A", "form-period": "2025", "form-contact": "Mr X", "meter": "own meter"
    }  # fmt: skip
    assert imported.file.products[0].name.zh == imported.file.products[0].name.en == "零件"
    assert any(("照抄" if lang == "zh" else "used for both") in note for note in imported.notes(lang))
    study = rw.Study(
        imported.inventory, [RULE], ["characterisation.horizon_years=100", "biogenic.convention=0/0"]
    )
    total = study.compare().to_dataframe()
    assert total.notna().all(axis=None)
    again = write_form(RULE, tmp_path / "again.xlsx", imported.inventory, lang=lang)
    assert import_form(again.path).file == imported.file


ORIGIN = {"source": "meter", "mark": "已核"}
SMALL: dict[tuple[str, int, str], Any] = {
    ("cover", 0, "@plant"): "Works A", ("cover", 0, "@period"): 2025, ("cover", 0, "@contact"): "Mr X",
    ("cover", 0, "id"): "works-a", ("cover", 0, "title.zh"): "甲厂", ("cover", 0, "version"): 1,
    ("cover", 0, "licence"): "internal", ("cover", 0, "product"): "part", ("cover", 0, "declared_unit.amount"): 1,
    ("cover", 0, "declared_unit.unit"): "t", ("cover", 0, "geography"): "CN", ("cover", 0, "year"): 2025,
    ("products", 1, "id"): "part", ("products", 1, "name.zh"): "零件", ("products", 1, "unit"): "kg",
    ("products", 2, "id"): "turnings", ("products", 2, "name.en"): "turnings", ("products", 2, "unit"): "kg",
    ("processes", 1, "id"): "workshop", ("processes", 1, "name.en"): "workshop", ("processes", 1, "stage"): "生产",
    ("processes", 1, "location"): "CN", ("sources", 1, "@key"): "meter", ("sources", 1, "@text"): "own meter",
    **{("exchanges", 1, key): each for key, each in {
        "@process": "workshop", "@direction": "output", "flow": "turnings", "class": "废料（再生原料）", "amount": 80, "unit": "kg", **ORIGIN,
    }.items()},
    **{("exchanges", 3, key): each for key, each in {
        "@process": "workshop", "@direction": "产出", "flow": "part", "class": "product", "amount": 1, "unit": "t", **ORIGIN,
    }.items()},
    **{("exchanges", 4, key): each for key, each in {
        "@process": "workshop", "@direction": "input", "flow": "natural-gas", "amount": 1.5, "unit": "GJ", "tags": "燃料; heat", **ORIGIN,
        "uncertainty.distribution": "triangular", "uncertainty.minimum": 1, "uncertainty.maximum": 2, "data": "初级",
    }.items()},
    **{("emissions", 1, key): each for key, each in {
        "@process": "workshop", "flow": "co2-fossil", "amount": 84.15, "unit": "kg", **ORIGIN,
    }.items()},
}  # fmt: skip


def test_names_only_hold_no_number_and_no_remark_of_the_inventory(tmp_path: Path) -> None:
    form = write_form(RULE, tmp_path / "names.xlsx", STEEL, blank_amounts=True)
    assert form.names_only and form.kept == () and form.rows["parameters"] == form.rows["sources"] == 0
    own = [spec.title("en") for spec in (COVER, *SHEETS)]
    for sheet in read_sheets(form.path):
        start = COVER_FIRST + len(COVER.columns) if sheet.name == own[0] else 10_000
        values = [each for (row, _), each in sheet.values.items() if row < start]
        if sheet.name in own:
            allowed = {1} if sheet.name == own[0] else set()  # the declared unit: 1 t
            assert {each for each in values if isinstance(each, int | float)} <= allowed, sheet.name
    text = " ".join(str(each) for sheet in read_sheets(form.path) for each in sheet.values.values())
    file = read_inventory(STEEL).file
    words = [*file.sources.values(), *(each.note for each in file.parameters if each.note), file.citation]
    assert not any(str(word) in text for word in words)
    assert "blast-furnace" in text and "granulated-slag" in text


def test_the_rule_asks_for_what_its_ladders_can_need(tmp_path: Path) -> None:
    """worked by hand: the slag has a mass and no price; the ladder of PACT asks for prices."""
    form = write_form(RULE, tmp_path / "form.xlsx", works())
    assert [(each.name, each.years) for each in form.needs] == [("price", None)] and form.asked == 1
    (sheet,) = [each for each in read_sheets(form.path) if each.name == BY_KEY["properties"].title("en")]
    last = sheet.rows
    assert [sheet.text(last, column) for column in (1, 3, 6)] == ["slag", "price", "CNY/kg"]
    notes = import_form(form.path).notes()
    assert f"Properties!E{last}" in notes[0]
    change(form.path, "en", {("properties", last - HEADER, key): each for key, each in {
        "amount": 0.2, "source": "contract", "mark": "seen"}.items()})  # fmt: skip
    slag = import_form(form.path).file.products[1]
    assert [(each.property, each.amount) for each in slag.properties] == [("mass", 1.0), ("price", 0.2)]


@pytest.mark.parametrize("lang", LANGS)
def test_every_rule_has_a_form_with_its_demands(lang: str) -> None:
    for name in list_rules():
        rule = read_rule(name)
        said = demands(rule, lang)
        assert all(each.value and each.clause and each.sheet in {*BY_KEY, "cover"} for each in said)
        has_ladder = rule.get("allocation.ladder") is not None
        assert (
            not needs(rule)
            or has_ladder
            or rule.get("cut_off.measures")
            or rule.get_list("allocation.special")
        )
    window = {each.name: each.years for each in needs(read_rule("rmi-steel-2022"))}
    assert all(years is None or years >= 1 for years in window.values())


# ---- the workbook -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_drop_downs_help_and_protection(tmp_path: Path, lang: str) -> None:
    path = write_form(RULE, tmp_path / "form.xlsx", STEEL, lang=lang).path
    with opened(path) as book:
        assert book.sheetnames == [
            *(spec.title(lang) for spec in (COVER, *SHEETS)), VOCABULARY(lang), TECHNICAL
        ]  # fmt: skip
        assert book[TECHNICAL].sheet_state == "hidden"
        for spec in SHEETS:
            sheet = book[spec.title(lang)]
            heads = [sheet.cell(HEADER, number + 1) for number in range(len(spec.columns))]
            assert tuple(each.value for each in heads) == titles_of(spec, lang)
            assert all(each.comment is not None and each.protection.locked for each in heads)
            assert sheet.protection.sheet and sheet.freeze_panes == f"B{HEADER + 1}"
            assert (
                sheet.page_setup.orientation == "landscape"
                and sheet.print_title_rows == f"${HEADER}:${HEADER}"
            )
            free = [cell for row in sheet.iter_rows(min_row=HEADER + 1) for cell in row]
            assert free and not any(cell.protection.locked for cell in free)
            lists = {str(each.sqref).split(":")[0]: each for each in sheet.data_validations.dataValidation}
            for column in spec.columns:
                if spec.fields[column.path].kind in ("word", "words", "flag", "number"):
                    assert place(spec.key, 1, column.path) in lists, (spec.key, column.path)
        stage = BY_KEY["processes"].fields["stage"]
        rule = next(
            each
            for each in book[BY_KEY["processes"].title(lang)].data_validations.dataValidation
            if str(each.sqref).startswith(place("processes", 1, "stage"))
        )
        sheet_name, cells = rule.formula1.replace("'", "").replace("$", "").split("!")
        assert [cell.value for (cell,) in book[sheet_name][cells]] == [
            stage.say(word, lang) for word in stage.options
        ]
        assert rule.showErrorMessage
        flows = next(
            each
            for each in book[BY_KEY["emissions"].title(lang)].data_validations.dataValidation
            if str(each.sqref).startswith(place("emissions", 1, "flow"))
        )
        sheet_name, cells = flows.formula1.replace("'", "").replace("$", "").split("!")
        assert [cell.value for (cell,) in book[sheet_name][cells]] == list(elementary_flows())
        labels = [
            book[COVER.title(lang)].cell(COVER_FIRST + row, LABEL).value for row in range(len(COVER.columns))
        ]
        assert tuple(labels) == titles_of(COVER, lang)


def test_mandatory_titles_come_from_the_models() -> None:
    starred = {column.path for column, head in zip(spec_of("exchanges").columns, titles_of(spec_of("exchanges"), "en"), strict=True)
               if head.endswith("*")}  # fmt: skip
    assert starred == {"@process", "@direction", "flow", "unit", "source", "mark"}
    assert spec_of("processes").fields["stage"].options == get_args(Process.model_fields["stage"].annotation)
    assert ProductFlow.model_fields["unit"].is_required() == spec_of("products").fields["unit"].is_required
    assert EMPTY_ROWS >= 20


# ---- files --------------------------------------------------------------------------------------------------


def test_what_cannot_be_written_is_told_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"before")
    path.chmod(0o444)
    with pytest.raises(FileError, match="read-only"):
        write_form(RULE, path)
    assert path.read_bytes() == b"before"
    with pytest.raises(FileError, match="folder"):
        write_form(RULE, tmp_path / "nowhere" / "form.xlsx")
    with pytest.raises(FileError, match=r"does not end in \.xlsx"):
        write_form(RULE, tmp_path / "form.xls")
    with pytest.raises(FileError, match="names can only"):
        write_form(RULE, tmp_path / "names.xlsx", blank_amounts=True)
    (tmp_path / "dir.xlsx").mkdir()
    with pytest.raises(FileError, match="folder"):
        write_form(RULE, tmp_path / "dir.xlsx")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["dir.xlsx", "form.xlsx"]


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "form.xlsx")
    assert (
        cli.main(["form", RULE, "--out", path, "--inventory", STEEL, "--format", "json", "--lang", "en"]) == 0
    )
    said = json.loads(capsys.readouterr().out)
    assert said["rows"]["processes"] == 11 and said["format"] == "rulewright-form/1"
    assert cli.main(["import", "form", path, "--out", str(tmp_path / "in"), "--lang", "zh"]) == 0
    assert "技术页" in capsys.readouterr().out
    assert read_inventory(tmp_path / "in" / f"{STEEL}.yaml").file == read_inventory(STEEL).file
    assert (
        cli.main(["form", RULE, "--out", path, "--inventory", STEEL, "--blank-amounts", "--lang", "zh"]) == 0
    )
    assert "只留名称" in capsys.readouterr().out
    assert cli.main(["import", "form", path, "--lang", "zh"]) == 1
    assert "投入产出!E" in capsys.readouterr().err
