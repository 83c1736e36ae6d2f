"""``rulewright import``: bring in data of others as an unallocated inventory, and say what could not come in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.commands.frame import Parser, Words, print_result, progress
from rulewright.errors import FileError

if TYPE_CHECKING:
    from rulewright.importing.imported import Imported

NAME = "import"
NEEDS_BRIGHTWAY = False
HELP: Words = {
    "about": (
        "引入他人的数据，成为未分配的清单，并说明未能引入的内容",
        "bring in data of others as an unallocated inventory, and say what could not come in",
    ),
    "kind": (
        "来源格式：openlca（JSON-LD，模式 1.x 或 2.x）；ecospold2、ecospold1、simapro（CSV）、excel（Brightway 的工作簿）；"
        "brightway（Brightway 2 或 2.5 的数据库）；flat（本工具的平面表）；form（本工具的 Excel 数据收集表）",
        "format of the source: openlca (JSON-LD, schema 1.x or 2.x); ecospold2, ecospold1, simapro (CSV), excel (workbooks of "
        "Brightway); brightway (a database of Brightway 2 or 2.5); flat (our flat tables); form (our Excel form)",
    ),
    "path": (
        "文件、文件夹或归档（.zip、.tar、.tar.gz、.tar.xz）；brightway 则为项目名；只读不改",
        "file, folder or archive (.zip, .tar, .tar.gz, .tar.xz); for brightway the name of the project; it is only read",
    ),
    "encoding": (
        "simapro：文件的编码，如 utf-8、cp1252、gbk（默认自动判断并说明）",
        "simapro: encoding of the files, e.g. utf-8, cp1252, gbk (default: found out, and said)",
    ),
    "sheets": (
        "excel：要读取的工作表，逗号分隔（默认：可见、含活动、首格不是 skip 的）",
        "excel: sheets to read, separated by commas (default: those visible, with activities, not marked skip)",
    ),
    "database": ("brightway：数据库名", "brightway: name of the database"),
    "directory": (
        "brightway：项目所在的基础目录（默认为您自己的 Brightway 目录）",
        "brightway: base directory of projects (default: your own Brightway directory)",
    ),
    "linked": (
        "brightway：所链接的数据库：name（默认）列为数据缺口，include 一并引入",
        "brightway: databases that it links to: 'name' (default) lists them as data gaps, 'include' brings them in as well",
    ),
    "out": (
        "写清单到此文件夹（NAME/NAME.yaml），并附账目、缺口、份额和另存基本流",
        "write the inventory to this folder (NAME/NAME.yaml), with account, gaps, shares and the elementary flows kept beside",
    ),
    "mapping": (
        "对照文件：单位、供应者、基本流、来源不明的碳、保留的产出、阶段、汇率",
        "mapping file: units, providers, elementary flows, unstated origin of carbon, outputs to keep, stages, currencies",
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
    parser.add("kind", choices=tuple(READERS))
    parser.add("path", metavar="PATH")
    parser.add("database", metavar="DATABASE", nargs="?")
    parser.add("--directory", metavar="DIR")
    parser.add("--linked", choices=("name", "include"))
    parser.add("--encoding", metavar="NAME")
    parser.add("--sheets", metavar="A,B,...")
    parser.add("--out", metavar="NAME")
    parser.add("--mapping", metavar="FILE")
    parser.add("--product", metavar="FLOW")
    parser.add("--title", metavar="TEXT")
    parser.add("--licence", metavar="TEXT")
    parser.add("--unspecified-origin", choices=("fossil", "biogenic"))
    parser.add_format("table", "json", "csv")


def run(options: argparse.Namespace) -> int:
    """Read, account, write."""
    _refuse_unused(options)
    name = options.title or (Path(options.out).name if options.out else None)
    imported = READERS[options.kind](options, name)
    if options.out:
        from rulewright.importing.write_import import write_import

        for path in write_import(imported, options.out, options.lang):
            print(path, file=sys.stderr)
    print_result(imported, options, imported.file.title.get(options.lang))
    return 0


def _refuse_unused(options: argparse.Namespace) -> None:
    """Stop at an option that the format has no use for: it would be lost without a word."""
    of_one = {
        "DATABASE": ("brightway", options.database), "--directory": ("brightway", options.directory),
        "--linked": ("brightway", options.linked), "--encoding": ("simapro", options.encoding),
        "--sheets": ("excel", options.sheets),
    }  # fmt: skip
    given = [name for name, (kind, value) in of_one.items() if value and options.kind != kind]
    if options.kind == "flat":  # nothing is left to decide: it is an inventory of ours
        decisions = {
            "--mapping": options.mapping, "--title": options.title, "--licence": options.licence,
            "--unspecified-origin": options.unspecified_origin,
        }  # fmt: skip
        given += [name for name, value in decisions.items() if value]
    if given:
        what = f"import {options.kind} has no use for {', '.join(given)}"
        raise FileError(what, "rulewright import", "leave it out, or choose another format")


def _openlca(options: argparse.Namespace, name: str | None) -> Imported:
    from rulewright.importing.openlca import import_openlca

    return import_openlca(
        options.path, options.product, options.mapping, name=name, licence=options.licence,
        unspecified_origin=options.unspecified_origin, progress=_counted(options),
    )  # fmt: skip


def _brightway(options: argparse.Namespace, name: str | None) -> Imported:
    from rulewright.importing.brightway import import_brightway

    if options.database is None:
        mend = "write: rulewright import brightway PROJECT DATABASE"
        raise FileError("no database is named", "rulewright import brightway", mend)
    return import_brightway(
        options.path, options.database, options.product, options.mapping, directory=options.directory or "user",
        linked=options.linked or "name", name=name, licence=options.licence, unspecified_origin=options.unspecified_origin,
    )  # fmt: skip


def _form(options: argparse.Namespace, name: str | None) -> Imported:
    from rulewright.forms.read import import_form

    return import_form(options.path, options.product)


def _flat(options: argparse.Namespace, name: str | None) -> Imported:
    from rulewright.importing.flat import import_flat

    return import_flat(options.path, options.product)


def _ecospold2(options: argparse.Namespace, name: str | None) -> Imported:
    from rulewright.importing.ecospold2 import import_ecospold2

    return import_ecospold2(options.path, options.product, options.mapping, name=name, **_shared(options))


def _ecospold1(options: argparse.Namespace, name: str | None) -> Imported:
    from rulewright.importing.ecospold1 import import_ecospold1

    return import_ecospold1(options.path, options.product, options.mapping, name=name, **_shared(options))


def _simapro(options: argparse.Namespace, name: str | None) -> Imported:
    from rulewright.importing.simapro import import_simapro

    more = _shared(options)
    return import_simapro(
        options.path, options.product, options.mapping, name=name, encoding=options.encoding, **more
    )


def _excel(options: argparse.Namespace, name: str | None) -> Imported:
    from rulewright.importing.excel import import_excel

    sheets = [each.strip() for each in options.sheets.split(",")] if options.sheets else None
    more = _shared(options)
    return import_excel(options.path, options.product, options.mapping, name=name, sheets=sheets, **more)


def _shared(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "licence": options.licence, "unspecified_origin": options.unspecified_origin, "progress": _counted(options),
    }  # fmt: skip


def _counted(options: argparse.Namespace) -> Callable[[int, int], None]:
    return progress(options.lang, "已处理 {done}/{count}", "{done} of {count} data sets")


# format to its reader: (options, title) to an import
READERS: dict[str, Callable[[argparse.Namespace, str | None], Imported]] = {
    "openlca": _openlca, "ecospold2": _ecospold2, "ecospold1": _ecospold1, "simapro": _simapro, "excel": _excel,
    "brightway": _brightway, "flat": _flat, "form": _form,
}  # fmt: skip
