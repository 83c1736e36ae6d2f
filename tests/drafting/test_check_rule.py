"""A rule against GB/T 24067 and the two guidelines: one fault at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from rulewright.drafting.check import check_standard
from rulewright.drafting.check_rule import CHECKS, NOT_TESTED, REQUIRED, check_rule
from rulewright.drafting.findings import Findings
from rulewright.reading.rules import read_rule
from rulewright.rule import CLAUSE_MODELS

COMPLETE = Path(__file__).parent / "complete.yaml"


def _changed(tmp_path: Path, clause: str | None, **changes: Any) -> Findings:
    """Findings about the complete rule after one change: of a clause, a new clause ("+..."), or the document."""
    data = yaml.safe_load(COMPLETE.read_text(encoding="utf-8"))
    if clause is None:
        data["document"].update(changes)
    elif clause.startswith("+"):
        frame = {
            name: dict(data["clauses"][0][name]) if name != "mark" else "declared"
            for name in ("text", "source", "mark")
        }
        data["clauses"].append(frame | {"id": clause[1:]} | changes)
    else:
        next(each for each in data["clauses"] if each["id"] == clause).update(changes)
    path = tmp_path / "complete.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return check_rule(read_rule(path))


def _names(found: Findings) -> set[str]:
    return {each.check for each in found.findings}


def test_a_complete_rule_has_no_defect_and_only_clauses_to_verify_are_open() -> None:
    found = check_standard(str(COMPLETE))
    assert found.defects == ()
    assert _names(found) == {"to-verify"}


FAULTS: dict[str, tuple[str | None, dict[str, Any]]] = {
    "comment-days": ("procedure", {"comment_days": 29}),
    "review-years": ("procedure", {"review_years": 6}),
    "groups": ("procedure", {"stakeholder_groups": ["生产者", "使用者"]}),
    "stage": ("procedure", {"stage": "programme"}),
    "stage-number": ("procedure", {"stage": "national", "comment_days": 60}),
    "factor-family": ("electricity", {"factor_family": "direct"}),
    "horizon": ("aggregated", {"horizon_years": 20}),
    "gwp-set": ("aggregated", {"gwp_set": "ar5"}),
    "splits": ("reporting", {"splits": ["fossil", "stages"]}),
    "limits": ("cut-off", {"single_limit": 0.06}),
    "ladder": (
        "allocation",
        {"ladder": [{"share": {"by": "price"}}, {"share": {"by": "mass"}}, {"stop": {}}]},
    ),
    "forbidden-verb": (
        "declared-unit",
        {"text": {"zh": "声明单位必须为1 t产品。", "en": "It is 1 t of product.", "normative": "zh"}},
    ),
    "number": (None, {"number": "draft one"}),
    "title": (None, {"title": {"zh": "示例铝锭碳足迹核算", "en": "Carbon footprint of example ingots"}}),
    "english-title": (None, {"title": {"zh": "温室气体 产品碳足迹量化方法和要求 示例铝锭", "en": "示例"}}),
    "biogenic": ("+carbon", {"family": "biogenic", "convention": "0/0"}),
    "overlap": ("product", {"covers": ["aluminium", "primary-aluminium"]}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_rule_is_found_and_nothing_else(name: str, tmp_path: Path) -> None:
    clause, changes = FAULTS[name]
    found = _changed(tmp_path, clause, **changes)
    assert _names(found) - {"to-verify"} == {name}
    finding = next(each for each in found.findings if each.check == name)
    assert finding.kind == CHECKS[name].kind
    if clause is not None:
        name_of_clause = clause.removeprefix("+")
        assert name_of_clause in finding.place.zh and name_of_clause in finding.place.en


def test_every_check_of_a_rule_has_a_fault() -> None:
    assert set(FAULTS) == set(CHECKS) - {
        "open",
        "to-verify",
        "not-based",
    }  # these three have tests of their own


def test_sixty_days_are_asked_of_a_national_standard(tmp_path: Path) -> None:
    found = _changed(tmp_path, "procedure", stage="national", comment_days=59)
    assert any(each.check == "comment-days" and "60" in each.what.en for each in found.defects)


def test_titles_outside_the_series_and_other_bases_are_found() -> None:
    names = _names(check_standard("pact-3"))
    assert {"title", "not-based", "open"} <= names


@pytest.mark.parametrize("name", REQUIRED)
def test_what_is_required_is_a_setting_of_a_rule(name: str) -> None:
    family, _, setting = name.partition(".")
    assert setting in CLAUSE_MODELS[family].setting_names()


def test_what_a_rule_leaves_open_is_told_with_its_clause() -> None:
    found = check_standard("gbt-44905-2024")
    assert found.defects == ()
    loops = next(each for each in found.open if "boundary.internal_loops" in each.mend.en)
    assert "internal-loops-open" in loops.place.en and loops.item.startswith("G3")


def test_what_is_not_tested_is_said() -> None:
    assert NOT_TESTED.problems() == []
    assert any("G9" in note for note in check_standard(str(COMPLETE)).notes("en"))
