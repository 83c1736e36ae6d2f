"""A result as a PACT record of version 3: what the study knows, what its owner states, and a list of what is lacking.

Nothing is invented. What the record requires and neither the study nor the head file says is refused, all at once.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright import __version__
from rulewright.errors import MistakesError
from rulewright.exchange.decimals import rounded, text
from rulewright.exchange.pact_amounts import CO2_PER_C, declared_unit
from rulewright.exchange.pact_head import PactHead, Period
from rulewright.exchange.pact_statements import Statements, first, moment, optional
from rulewright.exchange.pact_v3 import WITHOUT_MASS, ProductFootprint
from rulewright.reporting.sentences import Sentence, number
from rulewright.whole_files import write_file

if TYPE_CHECKING:
    from rulewright.study import Result

VERSION = "3.0.0"

NO_BIOGENIC = Sentence(
    "系统吸收的生物源 CO2 不多于排放的，因此产品中没有生物碳，其碳视为化石碳。",
    "The system takes up no more biogenic CO2 than it emits, so no biogenic carbon leaves in the product: its carbon counts as fossil.",
)
BLANK = Sentence(
    "未写的字段：{names}；清单没有这些数据。",
    "Fields left blank: {names}; the inventory has no data on them.",
)
GWP = Sentence(
    "{count} 个汇总因子没有说明 GWP 来源：{names}。",
    "{count} aggregated factors don't state their GWP set: {names}.",
)
CARBON = Sentence(
    "吸收 {uptake} kg CO2 相当于 {content} kg 碳，而产品含生物碳 {stated} kg。",
    "An uptake of {uptake} kg CO2 stands for {content} kg of carbon, but the product holds {stated} kg of biogenic carbon.",
)


class PactGapsError(MistakesError):
    """A record lacks what the study cannot know."""


@dataclass(frozen=True)
class PactExport:
    """A record with the result that it is made of, and notes on how."""

    record: ProductFootprint
    result: Result
    _notes: tuple[tuple[Sentence, dict[str, Any]], ...]

    def to_dict(self) -> dict[str, Any]:
        """The record as plain data; what is absent has no key."""
        return self.record.model_dump(mode="json", by_alias=True, exclude_none=True)

    def to_json(self) -> str:
        """The record as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """What the numbers rest on, and what is blank."""
        return [sentence(lang, **gaps) for sentence, gaps in self._notes]

    def write(self, path: Path | str) -> Path:
        """Write the record; an existing file is replaced whole or not at all.

        Raises
        ------
        FileError
            If the file can't be written; nothing is changed then.
        """
        return write_file(path, (self.to_json() + "\n").encode())


def pact_footprint(
    result: Result, head: PactHead | None = None, created: datetime | None = None
) -> PactExport:
    """Make the PACT record of one rule's result.

    Parameters
    ----------
    head
        What the data owner states; see :class:`~rulewright.exchange.pact_head.PactHead`.
    created
        Time of the record, now if left out. The record's id follows from its content, this time included.

    Raises
    ------
    PactGapsError
        With everything that is required and that neither the study nor the head says.
    """
    return _Maker(result, head or PactHead(), created or datetime.now(UTC).replace(microsecond=0)).made()


