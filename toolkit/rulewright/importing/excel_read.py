"""Read Brightway Excel: activities with several production exchanges stay whole; links go by name, product and place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rulewright.brightway.units import own_unit
from rulewright.errors import FileError, Mistake
from rulewright.importing.archives import Limits
from rulewright.importing.brightway_distributions import distribution_of
from rulewright.importing.documents import stem
from rulewright.importing.excel_blocks import Activity, Book, Line, holds_data, is_skipped, read_sheet
from rulewright.importing.excel_cells import Cells
from rulewright.importing.mapping import ImportMapping
from rulewright.importing.named_units import BRIGHTWAY, NamedUnits
from rulewright.importing.scope import Named, Scope
from rulewright.importing.source import (
    Role,
    Source,
    SourceExchange,
    SourceFlow,
    SourceParameter,
    SourceProcess,
)
from rulewright.importing.workbooks import Sheet, read_workbook
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

FORMAT = "Brightway Excel"
MADE, USED = ("production", "generic production"), ("technosphere", "generic consumption")
AVOIDED, BIOSPHERE = "substitution", "biosphere"
NO_PROCESS = (
    "emission",
    "biosphere",
    "natural resource",
    "inventory indicator",
    "economic",
    "social",
    "product",
)
HIDDEN = Sentence(
    "隐藏的工作表未读取：{names}。取消隐藏即可引入。",
    "Hidden sheets are not read: {names}. Unhide them to bring them in.",
)
SKIPPED = Sentence(
    "首格写着 skip 的工作表未读取：{names}。用 --sheets 指名即可引入。",
    "Sheets whose first cell says skip are not read: {names}. Name them by --sheets to bring them in.",
)
NO_DATA = Sentence("没有活动的工作表未读取：{names}。", "Sheets without activities are not read: {names}.")
IMPLICIT = Sentence(
    "{count} 个活动没有产出一行：按 Brightway 的读法，产出其 production amount（否则为一单位）的自身。",
    "{count} activities have no production row: each makes its production amount, or one unit, of itself, as Brightway reads them.",
)
ZERO = Sentence(
    "{count} 个数量为零的产出未引入（参考产品除外）。",
    "{count} outputs with an amount of zero are left out (reference products are not).",
)
UNTYPED = Sentence(
    "{count} 行没有类型而有环境类目（categories）：视为基本流。",
    "{count} rows have no type and name a part of the environment (categories): they are taken for elementary flows.",
)
EMPTY_ROWS = Sentence(
    "{count} 行没有类型，也没有名称或数量，视为附注。",
    "{count} rows have no type, and no name or no amount: they are taken for notes.",
)


def read_excel(
    path: Path | str,
    mapping: ImportMapping,
    sheets: Sequence[str] | None = None,
    limits: Limits | None = None,
) -> Source:
    """Read the activities of a workbook.

    Mistakes are collected in the source, each with its sheet and cell, and told with all others.

    Parameters
    ----------
    sheets
        Names of the sheets to read; None reads all that are visible and not marked ``skip``.

    Raises
    ------
    FileError
        If it cannot be read, has no such sheet, or no activity.
    ReadingError
        If the workbook is a hostile archive.
    """
    return _Reader(Path(path), mapping, sheets, limits).read()


class _Reader:
    def __init__(
        self, place: Path, mapping: ImportMapping, sheets: Sequence[str] | None, limits: Limits | None
    ) -> None:
        self.place, self.mapping, self.wanted, self.limits = place, mapping, sheets, limits
        self.mistakes: list[Mistake] = []
        self.flows: dict[str, SourceFlow] = {}
        self.processes: dict[str, SourceProcess] = {}
        self.counts: Counter[Sentence] = Counter()
        self.said: list[Text] = []
        self.book = Book()
        self.units_made: dict[str, str] = {}
        self.by_name: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)

    def read(self) -> Source:
        workbook = read_workbook(self.place, self.mistakes, self.limits)
        self.cells = Cells(workbook, self.mistakes)
        for sheet in self._chosen(workbook.sheets):
            read_sheet(sheet, self.book, self.mistakes, str(self.place))
        return self.source()

    def source(self) -> Source:
        """What the sheets that were read hold."""
        if not self.book.activities and not self.mistakes:
            what = f"'{self.place.name}' holds no activity"
            mend = (
                "give a workbook of Brightway: sheets with rows that begin with Activity, and Exchanges below"
            )
            raise FileError(what, str(self.place), mend)
        scope = Scope(list(self._named(self.book.parameters)))
        self.mistakes += scope.mistakes
        parameters = list(self._parameters(self.book.parameters, "", scope))
        activities = [each for each in self.book.activities if each.text("type") not in NO_PROCESS]
        for each in activities:
            self._index(each)
        for each in activities:
            self._activity(each, scope)
        said = [*self.said, *(sentence.text(count=count) for sentence, count in self.counts.items() if count)]
        name = next((each for each in self.book.databases if each), "") or stem(self.place)
        nodes = len(self.book.activities) - len(activities)
        return Source(
            name, FORMAT, self.flows, self.processes, NamedUnits(BRIGHTWAY, self.mapping.units, own_unit), tuple(parameters),
            other={"nodes that are no processes": nodes} if nodes else {}, said=tuple(said), mistakes=tuple(self.mistakes),
            has_uuids=False,
        )  # fmt: skip

    def _chosen(self, found: Sequence[Sheet]) -> list[Sheet]:
        names = [sheet.name for sheet in found]
        if self.wanted is not None:
            unknown = [name for name in self.wanted if name not in names]
            if unknown:
                what = f"'{self.place.name}' has no sheet '{unknown[0]}'"
                raise FileError(what, str(self.place), f"name one of: {', '.join(names)}")
            return [sheet for sheet in found if sheet.name in self.wanted]
        left: dict[Sentence, list[str]] = defaultdict(list)
        chosen = []
        for sheet in found:
            if sheet.is_hidden:
                left[HIDDEN].append(sheet.name)
            elif is_skipped(sheet):
                left[SKIPPED].append(sheet.name)
            elif not holds_data(sheet):
                left[NO_DATA].append(sheet.name)
            else:
                chosen.append(sheet)
        self.said += [sentence.text(names=", ".join(named)) for sentence, named in left.items()]
        return chosen

    # -- parameters ---------------------------------------------------------------------------------

    def _named(self, lines: list[Line]) -> Iterator[Named]:
        for line in lines:
            if line.text("name"):
                where = f"{self.place}, {line.at('amount')}"
                formula = line.text("formula")
                number = None if formula else self.cells.number(line, "amount")
                yield Named(
                    line.text("name"), 1.0 if number is None and not formula else number, formula, where
                )

    def _parameters(self, lines: list[Line], process: str, scope: Scope) -> Iterator[SourceParameter]:
        for line in lines:
            name = line.text("name")
            if name:
                stated = distribution_of(self.cells.numbers(line))
                value = scope.values[name.lower()]
                yield SourceParameter(
                    name, process, value, line.text("formula"), stated, line.text("comment")
                )

    # -- activities ---------------------------------------------------------------------------------

    def _index(self, activity: Activity) -> None:
        """What each activity makes, so that exchanges can name it."""
        rows = [line for line in activity.exchanges if line.text("type").lower() in MADE]
        product = activity.text("reference product") or activity.name
        made = [(self._made_by(line, activity), line.text("unit")) for line in rows]
        for (name, location, _), unit in made or [((product, activity.text("location"), ""), "")]:
            key = _key(name, location, activity.name)
            self.by_name[activity.name][key] = (name, location)
            self.units_made[key] = unit or activity.text("unit")

    def _made_by(self, line: Line, activity: Activity) -> tuple[str, str, str]:
        product = line.text("reference product") or line.text("product")
        if not product:
            own = line.text("name") in ("", activity.name)
            product = (
                (activity.text("reference product") if own else "") or line.text("name") or activity.name
            )
        return product, line.text("location") or activity.text("location"), activity.name

    def _activity(self, activity: Activity, outer: Scope) -> None:
        where = activity.where
        if not activity.name:
            self.mistakes.append(
                Mistake("the activity has no name", where, "write it beside the word Activity")
            )
            return
        key = activity.text("code") or " | ".join(
            (activity.name, activity.text("location"), activity.text("reference product"))
        )
        if key in self.processes:
            what = f"two activities are '{key}'"
            self.mistakes.append(Mistake(what, where, "remove one of them, or give it a code of its own"))
            return
        scope = Scope(list(self._named(activity.parameters)), outer.values)
        exchanges = list(self._exchanges(activity, scope))
        self.mistakes += scope.mistakes
        parameters = tuple(self._parameters(activity.parameters, key, scope))
        said = [activity.text("comment")]
        source = activity.text("source")
        self.processes[key] = SourceProcess(
            key, activity.name, activity.text("classifications"), activity.text("location"), None,
            "; ".join([*(each for each in said if each), *([f"source: {source}"] if source else [])]), "", "",
            tuple(self._with_reference(exchanges, activity, len(exchanges))), parameters=parameters,
            origin=where.removeprefix(f"{self.place}, "),
        )  # fmt: skip

    def _with_reference(
        self, exchanges: list[SourceExchange], activity: Activity, count: int
    ) -> Iterator[SourceExchange]:
        """One production exchange is the reference: that of the reference product, else the first; those of 0 stay out."""
        made = [
            each
            for each in exchanges
            if each.role is not None and each.role[0] == "co_product" and not each.is_avoided
        ]
        if not made:
            self.counts[IMPLICIT] += 1
            if not activity.text("unit"):
                self.mistakes.append(Mistake("the activity has no unit", activity.where, "write it"))
            amount = activity.about.get("production amount")
            number = amount if isinstance(amount, float) and amount != 0 else 1.0
            product = activity.text("reference product") or activity.name
            flow = self._flow(product, activity.text("location"), activity.name, activity.text("unit"))
            yield SourceExchange(
                count + 1,
                flow,
                False,
                number,
                "",
                activity.text("unit"),
                is_reference=True,
                role=_reference(number),
            )
            yield from exchanges
            return
        wanted = activity.text("reference product")
        named = [each for each in made if wanted and self.flows[each.flow].name == wanted]
        first = (named or [each for each in made if each.amount != 0] or made)[0]
        for each in exchanges:
            if each is first:
                yield replace(each, is_reference=True, role=_reference(each.amount))
            elif each in made and each.amount == 0:
                self.counts[ZERO] += 1
            else:
                yield each

    # -- exchanges ----------------------------------------------------------------------------------

    def _exchanges(self, activity: Activity, scope: Scope) -> Iterator[SourceExchange]:
        for count, line in enumerate(activity.exchanges, 1):
            kind = line.text("type").lower()
            if not kind and (line.values.get("amount") is None or not line.text("name")):
                self.counts[EMPTY_ROWS] += 1
                continue
            if not kind and line.text("categories"):
                self.counts[UNTYPED] += 1
                kind = BIOSPHERE
            if kind not in (*MADE, *USED, AVOIDED, BIOSPHERE):
                what = f"the exchange has the unknown type '{kind}'" if kind else "the exchange has no type"
                mend = f"write one of: {', '.join((*MADE, *USED, AVOIDED, BIOSPHERE))}"
                self.mistakes.append(Mistake(what, f"{self.place}, {line.at('type')}", mend))
                continue
            if not line.text("name"):
                self.mistakes.append(
                    Mistake("the exchange has no name", f"{self.place}, {line.at('name')}", "write it")
                )
                continue
            formula = line.text("formula")
            amount = self.cells.amount(line, formula, scope)
            if amount is None:
                continue
            flow, unit = self._flow_of(line, kind, activity)
            if not unit:
                self.mistakes.append(
                    Mistake("the exchange has no unit", f"{self.place}, {line.at('unit')}", "write it")
                )
                continue
            yield SourceExchange(
                count, flow, kind in USED or (kind == BIOSPHERE and self._is_resource(flow)), amount, "", unit,
                formula=formula, is_avoided=kind == AVOIDED, distribution=distribution_of(self.cells.numbers(line)),
                pedigree=line.text("pedigree"), description=line.text("comment"), role=_role(kind, amount),
            )  # fmt: skip

    def _flow_of(self, line: Line, kind: str, activity: Activity) -> tuple[str, str]:
        name, unit = line.text("name"), line.text("unit")
        if kind == BIOSPHERE:
            category = "/".join(part.strip() for part in line.text("categories").split("::"))
            key = f"{name} | {category}"
            if key not in self.flows:
                self.flows[key] = SourceFlow(key, name, "elementary", "", unit, category)
            return key, unit
        if kind in MADE:
            return self._flow(
                *self._made_by(line, activity), unit or activity.text("unit")
            ), unit or activity.text("unit")
        product, location = line.text("reference product") or line.text("product"), line.text("location")
        known = self.by_name.get(name, {})
        fitting = [
            key for key, (made, place) in known.items() if (not product or made == product) and (not location or place == location)
        ]  # fmt: skip
        if len(fitting) == 1:
            made, place = known[fitting[0]]
            unit = unit or self.units_made.get(
                fitting[0], ""
            )  # a link counts in the unit of what it links to
            return self._flow(made, place, name, unit), unit
        return self._flow(product or name, location, name, unit), unit

    def _flow(self, product: str, location: str, activity: str, unit: str) -> str:
        key = _key(product, location, activity)
        if key not in self.flows:
            self.flows[key] = SourceFlow(
                key,
                product,
                "product",
                "",
                unit,
                description=f"of {activity}" if activity != product else "",
                place=location,
            )
        return key

    def _is_resource(self, flow: str) -> bool:
        return self.flows[flow].category.lower().startswith("natural resource")


def _key(product: str, location: str, activity: str) -> str:
    return f"{product} | {location} | {activity}"


def _reference(amount: float) -> tuple[Role, int]:
    return "reference", -1 if amount < 0 else 1


def _role(kind: str, amount: float) -> tuple[Role, int] | None:
    """Role of an exchange; what is used follows the sign of its treatment."""
    if kind in MADE:
        return "co_product", 1 if amount >= 0 else -1
    if kind == AVOIDED:
        return ("co_product", 1) if amount >= 0 else ("input", -1)
    return None
