"""Read mappings: which activity of a background database stands for which product of ours, and how well."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat, model_validator

from rulewright.errors import Mistake, ReadingError
from rulewright.reading.find import find_on_shelf
from rulewright.reading.validation import in_file_order, is_of_another_kind, title, validate
from rulewright.reading.yaml_nodes import Document, read_yaml
from rulewright.rule import Slug, Strict, Text
from rulewright.units import UnitProblem, check

MAPPING_FORMAT = "rulewright-mapping/1"
Kind = Literal["exact", "proxy", "none"]
Status = Literal["reviewed", "to_review"]


class Activity(Strict):
    """One activity of the database: by code, or by name and as much more as makes it the only one."""

    code: str | None = None
    name: str | None = None
    location: str | None = None
    unit: str | None = None
    reference_product: str | None = None

    @model_validator(mode="after")
    def _by_code_or_name(self) -> Activity:
        if self.code is None and self.name is None:
            raise ValueError(
                "name an activity by its code, or by its name (with location, unit, reference product)"
            )
        return self

    @property
    def label(self) -> str:
        """For messages."""
        if self.name is None:
            return self.code or ""
        return " | ".join(
            each for each in (self.name, self.reference_product, self.location, self.unit) if each
        )


class Candidate(Strict):
    """An activity that a search has found, and how like it is (0 to 100); nothing is computed from it."""

    score: Annotated[FiniteFloat, Field(ge=0, le=100)]
    code: str | None = None
    name: str
    location: str | None = None
    unit: str | None = None
    reference_product: str | None = None


class Link(Strict):
    """One product of ours and the activity that stands for it, or that none does.

    ``units_per_unit``: units of the activity's product in one unit of ours, e.g. 0.001 from kg to t; left out, it follows
    from the two units. ``process``: which maker of the flow; left out, every background process that makes it.
    ``status``: what is ``to_review`` is a proposal, with or without a ``kind``; a study doesn't use it unless it is told to.
    """

    flow: Slug
    process: Slug | None = None
    kind: Kind | None = None
    status: Status = "reviewed"
    activity: Activity | None = None
    reason: Text | None = None
    unit: str
    units_per_unit: Annotated[FiniteFloat, Field(gt=0)] | None = None
    note: Text | None = None
    reviewed_by: str | None = None
    reviewed_on: datetime.date | None = None
    candidates: list[Candidate] = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> Link:
        if self.kind is None and self.status == "reviewed":
            raise ValueError("a reviewed line says its kind: exact, proxy or none")
        if self.kind in ("proxy", "none") and self.reason is None:
            raise ValueError(f"'{self.kind}' says why: give 'reason' in zh and en")
        if self.kind in ("exact", "proxy") and self.activity is None:
            raise ValueError(f"'{self.kind}' names an activity: give 'activity' with a code or a name")
        if self.kind == "none" and self.activity is not None:
            raise ValueError("'none' has no activity: leave 'activity' out, or choose exact or proxy")
        return self

    @property
    def is_usable(self) -> bool:
        """Whether it names an activity to compute with, reviewed or not."""
        return self.kind in ("exact", "proxy")


class MappingFile(Strict):
    """A mapping of our products to one database.

    ``keep``: flows that stay with our own background by choice, each with the reason; a link of the kind ``none`` stays
    there because the database has nothing for it. Everything else that is not mapped stops a study.
    ``reviewed_by``, ``reviewed_on``: for all lines that don't name their own.
    """

    format: Literal["rulewright-mapping/1"]
    id: Slug
    title: Text
    database: str
    version: str | None = None
    licence: str | None = None
    note: Text | None = None
    sources: dict[str, str] = Field(default_factory=dict)
    reviewed_by: str | None = None
    reviewed_on: datetime.date | None = None
    links: list[Link]
    keep: dict[Slug, Text] = Field(default_factory=dict)

    def link_of(self, flow: str, process: str) -> Link | None:
        """The line about a flow as one process makes it: the one that names the process, else the one that names none."""
        found = [link for link in self.links if link.flow == flow and link.process in (process, None)]
        return max(found, key=lambda link: link.process is not None, default=None)

    def reviewer(self, link: Link) -> tuple[str | None, datetime.date | None]:
        """Who has reviewed a line, and when; (None, None) for what nobody has."""
        if link.status != "reviewed":
            return None, None
        return link.reviewed_by or self.reviewed_by, link.reviewed_on or self.reviewed_on


def read_mapping(name: str | Path) -> MappingFile:
    """Read a mapping, by path or as it is shipped, e.g. ``uslci-2017``.

    Raises
    ------
    ReadingError
        With all mistakes of the file.
    FileError
        If it cannot be found or read.
    """
    path = name if isinstance(name, Path) else find_on_shelf(name, "mappings")
    document = read_yaml(path)
    file = None
    if document.data is not None and not is_of_another_kind(document, MAPPING_FORMAT):
        file = validate(MappingFile, document)
    if file is not None:
        _check_once(file, document)
        _check_units(file, document)
    if file is None or document.mistakes:
        raise ReadingError(title("mapping", name, document.mistakes), in_file_order(document.mistakes))
    return file


def _check_once(file: MappingFile, document: Document) -> None:
    """No product is mapped twice, or mapped and kept."""
    seen: set[tuple[str, str | None]] = set()
    for number, link in enumerate(file.links):
        key = (link.flow, link.process)
        where = document.where(("links", number, "flow"))
        if key in seen:
            document.mistakes.append(
                Mistake(f"flow '{link.flow}' is mapped twice", where, "remove one of them")
            )
        elif link.flow in file.keep:
            what = f"flow '{link.flow}' is mapped and kept"
            document.mistakes.append(Mistake(what, where, "remove the link, or take it out of 'keep'"))
        seen.add(key)


def _check_units(file: MappingFile, document: Document) -> None:
    """Our side of every line is counted in a unit that we know."""
    for number, link in enumerate(file.links):
        try:
            check(link.unit)
        except UnitProblem:
            where = document.where(("links", number, "unit"))
            mend = "write a unit such as kg, t, MJ, kWh, m3, Nm3, piece, CNY/kg"
            document.mistakes.append(Mistake(f"unknown unit '{link.unit}'", where, mend))
