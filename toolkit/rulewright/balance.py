"""Balances of unit processes: mass, carbon and energy, in against out, where properties allow.

Processes are taken whole, as measured and before any allocation; an internal loop counts on both sides. A
balance that lacks a property of a flow says which, and is not judged unless it closes whatever that flow may
hold (a flow can't hold more carbon than its mass). What each flow counts for:

mass [kg]
    flows in kg as they are, others by their property ``mass``; electricity and heat have none.
carbon [kg]
    products by ``carbon``, or ``biogenic_carbon`` where only that is stated; elementary flows by their formula.
energy [MJ]
    electricity and heat as they are, others by ``lhv``; emissions count none, waste heat is not recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rulewright.inventory import Exchange, Inventory, UnitProcess
from rulewright.reading.inventories import elementary_flows
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text
from rulewright.units import UnitProblem, factor

if TYPE_CHECKING:
    import pandas as pd

BalanceKind = Literal["mass", "carbon", "energy"]
Status = Literal["closed", "open", "explained", "incomplete"]

KINDS: tuple[BalanceKind, ...] = ("mass", "carbon", "energy")
UNITS = {"mass": "kg", "carbon": "kg C", "energy": "MJ"}
LOWEST, HIGHEST = 0.95, 1.05  # closure, out over in, that counts as closed [1]
UNKNOWN = float("inf")

# Abridged standard atomic weights [g/mol]: IUPAC 2021, Pure Appl. Chem. 94 (5) 573-600, table 3 [known]
ATOMIC_WEIGHTS = {
    "H": 1.0080, "C": 12.011, "N": 14.007, "O": 15.999, "F": 18.998, "Na": 22.990, "S": 32.06, "Cl": 35.45,
}  # fmt: skip

# what elementary flows are made of; ids of databases/elementary_flows.yaml
FORMULAS = {
    "co2-fossil": "CO2", "co2-biogenic": "CO2", "co2-uptake": "CO2", "co2-land-use-change": "CO2",
    "ch4-fossil": "CH4", "ch4-biogenic": "CH4", "ch4-land-use-change": "CH4", "co-fossil": "CO",
    "n2o": "N2O", "cf4": "CF4", "c2f6": "C2F6", "c3f8": "C3F8", "sf6": "SF6", "nf3": "NF3", "so2f2": "SO2F2",
    "hfc-23": "CHF3", "hfc-32": "CH2F2", "hfc-125": "C2HF5", "hfc-134a": "C2H2F4", "hfc-143a": "C2H3F3",
    "hfc-152a": "C2H4F2", "hfc-227ea": "C3HF7", "hfc-245fa": "C3H3F5", "hcfc-22": "CHClF2", "cfc-11": "CCl3F",
    "cfc-12": "CCl2F2", "so2": "SO2", "nox": "NO2", "nh3": "NH3", "hydrogen": "H2", "hf": "HF",
    "na-water": "Na", "chloride-water": "Cl",
    "water": "H2O", "water-river": "H2O", "water-well": "H2O", "water-ocean": "H2O", "water-cooling": "H2O",
    "water-to-air": "H2O", "water-to-water": "H2O",
}  # fmt: skip
WATER_KG_PER_M3 = 1000.0  # rounded; 998 at 20 degrees Celsius [known]

PROCESS = Sentence("过程", "process")
BALANCE = Sentence("平衡", "balance")
ENTERS = Sentence("进", "in")
LEAVES = Sentence("出", "out")
UNIT = Sentence("单位", "unit")
CLOSURE = Sentence("出/进", "out/in")
STATUS = Sentence("判断", "verdict")
LACKING = Sentence("缺少属性的流", "flows without the property")
REASON = Sentence("说明", "reason")
COMMA = Sentence("、", ", ")
KIND_WORDS = {
    "mass": Sentence("质量", "mass"),
    "carbon": Sentence("碳", "carbon"),
    "energy": Sentence("能量", "energy"),
}
STATUS_WORDS = {
    "closed": Sentence("闭合", "closed"),
    "open": Sentence("未闭合", "open"),
    "explained": Sentence("未闭合，已说明", "open, explained"),
    "incomplete": Sentence("数据不全，不作判断", "incomplete, not judged"),
}


@dataclass(frozen=True)
class Balance:
    """One balance of one process, for its amounts as reported.

    Attributes
    ----------
    entering, leaving
        Sums over the flows that state what is needed [``unit``].
    closure
        leaving / entering [1]; None if nothing enters.
    lacking
        Flows without the property, or without an amount; the sums are then incomplete.
    may_enter, may_leave
        Most that these flows can add to either side [``unit``]; infinite if nothing bounds it.
    explained
        Why the balance doesn't close, as the inventory says.
    """

    process: str
    kind: BalanceKind
    entering: float
    leaving: float
    lacking: tuple[str, ...] = ()
    may_enter: float = 0.0
    may_leave: float = 0.0
    explained: Text | None = None

    @property
    def unit(self) -> str:
        """Unit of both sides: kg, kg C or MJ."""
        return UNITS[self.kind]

    @property
    def closure(self) -> float | None:
        """Out over in [1]."""
        return self.leaving / self.entering if self.entering else None

    @property
    def status(self) -> Status:
        """Whether the balance is closed (0.95 to 1.05), open, open and explained, or too incomplete to judge."""
        if _is_closed(self.entering, self.leaving) and self._closes_anyway():
            return "closed"
        if self.lacking:
            return "incomplete"
        return "open" if self.explained is None else "explained"

    def _closes_anyway(self) -> bool:
        """Whether it closes whatever the lacking flows hold."""
        return _is_closed(self.entering + self.may_enter, self.leaving) and _is_closed(
            self.entering, self.leaving + self.may_leave
        )


def _is_closed(entering: float, leaving: float) -> bool:
    return LOWEST <= leaving / entering <= HIGHEST if entering else leaving == 0


def check_balances(inventory: Inventory) -> list[Balance]:
    """Check mass, carbon and energy of every unit process, in the order of the inventory.

    Left out are processes that are one aggregated factor, and balances of which no flow states anything.
    """
    explained = {
        (each.process, each.balance): each.reason
        for file in (inventory.file, *inventory.backgrounds)
        for each in file.explained_imbalances
    }
    measure = _Measure(inventory)
    found = []
    for process in inventory.processes.values():
        if process.factor is not None:
            continue
        for kind in KINDS:
            balance = _balance(process, kind, measure, explained.get((process.id, kind)))
            if balance.entering or balance.leaving:
                found.append(balance)
    return found


def balance_table(inventory: Inventory, lang: str = "en") -> pd.DataFrame:
    """All balances as a table; amounts in the unit of their row."""
    import pandas as pd

    rows = [
        {
            PROCESS(lang): inventory.processes[each.process].name.get(lang),
            BALANCE(lang): KIND_WORDS[each.kind](lang),
            ENTERS(lang): each.entering,
            LEAVES(lang): each.leaving,
            UNIT(lang): each.unit,
            CLOSURE(lang): float("nan") if each.closure is None else each.closure,
            STATUS(lang): STATUS_WORDS[each.status](lang),
            LACKING(lang): COMMA(lang).join(flow_name(inventory, flow, lang) for flow in each.lacking),
            REASON(lang): each.explained.get(lang) if each.explained is not None else "",
        }
        for each in check_balances(inventory)
    ]
    heads = [PROCESS, BALANCE, ENTERS, LEAVES, UNIT, CLOSURE, STATUS, LACKING, REASON]
    return pd.DataFrame(rows, columns=pd.Index([head(lang) for head in heads]))


def flow_name(inventory: Inventory, flow: str, lang: str) -> str:
    """Name of a product flow or of an elementary flow."""
    if flow in inventory.flows:
        return inventory.name(flow, lang)
    known = elementary_flows().get(flow)
    return known.name.get(lang) if known is not None else flow


def carbon_share(formula: str) -> float:
    """Mass of carbon over mass of a compound [1].

    Examples
    --------
    >>> round(carbon_share("CO2"), 6), round(carbon_share("CH4"), 5), carbon_share("SF6")
    (0.272921, 0.74868, 0.0)
    """
    counts = _atoms(formula)
    whole = sum(ATOMIC_WEIGHTS[element] * count for element, count in counts)
    return sum(ATOMIC_WEIGHTS[element] * count for element, count in counts if element == "C") / whole


def _atoms(formula: str) -> list[tuple[str, int]]:
    return [(element, int(count or 1)) for element, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula)]


# ---- one balance --------------------------------------------------------------------------------------


def _balance(process: UnitProcess, kind: BalanceKind, measure: _Measure, explained: Text | None) -> Balance:
    amount_of = measure.of(kind)
    sums, bounds, lacking = [], [], []
    for side in _sides(process):
        amounts = [(exchange, amount_of(exchange)) for exchange in side]
        sums.append(sum(amount for _, amount in amounts if amount is not None))
        unknown = [exchange for exchange, amount in amounts if amount is None]
        bounds.append(sum(measure.most(kind, exchange) for exchange in unknown))
        lacking += unknown
    flows = tuple(dict.fromkeys(exchange.flow for exchange in lacking))
    return Balance(process.id, kind, sums[0], sums[1], flows, bounds[0], bounds[1], explained)


def _sides(process: UnitProcess) -> tuple[list[Exchange], list[Exchange]]:
    """Exchanges that enter and that leave; a process that treats a waste takes its reference in."""
    entering, leaving = list(process.inputs), list(process.outputs)
    if process.treats_waste:
        entering.append(process.reference)
        leaving.remove(process.reference)
    for emission in process.emissions:
        (entering if _is_resource(emission.flow) else leaving).append(emission)
    return entering, leaving


def _is_resource(flow: str) -> bool:
    known = elementary_flows().get(flow)
    return (
        known is not None
        and known.biosphere3 is not None
        and known.biosphere3.categories[0] == "natural resource"
    )


class _Measure:
    """What an exchange counts for in each balance; None if nothing states it."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.immaterial = frozenset(_immaterial(inventory))

    def of(self, kind: BalanceKind) -> Callable[[Exchange], float | None]:
        """Measure of one kind of balance."""
        return {"mass": self.mass_kg, "carbon": self.carbon_kg, "energy": self.energy_mj}[kind]

    def most(self, kind: BalanceKind, exchange: Exchange) -> float:
        """Most that an exchange can count for: of carbon, its mass."""
        mass = self.mass_kg(exchange) if kind == "carbon" else None
        return UNKNOWN if mass is None else mass

    def mass_kg(self, exchange: Exchange) -> float | None:
        if exchange.quantity is None:
            return None
        amount, unit = exchange.quantity.amount, exchange.quantity.unit
        if exchange.direction == "emission":
            return amount * WATER_KG_PER_M3 if unit == "m3" else amount
        if exchange.flow in self.immaterial:
            return 0.0
        in_kg = _converted(amount, unit, "kg")
        return in_kg if in_kg is not None else self._by_property(exchange, "mass")

    def carbon_kg(self, exchange: Exchange) -> float | None:
        if exchange.quantity is None:
            return None
        if exchange.direction == "emission":
            formula = FORMULAS.get(exchange.flow)
            mass = self.mass_kg(exchange)
            return None if formula is None or mass is None else mass * carbon_share(formula)
        if exchange.flow in self.immaterial:
            return 0.0
        by_carbon = self._by_property(exchange, "carbon")
        return by_carbon if by_carbon is not None else self._by_property(exchange, "biogenic_carbon")

    def energy_mj(self, exchange: Exchange) -> float | None:
        if exchange.direction == "emission":
            return 0.0
        if exchange.quantity is None:
            return None
        if exchange.flow in self.immaterial:
            return _converted(exchange.quantity.amount, exchange.quantity.unit, "MJ")
        return self._by_property(exchange, "lhv")

    def _by_property(self, exchange: Exchange, name: str) -> float | None:
        # as this process sees the flow: an output may state contents of its own, an input has the flow's
        value = self.inventory.property_value(exchange.process, exchange.flow, name)
        if value is None or exchange.quantity is None:
            return None
        return exchange.quantity.amount * value.quantity.amount


def _immaterial(inventory: Inventory) -> Iterable[str]:
    """Electricity and heat: flows in an energy unit that hold no matter, unless they state a mass."""
    for flow in inventory.flows.values():
        if _converted(1.0, flow.unit, "MJ") is None or _states(inventory, flow.id, "mass"):
            continue
        if flow.unit == "kWh":
            yield flow.id
    for process in inventory.processes.values():
        for exchange in (*process.inputs, *process.outputs):
            if exchange.tags & {"electricity", "heat"} and exchange.flow in inventory.flows:
                unit = inventory.flows[exchange.flow].unit
                if _converted(1.0, unit, "MJ") is not None and not _states(inventory, exchange.flow, "mass"):
                    yield exchange.flow


def _states(inventory: Inventory, flow: str, name: str) -> bool:
    return any(stated[1:] == (flow, name) for stated in inventory.properties)


def _converted(amount: float, unit: str, to: str) -> float | None:
    try:
        return amount * factor(unit, to)
    except UnitProblem:
        return None
