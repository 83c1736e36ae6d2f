"""``rulewright gradients``: table, JSON, CSV and files in both languages."""

import json
from pathlib import Path

import pytest

from rulewright.cli import main

ALUMINIUM = "aluminium-ingot-primary-cn"


def say(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["gradients", ALUMINIUM, "--rule", "pact-3", *words]) == 0
    return capsys.readouterr().out


def test_table_names_what_moves_the_footprint(capsys: pytest.CaptureFixture[str]) -> None:
    chinese = say(capsys, "--top", "8", "--lang", "zh")
    assert "铝电解（中国）：投入电力" in chinese and "方差份额" in chinese
    assert "合计 12,6" in chinese and "一阶标准差" in chinese
    english = say(capsys, "--top", "8", "--lang", "en")
    assert "elasticity" in english and "electrolysis" in english
    assert "first-order standard deviation" in english and "parameter" not in english.split("\n")[0]


def test_json_and_csv_hold_the_same_rows(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(say(capsys, "--format", "json", "--top", "3"))
    lines = say(capsys, "--format", "csv", "--top", "3").splitlines()
    assert data["format"] == "rulewright-gradients/1"
    assert len(data["gradients"]) == 3 == len(lines) - 1
    assert [each["id"] for each in data["gradients"]] == [line.split(",")[0] for line in lines[1:]]


def test_order_by_variance_lists_uncertain_numbers_alone(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(say(capsys, "--format", "json", "--top", "0", "--by", "variance_share"))
    shares = [each["variance_share"] for each in data["gradients"]]
    assert None not in shares and shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)


def test_out_writes_every_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say(capsys, "--top", "1", "--out", str(tmp_path / "new"))
    data = json.loads((tmp_path / "new" / "gradients.json").read_text(encoding="utf-8"))
    rows = (tmp_path / "new" / "gradients.csv").read_text(encoding="utf-8").splitlines()
    assert len(data["gradients"]) == len(rows) - 1 > 50


def test_an_unknown_rule_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gradients", ALUMINIUM, "--rule", "pact-33", "--lang", "en"]) == 1
    assert "pact-33" in capsys.readouterr().err
