"""The commands ``paired``, ``sensitivity`` and ``break-even``: tables, JSON, folders, refusals in both languages."""

import json
import re
from pathlib import Path

import pytest

from rulewright.cli import main

STEEL = "steel-hot-rolled-coil-bf-bof"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PAIRED = ["paired", STEEL, "--rules", "pact-3,pef-2021", "--draws", "50"]
OAT = ["sensitivity", STEEL, "--rule", "pact-3", "--method", "oat", "--numbers", "scrap,heat_coil"]
LINE = [
    "break-even", STEEL, "--rules", "gbt-24067-2024,pact-3", "--vary", "granulated-slag.price : hot-metal.price",
    "--from", "0.1", "--to", "0.4", "--points", "4",
]  # fmt: skip


def test_paired_prints_a_table_and_what_to_know(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*PAIRED, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "Bhattacharyya" in out and "Dependent sampling: 50 draws" in out
    assert main([*PAIRED, "--lang", "zh"]) == 0
    assert "相依抽样" in capsys.readouterr().out


def test_paired_prints_json_for_products(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["paired", STEEL, "--rule", "pact-3", "--products", "slab,hot-rolled-coil", "--draws", "20"]
    assert main([*words, "--format", "json", "--lang", "en"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["what"] == "products" and found["unit"] == "1 kg"


def test_paired_compares_inventories(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["paired", STEEL, "--with", "aluminium-ingot-primary-cn", "--rule", "pact-3", "--draws", "20"]
    assert main([*words, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "Dependent sampling in part" in out and "different products" in out


def test_sensitivity_prints_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*OAT, "--out", str(tmp_path / "out"), "--lang", "en"]) == 0
    told = capsys.readouterr()
    assert "parameter.heat_coil" in told.out and "One number at a time" in told.out
    assert "sensitivity-oat.json" in told.err
    assert (tmp_path / "out" / "sensitivity-oat-zh.png").exists()


def test_sensitivity_takes_ranges(capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "sensitivity",
        STEEL,
        "--rule",
        "pact-3",
        "--method",
        "morris",
        "--numbers",
        "hm,coke",
        "--samples",
        "4",
    ]
    assert main([*words, "--range", "hm=900..1000", "--format", "json", "--lang", "en"]) == 0
    rows = {row["number"]: row for row in json.loads(capsys.readouterr().out)["numbers"]}
    assert (rows["parameter.hm"]["low"], rows["parameter.hm"]["high"]) == (900.0, 1000.0)
    assert rows["parameter.coke"]["range"] == "stated"


def test_break_even_prints_the_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*LINE, "--lang", "en"]) == 0
    assert re.search(r"are equal at .* = 0\.222", capsys.readouterr().out)
    assert main([*LINE, "--format", "csv", "--lang", "zh"]) == 0
    assert "相等" in capsys.readouterr().out


def test_break_even_maps_two_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        *LINE[:-2],
        "--vary2",
        "heat_coil",
        "--points",
        "3",
        "--held",
        "--format",
        "json",
        "--lang",
        "en",
    ]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["format"] == "rulewright-break-even-map/1" and found["chosen_anew"] is False


@pytest.mark.parametrize(
    "words",
    [
        ["paired", STEEL, "--rules", "pact-3"],
        ["paired", STEEL, "--rules", "pact-3,pef-2021", "--draws", "1"],
        ["paired", STEEL, "--products", "slab,works", "--rule", "pact-3"],
        ["sensitivity", STEEL, "--rule", "pact-3", "--method", "oat", "--range", "hm=3"],
        ["sensitivity", STEEL, "--rule", "pact-3", "--method", "sobol", "--samples", "100"],
        ["sensitivity", STEEL, "--rule", "pact-3", "--method", "oat", "--numbers", "cokke"],
        ["break-even", STEEL, "--rules", "pact-3,pef-2021", "--vary", "hm"],
        ["break-even", STEEL, "--rules", "pact-3,pef-2021", "--vary", "scrap", "--from2", "1"],
        ["break-even", STEEL, "--rules", "pact-3,pef-2021", "--rule", "pact-3", "--vary", "scrap"],
        ["paired", STEEL, "--rules", "pact-3,pef-2021", "--sharing", "none"],
        ["sensitivity", STEEL, "--rule", "pact-3", "--method", "oat", "--samples", "64"],
        ["sensitivity", STEEL, "--rule", "pact-3", "--most", "3"],
        ["break-even", STEEL, "--rules", "pact-3,pef-2021", "--vary", "coke", "--from", "5", "--to", "3"],
        [
            "break-even", STEEL, "--rules", "pact-3,pef-2021", "--vary", "blast-furnace/output/hot-metal", "--from",
            "-5", "--to", "-3",
        ],
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_in_chinese(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--lang", "zh"]) == 1
    told = capsys.readouterr().err
    parts = re.search(r"^(\S.*)\n  位置：(.*)\n  改法：(.*)$", told, re.MULTILINE)
    assert parts is not None, told
    assert CHINESE.search(parts[1]) and CHINESE.search(parts[3]), told
    assert not re.search(r"(?<!-)\b(no|the|of|rule|process|inventory) ", told), told
