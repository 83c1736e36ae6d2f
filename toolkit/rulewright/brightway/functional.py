"""Write an unallocated inventory as databases in the shape of bw_functional, which Activity Browser 3 opens.

bw_functional itself is not needed: its shape is nodes and edges of plain Brightway, written here by bw2data. The databases
carry its backend's name, so bw2data opens them where bw_functional is installed; our own reader needs neither.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.imports import load, quietly
from rulewright.brightway.install import ensure_flows
from rulewright.brightway.project import Place, open_project
from rulewright.importing.brightway_shape import BACKEND, OURS, UNSEEN, Shape, functional_shapes
from rulewright.matrix_system import list_some
from rulewright.reading.elementary_flows import read_elementary_flows
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    from rulewright.inventory import Inventory
    from rulewright.study import Result

PROJECT = "rulewright functional"

NOT_SHARED = Sentence(
    "没有分配：bw_functional 在您为过程选定分配方法之前，让每个产品承担全部负荷。",
    "Nothing is shared: until you choose an allocation for a process, bw_functional lets each of its products carry all "
    "burdens.",
)
SHARED = Sentence(
    "{count} 个多产出过程按规则 {rule} 的份额分配（allocation: manual）；{left} 个没有（规则替代、细分或处理其产出）。",
    "{count} multi-output processes are shared as rule {rule} does (allocation: manual); {left} are not (the rule substitutes, "
    "subdivides or treats their outputs).",
)
ONLY_SHARES = Sentence(
    "写出的只有份额：规则的取舍、电力、再生和特征化不在其中，结果因此与规则的结果不同；含全部步骤的是 --to databases。",
    "Only shares are written: cut-offs, electricity, recycling and characterisation of the rule are not in it, so results "
    "differ from those of the rule; --to databases has all its steps.",
)
HIDDEN = Sentence(
    "其他工具看不到、Rulewright 读回时仍在：{what}。",
    "Not seen by other tools, but back when Rulewright reads it: {what}.",
)


@dataclass(frozen=True)
class WrittenFunctional:
    """Databases that were written, where, what other tools don't see of them, and how many processes are shared."""

    names: tuple[str, ...]
    place: Place
    unseen: Mapping[str, int]
    rule: str = ""
    shared: int = 0
    not_shared: int = 0

    def notes(self, lang: str = "en") -> list[str]:
        """What a user of the databases has to know."""
        found = []
        if self.rule:
            found.append(SHARED(lang, count=self.shared, rule=self.rule, left=self.not_shared))
            found.append(ONLY_SHARES(lang))
        elif self.not_shared:
            found.append(NOT_SHARED(lang))
        hidden = [UNSEEN[name](lang, count=count) for name, count in self.unseen.items() if count]
        if hidden:
            found.append(HIDDEN(lang, what=("；" if lang == "zh" else "; ").join(hidden)))
        return found


def write_functional(
    source: Inventory | Result,
    project: str | None = None,
    directory: Path | str | None = None,
    *,
    name: str | None = None,
    overwrite: bool = False,
) -> WrittenFunctional:
    """Write an inventory and its backgrounds, a database each, multi-output processes whole.

    Parameters
    ----------
    source
        An inventory; or a rule's result, whose shares of co-products are written as allocation factors.
    project, directory
        As in :func:`rulewright.brightway.project.open_project`; default: a project of its own, because other tools stop
        at the name of a backend that they don't have.
    name
        Of the database of the inventory itself; default: the id of the inventory.
    overwrite
        Replace databases of the same names. Without it, backgrounds that are there with the same content stay.

    Raises
    ------
    BrightwayError
        If a database of that name exists; nothing is written.
    """
    inventory, shares, rule = _parts(source)
    names = {file.id: file.id for file in inventory.backgrounds} | {
        inventory.file.id: name or inventory.file.id
    }
    with open_project(project or PROJECT, directory) as place:
        bw2data = load("bw2data")
        shapes, unseen = functional_shapes(inventory, names, shares, _reserved())
        new = shapes if overwrite else _new(bw2data, shapes)
        with quietly(bw2data):
            ensure_flows(bw2data, read_elementary_flows())
            with _put_back_on_failure(bw2data, new):
                for shape in reversed(new):  # backgrounds first: edges lead to them
                    _write(bw2data, shape)
    whole = [node for shape in shapes for node in shape.data.values() if node["type"] == "multifunctional"]
    shared = sum("allocation" in node for node in whole)
    written = tuple(shape.name for shape in shapes)
    return WrittenFunctional(written, place, dict(unseen), rule, shared, len(whole) - shared)


