"""Every number of docs/data-quality.md, docs/conformity.md, docs/pact.md and their Chinese twins."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from data_quality_examples import OWN, SUPPLIERS

import rulewright as rw
from rulewright.analysis import conformity_items
from rulewright.analysis.data_quality_result import AGE_YEARS, PEF_LEVELS
from rulewright.exchange import pact_rules
from rulewright.exchange.pact_export import pact_footprint
from rulewright.exchange.pact_head import read_pact_head
from rulewright.exchange.pact_rules import PARTS
from rulewright.words import say

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("data-quality", "conformity", "pact")


def page(name: str) -> tuple[str, str]:
    """Texts of a page in zh and en, lines joined."""
    texts = [(DOCS / f"{name}{end}.md").read_text(encoding="utf-8") for end in (".zh-CN", "")]
    return re.sub(r"\n(?=\S)", "", texts[0]), " ".join(texts[1].split())


def said(name: str, zh: str, en: str) -> None:
    """Both languages say it."""
    found = page(name)
    assert zh in found[0]
    assert en in found[1]


def test_ratings_of_hydrogen() -> None:
    found = rw.Study("hydrogen-gas", ["gbt-24067-2024"]).data_quality("gbt-24067-2024", 2026)
    pef = found.rating("pef")
    rated = {name: found.rating(name).rated or 0.0 for name in ("technology", "geographical", "pef", "age")}
    assert found.pef_level == "good"
    said(
        "data-quality",
        f"{pef.coverage:.1%} 的贡献有评分；技术 {rated['technology']:.2f}，地理 {rated['geographical']:.2f}，"
        f"PEF {rated['pef']:.2f}（好），年龄 {rated['age']:.2f}",
        f"{pef.coverage:.1%} of the contributions are rated; technology {rated['technology']:.2f}, "
        f"geography {rated['geographical']:.2f}, PEF {rated['pef']:.2f} (good), age {rated['age']:.2f}",
    )
    said("data-quality", f"PEF 评分为 {pef.most:.2f}", f"the PEF rating would be {pef.most:.2f}")
    assert (found.primary_share, found.possible_primary_share) == (0, pytest.approx(1))


def test_the_worked_example_and_the_limits() -> None:
    parts = [kg * share for kg, share in SUPPLIERS.values()]
    total = sum(kg for kg, _ in SUPPLIERS.values()) + OWN
    line = f"({' + '.join(f'{each:g}' for each in parts)} + {OWN:g}) / {total:g} = {(sum(parts) + OWN) / total:.2%}"
    said("data-quality", line, line)
    assert [limit for limit, _ in PEF_LEVELS][:-1] == [1.5, 2.0, 3.0, 4.0]
    assert AGE_YEARS == (1, 2, 3, 4)


def test_no_shipped_inventory_declares_primary_data() -> None:
    folder = DOCS.parent / "databases" / "inventories"
    assert not [
        path.name for path in folder.glob("*.yaml") if "data: primary" in path.read_text(encoding="utf-8")
    ]


def test_conformity_of_the_steel_coil() -> None:
    found = rw.Study("steel-hot-rolled-coil-bf-bof", ["gbt-24067-2024"]).conformity(
        "gbt-24067-2024", "gbt-24067"
    )
    count = found.counts
    said(
        "conformity",
        f"符合 {count['pass']} 项，不符合 {count['fail']} 项，待证明 {count['open']} 项，不适用 {count['not_applicable']} 项",
        f"{count['pass']} pass, {count['fail']} fail, {count['open']} to be shown, {count['not_applicable']} not applicable",
    )
    gaps = len(found.result.applied.gaps)
    said("conformity", f"{gaps} 项输入输出因缺数据被略去", f"{gaps} exchanges are left out for want of data")
    assert {row.clause.split(", ")[1] for row in found.of("fail")} == {"6.3.4.3", "6.6", "6.3.5"}
    said(
        "conformity",
        f"由结果说明的有 {len(conformity_items._SHOWN)} 项",
        f"Those that a result shows are {len(conformity_items._SHOWN)}",
    )


def test_rules_between_fields_are_counted_and_the_sum_is_the_documented_one() -> None:
    count = len(pact_rules.CHECKS)
    said("pact", f"字段之间的 {count} 条规则", f"{count} rules between them")
    for part in PARTS:
        said("pact", f"`{part}`", f"`{part}`")
    years, version = pact_rules.VALID_YEARS, "3.0.0"
    assert years == 3 and say("ar5", "en")
    said("pact", f"随 {version} 版公布", f"published with version {version}")


def test_the_documented_head_file_makes_a_record(tmp_path: Path) -> None:
    for end in (".zh-CN", ""):
        text = (DOCS / f"pact{end}.md").read_text(encoding="utf-8")
        block = re.search(r"```yaml\n(.*?)```", text, re.S)
        assert block is not None
        path = tmp_path / f"head{end}.yaml"
        path.write_text(block[1], encoding="utf-8")
        assert yaml.safe_load(block[1])["company_name"] == "Example Steel"
        result = rw.Study("steel-hot-rolled-coil-bf-bof", ["pact-3"]).result("pact-3")
        record = json.loads(pact_footprint(result, read_pact_head(path)).to_json())
        assert record["pcf"]["exemptedEmissionsPercent"] == "1.5"


def test_the_documented_urn() -> None:
    urn = rw.rule_urn(rw.read_rule("catena-x-4"), "catena-x.net")
    said("pact", f"`{urn}`", f"`{urn}`")


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_use_the_same_code_words(name: str) -> None:
    zh, en = ((DOCS / f"{name}{end}.md").read_text(encoding="utf-8") for end in (".zh-CN", ""))
    words = [set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))) for text in (zh, en)]
    mine = {word for word in words[0] if not re.search("[\u4e00-\u9fff]", word)}
    assert mine == words[1]
