"""What the commands share: words in two languages, common options, the study they are about, progress."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rulewright.errors import FileError

if TYPE_CHECKING:
    from rulewright.reporting.files import Printable, Writable
    from rulewright.study import Study

Words = dict[str, tuple[str, str]]
"""Word to (zh, en)."""

COMMON: Words = {
    "lang": ("文字语言：zh 或 en（默认随系统）", "language of texts: zh or en (default: your locale)"),
    "version": ("显示版本", "print the version"),
    "about": (
        "产品碳足迹核算规则即数据：读取、检查、执行、比较、解释。",
        "Product carbon-footprint rules as data: read, check, run, compare, explain.",
    ),
    "rule": ("规则编号或文件路径", "rule id or path"),
    "rules": (
        "规则编号或路径，逗号分隔；默认用随附研究的规则",
        "rule ids or paths, separated by commas; default: those of the shipped study",
    ),
    "inventory": ("清单编号或文件路径", "inventory id or path"),
    "format": ("输出格式", "output format"),
    "draws": ("抽样次数，至少 2（默认 {default}）", "number of draws, at least 2 (default: {default})"),
    "seed": ("种子，0 至 2^64-1 的整数（默认 1）", "seed, an integer from 0 to 2^64-1 (default: 1)"),
    "sampling": (
        "抽样方式：mc 蒙特卡洛，lhs 拉丁超立方，sobol Sobol' 序列",
        "sampling: mc (Monte Carlo), lhs (Latin hypercube), sobol (Sobol' sequence)",
    ),
    "pedigree_set": ("谱系系数的套别", "set of factors for pedigree scores"),
    "choice": (
        "声明规则未定的选择：[规则:]族.设置=值，可重复；先于研究文件中的声明",
        "declare what a rule leaves open: [RULE:]family.setting=value, repeatable; comes before the study's choices",
    ),
    "study": ("研究文件（编号或路径），其中声明选择", "study file (id or path) that declares choices"),
    "no_choices": (
        "不用任何声明：未定的选择会使研究停下并列出",
        "use no declared choices: open decisions stop the study and are listed",
    ),
    "product": (
        "研究的产品流；默认用清单的产品",
        "product flow of the study; default: the inventory's product",
    ),
    "module": (
        "某产品按其自身规则的结果计入，可重复：流=清单:规则",
        "a product enters with the result of its own rule, repeatable: FLOW=INVENTORY:RULE",
    ),
    "out": (
        "另把表、图和结果写入此目录",
        "also write table, figure and result into this directory",
    ),
}


class Parser:
    """An argument parser whose helps come from the words of one command, in one language."""

    def __init__(self, parser: argparse.ArgumentParser, words: Words, lang: str) -> None:
        self.parser, self.words, self.lang = parser, COMMON | words, lang

    def text(self, word: str, **gaps: object) -> str:
        """Help of a word, doubled per cent signs included (argparse reads them)."""
        zh, en = self.words[word]
        return (zh if self.lang == "zh" else en).format(**gaps).replace("%", "%%")

    def add(
        self, *names: str, word: str | None = None, gaps: dict[str, object] | None = None, **more: Any
    ) -> None:
        """Add an argument; its help is the word named like it (``--with-dashes`` is ``with_dashes``)."""
        name = names[0].lstrip("-").replace("-", "_")
        self.parser.add_argument(*names, help=self.text(word or name, **(gaps or {})), **more)

    def add_inventory(self) -> None:
        """The inventory that the command is about."""
        self.add("inventory", metavar="INVENTORY")

    def add_rules(self) -> None:
        """``--rules``; see :func:`rule_names`."""
        self.add("--rules", metavar="A,B,...")

    def add_format(self, *formats: str) -> None:
        """``--format``; the first one is the default."""
        self.add("--format", choices=formats, default=formats[0])

    def add_out(self) -> None:
        """``--out DIR``."""
        self.add("--out", metavar="DIR")

    def add_draws(self, default: int | None = 10_000) -> None:
        """``--draws``, ``--seed``, ``--sampling`` and ``--pedigree-set``."""
        self.add("--draws", type=int, default=default, metavar="N", gaps={"default": default or 0})
        self.add("--seed", type=int, default=1, metavar="N")
        self.add("--sampling", choices=("mc", "lhs", "sobol"), default="mc")
        self.add("--pedigree-set", choices=("ecoinvent-2", "ecoinvent-3"), default="ecoinvent-2")

    def add_choices(self) -> None:
        """How the study settles what rules leave open, and its product; see :func:`study_of`."""
        self.add("--choice", action="append", default=[], metavar="SETTING=VALUE")
        self.add("--study", metavar="STUDY")
        self.add("--no-choices", action="store_true")
        self.add("--product", metavar="FLOW")
        self.add("--module", action="append", default=[], metavar="FLOW=INVENTORY:RULE")


def rule_names(text: str | None, option: str = "--rules") -> list[str] | None:
    """Rules of an option, separated by commas; None if it isn't given."""
    if text is None:
        return None
    names = [rule.strip() for rule in text.split(",") if rule.strip()]
    if not names:
        raise FileError(
            f"{option} names no rule", option, "give ids or paths, separated by commas, or leave it out"
        )
    return names


