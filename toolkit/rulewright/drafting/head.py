"""What a draft standard needs beside its rule: numbers, classes, bodies, dates; read from a small YAML file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from rulewright.errors import ReadingError
from rulewright.reading.validation import title, validate
from rulewright.reading.yaml_nodes import read_yaml
from rulewright.rule import Slug, Strict, Text

Millimetres = Annotated[float, Field(ge=5, le=60)]


class Margins(Strict):
    """Margins of a page [mm]; ``binding`` is left on odd pages, ``outer`` right."""

    top: Millimetres
    bottom: Millimetres
    binding: Millimetres
    outer: Millimetres


# usual reading of GB/T 1.1-2020, figures E.1 and E.2 [known; the figures themselves were not read]
USUAL_MARGINS = Margins(top=25, bottom=20, binding=25, outer=20)


class HeadTerm(Strict):
    """A term that the standard defines itself."""

    term: Text
    definition: Text
    source: str | None = None


class CitedDocument(Strict):
    """A document that is cited: number with or without year, title."""

    number: str
    title: Text


class DraftHead(Strict):
    """Facts of the document that no product rule holds; what is absent becomes a marked gap.

    ``own_words``: clauses (ids) of the rule's own file whose text stands in the draft word by word, in the place of
    the sentences made from their settings. ``terms: []`` says that nothing needs a definition.
    """

    format: Literal["rulewright-standard/1"] = "rulewright-standard/1"
    product: Text | None = None
    number: str | None = None
    level: Literal["national", "industry", "group"] | None = None
    industry: Text | None = None
    draft_stage: Literal["discussion", "comment", "review", "approval", "issued"] | None = None
    ics: str | None = None
    ccs: str | None = None
    issued: date | None = None
    in_force_from: date | None = None
    issuer: Text | None = None
    proposed_by: Text | None = None
    home_committee: Text | None = None
    drafting_bodies: list[str] | None = None
    drafters: list[str] | None = None
    first_edition: bool | None = None
    introduction: list[Text] = Field(default_factory=list)
    terms: list[HeadTerm] | None = None
    references: list[CitedDocument] = Field(default_factory=list)
    own_words: list[Slug] = Field(default_factory=list)
    declaration: bool = False
    margins_mm: Margins | None = None


def read_head(path: str | Path) -> DraftHead:
    """Read a head file.

    Raises
    ------
    ReadingError
        With all its mistakes.
    FileError
        If it cannot be found or read.
    """
    document = read_yaml(Path(path))
    head = None if document.mistakes else validate(DraftHead, document)
    if head is None or document.mistakes:
        raise ReadingError(title("file", path, document.mistakes), document.mistakes)
    return head
