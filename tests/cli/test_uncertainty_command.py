"""``rulewright uncertainty``: precision, stores, splits, files, and what it says when it cannot."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest

import rulewright as rw
from rulewright.analysis.runs import BLOCK, Engine
from rulewright.cli import main

STEEL = "steel-hot-rolled-coil-bf-bof"
WORDS = ["uncertainty", STEEL, "--rules", "pact-3,cbam-2025", "--lang", "en"]


def said(capsys: pytest.CaptureFixture[str], *more: str, status: int = 0) -> tuple[str, str]:
    assert main([*WORDS, *more]) == status
    caught = capsys.readouterr()
    return caught.out, caught.err


def test_a_precision_ends_the_run_and_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = said(capsys, "--draws", "100000", "--precision", "0.002")
    assert "The wanted precision" in out and "was reached after" in out
    text, _ = said(
        capsys,
        "--draws",
        "100000",
        "--precision-kg",
        "5",
        "--precision-percentile",
        "97.5",
        "--format",
        "json",
    )
    stopping = json.loads(text)["stopping"]
    assert stopping["reached"] and stopping["precision"]["percentile"] == 97.5
    assert set(stopping["half_width_over_wanted"]["pact-3"]) == {"mean", "P97.5"}


def test_a_stopped_run_goes_on_with_the_same_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--draws", str(3 * BLOCK), "--store", str(tmp_path / "run"), "--format", "json")
    scores = Engine.scores

    def pressed(engine: Engine, start: int, stop: int) -> Any:
        signal.raise_signal(signal.SIGINT)
        return scores(engine, start, stop)

    with monkeypatch.context() as patch:
        patch.setattr(Engine, "scores", pressed)
        out, err = said(capsys, *words, status=130)
        assert (
            out == "" and f"stopped after {BLOCK} of {3 * BLOCK} draws" in err and "goes on from there" in err
        )
        assert main([*WORDS[:-1], "zh", *words]) == 130
        assert "已停止" in capsys.readouterr().err
    out, _ = said(capsys, *words)
    assert out == said(capsys, "--draws", str(3 * BLOCK), "--format", "json")[0]
    assert rw.read_run(tmp_path / "run").to_json() + "\n" == out


def test_splits_and_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out, err = said(capsys, "--draws", "200", "--splits", "--out", str(tmp_path / "out"), "--format", "csv")
    assert out.splitlines()[0].endswith("pact-3,cbam-2025") and "draws.nc" in err
    data = json.loads((tmp_path / "out" / "uncertainty.json").read_text(encoding="utf-8"))
    assert data["results"][0]["by_stage"]["production"]["mean_kg_co2e"] > 0


@pytest.mark.parametrize(
    ("more", "what"),
    [
        (["--draws", "0"], "0 is not a number of draws"),
        (["--seed", "-1"], "-1 is not a seed"),
        (["--precision", "0"], "0.0 is not a precision"),
        (["--precision", "0.1", "--precision-kg", "1"], "either relative or absolute"),
        (["--precision-percentile", "95"], "either relative or absolute"),
        (["--precision", "0.1", "--sampling", "lhs"], "has to know its number of draws beforehand"),
        (["--store", "{file}"], "this is a file, not a store of draws"),
        (["--out", "{file}/below"], "the folder cannot be written"),
    ],
)
def test_bad_input_ends_with_what_where_and_mend(
    more: list[str], what: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "a-file"
    file.write_text("mine", encoding="utf-8")
    given = [word.format(file=file) for word in more]
    _, err = said(capsys, "--draws", "50", *given, status=1)
    assert what in err and "where:" in err and "mend:" in err and "Traceback" not in err
    assert main([*WORDS[:-1], "zh", "--draws", "50", *given]) == 1
    assert "改法：" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["--seed", "--draws", "--precision"])
def test_words_that_are_no_numbers_are_refused(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, err = said(capsys, word, "many", status=2)
    assert word in err and "many" in err
