"""Every number of docs/consultation.md and its Chinese twin."""

from __future__ import annotations

import re
from pathlib import Path

from rulewright.analysis.rule_effects import percent, rule_effects
from rulewright.consultation.head import ConsultationHead, read_consultation_head
from rulewright.consultation.ladder_demands import LADDER
from rulewright.consultation.result import Consultation
from rulewright.drafting.check_rule import LEAST_COMMENT_DAYS, MOST_REVIEW_YEARS
from rulewright.reading.rules import read_rule
from rulewright.reading.yaml_nodes import parse_yaml
from rulewright.reporting.sentences import number

DOCS, HERE = Path(__file__).parents[2] / "docs", Path(__file__).parent
ZH = (DOCS / "consultation.zh-CN.md").read_text(encoding="utf-8")
EN = (DOCS / "consultation.md").read_text(encoding="utf-8")
ROUTES = ("bf-bof", "eaf", "h2-dri", "ng-dri")


def _both(zh: str, en: str) -> None:
    assert zh in ZH.replace("\n", "")
    assert en in EN.replace("\n", " ")


def _row(text: str, index: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"| {index} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_table_of_effects(worked: Consultation) -> None:
    for index in (4, 5, 6, 8):
        handled = worked.of(index)
        effects = {
            each.case.removeprefix("steel-hot-rolled-coil-"): each
            for each in handled.effects
            if not each.group
        }
        said = [
            percent(effects[route].change_kg_co2e or 0.0, effects[route].before.kg_co2e) for route in ROUTES
        ]
        for text in (ZH, EN):
            assert _row(text, str(index))[3:] == said
            assert _row(text, str(index))[1] == handled.comment.clause
    before = {
        each.case.removeprefix("steel-hot-rolled-coil-"): each.before.kg_co2e or 0.0
        for each in worked.of(4).effects
    }
    values = " | ".join(number(before[route]) for route in ROUTES)
    _both(f"| 草案 | {values} |", f"| the draft | {values} |")


def test_comments_conflict_and_joint_effect(worked: Consultation) -> None:
    _both("8个单位的11条意见", "11 comments from 8 bodies")
    assert (len(worked.handled), len(worked.comments.bodies)) == (11, 8)
    assert worked.conflicts[0].comments == (6, 7)
    _both("第6条和第7条冲突", "Comments 6 and 7 are in conflict")
    bundle = worked.bundle("all")
    assert bundle.comments == (1, 3, 4, 5, 8)
    _both("（1、3、4、5、8）", "(1, 3, 4, 5, 8)")
    place = [each.case for each in bundle.effects].index("steel-hot-rolled-coil-bf-bof")
    change, single, joint = bundle.effects[place].change_kg_co2e, bundle.sums[place], bundle.joint(place)
    assert change is not None
    assert single is not None
    assert joint is not None
    _both(
        f"+{number(change)} kg，而单条影响之和为 {number(single)} kg",
        f"+{number(change)} kg, their single effects add up to {number(single)} kg",
    )
    _both(f"{number(joint)} kg 的共同作用", f"the joint effect of {number(joint)} kg")


def test_periods_and_the_ladder(worked: Consultation) -> None:
    least = LEAST_COMMENT_DAYS
    assert least["group"] == least["industry"]
    _both(
        f"至少 {least['group']} 日，国家标准 {least['national']} 日",
        f"at least {least['group']} days for a group",
    )
    assert f"{least['national']} for a national one" in EN
    _both(
        f"超过 {MOST_REVIEW_YEARS:g} 年的复审周期",
        f"a review period of more than {MOST_REVIEW_YEARS:g} years",
    )
    count, group = sum(len(each) for each in LADDER.values()), worked.ladder.of("group")
    met, missing = (len(worked.ladder.of("group", standing)) for standing in ("met", "missing"))
    _both(f"{count} 项要求", f"{count} demands")
    _both(
        f"团体标准 {len(group)} 项要求中的 {met} 项，缺 {missing} 项",
        f"{met} of the {len(group)} demands of a group standard are met and {missing} are missing",
    )


def test_the_head_in_the_documents_is_a_head() -> None:
    for text in (ZH, EN):
        block = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
        assert block is not None
        head = ConsultationHead.model_validate(parse_yaml(block[1], "docs").data)
        shipped = read_consultation_head(HERE / "head.yaml")
        assert head == shipped.model_copy(update={"contact": None, "telephone": None, "filled_in": None})


def test_the_two_versions_with_effects() -> None:
    found = rule_effects(
        read_rule("gbt-24067-2024"), read_rule("pact-3"), ["steel-hot-rolled-coil-bf-bof"]
    ).inventories[0]
    parts = {each.part: number(each.change_kg_co2e or 0.0) for each in found.parts}
    assert found.change_kg_co2e is not None
    assert found.rest_kg_co2e is not None
    whole, rest = number(found.change_kg_co2e), number(found.rest_kg_co2e)
    ladder, expansion = parts["allocation.ladder"], parts["allocation.expansion"]
    _both(
        f"变化 +{whole} kg：分配优先序单独为 +{ladder} kg，声明的系统扩展单独为 {expansion} kg，共同作用为 +{rest} kg",
        f"moves by +{whole} kg: the order of allocation alone makes +{ladder} kg, the declared system expansion "
        f"alone {expansion} kg, and +{rest} kg are joint",
    )


def test_both_documents_hold_the_same_code_words() -> None:
    assert set(re.findall(r"`([a-z_.-]+)`", ZH)) == set(re.findall(r"`([a-z_.-]+)`", EN))
