"""A supplier's PACT record as data of a study: a module in the place of a process, or an inventory of one process.

The number enters as it was handed over (convention 11): with its GWP set, its period, and its share of primary data. A
record that breaks the data model or its sums is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from rulewright.drafting.findings import Finding
from rulewright.errors import Mistake, MistakesError, RulewrightError
from rulewright.exchange.fields import parse_time
from rulewright.exchange.pact_amounts import UNITS
from rulewright.exchange.pact_check import field_findings, read_records, version_of
from rulewright.exchange.pact_rules import between_fields, place
from rulewright.inventory import INVENTORY_FORMAT, InventoryFile
from rulewright.modules import Module
from rulewright.reading.validation import listed, title

Total = Literal["excluding", "including"]
# version -> unit, amount, totals, primary-data share, GWP reports, cross-sectoral standards
KEYS: dict[str, dict[str, str]] = {
    "3": {
        "unit": "declaredUnitOfMeasurement", "amount": "declaredUnitAmount", "excluding": "pcfExcludingBiogenicUptake",
        "including": "pcfIncludingBiogenicUptake", "reports": "ipccCharacterizationFactors", "standards": "crossSectoralStandards",
    },
    "2": {
        "unit": "declaredUnit", "amount": "unitaryProductAmount", "excluding": "pCfExcludingBiogenic",
        "including": "pCfIncludingBiogenic", "reports": "ipccCharacterizationFactorsSources",
        "standards": "crossSectoralStandardsUsed",
    },
}  # fmt: skip
SETS = {
    "AR4": "ar4",
    "AR6": "ar6",
}  # AR5 is published with and without climate-carbon feedback, so it says too little
NOT_STATED = "not_stated"


class PactRecordError(MistakesError):
    """A record that breaks the data model, or that no study can use."""


class PactChoiceError(RulewrightError):
    """A file holds several records, and none of them is named."""


@dataclass(frozen=True, slots=True)
class Supplied:
    """What a study takes from one record; amounts per unit of ours [kg CO2e per ``unit``].

    ``gwp_set``: "not_stated" if the record names several reports, or AR5, which has two sets.
    """

    id: str
    company: str
    product: str
    unit: str
    excluding_kg_co2e: float
    including_kg_co2e: float | None
    gwp_set: str
    year: int
    location: str
    primary_share: float | None
    standards: tuple[str, ...]
    key: str

    def total(self, which: Total) -> float:
        """One of the two totals [kg CO2e per unit].

        Raises
        ------
        PactRecordError
            If the record doesn't give it.
        """
        value = self.excluding_kg_co2e if which == "excluding" else self.including_kg_co2e
        if value is None:
            mistake = Mistake(
                "the record gives no total with biogenic uptake",
                f"record {self.id}",
                "take the total without uptake",
            )
            raise PactRecordError(title("file", self.id, [mistake]), [mistake])
        return value


def read_pact(source: str | Path, record: str | None = None) -> Supplied:
    """Read one record of a file.

    Parameters
    ----------
    record
        Id of the record; needed if the file holds several.

    Raises
    ------
    FileError
        If the file can't be read.
    PactChoiceError
        If the file holds several records and none is named, or not this one.
    PactRecordError
        With everything that breaks the data model, its sums, or its use here.
    """
    found = read_records(source)
    chosen = [(at, each) for at, each in found.records if record is None or each.get("id") == record]
    if len(chosen) != 1 and found.records:
        ids = listed(str(each.get("id")) for _, each in found.records)
        raise PactChoiceError(
            f"{len(chosen)} of {len(found.records)} records fit", str(source), f"name one by its id: {ids}"
        )
    findings = list(found.findings)
    for at, each in chosen:
        version = version_of(each)
        if version is None:
            where = f"{source} {place(*at, 'specVersion').en}"
            mistake = Mistake(
                f"version '{each.get('specVersion')}' of the data model is not read",
                where,
                "ask for version 3",
            )
            raise PactRecordError(title("file", source, [mistake]), [mistake])
        findings += field_findings(each, at)
        findings += between_fields(each, at) if version == "3" else ()
    mistakes = [_mistake(each, source) for each in findings if each.kind == "defect"]
    if not mistakes and chosen:
        mistakes = list(_unusable(chosen[0][1], source))
    if mistakes or not chosen:
        mistakes = mistakes or [Mistake("there is no record", str(source), "ask for the record itself")]
        raise PactRecordError(title("file", source, mistakes), mistakes)
    return _supplied(chosen[0][1])


def module_from_pact(
    source: str | Path, flow: str, total: Total = "excluding", record: str | None = None
) -> Module:
    """A record as a module: the product ``flow`` of a study enters with the supplier's footprint.

    Examples
    --------
    ``rw.Study("my-car", modules={"battery-pack": "supplier.json"})`` does this with the total without uptake.
    """
    found = read_pact(source, record)
    return Module(
        flow, found.unit, found.total(total), " + ".join(found.standards), found.key, f"{found.company}, {found.product}",
        found.id, found.gwp_set, found.year, found.primary_share,
    )  # fmt: skip


def inventory_from_pact(
    source: str | Path, flow: str, total: Total = "excluding", record: str | None = None
) -> InventoryFile:
    """A record as an inventory of one process with an aggregated factor, to be named as ``background:``.

    The share of primary data stands in the note of the factor alone, where nothing is computed from it; a module keeps it.
    """
    found = read_pact(source, record)
    name = {"zh": found.product, "en": found.product}
    origin = f"PACT record {found.id} of {found.company}, {' + '.join(found.standards)}"
    stated = found.primary_share
    share = (
        "" if stated is None else f"; share of primary data {stated:.4g}, which no data quality counts here"
    )
    data = {
        "format": INVENTORY_FORMAT,
        "id": f"pact-{_slug(found.id)}",
        "title": {"zh": f"{found.company}：{found.product}", "en": f"{found.company}: {found.product}"},
        "version": "1.0",
        "licence": "as agreed with the supplier",
        "geography": found.location,
        "year": found.year,
        "sources": {"record": origin},
        "products": [{"id": flow, "name": name, "unit": found.unit}],
        "processes": [
            {
                "id": f"{flow}-supplier",
                "name": {"zh": f"{found.product}（供应商）", "en": f"{found.product} (supplier)"},
                "stage": "raw_materials",
                "location": found.location,
                "year": found.year,
                "outputs": [
                    {"flow": flow, "amount": 1.0, "unit": found.unit, "class": "product", "source": "record", "mark": "declared"}
                ],
                "factor": {
                    "amount": found.total(total), "unit": f"kg/({found.unit})", "gwp_set": found.gwp_set, "gases": "all",
                    "coverage": "production", "year": found.year, "source": "record", "mark": "declared",
                    "note": f"total {total} biogenic uptake{share}",
                },
            }
        ],
    }  # fmt: skip
    return InventoryFile.model_validate_json(json.dumps(data), strict=True)


# ---- helpers ------------------------------------------------------------------------------------------------


def _supplied(record: dict[str, Any]) -> Supplied:
    pcf, keys = record["pcf"], KEYS[version_of(record) or "3"]
    amount = Decimal(pcf[keys["amount"]])
    reports = pcf.get(keys["reports"]) or [pcf.get("characterizationFactors")]
    share = pcf.get("primaryDataShare")
    last = parse_time(pcf["referencePeriodEnd"]) - timedelta(microseconds=1)
    including = pcf.get(keys["including"])
    content = json.dumps(record, sort_keys=True, ensure_ascii=False)
    return Supplied(
        record["id"], record["companyName"], record["productNameCompany"], UNITS[pcf[keys["unit"]]],
        float(Decimal(pcf[keys["excluding"]]) / amount), None if including is None else float(Decimal(including) / amount),
        SETS.get(reports[0], NOT_STATED) if len(reports) == 1 else NOT_STATED, last.year, _location(pcf),
        None if share is None else float(share) / 100, tuple(pcf[keys["standards"]]),
        hashlib.sha256(content.encode()).hexdigest()[:16],
    )  # fmt: skip


def _unusable(record: dict[str, Any], source: str | Path) -> list[Mistake]:
    """What a valid record may say and a study cannot use."""
    keys, where = KEYS[version_of(record) or "3"], f"{source} record {record['id']}"
    found = []
    unit = record["pcf"][keys["unit"]]
    if unit not in UNITS:
        found.append(
            Mistake(
                f"inventories don't count in '{unit}'", where, "ask for a record per kg, piece, kWh or MJ"
            )
        )
    if record["status"] == "Deprecated":
        found.append(Mistake("the record is deprecated", where, "ask for the one that replaces it"))
    return found


def _location(pcf: dict[str, Any]) -> str:
    names = ("geographyCountrySubdivision", "geographyCountry", "geographyRegionOrSubregion")
    return next((pcf[name] for name in names if pcf.get(name)), "GLO")


def _mistake(finding: Finding, source: str | Path) -> Mistake:
    mend = "look at it with `rulewright pact check`, and ask the supplier for a record without mistakes"
    return Mistake(finding.what.en, f"{source} {finding.place.en}", mend, what_zh=finding.what.zh)


def _slug(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")
