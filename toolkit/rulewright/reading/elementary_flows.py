"""Elementary flows of our inventories and their biosphere3 identity (``databases/elementary_flows.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rulewright.errors import Mistake, ReadingError
from rulewright.reading.find import databases_dir
from rulewright.reading.validation import title, validate
from rulewright.reading.yaml_nodes import read_yaml
from rulewright.rule import Slug, Source, Strict, Text

BIOSPHERE = "biosphere3"
COMPANION = "rulewright flows"  # flows that biosphere3 does not have, and aggregated CO2e
ALREADY_CO2E = "one"
AIRCRAFT_SUFFIX = (
    "-aircraft"  # "co2-fossil-aircraft" is co2-fossil, told apart because a result shows aircraft apart
)


class BiosphereIdentity(Strict):
    """A flow of Brightway's biosphere3; ``code`` is the ecoinvent uuid."""

    code: Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    name: str
    categories: Annotated[list[str], Field(min_length=1, max_length=2)]


class ElementaryFlow(Strict):
    """One elementary flow: what it is, where it stands in Brightway, which factor it takes."""

    id: Slug
    name: Text
    biosphere3: BiosphereIdentity | None
    unit: Literal["kg", "m3"]
    gas: str | None
    factor: str | None
    kind: Literal["fossil", "biogenic", "dluc"] | None

    @property
    def brightway_key(self) -> tuple[str, str]:
        """Database and code in Brightway."""
        return (COMPANION, self.id) if self.biosphere3 is None else (BIOSPHERE, self.biosphere3.code)

    @property
    def is_aggregated(self) -> bool:
        """Whether amounts are kg CO2e that a source has characterised already."""
        return self.factor == ALREADY_CO2E

    @model_validator(mode="after")
    def _counted_flows_have_a_kind(self) -> ElementaryFlow:
        if (self.factor is None) != (self.kind is None):
            raise ValueError("a flow has a factor and a kind, or neither")
        return self


def find_flow(identity: str, flows: Mapping[str, ElementaryFlow]) -> ElementaryFlow | None:
    """Give the flow of a row: ``co2-fossil``, or ``co2-fossil-aircraft`` for the same from aircraft."""
    return flows.get(identity) or flows.get(identity.removesuffix(AIRCRAFT_SUFFIX))


class _FlowFile(Strict):
    format: Literal["rulewright-elementary-flows/1"]
    licence: str | None = None
    source: Source
    flows: list[ElementaryFlow]


def read_elementary_flows(path: Path | None = None) -> dict[str, ElementaryFlow]:
    """Read the elementary flows.

    Parameters
    ----------
    path
        Another file of the same format; by default the shipped one.

    Returns
    -------
    dict
        Flow id to flow, in file order.

    Raises
    ------
    ReadingError
        With all mistakes of the file.

    Examples
    --------
    >>> flows = read_elementary_flows()
    >>> flows["co2-fossil"].brightway_key
    ('biosphere3', '349b29d1-3e58-4c66-98b9-9d1a076efd2e')
    >>> flows["co2e-aggregated-fossil"].brightway_key
    ('rulewright flows', 'co2e-aggregated-fossil')
    """
    document = read_yaml(path or databases_dir() / "elementary_flows.yaml")
    file = None if document.mistakes else validate(_FlowFile, document)
    flows: dict[str, ElementaryFlow] = {}
    for index, flow in enumerate(file.flows if file else ()):
        if flow.id in flows:
            where = document.where(("flows", index))
            document.mistakes.append(Mistake(f"flow '{flow.id}' stands twice", where, "remove one of them"))
        flows[flow.id] = flow
    if document.mistakes:
        raise ReadingError(title("file", document.path, document.mistakes), document.mistakes)
    return flows
