"""Which of our elementary flows an elementary flow of another database is, where that is certain.

Certain: the same uuid as in biosphere3; the same name as there, to the same part of the environment; a greenhouse gas
by its name or its refrigerant number, emitted anywhere but to water or soil. Carbon dioxide and methane that don't say
whether they are fossil or biogenic are not certain: the user says which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rulewright.reading.elementary_flows import ElementaryFlow
from rulewright.reading.inventories import elementary_flows

Compartment = Literal["air", "water", "soil", "resource", "other"]
Origin = Literal["fossil", "biogenic"]

# name, lower case -> our flow; spellings of ecoinvent, USLCI, TRACI, ILCD and GaBi exports
_GASES: dict[str, str] = {
    "carbon dioxide, fossil": "co2-fossil", "carbon dioxide (fossil)": "co2-fossil",
    "carbon dioxide, biogenic": "co2-biogenic", "carbon dioxide (biogenic)": "co2-biogenic",
    "carbon dioxide, non-fossil": "co2-biogenic",
    "carbon dioxide, land transformation": "co2-land-use-change",
    "carbon dioxide, from soil or biomass stock": "co2-land-use-change",
    "carbon dioxide, to soil or biomass stock": "",  # a sink by land use; no flow of ours
    "methane, fossil": "ch4-fossil", "methane (fossil)": "ch4-fossil",
    "methane, biogenic": "ch4-biogenic", "methane (biogenic)": "ch4-biogenic", "methane, non-fossil": "ch4-biogenic",
    "methane, from soil or biomass stock": "ch4-land-use-change",
    "dinitrogen monoxide": "n2o", "nitrous oxide": "n2o", "nitrous oxide (laughing gas)": "n2o",
    "sulfur hexafluoride": "sf6", "sulphur hexafluoride": "sf6",
    "nitrogen trifluoride": "nf3", "nitrogen fluoride": "nf3", "sulfuryl fluoride": "so2f2",
    "tetrafluoromethane": "cf4", "carbon tetrafluoride": "cf4", "perfluoromethane": "cf4", "hexafluoroethane": "c2f6",
    "perfluoroethane": "c2f6", "octafluoropropane": "c3f8", "perfluoropropane": "c3f8",
    "trifluoromethane": "hfc-23", "difluoromethane": "hfc-32", "pentafluoroethane": "hfc-125",
    "1,1,1,2-tetrafluoroethane": "hfc-134a", "chlorodifluoromethane": "hcfc-22",
    "trichlorofluoromethane": "cfc-11", "dichlorodifluoromethane": "cfc-12",
}  # fmt: skip
# name of a gas that doesn't say where its carbon is from -> by origin
_UNSPECIFIED: dict[str, dict[Origin, str]] = {
    "carbon dioxide": {"fossil": "co2-fossil", "biogenic": "co2-biogenic"},
    "methane": {"fossil": "ch4-fossil", "biogenic": "ch4-biogenic"},
}
_UPTAKE = ("carbon dioxide, in air", "carbon dioxide")
# the number says the molecule, whatever letters stand before it (14 is CF4 as FC-14, PFC-14, CFC-14, R-14)
_REFRIGERANTS: dict[str, str] = {
    "14": "cf4", "116": "c2f6", "218": "c3f8", "23": "hfc-23", "32": "hfc-32", "125": "hfc-125", "134a": "hfc-134a",
    "143a": "hfc-143a", "152a": "hfc-152a", "227ea": "hfc-227ea", "245fa": "hfc-245fa", "22": "hcfc-22",
    "11": "cfc-11", "12": "cfc-12",
}  # fmt: skip
_NUMBER = re.compile(r"\b(?:hcfc|hfc|cfc|pfc|fc|r)-?(\d{2,3}[a-z]{0,2})\b")
_LIKE = re.compile(
    r"carbon dioxide|\bco2\b|\bmethane\b(?! ?(?:,? ?(?:sulfon|arson)))|dinitrogen monoxide|nitrous oxide|\bn2o\b|"
    r"hexafluor|tetrafluor|perfluor|\bsf6\b|\bnf3\b|nitrogen (?:tri)?fluoride|sulfuryl|"
    r"\bh?c?fcs?\b|\bpfcs?\b|\bhalon\b|greenhouse gas|"
    r"(?:chloro|bromo|fluoro)-?(?:di|tri|tetra|penta|hexa|1|2|3)*-?(?:fluoro|difluoro|trifluoro)"
)
# what looks like one, and is none: chlorinated solvents without fluorine have small or no factors in most sets, but
# they are told as well; these are not gases that the sets list
_UNLIKE = re.compile(
    r"other than methane|non-methane|silicon tetrafluoride|coalbed methane|pit methane|methane, in ground"
)
_BRACKETS = re.compile(r"\s*\[[^\]]*\]\s*$")


@dataclass(frozen=True, slots=True)
class Match:
    """Our flow (empty: none), why, and whether the name is that of a greenhouse gas."""

    flow: str
    how: Literal["given", "uuid", "name", "gas", "origin_given", ""]
    is_gas_like: bool


def match_elementary(
    uuid: str,
    name: str,
    category: str,
    is_input: bool,
    given: Mapping[str, str] | None = None,
    unspecified_origin: Origin | None = None,
) -> Match:
    """Find our flow for an elementary flow of another database.

    Parameters
    ----------
    given
        The user's own mapping: uuid, ``name | compartment`` or name, to the id of ours, or to ``none``.
    unspecified_origin
        What carbon dioxide and methane without an origin are; None: not matched.

    Examples
    --------
    >>> match_elementary("", "Carbon dioxide, fossil ", "air/unspecified", False).flow
    'co2-fossil'
    >>> match_elementary("", "Methane, tetrafluoro-, CFC-14", "air/unspecified", False).flow
    'cf4'
    >>> match_elementary("", "Methane", "air/unspecified", False)
    Match(flow='', how='', is_gas_like=True)
    """
    plain = plain_name(name)
    where = compartment(category)
    for key in (uuid, f"{plain} | {where}", plain):
        own = (given or {}).get(key)
        if own is not None:
            return Match("" if own == "none" else own, "given", False)
    by_code, by_name = _identities()
    if uuid in by_code:
        return Match(by_code[uuid], "uuid", False)
    if is_input or where == "resource":
        return _resource(plain, where, is_input, by_name)
    gas_like = is_gas_like(plain)
    if where in ("water", "soil"):
        return Match(by_name.get((plain, where), ""), "name" if (plain, where) in by_name else "", False)
    number = _NUMBER.search(plain)
    flow = _GASES.get(plain) or (_REFRIGERANTS.get(number[1], "") if number else "")
    if flow:
        return Match(flow, "gas", False)
    if plain in _UNSPECIFIED:
        if unspecified_origin is None:
            return Match("", "", True)
        return Match(_UNSPECIFIED[plain][unspecified_origin], "origin_given", False)
    if where == "air" and (plain, where) in by_name:
        return Match(by_name[(plain, where)], "name", False)
    return Match("", "", gas_like)


def _resource(
    plain: str, where: Compartment, is_input: bool, by_name: Mapping[tuple[str, str], str]
) -> Match:
    if is_input and plain in _UPTAKE and where in ("resource", "air"):
        return Match("co2-uptake", "gas", False)
    if is_input and where == "resource" and (plain, where) in by_name:
        return Match(by_name[(plain, where)], "name", False)
    return Match("", "", is_gas_like(plain) and where != "resource")


def is_gas_like(name: str) -> bool:
    """Whether a name is that of a greenhouse gas, or close to one.

    Examples
    --------
    >>> is_gas_like("Methane, trichlorofluoro-, CFC-11"), is_gas_like("Hydrocarbons (other than methane)")
    (True, False)
    """
    plain = plain_name(name)
    return _LIKE.search(plain) is not None and _UNLIKE.search(plain) is None


def plain_name(name: str) -> str:
    """A name as it is compared: lower case, single spaces, without ``[Inorganic emissions to air]``."""
    return _BRACKETS.sub("", " ".join(name.split())).lower()


def compartment(category: str) -> Compartment:
    """Part of the environment that a category path names.

    Examples
    --------
    >>> compartment("Elementary Flows/NETL Elementary Flows/Emission to air"), compartment("resource/in air")
    ('air', 'resource')
    """
    for part in category.lower().split("/"):
        words = set(re.findall(r"[a-z]+", part))
        if "resource" in words or "resources" in words:
            return "resource"
        if words & {"air", "atmosphere"}:
            return "air"
        if words & {"water", "freshwater"}:
            return "water"
        if words & {"soil", "ground"}:
            return "soil"
    return "other"


@cache
def _identities() -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Our flows by the uuid and by (name, compartment) that they have in biosphere3."""
    by_code: dict[str, str] = {}
    by_name: dict[tuple[str, str], str] = {}
    for flow in elementary_flows().values():
        if flow.biosphere3 is not None:
            by_code[flow.biosphere3.code] = flow.id
            by_name[(plain_name(flow.biosphere3.name), _place(flow))] = flow.id
    return by_code, by_name


def _place(flow: ElementaryFlow) -> str:
    assert flow.biosphere3 is not None
    first = flow.biosphere3.categories[0]
    return "resource" if first.startswith("natural resource") else first
