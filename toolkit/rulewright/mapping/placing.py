"""Where a product system draws on our own background, and how a unit impact takes the place of a process there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rulewright.inventory import Quantity
from rulewright.reading.find import list_shelf
from rulewright.terms import Node, ProductSystem, Term

if TYPE_CHECKING:
    from rulewright.reading.mappings import Link, MappingFile
    from rulewright.study import Result

ROW = "co2e-aggregated-background"  # elementary row of unit impacts, factor 1


def with_unit_impacts(system: ProductSystem, impacts: Mapping[str, Quantity]) -> ProductSystem:
    """The same system, in which some nodes have a given unit impact in place of their inputs and emissions.

    Parameters
    ----------
    impacts
        Node key to its unit impact, a quantity [kg CO2e per unit of the node].
    """
    terms = [term for term in system.terms if term.column not in impacts]
    for key, quantity in impacts.items():
        terms.append(Term("technosphere", key, key, None, 1.0, 1.0))
        terms.append(Term("biosphere", ROW, key, quantity.id, 1.0, 1.0))
    return replace(
        system,
        elementary=(*system.elementary, ROW),
        kinds={**system.kinds, ROW: "fossil"},
        characterisation={**system.characterisation, ROW: 1.0},
        terms=tuple(terms),
        quantities={**system.quantities, **{each.id: each for each in impacts.values()}},
        gases={**system.gases, ROW: "co2e"},
    )


def lines_of(mapping: MappingFile, result: Result) -> dict[str, Link]:
    """Node key to the line of the mapping about it.

    A line that names no process is about background processes only: what the works itself makes, or a shipped inventory
    that it links to, stays what it is, even if somebody sells the same.
    """
    found, models = {}, set(list_shelf("inventories"))
    for node in result.system.nodes:
        link = mapping.link_of(node.flow, node.process)
        if link is None or (link.process is None and not _is_background(result, node, models)):
            continue
        found[node.key] = link
    return found


def reached_background(result: Result, replaced: Iterable[str]) -> list[str]:
    """Nodes of our background that the demand still draws on once some are replaced, sorted.

    Shipped inventories that the study links to are unit processes like its own: they are followed to what they take, but
    they don't count as background.
    """
    system, known = result.system, {node.key: node for node in result.system.nodes}
    left_out, models = set(replaced), set(list_shelf("inventories"))
    drawn: dict[str, list[str]] = {}
    for term in system.terms:
        if term.matrix == "technosphere" and term.row != term.column and term.column not in left_out:
            drawn.setdefault(term.column, []).append(term.row)
    found: dict[str, None] = {}
    seen: set[str] = set()
    queue = list(system.demand)
    while queue:
        key = queue.pop()
        if key in seen or key in left_out:
            continue
        seen.add(key)
        node = known[key]
        if _is_background(result, node, models):
            found[key] = None
        queue += drawn.get(key, [])
    return sorted(found)


def _is_background(result: Result, node: Node, models: set[str]) -> bool:
    """Whether a background process makes it, and none of a shipped inventory (``models``)."""
    process = result.inventory.processes.get(node.process)
    return process is not None and process.is_background and Path(process.file).stem not in models
