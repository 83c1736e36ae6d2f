"""Read SimaPro CSV: processes with several products, waste treatment, formulas and parameters stay whole."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rulewright.errors import FileError, Mistake
from rulewright.importing.archives import Limits
from rulewright.importing.documents import read_documents, stem
from rulewright.importing.mapping import ImportMapping
from rulewright.importing.named_units import SIMAPRO, NamedUnits, is_currency
from rulewright.importing.scope import Named, Scope
from rulewright.importing.simapro_blocks import (
    AVOIDED,
    CALCULATED_PARAMETERS,
    ELEMENTARY,
    INPUT_PARAMETERS,
    INPUTS,
    PRODUCTS,
    SPLIT_WASTE,
    WASTE_SCENARIO,
    WASTE_TO_TREATMENT,
    WASTE_TREATMENT,
    ProcessBlock,
    read_blocks,
    units_table,
)
from rulewright.importing.simapro_text import Row, Table, plain_formula, read_number, read_table
from rulewright.importing.source import (
    Distribution,
    Role,
    Source,
    SourceExchange,
    SourceFactor,
    SourceFlow,
    SourceParameter,
    SourceProcess,
)
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

FORMAT = "SimaPro CSV"
_BRACES = re.compile(r"\{([A-Za-z][A-Za-z0-9 +&-]{0,40})\}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NO_PLACE = ("", "unspecified", "unknown", "mixed data", "world")
ENCODED = Sentence("文件“{file}”按 {encoding} 编码读取。", "The file '{file}' is read as {encoding}.")
SPLIT = Sentence(
    "{count} 行废物分流（Separated waste、Remaining waste）未引入：它们取决于废物的种类，清单没有对应写法。",
    "{count} rows that split waste by its kind (Separated waste, Remaining waste) did not come in: an inventory has no words for them.",
)


def read_simapro(
    path: Path | str, mapping: ImportMapping, encoding: str | None = None, limits: Limits | None = None
) -> Source:
    """Read the processes of a CSV file, or of all CSV files of a folder or archive.

    Mistakes are collected in the source and told with all others.

    Parameters
    ----------
    encoding
        Of the files; None finds it out and says so.

    Raises
    ------
    FileError
        If it cannot be read or decoded, or holds no process.
    ReadingError
        If an archive is hostile.
    """
    return _Reader(Path(path), mapping, encoding, limits).read()


@dataclass(slots=True)
class _File:
    """One file while its processes are read."""

    name: str
    where: str
    table: Table
    outer: dict[str, float]

    def number(self, stated: str) -> float | None:
        """A number with the file's decimal sign."""
        return read_number(stated, self.table.decimal)

    def at(self, row: Row) -> str:
        """Place of a row, for messages."""
        return f"{self.where}, line {row.line}"