def _parts(source: Inventory | Result) -> tuple[Inventory, dict[tuple[str, str], float], str]:
    from rulewright.inventory import Inventory

    if isinstance(source, Inventory):
        return source, {}, ""
    return source.inventory, shares_of(source), source.rule.id


def shares_of(result: Result) -> dict[tuple[str, str], float]:
    """Central shares [1] by process and flow, where a rule gives every product of a process a share."""
    inventory, treatments = result.inventory, result.applied.treatments
    values = _central_values(inventory)
    found: dict[tuple[str, str], float] = {}
    for process in inventory.processes.values():
        made = [each for each in process.outputs if each.output_class not in ("waste", "scrap")]
        if len(made) < 2:
            continue
        each_ = [treatments.get((process.id, output.flow)) for output in made]
        if all(treatment is not None and treatment.kind in ("share", "burden_free") for treatment in each_):
            for output, treatment in zip(made, each_, strict=True):
                assert treatment is not None
                share = float(treatment.share.evaluate(values)) if treatment.kind == "share" else 0.0
                found[process.id, output.flow] = share
    return found


def _central_values(inventory: Inventory) -> dict[str, float]:
    """Amounts and properties by quantity id, as shares look them up."""
    values = {
        exchange.quantity.id: exchange.quantity.amount
        for process in inventory.processes.values()
        for exchange in (*process.outputs, *process.inputs, *process.emissions)
        if exchange.quantity is not None
    }
    for process, flow, name in inventory.properties:
        stated = inventory.properties[process, flow, name]
        for years in (None, *range(1, len(stated.series or ()) + 1)):
            found = inventory.property_value(process, flow, name, years)
            if found is not None:
                values[found.quantity.id] = found.quantity.amount
    return values


def _reserved() -> frozenset[str]:
    """Names that mean something in Brightway's formulas."""
    return frozenset(load("bw2parameters").Interpreter().symtable)


def _new(bw2data: Any, shapes: Sequence[Shape]) -> list[Shape]:
    """Those to write: a background that is there already with the same content stays as it is."""
    there = {
        shape.name: (bw2data.databases[shape.name].get(OURS) or {}).get("hash")
        for shape in shapes
        if shape.name in bw2data.databases
    }
    main = shapes[0]
    existing = [
        shape.name
        for shape in shapes
        if shape.name in there and (shape is main or there[shape.name] != shape.about[OURS]["hash"])
    ]
    if existing:
        raise BrightwayError(
            f"these databases exist already: {list_some(existing)}",
            f"project '{bw2data.projects.current}' in {bw2data.projects.dir.parent}",
            "pass overwrite=True (--overwrite) to replace them, or give another project= (--project)",
        )
    return [shape for shape in shapes if shape.name not in there]


def _write(bw2data: Any, shape: Shape) -> None:
    from bw2data.backends import SQLiteBackend
    from bw2data.parameters import parameters

    _remove(bw2data, shape.name)
    database = SQLiteBackend(shape.name)
    database.register(write_empty=False, **shape.about)
    data = {
        key: {**node, "exchanges": [dict(edge) for edge in node["exchanges"]]}
        for key, node in shape.data.items()
    }
    # no package of matrices: a process with several products has none until it is shared
    database.write(data, process=False, searchable=False, check_typos=False)
    about = bw2data.databases[shape.name]
    about["backend"] = BACKEND
    about["depends"] = sorted(
        {edge["input"][0] for node in shape.data.values() for edge in node["exchanges"]} - {shape.name}
    )
    about.pop("dirty", None)
    bw2data.databases.flush()
    if shape.parameters:
        parameters.new_database_parameters([dict(each) for each in shape.parameters], shape.name)


def _remove(bw2data: Any, name: str) -> None:
    """Remove a database whatever its backend is called: bw2data would look that up."""
    from bw2data.backends import SQLiteBackend

    if name in bw2data.databases:
        bw2data.databases[name]["backend"] = SQLiteBackend.backend
        del bw2data.databases[name]


@contextlib.contextmanager
def _put_back_on_failure(bw2data: Any, shapes: Sequence[Shape]) -> Iterator[None]:
    """On any failure remove what was written, and write again what was replaced."""
    from bw2data.backends import SQLiteBackend

    before = {
        shape.name: (dict(bw2data.databases[shape.name]), SQLiteBackend(shape.name).load())
        for shape in shapes
        if shape.name in bw2data.databases
    }
    try:
        yield
    except BaseException:
        for shape in shapes:
            _remove(bw2data, shape.name)
        for name, (about, data) in before.items():
            database = SQLiteBackend(name)
            database.register(write_empty=False, **about)
            database.write(data, process=False, searchable=False, check_typos=False)
            bw2data.databases[name].update(about)
            bw2data.databases.flush()
        raise
