"""Read ecospold 1: data sets with several products and their allocation sections stay whole."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rulewright.errors import FileError, Mistake
from rulewright.importing.archives import Limits
from rulewright.importing.documents import read_documents, stem
from rulewright.importing.mapping import ImportMapping
from rulewright.importing.name_links import Candidate, link_by_name
from rulewright.importing.named_units import COMMON, NamedUnits, is_currency
from rulewright.importing.source import (
    Distribution,
    Progress,
    Role,
    Source,
    SourceExchange,
    SourceFactor,
    SourceFlow,
    SourceProcess,
)
from rulewright.importing.xml_read import (
    Element,
    attribute,
    child,
    children,
    local,
    number,
    parse_xml,
)
from rulewright.importing.years import year_of
from rulewright.reporting.sentences import Sentence

FORMAT = "ecospold 1"
REFERENCE, AVOIDED, BY_PRODUCT, WASTE, TO_NATURE = "0", "1", "2", "3", "4"
FROM_NATURE = "4"
INTO, OUT_OF = ("1", "2", "3", "4", "5"), ("0", "1", "2", "3", "4")
# codes of ecospold 1, data field 2403
METHODS = {
    "-1": "UNDEFINED_ALLOCATION", "0": "PHYSICAL_ALLOCATION", "1": "ECONOMIC_ALLOCATION", "2": "OTHER_ALLOCATION",
}  # fmt: skip
AGGREGATED = ("0", "2")  # system non-terminated, system terminated
FIRST_OF_SEVERAL = Sentence(
    "{count} 个数据集未指明或指明了多个基准产品：取第一个产出为基准，其余为共生产品；不影响分配，份额由规则决定。",
    "{count} data sets name no reference product, or several: the first output is the reference, the others are co-products; "
    "shares remain the rule's decision.",
)
FROM_FUNCTION = Sentence(
    "{count} 个数据集的流数据中没有产品：取自其 referenceFunction。",
    "{count} data sets list no product among their flows: it is taken from their referenceFunction.",
)


def read_ecospold1(
    path: Path | str, mapping: ImportMapping, limits: Limits | None = None, progress: Progress | None = None
) -> Source:
    """Read the data sets of an XML file, or of all XML files of a folder or archive.

    Mistakes are collected in the source and told with all others.

    Raises
    ------
    FileError
        If it cannot be read, or holds no ecospold 1.
    ReadingError
        If an archive is hostile.
    """
    return _Reader(Path(path), mapping, limits).read(progress)


class _Reader:
    def __init__(self, place: Path, mapping: ImportMapping, limits: Limits | None) -> None:
        self.place, self.mapping, self.limits = place, mapping, limits
        self.mistakes: list[Mistake] = []
        self.flows: dict[str, SourceFlow] = {}
        self.processes: dict[str, SourceProcess] = {}
        self.candidates: list[Candidate] = []
        self.other: Counter[str] = Counter()
        self.told: Counter[Sentence] = Counter()
        self.wastes: set[str] = set()

    def read(self, progress: Progress | None = None) -> Source:
        contents = read_documents(self.place, (".xml",), self.limits)
        is_any = False
        for name, content in contents.items():
            where = f"{self.place}, {name}"
            root = parse_xml(content, where, self.mistakes)
            if root is None:
                continue
            if local(root) != "ecoSpold" or "EcoSpold02" in root.tag:
                self.other[f"XML of another kind ({local(root)})"] += 1
                continue
            is_any = True
            for done, data in enumerate(children(root, "dataset"), 1):
                if progress is not None:
                    progress(done, len(root))
                self._data_set(data, name, where)
        if not is_any and not self.mistakes:
            mend = (
                "export the data as ecospold 1; for files that end with .spold: rulewright import ecospold2"
            )
            raise FileError(f"'{self.place.name}' holds no ecospold 1", str(self.place), mend)
        links = link_by_name(self.candidates, self.processes.values(), self.flows)
        processes = {key: _linked(process, links) for key, process in self.processes.items()}
        said = tuple(sentence.text(count=count) for sentence, count in self.told.items())
        return Source(
            stem(self.place), FORMAT, self._all_flows(), processes, NamedUnits(COMMON, self.mapping.units), (), 1,
            dict(self.other), said, tuple(self.mistakes), False,
        )  # fmt: skip

    def _all_flows(self) -> dict[str, SourceFlow]:
        return {
            key: replace(flow, kind="waste") if key in self.wastes else flow
            for key, flow in self.flows.items()
        }

    # -- data sets ----------------------------------------------------------------------------------

    def _data_set(self, data: Element, file: str, where: str) -> None:
        head = child(data, "metaInformation", "processInformation")
        function, place = child(head, "referenceFunction"), child(head, "geography")
        identity = attribute(data, "number")
        name = attribute(function, "name") if function is not None else ""
        if function is None or not name:
            what = "the data set has no referenceFunction with a name"
            self.mistakes.append(
                Mistake(what, f"{where}, dataset {identity or '?'}", "add it, or leave the data set out")
            )
            return
        location = attribute(place, "location") if place is not None else ""
        here = f"{where}, dataset {identity or '?'} '{name}'"
        key = self._key(identity, name, location, file, here)
        if key is None:
            return
        exchanges = self._exchanges(data, function, location, here)
        by_number = {found: each for found, each in exchanges if found}
        listed = self._with_reference([each for _, each in exchanges], function, location, here)
        information = child(head, "dataSetInformation")
        period, technology = child(head, "timePeriod"), child(head, "technology")
        published = child(data, "metaInformation", "administrativeInformation", "dataGeneratorAndPublication")
        access = attribute(published, "accessRestrictedTo") if published is not None else ""
        self.processes[key] = SourceProcess(
            key, name, f"{attribute(function, 'category')}/{attribute(function, 'subCategory')}".strip("/"), location,
            _year(period), attribute(function, "generalComment"),
            attribute(technology, "text") if technology is not None else "",
            f"accessRestrictedTo {access}" if access not in ("", "0") else "", tuple(listed),
            published is not None and attribute(published, "copyright").lower() in ("true", "1"),
            _is_true(attribute(function, "infrastructureProcess")),
            information is not None and attribute(information, "type") in AGGREGATED,
            tuple(self._allocation(data, by_number, here)), origin=f"{file}, dataset {identity}",
        )  # fmt: skip
        for each in listed:
            if each.is_reference or (each.role is not None and each.role[0] == "co_product"):
                self.candidates.append(Candidate(key, each.flow, self.flows[each.flow].name, location))

    def _key(self, identity: str, name: str, location: str, file: str, where: str) -> str | None:
        """The number of the data set; with the file where two files number alike."""
        first = self.processes.get(identity)
        if not identity:
            self.mistakes.append(Mistake("the data set has no number", where, "number it"))
            return None
        if first is None:
            return identity
        is_same = first.origin.startswith(f"{file}, ") or (first.name, first.location) == (name, location)
        if is_same or f"{identity} {file}" in self.processes:
            what = (
                f"two data sets have the number '{identity}'; the other is '{first.name}' in {first.origin}"
            )
            self.mistakes.append(Mistake(what, where, "remove one of them, or number it otherwise"))
            return None
        return f"{identity} {file}"

    def _with_reference(
        self, found: list[SourceExchange], function: Element, location: str, where: str
    ) -> list[SourceExchange]:
        """Exactly one exchange is the reference; ``role`` says the others."""
        references = [each for each in found if each.is_reference]
        if len(references) == 1:
            return found
        made = references or [each for each in found if each.role == ("co_product", 1)]
        if not made:
            self.told[FROM_FUNCTION] += 1
            amount = number(attribute(function, "amount"))
            unit = attribute(function, "unit")
            if amount is None or not unit:
                what = "the data set lists no product, and its referenceFunction has no amount or unit"
                self.mistakes.append(Mistake(what, where, "add the product to flowData with outputGroup 0"))
                return found
            name = attribute(function, "name")
            key = self._flow(
                name, location, unit, function, _is_true(attribute(function, "infrastructureProcess"))
            )
            return [
                SourceExchange(len(found) + 1, key, False, amount, "", unit, is_reference=True, role=_reference(amount)),
                *found,
            ]  # fmt: skip
        self.told[FIRST_OF_SEVERAL] += 1
        first = made[0]
        return [
            replace(each, is_reference=True, role=_reference(each.amount)) if each is first
            else replace(each, is_reference=False, role=("co_product", 1)) if each.is_reference
            else each
            for each in found
        ]  # fmt: skip

    # -- exchanges ----------------------------------------------------------------------------------

    def _exchanges(
        self, data: Element, function: Element, location: str, where: str
    ) -> list[tuple[str, SourceExchange]]:
        found = []
        numbers: dict[str, str] = {}
        for count, each in enumerate(children(data, "flowData", "exchange"), 1):
            here = f"{where}, exchange {attribute(each, 'number') or count} '{attribute(each, 'name')}'"
            identity = attribute(each, "number")
            exchange = self._exchange(each, count, here)
            if exchange is None:
                continue
            # the same number twice is the same flow twice; two products of one number can't be told apart
            is_product = self.flows[exchange.flow].kind == "product"
            if identity and is_product and numbers.setdefault(identity, exchange.flow) != exchange.flow:
                what = f"two exchanges of different products have the number '{identity}'"
                self.mistakes.append(Mistake(what, here, "number one of them otherwise"))
            found.append((identity, exchange))
        return found

    def _exchange(self, each: Element, count: int, where: str) -> SourceExchange | None:
        name, unit = attribute(each, "name"), attribute(each, "unit")
        into, out = child(each, "inputGroup"), child(each, "outputGroup")
        stated = [side for side in (into, out) if side is not None]
        group = (stated[0].text or "").strip() if len(stated) == 1 else None
        amount = number(attribute(each, "meanValue"))
        what = None
        if not name or not unit:
            what = "the exchange has no name or no unit"
        elif amount is None:
            what = f"the meanValue is no finite number: {attribute(each, 'meanValue')!r:.40}"
        elif group is None or group not in (INTO if into is not None else OUT_OF):
            what = "the exchange does not say by one inputGroup or outputGroup where it goes"
        if what is not None:
            self.mistakes.append(Mistake(what, where, "correct it"))
            return None
        assert amount is not None  # told above
        is_input = into is not None
        is_infrastructure = _is_true(attribute(each, "infrastructureProcess"))
        if group == TO_NATURE:  # the same code on both sides
            key = self._elementary(each, name, unit)
        else:
            key = self._flow(name, attribute(each, "location"), unit, each, is_infrastructure)
        role: tuple[Role, int] | None = None
        if is_input and group != FROM_NATURE:
            role = ("input", 1)
        elif not is_input and group in (REFERENCE, AVOIDED, BY_PRODUCT, WASTE):
            role = _out(str(group), amount)
            if group == WASTE:
                self.wastes.add(key)
        return SourceExchange(
            count, key, is_input, amount, "", unit, 1.0, "", group == REFERENCE and not is_input,
            group == AVOIDED and not is_input, "", _distribution(each, amount), "", attribute(each, "generalComment"),
            role=role,
        )  # fmt: skip

    def _elementary(self, each: Element, name: str, unit: str) -> str:
        category = f"{attribute(each, 'category')}/{attribute(each, 'subCategory')}".strip("/")
        key = f"{name} | {category}"
        if key not in self.flows:
            cas = attribute(each, "CASNumber")
            self.flows[key] = SourceFlow(key, name, "elementary", "", unit, category, cas=cas)
        return key

    def _flow(self, name: str, location: str, unit: str, each: Element, is_infrastructure: bool) -> str:
        key = f"{name} | {location}" + (" | infrastructure" if is_infrastructure else "")
        if key not in self.flows:
            category = f"{attribute(each, 'category')}/{attribute(each, 'subCategory')}".strip("/")
            self.flows[key] = SourceFlow(
                key, name, "product", "", unit, category, is_infrastructure=is_infrastructure,
                money=unit if is_currency(unit) else "",
                place=location,
            )  # fmt: skip
        return key

    def _allocation(
        self, data: Element, by_number: dict[str, SourceExchange], where: str
    ) -> Iterator[SourceFactor]:
        """Factors, stated for a co-product and the exchanges that it takes a share of [%]."""
        for each in children(data, "flowData", "allocation"):
            method = METHODS.get(attribute(each, "allocationMethod") or "-1", "UNDEFINED_ALLOCATION")
            percent = number(attribute(each, "fraction"))
            product = by_number.get(attribute(each, "referenceToCoProduct"))
            if percent is None:
                what = (
                    f"the fraction of an allocation is no finite number: {attribute(each, 'fraction')!r:.40}"
                )
                self.mistakes.append(Mistake(what, where, "correct it"))
                continue
            shared = [(ref.text or "").strip() for ref in children(each, "referenceToInputOutput")] or [""]
            for ref in shared:
                yield SourceFactor(method, product.flow if product else "", percent / 100, ref)


def _linked(process: SourceProcess, links: dict[tuple[str, str], str]) -> SourceProcess:
    """Inputs and wastes get the flow that their supplier makes, where names and places settle it."""
    changed = tuple(
        replace(each, flow=links[process.location, each.flow])
        if (process.location, each.flow) in links
        and each.role is not None
        and each.role[0] in ("input", "waste")
        else each
        for each in process.exchanges
    )
    return replace(process, exchanges=changed)


def _reference(amount: float) -> tuple[Role, int]:
    return "reference", -1 if amount < 0 else 1


def _out(group: str, amount: float) -> tuple[Role, int]:
    if group == REFERENCE:
        return _reference(amount)
    if group == WASTE:
        return ("waste", 1) if amount >= 0 else ("input", 1)
    return ("co_product", 1) if amount >= 0 else ("input", -1)


def _is_true(stated: str) -> bool:
    return stated.lower() in ("true", "1", "yes")


def _year(period: Element | None) -> int | None:
    for name in ("endDate", "endYearMonth", "endYear", "startDate", "startYearMonth", "startYear"):
        found = child(period, name)
        year = year_of((found.text or "").strip()) if found is not None else None
        if year is not None:
            return year
    return None


def _distribution(each: Element, amount: float) -> Distribution | None:
    """Distribution of an exchange.

    ``standardDeviation95`` is the square of the geometric standard deviation for a lognormal, twice the standard
    deviation for a normal (data field 3708 of ecospold 1). The mean of a triangle is that of its three corners.
    """
    kind = attribute(each, "uncertaintyType")
    if kind in ("", "0"):
        return None
    names = ("uncertaintyType", "standardDeviation95", "minValue", "mostLikelyValue", "maxValue")
    words = ", ".join(f"{name} {attribute(each, name)}" for name in names if attribute(each, name))
    spread, low, high = (
        number(attribute(each, name)) for name in ("standardDeviation95", "minValue", "maxValue")
    )
    if kind == "1" and spread is not None and spread >= 0:
        sd = abs(math.log(spread)) / 2 if spread > 0 else 0.0
        return Distribution("lognormal", sd=sd, words=words)
    if kind == "2" and spread is not None and spread >= 0:
        return Distribution("normal", sd=spread / 2, words=words)
    if kind == "3" and low is not None and high is not None:
        likely = number(attribute(each, "mostLikelyValue"))
        centre = 3 * amount - low - high if likely is None else likely
        return Distribution("triangular", centre, minimum=low, maximum=high, words=words)
    if kind == "4":
        return Distribution("uniform", minimum=low, maximum=high, words=words)
    return Distribution("unusable", words=words)