def refuse_alone(given: Mapping[str, object], needed: str, is_there: bool) -> None:
    """Refuse options (name to value, None if it isn't given) that say nothing without another one."""
    for name, value in given.items():
        if value is not None and not is_there:
            raise FileError(
                f"--{name} needs --{needed}", f"--{name}", f"add --{needed}, or leave --{name} out"
            )


def one_of_rules(options: argparse.Namespace) -> list[str] | None:
    """The rules of ``--rules``, or the one of ``--rule``; both at once are refused."""
    if options.rule and options.rules:
        raise FileError(
            "--rule and --rules don't go together", "--rule",
            "give --rules to compare rules, --rule to compare under one rule",
        )  # fmt: skip
    return [options.rule] if options.rule else rule_names(options.rules)


def study_of(
    options: argparse.Namespace, inventory: str, rules: list[str] | None, also: Sequence[str] = ()
) -> Study:
    """The study that :meth:`Parser.add_choices` describes; ``also``: rules beside those, or beside the default ones."""
    from rulewright.reading.inventories import read_inventory
    from rulewright.reading.studies import parse_choice, read_study, shipped_choices, shipped_rules
    from rulewright.study import Study

    file = read_study(options.study) if options.study else None
    rules = rules or (file.rules if file is not None else None)
    about: Any = inventory
    if also:
        about = read_inventory(inventory)
        rules = [*(shipped_rules(about.id) if rules is None else rules), *also]
    declared: Any = None if file is None else list(file.choices)
    if options.no_choices:
        declared = []
    modules = dict(_module(text) for text in options.module)
    study = Study(about, rules, declared, options.product, modules)
    if not options.choice:
        return study
    own = [parse_choice(text) for text in options.choice]
    _refuse_unknown_rules(own, study)
    rest = shipped_choices(study.inventory.id) if declared is None else declared
    return Study(study.inventory, study.rules.values(), [*own, *rest], options.product)


def rule_id(study: Study, name: str) -> str:
    """Id of a rule of the study that may have been named by the path of its file."""
    if name in study.rules:
        return name
    from rulewright.reading.rules import read_rule

    return read_rule(name).id


def _module(text: str) -> tuple[str, str]:
    flow, equals, rest = text.partition("=")
    if not equals:
        raise FileError(
            f"'{text}' is not a module",
            "--module",
            "write FLOW=INVENTORY:RULE, e.g. battery-pack=battery-lfp:pact-3",
        )
    return flow.strip(), rest.strip()


def _refuse_unknown_rules(choices: Sequence[Any], study: Study) -> None:
    known = {file.id for rule in study.rules.values() for file in rule.chain}
    for choice in choices:
        unknown = [name for name in choice.rules if name != "*" and name not in known]
        if unknown:
            raise FileError(
                f"no rule '{unknown[0]}' in this study",
                "--choice",
                f"use one of: {', '.join(sorted(known))}, or no rule",
            )


def title(study: Study, lang: str) -> str:
    """What a table is about: inventory, declared unit, product, where choices come from."""
    file = study.inventory.file
    unit = f"{file.declared_unit.amount:g} {file.declared_unit.unit}" if file.declared_unit else "1"
    product = study.inventory.name(study.product, lang)
    head = f"{file.title.get(lang)}\n"
    per = f"kg CO2e / {unit} {product}"
    if not study.choices_are_shipped:
        return head + per
    said = (
        f"规则未定之处用随附研究“{study.inventory.id}”的声明（台账逐条列出；--no-choices 不用）"
        if lang == "zh"
        else f"what the rules leave open is declared by the shipped study '{study.inventory.id}' (the ledger names each; --no-choices: none)"
    )
    return f"{head}{per}\n{said}"


def progress(
    lang: str, zh: str = "已抽样 {done}/{count}", en: str = "{done} of {count} draws"
) -> Callable[[int, int], None]:
    """A line on stderr that counts, with the time left, once a run takes longer than two seconds."""
    from rulewright.reporting.progress import Progress
    from rulewright.reporting.sentences import Sentence

    return Progress(lang, Sentence(zh, en))


def write_out(result: Writable, options: argparse.Namespace, name: str) -> None:
    """Write a result to the folder of ``--out``, if that is given, and name the files on stderr."""
    if options.out is None:
        return
    from rulewright.reporting.files import write_result

    for path in write_result(result, options.out, name, options.lang).paths:
        print(path, file=sys.stderr)


def print_result(result: Printable, options: argparse.Namespace, head: str = "") -> None:
    """Print a result in the form of ``--format``: table with head and notes, csv or json."""
    from rulewright.reporting.tables import to_csv, to_text

    if options.format == "json":
        print(result.to_json())
    elif options.format == "csv":
        print(to_csv(result.to_dataframe(options.lang)), end="")
    else:
        if head:
            print(head)
        table = result.to_dataframe(options.lang)
        if len(table):
            print(to_text(table, options.lang))
        notes = result.notes(options.lang)
        if notes and len(table):
            print()
        for note in notes:
            print(note)
