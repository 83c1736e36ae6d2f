"""Global warming potentials by set, horizon and convention for biogenic carbon (``databases/gwp.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat, model_validator

from rulewright.errors import ReadingError, RulewrightError
from rulewright.inventory import Quantity, Uncertainty
from rulewright.reading.elementary_flows import ALREADY_CO2E, ElementaryFlow, read_elementary_flows
from rulewright.reading.find import databases_dir
from rulewright.reading.validation import title, validate
from rulewright.reading.yaml_nodes import read_yaml
from rulewright.rule import Source, Strict, Text
from rulewright.words import BiogenicConvention, GwpSet, Mark

SCORE_OF_95 = 1.6448536269514722  # standard normal number above which 5 % lie


class GwpError(RulewrightError):
    """A GWP set lacks what was asked of it."""


class OtherValue(Strict):
    """The same factor as another source prints it."""

    value: FiniteFloat
    source: str


class GwpRange(Strict):
    """Stated 5-95 % range of a factor: the value plus and minus ``half_width`` [kg CO2e per kg] or ``per_cent``."""

    half_width: Annotated[FiniteFloat, Field(gt=0)] | None = None
    per_cent: Annotated[FiniteFloat, Field(gt=0, lt=100)] | None = None
    source: str
    mark: Mark

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> GwpRange:
        if (self.half_width is None) == (self.per_cent is None):
            raise ValueError("give either half_width or per_cent")
        return self

    def sd(self, value: float) -> float:
        """Standard deviation of a normal variable with this range around ``value`` [kg CO2e per kg].

        Examples
        --------
        >>> round(GwpRange(half_width=11, source="example", mark="seen").sd(29.8), 3)
        6.688
        """
        half = self.half_width if self.half_width is not None else abs(value) * (self.per_cent or 0.0) / 100
        return half / SCORE_OF_95


class GwpValue(Strict):
    """One factor [kg CO2e per kg] with source and mark, and its range if the source states one."""

    value: FiniteFloat
    range: GwpRange | None = None
    source: str
    mark: Mark
    note: str | None = None
    also_seen: OtherValue | None = None


class NotDecided(Strict):
    """A factor on which sources disagree."""

    factor: str
    convention: BiogenicConvention
    reason: Text
    states: Annotated[list[GwpValue], Field(min_length=2)]


class GwpTable(Strict):
    """The factors of one set and horizon; what is not listed is not known."""

    set: GwpSet
    horizon_years: Literal[20, 100]
    name: str
    values: dict[str, GwpValue]
    ch4_one_factor: GwpValue | None = None
    ch4_fossil: GwpValue | None = None
    ch4_biogenic: dict[BiogenicConvention, GwpValue] = Field(default_factory=dict)
    ch4_land_use_change: GwpValue | None = None
    not_decided: list[NotDecided] = Field(default_factory=list)


class Convention(Strict):
    """How uptake and emission of biogenic CO2 count [kg CO2e per kg]."""

    convention: BiogenicConvention
    text: Text
    co2_uptake: FiniteFloat
    co2_biogenic: FiniteFloat


class GwpFile(Strict):
    """All sets, their sources and the conventions."""

    format: Literal["rulewright-gwp/1"]
    licence: str | None = None
    sources: dict[str, Source]
    conventions: list[Convention]
    sets: list[GwpTable]

    def table(self, gwp_set: str, horizon_years: int = 100) -> GwpTable:
        """Give one set at one horizon, or say which there are."""
        for table in self.sets:
            if (table.set, table.horizon_years) == (gwp_set, horizon_years):
                return table
        there = ", ".join(f"{table.set} {table.horizon_years}" for table in self.sets)
        what = f"no GWP set '{gwp_set}' for {horizon_years} years"
        raise GwpError(what, "databases/gwp.yaml", f"use one of: {there}")

    def uncertain_gases(self) -> frozenset[str]:
        """Gases that have a range in some set; methane is one gas, whatever its origin."""
        found = set()
        for table in self.sets:
            methane = (
                table.ch4_one_factor,
                table.ch4_fossil,
                table.ch4_land_use_change,
                *table.ch4_biogenic.values(),
            )
            if any(value is not None and value.range is not None for value in methane):
                found.add("ch4")
            found |= {
                name.replace("_", "-") for name, value in table.values.items() if value.range is not None
            }
        return frozenset(found)


@dataclass(frozen=True)
class FlowFactors:
    """Factors of elementary flows under one set, horizon and convention.

    ``factors``: flow id to kg CO2e per kg. ``absent``: greenhouse-gas flows without a factor, each with the
    reason; absent is not zero. ``uncertain``: flow id to its factor as a number that is drawn.
    """

    name: str
    convention: str
    factors: dict[str, float]
    absent: dict[str, str]
    uncertain: dict[str, Quantity] = field(default_factory=dict)


def read_gwp(path: Path | None = None) -> GwpFile:
    """Read the GWP sets; by default the shipped ones.

    Raises
    ------
    ReadingError
        With all mistakes of the file.
    """
    document = read_yaml(path or databases_dir() / "gwp.yaml")
    file = None if document.mistakes else validate(GwpFile, document)
    if file is None or document.mistakes:
        raise ReadingError(title("file", document.path, document.mistakes), document.mistakes)
    return file


def shipped_gwp() -> GwpFile:
    """The shipped GWP sets (read once)."""
    return _gwp(databases_dir())


@lru_cache(maxsize=8)  # the shipped sets, and those of packages that are verified
def _gwp(databases: Path) -> GwpFile:
    return read_gwp(databases / "gwp.yaml")


def flow_factors(
    gwp_set: GwpSet,
    horizon_years: int,
    convention: BiogenicConvention,
    gwp: GwpFile | None = None,
    flows: Mapping[str, ElementaryFlow] | None = None,
) -> FlowFactors:
    """Factors of all elementary flows, with the coupling of biogenic methane to the carbon convention.

    Examples
    --------
    >>> flow_factors("ar6", 100, "0/0").factors["ch4-biogenic"]
    27.0
    >>> flow_factors("ar6", 100, "-1/+1").factors["ch4-biogenic"]
    29.8
    >>> "ch4-biogenic" in flow_factors("ar6", 20, "0/0").absent  # two printed states, none chosen silently
    True
    """
    gwp = gwp or shipped_gwp()
    table = gwp.table(gwp_set, horizon_years)
    stated = _values_by_name(table, next(c for c in gwp.conventions if c.convention == convention))
    by_name = {name: each if isinstance(each, float) else each.value for name, each in stated.items()}
    factors: dict[str, float] = {}
    absent: dict[str, str] = {}
    uncertain: dict[str, Quantity] = {}
    for flow in (flows or read_elementary_flows()).values():
        if flow.factor is None:
            continue
        if flow.factor in by_name:
            factors[flow.id] = by_name[flow.factor]
            value = stated[flow.factor]
            if not isinstance(value, float) and value.range is not None:
                identity = f"gwp/{gwp_set}/{horizon_years}/{flow.gas}[{flow.factor}]"
                uncertain[flow.id] = _quantity(identity, value)
        else:
            absent[flow.id] = _why_absent(table, flow.factor, convention)
    return FlowFactors(table.name, convention, factors, absent, uncertain)


def _quantity(identity: str, value: GwpValue) -> Quantity:
    """A factor as a normal variable, cut at zero."""
    assert value.range is not None
    spread = Uncertainty(distribution="normal", sd=value.range.sd(value.value), minimum=0.0)
    return Quantity(identity, value.value, "kg CO2e/kg", value.range.source, value.range.mark, spread)


def _values_by_name(table: GwpTable, convention: Convention) -> dict[str, GwpValue | float]:
    by_name: dict[str, GwpValue | float] = dict(table.values)
    by_name |= {
        "co2_uptake": convention.co2_uptake,
        "co2_biogenic": convention.co2_biogenic,
        ALREADY_CO2E: 1.0,
    }
    methane = {
        "ch4_fossil": table.ch4_fossil,
        "ch4_biogenic": table.ch4_biogenic.get(convention.convention),
        "ch4_land_use_change": table.ch4_land_use_change,
    }
    if table.ch4_fossil is None and not table.ch4_biogenic and convention.convention == "0/0":
        # A set with one factor for all methane (AR4) means it for every origin, but without the CO2 of
        # oxidation: it can't stand beside an uptake of -1.
        methane = dict.fromkeys(methane, table.ch4_one_factor)
    elif table.ch4_fossil is None and not table.ch4_biogenic:
        # Fossil carbon and carbon from a stock have no uptake in the inventory, whatever the convention.
        methane |= {"ch4_fossil": table.ch4_one_factor, "ch4_land_use_change": table.ch4_one_factor}
    return by_name | {name: value for name, value in methane.items() if value is not None}


def _why_absent(table: GwpTable, factor: str, convention: str) -> str:
    for open_value in table.not_decided:
        if (open_value.factor, open_value.convention) == (factor, convention):
            return open_value.reason.en
    if factor == "ch4_biogenic":
        return f"{table.name} has no factor of biogenic methane that fits the convention {convention}"
    return f"{table.name} lists no factor '{factor}'"
