"""Every number of docs/study-report.md and its Chinese twin."""

from __future__ import annotations

import re
from pathlib import Path

import rulewright as rw
from rulewright.analysis.uncertainty_result import UncertaintyResult
from rulewright.study_report.head import ReportHead
from rulewright.study_report.report import DRAWS, report

from .conftest import RULE

DOCS = Path(__file__).parents[2] / "docs"
ZH = (DOCS / "study-report.zh-CN.md").read_text(encoding="utf-8")
EN = (DOCS / "study-report.md").read_text(encoding="utf-8")


def test_gaps_of_the_example(study: rw.Study, run: UncertaintyResult) -> None:
    gaps = len(report(study, RULE, "en", uncertainty=run).gaps())
    assert f"without a head file has {gaps} gaps" in EN
    assert f"不给报告信息文件时有 {gaps} 处待定" in ZH


def test_draws_of_a_report() -> None:
    assert f"draws {DRAWS:,} times with seed 1" in EN
    assert f"抽样 {DRAWS:,} 次，种子为 1" in ZH


def test_the_keys_of_a_head_are_all_named() -> None:
    keys = set(ReportHead.model_fields) - {"format"}
    for text in (EN, ZH):
        listed = text.split("All keys:" if text is EN else "全部键：")[1].split(". " if text is EN else "。")[
            0
        ]
        assert set(re.findall(r"`(\w+)`", listed)) - {"zh", "en"} == keys


def test_the_example_of_a_head_is_one(tmp_path: Path) -> None:
    from rulewright.study_report.head import read_report_head

    for text in (EN, ZH):
        (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
        path = tmp_path / "head.yaml"
        path.write_text(example, encoding="utf-8")
        assert read_report_head(path).number == "R-2026-001"