class _Maker(Statements):
    """Collects fields, gaps and notes of one record."""

    def __init__(self, result: Result, head: PactHead, created: datetime) -> None:
        super().__init__(result, head)
        self.created = created

    def made(self) -> PactExport:
        pcf = self._footprint()
        fields = self._about()
        if self.gaps:
            raise PactGapsError(f"what this PACT record lacks: {len(self.gaps)}", self.gaps)
        fields["pcf"] = {name: value for name, value in pcf.items() if value is not None}
        fields = {name: value for name, value in fields.items() if value is not None}
        content = json.dumps(fields, ensure_ascii=False, sort_keys=True)
        fields["id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, content))
        record = ProductFootprint.model_validate_json(json.dumps(fields))
        return PactExport(record, self.result, tuple(self.notes))

    # -- who and which product --------------------------------------------------------------------------

    def _about(self) -> dict[str, Any]:
        head, result = self.head, self.result
        validity = head.validity
        comment = [
            f"Calculated with rulewright {__version__}: rule {result.rule.id} ({result.rule.hash}), inventory "
            f"{result.inventory.id} {result.inventory.file.version} ({result.inventory.hash}), {len(result.ledger)} decisions, "
            f"{len(result.declared)} of them declared by the user.",
            *self._apart(),
            *([head.comment] if head.comment else []),
        ]  # fmt: skip
        return {
            "specVersion": VERSION,
            "precedingPfIds": head.preceding_ids or None,
            "created": moment(self.created),
            "status": "Active",
            "validityPeriodStart": moment(validity.start) if validity else None,
            "validityPeriodEnd": moment(validity.end) if validity else None,
            "companyName": self.stated(head.company_name, "company", "公司", "company_name"),
            "companyIds": self.stated(
                head.company_ids, "company's identifiers (URNs)", "公司的标识（URN）", "company_ids"
            ),
            "productDescription": head.product_description or result.inventory.file.title.en,
            "productIds": self.stated(
                head.product_ids, "product's identifiers (URNs)", "产品的标识（URN）", "product_ids"
            ),
            "productClassifications": head.product_classifications or None,
            "productNameCompany": self.stated(
                head.product_name, "product's trade name", "产品的商品名", "product_name"
            ),
            "comment": " ".join(comment),
        }

    def _apart(self) -> Iterator[str]:
        apart = [
            f"{each.name} {number(each.kg_co2e)} kg CO2e"
            for each in self.result.evaluation.credits
            if not each.in_total
        ]
        if apart:
            yield f"Not in the footprint (per declared unit of the study): {', '.join(apart)}."

    # -- the footprint ----------------------------------------------------------------------------------

    def _footprint(self) -> dict[str, Any]:
        head, amounts = self.head, self.amounts
        unit = amounts.unit
        if unit is None:
            product = self.result.inventory.flows[self.result.applied.product]
            self.lacking(
                f"the data model has no unit for '{product.unit}'",
                "count the product in kg, kWh, MJ, L, m3, m2 or pieces",
            )
        period = self.stated(
            head.reference_period, "reference period of the activity data", "活动数据的时段", "reference_period: {start, end}",
        )  # fmt: skip
        mass, fossil, biogenic = self._contents()
        return {
            "declaredUnitOfMeasurement": unit,
            "declaredUnitAmount": text(head.declared_unit_amount),
            "productMassPerDeclaredUnit": mass,
            **self._period(period),
            **self.place(),
            "boundaryProcessesDescription": self.processes(),
            "fossilCarbonContent": fossil,
            "biogenicCarbonContent": biogenic,
            "recycledCarbonContent": optional(head.recycled_carbon_kg),
            **self._emissions(biogenic),
            **self.packaging(),
            "outboundLogisticsGhgEmissions": optional(head.outbound_logistics_kg_co2e),
            "ccsTechnologicalCO2CaptureIncluded": head.ccs_included,
            "ipccCharacterizationFactors": list(amounts.gwp_reports),
            **self.rules(),
            **self.exempted(),
            "allocationRulesDescription": self.allocation(),
            "secondaryEmissionFactorSources": self.sources(),
            **self.quality(),
            "verification": self.verification(),
        }

    def _emissions(self, biogenic: str | None) -> dict[str, Any]:
        amounts = self.amounts
        if amounts.fossil < 0:
            self.lacking(
                f"fossil emissions are negative ({number(amounts.fossil)} kg CO2e): credits exceed burdens, which a record cannot hold",
                "use a rule that doesn't credit, or report the credits apart",
            )  # fmt: skip
        if amounts.uptake > 0:
            self.lacking(
                f"more biogenic CO2 is emitted than taken up ({number(amounts.uptake)} kg): the inventory lacks an uptake",
                "give the uptake (co2-uptake) where the biomass grows",
            )  # fmt: skip
        if amounts.unsplit:
            self.lacking(
                f"aggregated factors of biogenic kind ({number(amounts.unsplit)} kg CO2e) hold CO2 and methane together",
                "give their emissions gas by gas",
            )  # fmt: skip
        if amounts.unknown_gwp:
            names = first(amounts.unknown_gwp)
            self.notes.append((GWP, {"count": len(amounts.unknown_gwp), "names": names}))
        named = {
            "fossilGhgEmissions": amounts.fossil, "landUseChangeGhgEmissions": amounts.land_use_change,
            "biogenicNonCO2Emissions": amounts.biogenic_other, "biogenicCO2Uptake": amounts.uptake,
        }  # fmt: skip
        parts = rounded(named)
        excluding = sum(value for name, value in parts.items() if name != "biogenicCO2Uptake")
        aircraft = rounded({"aircraft": amounts.aircraft, "whole": amounts.fossil})["aircraft"]
        zero = biogenic == "0"  # nothing biogenic in product or system: the fields are known to be 0
        blank = []
        written: dict[str, Any] = {name: text(value) for name, value in parts.items()}
        for name, has in (
            ("landUseChangeGhgEmissions", amounts.has_land_use_change),
            ("biogenicNonCO2Emissions", amounts.has_biogenic),
            ("biogenicCO2Uptake", amounts.has_biogenic or biogenic is not None),
        ):
            if not has and not zero:
                written[name] = None
                blank.append(name)
        if blank:
            self.notes.append((BLANK, {"names": ", ".join(blank)}))
        return {
            "pcfExcludingBiogenicUptake": text(excluding),
            "pcfIncludingBiogenicUptake": text(excluding + parts["biogenicCO2Uptake"]),
            **written,
            "aircraftGhgEmissions": text(aircraft) if aircraft else None,
        }

    def _contents(self) -> tuple[str | None, str | None, str | None]:
        """Mass, fossil and biogenic carbon per declared unit."""
        head, result, amounts = self.head, self.result, self.amounts
        product = result.applied.product
        per_unit = declared_unit(result.inventory.flows[product].unit)[1] * head.declared_unit_amount

        def content(name: str) -> float | None:
            found = result.inventory.property_value(result.applied.process, product, name)
            return None if found is None else found.quantity.amount * per_unit

        mass = head.product_mass_kg if head.product_mass_kg is not None else content("mass")
        if amounts.unit in WITHOUT_MASS and head.product_mass_kg is None:
            mass = 0.0
        if mass is None:
            self.lacking(
                "nobody states the mass of the product",
                "give the product the property mass, or state product_mass_kg",
            )
        carbon = content("carbon")
        biogenic = (
            head.biogenic_carbon_kg if head.biogenic_carbon_kg is not None else content("biogenic_carbon")
        )
        if biogenic is None and not amounts.uptake and not amounts.unsplit:
            biogenic = 0.0  # no biomass enters, so none can leave
            self.notes.append((NO_BIOGENIC, {}))
        fossil = head.fossil_carbon_kg
        if fossil is None and carbon is not None and biogenic is not None:
            fossil = max(carbon - biogenic, 0.0)
        if fossil is None:
            self.lacking(
                "nobody states the fossil carbon in the product",
                "give the product the properties carbon and biogenic_carbon, or state fossil_carbon_kg",
            )
        if (
            biogenic is not None
            and amounts.uptake < 0
            and abs(-amounts.uptake / CO2_PER_C - biogenic) > 0.05 * biogenic + 1e-9
        ):
            self.notes.append(
                (CARBON, {"uptake": number(-amounts.uptake), "content": number(-amounts.uptake / CO2_PER_C), "stated": number(biogenic)})
            )  # fmt: skip
        return optional(mass), optional(fossil), optional(biogenic)

    def _period(self, period: Period | None) -> dict[str, Any]:
        if period is not None and period.end <= period.start:
            self.lacking(
                f"the reference period ends at {period.end}, not after {period.start}",
                "let it end later; the end is not part of it",
            )
        return {
            "referencePeriodStart": moment(period.start) if period else None,
            "referencePeriodEnd": moment(period.end) if period else None,
        }
