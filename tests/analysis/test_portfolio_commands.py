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
        ("probabilities", "hydropower with certificates"), ("discernible", "cannot be discerned"),
        ("refusals", "where a rule gives no result"),
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


def test_reversals_of_two_rules_are_printed_for_all_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    rules = ["--from", "gbt-44905-2024", "--to", "cbam-2025"]
    assert main([*SMELTERS, "--table", "swaps", *rules, "--lang", "en", "--format", "csv"]) == 0
    lines = capsys.readouterr().out.strip().splitlines()
    assert len(lines) == 13
    assert main([*SMELTERS, "--table", "swaps", "--lang", "en"]) == 1
    assert "the table of swaps needs two rules" in capsys.readouterr().err


def test_json_of_gains_and_of_what_rules_discern_is_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = ["--from", "gbt-44905-2024", "--to", "cbam-2025", "--format", "json"]
    assert main([*SMELTERS, "--table", "gains", *rules, "--out", str(tmp_path)]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["format"] == "rulewright-portfolio-gains/1" and len(data["plants"]) == 12
    names = {path.name for path in tmp_path.iterdir()}
    assert {"gains.csv", "gains.json", "gains-zh.svg", "gains-en.png", "portfolio.json"} <= names
    assert main([*SMELTERS, "--table", "discernible", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "rulewright-discernible/1"


@pytest.mark.parametrize("option", ["--rule", "--from", "--to"])
def test_a_rule_that_is_not_of_the_portfolio_is_an_error(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*SMELTERS, "--table", "probabilities", option, "cbam-202", "--lang", "zh"]) == 1
    told = capsys.readouterr().err
    assert "“cbam-202”不是此组合的规则" in told and "是否指“cbam-2025”" in told


def test_json_and_folder_of_a_portfolio(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main([*SMELTERS, "--format", "json", "--out", str(out)]) == 0
    data = json.loads(capsys.readouterr().out)
    assert len(data["plants"]) == 12 and data["draws"]["draws"] == 20
    assert json.loads((out / "portfolio.json").read_text(encoding="utf-8")) == data
    names = {path.name for path in out.iterdir()}
    assert {"footprints.csv", "ranks.csv", "tau.csv", "reversals.csv", "refusals.csv"} <= names
    assert {"probabilities-gbt-44905-2024.csv", "probabilities-cbam-2025.csv"} <= names
    for kind in ("ranking", "matrix", "tau", "ranks", "reversals"):
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
        "path-en.png",
        "decision-zh.svg",
    } <= names


def test_findings_are_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["detect", INGOT, "--rules", "gbt-44905-2024"]
    assert main([*words, "--lang", "zh", "--out", str(tmp_path)]) == 0
    assert "1 项发现" in capsys.readouterr().out
    assert json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))["findings"]["gbt-44905-2024"]
    assert (tmp_path / "findings-zh.svg").is_file() and (tmp_path / "findings-en.png").is_file()
    assert main([*words, "--format", "csv", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("rule,severity")


def test_a_portfolio_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["portfolio", "steel-plants", "--lang", "zh"]) == 1
    told = capsys.readouterr().err
    assert "没有组合“steel-plants”" in told and "steel-plants-cn" in told
