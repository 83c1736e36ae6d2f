"""Names of numbers for people: from an id such as ``blast-furnace/input/coke`` to words in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rulewright.reading.elementary_flows import AIRCRAFT_SUFFIX, find_flow
from rulewright.reading.inventories import elementary_flows
from rulewright.reporting.sentences import Sentence
from rulewright.words import WORDS, say

if TYPE_CHECKING:
    from rulewright.inventory import Inventory

_SIDES = {
    "output": Sentence("{process}：产出{flow}", "{process}: output of {flow}"),
    "input": Sentence("{process}：投入{flow}", "{process}: input of {flow}"),
    "emission": Sentence("{process}：排放{flow}", "{process}: emission of {flow}"),
}
_FACTOR = Sentence("{process}：汇总因子", "{process}: aggregated factor")
_PARAMETER = Sentence("参数 {name}", "parameter {name}")
_PROPERTY = Sentence("{flow}：{name}", "{flow}: {name}")
_OWN_PROPERTY = Sentence("{process}的{flow}：{name}", "{flow} of {process}: {name}")
_WINDOW = Sentence("{name}（{years}）", "{name} ({years})")
_GAS = Sentence("特征化因子：{flow}", "characterisation factor: {flow}")
_AIRCRAFT = Sentence("{flow}（航空）", "{flow} (aircraft)")
_SET = Sentence("{set} GWP{years}：{gas}", "{set} GWP{years}: {gas}")
_ALL_SETS = Sentence("GWP：{gas}", "GWP: {gas}")
_NUMBERED = Sentence("{name}（第 {number} 项）", "{name} (item {number})")
_BESIDE = {
    "displaces": Sentence("{flow}：替代量", "{flow}: displaced amount"),
    "processing": Sentence("{flow}：后续加工", "{flow}: processing"),
    "supply": Sentence("供电 {name} 的份额", "share of the electricity supply {name}"),
    "part": Sentence("用电中由 {name} 供给的部分", "part of a demand supplied by {name}"),
    "yield": Sentence("{flow}：再生收得率", "{flow}: yield of recycling"),
    "quality": Sentence("{flow}：质量比", "{flow}: quality ratio"),
    "recovery": Sentence("{flow}：生命末期回收率", "{flow}: recovery rate at the end of life"),
}


def quantity_name(identity: str, inventory: Inventory | None, lang: str) -> str:
    """Name of an amount, property, parameter or factor; its id where the inventory doesn't know it.

    Examples
    --------
    >>> quantity_name("parameter.coke", None, "en")
    'parameter coke'
    >>> quantity_name("ch4-fossil", None, "en")
    'characterisation factor: methane, fossil'
    """
    if identity.startswith("parameter."):
        return _PARAMETER(lang, name=identity.removeprefix("parameter."))
    flow = find_flow(identity, elementary_flows())
    if flow is not None:
        name = flow.name.get(lang)
        return _GAS(lang, flow=_AIRCRAFT(lang, flow=name) if identity.endswith(AIRCRAFT_SUFFIX) else name)
    for read in (_beside, _factor, _exchange, _property, _characterisation):
        found = read(identity, inventory, lang)
        if found is not None:
            return found
    return identity


def _beside(identity: str, inventory: Inventory | None, lang: str) -> str | None:
    kind, _, rest = identity.partition(":")
    if not rest:
        return None
    if kind in ("supply", "part"):
        last = rest.rsplit(">", 1)[-1]
        return _BESIDE[kind](lang, name=last.rsplit("/", 1)[-1])
    if kind == "recycling":
        scrap, _, what = rest.rpartition(".")
        return _BESIDE[what](lang, flow=_flow(scrap, inventory, lang))
    if kind in _BESIDE:
        flow, _, number = rest.partition(":")
        name = _BESIDE[kind](lang, flow=_flow(flow, inventory, lang))
        return _NUMBERED(lang, name=name, number=int(number) + 1) if number and int(number) else name
    return None


def _factor(identity: str, inventory: Inventory | None, lang: str) -> str | None:
    process, _, rest = identity.partition("/")
    return _FACTOR(lang, process=_process(process, inventory, lang)) if rest == "factor" else None


def _exchange(identity: str, inventory: Inventory | None, lang: str) -> str | None:
    found = re.match(r"^([^/]+)/(output|input|emission)/([^/#]+)(?:#(\d+))?$", identity)
    if found is None:
        return None
    process, side, flow, number = found.groups()
    known = elementary_flows().get(flow) if side == "emission" else None
    word = known.name.get(lang) if known is not None else _flow(flow, inventory, lang)
    name = _SIDES[side](lang, process=_process(process, inventory, lang), flow=word)
    return _NUMBERED(lang, name=name, number=int(number) + 1) if number else name


def _property(identity: str, inventory: Inventory | None, lang: str) -> str | None:
    found = re.match(r"^(?:([^./]+)\.)?([^./]+)\.([a-z_]+)(?:\[([0-9-]+)\])?$", identity)
    if found is None or found[3] not in WORDS:
        return None
    process, flow, name, years = found.groups()
    word = say(name, lang)
    if years:
        word = _WINDOW(lang, name=word, years=years.replace("-", "–"))
    if process:
        return _OWN_PROPERTY(
            lang, process=_process(process, inventory, lang), flow=_flow(flow, inventory, lang), name=word
        )
    return _PROPERTY(lang, flow=_flow(flow, inventory, lang), name=word)


def _characterisation(identity: str, _: Inventory | None, lang: str) -> str | None:
    key = re.match(r"^gwp/([^/\[]+)$", identity)  # the key by which a gas is drawn, whatever set and horizon
    if key is not None:
        return _ALL_SETS(lang, gas=key[1])
    found = re.match(r"^gwp/([^/]+)/(\d+)/([^/\[]+)", identity)
    return _SET(lang, set=say(found[1], lang), years=found[2], gas=found[3]) if found is not None else None


def _process(identity: str, inventory: Inventory | None, lang: str) -> str:
    known = inventory.processes.get(identity) if inventory is not None else None
    return known.name.get(lang) if known is not None else identity


def _flow(identity: str, inventory: Inventory | None, lang: str) -> str:
    return inventory.name(identity, lang) if inventory is not None else identity
