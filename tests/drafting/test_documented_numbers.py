"""Every number of docs/draft-standard.md and its Chinese twin."""

from __future__ import annotations

from pathlib import Path

import pytest

from rulewright.drafting import check_docx, check_rule
from rulewright.drafting.check import check_standard
from rulewright.drafting.standard import draft_standard

DOCS = Path(__file__).parents[2] / "docs"
ZH = (DOCS / "draft-standard.zh-CN.md").read_text(encoding="utf-8")
EN = " ".join((DOCS / "draft-standard.md").read_text(encoding="utf-8").split())


def _both(zh: str, en: str) -> None:
    assert zh in ZH
    assert en in EN


def test_the_draft_of_gbt_44905() -> None:
    draft = draft_standard("gbt-44905-2024", "aluminium-ingot-primary-cn")
    gaps, verify = len(draft.gaps()), len(draft.to_verify())
    _both(f"有 {gaps} 处待定，{verify} 条依据须核对", f"has {gaps} gaps and {verify} clauses to verify")


def test_how_many_tests_there_are() -> None:
    documents, rules, settings = len(check_docx.CHECKS), len(check_rule.CHECKS), len(check_rule.REQUIRED)
    _both(f".docx 有 {documents} 项检查", f"A .docx goes through {documents} tests")
    _both(
        f"规则有 {rules} 项检查，第一项查找产品规则须确定的 {settings} 个设置",
        f"A rule goes through {rules} tests",
    )
    assert f"looks for {settings} settings" in EN


def test_what_is_found_in_two_rules() -> None:
    aluminium, pact = check_standard("gbt-44905-2024"), check_standard("pact-3")
    _both(
        f"有缺陷 {len(aluminium.defects)} 项、待定 {len(aluminium.open)} 项",
        f"has {len(aluminium.defects)} defects and {len(aluminium.open)} open points",
    )
    _both(f"`pact-3` 有缺陷 {len(pact.defects)} 项", f"`pact-3` has {len(pact.defects)} defects")
    assert {each.check for each in pact.defects} == {"title", "not-based", "stage", "ladder"}


def test_periods_and_margins() -> None:
    least = check_rule.LEAST_COMMENT_DAYS
    _both(
        f"至少 {least['group']} 日（国家标准 {least['national']} 日）",
        f"at least {least['group']} days ({least['national']} for a national standard)",
    )
    assert f"{check_rule.MOST_REVIEW_YEARS:g} 年内复审" in ZH and len(check_rule.GROUPS) == 7
    draft = draft_standard("gbt-44905-2024")
    top, bottom, binding, outer = draft.standard.margins_mm
    said = f"{{top: {top:g}, bottom: {bottom:g}, binding: {binding:g}, outer: {outer:g}}}"
    _both(said, said)


@pytest.mark.parametrize("text", [ZH, EN], ids=["zh", "en"])
def test_the_head_of_the_page_is_one_that_can_be_read(text: str, tmp_path: Path) -> None:
    from rulewright.drafting.head import read_head

    page = (DOCS / ("draft-standard.zh-CN.md" if text is ZH else "draft-standard.md")).read_text(
        encoding="utf-8"
    )
    block = page.split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "head.yaml"
    path.write_text(block, encoding="utf-8")
    head = read_head(path)
    assert head.own_words == ["cut-off"] and head.terms == []
