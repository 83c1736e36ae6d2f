"""How the apps are served: on this machine only, with a token, and with a clear word where Voilà is missing."""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import rulewright.lab as lab
from rulewright.apps import APPS
from rulewright.apps import serve as serving
from rulewright.apps.places import LANG_VARIABLE, WORK_VARIABLE, first_language, work_folder
from rulewright.cli import main
from rulewright.errors import FileError


class FakeVoila:
    """Takes what Voilà would be given."""

    arguments: list[str]
    tornado_settings: dict[str, Any]
    started = False

    @classmethod
    def instance(cls) -> FakeVoila:
        cls.made = cls()
        return cls.made

    def initialize(self, arguments: list[str]) -> None:
        self.arguments = arguments

    def start(self) -> None:
        self.started = True


def test_voila_listens_on_this_machine_with_a_token_and_loads_nothing_from_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Module:
        Voila = FakeVoila

    monkeypatch.setattr(serving, "import_module", lambda name: Module if name == "voila.app" else None)
    serving.serve(["folder", "8866", "no-browser"])
    made = FakeVoila.made
    assert made.started
    assert "--Voila.ip=127.0.0.1" in made.arguments
    assert "--Voila.auto_token=True" in made.arguments
    assert "--no-browser" in made.arguments
    policy = made.tornado_settings["headers"]["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "http" not in policy


def test_each_app_is_served_by_its_name_and_all_of_them_from_their_folder() -> None:
    one, all_ = lab.apps_command("rule_desk", 9000, True), lab.apps_command(None, 9000, False)
    assert one[3].endswith("rule_desk.ipynb") and Path(one[3]).is_file()
    assert Path(all_[3]).is_dir()
    assert (one[-1], all_[-1]) == ("browser", "no-browser")


@pytest.mark.parametrize(("missing", "called"), [("voila", "Voilà"), ("ipywidgets", "ipywidgets")])
def test_what_is_missing_is_said_with_what_to_install(
    missing: str, called: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "find_spec", lambda name: None if name == missing else find_spec(name))
    assert main(["apps", "--lang", "en"]) == 1
    said = capsys.readouterr().err
    assert called in said and ".[lab]" in said and "Traceback" not in said


def test_an_app_without_ipywidgets_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    apps = importlib.import_module("rulewright.apps")
    monkeypatch.setattr(apps, "find_spec", lambda name: None)
    with pytest.raises(FileError, match="need ipywidgets"):
        apps.rule_desk()


def test_an_unknown_app_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apps", "no-such-app", "--lang", "en"]) == 2
    assert "rule-desk" in capsys.readouterr().err


def test_the_command_starts_the_server_in_the_language_and_folder_of_the_person(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    called: list[Any] = []
    monkeypatch.setattr(lab.subprocess, "call", lambda command, env: called.append((command, env)) or 0)
    monkeypatch.delenv(WORK_VARIABLE)
    monkeypatch.chdir(tmp_path)
    assert main(["apps", "rule-desk", "--lang", "zh", "--no-browser"]) == 0
    ((command, env),) = called
    assert command[:3] == [sys.executable, "-m", "rulewright.apps.serve"]
    assert (env[LANG_VARIABLE], env[WORK_VARIABLE]) == ("zh", str(tmp_path))


def test_apps_begin_in_the_language_of_the_server(monkeypatch: pytest.MonkeyPatch, work: Path) -> None:
    assert first_language(None) == "zh" and first_language("en") == "en"
    monkeypatch.setenv(LANG_VARIABLE, "en")
    assert first_language(None) == "en"
    assert work_folder() == work


@pytest.mark.parametrize("name", APPS)
def test_a_notebook_of_an_app_is_paired_and_without_outputs(name: str) -> None:
    import jupytext
    import nbformat

    folder = Path(__file__).resolve().parents[2] / "notebooks" / "apps"
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.jupytext.formats == "ipynb,py:percent"
    script = jupytext.read(folder / f"{name}.py")
    assert [each.source for each in notebook.cells] == [each.source for each in script.cells]
    assert all(each.outputs == [] and each.execution_count is None for each in notebook.cells)
