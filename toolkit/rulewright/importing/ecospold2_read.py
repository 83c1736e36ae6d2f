"""Read ecospold 2, undefined or allocated: activities with several products, properties, parameters and formulas."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from rulewright.errors import FileError, Mistake
from rulewright.importing.archives import Limits
from rulewright.importing.documents import read_documents, stem
from rulewright.importing.ecospold2_properties import Stated2, properties_of
from rulewright.importing.ecospold2_uncertainty import read_distribution, read_pedigree
from rulewright.importing.mapping import ImportMapping
from rulewright.importing.named_units import COMMON, NamedUnits, is_currency
from rulewright.importing.source import (
    Progress,
    Role,
    Source,
    SourceExchange,
    SourceFlow,
    SourceParameter,
    SourceProcess,
    SourceProperty,
)
from rulewright.importing.xml_read import (
    Element,
    attribute,
    child,
    children,
    local,
    number,
    parse_xml,
    text,
    text_in,
)
from rulewright.importing.years import year_of
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text

FORMAT = "ecospold 2"
REFERENCE, BY_PRODUCT, FOR_TREATMENT = "0", "2", "3"
_NAME = re.compile(r"[A-Za-z_]\w*")
ZERO_BY_PRODUCTS = Sentence(
    "{count} 个数量为零的副产品未引入：已分配的数据集以此保留其名称。",
    "{count} by-products with an amount of zero are left out: allocated data sets keep their names so.",
)
LOST_PROPERTIES = Sentence(
    "未引入的性质（名称与次数）：{names}。价格须在对照文件的 currencies 中给出汇率。",
    "Properties that did not come in, with their numbers: {names}. A price needs an exchange rate, currencies in a mapping.",
)


def read_ecospold2(
    path: Path | str, mapping: ImportMapping, limits: Limits | None = None, progress: Progress | None = None
) -> Source:
    """Read a .spold file, or all of a folder or archive.

    Mistakes are collected in the source and told with all others.

    Raises
    ------
    FileError
        If it cannot be read, or holds no ecospold 2.
    ReadingError
        If an archive is hostile.
    """
    return _Reader(Path(path), mapping, limits).read(progress)


@dataclass(slots=True)
class _Activity:
    """A data set before it is known how its key must be told apart."""

    identity: str
    process: SourceProcess
    product: str
    where: str
    links: dict[int, str] = field(default_factory=dict)


class _Reader:
    def __init__(self, place: Path, mapping: ImportMapping, limits: Limits | None) -> None:
        self.place, self.mapping, self.limits = place, mapping, limits
        self.mistakes: list[Mistake] = []
        self.flows: dict[str, SourceFlow] = {}
        self.activities: list[_Activity] = []
        self.other: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.zero_by_products = 0
        self.units = NamedUnits(COMMON, mapping.units)

    def read(self, progress: Progress | None = None) -> Source:
        is_any = False
        contents = read_documents(self.place, (".spold",), self.limits)
        for done, (name, content) in enumerate(contents.items(), 1):
            if progress is not None:
                progress(done, len(contents))
            where = f"{self.place}, {name}"
            root = parse_xml(content, where, self.mistakes)
            if root is None:
                continue
            found = [each for each in root if local(each) in ("activityDataset", "childActivityDataset")]
            if local(root) != "ecoSpold" or not found:
                self.other[f"XML of another kind ({local(root)})"] += 1
                continue
            is_any = True
            for each in found:
                self._activity(each, where, name)
        if not is_any and not self.mistakes:
            mend = "export the data as ecospold 2; for XML files of ecospold 1: rulewright import ecospold1"
            raise FileError(f"'{self.place.name}' holds no ecospold 2", str(self.place), mend)
        processes = self._linked()
        return Source(
            stem(self.place), FORMAT, self.flows, processes, self.units, (), 2, dict(self.other), self._said(),
            tuple(self.mistakes),
        )  # fmt: skip

    def _said(self) -> tuple[Text, ...]:
        said = [ZERO_BY_PRODUCTS.text(count=self.zero_by_products)] if self.zero_by_products else []
        if self.lost:
            names = ", ".join(f"{name} {count}" for name, count in self.lost.most_common())
            said.append(LOST_PROPERTIES.text(names=names))
        return tuple(said)

    def _linked(self) -> dict[str, SourceProcess]:
        """Processes by key, with the roles and suppliers that only all of them together settle."""
        counted = Counter(each.identity for each in self.activities)
        keys: dict[tuple[str, str], str] = {}
        for each in self.activities:
            pair = (each.identity, each.product)
            if pair in keys:
                what = f"two data sets have the activity id '{each.identity}' and the same reference product"
                self.mistakes.append(Mistake(what, each.where, "remove one of them"))
                continue
            keys[pair] = each.identity if counted[each.identity] == 1 else f"{each.identity}_{each.product}"
        alone = {
            each.identity: keys[each.identity, each.product]
            for each in self.activities
            if counted[each.identity] == 1
        }
        treated = {
            x.flow
            for each in self.activities
            for x in each.process.exchanges
            if x.is_reference and x.amount < 0
        }
        processes: dict[str, SourceProcess] = {}
        for each in self.activities:
            key = keys[each.identity, each.product]
            changed = []
            for x in each.process.exchanges:
                link = each.links.get(x.number, "")
                provider = keys.get((link, x.flow)) or alone.get(link) or link
                role = x.role
                if role == ("co_product", 1) and x.flow in treated:
                    role = ("waste", 1)
                changed.append(replace(x, provider=provider, role=role))
            parameters = tuple(replace(parameter, process=key) for parameter in each.process.parameters)
            processes.setdefault(
                key, replace(each.process, key=key, exchanges=tuple(changed), parameters=parameters)
            )
        return processes

    # -- data sets ----------------------------------------------------------------------------------

    def _activity(self, data: Element, where: str, file: str) -> None:
        head = child(data, "activityDescription")
        activity = child(head, "activity")
        identity = attribute(activity, "id") if activity is not None else ""
        name = text(activity, "activityName")
        if activity is None or not identity or not name:
            self.mistakes.append(Mistake("the activity has no id or no activityName", where, "add them"))
            return
        flow_data = child(data, "flowData")
        named = _Names(flow_data)
        exchanges: list[SourceExchange] = []
        links: dict[int, str] = {}
        for count, each in enumerate(flow_data if flow_data is not None else (), 1):
            kind = local(each)
            if kind not in ("intermediateExchange", "elementaryExchange"):
                continue
            here = f"{where}, activity '{name}', exchange '{text(each, 'name')}'"
            exchange = self._exchange(each, count, kind == "elementaryExchange", named, here)
            if exchange is not None:
                exchanges.append(exchange)
                links[count] = attribute(each, "activityLinkId")
        period = child(head, "timePeriod")
        year = None
        if period is not None:
            year = year_of(attribute(period, "endDate")) or year_of(attribute(period, "startDate"))
        published = child(data, "administrativeInformation", "dataGeneratorAndPublication")
        process = SourceProcess(
            identity, name, _classification(head), text(head, "geography", "shortname"), year, _description(activity, flow_data),
            text(head, "technology", "comment", "text"), _access(published), tuple(exchanges),
            published is not None and attribute(published, "isCopyrightProtected").lower() in ("true", "1"), False,
            attribute(activity, "type") == "2", parameters=tuple(named.parameters(identity, self.mistakes, where)),
            zh=text_in(activity, "zh", "activityName"), origin=f"{identity}, {file}",
        )  # fmt: skip
        product = next((each.flow for each in exchanges if each.is_reference), "")
        self.activities.append(_Activity(identity, process, product, f"{where}, activity '{name}'", links))

    def _exchange(
        self, each: Element, count: int, is_elementary: bool, named: _Names, where: str
    ) -> SourceExchange | None:
        key = attribute(each, "elementaryExchangeId" if is_elementary else "intermediateExchangeId")
        name, unit, amount = text(each, "name"), text(each, "unitName"), number(attribute(each, "amount"))
        into, out = text(each, "inputGroup"), text(each, "outputGroup")
        what = None
        if not key or not name or not unit:
            what = "the exchange has no id, no name or no unitName"
        elif amount is None:
            what = f"the amount is no finite number: {attribute(each, 'amount')!r:.40}"
        elif bool(into) == bool(out):
            what = "the exchange does not say by one inputGroup or outputGroup where it goes"
        if what is not None:
            self.mistakes.append(Mistake(what, where, "correct it"))
            return None
        assert amount is not None  # told above
        if out == BY_PRODUCT and amount == 0:
            self.zero_by_products += 1
            return None
        self._flow(each, key, name, unit, is_elementary)
        classified = _by_product_class(each)
        formula, distribution = named.formula_of(each)
        said = [text(each, "comment")] + ([f"By-product classification: {classified}"] if classified else [])
        stated = read_distribution(each) if distribution else None
        return SourceExchange(
            count, key, bool(into), amount, "", unit, 1.0, formula, out == REFERENCE and not is_elementary, False, "",
            stated, read_pedigree(each), "; ".join(each for each in said if each),
            () if is_elementary else self._properties(each, unit, where), None if is_elementary else _role(out, amount, classified),
        )  # fmt: skip

    def _flow(self, each: Element, key: str, name: str, unit: str, is_elementary: bool) -> None:
        if key in self.flows:
            return
        category = "/".join(
            part for part in (text(each, "compartment", "compartment"), text(each, "compartment", "subcompartment")) if part
        )  # fmt: skip
        self.flows[key] = SourceFlow(
            key, name, "elementary" if is_elementary else "product", "", unit, category, cas=attribute(each, "casNumber"),
            zh=text_in(each, "zh", "name"), money=unit if is_currency(unit) else "",
        )  # fmt: skip

    def _properties(self, each: Element, unit: str, where: str) -> tuple[SourceProperty, ...]:
        stated: dict[str, Stated2] = {}
        for found in children(each, "property"):
            amount, name = number(attribute(found, "amount")), text(found, "name")
            if amount is None:
                what = f"the property '{name}' is no finite number: {attribute(found, 'amount')!r:.40}"
                self.mistakes.append(Mistake(what, where, "correct it"))
                continue
            stated[name.lower()] = Stated2(
                name, amount, text(found, "unitName") or "dimensionless", read_distribution(found)
            )
        per = self.units.convert("", unit)
        if per is None or not stated:
            return ()
        return properties_of(stated, per.unit, self.mapping.currencies, self.lost)


class _Names:
    """Variables of one activity: parameters, and the exchanges and properties that formulas name."""

    def __init__(self, flow_data: Element | None) -> None:
        self._elements = [each for each in (flow_data if flow_data is not None else ()) if local(each)]
        formulas = [
            attribute(found, "mathematicalRelation")
            for each in self._elements
            for found in (each, *children(each, "property"))
        ]
        self._used = {name.lower() for formula in formulas for name in _NAME.findall(formula)}

    def formula_of(self, exchange: Element) -> tuple[str, bool]:
        """The formula of an exchange, and whether its distribution is its own.

        An amount that other formulas name is a parameter with that distribution, and the exchange follows it.
        """
        formula, name = attribute(exchange, "mathematicalRelation"), attribute(exchange, "variableName")
        if not formula and name and name.lower() in self._used:
            return name, False
        return formula, True

    def parameters(self, process: str, mistakes: list[Mistake], where: str) -> list[SourceParameter]:
        """Parameters, and what else formulas name."""
        found: dict[str, SourceParameter] = {}
        for each in self._elements:
            for stated in (each, *children(each, "property")):
                name = attribute(stated, "variableName")
                if not name or (local(stated) != "parameter" and name.lower() not in self._used):
                    continue
                amount = number(attribute(stated, "amount"))
                if amount is None:
                    if local(stated) == "parameter":  # others have been told
                        what = f"the value of the parameter '{name}' is no finite number: {attribute(stated, 'amount')!r:.40}"
                        mistakes.append(Mistake(what, where, "correct it"))
                    continue
                if name.lower() in found:
                    what = f"two variables have the name '{name}'"
                    mistakes.append(Mistake(what, where, "rename one of them"))
                    continue
                label = text(stated, "name")
                described = label if local(stated) == "parameter" else f"{local(stated)} {label}"
                found[name.lower()] = SourceParameter(
                    name,
                    process,
                    amount,
                    attribute(stated, "mathematicalRelation"),
                    read_distribution(stated),
                    described,
                )
        return list(found.values())


def _role(out: str, amount: float, classified: str) -> tuple[Role, int] | None:
    """Role of an output; inputs follow the sign of their flow's treatment."""
    if out == REFERENCE:
        return "reference", -1 if amount < 0 else 1
    if out == FOR_TREATMENT or (out and classified.lower() == "waste"):
        return ("waste", 1) if amount >= 0 else ("input", 1)
    if out:
        return ("co_product", 1) if amount >= 0 else ("input", -1)
    return None


def _by_product_class(each: Element) -> str:
    for found in children(each, "classification"):
        if text(found, "classificationSystem") == "By-product classification":
            return text(found, "classificationValue")
    return ""


def _classification(head: Element | None) -> str:
    return next((text(each, "classificationValue") for each in children(head, "classification")), "")


def _description(activity: Element, flow_data: Element | None) -> str:
    said = " ".join(
        " ".join((each.text or "").split()) for each in children(activity, "generalComment", "text")
    )
    key = attribute(activity, "masterAllocationPropertyId")
    named = {
        attribute(found, "propertyId"): text(found, "name") for found in children(flow_data, "intermediateExchange", "property")
    }  # fmt: skip
    shared = f"The source shares by the property '{named.get(key, key)}'." if key else ""
    return " ".join(each for each in (said, shared) if each)


def _access(published: Element | None) -> str:
    restricted = attribute(published, "accessRestrictedTo") if published is not None else ""
    return f"accessRestrictedTo {restricted}" if restricted not in ("", "0") else ""
