"""``rulewright import``: bring in data of others as an unallocated inventory, and say what could not come in."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rulewright.commands.frame import Parser, Words, print_result

NAME = "import"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "引入他人的数据，成为未分配的清单，并说明未能引入的内容",
        "bring in data of others as an unallocated inventory, and say what could not come in",
    ),
    "kind": ("来源格式：openlca（JSON-LD，模式 1.x 或 2.x）", "format of the source: openlca (JSON-LD, schema 1.x or 2.x)"),
    "path": ("文件夹或归档（.zip、.tar、.tar.gz、.tar.xz）；只读不改", "folder or archive (.zip, .tar, .tar.gz, .tar.xz); it is only read"),
    "out": (
        "写清单到此文件夹（NAME/NAME.yaml），并附账目、缺口、份额和另存基本流",
        "write the inventory to this folder (NAME/NAME.yaml), with account, gaps, shares and the elementary flows kept beside",
    ),
    "mapping": (
        "对照文件：单位、供应者、基本流、来源不明的碳、保留的产出、阶段",
        "mapping file: units, providers, elementary flows, unstated origin of carbon, outputs to keep, stages",
    ),
    "product": ("研究的产品：名称、uuid 或流编号", "product of the study: name, uuid or flow id"),
    "title": ("清单的标题；编号由此而来（默认取来源的名称）", "title of the inventory, from which its id is made (default: name of the source)"),
    "licence": ("数据的许可；来源格式中没有此项", "licence of the data; the format has no place for it"),
    "unspecified_origin": (
        "未说明来源的二氧化碳和甲烷按化石还是生物源计；不给则不计入并列出",
        "count carbon dioxide and methane of unstated origin as fossil or biogenic; without it they are left out and listed",
    ),
}  # fmt: skip


def add(parser: Parser) -> None:
    """Options of the command."""
    parser.add("kind", choices=("openlca",))
    parser.add("path", metavar="PATH")
    parser.add("--out", metavar="NAME")
    parser.add("--mapping", metavar="FILE")
    parser.add("--product", metavar="FLOW")
    parser.add("--title", metavar="TEXT")
    parser.add("--licence", metavar="TEXT")
    parser.add("--unspecified-origin", choices=("fossil", "biogenic"))
    parser.add_format("table", "json", "csv")


def run(options: argparse.Namespace) -> int:
    """Read, account, write."""
    from rulewright.importing.to_inventory import import_openlca

    name = options.title or (Path(options.out).name if options.out else None)
    imported = import_openlca(
        options.path, options.product, options.mapping, name=name, licence=options.licence,
        unspecified_origin=options.unspecified_origin,
    )  # fmt: skip
    if options.out:
        from rulewright.importing.write_import import write_import

        for path in write_import(imported, options.out, options.lang):
            print(path, file=sys.stderr)
    print_result(imported, options, imported.file.title.get(options.lang))
    return 0
