"""JSON Schemas of our files, published so that editors complete and check while people write."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from rulewright.inventory import InventoryFile
from rulewright.portfolio import PortfolioFile
from rulewright.reading.mappings import MappingFile
from rulewright.reading.studies import StudyFile
from rulewright.rule import RuleFile

Kind = Literal["rule", "inventory", "study", "portfolio", "mapping"]
MODELS: dict[str, type[BaseModel]] = {
    "rule": RuleFile,
    "inventory": InventoryFile,
    "study": StudyFile,
    "portfolio": PortfolioFile,
    "mapping": MappingFile,
}


def json_schema(kind: Kind) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a kind of file.

    Examples
    --------
    >>> json_schema("rule")["properties"]["based_on"]["default"] is None
    True
    """
    schema = MODELS[kind].model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"rulewright-{kind}-1.json",
        **schema,
        "title": f"Rulewright {kind}",
    }
