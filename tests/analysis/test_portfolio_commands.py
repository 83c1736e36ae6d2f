"""The commands portfolio, hotspots and detect: tables, JSON, folders, exit codes."""

import json
from pathlib import Path

import pytest

from rulewright.cli import main

SMELTERS = ["portfolio", "aluminium-smelters-cn", "--rules", "gbt-44905-2024,cbam-2025", "--draws", "20"]
INGOT = "aluminium-ingot-primary-cn"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("footprints", "5,355"), ("ranks", "smelter, Shanxi"), ("tau", "Kendall"), ("reversals", "probability"),
        ("probabilities", "hydro-yunnan"), ("discernible", "cannot be discerned"),
    ],
)  # fmt: skip
def test_every_table_is_printed(table: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMELTERS, "--table", table, "--lang", "en"]) == 0
    assert said in capsys.readouterr().out


def test_gains_are_printed_and_need_two_rules(capsys: pytest.CaptureFixture[str]) -> None:
    rules = ["--from", "gbt-44905-2024", "--to", "cbam-2025"]
    assert main([*SMELTERS, "--table", "gains", *rules, "--lang", "zh"]) == 0
    assert "系统边界" in capsys.readouterr().out
    assert main([*SMELTERS, "--table", "gains", "--lang", "zh"]) == 1
    assert "gains 表需要两个规则" in capsys.readouterr().err


def test_json_and_folder_of_a_portfolio(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main([*SMELTERS, "--format", "json", "--out", str(out)]) == 0
    data = json.loads(capsys.readouterr().out)
    assert len(data["plants"]) == 12 and data["draws"]["draws"] == 20
    assert json.loads((out / "portfolio.json").read_text(encoding="utf-8")) == data
    names = {path.name for path in out.iterdir()}
    assert {"footprints.csv", "ranks.csv", "tau.csv", "reversals.csv"} <= names
    for kind in ("ranking", "matrix", "ranks"):
        assert {f"{kind}-{end}" for end in ("zh.svg", "zh.png", "en.svg", "en.png")} <= names


def test_hotspots_as_table_csv_json_and_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["hotspots", INGOT, "--rule", "pact-3"]
    assert main([*words, "--by", "path", "--lang", "zh"]) == 0
    assert "铝电解（中国） ← 铝锭铸造" in capsys.readouterr().out
    assert main([*words, "--by", "decision", "--format", "csv", "--lang", "en"]) == 0
    assert "alternative" in capsys.readouterr().out.splitlines()[0]
    assert main([*words, "--format", "json", "--out", str(tmp_path / "out")]) == 0
    data = json.loads(capsys.readouterr().out)
    assert sum(row["kg_co2e"] for row in data["gas"]) == pytest.approx(data["total_kg_co2e"])
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {
        "hotspots-path.csv",
        "hotspots-decision.csv",
        "hotspots.json",
        "sankey-zh.svg",
        "paths-en.png",
    } <= names


def test_findings_are_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["detect", INGOT, "--rules", "gbt-44905-2024"]
    assert main([*words, "--lang", "zh", "--out", str(tmp_path)]) == 0
    assert "1 项发现" in capsys.readouterr().out
    assert json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))["findings"]["gbt-44905-2024"]
    assert main([*words, "--format", "csv", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("rule,severity")


def test_a_portfolio_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["portfolio", "steel-plants", "--lang", "zh"]) == 1
    told = capsys.readouterr().err
    assert "没有组合“steel-plants”" in told and "steel-plants-cn" in told
