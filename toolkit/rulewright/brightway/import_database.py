"""Write imported data (e.g. USLCI) as a Brightway database with all its uncertainty, to serve as a background.

No rule is applied: a background needs one product a process, so processes with several are shared by a way that the user
declares, once and for all. What nobody supplies is cut off, counted and listed. For a study of one product under a rule,
apply the rule to the import instead; nothing is cut off silently there either.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from rulewright.brightway.errors import BrightwayError
from rulewright.brightway.imports import load, quietly
from rulewright.brightway.install import ensure_flows, remove_database
from rulewright.brightway.project import open_project
from rulewright.brightway.units import brightway_unit
from rulewright.engine.pedigree import basic_factor, pedigree_sd_ln
from rulewright.importing.source_shares import shares_by
from rulewright.matrix_system import list_some
from rulewright.reading.elementary_flows import read_elementary_flows
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.importing.imported import Imported
    from rulewright.inventory import Exchange, Quantity, UnitProcess

FORMAT = "rulewright-imported-database/1"
By = Literal["mass", "dry_mass", "lhv", "price", "reference"]
PRODUCTS = ("product", "co_product")
SHOWN = 8  # names in a sentence
_SAID = Sentence(
    "数据库 {name}：{processes} 个过程成为 {activities} 个活动（每个一种产品），{uncertain} 个交换带分布。",
    "Database {name}: {processes} processes became {activities} activities, one product each; {uncertain} exchanges have a "
    "distribution.",
)
_SHARED = {
    "mass": Sentence(
        "{count} 个多产出过程按质量分摊。", "{count} processes with several products are shared by mass."
    ),
    "dry_mass": Sentence(
        "{count} 个多产出过程按干质量分摊。",
        "{count} processes with several products are shared by dry mass.",
    ),
    "lhv": Sentence(
        "{count} 个多产出过程按低位热值分摊。",
        "{count} processes with several products are shared by calorific value.",
    ),
    "price": Sentence(
        "{count} 个多产出过程按价格分摊。", "{count} processes with several products are shared by price."
    ),
    "reference": Sentence(
        "{count} 个多产出过程全部归于基准产品，其余产品不带负荷：{names}。",
        "In {count} processes with several products the reference product takes all, the others carry nothing: {names}.",
    ),
}
_CUT_OFF = Sentence(
    "截去：{flows} 种产品或废物无人供应或处理（{uses} 处），影响计为零；最多的：{names}。",
    "Cut off: nobody supplies or treats {flows} products and wastes ({uses} uses), their impact counts as zero; the most "
    "used: {names}.",
)
_WASTES = Sentence(
    "其中 {count} 处是废物产出，来源没有其处理。",
    "{count} of these uses are waste outputs that the source doesn't treat.",
)
_HELD = Sentence("分摊比例固定，不随抽样变化。", "Shares are held; they don't vary with the draws.")
_HEADS = (Sentence("流", "flow"), Sentence("产品", "product"), Sentence("使用次数", "uses"))
_COMMA = Sentence("、", ", ")


@dataclass(frozen=True)
class ImportedDatabase:
    """What was written, and what was left out of it.

    Attributes
    ----------
    shared
        Way of sharing to the processes that it was taken for.
    cut_off
        Id of a product that nobody supplies, or of a waste that nobody treats, to its name and how many exchanges have it,
        the most used first.
    wastes
        How many of these exchanges are waste outputs.
    """

    name: str
    place: str
    processes: int
    activities: int
    uncertain: int
    shared: Mapping[str, tuple[str, ...]]
    cut_off: Mapping[str, tuple[str, int]]
    wastes: int

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """What is cut off, the most used first."""
        import pandas as pd

        flow, product, uses = (head(lang) for head in _HEADS)
        rows = [{flow: key, product: name, uses: count} for key, (name, count) in self.cut_off.items()]
        return pd.DataFrame(rows, columns=[flow, product, uses])

    def notes(self, lang: str = "en") -> list[str]:
        """What a user of the database has to know."""
        lines = [
            _SAID(
                lang,
                name=self.name,
                processes=self.processes,
                activities=self.activities,
                uncertain=self.uncertain,
            )
        ]
        for way, processes in self.shared.items():
            lines.append(_SHARED[way](lang, count=len(processes), names=_some(processes, lang)))
        if self.cut_off:
            uses = sum(count for _, count in self.cut_off.values())
            names = _some([name for name, _ in self.cut_off.values()], lang)
            lines.append(_CUT_OFF(lang, flows=len(self.cut_off), uses=uses, names=names))
        if self.wastes:
            lines.append(_WASTES(lang, count=self.wastes))
        return [*lines, _HELD(lang), self.place]

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data (docs/mappings.md)."""
        return {
            "format": FORMAT, "database": self.name, "processes": self.processes, "activities": self.activities,
            "uncertain_exchanges": self.uncertain, "shared": {way: list(names) for way, names in self.shared.items()},
            "cut_off": {flow: count for flow, (_, count) in self.cut_off.items()}, "wastes_cut_off": self.wastes,
        }  # fmt: skip

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def _repr_html_(self) -> str:
        return tabled(self)


