"""The command line: a face without logic. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import argparse
import json
import locale
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rulewright import __version__
from rulewright.errors import FileError, RulewrightError

DEMO = ("steel-hot-rolled-coil-bf-bof", "aluminium-ingot-primary-cn")
DEMO_DIRECTORY = "rulewright-demo"

# command -> (zh, en)
HELP: dict[str, tuple[str, str]] = {
    "about": (
        "产品碳足迹核算规则即数据：读取、检查、执行、比较、解释。",
        "Product carbon-footprint rules as data: read, check, run, compare, explain.",
    ),
    "demo": (
        "运行主要示例：热轧卷和铝锭，各按八种规则",
        "run the main job: hot-rolled coil and aluminium ingot under eight rules each",
    ),
    "list": ("列出现有的规则、清单和研究", "list the rules, inventories and studies that are here"),
    "show": (
        "以表格显示一个规则，含每条的来源和标记",
        "show a rule as a table, each clause with its source and mark",
    ),
    "check": (
        "检查规则、清单或研究文件，一次列出全部错误",
        "check rule, inventory or study files; all mistakes at once",
    ),
    "schema": (
        "输出 JSON Schema，供编辑器补全和检查",
        "print the JSON Schema, by which editors complete and check",
    ),
    "balance": (
        "检查清单各过程的质量、碳和能量平衡",
        "check mass, carbon and energy balances of an inventory's processes",
    ),
    "compare": ("在同一份清单上比较多个规则", "compare rules on one inventory"),
    "explain": (
        "解释一个规则对一份清单（或其中一个过程）的全部决策",
        "explain every decision of a rule on an inventory, or on one process",
    ),
    "export": (
        "每个规则写出一个已分配的 Brightway 数据库",
        "write one allocated Brightway database per rule",
    ),
    "lab": ("在 JupyterLab 中打开笔记本", "open the notebooks in JupyterLab"),
    "lang": ("文字语言：zh 或 en（默认随系统）", "language of texts: zh or en (default: your locale)"),
    "files": ("文件路径，或随附规则、清单的编号", "paths, or ids of shipped rules and inventories"),
    "rule": ("规则编号或文件路径", "rule id or path"),
    "rules": (
        "规则编号或路径，逗号分隔；默认用随附研究的规则",
        "rule ids or paths, separated by commas; default: those of the shipped study",
    ),
    "inventory": ("清单编号或文件路径", "inventory id or path"),
    "process": ("过程编号；不给则解释全部", "process id; without it everything is explained"),
    "format": ("输出格式", "output format"),
    "out": (
        "另把表、图、台账和结果写入此目录",
        "also write table, figure, ledger and results into this directory",
    ),
    "out_uncertainty": (
        "另把结果、表和全部抽样写入此目录",
        "also write result, table and all draws into this directory",
    ),
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
    "project": (
        "Brightway 项目名；默认用 Rulewright 自己的项目",
        "Brightway project; default: Rulewright's own",
    ),
    "directory": (
        "Brightway 基础目录，或 user（您自己的目录）；默认用 Rulewright 自己的目录",
        "Brightway base directory, or 'user' for your own; default: Rulewright's own",
    ),
    "overwrite": ("覆盖同名数据库", "overwrite databases of the same name"),
    "what": ("哪一种文件", "which kind of file"),
    "uncertainty": (
        "用同一批抽样给出各规则结果的分布",
        "distributions of every rule's result, from the same draws",
    ),
    "draws": ("抽样次数，至少 2（默认 10000）", "number of draws, at least 2 (default: 10000)"),
    "seed": ("种子，0 至 2^64-1 的整数（默认 1）", "seed, an integer from 0 to 2^64-1 (default: 1)"),
    "sampling": (
        "抽样方式：mc 蒙特卡洛，lhs 拉丁超立方，sobol Sobol' 序列",
        "sampling: mc (Monte Carlo), lhs (Latin hypercube), sobol (Sobol' sequence)",
    ),
    "pedigree_set": ("谱系系数的套别", "set of factors for pedigree scores"),
    "version": ("显示版本", "print the version"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns
    -------
    int
        0 if all went well, 1 if something has to be mended, 2 if the words of the command are off.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = _language(given)
    _use_utf8()
    parser = _parser(lang)
    try:
        status = _run(parser, given, lang)
        sys.stdout.flush()  # a closed pipe shows here, not after we have said that all went well
        return status
    except RulewrightError as error:
        from rulewright.reporting.messages import in_language

        print(in_language(error, lang), file=sys.stderr)
        return 1
    except BrokenPipeError:  # e.g. `rulewright list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("已中断 / stopped" if lang == "zh" else "stopped", file=sys.stderr)
        return 130


def _run(parser: argparse.ArgumentParser, given: Sequence[str], lang: str) -> int:
    try:
        options = parser.parse_args(given)
    except SystemExit as stop:  # argparse has printed help, version or what is wrong
        return stop.code if isinstance(stop.code, int) else 2
    if options.command is None:
        parser.print_help()
        return 2
    options.lang = lang
    if options.command in NEEDS_BRIGHTWAY:
        _load_brightway()
    return int(COMMANDS[options.command](options) or 0)


# ---- commands ---------------------------------------------------------------------------------------


def _demo(options: argparse.Namespace) -> int:
    from rulewright.reporting.files import write_comparison
    from rulewright.reporting.tables import to_text

    zh = options.lang == "zh"
    for name in DEMO:
        study = _study(options, name, None)
        comparison = study.compare()
        print(_title(study, options.lang))
        print(to_text(comparison.to_dataframe(options.lang), options.lang))
        written = write_comparison(comparison, Path(options.out) / name, options.lang)
        print()
        print("已写出：" if zh else "written:")
        for path in written.paths:
            print(f"  {path}")
        for note in written.notes:
            print(f"  {note.get(options.lang)}")
        print()
    first = next(iter(study.rules))
    print(
        f"每个数字都能追到条款和来源，例如：rulewright explain {name} electrolysis --rule {first}"
        if zh
        else f"every number traces to a clause and a source, e.g.: rulewright explain {name} electrolysis --rule {first}"
    )
    return 0


def _list(options: argparse.Namespace) -> int:
    from rulewright.reading.find import list_rules, list_shelf
    from rulewright.reading.inventories import read_inventory
    from rulewright.reading.rules import read_rule

    zh = options.lang == "zh"
    print("规则" if zh else "rules")
    for name in list_rules():
        print(f"  {name:24} {read_rule(name).title.get(options.lang)}")
    print("清单" if zh else "inventories")
    for name in list_shelf("inventories"):
        print(f"  {name:32} {read_inventory(name).file.title.get(options.lang)}")
    print("研究" if zh else "studies")
    for name in list_shelf("studies"):
        print(f"  {name}")
    return 0


def _show(options: argparse.Namespace) -> int:
    from rulewright.reading.rules import read_rule
    from rulewright.reporting.tables import rule_table, to_text

    rule = read_rule(options.rule)
    document = rule.document
    print(f"{rule.id}  {rule.title.get(options.lang)}")
    print(f"{document.number}  {document.title.get(options.lang)}  ({document.issuer}; {document.status})")
    print(to_text(rule_table(rule, options.lang), options.lang))
    return 0


def _check(options: argparse.Namespace) -> int:
    from rulewright.reading.checking import check_file
    from rulewright.reporting.messages import in_language

    zh = options.lang == "zh"
    failed = 0
    for name in options.files:
        try:
            summary = check_file(name, options.lang)
        except RulewrightError as error:
            failed += 1
            print(in_language(error, options.lang), file=sys.stderr)
            continue
        print(summary)
    if failed:
        count = len(options.files)
        print(
            f"{count} 个文件中有 {failed} 个须修改" if zh else f"{failed} of {count} files to mend",
            file=sys.stderr,
        )
    return 1 if failed else 0


def _schema(options: argparse.Namespace) -> int:
    from rulewright.reading.schema import json_schema

    print(json.dumps(json_schema(options.what), ensure_ascii=False, indent=2))
    return 0


def _balance(options: argparse.Namespace) -> int:
    from rulewright.balance import balance_table
    from rulewright.reading.inventories import read_inventory
    from rulewright.reporting.tables import to_text

    print(to_text(balance_table(read_inventory(options.inventory), options.lang), options.lang))
    return 0


def _compare(options: argparse.Namespace) -> int:
    from rulewright.reporting.files import write_comparison
    from rulewright.reporting.tables import to_csv, to_text

    rules = _rule_names(options.rules)
    study = _study(options, options.inventory, rules)
    comparison = study.compare()
    if options.out:
        written = write_comparison(comparison, Path(options.out), options.lang)
        for path in written.paths:
            print(path, file=sys.stderr)
        for note in written.notes:
            print(note.get(options.lang), file=sys.stderr)
    if options.format == "json":
        print(comparison.to_json())
    elif options.format == "csv":
        print(to_csv(comparison.to_dataframe(options.lang)), end="")
    else:
        print(_title(study, options.lang))
        print(to_text(comparison.to_dataframe(options.lang), options.lang))
        print()
        print("规则不同之处：" if options.lang == "zh" else "where the rules differ:")
        print(to_text(comparison.clause_differences(options.lang), options.lang))
    return 0


def _uncertainty(options: argparse.Namespace) -> int:
    from rulewright.reporting.tables import to_text

    rules = _rule_names(options.rules)
    study = _study(options, options.inventory, rules)
    result = study.uncertainty(
        options.draws, options.seed, options.sampling, options.pedigree_set, _progress(options.lang)
    )
    if options.out:
        for path in result.write(options.out, options.lang):
            print(path, file=sys.stderr)
    if options.format == "json":
        print(result.to_json())
        return 0
    print(_title(study, options.lang))
    print(to_text(result.to_dataframe(options.lang), options.lang))
    print()
    for line in result.notes(options.lang):
        print(line)
    return 0


def _progress(lang: str) -> Callable[[int, int], None]:
    """A line on stderr that counts draws, once a run takes longer than a second."""
    from time import monotonic

    start = monotonic()
    shown = False

    def show(done: int, draws: int) -> None:
        nonlocal shown
        if monotonic() - start < 1 or (done == draws and not shown):
            return
        shown = True
        text = f"已抽样 {done}/{draws}" if lang == "zh" else f"{done} of {draws} draws"
        print(f"\r{text}", end="\n" if done == draws else "", file=sys.stderr, flush=True)

    return show


def _explain(options: argparse.Namespace) -> int:
    from rulewright.reporting.explain import explain
    from rulewright.reporting.tables import to_text

    study = _study(options, options.inventory, [options.rule])
    (rule,) = study.rules
    result = study.result(rule)
    if options.process is not None:
        print(explain(result, options.process, options.lang))
        return 0
    print(_title(study, options.lang))
    print(to_text(result.ledger.to_dataframe(options.lang), options.lang))
    return 0


def _export(options: argparse.Namespace) -> int:
    from rulewright.brightway.project import find_place

    rules = _rule_names(options.rules)
    study = _study(options, options.inventory, rules)
    names = study.write_databases(
        project=options.project, directory=options.directory, overwrite=options.overwrite
    )
    for name in names:
        print(name)
    print(find_place(options.project, options.directory).sentence(options.lang))
    return 0


def _lab(options: argparse.Namespace) -> int:
    from rulewright.lab import open_lab

    return open_lab(options.lang)


COMMANDS: dict[str, Callable[[argparse.Namespace], int | None]] = {
    "demo": _demo,
    "list": _list,
    "show": _show,
    "check": _check,
    "schema": _schema,
    "balance": _balance,
    "compare": _compare,
    "uncertainty": _uncertainty,
    "explain": _explain,
    "export": _export,
    "lab": _lab,
}


NEEDS_BRIGHTWAY = frozenset({"demo", "compare", "explain", "export", "uncertainty"})


def _load_brightway() -> None:
    """Import Brightway's solver once, without the slow grammar that it doesn't use (a second at every start)."""
    from rulewright.brightway.imports import load, without_slow_grammar

    with without_slow_grammar():
        load("bw2calc")


# ---- words of the command line ------------------------------------------------------------------------


def _parser(lang: str) -> argparse.ArgumentParser:
    def text(word: str) -> str:
        zh, en = HELP[word]
        return zh if lang == "zh" else en

    parser = argparse.ArgumentParser(prog="rulewright", description=text("about"))
    parser.add_argument(
        "--version", action="version", version=f"rulewright {__version__}", help=text("version")
    )
    parser.add_argument("--lang", choices=("zh", "en"), help=text("lang"))
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=("zh", "en"), help=text("lang"), default=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text(name), description=text(name), parents=[common])

    demo = command("demo")
    demo.add_argument("--out", default=DEMO_DIRECTORY, metavar="DIR", help=text("out"))
    _add_choices(demo, text)
    command("list")
    command("show").add_argument("rule", metavar="RULE", help=text("rule"))
    command("check").add_argument("files", metavar="FILE", nargs="+", help=text("files"))
    schema = command("schema")
    schema.add_argument(
        "what", nargs="?", choices=("rule", "inventory", "study"), default="rule", help=text("what")
    )
    command("balance").add_argument("inventory", metavar="INVENTORY", help=text("inventory"))
    compare = command("compare")
    compare.add_argument("inventory", metavar="INVENTORY", help=text("inventory"))
    compare.add_argument("--rules", metavar="A,B,...", help=text("rules"))
    compare.add_argument("--format", choices=("table", "csv", "json"), default="table", help=text("format"))
    compare.add_argument("--out", metavar="DIR", help=text("out"))
    _add_choices(compare, text)
    uncertainty = command("uncertainty")
    uncertainty.add_argument("inventory", metavar="INVENTORY", help=text("inventory"))
    uncertainty.add_argument("--rules", metavar="A,B,...", help=text("rules"))
    uncertainty.add_argument("--draws", type=int, default=10_000, metavar="N", help=text("draws"))
    uncertainty.add_argument("--seed", type=int, default=1, metavar="N", help=text("seed"))
    uncertainty.add_argument(
        "--sampling", choices=("mc", "lhs", "sobol"), default="mc", help=text("sampling")
    )
    uncertainty.add_argument(
        "--pedigree-set",
        choices=("ecoinvent-2", "ecoinvent-3"),
        default="ecoinvent-2",
        help=text("pedigree_set"),
    )
    uncertainty.add_argument("--format", choices=("table", "json"), default="table", help=text("format"))
    uncertainty.add_argument("--out", metavar="DIR", help=text("out_uncertainty"))
    _add_choices(uncertainty, text)
    explain = command("explain")
    explain.add_argument("inventory", metavar="INVENTORY", help=text("inventory"))
    explain.add_argument("process", metavar="PROCESS", nargs="?", help=text("process"))
    explain.add_argument("--rule", metavar="RULE", required=True, help=text("rule"))
    _add_choices(explain, text)
    export = command("export")
    export.add_argument("inventory", metavar="INVENTORY", help=text("inventory"))
    export.add_argument("--rules", metavar="A,B,...", help=text("rules"))
    export.add_argument("--project", help=text("project"))
    export.add_argument("--directory", help=text("directory"))
    export.add_argument("--overwrite", action="store_true", help=text("overwrite"))
    _add_choices(export, text)
    command("lab")
    return parser


def _add_choices(parser: argparse.ArgumentParser, text: Callable[[str], str]) -> None:
    parser.add_argument("--choice", action="append", default=[], metavar="SETTING=VALUE", help=text("choice"))
    parser.add_argument("--study", metavar="STUDY", help=text("study"))
    parser.add_argument("--no-choices", action="store_true", help=text("no_choices"))
    parser.add_argument("--product", metavar="FLOW", help=text("product"))


def _study(options: argparse.Namespace, inventory: str, rules: list[str] | None) -> Any:
    from rulewright.reading.studies import parse_choice, read_study, shipped_choices
    from rulewright.study import Study

    file = read_study(options.study) if options.study else None
    rules = rules or (file.rules if file is not None else None)
    declared: Any = None if file is None else list(file.choices)
    if options.no_choices:
        declared = []
    study = Study(inventory, rules, declared, options.product)
    if not options.choice:
        return study
    own = [parse_choice(text) for text in options.choice]
    _refuse_unknown_rules(own, study)
    rest = shipped_choices(study.inventory.id) if declared is None else declared
    return Study(study.inventory, study.rules.values(), [*own, *rest], options.product)


def _refuse_unknown_rules(choices: Sequence[Any], study: Any) -> None:
    known = {file.id for rule in study.rules.values() for file in rule.chain}
    for choice in choices:
        unknown = [name for name in choice.rules if name != "*" and name not in known]
        if unknown:
            raise FileError(
                f"no rule '{unknown[0]}' in this study",
                "--choice",
                f"use one of: {', '.join(sorted(known))}, or no rule",
            )


def _rule_names(text: str | None) -> list[str] | None:
    """Rules of ``--rules``; None if the option isn't given."""
    if text is None:
        return None
    names = [rule.strip() for rule in text.split(",") if rule.strip()]
    if not names:
        raise FileError(
            "--rules names no rule", "--rules", "give ids or paths, separated by commas, or leave it out"
        )
    return names


def _title(study: Any, lang: str) -> str:
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


def _language(arguments: Sequence[str]) -> str:
    """The language asked for by ``--lang``, else that of the locale."""
    for number, word in enumerate(arguments):
        if word == "--lang" and number + 1 < len(arguments) and arguments[number + 1] in ("zh", "en"):
            return arguments[number + 1]
        if word in ("--lang=zh", "--lang=en"):
            return word[-2:]
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def _use_utf8() -> None:
    """Chinese text must not fail on a terminal whose encoding can't hold it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if (
            reconfigure is not None
            and (getattr(stream, "encoding", "") or "").lower().replace("-", "") != "utf8"
        ):
            reconfigure(errors="replace")
