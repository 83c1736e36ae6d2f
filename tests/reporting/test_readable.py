"""Every setting of a rule has a name, every value is readable, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest

from rulewright.reading.find import list_rules
from rulewright.reading.rules import read_rule
from rulewright.reporting.readable import MAPS, SETTINGS, readable, setting_name
from rulewright.rule import CLAUSE_MODELS, MAP_SETTINGS, ElectricityRung, Rung, SpecialLadder
from rulewright.words import STAGES, Tag

LANGUAGES = ("zh", "en")


def all_settings() -> list[str]:
    return [f"{family}.{name}" for family, model in CLAUSE_MODELS.items() for name in model.setting_names()]


def words_in(annotation: Any) -> Iterator[str]:
    """Words that a Literal, however deep, allows."""
    for argument in get_args(annotation):
        if isinstance(argument, str):
            yield argument
        elif get_origin(argument) is not None or get_args(argument):
            yield from words_in(argument)


def all_words() -> list[str]:
    found = {*STAGES, *get_args(Tag)}
    for model in CLAUSE_MODELS.values():
        for name in model.setting_names():
            found |= set(words_in(model.model_fields[name].annotation))
    found |= set(words_in(ElectricityRung.model_fields["supply"].annotation))
    return sorted(found)


def test_every_setting_has_a_name() -> None:
    assert sorted(SETTINGS) == sorted(all_settings())
    assert set(MAPS) == set(MAP_SETTINGS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("word", all_words())
def test_every_word_that_a_rule_can_use_is_readable(word: str, lang: str) -> None:
    shown = readable(word, lang)
    assert "_" not in shown
    has_hanzi = any("\u3400" <= character <= "\u9fff" for character in shown)
    assert has_hanzi == (lang == "zh") or word in ("0/0", "-1/+1", "ar4", "ar5", "ar6")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rule", list_rules())
def test_every_setting_of_every_shipped_rule_is_readable(rule: str, lang: str) -> None:
    for name, setting in read_rule(rule).settings.items():
        assert "{" not in setting_name(name, lang)
        for each in setting if isinstance(setting, tuple) else (setting,):
            shown = readable(each.value, lang)
            assert shown
            assert not re.search(r"\w=\S|None|True", shown), f"{name}: {shown} looks like code"


@pytest.mark.parametrize(
    ("rung", "zh", "en"),
    [
        ({"subdivide": {}}, "细分", "subdivide"),
        (
            {"share": {"by": "price", "years": 3}, "when": [{"price_ratio_above": 5, "years": 3}]},
            "按价格分配（3 年平均）（若单位价值比高于 5（任一对），3 年平均）",
            "share by price (mean of 3 years) if price ratio > 5 (any pair), mean of 3 years",
        ),
        (
            {"share": {"by": "mass"}, "when": [{"price_ratio_at_most": 4}, {"revenue_share_at_most": 0.01}]},
            "按质量分配（若单位价值比不高于 4（每一对）且共生产品收入占比不高于 0.01）",
            "share by mass if price ratio <= 4 (all pairs) and revenue share of co-products <= 0.01",
        ),
        (
            {"substitute": {"mode": "if_declared", "only": ["slag"], "credit": "apart", "shared": 0.5}},
            "替代（只限 slag，须声明，抵扣单独列报，抵扣的 50% 归生产者）",
            "substitute (only slag, if declared, credit apart, 50% of the credit to the producer)",
        ),
        ({"fixed": {"factors": {"a": 0.6, "b": 0.4}}}, "固定系数 a 0.6、b 0.4", "fixed factors a 0.6, b 0.4"),
        (
            {"share": {"by": "price", "groups": [["power", "heat"]], "inside": {"by": "exergy"}}},
            "按价格分配（先在组间（power、heat），组内按㶲）",
            "share by price (between groups (power, heat), inside by exergy)",
        ),
        (
            {"share": {"by": "lhv", "weights": {"power": 2.5}, "negligible_revenue_share": 0.01}},
            "按低位发热量分配（权重 power 2.5，收入占比不高于 0.01 的不承担）",
            "share by lower heating value (weights power 2.5, none to revenue shares up to 0.01)",
        ),
        (
            {
                "substitute": {},
                "when": [{"displaced_product_known": True}, {"use_known_and_dominant": False}],
            },
            "替代（若被替代产品已知且实际用途未知或无主导替代品）",
            "substitute if displaced products known and use not known or none dominant",
        ),
        (
            {"stop": {}, "when": [{"all_outputs_are_energy": True}, {"co_products_in": ["slag"]}]},
            "停止（若产出都是能源产品且共生产品属于 slag）",
            "stop if all outputs are energy and co-products among slag",
        ),
        (
            {"stop": {}, "when": [{"revenue_gap_above": 0.2}, {"revenue_gap_at_most": 0.5}]},
            "停止（若单位收入差高于 0.2且单位收入差不高于 0.5）",
            "stop if revenue gap > 0.2 and revenue gap <= 0.5",
        ),
    ],
)
def test_a_rung_reads_like_a_clause(rung: dict[str, Any], zh: str, en: str) -> None:
    assert readable(Rung.model_validate(rung), "zh") == zh
    assert readable(Rung.model_validate(rung), "en") == en


def test_a_ladder_stands_on_one_line() -> None:
    ladder = [Rung(subdivide={}), Rung(share={"by": "mass"}), Rung(stop={})]  # type: ignore[arg-type]
    assert readable(ladder, "en") == "subdivide > share by mass > stop"
    special = SpecialLadder(products=["slag"], ladder=ladder)
    assert readable(special, "en") == "slag: subdivide > share by mass > stop"


def test_a_supply_says_what_a_claim_needs() -> None:
    rung = ElectricityRung(
        supply="grid_average", scope="provincial", certificate_required=True, same_year=True
    )
    assert readable(rung, "en") == "grid average (provincial, with certificate, same year)"
    assert readable(rung, "zh") == "电网平均（省级范围，须有证书，同一年）"


def test_a_map_setting_is_named_by_its_key() -> None:
    assert setting_name("boundary.tags[capital_good]", "en") == "capital goods"
    assert setting_name("allocation.physical_property[*]", "en") == "physical relationship"
    assert setting_name("recycling.quality_ratio[steel]", "zh") == "质量比：steel"
