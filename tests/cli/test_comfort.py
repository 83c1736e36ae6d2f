"""New files are right from the start, the doctor finds what is wrong, a shell completes."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import rulewright as rw
from rulewright import doctor
from rulewright.cli import main
from rulewright.errors import FileError
from rulewright.reading.find import list_rules
from rulewright.reading.schema import json_schema
from rulewright.rule import CLAUSE_MODELS
from rulewright.scaffolds.rule import EXAMPLES, rule_scaffold
from rulewright.scaffolds.write import write_new

LANGUAGES = ("zh", "en")
PACKAGE = Path(rw.__file__).resolve().parents[1]


def run(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(words)
    return status, out.getvalue(), err.getvalue()


# ---- new files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_rule_leaves_every_setting_open_and_has_no_mistake(lang: str, tmp_path: Path) -> None:
    path, schema = write_new("rule", "my-rule", tmp_path / "my-rule.yaml", lang=lang)
    rule = rw.read_rule(path)
    every = {f"{family}.{name}" for family, model in CLAUSE_MODELS.items() for name in model.setting_names()}
    assert set(rule.not_settled) == every
    assert not rule.settings
    assert json.loads(schema.read_text(encoding="utf-8")) == json_schema("rule")
    assert path.read_text(encoding="utf-8").startswith(f"# yaml-language-server: $schema={schema.name}\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_child_takes_everything_over(lang: str, tmp_path: Path) -> None:
    path, _ = write_new("rule", "my-rule", tmp_path / "my-rule.yaml", base="gbt-24067-2024", lang=lang)
    child, base = rw.read_rule(path), rw.read_rule("gbt-24067-2024")
    assert {name: child.settings[name] for name in base.settings} == dict(base.settings)
    uncommented = (
        path.read_text(encoding="utf-8").replace("clauses: []", "clauses:").replace("\n  # - ", "\n  - ")
    )
    uncommented = uncommented.replace("\n  #   ", "\n    ")
    clauses = yaml.safe_load(uncommented)["clauses"]
    assert [clause["family"] for clause in clauses] == list(CLAUSE_MODELS)


@pytest.mark.parametrize("setting", EXAMPLES)
def test_the_examples_of_a_new_rule_may_be_written(setting: str) -> None:
    family, name = setting.split(".")
    clause = {
        "id": "example", "family": family, name: yaml.safe_load(EXAMPLES[setting]), "text": {"zh": "例", "en": "e"},
        "source": {"document": "d"}, "mark": "gap",
    }  # fmt: skip
    assert CLAUSE_MODELS[family].model_validate(clause).settings()
    assert EXAMPLES[setting] in rule_scaffold("my-rule")


def test_a_new_rule_names_every_legal_word() -> None:
    text = rule_scaffold("my-rule")
    for word in ("cut_off_recycled_content", "end_of_life_recycling", "ar6", "-1/+1", "smallest_first"):
        assert word in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_inventory_runs_under_a_rule(lang: str, tmp_path: Path) -> None:
    path, _ = write_new("inventory", "my-works", tmp_path / "my-works.yaml", lang=lang)
    study = rw.Study(path, ["gbt-24067-2024"])
    assert study.result("gbt-24067-2024").evaluation.total_kg_co2e > 0
    marks = {exchange.mark for process in study.inventory.file.processes for exchange in process.outputs}
    assert marks == {"estimate"}  # no placeholder passes for data


def test_a_new_study_lists_what_its_rules_leave_open(tmp_path: Path) -> None:
    path, _ = write_new(
        "study", "my-study", tmp_path / "my-study.yaml", inventory="steel-hot-rolled-coil-bf-bof",
        rules=["gbt-24067-2024", "pact-3"],
    )  # fmt: skip
    study = rw.read_study(path)
    assert (study.inventory, study.rules) == ("steel-hot-rolled-coil-bf-bof", ["gbt-24067-2024", "pact-3"])
    text = path.read_text(encoding="utf-8")
    with pytest.raises(rw.RulewrightError) as found:
        rw.Study(study.inventory, ["pact-3"], []).result("pact-3")
    for mistake in found.value.mistakes:  # type: ignore[attr-defined]
        assert mistake.what in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rule", "My Rule"), "cannot be an id"),
        (("rule", "my-rule", "--based-on", "gbt-24067-2042"), "gbt-24067-2042"),
        (("study", "my-study"), "a study needs an inventory and rules"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_written(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = run("--lang", "en", "new", *words)
    assert status == 1
    assert said in err
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "my-rule.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match="is there already"):
        write_new("rule", "my-rule", tmp_path / "my-rule.yaml")
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["mine"]


# ---- doctor -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_doctor_finds_this_installation_sound(lang: str) -> None:
    status, out, _ = run("--lang", lang, "doctor", "--no-speed")
    assert status == 0
    assert ("安装正常。" if lang == "zh" else "The installation is sound.") in out


def test_the_doctor_measures_and_counts() -> None:
    status, out, _ = run("doctor", "--format", "json")
    checks = {check["name"]: check for check in json.loads(out)["checks"]}
    assert status == 0
    assert f"{len(list_rules())} rules" in checks["rules and data"]["found"]
    assert "1000 draws" in checks["speed"]["found"]


def test_the_doctor_names_a_package_out_of_range(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "requires", lambda _: ["numpy>=99", "no-such-package>=1", "pandas"])
    found = doctor.diagnose(speed=False)
    assert not found.sound
    wrong = [check for check in found.checks if check.status == "wrong"]
    assert [check.mend.en for check in wrong if check.mend] == [
        "pip install 'numpy>=99'",
        "pip install 'no-such-package>=1'",
    ]
    assert found.notes("en") == ["To be mended: packages, packages; the table says how."]
    assert "numpy" in found._repr_html_()


def test_the_doctor_names_a_folder_that_cannot_be_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("RULEWRIGHT_BRIGHTWAY_DIR", str(blocked / "inside"))
    wrong = [check for check in doctor.diagnose(speed=False).checks if check.status == "wrong"]
    assert [check.name.en for check in wrong] == ["folder of Brightway projects"]


# ---- completion ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_gets_its_script(shell: str) -> None:
    status, out, _ = run("completion", shell)
    assert status == 0
    assert "rulewright" in out


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rulewright compa", {"compare "}),
        ("rulewright show gbt-44905", {"gbt-44905-2024 "}),
        ("rulewright compare steel-hot-rolled-coil-b", {"steel-hot-rolled-coil-bf-bof "}),
        ("rulewright compare x --rules pact-3,gbt-44905", {"pact-3,gbt-44905-2024 "}),
    ],
)
def test_a_shell_completes(line: str, expected: set[str], tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    asked: dict[str, Any] = {
        **os.environ, "_ARGCOMPLETE": "1", "_ARGCOMPLETE_SHELL": "bash", "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer), "COMP_LINE": line, "COMP_POINT": str(len(line)),
        "PYTHONPATH": str(PACKAGE),
    }  # fmt: skip
    subprocess.run([sys.executable, "-m", "rulewright"], env=asked, check=True, timeout=60)
    assert set(answer.read_text(encoding="utf-8").split("\n")) == expected
