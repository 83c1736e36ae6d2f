"""Reports made once, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulewright as rw
from rulewright.analysis.uncertainty_result import UncertaintyResult
from rulewright.packages.sections import RunSettings
from rulewright.study_report.docx import docx_bytes
from rulewright.study_report.head import ReportHead, read_report_head
from rulewright.study_report.report import StudyReport, report

HEAD = Path(__file__).parent / "head.yaml"
RULE = "gbt-24067-2024"


@pytest.fixture(scope="session")
def study() -> rw.Study:
    return rw.Study("steel-hot-rolled-coil-bf-bof", [RULE, "worldsteel-2017"])


@pytest.fixture(scope="session")
def head() -> ReportHead:
    return read_report_head(HEAD)


@pytest.fixture(scope="session")
def run(study: rw.Study) -> UncertaintyResult:
    return RunSettings(draws=200, seed=3).run(study, [RULE])


@pytest.fixture(scope="session")
def reports(study: rw.Study, head: ReportHead, run: UncertaintyResult) -> dict[str, StudyReport]:
    return {lang: report(study, RULE, lang, head, run) for lang in ("zh", "en")}


@pytest.fixture(scope="session")
def pages(reports: dict[str, StudyReport]) -> dict[str, str]:
    return {lang: made.to_html() for lang, made in reports.items()}


@pytest.fixture(scope="session")
def words(reports: dict[str, StudyReport]) -> dict[str, bytes]:
    return {lang: docx_bytes(made.title, made.blocks, lang) for lang, made in reports.items()}
