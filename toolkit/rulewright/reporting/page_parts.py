"""Parts of data pages: words, sections, and how a page becomes HTML. All text is escaped; only our own figures go in as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Any

from rulewright.reporting.fonts import use_font
from rulewright.reporting.sentences import Sentence, number
from rulewright.study import Comparison
from rulewright.words import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

W = {
    "index": Sentence("数据页", "data pages"),
    "coverage": Sentence("重点产品的覆盖情况", "coverage of the priority products"),
    "product": Sentence("产品", "product"),
    "unit": Sentence("声明单位", "declared unit"),
    "geography": Sentence("地域、年份", "geography, year"),
    "version": Sentence("版本、哈希", "version, hash"),
    "licence": Sentence("许可、引用", "licence, citation"),
    "marks": Sentence("出处标记", "marks of the numbers"),
    "links": Sentence("链接的文件", "files that it links to"),
    "about": Sentence("说明", "About"),
    "flow": Sentence("流程图", "Flow diagram"),
    "results": Sentence("各规则的结果", "Results under the rules"),
    "refused": Sentence("在此不能执行或留有未定项的规则", "Rules that cannot run here, or leave something open"),
    "processes": Sentence("单元过程", "Unit processes"),
    "balances": Sentence("平衡", "Balances"),
    "sources": Sentence("来源", "Sources"),
    "parameters": Sentence("参数", "Parameters"),
    "properties": Sentence("产品属性", "Properties of products"),
    "document": Sentence("文件", "document"),
    "issuer": Sentence("发布者、状态", "issuer, status"),
    "dates": Sentence("发布、实施", "issued, in force"),
    "based_on": Sentence("继承自", "based on"),
    "covers": Sentence("适用产品", "covers"),
    "clauses": Sentence("条款", "Clauses"),
    "inventories": Sentence("清单", "inventories"),
    "rules": Sentence("规则", "rules"),
    "title": Sentence("名称", "title"),
    "reason": Sentence("原因", "reason"),
    "open": Sentence("{head}：{shown}", "{head}: {shown}"),
    "more": Sentence("；另有 {count} 项", "; and {count} more"),
    "codes": Sentence("{scheme}（{edition}）编码", "codes of {scheme} ({edition})"),
    "coded": Sentence("{codes}（{product}）", "{codes} ({product})"),
    "standards": Sentence("已登记的标准", "Standards entered"),
    "takes": Sentence("取用其他清单的", "takes from other inventories"),
    "supplies": Sentence("供应其他清单", "supplies other inventories"),
    "own_words": Sentence(
        "{licence}（本文件用自己的话写成；约束力在于所标的文件，其版权属于发布者）",
        "{licence} (this file is in our own words; what binds is the document, which is its publisher's)",
    ),
    "foot": Sentence(
        "由 Rulewright {version} 从数据文件生成。", "Made from the data files by Rulewright {version}."
    ),
    "counts": Sentence("{processes} 个单元过程，其中多产出 {multi} 个", "{processes} unit processes, {multi} with several outputs"),
}  # fmt: skip
COLUMNS = {
    "direction": Sentence("方向", "direction"),
    "flow": Sentence("流", "flow"),
    "amount": Sentence("数量", "amount"),
    "unit": Sentence("单位", "unit"),
    "class": Sentence("类别", "class"),
    "spread": Sentence("不确定性", "uncertainty"),
    "source": Sentence("来源", "source"),
    "mark": Sentence("标记", "mark"),
    "note": Sentence("备注", "note"),
    "property": Sentence("属性", "property"),
    "id": Sentence("编号", "id"),
    "balance": Sentence("平衡", "balance"),
    "process": Sentence("过程", "process"),
    "in": Sentence("进", "in"),
    "out": Sentence("出", "out"),
    "status": Sentence("状态", "status"),
}
MISSING = Sentence("存在，未找到数值", "exists, no number found")


@dataclass(frozen=True)
class Mark:
    """A mark, coloured in the page."""

    word: str
    text: str


@dataclass(frozen=True)
class Section:
    """One part of a page: sentences, a figure, a table."""

    title: str
    level: int = 2
    texts: Sequence[str] = ()
    figure: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    anchor: str = ""


@dataclass(frozen=True)
class Page:
    """One page: facts at its head, then sections."""

    title: str
    links: Sequence[tuple[str, str]]
    facts: Sequence[tuple[str, str]] = ()
    sections: Sequence[Section] = field(default_factory=list)
    foot: str = ""


def render(page: Page, lang: str) -> str:
    """HTML of a page; every text in it is escaped."""
    from jinja2 import Environment

    template = (files("rulewright") / "reporting" / "templates" / "page.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals["cell_html"] = cell_html
    return environment.from_string(template).render(page=page, lang=lang) + "\n"


@dataclass(frozen=True)
class Link:
    text: str
    target: str


def cell_html(cell: Any) -> Any:
    """One cell: numbers to the right, marks coloured, links; escaped in every case."""
    from markupsafe import Markup

    if isinstance(cell, Mark):
        return Markup(f'<td><span class="mark {escape(cell.word)}">{escape(cell.text)}</span></td>')
    if isinstance(cell, Link):
        return Markup(f'<td><a href="{escape(cell.target)}">{escape(cell.text)}</a></td>')
    if isinstance(cell, float):
        return Markup(f'<td class="number">{escape(number(cell, 6))}</td>')
    return Markup(f"<td>{escape(str(cell))}</td>")


def links(lang: str, name: str) -> list[tuple[str, str]]:
    other = "en" if lang == "zh" else "zh"
    return [
        (W["index"](lang), f"index-{lang}.html"),
        ("English" if other == "en" else "中文", f"{name}-{other}.html"),
    ]


def svg(figure: Figure) -> str:
    """A figure as SVG inside a page: without XML head, and text as paths, so that any browser shows it alike."""
    image = StringIO()
    with use_font():
        figure.savefig(image, format="svg", metadata={"Date": None})
    return re.sub(r"^.*?(?=<svg)", "", image.getvalue(), count=1, flags=re.DOTALL)


def marks_text(marks: Mapping[Any, int], lang: str) -> str:
    return ", ".join(f"{say(word, lang)} {count}" for word, count in sorted(marks.items()))


def per_unit(comparison: Comparison, lang: str) -> str:
    return f"{comparison.amount:g} {comparison.unit} {comparison.inventory.name(comparison.product, lang)}"
