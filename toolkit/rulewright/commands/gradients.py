"""``rulewright gradients``: what moves a footprint, and how much, from two solves."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rulewright.commands.frame import Parser, Words, study_of, title

if TYPE_CHECKING:
    from rulewright.engine.gradients import Gradients

NAME = "gradients"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "每个数量、属性、参数和特征化因子对结果的影响（导数、弹性、一阶方差份额）",
        "influence of every amount, property, parameter and factor: derivative, elasticity, first-order variance share",
    ),
    "rule": (
        "规则编号或文件路径（默认为研究的第一个规则）",
        "rule id or path (default: the study's first rule)",
    ),
    "top": ("只列影响最大的 N 个（默认 20；0 为全部）", "list the strongest N alone (default 20; 0: all)"),
    "by": (
        "排序：elasticity 弹性，variance_share 方差份额（只列给出不确定性的）",
        "order: elasticity, or variance_share (those with an uncertainty alone)",
    ),
    "out": ("另把表和 JSON 写入此目录", "also write table and JSON into this directory"),
}
_HEADS = {
    "id": ("编号", "id"),
    "kind": ("种类", "kind"),
    "name": ("名称", "name"),
    "amount": ("中心值", "central value"),
    "unit": ("单位", "unit"),
    "derivative": ("导数 [kg CO2e/单位]", "derivative [kg CO2e/unit]"),
    "elasticity": ("弹性", "elasticity"),
    "variance_share": ("方差份额", "variance share"),
}
_KINDS = {
    "quantity": ("数量或属性", "amount or property"),
    "parameter": ("参数", "parameter"),
    "characterisation": ("特征化因子", "characterisation factor"),
}
_TOTAL = ("合计 {total:,.2f} kg CO2e", "total {total:,.2f} kg CO2e")
_SPREAD = (
    "一阶标准差 {sd:,.2f} kg CO2e；方差份额相加为 1，相关的量可为负",
    "first-order standard deviation {sd:,.2f} kg CO2e; variance shares add up to 1, those of correlated quantities "
    "may be negative",
)


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add_inventory()
    parser.add("--rule", metavar="RULE")
    parser.add("--top", type=int, default=20, metavar="N")
    parser.add("--by", choices=("elasticity", "variance_share"), default="elasticity")
    parser.add_format("table", "json", "csv")
    parser.add_out()
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    study = study_of(options, options.inventory, [options.rule] if options.rule else None)
    rule = next(iter(study.rules))
    found = study.gradients(rule)
    if options.by == "variance_share":
        found = found.by_variance()
    shown = found.top(options.top) if options.top > 0 else found
    lang = options.lang
    if options.out:
        for path in _write(found, Path(options.out), lang):
            print(path, file=sys.stderr)
    if options.format == "json":
        print(shown.to_json(lang))
    elif options.format == "csv":
        print(shown.to_dataframe(lang).to_csv(index=False, lineterminator="\n"), end="")
    else:
        print(title(study, lang))
        print(f"{study.rules[rule].title.get(lang)} ({rule})")
        print(_table(shown, lang))
        print(_text(_TOTAL, lang).format(total=found.total_kg_co2e))
        if found.sd_kg_co2e:
            print(_text(_SPREAD, lang).format(sd=found.sd_kg_co2e))
    return 0


def _table(found: Gradients, lang: str) -> str:
    from rulewright.reporting.text import to_text

    table = found.to_dataframe(lang).drop(columns="id").set_index("name")
    table["kind"] = [_text(_KINDS[kind], lang) for kind in table["kind"]]
    for column, form in (("amount", "{:.6g}"), ("derivative", "{:.4g}"), ("elasticity", "{:+.3f}")):
        table[column] = [form.format(value) for value in table[column]]
    table["variance_share"] = [
        "" if value != value else f"{value:.1%}" for value in table["variance_share"].astype(float)
    ]
    table = table.rename(columns={name: _text(head, lang) for name, head in _HEADS.items()})
    table.index.name = _text(_HEADS["name"], lang)
    return to_text(table, lang)


def _write(found: Gradients, folder: Path, lang: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "gradients.csv", folder / "gradients.json"]
    found.to_dataframe(lang).to_csv(paths[0], index=False, encoding="utf-8", lineterminator="\n")
    paths[1].write_text(found.to_json(lang) + "\n", encoding="utf-8")
    return paths


def _text(words: tuple[str, str], lang: str) -> str:
    return words[0] if lang == "zh" else words[1]
