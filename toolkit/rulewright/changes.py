"""An inventory with other central values: every formula follows, everything else is shared.

A change names a parameter, a quantity by its id, or the electricity supplies of the site. Changes are kept apart
from the inventory as read (:attr:`rulewright.inventory.Inventory.base`), so that their order doesn't matter and
changing a value back gives the inventory as read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rulewright.errors import Mistake, MistakesError
from rulewright.inventory import (
    DatedPrice,
    ElectricitySupply,
    Exchange,
    Inventory,
    OfferedSupply,
    Property,
    Quantity,
    Uncertainty,
    UnitProcess,
)
from rulewright.reading.formulas import FormulaProblem, evaluate, parameters_in
from rulewright.reading.validation import did_you_mean, listed

if TYPE_CHECKING:
    from rulewright.inventory import AggregatedFactor

SLACK = 1e-12  # a bound that was converted is rounded


class ChangeError(MistakesError):
    """Values that an inventory cannot take: unknown names, values outside a stated range, formulas that fail."""


@dataclass(frozen=True, slots=True)
class Value:
    """Another central value of a number, in the number's unit, and its uncertainty.

    ``uncertainty`` None keeps the one that the inventory states; ``is_exact`` says that there is none any more.
    """

    amount: float
    uncertainty: Uncertainty | None = None
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs from the inventory as read.

    Attributes
    ----------
    parameters, amounts
        Parameter or quantity id to its value.
    supplies
        Electricity supplies in the place of those that the inventory's own file states; None: as read.
    """

    parameters: Mapping[str, Value]
    amounts: Mapping[str, Value]
    supplies: tuple[ElectricitySupply, ...] | None = None

    def __bool__(self) -> bool:
        return bool(self.parameters or self.amounts) or self.supplies is not None

    def key(self) -> str:
        """Text that is the same for the same changes; part of the inventory's hash."""
        said = [f"{name}={_said(value)}" for name, value in sorted(self.parameters.items())]
        said += [f"{identity}={_said(value)}" for identity, value in sorted(self.amounts.items())]
        if self.supplies is not None:
            said += [each.model_dump_json() for each in self.supplies]
        return "\n".join(said)


UNCHANGED = Changes({}, {})


def changed(
    inventory: Inventory,
    parameters: Mapping[str, Value] | None = None,
    amounts: Mapping[str, Value] | None = None,
    supplies: Iterable[ElectricitySupply] | None = None,
) -> Inventory:
    """The inventory with these changes beside those that it already has.

    Parameters
    ----------
    parameters
        Parameter to value, in the parameter's unit.
    amounts
        Quantity id (an exchange ``process/input/flow``, a property ``flow.price``, ``process/factor``) to value, in the
        quantity's unit. A stated amount takes the place of a formula; a window of a dated price,
        ``coke.price[2022-2024]``, moves the whole series in proportion, so that windows stay one price.
    supplies
        Electricity supplies in the place of those of the inventory's own file.

    Raises
    ------
    ChangeError
        With all mistakes.
    """
    base, known = inventory.base or inventory, inventory.changes or UNCHANGED
    changes = Changes(
        {**known.parameters, **(parameters or {})},
        {**known.amounts, **(amounts or {})},
        known.supplies if supplies is None else _other_than_read(base, supplies),
    )
    return _Changing(base, changes).inventory()


def _other_than_read(
    base: Inventory, supplies: Iterable[ElectricitySupply]
) -> tuple[ElectricitySupply, ...] | None:
    stated = tuple(supplies)
    return None if stated == tuple(base.file.electricity_supplies) else stated


