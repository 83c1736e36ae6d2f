"""What a PACT record says beside its amounts: place, processes, rules, exemptions, allocation, sources, data quality."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from rulewright.errors import Mistake
from rulewright.exchange.decimals import rounded, text
from rulewright.exchange.pact_amounts import amounts_of
from rulewright.exchange.pact_head import PactHead
from rulewright.exchange.rule_urn import rule_urn
from rulewright.reporting.sentences import Sentence
from rulewright.rule import RuleFile
from rulewright.words import STAGES, say

if TYPE_CHECKING:
    from rulewright.analysis.data_quality_result import DataQuality
    from rulewright.study import Result

STANDARDS = {
    "iso-14067-2018": "ISO14067", "iso-14044-2006": "ISO14040-44", "ghg-protocol-product-2011": "GHGP-Product", "pef-2021": "PEF",
    "pact-2": "PACT-2.0", "pact-3": "PACT-3.0", "pas-2050-2011": "PAS2050",
}  # fmt: skip
OPERATORS = {"International EPD System": "EPD International"}
WITH_UPTAKE = ("catena-x-4",)  # rules whose primary-data share counts uptake: Catena-X v4.0.1, 4.1
MOST_PROCESSES = 40

PRIMARY = Sentence(
    "primaryDataShare 为 {share:.1%}：只计声明为初级的数据；未声明的若都是初级，至多 {most:.1%}。",
    "primaryDataShare is {share:.1%}: what is declared primary; at most {most:.1%} if all that is not declared were primary.",
)
RATED = Sentence(
    "dqi 未写：只有 {coverage:.1%} 的贡献有评分（unrated: worst 时未评的按 5）。",
    "dqi is left out: {coverage:.1%} of the contributions are rated (with unrated: worst the rest counts as 5).",
)
WORST = Sentence(
    "dqi：没有评分的贡献（{share:.1%}）按 5 计。",
    "dqi: contributions without a score ({share:.1%}) count as 5.",
)


class Statements:
    """Statements of one record; what is lacking is collected in ``gaps``, what a reader should know in ``notes``."""

    def __init__(self, result: Result, head: PactHead) -> None:
        self.result, self.head = result, head
        self.where = f"inventory {result.inventory.id}, rule {result.rule.id}"
        self.gaps: list[Mistake] = []
        self.notes: list[tuple[Sentence, dict[str, Any]]] = []
        self.amounts = amounts_of(result, head.declared_unit_amount)

    def lacking(self, what: str, mend: str, what_zh: str = "") -> None:
        """Collect something that is required and not known."""
        self.gaps.append(Mistake(what, self.where, mend, what_zh=what_zh))

    def stated(self, value: Any, what: str, what_zh: str, key: str) -> Any:
        """A value of the head, which has to be there."""
        if not value:
            self.lacking(f"nobody states the {what}", f"state {key} in the head file", f"没有给出：{what_zh}")
        return value

    def place(self) -> dict[str, str]:
        """Where the footprint holds: as stated, or the inventory's geography."""
        stated = self.head.place
        if stated is not None:
            found = {
                "geographyRegionOrSubregion": stated.region, "geographyCountry": stated.country,
                "geographyCountrySubdivision": stated.subdivision,
            }  # fmt: skip
            named = {name: value for name, value in found.items() if value is not None}
            if len(named) + stated.is_global != 1:
                self.lacking(
                    "place names no level of geography, or more than one",
                    "state one of country, subdivision, region, global",
                )
            return named
        location = self.result.inventory.file.geography
        if (
            len(location) == 2 and location.isalpha() and location.isupper() and location != "EU"
        ):  # no country
            return {"geographyCountry": location}
        if len(location) in range(4, 7) and location[2] == "-" and location[:2].isalpha():
            return {"geographyCountrySubdivision": location}
        if location == "GLO":
            return {}
        self.lacking(f"'{location}' is no country or subdivision of ISO 3166", "state place in the head file")
        return {}

    def processes(self) -> str:
        """Processes of the system by stage, with the boundary of the rule."""
        processes = self.result.inventory.processes
        by_stage: dict[str, dict[str, None]] = {}
        for node in self.result.system.nodes:
            if not node.is_credit and node.process in processes:
                by_stage.setdefault(node.stage, {})[processes[node.process].name.en] = None
        said = [
            f"{number_}) {say(stage, 'en').capitalize()}: {_some(list(by_stage[stage]))}"
            for number_, stage in enumerate((each for each in STAGES if each in by_stage), 1)
        ]
        return "; ".join(said)

    # -- rules, exemptions, allocation, sources ---------------------------------------------------------

    def rules(self) -> dict[str, Any]:
        """Cross-sectoral standards and product rules that the result was made by."""
        head, chain = self.head, _editions(self.result.rule.chain)
        standards = head.cross_sectoral_standards or list(
            dict.fromkeys(STANDARDS[file.id] for file in chain if file.id in STANDARDS)
        )
        if not standards:
            self.lacking(
                f"rule {self.result.rule.id} rests on none of the cross-sectoral standards that records name",
                "state cross_sectoral_standards in the head file, e.g. [ISO14067]",
            )
        specific = []
        for file in chain:
            if file.id in STANDARDS:
                continue
            domain = head.rule_domains.get(file.id)
            name = rule_urn(file, domain) if domain else f"{file.document.number} {file.document.title.en}"
            operator = OPERATORS.get(file.document.issuer, "Other")
            rule = {"operator": operator, "ruleNames": [name]}
            specific.append(
                rule if operator != "Other" else {**rule, "otherOperatorName": file.document.issuer}
            )
        return {"crossSectoralStandards": standards, "productOrSectorSpecificRules": specific or None}

    def exempted(self) -> dict[str, Any]:
        """Share of emissions left out, and why; data gaps make it unknown."""
        head = self.head
        shares = [each.values.get("share_left_out") for each in self.result.ledger if each.step == "cut_off"]
        cut = sum(float(share) for share in shares if share is not None)
        missing = sorted(self.result.applied.gaps)
        if head.exempted_emissions_percent is not None:
            percent, why = head.exempted_emissions_percent, head.exempted_emissions_description
        elif missing:
            self.lacking(
                f"{len(missing)} exchanges without data are left out ({first(missing)}); nobody states how much they emit",
                "close the gaps, or state exempted_emissions_percent and exempted_emissions_description",
            )
            return {}
        else:
            percent, why = 100 * cut, head.exempted_emissions_description
        said = [why] if why else []
        if cut and not why:
            said.append(f"Left out by the rule's cut-off: {_some(sorted(self.result.applied.cut))}.")
        if missing:
            said.append(f"Left out for want of data: {_some(missing)}.")
        return {
            "exemptedEmissionsPercent": text(rounded({"share": percent}, 4)["share"]),
            "exemptedEmissionsDescription": " ".join(said) or None,
        }

    def packaging(self) -> dict[str, Any]:
        """Whether packaging is inside, and its emissions."""
        head, found = self.head, self.amounts.packaging
        included = head.packaging_included if head.packaging_included is not None else found is not None
        own = head.packaging_kg_co2e if head.packaging_kg_co2e is not None else found
        if not included and head.packaging_kg_co2e is not None:
            self.lacking(
                "packaging is said to be left out, yet its emissions are stated",
                "state packaging_included: true, or no emissions",
            )
        return {
            "packagingEmissionsIncluded": included,
            "packagingGhgEmissions": optional(own) if included else None,
            "packagingBiogenicCarbonContent": optional(head.packaging_biogenic_carbon_kg),
        }

    def allocation(self) -> str | None:
        """Decisions on the allocation of the study's own processes."""
        own = {process.id for process in self.result.inventory.file.processes}
        said = [
            decision.what.en for decision in self.result.ledger
            if decision.step == "allocation" and decision.subject.partition("|")[0] in own
        ]  # fmt: skip
        return " ".join(dict.fromkeys(said)) or None

    def sources(self) -> list[dict[str, str]] | None:
        """Inventories and backgrounds behind the own one, from which processes are used."""
        if self.head.secondary_sources:
            return [{"name": each.name, "version": each.version} for each in self.head.secondary_sources]
        used = {node.process for node in self.result.system.nodes}
        found = [
            {"name": f"Rulewright {file.id}", "version": file.version}
            for file in self.result.inventory.backgrounds
            if any(process.id in used for process in file.processes)
        ]
        return found or None

    def quality(self) -> dict[str, Any]:
        """Share of primary data and ratings."""
        from rulewright.analysis.data_quality import data_quality

        head = self.head
        uptake = any(file.id in WITH_UPTAKE for file in self.result.rule.chain)
        quality = data_quality(self.result, uptake=uptake)
        share = head.primary_data_share_percent
        if share is None and quality.primary_share is not None:
            share = 100 * quality.primary_share
            most = quality.possible_primary_share or 0.0
            self.notes.append((PRIMARY, {"share": quality.primary_share, "most": most}))
        ratings = self._ratings(quality)
        return {
            "primaryDataShare": None if share is None else text(rounded({"share": share}, 4)["share"]),
            "dqi": ratings,
        }

    def _ratings(self, quality: DataQuality) -> dict[str, str] | None:
        names = {
            "technologicalDQR": "technology",
            "geographicalDQR": "geographical",
            "temporalDQR": "temporal",
        }
        stated = self.head.ratings
        if stated is not None:
            given = {
                "technology": stated.technological,
                "geographical": stated.geographical,
                "temporal": stated.temporal,
            }
            return {name: text(given[own]) for name, own in names.items()}
        found = {name: quality.rating(own) for name, own in names.items()}
        coverage = min(each.coverage for each in found.values())
        complete = coverage > 1 - 1e-9
        if not complete and self.head.unrated == "omit":
            self.notes.append((RATED, {"coverage": coverage}))
            return None
        if not complete:
            self.notes.append((WORST, {"share": 1 - coverage}))
        values = {name: each.most for name, each in found.items()}
        return {
            name: text(rounded({"x": value}, 3)["x"]) for name, value in values.items() if value is not None
        } or None

    def verification(self) -> dict[str, Any] | None:
        """Who verified, as stated."""
        stated = self.head.verification
        if stated is None:
            return None
        found = {
            "coverage": stated.coverage, "providerName": stated.provider, "standardName": stated.standard,
            "completedAt": moment(stated.completed) if stated.completed else None, "comments": stated.comments,
        }  # fmt: skip
        return {name: value for name, value in found.items() if value is not None}


def _editions(chain: Sequence[RuleFile]) -> list[RuleFile]:
    """Documents that a rule applies: of one issuer the first, since what it is based on is an earlier edition."""
    found: dict[str, RuleFile] = {}
    for file in chain:
        found.setdefault(file.document.issuer, file)
    return list(found.values())


def optional(value: float | None) -> str | None:
    """A decimal text, or None."""
    return None if value is None else text(rounded({"amount": value})["amount"])


def moment(value: date | datetime) -> str:
    """Timestamp in UTC; a date is its first moment."""
    if not isinstance(value, datetime):
        return f"{value.isoformat()}T00:00:00Z"
    aware = value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def first(names: Sequence[str], most: int = 5) -> str:
    """The first names, and three points if there are more."""
    return ", ".join([*names[:most], *(["..."] if len(names) > most else [])])


def _some(names: list[str], most: int = MOST_PROCESSES) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
