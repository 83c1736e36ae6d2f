"""The heads of shipped inventories: id, title, product, groups; without reading their processes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rulewright.reading.find import databases_dir, list_shelf
from rulewright.reading.yaml_nodes import parse_yaml
from rulewright.rule import Text

WANTED = frozenset({"id", "title"})
_LONG_PARTS = re.compile(
    r"^(sources|parameters|products|electricity_supplies|recycling|explained_imbalances|processes|correlations):",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Head:
    """What a list shows of an inventory."""

    id: str
    title: Text
    product: str | None
    groups: tuple[str, ...]


def inventory_heads() -> list[Head]:
    """Heads of all shipped inventories, by id."""
    folder = databases_dir() / "inventories"
    return [read_head(folder / f"{name}.yaml") for name in list_shelf("inventories")]


def read_head(path: Path) -> Head:
    """Head of one inventory file.

    Notes
    -----
    Only what stands before the first long part is read; if the head is not complete there, the whole file is.
    """
    text = path.read_text(encoding="utf-8")
    long_part = _LONG_PARTS.search(text)
    data: Any = parse_yaml(text[: long_part.start()] if long_part else text, str(path)).data
    if not isinstance(data, dict) or not data.keys() >= WANTED or "product_groups" not in data:
        data = parse_yaml(text, str(path)).data
    title = data["title"]
    return Head(
        data["id"],
        Text(zh=title["zh"], en=title["en"]),
        data.get("product"),
        tuple(data.get("product_groups", ())),
    )
