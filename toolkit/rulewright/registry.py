"""The registry: what the guideline asks for and what stands: fields, priority products, codes, standards, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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


class Group(Strict):
    """A kind of product, by which rules, inventories and standards meet; ``within``: the wider kinds it belongs to."""

    id: Slug
    name: Text
    within: list[Slug] = Field(default_factory=list)


class Classification(Strict):
    """A classification whose codes are given; one scheme is never derived from another."""

    scheme: str
    edition: str
    name: Text
    source: str
    mark: Mark
    note: Text | None = None


class ProductCode(Strict):
    """A product's code; ``mark``: how we know that the product belongs there. A gap has no code: none was found.

    ``name``: the class as the classification prints it.
    """

    scheme: str
    code: Annotated[str, Field(pattern=r"^\d{2,10}$")] | None = None
    name: str | None = None
    mark: Mark


class PriorityProduct(Strict):
    """A product of the priority list. ``groups``: product groups by which rules and inventories are found."""

    id: Slug
    name: Text
    sector: Slug
    groups: Annotated[list[Slug], Field(min_length=1)]
    codes: list[ProductCode] = Field(default_factory=list)
    source: str
    mark: Mark

    def codes_in(self, scheme: str) -> list[str]:
        """Codes of one classification, as stated."""
        return [each.code for each in self.codes if each.scheme == scheme and each.code is not None]


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
    citation: str
    read: date
    note: Text
    sources: dict[str, str]
    classifications: list[Classification]
    goals: list[Goal]
    recommended_lists: list[RecommendedList]
    sectors: list[Sector]
    groups: list[Group]
    priority_products: list[PriorityProduct]
    standards: list[Standard]

    def cited(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every place that cites a source, and the source's key."""
        for name in ("classifications", "goals", "recommended_lists", "priority_products", "standards"):
            for number, entry in enumerate(getattr(self, name)):
                yield (name, number, "source"), entry.source

    def inside(self, groups: Iterable[str]) -> frozenset[str]:
        """These groups and all that are within them.

        Examples
        --------
        >>> from rulewright.reading.registry import read_registry
        >>> sorted(read_registry().inside(["glass"]))
        ['container-glass', 'flat-glass', 'float-glass', 'glass', 'solar-glass']
        """
        return _closure(groups, self._parts)

    def around(self, groups: Iterable[str]) -> frozenset[str]:
        """These groups and the wider ones that they are within, directly or through others."""
        return _closure(groups, {each.id: each.within for each in self.groups})

    def related(self, groups: Iterable[str]) -> frozenset[str]:
        """These groups, all that are within them, and the wider ones that they are within.

        What is said about one of them may concern a product of another: a standard on steel covers hot-rolled coil.

        Examples
        --------
        >>> from rulewright.reading.registry import read_registry
        >>> sorted(read_registry().related(["flat-glass"]))
        ['flat-glass', 'float-glass', 'glass']
        """
        groups = frozenset(groups)
        return self.inside(groups) | self.around(groups)

    def standards_of(self, groups: Iterable[str]) -> list[Standard]:
        """Standards that stand (finished, published or in force) for products of these groups, or wider or narrower ones."""
        related = self.related(groups)
        return [each for each in self.standards if each.status in STANDS and related & set(each.groups)]

    def superseded_by(self, standard: Standard) -> Standard | None:
        """The standard that replaces this one, if it is entered."""
        numbers = (each for each in self.standards if standard.number and each.replaces == standard.number)
        return next(numbers, None)

    def group_name(self, group: str, lang: str) -> str:
        """A group's name, or its id where it isn't entered (``any``, and a user's own groups)."""
        return next((each.name.get(lang) for each in self.groups if each.id == group), group)

    @property
    def _parts(self) -> dict[str, list[str]]:
        parts: dict[str, list[str]] = {}
        for each in self.groups:
            for wider in each.within:
                parts.setdefault(wider, []).append(each.id)
        return parts


def document_key(number: str) -> str:
    """A document's number without blanks and dashes, whose kinds differ: GB/T 24067—2024 is GB/T 24067-2024.

    Examples
    --------
    >>> document_key("T/CESA 1450—2025")
    'TCESA14502025'
    """
    return re.sub(r"\W", "", number)


def _closure(start: Iterable[str], steps: Mapping[str, Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    queue = list(start)
    while queue:
        here = queue.pop()
        if here not in found:
            found.add(here)
            queue += steps.get(here, ())
    return frozenset(found)
