"""Numbers in the cells of Brightway Excel: what is none is a mistake with its sheet and cell."""

from __future__ import annotations

import math

from rulewright.errors import Mistake
from rulewright.importing.excel_blocks import Line
from rulewright.importing.scope import Scope
from rulewright.importing.workbooks import Value, Workbook
from rulewright.importing.xml_read import number as plain_number

UNCERTAIN = ("uncertainty type", "loc", "scale", "shape", "minimum", "maximum")


class Cells:
    """Reads the numbers of one workbook; mistakes are added to those of its reader."""

    def __init__(self, workbook: Workbook, mistakes: list[Mistake]) -> None:
        self._workbook, self._place, self._mistakes = workbook, workbook.place, mistakes

    def amount(self, line: Line, formula: str, scope: Scope) -> float | None:
        """The amount; worked out where only its formula is given."""
        if line.values.get("amount") is None and formula:
            return scope.value(formula, line.text("name"), f"{self._place}, {line.at('formula')}")
        return self.number(line, "amount")

    def number(self, line: Line, head: str) -> float | None:
        """The number in a column; None and a mistake if there is none."""
        stated = line.values.get(head)
        where = f"{self._place}, {line.at(head)}"
        if isinstance(stated, float) and math.isfinite(stated):
            return stated
        if stated is None and (line.sheet, line.row, line.columns.get(head, 0)) in self._workbook.formulas:
            what = "the cell holds a formula, and the file doesn't hold what it gives"
            self._mistakes.append(
                Mistake(what, where, "open the workbook in a spreadsheet, save it, and import it again")
            )
        elif head not in line.columns:
            self._mistakes.append(Mistake(f"the table has no column '{head}'", where, "add the column"))
        elif stated is None:
            self._mistakes.append(
                Mistake("the cell is empty: an amount is missing", where, "write a number; zero is written 0")
            )
        else:
            found = plain_number(stated) if isinstance(stated, str) else None
            if found is not None:
                return found  # a number kept as text
            comma = isinstance(stated, str) and plain_number(stated.replace(",", ".", 1)) is not None
            what = f"'{str(stated)[:40]}' is no number"
            mend = "write it with a decimal point" if comma else "write a number"
            self._mistakes.append(Mistake(what, where, mend))
        return None

    @staticmethod
    def numbers(line: Line) -> dict[str, Value]:
        """The cells of a distribution; a text that is a number counts as one."""
        found: dict[str, Value] = {}
        for head in UNCERTAIN:
            stated = line.values.get(head)
            found[head] = plain_number(stated) if isinstance(stated, str) else stated
        return found
