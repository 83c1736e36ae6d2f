"""A valid PACT record of our own, to be changed field by field; heads of exports."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

REMOVE = object()
IDENTITY = "3f1c1c2e-8d0b-4b4e-9a52-0a1f6f3b7c11"

RECORD: dict[str, Any] = {
    "id": IDENTITY,
    "specVersion": "3.0.0",
    "created": "2026-02-01T08:00:00Z",
    "status": "Active",
    "validityPeriodStart": "2026-01-01T00:00:00Z",
    "validityPeriodEnd": "2029-01-01T00:00:00Z",
    "companyName": "Board works",
    "companyIds": ["urn:pact:board.example:supplier-id:7"],
    "productDescription": "Particle board, 18 mm",
    "productIds": ["urn:gtin:4000000000006"],
    "productNameCompany": "Board 18",
    "pcf": {
        "declaredUnitOfMeasurement": "kilogram",
        "declaredUnitAmount": "2",
        "productMassPerDeclaredUnit": "2",
        "referencePeriodStart": "2025-01-01T00:00:00Z",
        "referencePeriodEnd": "2026-01-01T00:00:00Z",
        "geographyCountry": "CN",
        "pcfExcludingBiogenicUptake": "1.5",
        "pcfIncludingBiogenicUptake": "-1.3",
        "fossilCarbonContent": "0.05",
        "biogenicCarbonContent": "0.76",
        "fossilGhgEmissions": "1.25",
        "landUseChangeGhgEmissions": "0.1",
        "landManagementBiogenicCO2Emissions": "0.2",
        "landManagementBiogenicCO2Removals": "-0.1",
        "landManagementFossilGhgEmissions": "0.03",
        "biogenicCO2Uptake": "-2.8",
        "biogenicNonCO2Emissions": "0.05",
        "aircraftGhgEmissions": "0",
        "packagingEmissionsIncluded": False,
        "ccsTechnologicalCO2CaptureIncluded": False,
        "ipccCharacterizationFactors": ["AR6"],
        "crossSectoralStandards": ["PACT-3.0"],
        "productOrSectorSpecificRules": [
            {"operator": "Other", "ruleNames": ["Board rule 1"], "otherOperatorName": "Board association"}
        ],
        "exemptedEmissionsPercent": "0",
        "primaryDataShare": "40.5",
        "dqi": {"technologicalDQR": "1.5", "geographicalDQR": "2", "temporalDQR": "1"},
    },
}


def record(**changes: Any) -> dict[str, Any]:
    """The record with other fields; ``pcf__name`` is a field of the footprint, REMOVE takes one away."""
    found = deepcopy(RECORD)
    for name, value in changes.items():
        place, key = (found["pcf"], name.removeprefix("pcf__")) if name.startswith("pcf__") else (found, name)
        if value is REMOVE:
            place.pop(key, None)
        else:
            place[key] = value
    return found


def written(folder: Path, data: Any, name: str = "record.json") -> Path:
    """Write JSON (or a text as it is) to a file."""
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


HEAD = """format: rulewright-pact/1
company_name: 示例公司 Example
company_ids: ["urn:pact:example.com:supplier-id:1"]
product_name: Assembly 1
product_ids: ["urn:gtin:4712345060507"]
reference_period: {start: 2025-01-01, end: 2026-01-01}
"""
