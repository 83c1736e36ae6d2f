"""What a rule asks a plant for: the settings to know, the properties that its ladders can need, the sheets to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from rulewright.inventory import InventoryFile, ProductFlow
from rulewright.reading.inventories import PROPERTY_NUMERATORS
from rulewright.reporting.readable import readable, setting_name
from rulewright.rule import Rule, Rung, Setting
from rulewright.steps.shares import PROPERTY_OF_KEY
from rulewright.words import PropertyName, say

# family of clauses to the sheet where its facts stand
FAMILY_SHEETS: Mapping[str, str] = {
    "unit": "cover", "boundary": "processes", "cut_off": "exchanges", "electricity": "electricity",
    "recycling": "recycling", "allocation": "properties", "biogenic": "emissions", "data_quality": "sources",
}  # fmt: skip
_PRICES = (
    "price_ratio_above", "price_ratio_at_most", "revenue_gap_above", "revenue_gap_at_most", "revenue_share_at_most",
)  # fmt: skip
_DISPLACED = ("displaced_product_known", "use_known_and_dominant")
_OF_MEASURE = {"mass": "mass", "energy": "lhv"}  # what a cut-off is measured in


@dataclass(frozen=True)
class Demand:
    """One thing that the rule settles: family, setting and value in words, clause, sheet where its facts stand."""

    family: str
    setting: str
    value: str
    clause: str
    sheet: str


@dataclass(frozen=True)
class Need:
    """A property that a co-product may need: of prices the years of the mean, if the rule says so; by which clause."""

    name: str
    years: int | None
    clause: str


def demands(rule: Rule, lang: str) -> tuple[Demand, ...]:
    """What the rule settles about boundary, cut-off, electricity, recycling, allocation and data, with its clauses."""
    found = []
    for name, stated in rule.settings.items():
        family = name.partition(".")[0]
        if family not in FAMILY_SHEETS:
            continue
        settings: tuple[Setting, ...] = stated if isinstance(stated, tuple) else (stated,)
        if not settings:
            continue
        value = [each.value for each in settings] if isinstance(stated, tuple) else stated.value
        clauses = dict.fromkeys(_clause(each, rule) for each in settings)
        found.append(
            Demand(
                say(family, lang), setting_name(name, lang), readable(value, lang), "; ".join(clauses), FAMILY_SHEETS[family]
            )
        )  # fmt: skip
    order = [say(family, lang) for family in FAMILY_SHEETS]
    return tuple(sorted(found, key=lambda each: order.index(each.family)))


def needs(rule: Rule) -> tuple[Need, ...]:
    """Properties of co-products that the rule's ladders can need, each once."""
    window = rule.get("allocation.price_years")
    years = window.value if window is not None else None
    found: dict[str, Need] = {}
    for rungs, setting in _ladders(rule):
        for name, own in _of_ladder(rungs, rule):
            longest = max(
                filter(None, (own or years, found[name].years if name in found else None)), default=None
            )
            clause = found[name].clause if name in found else _clause(setting, rule)
            found[name] = Need(name, longest if name == "price" else None, clause)
    measures = rule.get("cut_off.measures")
    for measure in measures.value if measures is not None else ():
        measured = _OF_MEASURE.get(measure)
        if measures is not None and measured is not None and measured not in found:
            found[measured] = Need(measured, None, _clause(measures, rule))
    return tuple(found.values())


def needs_displaced(rule: Rule) -> bool:
    """Whether a ladder can substitute, or asks what a co-product displaces."""
    return any(
        rung.substitute is not None or any(hasattr(each, key) for each in rung.when for key in _DISPLACED)
        for rungs, _ in _ladders(rule)
        for rung in rungs
    )


def open_properties(file: InventoryFile, rule: Rule) -> Iterator[tuple[ProductFlow, str, int | None, str]]:
    """Flow, property, year and unit of what the rule can need of joint products and the inventory does not state."""
    flows = {flow.id: flow for flow in file.products}
    joint = _joint_products(file)
    asked = [need for need in needs(rule) if need.name in get_args(PropertyName)]
    for flow in (flows[each] for each in joint if each in flows):
        stated = {each.property: each for each in flow.properties}
        for need in asked:
            if need.name in stated or _stated_at_outputs(file, flow.id, need.name):
                continue
            unit = f"{PROPERTY_NUMERATORS[need.name]}/{_denominator(flow.unit)}"
            for year in range(file.year - need.years + 1, file.year + 1) if need.years else (None,):
                yield flow, need.name, year, unit


def _denominator(unit: str) -> str:
    return unit if unit.isalnum() else f"({unit})"


def _joint_products(file: InventoryFile) -> list[str]:
    """Flows that leave a process together with another product."""
    found: list[str] = []
    for process in file.processes:
        made = [each.flow for each in process.outputs if each.output_class in ("product", "co_product")]
        found += made if len(made) > 1 else []
    return list(dict.fromkeys(found))


def _stated_at_outputs(file: InventoryFile, flow: str, name: str) -> bool:
    makers = [each for process in file.processes for each in process.outputs if each.flow == flow]
    return all(any(stated.property == name for stated in each.properties) for each in makers)


def _ladders(rule: Rule) -> Iterator[tuple[list[Rung], Setting]]:
    main = rule.get("allocation.ladder")
    if main is not None:
        yield main.value, main
    for special in rule.get_list("allocation.special"):
        yield special.value.ladder, special


def _of_ladder(rungs: Iterable[Rung], rule: Rule) -> Iterator[tuple[str, int | None]]:
    """Properties of a ladder, with the years of prices where a rung states its own."""
    for rung in rungs:
        for condition in rung.when:
            stated = condition.model_dump()
            if any(key in stated for key in _PRICES):
                yield "price", stated.get("years")
            if "all_outputs_are_energy" in stated:
                yield "lhv", None
        if rung.share is None:
            continue
        for by, years in ((rung.share.by, rung.share.years), *(
            [(rung.share.inside.by, rung.share.inside.years)] if rung.share.inside is not None else []
        )):  # fmt: skip
            names = _physical(rule) if by == "physical" else [PROPERTY_OF_KEY.get(by, by)]
            yield from ((name, years) for name in names)
        if rung.share.negligible_revenue_share is not None:
            yield "price", rung.share.years


def _physical(rule: Rule) -> list[str]:
    """Properties that the rule names as physical relationship."""
    return [
        PROPERTY_OF_KEY.get(setting.value, setting.value)
        for name, setting in rule.settings.items()
        if name.startswith("allocation.physical_property[")
    ]


def _clause(setting: Setting, rule: Rule) -> str:
    number = setting.clause.clause or setting.clause.id
    return number if setting.rule_id == rule.id else f"{setting.rule_id} {number}"
