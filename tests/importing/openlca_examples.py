"""A small openLCA package of our own, in both schemas: a refinery, a power station, a works and a waste treatment.

The refinery makes 0.25 l petrol, 0.5 l diesel and 0.1 kg coke from 1 kg of crude oil; its comments say 0.2, 0.4 and
0.1 kg, so the mass shares are 2/7, 4/7 and 1/7. A fourth output was "added for a validator", as in USLCI.
"""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from copy import deepcopy
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Files = dict[str, Any]

KG, L, M3, CUFT, MJ, KWH, ITEM = "u-kg", "u-l", "u-m3", "u-cuft", "u-mj", "u-kwh", "u-item"
_UNITS = {
    "g-mass": ("Units of mass", [(KG, "kg", 1.0), ("u-shtn", "sh tn", 907.18)]),
    "g-volume": ("Units of volume", [(M3, "m3", 1.0), (L, "l", 0.001), (CUFT, "cu ft", 0.02)]),
    "g-energy": ("Units of energy", [(MJ, "MJ", 1.0), (KWH, "kWh", 3.6)]),
    "g-items": ("Units of items", [(ITEM, "Item(s)", 1.0)]),
}
_PROPERTIES = {
    "mass": "g-mass",
    "volume": "g-volume",
    "energy": "g-energy",
    "items": "g-items",
    "ncv": "g-energy",
}
_NAMES = {
    "mass": "Mass",
    "volume": "Volume",
    "energy": "Energy",
    "items": "Number of items",
    "ncv": "Net calorific value",
}
PROPERTY_OF = {
    KG: "mass",
    "u-shtn": "mass",
    L: "volume",
    M3: "volume",
    CUFT: "volume",
    MJ: "energy",
    KWH: "energy",
    ITEM: "items",
}
ARTIFICIAL = "Product Output added for EcoSpold Semantic validation."
_FLOWS: dict[str, tuple[str, str, str, str]] = {
    "f-petrol": ("Petrol, at refinery", "PRODUCT_FLOW", "volume", "Fuels"),
    "f-diesel": ("Diesel, at refinery ", "PRODUCT_FLOW", "volume", "Fuels"),
    "f-coke": ("Petroleum coke", "PRODUCT_FLOW", "mass", "Fuels"),
    "f-refining": ("Refining", "PRODUCT_FLOW", "mass", "Fuels"),
    "f-crude": ("Crude oil", "PRODUCT_FLOW", "mass", "Fuels"),
    "f-power": ("Electricity", "PRODUCT_FLOW", "energy", "Energy"),
    "f-part": ("Part", "PRODUCT_FLOW", "items", "Parts"),
    "f-sludge": ("Sludge", "WASTE_FLOW", "mass", "Wastes"),
    "e-co2": ("Carbon dioxide, fossil ", "ELEMENTARY_FLOW", "mass", "air/unspecified"),
    "e-ch4": ("Methane", "ELEMENTARY_FLOW", "mass", "air/unspecified"),
    "e-cf4": ("Methane, tetrafluoro-, CFC-14", "ELEMENTARY_FLOW", "mass", "air/low population density"),
    "e-lead": ("Lead", "ELEMENTARY_FLOW", "mass", "water/river"),
}  # fmt: skip


def example(schema: int = 1) -> Files:
    """The package: name in it to data."""
    files: Files = {"context.json": {"@vocab": "x"}} if schema == 1 else {"olca-schema.json": {"version": 2}}
    for key, (name, units) in _UNITS.items():
        mark = "referenceUnit" if schema == 1 else "isRefUnit"
        files[f"unit_groups/{key}.json"] = {
            "@id": key, "name": name,
            "units": [
                {"@id": unit, "name": word, "conversionFactor": factor, **({mark: True} if factor == 1 else {})}
                for unit, word, factor in units
            ],
        }  # fmt: skip
    for key, group in _PROPERTIES.items():
        files[f"flow_properties/{key}.json"] = {"@id": key, "name": _NAMES[key], "unitGroup": {"@id": group}}
    for key, (name, kind, prop, category) in _FLOWS.items():
        files[f"flows/{key}.json"] = _flow(schema, key, name, kind, prop, category)
    files["flows/f-coke.json"]["flowProperties"].append(
        {"flowProperty": {"@id": "ncv"}, "conversionFactor": 32.0}
    )
    for process in (_refinery, _power_station, _works, _treatment):
        data = process(schema)
        files[f"processes/{data['@id']}.json"] = data
    files["actors/a.json"] = {"@id": "a", "name": "nobody"}
    return deepcopy(files)


def _flow(schema: int, key: str, name: str, kind: str, prop: str, category: str) -> Json:
    mark = "referenceFlowProperty" if schema == 1 else "isRefFlowProperty"
    stated: Any = category if schema == 2 else {"@id": f"c-{category}", "name": category}
    return {
        "@id": key, "name": name, "flowType": kind, "category": stated,
        "flowProperties": [{mark: True, "flowProperty": {"@id": prop}, "conversionFactor": 1.0}],
    }  # fmt: skip


