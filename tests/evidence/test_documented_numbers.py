"""Every number of docs/evidence.md and its Chinese twin."""

from __future__ import annotations

import re
from pathlib import Path

from rulewright.drafting.evidence.options import PRICE_YEARS
from rulewright.drafting.evidence.pack import Evidence
from rulewright.reporting.figures_evidence import share_text
from rulewright.reporting.sentences import number

DOCS = Path(__file__).parents[2] / "docs"
ZH = (DOCS / "evidence.zh-CN.md").read_text(encoding="utf-8").replace("\n", "")
EN = " ".join((DOCS / "evidence.md").read_text(encoding="utf-8").split())
PRIMARY = "aluminium-ingot-primary-cn"


def _both(zh: str, en: str) -> None:
    assert zh in ZH, zh
    assert en in EN, en


def test_counts(aluminium: Evidence) -> None:
    options = sum(len(each.options) for each in aluminium.points)
    _both(
        f"（抽样 200 次，样本 64 行，种子 1）：{len(aluminium.points)} 个规定点、{options} 种备选；{len(aluminium.moving)} 个规定点",
        f"(200 draws, 64 rows, seed 1): {len(aluminium.points)} points and {options} alternatives; {len(aluminium.moving)} points",
    )
    _both(
        f"{aluminium.stopped()} 个备选在所有清单上都不能执行",
        f"{aluminium.stopped()} alternatives run on no inventory",
    )
    count = len(aluminium.stronger_than_data)
    _both(f"{count} 个规定点各备选的跨度大于", f"alternatives of {count} points span more")
    _both(
        f"每吨 {number(aluminium.cases[0].total_kg_co2e)} kg",
        f"({number(aluminium.cases[0].total_kg_co2e)} kg CO2e per t)",
    )
    _both("、".join(map(str, PRICE_YEARS)), ", ".join(map(str, PRICE_YEARS)))


def test_changes(aluminium: Evidence) -> None:
    rows = {
        ("allocation.classes[red-mud]", "co_product"): ("共生产品", "co-product"),
        ("electricity.factor_family", "direct"): ("直接排放", "direct emissions"),
        ("characterisation.gwp_set", "ar5"): ("AR5", "AR5"),
        ("cut_off.single_limit", 0.005): ("0.005", "0.005"),
        ("cut_off.single_limit", 0.02): ("0.02", "0.02"),
    }
    for (name, value), (zh, en) in rows.items():
        point = next(each for each in aluminium.points if each.name == name)
        place = next(number for number, each in enumerate(point.options) if each.value == value)
        share = aluminium.effect(name, PRIMARY).options[place].share
        assert share is not None
        _both(f"| {zh} | {share_text(share)} |", f"| {en} | {share_text(share)} |")


def test_rankings(aluminium: Evidence) -> None:
    (ranking,) = aluminium.rankings
    names = [each.name for each in aluminium.points]
    direct = ranking.orders[names.index("electricity.factor_family")][0]
    grid = ranking.orders[names.index("electricity.ladder")][0]
    assert direct is not None and grid is not None and direct.tau is not None and grid.tau is not None
    tau = {
        name: f"{value:.2f}".replace("-", "−") for name, value in (("direct", direct.tau), ("grid", grid.tau))
    }
    _both(
        f"{direct.plants} 个电解铝厂中，采用直接排放因子使 {direct.pairs} 对中的 {direct.turned} 对颠倒先后（Kendall τ 为 {tau['direct']}），"
        f"一律用电网平均使 {grid.turned} 对颠倒（{tau['grid']}）",
        f"Of {direct.plants} smelters, direct factors turn {direct.turned} of {direct.pairs} pairs (Kendall's tau {tau['direct']}), "
        f"grid average for all turns {grid.turned} ({tau['grid']})",
    )
    taus = {each.rule_b: each.tau for each in ranking.result.agreements if each.rule_a == aluminium.rule.id}
    assert len(taus) == 7 and sum(each is not None and each > 1 - 1e-9 for each in taus.values()) == 6
    cbam = taus["cbam-2025"]
    assert cbam is not None
    _both(f"τ 为 {cbam:.2f}".replace("-", "−"), f"tau {cbam:.2f}".replace("-", "−"))


def test_both_pages_have_the_same_numbers() -> None:
    found = [re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"`[^`]*`|\]\([^)]*\)", "", text)) for text in (ZH, EN)]
    assert sorted(found[0]) == sorted(found[1])
