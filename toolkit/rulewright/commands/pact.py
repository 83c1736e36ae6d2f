"""``rulewright pact``: product footprints as PACT records: export, check, import."""

from __future__ import annotations

import argparse
import sys

from rulewright.commands.frame import Parser, Words, study_of
from rulewright.errors import FileError

NAME = "pact"
NEEDS_BRIGHTWAY = True
HELP: Words = {
    "about": (
        "PACT 产品碳足迹记录：export 由结果写出，check 查字段与等式，import 读入供应商的记录",
        "PACT product-footprint records: export writes one of a result, check finds what breaks fields and sums, import takes a supplier's",
    ),
    "action": ("做什么：export、check、import", "what to do: export, check, import"),
    "source": (
        "export：清单编号或路径；check、import：记录的 .json 文件",
        "export: inventory id or path; check, import: .json files of records",
    ),
    "rule": ("export：规则编号或路径", "export: rule id or path"),
    "head": (
        "export：数据所有者的信息（公司、产品、期间等）的 YAML 文件",
        "export: YAML file with what the data owner states (company, product, period ...)",
    ),
    "flow": (
        "import：供应的产品流编号，即清单中的名称",
        "import: id of the product that is supplied, as inventories call it",
    ),
    "total": (
        "import：取哪个合计（默认不含吸收）",
        "import: which total to take (default: without biogenic uptake)",
    ),
    "record": (
        "import：记录的编号，文件有多条时须给出",
        "import: id of the record, where a file holds several",
    ),
    "out": (
        "export：写入的 .json 文件；import：写入的 .yaml 清单",
        "export: the .json file to write; import: the .yaml inventory to write",
    ),
}


def add(parser: Parser) -> None:
    """Add the command's arguments."""
    parser.add("action", choices=("export", "check", "import"))
    parser.add("source", metavar="SOURCE", nargs="+")
    parser.add("--rule", metavar="RULE")
    parser.add("--head", metavar="FILE.yaml")
    parser.add("--flow", metavar="FLOW")
    parser.add("--total", choices=("excluding", "including"), default="excluding")
    parser.add("--record", metavar="ID")
    parser.add_format("table", "csv", "json")
    parser.add("--out", metavar="FILE")
    parser.add_choices()


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.action == "check":
        return _check(options)
    if len(options.source) != 1:
        raise FileError(
            f"{len(options.source)} sources for one {options.action}", options.action, "name one at a time"
        )
    return _export(options) if options.action == "export" else _import(options)


def _export(options: argparse.Namespace) -> int:
    from rulewright.exchange.pact_head import read_pact_head

    if options.rule is None:
        raise FileError("the record of which rule's result?", "--rule", "name a rule, e.g. --rule pact-3")
    head = read_pact_head(options.head) if options.head else None
    study = study_of(options, options.source[0], [options.rule])
    record = study.pact(next(iter(study.rules)), head)
    if options.out:
        print(record.write(options.out), file=sys.stderr)
    else:
        print(record.to_json())
    for note in record.notes(options.lang):
        print(note, file=sys.stderr)
    return 0


def _check(options: argparse.Namespace) -> int:
    """Findings about each file; 1 if a record breaks the model or its sums, open points alone are none."""
    import json

    from rulewright.exchange.pact_check import check_pact
    from rulewright.reporting.tables import to_csv, to_text

    found = [check_pact(name) for name in options.source]
    if options.format == "json":
        print(json.dumps([each.to_dict() for each in found], ensure_ascii=False, indent=2, allow_nan=False))
    for each in found if options.format != "json" else ():
        table = each.to_dataframe(options.lang)
        if options.format == "csv":
            print(to_csv(table), end="")
            continue
        if len(table):
            print(to_text(table, options.lang))
        for note in each.notes(options.lang):
            print(note)
    return 1 if any(each.defects for each in found) else 0


def _import(options: argparse.Namespace) -> int:
    from rulewright.exchange.pact_import import inventory_from_pact
    from rulewright.importing.write_inventory import write_inventory

    if options.flow is None:
        raise FileError(
            "which product does the record supply?", "--flow", "name the flow as your inventory calls it"
        )
    if options.out is None:
        raise FileError("where shall the inventory go?", "--out", "name a .yaml file that doesn't exist yet")
    file = inventory_from_pact(options.source[0], options.flow, options.total, options.record)
    print(write_inventory(file, options.out))
    return 0