class _Reader:
    def __init__(
        self, place: Path, mapping: ImportMapping, encoding: str | None, limits: Limits | None
    ) -> None:
        self.place, self.mapping, self.encoding, self.limits = place, mapping, encoding, limits
        self.mistakes: list[Mistake] = []
        self.flows: dict[str, SourceFlow] = {}
        self.treated: set[str] = set()
        self.processes: dict[str, SourceProcess] = {}
        self.parameters: list[SourceParameter] = []
        self.units: dict[str, tuple[float, str]] = {}
        self.other: Counter[str] = Counter()
        self.said: list[Text] = []
        self.split = 0

    def read(self) -> Source:
        for name, content in read_documents(self.place, (".csv", ".txt"), self.limits).items():
            self._file(name, content)
        if not self.processes and not self.mistakes:
            what = f"'{self.place.name}' holds no process"
            raise FileError(
                what, str(self.place), "export processes from SimaPro, not methods or product stages"
            )
        if self.split:
            self.said.append(SPLIT.text(count=self.split))
        units = NamedUnits(SIMAPRO, self.mapping.units, table=self.units)
        flows = {
            key: SourceFlow(
                flow.key, flow.name, "waste", flow.group, flow.unit, flow.category, flow.description, place=flow.place
            ) if key in self.treated else flow
            for key, flow in self.flows.items()
        }  # fmt: skip
        return Source(
            stem(self.place), FORMAT, flows, self.processes, units, tuple(self.parameters), other=dict(self.other),
            said=tuple(self.said), mistakes=tuple(self.mistakes), has_uuids=False,
        )  # fmt: skip

    def _file(self, name: str, content: bytes) -> None:
        where = f"{self.place}, {name}" if self.place.name != name else str(self.place)
        table = read_table(content, where, self.encoding)
        if not content.isascii():
            self.said.append(ENCODED.text(file=name, encoding=table.encoding))
        blocks = read_blocks(table, where, self.mistakes)
        self.other += blocks.other
        file = _File(name, where, table, {})
        numbers = {row.line: file.number(row.cell(2)) for row in blocks.units}
        self.units |= units_table(blocks.units, numbers)
        named = [*self._named(blocks.inputs, file), *self._named(blocks.calculated, file)]
        scope = Scope(named)
        self.mistakes += scope.mistakes
        file.outer = scope.values
        self.parameters += self._source_parameters(blocks.inputs, blocks.calculated, "", scope, file)
        for block in blocks.processes:
            self._process(block, file)

    # -- parameters ---------------------------------------------------------------------------------

    def _named(self, rows: list[Row], file: _File) -> Iterator[Named]:
        for row in rows:
            number = file.number(row.cell(1))
            yield Named(row.cell(0), number, plain_formula(row.cell(1), file.table.decimal), file.at(row))

    def _source_parameters(
        self, inputs: list[Row], calculated: list[Row], process: str, scope: Scope, file: _File
    ) -> Iterator[SourceParameter]:
        for row, is_input in [*((each, True) for each in inputs), *((each, False) for each in calculated)]:
            formula = (
                "" if file.number(row.cell(1)) is not None else plain_formula(row.cell(1), file.table.decimal)
            )
            value = scope.values[row.cell(0).lower()]
            stated = self._distribution(row, 2, file) if is_input else None
            yield SourceParameter(
                row.cell(0), process, value, formula, stated, row.cell(7 if is_input else 2)
            )

    # -- processes ----------------------------------------------------------------------------------

    def _process(self, block: ProcessBlock, file: _File) -> None:
        where = f"{file.where}, line {block.line}"
        sections, about = block.sections, block.about
        made = next(
            (name for name in (PRODUCTS, WASTE_TREATMENT, WASTE_SCENARIO) if sections.get(name)), None
        )
        if made is None:
            mend = "add a product or a treated waste, or leave the process out"
            self.mistakes.append(Mistake("the process has neither products nor a treated waste", where, mend))
            return
        if made != PRODUCTS and len(sections[made]) > 1:
            what = f"the process treats {len(sections[made])} wastes"
            self.mistakes.append(Mistake(what, where, "split it into one process a waste"))
            return
        first = sections[made][0].cell(0)
        name = about.get("Process name") or first
        key = about.get("Process identifier") or f"{first} | {name}"
        if key in self.processes:
            what = f"two processes have the identifier '{key}'"
            self.mistakes.append(
                Mistake(what, where, "remove one of them, or give it an identifier of its own")
            )
            return
        scope = Scope(
            [*self._named(sections.get(INPUT_PARAMETERS, []), file), *self._named(sections.get(CALCULATED_PARAMETERS, []), file)],
            file.outer,
        )  # fmt: skip
        exchanges = list(
            self._exchanges(sections, made, _is_yes(about.get("Infrastructure", "")), scope, file)
        )
        parameters = tuple(
            self._source_parameters(
                sections.get(INPUT_PARAMETERS, []), sections.get(CALCULATED_PARAMETERS, []), key, scope, file
            )
        )
        factors = tuple(self._factors(sections[made], scope, file)) if made == PRODUCTS else ()
        self.mistakes += scope.mistakes
        self.split += sum(len(sections.get(each, [])) for each in SPLIT_WASTE)
        category = sections[made][0].cell(5 if made == PRODUCTS else 4)
        self.processes[key] = SourceProcess(
            key, name, f"{about.get('Category type', '')}/{category}".strip("/"), _place(first, about), _year(about),
            about.get("Comment", ""), about.get("Technology", "") if about.get("Technology", "").lower() not in _NO_PLACE else "",
            "", tuple(exchanges), False, _is_yes(about.get("Infrastructure", "")), about.get("Type", "") == "System",
            factors, parameters=parameters, origin=f"{key}, line {block.line} of {file.name}",
        )  # fmt: skip

    def _exchanges(
        self, sections: Mapping[str, list[Row]], made: str, is_infrastructure: bool, scope: Scope, file: _File
    ) -> Iterator[SourceExchange]:
        count = 0
        for section, rows in sections.items():
            for row in rows:
                count += 1
                if section == made:
                    is_first = row is rows[0]
                    yield self._made(row, count, section, is_first, is_infrastructure, scope, file)
                elif section in ELEMENTARY:
                    yield self._elementary(row, count, section, scope, file)
                elif section in (*INPUTS, AVOIDED, WASTE_TO_TREATMENT):
                    yield self._passing(row, count, section, scope, file)
                elif section in (PRODUCTS, WASTE_TREATMENT, WASTE_SCENARIO):
                    what = f"the process has both '{made}' and '{section}'"
                    self.mistakes.append(Mistake(what, file.at(row), "split it into two processes"))

    def _made(
        self,
        row: Row,
        count: int,
        section: str,
        is_first: bool,
        is_infrastructure: bool,
        scope: Scope,
        file: _File,
    ) -> SourceExchange:
        is_waste = section != PRODUCTS
        key = self._flow(row, is_infrastructure)
        amount, formula = self._amount(row, 2, scope, file)
        if is_waste:
            self.treated.add(key)
        role: tuple[Role, int] = ("reference", -1 if amount < 0 else 1) if is_first else _co_product(amount)
        return SourceExchange(
            count, key, False, amount, "", row.cell(1), formula=formula, is_reference=is_first,
            description=row.cell(5 if is_waste else 6), role=role,
        )  # fmt: skip

    def _passing(self, row: Row, count: int, section: str, scope: Scope, file: _File) -> SourceExchange:
        key = self._flow(row, False)
        amount, formula = self._amount(row, 2, scope, file)
        role: tuple[Role, int] = ("input", 1)
        if section == AVOIDED:
            role = _co_product(amount)
        elif section == WASTE_TO_TREATMENT:
            role = ("waste", 1) if amount >= 0 else ("input", 1)
        return SourceExchange(
            count, key, section in INPUTS, amount, "", row.cell(1), formula=formula, is_avoided=section == AVOIDED,
            distribution=self._distribution(row, 3, file), description=row.cell(7), role=role,
        )  # fmt: skip

    def _elementary(self, row: Row, count: int, section: str, scope: Scope, file: _File) -> SourceExchange:
        category = f"{ELEMENTARY[section]}/{row.cell(1)}".rstrip("/")
        key = f"{row.cell(0)} | {category}"
        amount, formula = self._amount(row, 3, scope, file)
        self._check_named(row, 2, file)
        if key not in self.flows:
            self.flows[key] = SourceFlow(key, row.cell(0), "elementary", "", row.cell(2), category)
        return SourceExchange(
            count, key, section == "Resources", amount, "", row.cell(2), formula=formula,
            distribution=self._distribution(row, 4, file), description=row.cell(8),
        )  # fmt: skip

    def _flow(self, row: Row, is_infrastructure: bool) -> str:
        """SimaPro links by the name of the product, which holds for the whole project."""
        key = row.cell(0)
        unit = row.cell(1)
        found = self.flows.get(key)
        if found is None or (is_infrastructure and not found.is_infrastructure):
            place = _BRACES.search(key)
            self.flows[key] = SourceFlow(
                key, key, "product", "", unit, is_infrastructure=is_infrastructure, place=place[1] if place else "",
                money=unit if is_currency(unit) else "",
            )  # fmt: skip
        return key

    def _amount(self, row: Row, place: int, scope: Scope, file: _File) -> tuple[float, str]:
        """Number and formula of an amount; the number of a formula is worked out, SimaPro doesn't write it."""
        stated = row.cell(place)
        self._check_named(row, place - 1, file)
        number = file.number(stated)
        if number is not None:
            return number, ""
        if not stated:
            self.mistakes.append(
                Mistake("the row has no amount", file.at(row), "write a number; zero is written 0")
            )
            return 1.0, ""
        formula = plain_formula(stated, file.table.decimal)
        return scope.value(formula, row.cell(0), file.at(row)), formula

    def _check_named(self, row: Row, unit: int, file: _File) -> None:
        if not row.cell(0) or not row.cell(unit):
            self.mistakes.append(Mistake("the row has no name or no unit", file.at(row), "complete the row"))

    def _factors(self, rows: list[Row], scope: Scope, file: _File) -> Iterator[SourceFactor]:
        """Shares of the products [%]; SimaPro doesn't say by what they are."""
        for row in rows if len(rows) > 1 else ():
            stated = row.cell(3).rstrip("%").strip()
            percent = file.number(stated)
            if percent is None and stated:
                percent = scope.value(plain_formula(stated, file.table.decimal), row.cell(0), file.at(row))
            if percent is not None:
                yield SourceFactor("UNDEFINED_ALLOCATION", row.cell(0), percent / 100)

    def _distribution(self, row: Row, place: int, file: _File) -> Distribution | None:
        """Distribution of a row.

        SimaPro's column is called "SD^2 or 2*SD": the square of the geometric standard deviation of a lognormal, twice
        the standard deviation of a normal.
        """
        kind = row.cell(place).lower()
        if kind in ("", "undefined"):
            return None
        words = " ".join(each for each in row.cells[place : place + 4] if each)
        spread, low, high = (file.number(row.cell(place + step)) for step in (1, 2, 3))
        if kind == "lognormal" and spread is not None and spread >= 0:
            return Distribution("lognormal", sd=abs(math.log(spread)) / 2 if spread > 0 else 0.0, words=words)
        if kind == "normal" and spread is not None and spread >= 0:
            return Distribution("normal", sd=spread / 2, words=words)
        if kind == "triangle":
            return Distribution("triangular", minimum=low, maximum=high, words=words)
        if kind == "uniform":
            return Distribution("uniform", minimum=low, maximum=high, words=words)
        return Distribution("unusable", words=words)


def _co_product(amount: float) -> tuple[Role, int]:
    return ("co_product", 1) if amount >= 0 else ("input", -1)


def _is_yes(stated: str) -> bool:
    return stated.lower() in ("yes", "true", "1")


def _place(product: str, about: Mapping[str, str]) -> str:
    """The place in braces in the name of the product, as ecoinvent's in SimaPro have it, or the geography of the process."""
    found = _BRACES.search(product)
    if found is not None:
        return found[1]
    stated = about.get("Geography", "")
    return "" if stated.lower() in _NO_PLACE else stated


def _year(about: Mapping[str, str]) -> int | None:
    years = _YEAR.findall(about.get("Time period", "")) or _YEAR.findall(about.get("Date", ""))
    return int(years[-1]) if years else None
