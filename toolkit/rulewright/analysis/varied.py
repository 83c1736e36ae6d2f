"""A number that is varied: a parameter, a quantity by its id, or the ratio of two quantities.

Two ways to set it: in the inventory, so that a rule chooses anew, or in the values of a compiled system, thousands
of points at once, with choices held.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from rulewright.analysis.question import QuestionError
from rulewright.engine.draws import key_of, part_taken
from rulewright.inventory import Exchange, Quantity
from rulewright.reading.formulas import evaluate, parameters_in
from rulewright.reading.validation import did_you_mean
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    from rulewright.inventory import Inventory
    from rulewright.terms import ProductSystem

PARAMETER = "parameter."
RATIO = ":"

_RATIO = Sentence("{above} / {below}", "{above} / {below}")


@dataclass(frozen=True)
class Varied:
    """A number that is varied.

    Attributes
    ----------
    name
        As asked for: ``coke`` or ``parameter.coke``, ``granulated-slag.price``, ``converter/input/scrap``, ``a : b``.
    kind
        "parameter", "quantity" or "ratio".
    id
        Key of the number that is set: ``parameter.coke``, ``granulated-slag.price`` (a dated price without window).
    window
        Window of a dated price, e.g. "[2022-2025]": the amount is the mean of these years, the series moves in
        proportion.
    amount, unit
        Central value; of a ratio [1].
    scale
        Amount of the set number per unit of what is varied: of a ratio, the amount of its second number.
    quantity
        The number that is set.
    in_inventory
        Whether a changed inventory can hold it, so that a rule can choose anew; a characterisation factor is the rule's.
    """

    name: str
    kind: Literal["parameter", "quantity", "ratio"]
    id: str
    window: str
    amount: float
    unit: str
    scale: float
    quantity: Quantity
    below: Varied | None = None
    in_inventory: bool = True

    def label(self, inventory: Inventory, lang: str) -> str:
        """Name for people."""
        if self.below is not None:
            first = label_of(inventory, self.id, lang)
            return _RATIO(lang, above=first, below=self.below.label(inventory, lang))
        return label_of(inventory, self.id, lang)


def find_varied(inventory: Inventory, name: str, system: ProductSystem | None = None) -> Varied:
    """The number that a name means.

    Parameters
    ----------
    system
        Terms of a rule: gives numbers that are the rule's, such as characterisation factors.

    Raises
    ------
    QuestionError
        If there is no such number, a dated price's window isn't one of its own, or a ratio cannot be.

    Examples
    --------
    >>> from rulewright import read_inventory
    >>> steel = read_inventory("steel-hot-rolled-coil-bf-bof")
    >>> found = find_varied(steel, "coke")
    >>> found.id, found.amount, found.unit
    ('parameter.coke', 288.0, 'kg/t')
    >>> find_varied(steel, "slab.price : liquid-steel.price").amount
    1.0606060606060606
    """
    text = name.strip()
    bare = text.removeprefix(PARAMETER)
    if bare in inventory.parameters:
        quantity = inventory.parameters[bare]
        unit = plain_unit(quantity.unit)
        return Varied(text, "parameter", quantity.id, "", quantity.amount, unit, 1.0, quantity)
    key = key_of(text)
    place = inventory.quantity_places.get(key)
    if place is not None:
        quantity, window = _quantity_at(inventory, place, key, text)
        unit = plain_unit(quantity.unit)
        return Varied(text, "quantity", key, window, quantity.amount, unit, 1.0, quantity)
    beside = _beside(inventory, system, key)
    if beside is not None:
        unit = plain_unit(beside.unit)
        return Varied(text, "quantity", key, "", beside.amount, unit, 1.0, beside, in_inventory=False)
    if RATIO in text:
        return _ratio(inventory, text)
    known = [*inventory.parameters, *inventory.quantity_places]
    raise QuestionError(
        f"no quantity or parameter '{text}'{did_you_mean(text, known)}", f"inventory {inventory.id}",
        "give a parameter, process/input/flow, process/output/flow, process/emission/flow, process/factor, "
        "or flow.property",
    )  # fmt: skip


def changed_inventory(inventory: Inventory, values: Iterable[tuple[Varied, float]]) -> Inventory:
    """The inventory at other values of varied numbers, with nothing uncertain about them.

    Raises
    ------
    ChangeError
        If an amount or a formula cannot be there.
    """
    from rulewright.changes import Value, changed

    parameters, amounts = {}, {}
    for varied, value in values:
        exact = Value(float(value) * varied.scale, is_exact=True)
        if varied.kind == "parameter":
            parameters[varied.id.removeprefix(PARAMETER)] = exact
        else:
            amounts[varied.id + varied.window] = exact
    return changed(inventory, parameters, amounts)


def negative_amounts(before: Inventory, after: Inventory) -> list[str]:
    """Ids of exchanges and parameters whose amount is negative in a changed inventory, but not in the one before."""
    found = [
        quantity.id
        for name, quantity in after.parameters.items()
        if quantity.amount < 0 <= before.parameters[name].amount
    ]
    for name, process in after.processes.items():
        known = before.processes[name]
        if process is known:
            continue
        for side in ("outputs", "inputs", "emissions"):
            for one, other in zip(getattr(known, side), getattr(process, side), strict=True):
                if one.quantity is not None and other.quantity.amount < 0 <= one.quantity.amount:
                    found.append(other.id)
    return found


def held_values(
    quantities: Mapping[str, Quantity],
    parameters: Mapping[str, Quantity],
    values: Sequence[tuple[Varied, Any]],
) -> dict[str, Any]:
    """Values of a system's quantities at other values of varied numbers, for a compiled system (choices held).

    Parameters
    ----------
    quantities
        Of the product system, by id.
    parameters
        Of the inventory, by name.
    values
        Varied numbers with their values, each (points,) or a number.
    """
    changed = {
        varied.id.removeprefix(PARAMETER): value for varied, value in values if varied.kind == "parameter"
    }
    direct = {varied.id: (varied, value) for varied, value in values if varied.kind != "parameter"}
    known = {name: each.amount for name, each in parameters.items()} | changed

    def value_of(quantity: Quantity) -> Any:
        if quantity.taken:
            return part_taken([value_of(each) for each in quantity.taken], quantity.takes_rest)
        followed: Any = quantity.amount
        if quantity.formula is not None and parameters_in(quantity.formula) & changed.keys():
            followed = evaluate(quantity.formula, known) * quantity.scale
        stated = direct.get(key_of(quantity.id))
        if stated is None:
            return followed
        varied, value = stated
        if quantity.id == varied.quantity.id and quantity.formula is None:
            return value * varied.scale
        # what a formula gives, times what it leaves out; windows of one price, factors of one gas: in proportion
        return followed * (value * varied.scale / varied.quantity.amount)

    return {identity: value_of(each) for identity, each in quantities.items()}


def depends_on(quantity: Quantity, varied: Iterable[Varied]) -> bool:
    """Whether a quantity of a system changes with one of the varied numbers."""
    given = list(varied)
    if any(depends_on(each, given) for each in quantity.taken):
        return True
    named = {each.id for each in given}
    if key_of(quantity.id) in named:
        return True
    return quantity.formula is not None and any(
        f"{PARAMETER}{name}" in named for name in parameters_in(quantity.formula)
    )


def plain_unit(unit: str) -> str:
    """A unit without the brackets that a single unit doesn't need.

    Examples
    --------
    >>> plain_unit("kg/(kWh)"), plain_unit("MJ/(kg*a)")
    ('kg/kWh', 'MJ/(kg*a)')
    """
    return re.sub(r"\((\w+)\)", r"\1", unit)


def label_of(inventory: Inventory, identity: str, lang: str) -> str:
    """Name of a number for people; its id where the inventory has no better one."""
    from rulewright.reporting.quantity_names import quantity_name

    return quantity_name(identity, inventory, lang)


def _quantity_at(
    inventory: Inventory, place: Exchange | tuple[str, str, str] | str, key: str, text: str
) -> tuple[Quantity, str]:
    """The quantity at a place, and the window of a dated price: the named one, else all years."""
    from rulewright.steps.assemble import factor_quantity

    window = text[len(key) :]
    if isinstance(place, tuple):
        process, flow, name = place
        stated = inventory.properties[place]
        years = None
        if stated.series is not None:
            all_years = sorted(price.year for price in stated.series)
            windows = {
                f"[{all_years[-count]}-{all_years[-1]}]": count for count in range(1, len(all_years) + 1)
            }
            if window and window not in windows:
                raise QuestionError(
                    f"'{key}' has no window '{window}'", f"inventory {inventory.id}",
                    f"leave it out, or use one of: {', '.join(windows)}",
                )  # fmt: skip
            years = windows[window] if window else len(all_years)
            window = window or f"[{all_years[0]}-{all_years[-1]}]"
        value = inventory.property_value(process, flow, name, years)
        assert value is not None
        return value.quantity, window if stated.series is not None else ""
    if isinstance(place, str):
        return factor_quantity(inventory.processes[place]), ""
    assert place.quantity is not None
    return place.quantity, ""


def _beside(inventory: Inventory, system: ProductSystem | None, key: str) -> Quantity | None:
    """A number that stands beside processes and properties: a displaced amount, a yield, a supply's share, a rule's."""
    for quantity in inventory.side_numbers.values():
        if quantity.id == key:
            return quantity
    if system is None:
        return None
    for quantity in system.quantities.values():
        for each in quantity.taken or (quantity,):
            if key_of(each.id) == key:
                return each
    return None


def _ratio(inventory: Inventory, text: str) -> Varied:
    """``a : b``: a is set to the ratio times b, and b stays."""
    sign = f" {RATIO} " if f" {RATIO} " in text else RATIO  # some ids hold a colon
    above, _, rest = text.partition(sign)
    where = f"inventory {inventory.id}"
    if sign in rest or not above.strip() or not rest.strip():
        raise QuestionError(f"'{text}' is no ratio of two numbers", where, "write A : B, e.g. two prices")
    first, second = find_varied(inventory, above), find_varied(inventory, rest)
    if first.unit != second.unit:
        raise QuestionError(
            f"a ratio of {first.unit} to {second.unit} is no plain number ('{text}')", where,
            "take two numbers of one unit",
        )  # fmt: skip
    if first.id == second.id or not second.amount or not math.isfinite(first.amount / second.amount):
        raise QuestionError(
            f"'{text}' cannot be varied as a ratio", where, "take two different numbers, the second not zero"
        )
    return Varied(
        text, "ratio", first.id, first.window, first.amount / second.amount, "1", second.amount, first.quantity, second,
    )  # fmt: skip
