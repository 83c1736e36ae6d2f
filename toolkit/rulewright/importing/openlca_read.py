"""Read an openLCA JSON-LD package, schema 1.x or 2.x, from a folder or an archive.

The two schemas differ in names only (``input`` and ``isInput``, a category as an object and as a path); both end in the
shape of :mod:`rulewright.importing.openlca_model`. All mistakes of all files are told at once.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rulewright.errors import FileError, Mistake, ReadingError
from rulewright.importing.archives import Limits, read_archive
from rulewright.importing.openlca_model import (
    OlcaAllocationFactor,
    OlcaExchange,
    OlcaFlow,
    OlcaFlowProperty,
    OlcaPackage,
    OlcaParameter,
    OlcaProcess,
    OlcaUnit,
    OlcaUnitGroup,
)
from rulewright.importing.source import Progress
from rulewright.importing.years import year_of
from rulewright.reading.validation import title

Json = Mapping[str, Any]

READ = ("unit_groups", "flow_properties", "flows", "processes", "parameters", "categories", "locations")
# further data sets of a package; they are counted, not read
OTHER = (
    "actors", "sources", "currencies", "dq_systems", "lcia_categories", "lcia_methods", "nw_sets", "product_systems",
    "projects", "results", "social_indicators", "epds", "mappings",
)  # fmt: skip
HEADS = ("olca-schema.json", "openlca.json", "context.json")
DEEPEST = 60
TYPES = ("PRODUCT_FLOW", "WASTE_FLOW", "ELEMENTARY_FLOW")
NEWEST_SCHEMA = 2


def read_openlca(
    path: Path | str, limits: Limits | None = None, progress: Progress | None = None
) -> OlcaPackage:
    """Read the data sets of a package that an inventory is made of.

    Raises
    ------
    ReadingError
        With all mistakes: wrong JSON, missing flows and unit groups, duplicate ids, amounts that are no numbers.
    FileError
        If it cannot be read, or is no openLCA package.
    """
    place = Path(path)
    other: Counter[str] = Counter()

    def wanted(name: str) -> bool:
        folder = name.split("/")[-2] if "/" in name else ""
        if folder in OTHER:
            other[folder] += 1
        return name.endswith(".json") and (folder in READ or name.rsplit("/", 1)[-1] in HEADS)

    contents = read_archive(place, wanted, limits)
    return _Reader(place, contents, other).read(progress)


class _Reader:
    """Reads one package and collects its mistakes."""

    def __init__(self, place: Path, contents: Mapping[str, bytes], other: Mapping[str, int]) -> None:
        self.place, self.contents, self.other = place, contents, other
        self.mistakes: list[Mistake] = []
        self.data: dict[str, dict[str, tuple[str, Json]]] = {folder: {} for folder in READ}
        self.paths: dict[str, str] = {}

    def read(self, progress: Progress | None = None) -> OlcaPackage:
        schema = self._sort(progress)
        groups = dict(self._unit_groups())
        properties = dict(self._flow_properties(groups))
        flows = dict(self._flows(properties, groups))
        processes = dict(self._processes(flows, properties, groups))
        parameters = tuple(
            parameter
            for name, data in self.data["parameters"].values()
            for parameter in [self._parameter(data, "", name)]
            if parameter is not None
        )
        if self.mistakes:
            raise ReadingError(title("package", self.place.name, self.mistakes), self.mistakes)
        return OlcaPackage(
            _stem(self.place), schema, groups, properties, flows, processes, parameters, dict(sorted(self.other.items()))
        )  # fmt: skip

    # -- files --------------------------------------------------------------------------------------

    def _sort(self, progress: Progress | None) -> int:
        """Put every data set to its kind; say which schema the package is of."""
        head: Any = None
        is_context = False
        for done, (name, content) in enumerate(self.contents.items(), 1):
            if progress is not None:
                progress(done, len(self.contents))
            parts = name.split("/")
            if parts[-1] == "context.json":
                is_context = True
            elif parts[-1] in HEADS:
                head = self._json(name, content)
            else:
                self._keep(parts[-2], name, content)
        if not any(self.data.values()) and not self.mistakes:
            what = f"'{self.place.name}' is no openLCA JSON-LD package"
            mend = (
                "give a folder or archive with the folders processes, flows, unit_groups, flow_properties; "
                "in openLCA: export, JSON-LD"
            )
            inside = _archives_in(self.place)
            if inside:
                mend = f"give one of the archives in this folder: {', '.join(inside)}"
            raise FileError(what, str(self.place), mend)
        schema = _schema_of(head, is_context, self.data["processes"])
        if schema > NEWEST_SCHEMA:
            what = f"the package is of schema {schema}; schemas 1 and 2 are read"
            self.mistakes.append(
                Mistake(what, self._at("olca-schema.json"), "export it from openLCA 2, or tell us")
            )
        return schema

    def _keep(self, folder: str, name: str, content: bytes) -> None:
        data = self._json(name, content)
        if data is None:
            return
        identity = data.get("@id") or (data.get("name") if folder == "parameters" else None)
        if not isinstance(identity, str) or not identity:
            self.mistakes.append(
                Mistake("the data set has no '@id'", self._at(name), "export the package again")
            )
        elif identity in self.data[folder]:
            first = self.data[folder][identity][0]
            what = f"two data sets have the id '{identity}'; the other stands in {first}"
            self.mistakes.append(Mistake(what, self._at(name), "remove one of them"))
        else:
            self.data[folder][identity] = (name, data)

    def _json(self, name: str, content: bytes) -> Json | None:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            what = f"the file is not UTF-8: byte {error.start} cannot be read"
            self.mistakes.append(Mistake(what, self._at(name), "save it as UTF-8"))
            return None
        try:
            data = json.loads(text, parse_constant=_refuse)
        except RecursionError:
            self.mistakes.append(
                Mistake("the file is nested too deeply", self._at(name), "export the package again")
            )
            return None
        except ValueError as error:
            what = f"the file is not JSON: {str(error).splitlines()[0]}"
            self.mistakes.append(
                Mistake(what, self._at(name), "export the package again, or correct the file")
            )
            return None
        if not isinstance(data, dict):
            self.mistakes.append(
                Mistake("the file holds no data set", self._at(name), "export the package again")
            )
            return None
        return data

    # -- kinds --------------------------------------------------------------------------------------

    def _unit_groups(self) -> Iterator[tuple[str, OlcaUnitGroup]]:
        for uuid, (name, data) in self.data["unit_groups"].items():
            units: dict[str, OlcaUnit] = {}
            reference = None
            for each in _items(data, "units"):
                factor = _number(each.get("conversionFactor"))
                unit_id, label = each.get("@id"), each.get("name")
                if (
                    not isinstance(unit_id, str)
                    or not isinstance(label, str)
                    or factor is None
                    or factor <= 0
                ):
                    what = (
                        f"a unit of '{_name(data)}' lacks its @id, its name or a conversionFactor above zero"
                    )
                    self.mistakes.append(Mistake(what, self._at(name), "complete the unit"))
                    continue
                unit = OlcaUnit(unit_id, label.strip(), factor)
                units[unit_id] = unit
                if each.get("referenceUnit") or each.get("isRefUnit"):
                    reference = unit
            reference = reference or next((each for each in units.values() if each.factor == 1), None)
            if reference is None:
                what = f"the unit group '{_name(data)}' has no reference unit"
                self.mistakes.append(
                    Mistake(what, self._at(name), "mark one unit, with conversionFactor 1, as reference")
                )
                continue
            yield uuid, OlcaUnitGroup(uuid, _name(data), units, reference)

    def _flow_properties(self, groups: Mapping[str, OlcaUnitGroup]) -> Iterator[tuple[str, OlcaFlowProperty]]:
        for uuid, (name, data) in self.data["flow_properties"].items():
            group = _ref(data, "unitGroup")
            if group in groups:
                yield uuid, OlcaFlowProperty(uuid, _name(data), group)
            elif group not in self.data["unit_groups"]:
                what = f"the unit group of '{_name(data)}' is missing: {group or 'none named'}"
                self.mistakes.append(
                    Mistake(
                        what, self._at(name), "add it to unit_groups, or export with all that is referenced"
                    )
                )

    def _flows(
        self, properties: Mapping[str, OlcaFlowProperty], groups: Mapping[str, OlcaUnitGroup]
    ) -> Iterator[tuple[str, OlcaFlow]]:
        for uuid, (name, data) in self.data["flows"].items():
            kind = data.get("flowType")
            if kind not in TYPES:
                what = f"the flow '{_name(data)}' has the unknown flowType '{kind}'"
                self.mistakes.append(Mistake(what, self._at(name), f"write one of {', '.join(TYPES)}"))
                continue
            factors: dict[str, float] = {}
            reference = ""
            for each in _items(data, "flowProperties"):
                known = _ref(each, "flowProperty")
                factor = _number(each.get("conversionFactor", 1.0))
                if known not in properties:
                    if known not in self.data["flow_properties"]:
                        what = f"a flow property of '{_name(data)}' is missing: {known or 'none named'}"
                        self.mistakes.append(
                            Mistake(
                                what,
                                self._at(name),
                                "add it to flow_properties, or export with all that is referenced",
                            )
                        )
                    continue
                if factor is None or factor <= 0:
                    what = f"a flow property of '{_name(data)}' has a conversionFactor that is not above zero"
                    self.mistakes.append(Mistake(what, self._at(name), "correct it"))
                    continue
                is_reference = bool(each.get("referenceFlowProperty") or each.get("isRefFlowProperty"))
                if known not in factors or is_reference:  # openLCA 1 wrote some twice
                    factors[known] = factor
                if is_reference:
                    reference = known
            reference = reference or next((key for key, factor in factors.items() if factor == 1), "")
            if not reference:
                if all(_ref(each, "flowProperty") in properties for each in _items(data, "flowProperties")):
                    what = f"the flow '{_name(data)}' has no reference flow property"
                    self.mistakes.append(
                        Mistake(what, self._at(name), "mark one of its flowProperties as reference")
                    )
                continue
            yield uuid, OlcaFlow(
                uuid, _name(data), kind, self._category(data), reference, factors, _location(data), _text(data, "cas"),
                _text(data, "description"), bool(data.get("infrastructureFlow") or data.get("isInfrastructureFlow")),
                _tags(data),
            )  # fmt: skip

    def _category(self, data: Json) -> str:
        """Path of the category: schema 2 writes it, in schema 1 the objects name their parents."""
        stated = data.get("category")
        if isinstance(stated, str):
            return stated
        if not isinstance(stated, dict):
            return ""
        identity = stated.get("@id")
        if isinstance(identity, str) and identity in self.paths:
            return self.paths[identity]
        names: list[str] = []
        here: Any = stated
        while isinstance(here, dict) and len(names) < DEEPEST:
            names.append(_name(here))
            known = self.data["categories"].get(str(here.get("@id")))
            here = known[1].get("category") if known is not None else None
        path = "/".join(reversed(names))
        if isinstance(identity, str):
            self.paths[identity] = path
        return path

    def _processes(
        self,
        flows: Mapping[str, OlcaFlow],
        properties: Mapping[str, OlcaFlowProperty],
        groups: Mapping[str, OlcaUnitGroup],
    ) -> Iterator[tuple[str, OlcaProcess]]:
        for uuid, (name, data) in self.data["processes"].items():
            exchanges = []
            for number, each in enumerate(_items(data, "exchanges"), 1):
                exchange = self._exchange(each, number, data, name, flows, properties, groups)
                if exchange is not None:
                    exchanges.append(exchange)
            told = data.get("processDocumentation")
            told = told if isinstance(told, dict) else {}
            parameters = [self._parameter(each, uuid, name) for each in _items(data, "parameters")]
            yield uuid, OlcaProcess(
                uuid, _name(data), self._category(data), _text(data, "processType"), _location(data),
                _year(told), _text(data, "description"), _text(told, "technologyDescription"),
                _text(told, "restrictionsDescription"), bool(told.get("copyright") or told.get("isCopyrightProtected")),
                bool(data.get("infrastructureProcess") or data.get("isInfrastructureProcess")), tuple(exchanges),
                tuple(_allocation_factors(data)), _text(data, "defaultAllocationMethod"),
                tuple(each for each in parameters if each is not None), _tags(data),
            )  # fmt: skip

    def _exchange(
        self,
        each: Json,
        number: int,
        process: Json,
        file: str,
        flows: Mapping[str, OlcaFlow],
        properties: Mapping[str, OlcaFlowProperty],
        groups: Mapping[str, OlcaUnitGroup],
    ) -> OlcaExchange | None:
        where = f"{file}, process '{_name(process)}', exchange {number}"
        flow = flows.get(_ref(each, "flow"))
        if flow is None:
            identity = _ref(each, "flow")
            if identity not in self.data["flows"]:  # a flow with mistakes has been told
                label = _name(each.get("flow")) or identity or "none named"
                what = f"the flow of an exchange is missing: {label}"
                self.mistakes.append(
                    Mistake(what, self._at(where), "add it to flows, or export with all that is referenced")
                )
            return None
        amount = _number(each.get("amount"))
        if amount is None:
            what = f"the amount of {flow.name} is no finite number: {each.get('amount')!r:.40}"
            self.mistakes.append(Mistake(what, self._at(where), "correct it"))
            return None
        prop = _ref(each, "flowProperty") or flow.reference_property
        if prop not in flow.properties:
            what = f"{flow.name} is stated in a flow property that it doesn't have"
            self.mistakes.append(Mistake(what, self._at(where), "add the flow property to the flow"))
            return None
        group = groups[properties[prop].unit_group]
        unit = _ref(each, "unit") or group.reference.uuid
        if unit not in group.units:
            label = _name(each.get("unit")) or unit
            what = f"the unit '{label}' of {flow.name} is not in the unit group '{group.name}'"
            self.mistakes.append(
                Mistake(what, self._at(where), "add it to the unit group, or correct the exchange")
            )
            return None
        uncertainty = each.get("uncertainty")
        key = each.get("@id") or each.get("internalId") or number
        return OlcaExchange(
            str(key), number, flow.uuid, bool(each.get("input", each.get("isInput", False))), amount, unit, prop,
            _text(each, "amountFormula"), bool(each.get("quantitativeReference") or each.get("isQuantitativeReference")),
            bool(each.get("avoidedProduct") or each.get("isAvoidedProduct")), _ref(each, "defaultProvider"),
            uncertainty if isinstance(uncertainty, dict) else None,
            _text(each, "dqEntry") or _text(each, "pedigreeUncertainty"), _number(each.get("baseUncertainty")),
            _text(each, "description"),
        )  # fmt: skip

    def _parameter(self, data: Json, process: str, file: str) -> OlcaParameter | None:
        value = _number(data.get("value"))
        if value is None:
            what = (
                f"the value of the parameter '{_name(data)}' is no finite number: {data.get('value')!r:.40}"
            )
            self.mistakes.append(Mistake(what, self._at(file), "correct it"))
            return None
        uncertainty = data.get("uncertainty")
        is_input = data.get("inputParameter", data.get("isInputParameter", True))
        return OlcaParameter(
            _name(data), process, value, "" if is_input else _text(data, "formula"),
            uncertainty if isinstance(uncertainty, dict) else None, _text(data, "description"), _tags(data),
        )  # fmt: skip

    def _at(self, where: str) -> str:
        return f"{self.place}, {where}"


def _allocation_factors(data: Json) -> Iterator[OlcaAllocationFactor]:
    for each in _items(data, "allocationFactors"):
        value = _number(each.get("value"))
        exchange = each.get("exchange")
        if value is not None:
            key = ""
            if isinstance(exchange, dict):
                key = str(exchange.get("internalId") or exchange.get("@id") or _ref(exchange, "flow"))
            yield OlcaAllocationFactor(_text(each, "allocationType"), _ref(each, "product"), value, key)


def _archives_in(place: Path) -> list[str]:
    """Names of archives that lie in a folder."""
    if not place.is_dir():
        return []
    return sorted(
        path.name for path in place.iterdir() if path.name.endswith((".zip", ".tar", ".gz", ".bz2", ".xz"))
    )


def _schema_of(head: Any, is_context: bool, processes: Mapping[str, tuple[str, Json]]) -> int:
    """What the package says of itself; packages of openLCA 1 say nothing, or have a context file."""
    version = head.get("version") if isinstance(head, dict) else None
    if isinstance(version, int) and not isinstance(version, bool):
        return version
    if is_context:
        return 1
    for _, data in processes.values():
        for each in _items(data, "exchanges"):
            return 2 if "isInput" in each else 1
    return NEWEST_SCHEMA


def _stem(place: Path) -> str:
    name = place.name or place.resolve().name
    for ending in (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number of JSON")


def _items(data: Json, key: str) -> list[Json]:
    found = data.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _ref(data: Json, key: str) -> str:
    """Id of what is referenced; empty if nothing is."""
    found = data.get(key)
    identity = found.get("@id") if isinstance(found, dict) else None
    return identity if isinstance(identity, str) else ""


def _name(data: Any) -> str:
    """Name without the spaces at its ends (35 flows of USLCI 2017 have some)."""
    found = data.get("name") if isinstance(data, dict) else None
    return " ".join(found.split()) if isinstance(found, str) else ""


def _text(data: Json, key: str) -> str:
    found = data.get(key)
    return found.strip() if isinstance(found, str) else ""


def _tags(data: Json) -> tuple[str, ...]:
    found = data.get("tags")
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def _location(data: Json) -> str:
    found = data.get("location")
    return _name(found) if isinstance(found, dict) else ""


def _number(found: Any) -> float | None:
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    try:
        number = float(found)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _year(told: Json) -> int | None:
    """Year of the data: the end of what they hold for, else the beginning."""
    for key in ("validUntil", "validFrom"):
        text = told.get(key)
        year = year_of(text) if isinstance(text, str) else None
        if year is not None:
            return year
    return None
