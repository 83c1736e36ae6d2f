"""Read mappings: which activity of a background database stands for which product of ours, and how well."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat, model_validator

from rulewright.errors import Mistake, ReadingError
from rulewright.reading.validation import in_file_order, is_of_another_kind, title, validate
from rulewright.reading.yaml_nodes import Document, read_yaml
from rulewright.rule import Slug, Strict, Text

MAPPING_FORMAT = "rulewright-mapping/1"


class Activity(Strict):
    """One activity of the database: by code, or by name and as much more as makes it the only one."""

    code: str | None = None
    name: str | None = None
    location: str | None = None
    unit: str | None = None
    reference_product: str | None = None

    @model_validator(mode="after")
    def _by_code_or_name(self) -> Activity:
        if (self.code is None) == (self.name is None):
            raise ValueError(
                "name an activity by its code, or by its name (with location, unit, reference product)"
            )
        return self

    @property
    def label(self) -> str:
        """For messages."""
        if self.code is not None:
            return self.code
        return " | ".join(
            each for each in (self.name, self.reference_product, self.location, self.unit) if each
        )


class Link(Strict):
    """One product of ours and the activity that stands for it.

    ``units_per_unit``: units of the activity's product in one unit of ours, e.g. 0.001 from kg to t; left out, it follows
    from the two units. ``process``: which maker of the flow; left out, whoever makes it.
    """

    flow: Slug
    process: Slug | None = None
    activity: Activity
    kind: Literal["exact", "proxy"]
    reason: Text | None = None
    unit: str
    units_per_unit: Annotated[FiniteFloat, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _proxies_say_why(self) -> Link:
        if self.kind == "proxy" and self.reason is None:
            raise ValueError("a proxy says why it may stand for the product: give 'reason' in zh and en")
        return self


class MappingFile(Strict):
    """A reviewed mapping of our products to one database.

    ``keep``: flows that stay with our own background, each with the reason; everything else that is not mapped
    stops a study.
    """

    format: Literal["rulewright-mapping/1"]
    id: Slug
    title: Text
    database: str
    reviewed_by: str | None = None
    links: list[Link]
    keep: dict[Slug, Text] = Field(default_factory=dict)


def read_mapping(name: str | Path) -> MappingFile:
    """Read a mapping.

    Raises
    ------
    ReadingError
        With all mistakes of the file.
    FileError
        If it cannot be found or read.
    """
    document = read_yaml(Path(name))
    file = None
    if document.data is not None and not is_of_another_kind(document, MAPPING_FORMAT):
        file = validate(MappingFile, document)
    if file is not None:
        _check_once(file, document)
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
