"""A portfolio: many plants that make one product, each an inventory with values of its own.

Nothing here reads files (see :mod:`rulewright.reading.portfolios`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, FiniteFloat

from rulewright.inventory import ElectricitySupply, Inventory, Uncertainty
from rulewright.reading.studies import DeclaredChoice
from rulewright.rule import Rule, Slug, Strict, Text
from rulewright.words import Mark

if TYPE_CHECKING:
    from rulewright.analysis.portfolio_result import PortfolioResult
    from rulewright.engine.plans import Sampling

PORTFOLIO_FORMAT = "rulewright-portfolio/1"


class PlantValue(Strict):
    """A value that holds for one plant; it has to lie in the range that the inventory states, if it states one.

    ``uncertainty`` with a minimum and a maximum takes the place of that range.
    """

    id: str
    amount: FiniteFloat
    unit: str
    uncertainty: Uncertainty | None = None
    source: str
    mark: Mark
    note: str | None = None


class PlantFile(Strict):
    """One plant: its inventory, and what is different there.

    ``parameters`` name parameters of the inventory, ``amounts`` single quantities by id
    (``electrolysis/input/electricity``). ``electricity_supplies`` stand before those of the inventory; one with
    the same id takes its place.
    """

    id: Slug
    name: Text
    location: str
    inventory: str
    parameters: list[PlantValue] = Field(default_factory=list)
    amounts: list[PlantValue] = Field(default_factory=list)
    electricity_supplies: list[ElectricitySupply] = Field(default_factory=list)
    note: Text | None = None


class ValueUncertainty(Strict):
    """Uncertainty of every value of a plant that states none of its own, e.g. of metering."""

    uncertainty: Uncertainty
    source: str
    mark: Mark


class PortfolioFile(Strict):
    """One portfolio file, as written.

    ``plants_are``: real plants, or plausible ones put together from published ranges. ``rules``: default of a
    run. ``choices``: declared choices for all plants; without any, those shipped with each inventory hold.
    """

    format: Literal["rulewright-portfolio/1"]
    id: Slug
    title: Text
    version: str
    licence: str
    read: date | None = None
    plants_are: Literal["real", "plausible"]
    note: Text
    sources: dict[str, str] = Field(default_factory=dict)
    rules: Annotated[list[str], Field(min_length=1)]
    choices: list[DeclaredChoice] | None = None
    value_uncertainty: ValueUncertainty | None = None
    plants: Annotated[list[PlantFile], Field(min_length=2)]

    @property
    def hash(self) -> str:
        """SHA-256 of the content, 16 hex digits."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Plant:
    """A plant as read: its inventory with its own values in it.

    ``stated``: ids of the quantities that the plant states itself; they are drawn for it alone.
    """

    file: PlantFile
    inventory: Inventory
    stated: frozenset[str]

    @property
    def id(self) -> str:
        """Id of the plant."""
        return self.file.id

    @property
    def name(self) -> Text:
        """Name of the plant."""
        return self.file.name


@dataclass(frozen=True)
class Portfolio:
    """Plants that make one product, in the order of the file.

    Examples
    --------
    >>> import rulewright as rw
    >>> steel = rw.read_portfolio("steel-plants-cn")
    >>> len(steel.plants), steel.file.plants_are
    (14, 'plausible')
    """

    file: PortfolioFile
    plants: tuple[Plant, ...]

    @property
    def id(self) -> str:
        """Id of the portfolio."""
        return self.file.id

    def plant(self, identity: str) -> Plant:
        """The plant with this id."""
        return next(each for each in self.plants if each.id == identity)

    def run(
        self,
        rules: Iterable[str | Path | Rule] | None = None,
        draws: int = 1_000,
        seed: int = 1,
        sampling: Sampling = "mc",
        progress: Callable[[int, int], None] | None = None,
    ) -> PortfolioResult:
        """Footprint of every plant under every rule, with draws; see :func:`rulewright.analysis.portfolio.run`."""
        from rulewright.analysis.portfolio import run

        return run(self, rules, draws, seed, sampling, progress)