def write_imported_database(
    imported: Imported, name: str, shares: Sequence[By], project: str | None = None, directory: Path | str | None = None,
    *, overwrite: bool = False,
) -> ImportedDatabase:  # fmt: skip
    """Write all processes of an import as one plain Brightway database.

    Parameters
    ----------
    shares
        How processes with several products are shared: the first way that all products of a process allow. A property
        (``mass``, ``dry_mass``, ``lhv``, ``price``), or ``reference``: the reference product takes all.
    project, directory
        As in :func:`rulewright.brightway.project.open_project`.
    overwrite
        Replace a database of that name.

    Returns
    -------
    ImportedDatabase
        With what is cut off. Codes are the uuids of the source: that of the process, and where it has several products
        ``process uuid|product uuid``.

    Raises
    ------
    BrightwayError
        If a database of that name exists, a process treats waste, or no way of sharing fits; nothing is written.
    """
    draft = _Draft(imported, name, tuple(shares))
    data = draft.data()
    with open_project(project, directory) as place:
        bw2data = load("bw2data")
        if name in bw2data.databases and not overwrite:
            mend = "pass overwrite=True to replace it, or give another name"
            raise BrightwayError(f"there is a database '{name}' already", f"project '{place.project}'", mend)
        with quietly(bw2data):
            ensure_flows(bw2data, read_elementary_flows())
            remove_database(bw2data, name)
            database = bw2data.Database(name)
            about = {
                "inventory": imported.inventory.id,
                "inventory_hash": imported.inventory.hash,
                "shares": list(shares),
            }
            database.register(format="Rulewright imported database", rulewright=about, write_empty=False)
            try:
                database.write(data)
            except BaseException:
                remove_database(bw2data, name)
                raise
        said = place.sentence("en")
    shared = {way: tuple(sorted(names)) for way, names in draft.shared.items() if names}
    flows = imported.inventory.flows
    cut_off = {flow: (flows[flow].name.en, count) for flow, count in draft.cut_off.most_common()}
    return ImportedDatabase(
        name,
        said,
        len(imported.inventory.processes),
        len(data),
        draft.uncertain,
        shared,
        cut_off,
        draft.wastes,
    )


