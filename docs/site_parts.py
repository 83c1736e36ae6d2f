"""What the site is made of beside its pages; used by conf.py."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from docutils.utils.math.latex2mathml import tex2mathml

import rulewright
from rulewright.reporting.readable import MAPS, SETTINGS
from rulewright.reporting.sentences import number
from rulewright.rule import CLAUSE_MODELS
from rulewright.scaffolds.rule import EXAMPLES, allowed_values
from rulewright.words import FAMILIES, WORDS

ROOT = Path(__file__).resolve().parent.parent
REPOSITORY_FILES = {  # pages elsewhere in the repository that the site shows as its own
    "../CONVENTION.md": "generated/conventions.md",
    "../CONVENTION.zh-CN.md": "generated/conventions.zh-CN.md",
}
ROW = re.compile(r"^\| \[[^\]]+\]\(([^)]+)\)", re.MULTILINE)


def write_all(folder: Path) -> None:
    """Write the generated pages; one that would not change keeps its time, so that nothing is built twice."""
    folder.mkdir(exist_ok=True)
    pages = {
        "conventions.md": (ROOT / "CONVENTION.md").read_text(encoding="utf-8"),
        "conventions.zh-CN.md": (ROOT / "CONVENTION.zh-CN.md").read_text(encoding="utf-8"),
        "vocabulary.md": vocabulary("en"),
        "vocabulary.zh-CN.md": vocabulary("zh"),
        "python.rst": reference(),
        "validation.md": validation("en"),
        "validation.zh-CN.md": validation("zh"),
    }
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def contents(text: str, name: str) -> str:
    """Hidden tables of contents of an index page: the pages of its table, the generated ones, and the other language."""
    zh = name.endswith("zh-CN")
    listed = [REPOSITORY_FILES.get(target, target) for target in ROW.findall(text)]
    tail = ".zh-CN.md" if zh else ".md"
    generated = [f"generated/{page}{tail}" for page in ("vocabulary", "validation")]
    generated += [] if zh else ["generated/python.rst"]
    parts = [_toctree("文档" if zh else "Documentation", [*listed, *generated])]
    if not zh:
        parts.append(_toctree("中文", ["README.zh-CN.md"]))
    return "".join(parts)


def _toctree(caption: str, names: list[str]) -> str:
    lines = [name.rsplit(".", 1)[0] for name in names]
    return "\n".join(["", "", "```{toctree}", ":hidden:", f":caption: {caption}", "", *lines, "```", ""])


def link(found: re.Match[str], name: str) -> str:
    """A link as the site needs it: out of this folder to the copy in the site, or to nothing but its text."""
    target, anchor = found["target"], found["anchor"] or ""
    if target in REPOSITORY_FILES:
        return f"](/{REPOSITORY_FILES[target]}{anchor})"
    if name.startswith("generated/") and target in ("CONVENTION.md", "CONVENTION.zh-CN.md"):
        return f"](/{REPOSITORY_FILES[f'../{target}']}{anchor})"
    if target in ("../README.md", "../README.zh-CN.md"):
        return f"](/README{'.zh-CN' if 'zh-CN' in target else ''}.md)"
    return found[0]


def vocabulary(lang: str) -> str:
    """Every setting of every family with its meaning and the words that may be written, from the models themselves."""
    zh = lang == "zh"
    lines = [
        "# 规则格式的词表" if zh else "# The vocabulary of the rule format",
        "",
        "由规则格式的模型生成，与程序所用的完全相同。"
        if zh
        else "Made from the models of the rule format: this is what the program reads.",
    ]
    for family in FAMILIES:
        said = WORDS[family][0 if zh else 1] if family in WORDS else family
        lines += ["", f"## {family}", "", f"{said}。" if zh else f"{said}.", ""]
        lines += [
            "| 设置 | 含义 | 可写 |" if zh else "| setting | meaning | may be written |",
            "|---|---|---|",
        ]
        for setting in CLAUSE_MODELS[family].setting_names():
            key = f"{family}.{setting}"
            meaning = (MAPS.get(key) or SETTINGS[key])(lang)
            example = f"<br>`{EXAMPLES[key]}`" if key in EXAMPLES else ""
            allowed = allowed_values(family, setting, lang).replace("|", "\\|")
            lines.append(f"| `{setting}` | {meaning} | {allowed}{example} |")
    return "\n".join(lines) + "\n"


@cache
def published_ranges() -> tuple[tuple[str, str, float, float, str, float], ...]:
    """What the library's tests hold inventories to: inventory, rule, low, high, source, and what comes out here."""
    found = []
    for path in sorted((ROOT / "tests" / "library").glob("test_plausibility_*.py")):
        specification = spec_from_file_location(path.stem, path)
        module = module_from_spec(specification)
        specification.loader.exec_module(module)
        for inventory, low, high, source in module.RANGES:
            total = rulewright.Study(inventory).result(module.HOME).evaluation.total_kg_co2e
            found.append((inventory, module.HOME, low, high, source, total))
    return tuple(found)


def validation(lang: str) -> str:
    """Our inventories beside published footprints; every number is computed while the site is built."""
    zh = lang == "zh"
    lines = [
        "# 与公开数值对照" if zh else "# Validation against published footprints",
        "",
        "每份清单按一个规则算出的足迹，与读到的公开范围对照；测试保证它们落在范围内。单位：kg CO2e / 声明单位。没有一个数值为此调整过。"
        "落在范围外的清单，原因写在其文件中；没有找到可比范围的，也在测试中逐一列名。"
        if zh else
        "The footprint of each inventory under one rule, beside a published range that was read; tests hold them inside it. Unit: kg CO2e per "
        "declared unit. Nothing was tuned to fit. Inventories that lie outside a range explain it in their file, and those without a comparable "
        "range are named one by one in the tests.",
        "",
        "| 清单 | 规则 | 本库 | 公开范围 | 来源 |" if zh else "| inventory | rule | here | published range | source |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    for inventory, rule, low, high, source, total in published_ranges():
        lines.append(
            f"| `{inventory}` | `{rule}` | {number(total)} | {number(low)} – {number(high)} | {source} |"
        )
    return "\n".join(lines) + "\n"


def reference() -> str:
    """Every public name of the package, where it is defined, with its members."""
    lines = ["Python reference", "================", "", "``import rulewright as rw`` gives these names.", ""]
    for name in sorted(rulewright.__all__):
        thing = getattr(rulewright, name)
        if name.startswith("__"):
            continue
        kind = "autoclass" if isinstance(thing, type) else "autofunction"
        lines += [name, "-" * len(name), "", f".. {kind}:: {thing.__module__}.{thing.__name__}"]
        lines += ["   :members:", ""] if kind == "autoclass" else [""]
    return "\n".join(lines) + "\n"


def inline_formula(writer: Any, node: Any) -> None:
    """A formula in a line, as MathML."""
    writer.body.append(tex2mathml(node.astext()))
    raise _skip()


def formula(writer: Any, node: Any) -> None:
    """A formula on a line of its own, as MathML."""
    writer.body.append(f"<p>{tex2mathml(node.astext(), as_block=True)}</p>")
    raise _skip()


def _skip() -> Exception:
    from docutils.nodes import SkipNode

    return SkipNode()
