"""``rulewright evidence``: files, formats, exit codes, mistakes in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rulewright.cli import main

QUICK = [
    "--inventories", "aluminium-ingot-secondary", "--compare", "pact-3", "--portfolio", "none", "--draws", "0",
    "--samples", "64",
]  # fmt: skip


def test_it_writes_both_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, numbers = tmp_path / "e.docx", tmp_path / "e.json"
    words = ["evidence", "gbt-44905-2024", *QUICK, "--out", str(out), "--json", str(numbers), "--lang", "zh"]
    assert main(words) == 0
    told = capsys.readouterr()
    assert "规定点" in told.out and str(out) in told.err and str(numbers) in told.err
    assert out.read_bytes()[:2] == b"PK"
    assert json.loads(numbers.read_text(encoding="utf-8"))["format"] == "rulewright-evidence/1"


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_it_prints(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "gbt-44905-2024", *QUICK, "--format", form, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    if form == "json":
        assert json.loads(out)["rule"]["rule"] == "gbt-44905-2024"
    else:
        assert "recycling method" in out and "aluminium-ingot-secondary" in out


def test_mistakes_are_told_before_anything_is_computed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evidence", "gbt-44905-2024", *QUICK, "--out", str(tmp_path), "--lang", "zh"]) == 1
    assert "改法：" in capsys.readouterr().err
    assert main(["evidence", "gbt-24067-2024", "--draws", "1", "--seed", "-1", "--lang", "zh"]) == 1
    told = capsys.readouterr().err
    assert "1 不是抽样次数" in told and "-1 不是种子" in told and "适用于任何产品" in told
    assert main(["evidence", "gbt-44905-2024", "--inventories", ",", "--lang", "zh"]) == 1
    assert "没有写清单" in capsys.readouterr().err
    assert main(["evidence"]) == 2
