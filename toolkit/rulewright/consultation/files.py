"""Files of a consultation: the table of how comments are handled (.docx, .xlsx, zh and en), tables, JSON, figures."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.consultation import tables
from rulewright.consultation.columns import WORK_SHEETS
from rulewright.consultation.comments import DECISIONS, KINDS
from rulewright.consultation.docx_table import CASE_HEADS, TITLE, handling_docx
from rulewright.reporting.figures import save_figure
from rulewright.reporting.files import Written, write_together
from rulewright.reporting.sentences import Sentence
from rulewright.reporting.tables import to_csv
from rulewright.reporting.workbooks import SheetTable, Value, safe_csv, write_workbook
from rulewright.rule import Text

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.consultation.result import Consultation

LANGUAGES = ("zh", "en")
NAME = "consultation"
SHEETS = {
    "table": Sentence("汇总处理表", "handling"),
    "work": Sentence(*WORK_SHEETS),
    "effects": Sentence("影响", "effects"),
    "conflicts": Sentence("冲突", "conflicts"),
    "together": Sentence("一并采纳", "together"),
    "check": Sentence("核查", "check"),
    "ladder": Sentence("级别", "status"),
    "cases": Sentence("清单", "inventories"),
}
# the columns of the working sheet, named so that it can be read again; the first sheet is for people
WORK_HEADS = (
    Sentence("序号", "number"), Sentence("章节号", "clause"), Sentence("位置", "paragraph/figure/table"),
    Sentence("类型", "type of comment"), Sentence("原文", "original text"), Sentence("意见", "comment"),
    Sentence("修改后内容", "proposed change"), Sentence("理由", "reason"), Sentence("提出单位", "body"),
    Sentence("提出人", "person"), Sentence("日期", "date"), Sentence("补丁", "patch"),
    Sentence("处理意见", "decision"), Sentence("处理理由", "decision reason"),
)  # fmt: skip
DECISION_COLUMN, DECISION_REASON_COLUMN = 12, 13
FILL_IN = Sentence(
    "在“处理意见”中选择，写上处理理由，存盘后再作为意见表读入。",
    "Choose a decision, write its reason, save, and give this file as the table of comments.",
)


def write_consultation(consultation: Consultation, directory: Path | str) -> Written:
    """Write everything into a folder, all or nothing.

    Files: ``consultation-zh.docx``, ``consultation-en.docx`` (征求意见汇总处理表), ``consultation-zh.xlsx``,
    ``consultation-en.xlsx`` (the same, effects, conflicts, a sheet to fill in), ``consultation.json``,
    ``consultation-comments.csv``, ``consultation-effects.csv``, the figure as .svg and .png in both languages, and copies
    of the patch files.

    Raises
    ------
    FileError
        If the folder can't be written; nothing is changed then.
    """

    def write(folder: Path) -> tuple[Text, ...]:
        for lang in LANGUAGES:
            (folder / f"{NAME}-{lang}.docx").write_bytes(handling_docx(consultation, lang))
            write_workbook(folder / f"{NAME}-{lang}.xlsx", workbook(consultation, lang))
            figure = consultation.plot(lang)
            save_figure(figure, folder / f"{NAME}-{lang}.svg")
            save_figure(figure, folder / f"{NAME}-{lang}.png")
        (folder / f"{NAME}.json").write_text(consultation.to_json() + "\n", encoding="utf-8", newline="\n")
        to_csv(safe_table(consultation.to_dataframe("zh")), folder / f"{NAME}-comments.csv")
        to_csv(safe_table(consultation.effects_dataframe("zh")), folder / f"{NAME}-effects.csv")
        for index, name in patch_names(consultation).items():
            patch = consultation.of(index).patch
            if patch is not None and patch.path is not None:
                shutil.copyfile(patch.path, folder / name)
        return ()

    return write_together(directory, write)


def patch_names(consultation: Consultation) -> dict[int, str]:
    """Comment to the name under which its patch file is copied beside the workbook, so that it is found again."""
    names: dict[int, str] = {}
    taken: dict[str, Path] = {}
    for each in consultation.handled:
        path = each.patch.path if each.patch is not None else None
        if path is None:
            continue
        name = path.name if taken.get(path.name, path) == path else f"{each.comment.index}-{path.name}"
        taken[name] = path
        names[each.comment.index] = name
    return names


def safe_table(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose texts begin no formula when a spreadsheet opens it as .csv."""
    return table.map(safe_csv)


def workbook(consultation: Consultation, lang: str) -> list[SheetTable]:
    """Sheets of the workbook; the first one is the table for people, the second is read again."""
    rule = consultation.rule
    title = f"{rule.document.title.get(lang)}　{TITLE(lang)}"
    heads = [head(lang) for head in tables.HEADS.values()]
    return [
        SheetTable(
            SHEETS["table"](lang), heads, tables.handling_rows(consultation, lang), (6, 22, 50, 18, 28, 60), (title,)
        ),
        _work_sheet(consultation, lang),
        _sheet("effects", tables.EFFECT_HEADS, tables.effects_rows(consultation, lang), lang, (6, 10, 34, 18, 8, 14, 14, 14, 10, 14, 40)),
        _sheet("conflicts", tables.CONFLICT_HEADS, tables.conflict_rows(consultation, lang), lang, (24, 6, 10, 20, 60)),
        _sheet("together", tables.TOGETHER_HEADS, tables.together_rows(consultation, lang), lang, (26, 34, 8, 14, 14, 16, 14, 18, 16, 40)),
        _frame_sheet("check", consultation.check().to_dataframe(lang), lang, (8, 8, 30, 50, 50)),
        _frame_sheet("ladder", consultation.ladder.to_dataframe(lang), lang, (12, 44, 14, 44, 44, 8)),
        SheetTable(
            SHEETS["cases"](lang), [head(lang) for head in CASE_HEADS],
            [[each.id, each.title.get(lang), each.unit, each.group, each.hash] for each in consultation.cases],
            (34, 60, 8, 18, 20),
        ),
    ]  # fmt: skip


def _work_sheet(consultation: Consultation, lang: str) -> SheetTable:
    """Comments column by column, with a list of decisions to choose from."""
    rows: list[list[Value]] = []
    names = patch_names(consultation)
    for handled in consultation.handled:
        each = handled.comment
        rows.append(
            [
                each.number or str(each.index), each.clause, each.spot, KINDS[each.kind](lang) if each.kind else "", each.original,
                each.comment, each.proposed, each.reason, each.body, each.person, each.received, names.get(each.index, each.patch),
                DECISIONS[each.decision](lang), each.decision_reason,
            ]
        )  # fmt: skip
    return SheetTable(
        SHEETS["work"](lang), [head(lang) for head in WORK_HEADS], rows, (8, 12, 12, 10, 30, 40, 40, 30, 18, 12, 12, 34, 14, 30),
        (FILL_IN(lang),), {DECISION_COLUMN: [each(lang) for each in DECISIONS.values()]},
        frozenset({DECISION_COLUMN, DECISION_REASON_COLUMN}),
    )  # fmt: skip


def _sheet(
    name: str, heads: dict[str, Sentence], rows: list[Any], lang: str, widths: tuple[float, ...]
) -> SheetTable:
    return SheetTable(SHEETS[name](lang), [head(lang) for head in heads.values()], rows, widths)


def _frame_sheet(name: str, table: pd.DataFrame, lang: str, widths: tuple[float, ...]) -> SheetTable:
    rows = [[str(value) for value in row] for row in table.to_numpy().tolist()]
    return SheetTable(SHEETS[name](lang), [str(column) for column in table.columns], rows, widths)
