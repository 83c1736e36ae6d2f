"""Write an inventory as an openLCA JSON-LD package, schema 2, and say what the format has no place for.

The same inventory gives the same package: uuids are made from our ids, or are those of the source it came from.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import uuid as uuids
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rulewright.errors import FileError
from rulewright.importing.imported import Imported, KeptExchange
from rulewright.importing.openlca_model import OlcaPackage
from rulewright.importing.openlca_tags import to_tags
from rulewright.importing.openlca_uncertainty import write_uncertainty
from rulewright.importing.product_flows import NOBODY
from rulewright.inventory import (
    Emission,
    Input,
    Inventory,
    InventoryFile,
    Output,
    Process,
    ProductFlow,
    Uncertainty,
)
from rulewright.reading.elementary_flows import ElementaryFlow
from rulewright.reading.formulas import evaluate
from rulewright.reading.inventories import elementary_flows
from rulewright.reporting.sentences import Sentence
from rulewright.units import factor, factor_or_none

Json = dict[str, Any]
SPACE = uuids.uuid5(uuids.NAMESPACE_URL, "rulewright/openlca")  # so that the same id is always the same uuid
SCHEMA = {"version": 2}
STAMP = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say: the same inventory is the same file
MASS_NAMES = {"mass": "Mass", "dry_mass": "Dry mass", "lhv": "Net calorific value"}
NUMERATORS = {"mass": "kg", "dry_mass": "kg", "lhv": "MJ"}

# what openLCA JSON-LD has no place for -> what is said of it
LOST: dict[str, Sentence] = {
    "classes": Sentence(
        "{count} 个产出的类别（废料、内部循环、零负荷）：写作废物或产品。",
        "{count} classes of outputs (scrap, internal, burden-free): written as wastes or products.",
    ),
    "missing": Sentence("{count} 个缺失的数值：没有写出。", "{count} missing amounts: not written."),
    "uncertainty": Sentence(
        "{count} 个分布（谱系评分单独写出；截断的与 openLCA 没有的未写）。",
        "{count} distributions that openLCA does not have, or that are truncated: not written.",
    ),
    "properties": Sentence(
        "{count} 个流的性质（价格、㶲、含碳量及单个过程的性质等）：没有写出。",
        "{count} properties of flows (prices, exergy, carbon content, those of one process): not written.",
    ),
    "property_uncertainty": Sentence("{count} 个性质的分布：没有写出。", "{count} distributions of properties: not written."),
    "tags": Sentence("{count} 个输入输出的标签：没有写出。", "tags of {count} inputs, outputs and emissions: not written."),
    "losses": Sentence("{count} 个损失：已并入数值。", "{count} losses: worked into the amount."),
    "factors": Sentence(
        "{count} 个汇总因子：写作汇总温室气体的排放。", "{count} aggregated factors: written as emissions of aggregated greenhouse gases."
    ),
    "supplies": Sentence("{count} 个供电方式：没有写出。", "{count} electricity supplies: not written."),
    "recycling": Sentence("{count} 种材料的再生事实：没有写出。", "recycling facts of {count} materials: not written."),
    "correlations": Sentence("{count} 组相关：没有写出。", "{count} correlations: not written."),
    "parts": Sentence("{count} 处细分关系：没有写出。", "{count} subdivisions: not written."),
    "replaced": Sentence("{count} 个替代或后续加工：没有写出。", "{count} displacements and further processings: not written."),
    "gap_reasons": Sentence(
        "{count} 个数据缺口的理由：没有写出，读回时只说无人供应。",
        "the reasons of {count} data gaps: not written; read again they say that nobody supplies.",
    ),
    "kept": Sentence(
        "{count} 个另存的基本流输入输出（来自其他格式）：没有写出。",
        "{count} elementary exchanges kept beside an import from another format: not written.",
    ),
    "sources": Sentence(
        "来源、标记、一级或二级数据：按过程写成一段文字。",
        "sources, marks, primary or secondary: written as one text a process.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class WrittenPackage:
    """Where the package is, how many data sets it has, and what it could not carry (name in ``LOST`` to number)."""

    path: Path
    data_sets: Mapping[str, int]
    lost: Mapping[str, int]

    def notes(self, lang: str = "en") -> list[str]:
        """What the format could not carry, in words."""
        return [LOST[name](lang, count=count) for name, count in self.lost.items() if count]


def write_openlca(source: Imported | Inventory, path: Path | str) -> WrittenPackage:
    """Write an inventory as openLCA JSON-LD, schema 2.

    Parameters
    ----------
    source
        An inventory with all that it links to, or an import: its kept elementary exchanges and the uuids of the source
        are written as well.
    path
        A name that ends with .zip, or a folder that doesn't exist yet.

    Raises
    ------
    FileError
        If there is something already, or it cannot be written; nothing half-written is left.
    """
    target = Path(path)
    if target.exists():
        raise FileError(
            f"'{target}' is there already", str(target), "choose another name, or remove it first"
        )
    imported = source if isinstance(source, Imported) else None
    inventory = source.inventory if isinstance(source, Imported) else source
    writer = _Writer(inventory, imported)
    files = dict(writer.files())
    files["olca-schema.json"] = SCHEMA
    _store(files, target)
    counted = Counter(name.split("/")[0] for name in files if "/" in name)
    return WrittenPackage(target, dict(sorted(counted.items())), dict(writer.lost))


def _store(files: Mapping[str, Json], target: Path) -> None:
    """Write all files beside the target, then move them there in one step."""
    draft: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".rulewright-", dir=target.parent))
        if target.suffix == ".zip":
            with zipfile.ZipFile(draft / "package.zip", "w", zipfile.ZIP_DEFLATED) as opened:
                for name, data in sorted(files.items()):
                    opened.writestr(zipfile.ZipInfo(name, STAMP), _text(data), zipfile.ZIP_DEFLATED)
            (draft / "package.zip").replace(target)
        else:
            for name, data in files.items():
                place = draft / "package" / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(_text(data), encoding="utf-8")
            (draft / "package").replace(target)
    except OSError as error:
        what = f"cannot write '{target}': {error.strerror or error}"
        raise FileError(
            what, str(target), "choose a folder that can be written, with room on the disk"
        ) from None
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)


def _text(data: Json) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)


class _Writer:
    """Collects the data sets of one package, and what finds no place in it."""

    def __init__(self, inventory: Inventory, imported: Imported | None) -> None:
        self.inventory = inventory
        self.files_: tuple[InventoryFile, ...] = (inventory.file, *inventory.backgrounds)
        self.known = imported.uuids if imported is not None else {"flows": {}, "processes": {}}
        self.package: OlcaPackage | None = imported.openlca if imported is not None else None
        self.lost: Counter[str] = Counter()
        self.kept: dict[str, list[KeptExchange]] = {}
        for each in imported.kept if imported is not None else ():
            if self.package is None:
                self.lost["kept"] += 1  # other formats have no unit groups that could be written again
            else:
                self.kept.setdefault(each.process, []).append(each)
        self.units: dict[str, set[str]] = {}  # unit of a flow -> further units in which it is stated
        self.used: set[str] = set()
        self.properties_used: set[str] = set()
        self.treated = {
            process.reference.flow
            for file in self.files_
            for process in file.processes
            if process.treats_waste
        }
        self.wastes: set[str] = set()

    def files(self) -> Iterator[tuple[str, Json]]:
        """Name in the package to data set."""
        parameters = [each for file in self.files_ for each in file.parameters]
        self.values = {each.id: each.amount for each in parameters}
        for parameter in parameters:
            yield _file("parameters", self._uuid("parameter", parameter.id)), self._parameter(parameter.id)
        made = {
            output.flow
            for file in self.files_
            for each in file.processes
            for output in each.outputs
            if output.output_class not in ("waste", "scrap")
        }
        left = {
            output.flow
            for file in self.files_
            for each in file.processes
            for output in each.outputs
            if output.output_class in ("waste", "scrap")
        }
        self.wastes = (left - made) | self.treated
        self.makers = Counter(
            output.flow
            for file in self.files_ for each in file.processes for output in each.outputs
            if output.output_class not in ("waste", "scrap")
        )  # fmt: skip
        self.capital = {
            entered.flow
            for file in self.files_ for each in file.processes for entered in each.inputs
            if "capital_good" in entered.tags
        }  # fmt: skip
        for file in self.files_:
            for process in file.processes:
                yield _file("processes", self._uuid("process", process.id)), self._process(process, file)
        for file in self.files_:
            for flow in file.products:
                yield _file("flows", self._uuid("flow", flow.id)), self._flow(flow)
            self.lost["supplies"] += len(file.electricity_supplies)
            self.lost["recycling"] += len(file.recycling)
            self.lost["correlations"] += len(file.correlations)
        for identity in sorted(self.used):
            flow_ = elementary_flows()[identity]
            yield _file("flows", self._elementary_uuid(flow_)), self._elementary(flow_)
        yield from self._kept_flows()
        for unit, further in sorted(self.units.items()):
            yield _file("unit_groups", self._uuid("unit group", unit)), self._unit_group(unit, further)
            yield (
                _file("flow_properties", self._uuid("flow property", unit)),
                self._property(unit, unit, f"amount in {unit}"),
            )
        for name in sorted(self.properties_used):
            yield (
                _file("flow_properties", self._uuid("property", name)),
                self._property(name, NUMERATORS[name], MASS_NAMES[name], "property"),
            )

    # -- small parts --------------------------------------------------------------------------------

    def _uuid(self, kind: str, identity: str) -> str:
        known = self.known.get("flows" if kind == "flow" else "processes" if kind == "process" else "", {})
        return known.get(identity) or str(uuids.uuid5(SPACE, f"{kind} {identity}"))

    def _unit_ref(self, flow_unit: str, unit: str) -> Json:
        self.units.setdefault(flow_unit, set()).add(unit)
        return {"@type": "Unit", "@id": self._uuid("unit", f"{flow_unit} {unit}"), "name": unit}

    def _property_ref(self, flow_unit: str) -> Json:
        self.units.setdefault(flow_unit, set())
        return {
            "@type": "FlowProperty",
            "@id": self._uuid("flow property", flow_unit),
            "name": f"amount in {flow_unit}",
        }

    def _unit_group(self, unit: str, further: Iterable[str]) -> Json:
        units = [
            {
                "@type": "Unit", "@id": self._uuid("unit", f"{unit} {each}"), "name": each,
                "conversionFactor": factor(each, unit), "isRefUnit": each == unit,
            }
            for each in [unit, *sorted(set(further) - {unit})]
        ]  # fmt: skip
        return {
            "@type": "UnitGroup", "@id": self._uuid("unit group", unit), "name": f"units of {unit}", "version": "00.00.000",
            "units": units,
        }  # fmt: skip

    def _property(self, identity: str, unit: str, name: str, kind: str = "flow property") -> Json:
        return {
            "@type": "FlowProperty", "@id": self._uuid(kind, identity), "name": name, "version": "00.00.000",
            "flowPropertyType": "PHYSICAL_QUANTITY",
            "unitGroup": {"@type": "UnitGroup", "@id": self._uuid("unit group", unit), "name": f"units of {unit}"},
        }  # fmt: skip

    def _parameter(self, identity: str) -> Json:
        found = next(each for file in self.files_ for each in file.parameters if each.id == identity)
        written = self._distribution(found.uncertainty, found.amount)
        data: Json = {
            "@type": "Parameter", "@id": self._uuid("parameter", identity), "name": identity, "version": "00.00.000",
            "parameterScope": "GLOBAL_SCOPE", "isInputParameter": True, "value": found.amount,
            "description": found.note or "",
        }  # fmt: skip
        return data | ({"uncertainty": written} if written else {})

    def _distribution(self, uncertainty: Uncertainty | None, amount: float) -> Json | None:
        written = write_uncertainty(uncertainty, amount)
        if written is None and uncertainty is not None and uncertainty.distribution is not None:
            self.lost["uncertainty"] += 1
        return written

    # -- flows --------------------------------------------------------------------------------------

    def _flow(self, flow: ProductFlow) -> Json:
        factors = [self._factor(self._property_ref(flow.unit), 1.0, True)]
        self._unit_ref(flow.unit, flow.unit)
        for each in flow.properties:
            if each.property == "mass" and each.source == "definition":
                continue  # a flow in a unit of mass gets it again when it is read
            scale = self._numerator(each.property, each.unit, flow.unit)
            if each.amount is None or scale is None or each.amount * scale <= 0:
                self.lost["properties"] += 1
                continue
            self.lost["property_uncertainty"] += each.uncertainty is not None
            self.properties_used.add(each.property)
            self._unit_ref(NUMERATORS[each.property], NUMERATORS[each.property])
            ref = {
                "@type": "FlowProperty",
                "@id": self._uuid("property", each.property),
                "name": MASS_NAMES[each.property],
            }
            factors.append(self._factor(ref, each.amount * scale, False))
        self.lost["gap_reasons"] += flow.supply_missing is not None and flow.supply_missing != NOBODY.text()
        self.lost["replaced"] += (flow.displaces is not None) + len(flow.processing)
        return {
            "@type": "Flow", "@id": self._uuid("flow", flow.id), "name": flow.name.en, "version": "00.00.000",
            "category": "rulewright", "description": flow.note or "", "tags": to_tags(flow.id, flow.name.zh, flow.name.en),
            "isInfrastructureFlow": flow.id in self.capital,
            "flowType": "WASTE_FLOW" if flow.id in self.wastes else "PRODUCT_FLOW", "flowProperties": factors,
        }  # fmt: skip

    @staticmethod
    def _numerator(name: str, unit: str, flow_unit: str) -> float | None:
        return factor_or_none(unit, f"{NUMERATORS[name]}/({flow_unit})") if name in NUMERATORS else None

    @staticmethod
    def _factor(ref: Json, amount: float, is_reference: bool) -> Json:
        return {
            "@type": "FlowPropertyFactor", "flowProperty": ref, "conversionFactor": amount,
            "isRefFlowProperty": is_reference,
        }  # fmt: skip

    def _elementary_uuid(self, flow: ElementaryFlow) -> str:
        return flow.biosphere3.code if flow.biosphere3 is not None else self._uuid("elementary flow", flow.id)

    def _elementary(self, flow: ElementaryFlow) -> Json:
        category = "air/unspecified" if flow.biosphere3 is None else "/".join(flow.biosphere3.categories)
        return {
            "@type": "Flow", "@id": self._elementary_uuid(flow), "version": "00.00.000", "flowType": "ELEMENTARY_FLOW",
            "name": flow.name.en if flow.biosphere3 is None else flow.biosphere3.name, "category": category,
            "tags": to_tags(flow.id, flow.name.zh, flow.name.en),
            "flowProperties": [self._factor(self._property_ref(flow.unit), 1.0, True)],
        }  # fmt: skip

    def _kept_flows(self) -> Iterator[tuple[str, Json]]:
        """Flows that were kept beside, with the flow properties and unit groups of their source."""
        if self.package is None:
            return
        flows = {each.flow for found in self.kept.values() for each in found}
        properties = {key for flow in flows for key in self.package.flows[flow].properties}
        groups = {self.package.flow_properties[key].unit_group for key in properties}
        for key in sorted(flows):
            flow = self.package.flows[key]
            factors = [
                self._factor(
                    {"@type": "FlowProperty", "@id": each, "name": self.package.flow_properties[each].name}, amount,
                    each == flow.reference_property,
                )
                for each, amount in flow.properties.items()
            ]  # fmt: skip
            yield _file("flows", key), {
                "@type": "Flow", "@id": key, "name": flow.name, "version": "00.00.000", "category": flow.category,
                "flowType": flow.type, "cas": flow.cas or None, "flowProperties": factors,
            }  # fmt: skip
        for key in sorted(properties):
            found = self.package.flow_properties[key]
            yield _file("flow_properties", key), {
                "@type": "FlowProperty", "@id": key, "name": found.name, "version": "00.00.000",
                "flowPropertyType": "PHYSICAL_QUANTITY",
                "unitGroup": {"@type": "UnitGroup", "@id": found.unit_group},
            }  # fmt: skip
        for key in sorted(groups):
            group = self.package.unit_groups[key]
            units = [
                {
                    "@type": "Unit", "@id": unit.uuid, "name": unit.name, "conversionFactor": unit.factor,
                    "isRefUnit": unit is group.reference,
                }
                for unit in group.units.values()
            ]  # fmt: skip
            yield _file("unit_groups", key), {
                "@type": "UnitGroup", "@id": key, "name": group.name, "version": "00.00.000", "units": units,
            }  # fmt: skip

    # -- processes ----------------------------------------------------------------------------------

    def _process(self, process: Process, file: InventoryFile) -> Json:
        everything: list[Output | Input | Emission] = [*process.outputs, *process.inputs, *process.emissions]
        linked = self.inventory.processes[process.id]
        providers = [each.provider for each in (*linked.outputs, *linked.inputs, *linked.emissions)]
        exchanges = [
            each
            for number, (stated, provider) in enumerate(zip(everything, providers, strict=True), 1)
            if (each := self._exchange(process, stated, number, provider)) is not None
        ]
        exchanges += [
            self._kept_exchange(each, len(exchanges) + number)
            for number, each in enumerate(self.kept.get(process.id, ()), 1)
        ]
        if process.factor is not None:
            exchanges.append(self._aggregated(process, len(exchanges) + 1))
        self.lost["parts"] += len(process.subdivided_into)
        sources = sorted({each.source for each in (*process.outputs, *process.inputs, *process.emissions)})
        self.lost["sources"] = 1
        documentation: Json = {
            "@type": "ProcessDocumentation", "technologyDescription": process.technology or "",
            "restrictionsDescription": f"licence: {file.licence}",
            "dataTreatmentDescription": "; ".join(file.sources.get(name, name) for name in sources),
        }  # fmt: skip
        if process.year is not None:
            documentation |= {"validFrom": f"{process.year}-01-01", "validUntil": f"{process.year}-12-31"}
        return {
            "@type": "Process", "@id": self._uuid("process", process.id), "name": process.name.en, "version": "00.00.000",
            "category": "rulewright", "processType": "UNIT_PROCESS", "description": process.note.en if process.note else "",
            "tags": to_tags(process.id, process.name.zh, process.name.en, process.stage),
            "isInfrastructureProcess": "capital_good" in process.tags,
            "location": {"@type": "Location", "@id": self._uuid("location", process.location), "name": process.location},
            "processDocumentation": documentation, "exchanges": exchanges, "lastInternalId": len(exchanges),
        }  # fmt: skip

    def _exchange(
        self, process: Process, stated: Output | Input | Emission, number: int, provider: str | None
    ) -> Json | None:
        if stated.missing:
            self.lost["missing"] += 1
            return None
        amount = (
            stated.amount
            if stated.amount is not None
            else float(evaluate(stated.formula or "0", self.values))
        )
        formula = stated.formula
        is_emission = isinstance(stated, Emission)
        is_input = isinstance(stated, Input)
        is_reference = isinstance(stated, Output) and stated is process.reference
        if is_emission:
            self.used.add(stated.flow)
            flow = elementary_flows()[stated.flow]
            flow_unit, identity = str(flow.unit), self._elementary_uuid(flow)
            is_input = flow.biosphere3 is not None and flow.biosphere3.categories[0].startswith(
                "natural resource"
            )
        else:
            flow_unit, identity = str(self.inventory.flows[stated.flow].unit), self._uuid("flow", stated.flow)
        if stated.flow in self.wastes and not is_emission:
            is_input = self._is_taken_in(stated)
        if isinstance(stated, Output):
            plain = stated.output_class in ("product", "co_product") or (
                stated.output_class == "waste" and stated.flow in self.wastes
            )
            self.lost["classes"] += not plain
            self.lost["properties"] += sum(
                "read from the comment" not in (each.note or "") for each in stated.properties
            )
        if isinstance(stated, Input) and stated.loss is not None:
            share = stated.loss.share
            scale = 1 + share if stated.loss.of == "output" else 1 / (1 - share)
            amount, formula = amount * scale, f"({formula}) * {scale!r}" if formula else None
            self.lost["losses"] += 1
        self.lost["tags"] += bool(set(stated.tags) - {"transport", "capital_good"})
        data: Json = {
            "@type": "Exchange", "internalId": number, "isInput": is_input, "isAvoidedProduct": False,
            "isQuantitativeReference": is_reference, "amount": amount,
            "flow": {"@type": "Flow", "@id": identity}, "unit": self._unit_ref(flow_unit, stated.unit),
            "flowProperty": self._property_ref(flow_unit), "description": stated.note or "",
        }  # fmt: skip
        if formula:
            data["amountFormula"] = _formula(formula)
        written = self._distribution(stated.uncertainty, amount)
        if written:
            data["uncertainty"] = written
        if stated.uncertainty is not None and stated.uncertainty.pedigree:
            data["dqEntry"] = "(" + ";".join(str(score) for score in stated.uncertainty.pedigree) + ")"
        if provider is not None and self.makers[stated.flow] > 1:
            data["defaultProvider"] = {"@type": "Process", "@id": self._uuid("process", provider)}
        return data

    @staticmethod
    def _is_taken_in(stated: Output | Input | Emission) -> bool:
        """Whether a waste flow is an input in openLCA's way of counting: its treatment takes it in, others give it off."""
        if isinstance(stated, Input):
            return False  # needing a treatment is giving off the waste; below zero as well
        is_function = isinstance(stated, Output) and stated.output_class not in ("waste", "scrap")
        return is_function

    def _kept_exchange(self, kept: KeptExchange, number: int) -> Json:
        assert self.package is not None
        process = self.package.processes[self.known["processes"][kept.process]]
        each = process.exchanges[kept.exchange.number - 1]
        data: Json = {
            "@type": "Exchange", "internalId": number, "isInput": each.is_input, "isAvoidedProduct": each.is_avoided,
            "isQuantitativeReference": False, "amount": each.amount, "flow": {"@type": "Flow", "@id": each.flow},
            "unit": {"@type": "Unit", "@id": each.unit}, "flowProperty": {"@type": "FlowProperty", "@id": each.flow_property},
            "description": each.description,
        }  # fmt: skip
        if each.pedigree:
            data["dqEntry"] = each.pedigree
        return data | ({"uncertainty": dict(each.uncertainty)} if each.uncertainty else {})

    def _aggregated(self, process: Process, number: int) -> Json:
        """A factor as an emission of aggregated greenhouse gases, for the amount of the reference output."""
        found = process.factor
        assert found is not None
        self.lost["factors"] += 1
        identity = f"co2e-aggregated-{found.kind}"
        self.used.add(identity)
        unit = self.inventory.flows[process.reference.flow].unit
        per_unit = found.amount * factor(found.unit, f"kg/({unit})")
        amount = per_unit * (process.reference.amount or 0.0) * factor(process.reference.unit, unit)
        return {
            "@type": "Exchange", "internalId": number, "isInput": False, "isAvoidedProduct": False,
            "isQuantitativeReference": False, "amount": amount, "unit": self._unit_ref("kg", "kg"),
            "flow": {"@type": "Flow", "@id": self._elementary_uuid(elementary_flows()[identity])},
            "flowProperty": self._property_ref("kg"),
            "description": f"{found.gwp_set}, {found.gases}, {found.coverage}, {found.year}: {found.source}",
        }  # fmt: skip


def _file(folder: str, uuid: str) -> str:
    """Name of a data set in the package; a uuid that is no plain name (``1/0``) gets one made from it."""
    name = uuid if re.fullmatch(r"[A-Za-z0-9_-]{1,80}", uuid) else str(uuids.uuid5(SPACE, uuid))
    return f"{folder}/{name}.json"


def _formula(formula: str) -> str:
    """Our arithmetic in openLCA's: ``^`` for powers, ``;`` between arguments, ``ln``."""

    text = formula.replace("**", "^").replace(",", ";")
    return re.sub(r"\blog\b", "ln", text)
