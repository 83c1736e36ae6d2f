"""The registry: what the guideline asks for and what stands: fields, priority products, codes, standards, lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from rulewright.rule import Slug, Strict, Text
from rulewright.words import Mark

REGISTRY_FORMAT = "rulewright-registry/1"
Stage = Literal["national", "industry", "local", "group"]
Status = Literal["in_preparation", "draft", "finished", "published", "in_force", "superseded"]
STANDS: frozenset[str] = frozenset({"finished", "published", "in_force"})


class Goal(Strict):
    """How many standards a body wants, and by when."""

    standards: Annotated[int, Field(gt=0)]
    by: int
    issuer: Text
    source: str
    mark: Mark


class RecommendedList(Strict):
    """One batch of the ministries' recommended lists; ``items`` lines are on it, not all of which we have read."""

    batch: Annotated[int, Field(gt=0)]
    issued: date
    items: Annotated[int, Field(gt=0)]
    notice: str | None = None
    source: str
    mark: Mark


class Sector(Strict):
    """A field of industry."""

    id: Slug
    name: Text


class PriorityProduct(Strict):
    """A product of the priority list. ``groups``: product groups by which rules and inventories are found."""

    id: Slug
    name: Text
    sector: Slug
    groups: Annotated[list[Slug], Field(min_length=1)]
    gbt_4754: list[Annotated[str, Field(pattern=r"^\d{4}$")]] = Field(default_factory=list)
    hs: list[Annotated[str, Field(pattern=r"^\d{2,6}$")]] = Field(default_factory=list)
    source: str
    mark: Mark


class Standard(Strict):
    """One standard, as far as we have read about it; ``in_series`` false: not of the uniform title."""

    number: str | None = None
    name: Text
    stage: Stage
    status: Status
    issued: date | None = None
    in_force: date | None = None
    groups: Annotated[list[Slug], Field(min_length=1)]
    recommended: int | None = None
    replaces: str | None = None
    in_series: bool = True
    source: str
    mark: Mark
    note: str | None = None


class Registry(Strict):
    """The whole registry file."""

    format: Literal["rulewright-registry/1"]
    id: Slug
    title: Text
    version: str
    licence: str
    read: date
    note: Text
    sources: dict[str, str]
    goals: list[Goal]
    recommended_lists: list[RecommendedList]
    sectors: list[Sector]
    priority_products: list[PriorityProduct]
    standards: list[Standard]

    def cited(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every place that cites a source, and the source's key."""
        for name in ("goals", "recommended_lists", "priority_products", "standards"):
            for number, entry in enumerate(getattr(self, name)):
                yield (name, number, "source"), entry.source

    def standards_of(self, groups: frozenset[str]) -> list[Standard]:
        """Standards that stand (finished, published or in force) for one of these product groups."""
        return [each for each in self.standards if each.status in STANDS and groups & set(each.groups)]