class _Changing:
    """Applies changes to an inventory as read, collecting mistakes."""

    def __init__(self, base: Inventory, changes: Changes) -> None:
        self.base, self.changes = base, changes
        self.mistakes: list[Mistake] = []

    def inventory(self) -> Inventory:
        base = self.base
        kept = Changes(self._parameter_changes(), {}, self.changes.supplies)
        self.parameters = {**base.parameters, **{name: self.made[name] for name in kept.parameters}}
        self.central = {name: each.amount for name, each in self.parameters.items()}
        self.processes: dict[str, UnitProcess] = {}
        self.properties = dict(base.properties)
        self._follow_formulas(frozenset(kept.parameters))
        amounts = self._amount_changes()
        supplies = self._supplies()
        if self.mistakes:
            count = len(self.mistakes)
            title = f"inventory {base.id} cannot take {count} change{'' if count == 1 else 's'}"
            raise ChangeError(title, self.mistakes)
        kept = replace(kept, amounts=amounts)
        if not kept:
            return base
        return replace(
            base,
            parameters=self.parameters,
            processes={**base.processes, **self.processes},
            properties=self.properties,
            supplies=supplies,
            base=base,
            changes=kept,
        )

    # -- parameters -------------------------------------------------------------------------------

    def _parameter_changes(self) -> dict[str, Value]:
        """Parameters that differ from those as read; ``made`` holds their new quantities."""
        found: dict[str, Value] = {}
        self.made: dict[str, Quantity] = {}
        for name, value in self.changes.parameters.items():
            where = f"parameter {name} (inventory {self.base.id})"
            quantity = self.base.parameters.get(name)
            if quantity is None:
                near = f"{listed(sorted(self.base.parameters))}{did_you_mean(name, self.base.parameters)}"
                self._add(Mistake(f"unknown parameter '{name}'", where, f"use one of: {near}"))
                continue
            made = self._made(quantity, value, where)
            if made is not None and made != quantity:
                found[name], self.made[name] = value, made
        return found

    def _made(self, quantity: Quantity, value: Value, where: str) -> Quantity | None:
        """The quantity at its new value, or None with a mistake."""
        if not self._finite(value.amount, where):
            return None
        uncertainty = None if value.is_exact else value.uncertainty or quantity.uncertainty
        if not self._within(uncertainty, value.amount / quantity.scale, quantity.unit, where):
            return None
        return replace(quantity, amount=float(value.amount), uncertainty=uncertainty)

    def _finite(self, amount: float, where: str) -> bool:
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not math.isfinite(amount):
            self._add(Mistake(f"the value {amount!r} is no finite number", where, "give a plain number"))
            return False
        return True

    def _within(self, uncertainty: Uncertainty | None, amount: float, unit: str, where: str) -> bool:
        if uncertainty is None:
            return True
        low = -math.inf if uncertainty.minimum is None else uncertainty.minimum
        high = math.inf if uncertainty.maximum is None else uncertainty.maximum
        slack = SLACK * abs(amount)
        if not low - slack <= amount <= high + slack:
            self._add(
                Mistake(
                    f"{amount:g} lies outside the stated range {low:g} .. {high:g}",
                    where,
                    "give a value inside the range, or an uncertainty of its own with the value",
                )
            )
            return False
        if uncertainty.distribution in (None, "lognormal") and amount == 0:
            self._add(Mistake("a lognormal amount cannot be zero", where, "use another distribution"))
            return False
        return True

    # -- what formulas give -----------------------------------------------------------------------

    def _follow_formulas(self, names: frozenset[str]) -> None:
        for identity in sorted(frozenset[str]().union(*(self.base.users_of(name) for name in names))):
            process = self.base.processes[identity]
            self.processes[identity] = replace(
                process,
                outputs=self._followed(process.outputs, names),
                inputs=self._followed(process.inputs, names),
                emissions=self._followed(process.emissions, names),
            )

    def _followed(self, exchanges: tuple[Exchange, ...], names: frozenset[str]) -> tuple[Exchange, ...]:
        return tuple(
            replace(each, quantity=self._reckoned(each, each.quantity))
            if each.quantity is not None
            and each.quantity.formula is not None
            and parameters_in(each.quantity.formula) & names
            else each
            for each in exchanges
        )

    def _reckoned(self, exchange: Exchange, quantity: Quantity) -> Quantity:
        where = f"process {exchange.process}, {exchange.direction} {exchange.flow} (inventory {self.base.id})"
        assert quantity.formula is not None
        amount = self._formula(quantity.formula, where)
        if amount is None:
            return quantity
        if exchange.direction == "output" and (
            amount < 0 or (amount == 0 and exchange.output_class == "product")
        ):
            self._add(
                Mistake(
                    f"'{quantity.formula}' gives an output of {amount:g}",
                    where,
                    "choose values under which the output stays above zero",
                )
            )
        self._within(quantity.uncertainty, amount, quantity.unit, where)
        return replace(quantity, amount=amount * quantity.scale)

    def _formula(self, formula: str, where: str) -> float | None:
        try:
            amount = float(evaluate(formula, self.central))
        except FormulaProblem as problem:
            self._add(
                Mistake(
                    f"a formula has no result: {problem}",
                    where,
                    "choose values for which the formula has a result",
                )
            )
            return None
        if not math.isfinite(amount):
            what = f"'{formula}' gives {amount}, not a finite number"
            self._add(Mistake(what, where, "choose values for which the formula has a result"))
            return None
        return amount

    # -- single quantities ------------------------------------------------------------------------

    def _amount_changes(self) -> dict[str, Value]:
        """Single quantities that differ from those as read."""
        found: dict[str, Value] = {}
        known = self.base.quantity_places if self.changes.amounts else {}
        for identity, value in self.changes.amounts.items():
            where = f"{identity} (inventory {self.base.id})"
            place = known.get(identity.split("[", 1)[0])
            if place is None:
                near = f"{listed(sorted(known))}{did_you_mean(identity, known)}"
                self._add(Mistake(f"unknown quantity '{identity}'", where, f"use one of: {near}"))
            elif not self._finite(value.amount, where):
                continue
            elif isinstance(place, Exchange):
                if self._set_exchange(place, value, where):
                    found[identity] = value
            elif isinstance(place, str):
                if self._set_factor(place, value, where):
                    found[identity] = value
            elif self._set_property(place, identity, value, where):
                found[identity] = value
        return found

    def _set_exchange(self, exchange: Exchange, value: Value, where: str) -> bool:
        quantity = exchange.quantity
        assert quantity is not None
        made = self._made(quantity, value, where)
        if made is None or (made == quantity and quantity.formula is None):
            return False
        if exchange.direction == "output" and (
            value.amount < 0 or (value.amount == 0 and exchange.output_class == "product")
        ):
            self._add(Mistake(f"an output of {value.amount:g}", where, "give an amount above zero"))
            return False
        process = self.processes.get(exchange.process, self.base.processes[exchange.process])
        made = replace(made, formula=None)

        def set_in(exchanges: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
            return tuple(
                replace(each, quantity=made) if each.id == exchange.id else each for each in exchanges
            )

        self.processes[exchange.process] = replace(
            process,
            outputs=set_in(process.outputs),
            inputs=set_in(process.inputs),
            emissions=set_in(process.emissions),
        )
        return True

    def _set_factor(self, process_id: str, value: Value, where: str) -> bool:
        from rulewright.steps.assemble import factor_quantity

        process = self.processes.get(process_id, self.base.processes[process_id])
        quantity = factor_quantity(process)
        made = self._made(quantity, value, where)
        if made is None or made == quantity:
            return False
        factor: AggregatedFactor | None = process.factor
        assert factor is not None
        update = {"amount": value.amount / quantity.scale, "uncertainty": made.uncertainty, "series": None}
        self.processes[process_id] = replace(process, factor=factor.model_copy(update=update))
        return True

    def _set_property(self, key: tuple[str, str, str], identity: str, value: Value, where: str) -> bool:
        stated, scale = self.properties[key], self.base.property_scales[key]
        uncertainty = None if value.is_exact else value.uncertainty or stated.uncertainty
        amount = value.amount / scale
        if not self._within(uncertainty, amount, stated.unit, where):
            return False
        if stated.series is None:
            if stated.amount == amount and uncertainty == stated.uncertainty:
                return False
            update: dict[str, object] = {"amount": amount, "uncertainty": uncertainty}
        else:
            series = self._moved_series(stated, identity, amount, where)
            if series is None or (series == stated.series and uncertainty == stated.uncertainty):
                return False
            update = {"series": series, "uncertainty": uncertainty}
        self.properties[key] = stated.model_copy(update=update)
        return True

    def _moved_series(
        self, stated: Property, identity: str, amount: float, where: str
    ) -> list[DatedPrice] | None:
        """The whole series in proportion, so that the mean of the named window is ``amount``."""
        assert stated.series is not None
        years = sorted(price.year for price in stated.series)
        windows = {f"[{years[-count]}-{years[-1]}]": count for count in range(1, len(years) + 1)}
        window = identity[len(identity.split("[", 1)[0]) :]
        if window not in windows:
            self._add(
                Mistake(
                    f"'{identity}' is a series of prices and no window of it is named",
                    where,
                    f"add one of: {', '.join(windows)}",
                )
            )
            return None
        chosen = sorted(stated.series, key=lambda price: price.year)[-windows[window] :]
        mean = sum(price.amount for price in chosen) / len(chosen)
        if mean == amount:
            return list(stated.series)
        if mean == 0:
            self._add(
                Mistake(
                    "a series of prices whose mean is zero cannot be moved in proportion",
                    where,
                    "give the price as one amount",
                )
            )
            return None
        ratio = amount / mean
        return [
            price.model_copy(
                update={
                    "amount": price.amount * ratio,
                    "minimum": None if price.minimum is None else price.minimum * ratio,
                    "maximum": None if price.maximum is None else price.maximum * ratio,
                }
            )
            for price in stated.series
        ]

    # -- electricity supplies ---------------------------------------------------------------------

    def _supplies(self) -> dict[str, tuple[OfferedSupply, ...]]:
        """Supplies by file, shares by formula reckoned anew."""
        own = {id(each) for each in self.base.file.electricity_supplies}
        replaced = self.changes.supplies is not None
        stated = tuple(self._stated_supplies())
        found = {}
        for file, offered in self.base.supplies.items():
            kept = (each for each in offered if not (replaced and id(each.supply) in own))
            mine = stated if file in self.base.own_site else ()
            found[file] = (*mine, *(OfferedSupply(each.supply, self._share(each)) for each in kept))
        return found

    def _stated_supplies(self) -> Iterator[OfferedSupply]:
        for supply in self.changes.supplies or ():
            where = f"electricity supply {supply.id} (inventory {self.base.id})"
            process = self.base.processes.get(supply.process)
            if process is None:
                near = f"{listed(sorted(self.base.processes))}{did_you_mean(supply.process, self.base.processes)}"
                self._add(Mistake(f"unknown process '{supply.process}'", where, f"use one of: {near}"))
                continue
            if not any(output.flow == supply.flow for output in process.outputs):
                made = ", ".join(output.flow for output in process.outputs)
                self._add(
                    Mistake(
                        f"process '{supply.process}' does not make {supply.flow}", where, f"it makes {made}"
                    )
                )
                continue
            if (supply.share is None) == (supply.formula is None):
                self._add(Mistake("give either share or formula", where, "share: 1 covers the whole demand"))
                continue
            share = supply.share
            if supply.formula is not None:
                share = self._formula(supply.formula, where)
            if share is not None and self._is_share(share, where):
                yield OfferedSupply(supply, min(share, 1.0))

    def _share(self, offered: OfferedSupply) -> float:
        if offered.supply.formula is None or not self.made:
            return offered.share
        where = f"electricity supply {offered.supply.id} (inventory {self.base.id})"
        share = self._formula(offered.supply.formula, where)
        return min(share, 1.0) if share is not None and self._is_share(share, where) else offered.share

    def _is_share(self, share: float, where: str) -> bool:
        if 0 < share <= 1 + SLACK:
            return True
        self._add(Mistake(f"share {share:g} is not above 0 and at most 1", where, "correct share or formula"))
        return False

    # -- mistakes ---------------------------------------------------------------------------------

    def _add(self, mistake: Mistake) -> None:
        if mistake not in self.mistakes:  # a supply stands at several files
            self.mistakes.append(mistake)


def _said(value: Value) -> str:
    spread = "exact" if value.is_exact else value.uncertainty.model_dump_json() if value.uncertainty else ""
    return f"{float(value.amount)!r} {spread}"