class _Draft:
    """Activities before a project is opened, so that mistakes show before the first write."""

    def __init__(self, imported: Imported, name: str, ways: tuple[By, ...]) -> None:
        self.imported, self.inventory, self.name, self.ways = imported, imported.inventory, name, ways
        unknown = [way for way in ways if way not in get_args(By)]
        if unknown or not ways:
            what = f"no way of sharing is called '{unknown[0]}'" if unknown else "no way of sharing is given"
            raise BrightwayError(what, "shares=", f"use some of: {', '.join(get_args(By))}")
        self.flows = read_elementary_flows()
        self.shared: dict[str, list[str]] = {way: [] for way in ways}
        self.cut_off: Counter[str] = Counter()
        self.uncertain = self.wastes = 0

    def data(self) -> dict[tuple[str, str], dict[str, Any]]:
        processes = self.inventory.processes.values()
        treating = [process.id for process in processes if process.treats_waste]
        if treating:
            what = f"{len(treating)} processes treat waste: {list_some(treating)}"
            mend = "apply a rule to the import and write that: study.write_databases()"
            raise BrightwayError(what, f"inventory {self.inventory.id}", mend)
        shares = {process.id: self._shares(process) for process in processes}
        unshared = [name for name, found in shares.items() if found is None]
        if unshared:
            what = (
                f"{len(unshared)} processes cannot be shared by {', '.join(self.ways)}: {list_some(unshared)}"
            )
            raise BrightwayError(what, f"inventory {self.inventory.id}", "add another way, e.g. reference")
        return {
            (self.name, self._code(process.id, output.flow)): self._activity(process, output, share)
            for process in processes
            for output in process.outputs
            if (share := (shares[process.id] or {}).get(output.flow)) is not None
        }

    def _shares(self, process: UnitProcess) -> dict[str, float] | None:
        """Share of each product [1]; None if no way fits."""
        wastes = [output.flow for output in process.outputs if output.output_class == "waste"]
        self.wastes += len(wastes)
        self.cut_off.update(wastes)
        self.cut_off.update(
            each.flow for each in process.inputs if each.quantity is None or each.provider is None
        )
        products = [
            each for each in process.outputs if each.output_class in PRODUCTS and _amount(each.quantity)
        ]
        if len(products) < 2:
            return {each.flow: 1.0 for each in products}
        for way in self.ways:
            if way == "reference":
                found: dict[str, float] | None = {
                    each.flow: float(each is process.reference) for each in products
                }
            else:
                found = shares_by(self.inventory, process.id, way)
            if found is not None:
                self.shared[way].append(process.id)
                return {each.flow: found[each.flow] for each in products}
        return None

    def _code(self, process: str, flow: str) -> str:
        uuids, made = self.imported.uuids, self.inventory.processes[process].outputs
        several = sum(each.output_class in PRODUCTS for each in made) > 1
        own = uuids["processes"].get(process, process)
        return f"{own}|{uuids['flows'].get(flow, flow)}" if several else own

    def _activity(self, process: UnitProcess, output: Exchange, share: float) -> dict[str, Any]:
        flow = self.inventory.flows[output.flow]
        made = _amount(output.quantity)
        own = (self.name, self._code(process.id, output.flow))
        exchanges = [{"input": own, "amount": made, "type": "production", "unit": brightway_unit(flow.unit)}]
        if share:
            exchanges += self._taken(process, share)
        return {
            "name": process.name.en, "reference product": flow.name.en, "unit": brightway_unit(flow.unit),
            "location": process.location or "GLO", "type": "processwithreferenceproduct", "exchanges": exchanges,
        }  # fmt: skip

    def _taken(self, process: UnitProcess, share: float) -> Iterator[dict[str, Any]]:
        for each in process.inputs:
            if each.quantity is None or each.provider is None:
                continue  # cut off, counted for the process as a whole
            key = (self.name, self._code(each.provider, each.flow))
            yield {"input": key, "type": "technosphere", **self._stated(each, share)}
        for each in process.emissions:
            if each.quantity is not None:
                key = self.flows[each.flow].brightway_key
                yield {"input": key, "type": "biosphere", **self._stated(each, share)}

    def _stated(self, exchange: Exchange, share: float) -> dict[str, Any]:
        """Amount and distribution of a product's share of an exchange, in the words of Brightway."""
        quantity = exchange.quantity
        assert quantity is not None
        found = {"amount": quantity.amount * share, **distribution(quantity, share, exchange)}
        self.uncertain += len(found) > 1
        return found


def distribution(quantity: Quantity, share: float, exchange: Exchange) -> dict[str, Any]:
    """A quantity's distribution times a share, as Brightway states it; empty if there is none.

    Raises
    ------
    BrightwayError
        If it is of a kind that this doesn't write.
    """
    stated, amount = quantity.uncertainty, quantity.amount * share
    if stated is None or not quantity.is_uncertain or amount == 0:
        return {}
    bounds = {
        name: value * quantity.scale * share
        for name, value in (("minimum", stated.minimum), ("maximum", stated.maximum))
        if value is not None
    }
    kind = stated.distribution
    if kind is None:  # pedigree scores alone
        assert stated.pedigree is not None
        basic = basic_factor(exchange.direction, exchange.flow, exchange.tags)
        return _lognormal(amount, pedigree_sd_ln(stated.pedigree, basic=basic))
    if kind == "lognormal":
        assert stated.sd is not None
        return {**_lognormal(amount, stated.sd), **bounds}
    if kind == "normal":
        assert stated.sd is not None
        return {"uncertainty type": 3, "loc": amount, "scale": stated.sd * quantity.scale * share, **bounds}
    if kind == "uniform":
        return {"uncertainty type": 4, **bounds}
    if kind == "triangular":
        return {"uncertainty type": 5, "loc": amount, **bounds}
    what = f"a distribution of the kind {kind} is not written to imported databases"
    raise BrightwayError(what, f"exchange {exchange.id}", "state another distribution, or none")


def _lognormal(amount: float, sd: float) -> dict[str, Any]:
    if sd == 0:
        return {}
    return {"uncertainty type": 2, "loc": math.log(abs(amount)), "scale": sd, "negative": amount < 0}


def _amount(quantity: Quantity | None) -> float:
    return 0.0 if quantity is None else quantity.amount


def _some(names: Sequence[str], lang: str) -> str:
    rest = len(names) - SHOWN
    said = _COMMA(lang).join(names[:SHOWN])
    if rest <= 0:
        return said
    return f"{said}，另 {rest} 项" if lang == "zh" else f"{said} and {rest} more"
