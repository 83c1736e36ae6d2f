"""Do the rules of neighbouring products fit together? (交叉领域)

Where one inventory's product or by-product is another's input, two rules meet at one flow. What the maker's rule
lets go with the flow, and what the user's rule takes on with it, should be the same number: if more is taken on, a
burden is counted twice; if less, nobody counts it, or the same benefit is claimed by both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rulewright.analysis.coverage import covered_groups
from rulewright.analysis.crosscheck_links import Runs, look
from rulewright.analysis.crosscheck_result import TOLERANCE, Crosscheck, Finding, Side
from rulewright.analysis.crosscheck_scrap import scrap_findings
from rulewright.errors import ApplicationError, FileError
from rulewright.inventory import Inventory, UnitProcess
from rulewright.reading.find import list_shelf
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import read_study
from rulewright.reading.validation import did_you_mean

__all__ = ["TOLERANCE", "Crosscheck", "Finding", "Side", "crosscheck", "home_rule", "neighbours"]
Progress = Callable[[int, int], None]


def crosscheck(
    inventories: Sequence[str] | None = None,
    rules: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Crosscheck:
    """Look at every flow that passes from one shipped inventory to another, each under its own rule.

    Parameters
    ----------
    inventories
        Inventories to look at, from what they use to who uses what they make; default: all shipped ones.
    rules
        Inventory to rule (id or path); default: the home rule, see :func:`home_rule`.
    progress
        Called with (links done, links).

    Raises
    ------
    FileError
        If a name is not a shipped inventory.
    """
    shipped = list_shelf("inventories")
    chosen = list(dict.fromkeys(shipped if inventories is None else inventories))
    for name in (*chosen, *(rules or {})):
        if name not in shipped:
            raise FileError(
                f"no inventory '{name}'", f"shipped: {', '.join(shipped)}",
                f"give one of these ids or a path to a .yaml file{did_you_mean(name, shipped)}",
            )  # fmt: skip
    runs = Runs(dict(rules or {}), home_rule)
    links = list(_links(chosen, shipped))
    findings: list[Finding] = []
    for place, (user, made_in, maker, flow) in enumerate(links):
        inventory = read_inventory(user)
        findings += look(runs, inventory, inventory.processes[maker], flow, made_in)
        if progress is not None:
            progress(place + 1, len(links))
    scrap, scrap_links = scrap_findings(runs, chosen, shipped)
    unique = list(dict.fromkeys([*findings, *scrap]))
    unique.sort(key=lambda each: (-abs(each.effect_share or 0.0), each.kind, each.flow, str(each.user)))
    met = {name for link in links for name in link[:2]} | {name for link in scrap_links for name in link}
    return Crosscheck(tuple(unique), len(links) + len(scrap_links), len(met | set(chosen)))


@dataclass(frozen=True)
class Neighbours:
    """Ids of the inventories that one takes products or by-products from, and of those that it supplies."""

    takes_from: tuple[str, ...]
    supplies: tuple[str, ...]


def neighbours() -> dict[str, Neighbours]:
    """The neighbours of every shipped inventory, by id: whose clauses its rule has to agree with."""
    shipped = list_shelf("inventories")
    links = {(user, made_in) for user, made_in, _, _ in _links(shipped, shipped)}
    return {
        name: Neighbours(
            tuple(each for each in shipped if (name, each) in links),
            tuple(each for each in shipped if (each, name) in links),
        )
        for name in shipped
    }


def home_rule(inventory: Inventory) -> str:
    """The rule of an inventory's product: of its study's rules the one that covers the fewest products, this one included.

    Among equals the first of the study; if none is for the product in particular, the first general rule.

    Raises
    ------
    ApplicationError
        If no study is shipped with the inventory.
    """
    if inventory.id not in list_shelf("studies"):
        raise ApplicationError(
            f"no study is shipped with the inventory '{inventory.id}'", f"inventory {inventory.id}",
            "name its rule (--rule INVENTORY=RULE)",
        )  # fmt: skip
    rules = [read_rule(name) for name in read_study(inventory.id).rules]
    groups = set(inventory.file.product_groups)
    own = sorted(
        (rule for rule in rules if groups & covered_groups(rule)), key=lambda rule: len(covered_groups(rule))
    )
    return (own or rules)[0].id


def id_of(process: UnitProcess) -> str:
    """Id of the file that a process stands in: files are named like their ids."""
    return Path(process.file).stem


def _links(chosen: Sequence[str], shipped: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
    """User, maker's inventory, maker process and flow of every link that has a chosen inventory on either side."""
    for name in shipped:
        for maker, flow in _passing(read_inventory(name), shipped):
            if name in chosen or id_of(maker) in chosen:
                yield name, id_of(maker), maker.id, flow


def _passing(inventory: Inventory, shipped: Iterable[str]) -> Iterator[tuple[UnitProcess, str]]:
    """Makers in other inventories' files, with the flows of theirs that processes outside that file use."""
    known = set(shipped)
    found: dict[tuple[str, str], UnitProcess] = {}
    for process in inventory.processes.values():
        for exchange in process.inputs:
            if exchange.provider is None or exchange.provider not in inventory.processes:
                continue
            maker = inventory.processes[exchange.provider]
            if maker.file != process.file and id_of(maker) != inventory.id and id_of(maker) in known:
                found[maker.id, exchange.flow] = maker
    for (_, flow), maker in sorted(found.items()):
        yield maker, flow
