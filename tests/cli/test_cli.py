"""The command line: every command in zh and en, its exit status, where it writes, and the shape of its results."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import rulewright
from rulewright.cli import COMMANDS, command_module, main
from rulewright.commands.frame import COMMON
from rulewright.reading.find import databases_dir, list_rules, list_shelf, rules_dir
from rulewright.reading.schema import json_schema
from rulewright.reading.yaml_nodes import read_yaml

ALUMINIUM = "aluminium-ingot-primary-cn"
STEEL = "steel-hot-rolled-coil-bf-bof"
TWO_RULES = "gbt-44905-2024,pact-3"
LANGUAGES = ("zh", "en")
HEAVY = {
    "numpy",
    "pydantic",
    "yaml",
    "pint",
    "pandas",
    "matplotlib",
    "xarray",
    "scipy",
    "bw2data",
    "bw2calc",
    "bw2io",
}


def run(*words: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(words)
        except SystemExit as exit_:
            status = int(exit_.code or 0)
    return status, out.getvalue(), err.getvalue()


def start(*words: str, **more: Any) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(rulewright.__file__).parents[1]),
        **more.pop("env", {}),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "rulewright", *words],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", **more,
    )  # fmt: skip


def ends_well(*words: str) -> str:
    """Standard output of a command that has to go well, without anything on standard error."""
    status, out, err = run(*words)
    assert (status, err) == (0, ""), err
    return out


@cache
def compared(*words: str) -> dict[str, Any]:
    """The parsed JSON of a comparison."""
    found: dict[str, Any] = json.loads(ends_well("compare", *words, "--format", "json"))
    return found


# ---- words, help, language --------------------------------------------------------------------------


def test_help_names_every_command_in_both_languages() -> None:
    for number, lang in enumerate(LANGUAGES):
        text = ends_well("--help", "--lang", lang)
        assert COMMON["about"][number] in text
        for command in COMMANDS:
            assert command in text
            own = "".join(ends_well(command, "--help", "--lang", lang).split())
            module = command_module(command)
            assert command == module.NAME
            assert "".join(module.HELP["about"][number].split()) in own


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from rulewright.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit as end: assert not end.code\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(Path(rulewright.__file__).parents[1])},
    )  # fmt: skip
    assert done.stderr.strip() == "[]"


def test_help_is_there_in_the_blink_of_an_eye() -> None:
    # 0.3 s is measured by benchmarks/; here only that nobody made it an order of magnitude slower
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        process = start("--help")
        process.communicate(timeout=30)
        assert process.returncode == 0
        times.append(time.perf_counter() - begun)
    assert min(times) < 1.0


@pytest.mark.parametrize(
    ("words", "status", "stream"),
    [
        ((), 2, 1),
        (("compute",), 2, 2),
        (("compare",), 2, 2),
        (("compare", ALUMINIUM, "--format", "xlsx"), 2, 2),
        (("explain", ALUMINIUM), 2, 2),
        (("schema", "result"), 2, 2),
        (("list", "--lang", "fr"), 2, 2),
        (("--version",), 0, 1),
    ],
)
def test_the_words_of_a_command_decide_its_status(words: tuple[str, ...], status: int, stream: int) -> None:
    found = run(*words)
    assert found[0] == status
    assert found[stream] and not found[3 - stream]


@pytest.mark.parametrize(
    ("variables", "words", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, (), "能源"),
        ({"LANG": "en_US.UTF-8"}, (), "energy"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, (), "能源"),
        ({"LANG": "C.UTF-8"}, (), "energy"),
        ({"LANG": "zh_CN.UTF-8"}, ("--lang", "en"), "energy"),
        ({"LANG": "en_US.UTF-8"}, ("--lang=zh",), "能源"),
    ],
)
def test_the_language_is_that_of_the_option_else_of_the_locale(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], words: tuple[str, ...], expected: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ends_well("list", *words).splitlines()[0] == expected
    assert ends_well(*words, "list").splitlines()[0] == expected


def test_a_terminal_that_cannot_show_chinese_is_no_reason_to_stop() -> None:
    process = start("list", "--lang", "zh", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "pact-3" in out and "?" in out


@pytest.mark.parametrize(
    "words", [("schema", "inventory"), ("list",), ("--help",)], ids=lambda words: words[0]
)
def test_a_closed_pipe_is_no_error(words: tuple[str, ...]) -> None:
    process = start(*words, env={"PYTHONUNBUFFERED": ""})  # e.g. `rulewright list | head -1`
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), err) == (0, "")


# ---- list, show, check, schema, balance -------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_list_names_all_that_is_shipped(lang: str) -> None:
    text = ends_well("list", "--lang", lang)
    for name in (*list_rules(), *list_shelf("inventories")):
        assert name in text
    studies = ends_well("list", "studies", "--lang", lang)
    for name in list_shelf("studies"):
        assert name in studies


def test_lists_are_there_as_json() -> None:
    rules = json.loads(ends_well("list", "rules", "--format", "json"))["rules"]
    assert [each["id"] for each in rules] == list_rules()
    aluminium = next(each for each in rules if each["id"] == "gbt-44905-2024")
    assert {"aluminium", "primary-aluminium"} <= set(aluminium["groups"])
    inventories = json.loads(ends_well("list", "inventories", "--format", "json"))["inventories"]
    assert [each["id"] for each in inventories] == list_shelf("inventories")
    products = json.loads(ends_well("list", "--format", "json"))["products"]
    steel = next(each for each in products if each["product"] == "steel")
    assert "steel-hot-rolled-coil-bf-bof" in steel["inventories"]
    named = {name for each in products for name in (*each["rules"], *each["inventories"])}
    assert named == {*list_rules(), *list_shelf("inventories")}


def test_coverage_as_json_names_every_priority_product() -> None:
    told = json.loads(ends_well("coverage", "--format", "json"))
    names = [each["name_zh"] for each in told["priority_products"]]
    assert len(names) == 19 and {"电力", "电解铝", "电子电器"} <= set(names)
    assert all({"inventories", "rules"} <= each.keys() for each in told["priority_products"])


def test_a_folder_is_checked_file_by_file(tmp_path: Path) -> None:
    told = ends_well("check", str(databases_dir()))
    assert "gwp.yaml" in told and "elementary_flows.yaml" in told and "china-product-rules.yaml" in told
    assert all(line.endswith("no mistakes") for line in told.splitlines())
    status, out, err = run("check", str(tmp_path))
    assert (status, out) == (1, "") and "no .yaml file" in err


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rule", list_rules())
def test_show_prints_every_clause_with_source_and_mark(rule: str, lang: str) -> None:
    text = ends_well("show", rule, "--lang", lang)
    assert text.startswith(f"{rule}  ")
    table = "".join(text.split())
    for clause in read_yaml(rules_dir() / f"{rule}.yaml").data["clauses"]:
        if clause.get("clause"):
            assert "".join(clause["clause"].split()) in table or len(clause["clause"]) > 8
    assert any(mark in table for mark in (("已核", "待核") if lang == "zh" else ("seen", "known")))


def test_check_passes_every_shipped_file_by_id_and_by_path() -> None:
    names = [*list_rules(), *list_shelf("background"), STEEL, ALUMINIUM]
    paths = [str(path) for shelf in ("inventories", "background", "studies") for path in _shelf(shelf)]
    lines = ends_well("check", *names, *paths).splitlines()
    assert len(lines) == len(names) + len(paths)
    assert all(line.endswith(", no mistakes") for line in lines)


def test_check_goes_on_after_a_bad_file_and_counts(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("format: rulewright-rule/1\n", encoding="utf-8")
    status, out, err = run("check", str(tmp_path / "bad.yaml"), "pact-3", "absent", "--lang", "zh")
    assert status == 1
    assert "规则 pact-3" in out
    assert "没有文件“absent”，随附内容中也没有这个编号" in err
    assert err.endswith("3 个文件中有 2 个须修改\n")


@pytest.mark.parametrize("kind", ["rule", "inventory", "study"])
def test_schema_is_a_json_schema_that_shipped_files_fit(kind: str) -> None:
    validator = pytest.importorskip("jsonschema").Draft202012Validator
    schema = json.loads(ends_well("schema", kind))
    assert schema == json_schema(kind)  # type: ignore[arg-type]
    validator.check_schema(schema)
    shelves = {"rule": [], "inventory": ["inventories", "background"], "study": ["studies"]}[kind]
    paths = [path for shelf in shelves for path in _shelf(shelf)] or sorted(rules_dir().glob("*.yaml"))
    assert paths
    for path in paths:
        errors = [error.message for error in validator(schema).iter_errors(read_yaml(path).data)]
        assert errors == [], path.name


def test_schema_refuses_what_reading_refuses() -> None:
    validator = pytest.importorskip("jsonschema").Draft202012Validator(json_schema("rule"))
    folder = Path(__file__).parents[1] / "bad_rules"
    for name in (
        "unknown-key",
        "unknown-family",
        "unknown-word",
        "number-in-quotes",
        "share-above-one",
        "bad-id",
        "no-source",
    ):
        assert list(validator.iter_errors(read_yaml(folder / f"{name}.yaml").data)), name


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("inventory", [STEEL, ALUMINIUM])
def test_balance_reports_the_processes(inventory: str, lang: str) -> None:
    text = ends_well("balance", inventory, "--lang", lang)
    assert ("过程" if lang == "zh" else "process") in text


def _shelf(shelf: str) -> list[Path]:
    return sorted((databases_dir() / shelf).glob("*.yaml"))


# ---- compare ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("inventory", [STEEL, ALUMINIUM])
def test_json_has_the_documented_shape(inventory: str) -> None:
    found = compared(inventory)
    assert list(found) == ["format", "inventory", "inventory_hash", "product", "unit", "results"]
    assert found["format"] == "rulewright-comparison/1"
    assert found["inventory"] == inventory
    assert found["unit"] == "1 t"
    study = read_yaml(databases_dir() / "studies" / f"{inventory}.yaml").data
    assert [result["rule"] for result in found["results"]] == study["rules"]
    for result in found["results"]:
        assert {
            "rule",
            "total_kg_co2e",
            "by_stage",
            "by_kind",
            "credits_kg_co2e",
            "decisions",
            "open_choices",
        } <= set(result)
        assert set(result["by_kind"]) == {"fossil", "biogenic", "dluc", "aircraft"}
        assert isinstance(result["decisions"], int) and result["decisions"] > 0
        assert isinstance(result["open_choices"], list)


@pytest.mark.parametrize("inventory", [STEEL, ALUMINIUM])
def test_stages_kinds_and_processes_add_up_to_the_total(inventory: str) -> None:
    for result in compared(inventory)["results"]:
        total = pytest.approx(result["total_kg_co2e"], rel=1e-9)
        assert sum(result["by_stage"].values()) == total, result["rule"]
        assert sum(result["by_kind"].values()) == total, result["rule"]
        assert sum(result["by_process"].values()) + result["by_stage"].get("credits", 0.0) == total, result[
            "rule"
        ]
        assert sum(credit["kg_co2e"] for credit in result["credits"]) == pytest.approx(
            result["credits_kg_co2e"]
        )
        assert sum(c["kg_co2e"] for c in result["credits"] if c["in_total"]) == pytest.approx(
            result["by_stage"].get("credits", 0.0), abs=1e-9
        )


def test_csv_holds_the_numbers_of_the_json() -> None:
    rows = list(
        csv.reader(io.StringIO(ends_well("compare", ALUMINIUM, "--rules", TWO_RULES, "--format", "csv")))
    )
    assert len({len(row) for row in rows}) == 1
    for result in compared(ALUMINIUM, "--rules", TWO_RULES)["results"]:
        column = next(number for number, name in enumerate(rows[0]) if result["rule"] in name)
        numbers = [float(row[column]) for row in rows[1:] if _is_number(row[column])]
        assert any(number == pytest.approx(result["total_kg_co2e"], rel=1e-9) for number in numbers)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ["电解", "原材料获取", "规则不同之处"]), ("en", ["raw materials", "where the rules differ"])],
)
def test_table_says_what_rules_and_differences(lang: str, words: list[str]) -> None:
    text = ends_well("compare", ALUMINIUM, "--rules", TWO_RULES, "--lang", lang)
    for word in ("kg CO2e", "pact-3", "--no-choices", *words[1:]):
        assert word in text


def test_one_rule_alone_is_compared_as_well() -> None:
    (result,) = compared(ALUMINIUM, "--rules", "pact-3")["results"]
    (same,) = (each for each in compared(ALUMINIUM)["results"] if each["rule"] == "pact-3")
    assert result["total_kg_co2e"] == pytest.approx(same["total_kg_co2e"], rel=1e-12)


def test_an_unknown_rule_is_told_with_a_suggestion() -> None:
    status, out, err = run("compare", ALUMINIUM, "--rules", "pact-3,gbt-44905", "--lang", "en")
    assert (status, out) == (1, "")
    assert "no rule 'gbt-44905'" in err and "did you mean 'gbt-44905-2024'" in err


def test_another_product_of_the_inventory_can_be_asked_for() -> None:
    assert compared(STEEL, "--rules", "cbam-2025", "--product", "slab")["product"] == "slab"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_choices_open_decisions_stop_the_study_and_are_listed(lang: str) -> None:
    status, out, err = run("compare", ALUMINIUM, "--rules", "pact-3", "--no-choices", "--lang", lang)
    assert (status, out) == (1, "")
    assert "1. " in err and "biogenic.convention" in err and ("declare" if lang == "en" else "声明") in err


def test_a_choice_of_the_command_line_changes_the_result_and_is_named() -> None:
    words = (ALUMINIUM, "--rules", "pact-2", "--study", ALUMINIUM)
    choice = "pact-2:characterisation.gwp_set={}"
    totals = {}
    for gwp_set in ("ar5", "ar6"):
        (result,) = compared(*words, "--choice", choice.format(gwp_set))["results"]
        totals[gwp_set] = result["total_kg_co2e"]
        assert "characterisation.gwp_set" in result["open_choices"]
    assert totals["ar5"] != totals["ar6"]


def test_choices_alone_can_settle_a_rule() -> None:
    shipped = next(r for r in compared(ALUMINIUM)["results"] if r["rule"] == "pact-3")
    status, _, err = run(
        "compare",
        ALUMINIUM,
        "--rules",
        "pact-3",
        "--no-choices",
        "--choice",
        "biogenic.convention=0/0",
        "--lang",
        "en",
    )
    assert status == 1  # what else is open is told
    assert "biogenic.convention" not in err
    assert shipped["open_choices"]


@pytest.mark.parametrize(
    ("choice", "why"),
    [
        ("biogenic.convention=1/2", "'convention' has an unknown value; found '1/2'"),
        ("colour=red", "'colour=red' is not a choice"),
        ("pact-3:characterisation.gwp_set=ar5", "rule pact-3 settles characterisation.gwp_set itself"),
    ],
)
def test_a_wrong_choice_is_refused(choice: str, why: str) -> None:
    status, out, err = run("compare", ALUMINIUM, "--rules", "pact-3", "--choice", choice, "--lang", "en")
    assert (status, out) == (1, "")
    assert why in err


# ---- files ------------------------------------------------------------------------------------------

FILES = {
    "results.json", "table.csv", "table.txt", "clauses.csv", "ledger.csv", "ledger.json",
    "comparison-zh.svg", "comparison-zh.png", "comparison-en.svg", "comparison-en.png",
}  # fmt: skip


def test_out_writes_all_files_and_names_them(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "results"
    status, out, err = run(
        "compare", ALUMINIUM, "--rules", TWO_RULES, "--out", str(folder), "--format", "json"
    )
    assert status == 0
    assert {path.name for path in folder.iterdir()} - {"results.nc"} == FILES
    assert all(str(folder / name) in err for name in FILES)
    assert json.loads((folder / "results.json").read_text(encoding="utf-8")) == json.loads(out)
    assert all(path.stat().st_size for path in folder.iterdir())
    assert [path.name for path in folder.parent.iterdir()] == ["results"]


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("kept", encoding="utf-8")
    folder = tmp_path / "a-file" / "results"  # below a regular file: not even root can write there
    status, out, err = run("compare", ALUMINIUM, "--rules", "pact-3", "--out", str(folder), "--lang", "en")
    assert (status, out) == (1, "")
    assert "the folder cannot be written" in err and str(folder) in err and "mend:" in err
    assert [path.name for path in tmp_path.iterdir()] == ["a-file"]
    assert (tmp_path / "a-file").read_text(encoding="utf-8") == "kept"


def test_a_folder_in_which_one_file_cannot_be_replaced_stays_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    (folder / "table.txt" / "inside").mkdir(parents=True)
    status, _, err = run("compare", ALUMINIUM, "--rules", "pact-3", "--out", str(folder), "--lang", "en")
    assert status == 1
    assert "cannot be written" in err
    assert [path.name for path in folder.iterdir()] == ["table.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_a_study_that_stops_writes_no_folder(tmp_path: Path) -> None:
    status, _, _ = run(
        "compare", ALUMINIUM, "--rules", "pact-3", "--no-choices", "--out", str(tmp_path / "results")
    )
    assert status == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_demo_runs_both_products_and_says_where_the_files_lie(tmp_path: Path, lang: str) -> None:
    text = ends_well("demo", "--out", str(tmp_path / "demo"), "--lang", lang)
    for name in (STEEL, ALUMINIUM):
        folder = tmp_path / "demo" / name
        assert {path.name for path in folder.iterdir()} >= FILES
        assert str(folder / "results.json") in text
    assert "rulewright explain" in text


# ---- explain, uncertainty, export, lab --------------------------------------------------------------


@pytest.mark.parametrize(("lang", "name"), [("zh", "电解"), ("en", "electrolysis")])
def test_explain_tells_of_one_process(lang: str, name: str) -> None:
    text = ends_well("explain", ALUMINIUM, "electrolysis", "--rule", "pact-3", "--lang", lang)
    assert name in text
    assert "kg CO2e" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_explain_without_a_process_prints_the_whole_ledger(lang: str) -> None:
    text = ends_well("explain", ALUMINIUM, "--rule", "pact-3", "--lang", lang)
    assert "characterisation" in text or "特征化" in text


def test_explain_of_an_unknown_process_names_the_known_ones() -> None:
    status, out, err = run("explain", ALUMINIUM, "electrolisis", "--rule", "pact-3", "--lang", "en")
    assert (status, out) == (1, "")
    assert "electrolisis" in err and "electrolysis" in err


def test_explain_of_an_unknown_rule_is_told() -> None:
    status, _, err = run("explain", ALUMINIUM, "--rule", "pact", "--lang", "en")
    assert status == 1
    assert "no rule 'pact'" in err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_uncertainty_prints_a_distribution_of_each_rule(lang: str) -> None:
    text = ends_well("uncertainty", ALUMINIUM, "--rules", TWO_RULES, "--draws", "64", "--lang", lang)
    assert "pact-3" in text and "gbt-44905-2024" in text


@pytest.mark.parametrize(
    ("words", "status"), [(("--draws", "1"), 1), (("--draws", "many"), 2), (("--seed", "-1"), 1)]
)
def test_draws_that_make_no_sense_are_refused(words: tuple[str, ...], status: int) -> None:
    found = run("uncertainty", ALUMINIUM, "--rules", "pact-3", *words, "--lang", "en")
    assert found[:2] == (status, "")


@pytest.mark.slow
def test_export_writes_one_database_a_rule_and_says_where(tmp_path: Path) -> None:
    words = ("export", ALUMINIUM, "--rules", TWO_RULES, "--directory", str(tmp_path / "brightway"))
    process = start(*words, "--lang", "en")  # in a process of its own: Brightway keeps its directory for life
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert f"{ALUMINIUM} | pact-3" in out and f"{ALUMINIUM} | gbt-44905-2024" in out
    assert str(tmp_path / "brightway") in out


def test_lab_without_jupyterlab_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import rulewright.lab

    monkeypatch.setattr(rulewright.lab, "find_spec", lambda name: None)
    status, out, err = run("lab", "--lang", "en")
    assert (status, out) == (1, "")
    assert "pip install '.[lab]'" in err


def test_lab_opens_jupyterlab_at_the_first_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    import rulewright.lab

    called: list[list[str]] = []

    def call(command: list[str], env: dict[str, str]) -> int:
        assert env["RULEWRIGHT_LANG"] == "zh"  # the notebooks' apps open in the language of the command
        called.append(command)
        return 0

    monkeypatch.setattr(rulewright.lab, "find_spec", lambda name: object())
    monkeypatch.setattr(rulewright.lab.subprocess, "call", call)
    assert ends_well("lab", "--lang", "zh").startswith("JupyterLab：")
    assert "jupyterlab" in called[0] and any(word.endswith("01_read_a_rule.ipynb") for word in called[0])
    assert any("127.0.0.1" in word for word in called[0])


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