def exchange(schema: int, flow: str, amount: float, unit: str, is_input: bool = False, **more: Any) -> Json:
    """One exchange; ``reference=True`` marks the quantitative reference."""
    new = schema == 2
    data: Json = {
        "flow": {"@id": flow}, "amount": amount, "unit": {"@id": unit}, "flowProperty": {"@id": PROPERTY_OF[unit]},
        ("isInput" if new else "input"): is_input, ("isAvoidedProduct" if new else "avoidedProduct"): False,
    }  # fmt: skip
    if more.pop("reference", False):
        data["isQuantitativeReference" if new else "quantitativeReference"] = True
    return data | more


def _process(key: str, name: str, schema: int, exchanges: list[Json], **more: Any) -> Json:
    for number, each in enumerate(exchanges, 1):
        each["internalId" if schema == 2 else "@id"] = number if schema == 2 else f"{key}-{number}"
    return {
        "@id": key, "name": name, "processType": "UNIT_PROCESS", "location": {"@id": "l", "name": "US"},
        "processDocumentation": {"validUntil": "2010-12-31", "technologyDescription": "as built"},
        "exchanges": exchanges, **more,
    }  # fmt: skip


def _refinery(schema: int) -> Json:
    said = "Mass ({} kg/kg output) used for allocation."
    outputs = [
        exchange(schema, "f-petrol", 0.25, L, reference=True, description=said.format("0.2")),
        exchange(schema, "f-diesel", 0.5, L, description=said.format("0.4")),
        exchange(schema, "f-coke", 0.1, KG),
        exchange(schema, "f-refining", 1.0, KG, description=ARTIFICIAL),
    ]
    inputs = [
        exchange(
            schema, "f-crude", 1.0, KG, True,
            uncertainty={"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 1.0, "geomSd": 1.1},
        ),
        exchange(schema, "f-power", 0.1, KWH, True),
    ]  # fmt: skip
    emissions = [
        exchange(schema, "e-co2", 0.2, KG, amountFormula="Crude*EF_Refinery"),
        exchange(schema, "e-ch4", 0.001, KG),
        exchange(schema, "e-lead", 1e-6, KG, uncertainty={"distributionType": "UNIFORM_DISTRIBUTION", "minimum": 0, "maximum": 1}),
    ]  # fmt: skip
    is_input = "isInputParameter" if schema == 2 else "inputParameter"
    parameters = [
        {
            "name": "EF_refinery", "value": 0.2, is_input: True,
            "uncertainty": {"distributionType": "TRIANGLE_DISTRIBUTION", "minimum": 0.1, "mode": 0.2, "maximum": 0.4},
        },
        {"name": "crude", "value": 1.0, is_input: False, "formula": "2^0"},
    ]  # fmt: skip
    factors = [
        {"allocationType": kind, "product": {"@id": flow}, "value": value}
        for kind, values in (
            ("PHYSICAL_ALLOCATION", (0.3, 0.5, 0.2)),
            ("ECONOMIC_ALLOCATION", (0.6, 0.4, 0.0)),
        )
        for flow, value in zip(("f-petrol", "f-diesel", "f-coke"), values, strict=True)
    ]
    return _process(
        "p-refinery", "Refining of oil", schema, [*outputs, *inputs, *emissions], parameters=parameters,
        allocationFactors=factors,
    )  # fmt: skip


def _power_station(schema: int) -> Json:
    return _process(
        "p-power", "Power station", schema,
        [
            exchange(schema, "f-power", 3.6, MJ, reference=True),
            exchange(schema, "f-diesel", 0.01, CUFT, True, defaultProvider={"@id": "p-refinery"}),
            exchange(schema, "e-co2", 0.7, KG, uncertainty={"distributionType": "NORMAL_DISTRIBUTION", "mean": 0.7, "sd": 0.1}),
        ],
    )  # fmt: skip


def _works(schema: int) -> Json:
    return _process(
        "p-works", "Works", schema,
        [
            exchange(schema, "f-part", 2.0, ITEM, reference=True, description="The mass of 1 Item is 5 kg"),
            exchange(schema, "f-power", 1.0, KWH, True, amountFormula="IF(a=0;1;2)"),
            exchange(schema, "f-sludge", 3.0, KG, dqEntry="(1;2;3;4;5)"),
            exchange(schema, "e-cf4", 0.001, KG, uncertainty={"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 0.001, "geomSd": 0.0}),
        ],
    )  # fmt: skip


def _treatment(schema: int) -> Json:
    return _process(
        "p-treatment", "Treatment of sludge", schema,
        [
            exchange(schema, "f-sludge", 1.0, KG, True, reference=True),
            exchange(schema, "f-power", 0.2, KWH, True),
            exchange(schema, "e-co2", 0.05, KG),
        ],
    )  # fmt: skip


def to_folder(files: Files, place: Path) -> Path:
    """Write a package as a folder; text and bytes are written as they are."""
    for name, data in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_bytes(data))
    return place


def to_zip(files: Files, place: Path) -> Path:
    """Write a package as a zip."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(name, to_bytes(data))
    return place


def to_tar(files: Files, place: Path) -> Path:
    """Write a package as a .tar.xz."""
    with tarfile.open(place, "w:xz") as opened:
        for name, data in files.items():
            content = to_bytes(data)
            info = tarfile.TarInfo(name)
            info.size = len(content)
            opened.addfile(info, io.BytesIO(content))
    return place


def to_bytes(data: Any) -> bytes:
    if isinstance(data, bytes):
        return data
    return data.encode() if isinstance(data, str) else json.dumps(data).encode()
