"""Read portfolios: plants with values of their own, checked against the inventories that they name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from rulewright.changes import ChangeError, Value, changed
from rulewright.errors import FileError, Mistake, ReadingError, RulewrightError
from rulewright.inventory import ElectricitySupply, Exchange, Inventory, Quantity, Uncertainty
from rulewright.portfolio import PORTFOLIO_FORMAT, Plant, PlantFile, PlantValue, Portfolio, PortfolioFile
from rulewright.reading.find import find_on_shelf, find_rule
from rulewright.reading.inventories import read_inventory
from rulewright.reading.studies import DeclaredChoice, choice_mistakes
from rulewright.reading.validation import (
    Model,
    did_you_mean,
    in_file_order,
    is_of_another_kind,
    listed,
    strictly,
    title,
    validate,
)
from rulewright.reading.yaml_nodes import Document, Path_, read_yaml
from rulewright.units import UnitProblem, factor

Row = TypeVar("Row")
# by place in the file: a plant, and the places of those of its values that are left, where some are wrong in themselves
_Plants = dict[int, tuple[PlantFile, dict[str, list[int]]]]
_VALUES: dict[str, type[BaseModel]] = {
    "parameters": PlantValue, "amounts": PlantValue, "electricity_supplies": ElectricitySupply,
}  # fmt: skip


def read_portfolio(name: str | Path) -> Portfolio:
    """Read a portfolio by id or path.

    Raises
    ------
    ReadingError
        With *all* mistakes: unknown keys, plants named twice, missing inventories, unknown parameters, units that
        don't fit, values outside the range that an inventory states, formulas that have no result.
    FileError
        If the file cannot be found or read.
    """
    path = find_on_shelf(str(name), "portfolios")
    document = read_yaml(path)
    file, plants = None, []
    if document.data is not None and not is_of_another_kind(document, PORTFOLIO_FORMAT):
        file = validate(PortfolioFile, document)
        plants = _checked(file, document, path)
    if file is None or document.mistakes:
        raise ReadingError(title("portfolio", name, document.mistakes), in_file_order(document.mistakes))
    return Portfolio(file, tuple(plants))


def _checked(file: PortfolioFile | None, document: Document, path: Path) -> list[Plant]:
    """Plants that fit their inventories; of a file with mistakes, what is sound in itself is looked at all the same."""
    if file is not None:
        rules, choices = dict(enumerate(file.rules)), dict(enumerate(file.choices or []))
        plants: _Plants = {place: (plant, {}) for place, plant in enumerate(file.plants)}
        spread = None if file.value_uncertainty is None else file.value_uncertainty.uncertainty
    else:
        rules = {place: rule for place, rule in _listed(document, "rules").items() if isinstance(rule, str)}
        choices = _sound(DeclaredChoice, _listed(document, "choices"))
        plants = _sound_plants(document)
        spread = None
    _check_rules(rules, document)
    for place, choice in choices.items():
        document.mistakes += choice_mistakes(choice, document, place)
    found = list(_plants(plants, spread, document, path))
    _check_units(found, document)
    return [plant for _, plant in found]


def _listed(document: Document, key: str) -> dict[int, Any]:
    """Items of a list of the file, by place; none if it is no list."""
    data = document.data.get(key) if isinstance(document.data, dict) else None
    return dict(enumerate(data)) if isinstance(data, list) else {}


def _sound(model: type[Model], items: Mapping[int, Any]) -> dict[int, Model]:
    """Items that are right in themselves, by place; what is wrong with the others is told already."""
    found = {}
    for place, item in items.items():
        with suppress(ValidationError):
            found[place] = strictly(TypeAdapter(model), item)
    return found


def _sound_plants(document: Document) -> _Plants:
    """Plants without their keys and values that are wrong in themselves, with the places of the values that are left."""
    found: _Plants = {}
    for place, item in _listed(document, "plants").items():
        if not isinstance(item, dict):
            continue
        left = {key: value for key, value in item.items() if key in PlantFile.model_fields}
        kept: dict[str, list[int]] = {}
        for key, model in _VALUES.items():
            values = item.get(key)
            if isinstance(values, list):
                kept[key] = list(_sound(model, dict(enumerate(values))))
                left[key] = [values[number] for number in kept[key]]
        with suppress(ValidationError):
            found[place] = strictly(TypeAdapter(PlantFile), left), kept
    return found


def _check_rules(rules: Mapping[int, str], document: Document) -> None:
    first: dict[str, int] = {}
    for place, rule in rules.items():
        where = document.where(("rules", place))
        if first.setdefault(rule, place) != place:
            document.mistakes.append(
                Mistake(f"the rule '{rule}' is named twice", where, "name each rule once")
            )
            continue
        try:
            find_rule(rule)
        except FileError as error:
            document.mistakes.append(Mistake(error.what, where, error.mend))


def _plants(
    plants: _Plants, spread: Uncertainty | None, document: Document, path: Path
) -> Iterator[tuple[int, Plant]]:
    inventories: dict[str, Inventory | None] = {}
    first: dict[str, int] = {}
    for index, (plant, kept) in plants.items():
        place: Path_ = ("plants", index)
        if plant.id in first:
            other = document.where(("plants", first[plant.id]))
            what = f"two plants have the id '{plant.id}'"
            mend = f"give each its own id; the other stands in {other}"
            document.mistakes.append(Mistake(what, document.where((*place, "id")), mend))
        first.setdefault(plant.id, index)
        if plant.inventory not in inventories:
            inventories[plant.inventory] = _inventory(plant, document, place, path)
        inventory = inventories[plant.inventory]
        if inventory is not None:
            made = _Fitting(plant, inventory, spread, document, place, kept).plant()
            if made is not None:
                yield index, made


def _inventory(plant: PlantFile, document: Document, place: Path_, path: Path) -> Inventory | None:
    """The inventory of a plant; what is wrong with it is told once, at the first plant that names it."""
    where = document.where((*place, "inventory"), f"plant {plant.id}")
    try:
        inventory = read_inventory(find_on_shelf(plant.inventory, "inventories", near=path.parent))
    except ReadingError as error:
        what = f"the inventory '{plant.inventory}' has mistakes"
        document.mistakes += [Mistake(what, where, "mend them first; they follow"), *error.mistakes]
        return None
    except RulewrightError as error:
        document.mistakes.append(Mistake(error.what, where, error.mend))
        return None
    if inventory.file.product is None or inventory.file.declared_unit is None:
        what = f"the inventory '{plant.inventory}' has no product, so no footprint"
        document.mistakes.append(Mistake(what, where, "name an inventory with product and declared_unit"))
        return None
    return inventory


def _check_units(plants: list[tuple[int, Plant]], document: Document) -> None:
    """Footprints are ranked per one declared unit."""
    for index, plant in plants:
        one = plants[0][1]
        first, own = one.inventory.file.declared_unit, plant.inventory.file.declared_unit
        if own != first and first is not None and own is not None:
            what = (
                f"the declared unit is {own.amount:g} {own.unit}, "
                f"that of {one.id} {first.amount:g} {first.unit}"
            )
            where = document.where(("plants", index, "inventory"), f"plant {plant.id}")
            mend = "rank plants of one declared unit; make a portfolio for the others"
            document.mistakes.append(Mistake(what, where, mend))


class _Fitting:
    """Puts the values of one plant into its inventory."""

    def __init__(
        self,
        plant: PlantFile,
        inventory: Inventory,
        spread: Uncertainty | None,
        document: Document,
        place: Path_,
        kept: Mapping[str, list[int]],
    ) -> None:
        self.file, self.inventory, self.document, self.place = plant, inventory, document, place
        self.spread, self.kept = spread, kept
        self.lines: dict[str, Path_] = {}  # where a mistake of changes stands in the file
        self.stated: set[str] = set()
        self.sound = True

    def plant(self) -> Plant | None:
        parameters = self._values("parameters", self.file.parameters)
        amounts = self._values("amounts", self.file.amounts)
        supplies = None
        if self.file.electricity_supplies:
            for number, supply in self._numbered("electricity_supplies", self.file.electricity_supplies):
                self.lines[f"electricity supply {supply.id}"] = ("electricity_supplies", number)
            own = {supply.id for supply in self.file.electricity_supplies}
            rest = [each for each in self.inventory.file.electricity_supplies if each.id not in own]
            supplies = [*self.file.electricity_supplies, *rest]
        try:
            inventory = changed(self.inventory, parameters, amounts, supplies)
        except ChangeError as error:
            for mistake in error.mistakes:
                subject = mistake.where.removesuffix(f" (inventory {self.inventory.id})")
                inside = self.lines.get(subject, ())
                label = f"plant {self.file.id}" if inside else f"plant {self.file.id}, {subject}"
                where = self.document.where((*self.place, *inside), label)
                self.document.mistakes.append(Mistake(mistake.what, where, mistake.mend))
            return None
        return Plant(self.file, inventory, frozenset(self.stated)) if self.sound else None

    def _numbered(self, key: str, rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
        """Rows with their places in the file."""
        return zip(self.kept.get(key, range(len(rows))), rows, strict=True)

    def _values(self, key: str, rows: list[PlantValue]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for number, row in self._numbered(key, rows):
            inside: Path_ = (key, number)
            subject = f"parameter {row.id}" if key == "parameters" else row.id
            if row.id in found:
                self._mistake(inside, row.id, f"'{row.id}' is given twice", "keep one")
                continue
            self.lines[subject] = (*inside, "id")
            quantity = self._known(key, row, inside)
            if quantity is None:
                continue
            scale = self._scale(row, quantity.unit, inside)
            if scale is None or not self._in_range(row, quantity, scale, inside):
                continue
            stated = row.uncertainty or (self.spread if row.amount else None)  # none of something is exact
            found[row.id] = Value(
                row.amount * scale, _in_unit(stated, scale / quantity.scale), stated is None
            )
            self.stated.add(quantity.id)
        return found

    def _known(self, key: str, row: PlantValue, inside: Path_) -> Quantity | None:
        known = self.inventory.parameters if key == "parameters" else self.inventory.quantity_places
        near = f"use one of: {listed(sorted(known))}{did_you_mean(row.id, known)}"
        if key == "parameters":
            quantity = self.inventory.parameters.get(row.id)
            if quantity is None:
                self._mistake((*inside, "id"), row.id, f"unknown parameter '{row.id}'", near)
            return quantity
        place = self.inventory.quantity_places.get(row.id)
        if isinstance(place, Exchange):
            return place.quantity
        if place is None:
            self._mistake((*inside, "id"), row.id, f"unknown quantity '{row.id}'", near)
        else:
            mend = "name an exchange: process/input/flow, process/output/flow or process/emission/flow"
            self._mistake((*inside, "id"), row.id, f"'{row.id}' is no exchange of a process", mend)
        return None

    def _scale(self, row: PlantValue, target: str, inside: Path_) -> float | None:
        try:
            return factor(row.unit, target)
        except UnitProblem as problem:
            mend = f"give the amount in a unit of the kind of '{target}'"
            self._mistake((*inside, "unit"), row.id, str(problem), mend)
            return None

    def _in_range(self, row: PlantValue, quantity: Quantity, scale: float, inside: Path_) -> bool:
        own = row.uncertainty
        if quantity.uncertainty is None or (
            own is not None and own.minimum is not None and own.maximum is not None
        ):
            return True
        low = -math.inf if quantity.uncertainty.minimum is None else quantity.uncertainty.minimum
        high = math.inf if quantity.uncertainty.maximum is None else quantity.uncertainty.maximum
        amount = row.amount * scale / quantity.scale
        slack = 1e-9 * abs(amount)
        if low - slack <= amount <= high + slack:
            return True
        what = f"{amount:g} lies outside the stated range {low:g} .. {high:g}"
        mend = "correct the amount, or give it an uncertainty with a minimum and a maximum of its own"
        self._mistake((*inside, "amount"), row.id, what, mend)
        return False

    def _mistake(self, inside: Path_, name: str, what: str, mend: str) -> None:
        self.sound = False
        where = self.document.where((*self.place, *inside), f"plant {self.file.id}, {name}")
        self.document.mistakes.append(Mistake(what, where, mend))


def _in_unit(uncertainty: Uncertainty | None, scale: float) -> Uncertainty | None:
    """An uncertainty in the unit that the inventory's own is written in."""
    if uncertainty is None or scale == 1.0:
        return uncertainty
    return uncertainty.model_copy(
        update={
            "minimum": None if uncertainty.minimum is None else uncertainty.minimum * scale,
            "maximum": None if uncertainty.maximum is None else uncertainty.maximum * scale,
            "sd": uncertainty.sd * scale
            if uncertainty.distribution == "normal" and uncertainty.sd
            else uncertainty.sd,
        }
    )
