"""A Brightway database as the uncertain background of a study: mapped products enter with their drawn unit impacts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.brightway.packages import Database, DatabaseNode, read_database
from rulewright.engine.background import BackgroundData, CompiledBackground
from rulewright.engine.kept import KeptDraws, describe, keep
from rulewright.errors import Mistake, MistakesError
from rulewright.inventory import Quantity
from rulewright.matrix_system import list_some
from rulewright.reading.gwp import flow_factors
from rulewright.reading.mappings import Link, MappingFile, read_mapping
from rulewright.reading.validation import did_you_mean
from rulewright.reporting.sentences import Sentence
from rulewright.terms import ProductSystem, Term
from rulewright.units import factor_or_none

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.study import Result

    Floats = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]

ROW = "co2e-aggregated-background"  # elementary row of drawn unit impacts, factor 1
Progress = Callable[[int, int], None]

_FROM = Sentence(
    "背景数据库 {database}（内容 {hash}）：{mapped} 个产品取其逐次抽取的单位影响，其中 {proxies} 个为替代；{kept} 个留用自带背景。",
    "Background database {database} (content {hash}): {mapped} products take its unit impacts as drawn, {proxies} of them "
    "proxies; {kept} stay with our own background.",
)
_DRAWN = Sentence(
    "背景中 {uncertain} 个交换逐次抽取（{processes} 个过程），方式为蒙特卡洛，种子 {seed}；最大残差 {residual:.1e}。",
    "{uncertain} exchanges of the background drawn ({processes} processes), by Monte Carlo, seed {seed}; largest residual "
    "{residual:.1e}.",
)
_WHOLE = Sentence(
    "取自数据库的影响是一个总数：不能按气体拆分，全部记在“化石”一类下；其特征化因子取中心值。",
    "An impact from the database is one number: it cannot be split by gas and stands under 'fossil' as a whole; its "
    "characterisation factors are held at their central values.",
)
_PROXY = Sentence("{flow} 以 {activity} 替代：{reason}", "{flow} stands in by {activity}: {reason}")
_FAILED = Sentence(
    "背景：{unproductive} 次抽样中循环所取多于所给，{singular} 次奇异或非有限，{direct} 次改用主元法求解；统计不含前两类。",
    "Background: in {unproductive} draws a loop takes more than it gives, {singular} are singular or not finite, {direct} "
    "were solved with pivoting; the statistics leave out the first two.",
)


class Background:
    """A Brightway database and the mapping of our products to it.

    Parameters
    ----------
    name
        Of the database.
    mapping
        Path of a mapping file, or the mapping.
    project, directory
        As in :func:`rulewright.brightway.project.open_project`.
    kept
        Directory for draws that are kept; default: the user's cache directory.
    """

    def __init__(
        self, name: str, mapping: str | Path | MappingFile, project: str | None = None,
        directory: Path | str | None = None, kept: Path | str | None = None,
    ) -> None:  # fmt: skip
        self.name = name
        self.mapping = mapping if isinstance(mapping, MappingFile) else read_mapping(mapping)
        self.project, self.directory, self.kept = project, directory, kept

    @cached_property
    def database(self) -> Database:
        """The database, read once."""
        return read_database(self.name, self.project, self.directory)

    def under(self, results: Mapping[str, Result]) -> StudyBackground:
        """Put the database under the results of a study's rules.

        Parameters
        ----------
        results
            Rule id to result.

        Raises
        ------
        MistakesError
            With all of it: activities that the database does not have or has several of, units that don't fit, and
            background products that are neither mapped nor kept.
        """
        found = _Resolved(self.mapping, self.database)
        mistakes = list(found.mistakes)
        nodes: dict[str, dict[str, tuple[Link, DatabaseNode]]] = {}
        kept: set[str] = set()
        for rule, result in results.items():
            nodes[rule], missing = found.nodes(result)
            kept |= found.kept(result, nodes[rule])
            mistakes += [each for each in missing if each not in mistakes]
        if mistakes:
            count = len(mistakes)
            raise MistakesError(
                f"background '{self.name}': {count} mistake{'' if count == 1 else 's'}", mistakes
            )
        return StudyBackground(self, results, nodes, frozenset(kept))


class StudyBackground:
    """A background under a study's rules: systems with drawn unit impacts in place of our own background.

    Attributes
    ----------
    systems
        Rule id to product system; evaluate and compile these.
    quantities
        Ids of the drawn unit impacts in all of them: they vary.
    """

    def __init__(
        self, background: Background, results: Mapping[str, Result],
        nodes: Mapping[str, Mapping[str, tuple[Link, DatabaseNode]]], kept_flows: frozenset[str],
    ) -> None:  # fmt: skip
        self.background, self.kept_flows = background, kept_flows
        database = background.database
        factors: dict[str, dict[int, float]] = {}
        indicator_of: dict[str, str] = {}
        self.by_name: set[str] = set()
        for rule, result in results.items():
            found, by_name = database.factors(_factors(result))
            self.by_name |= set(by_name)
            same = [name for name, each in factors.items() if each == found]
            indicator_of[rule] = same[0] if same else f"{len(factors)}"
            factors.setdefault(indicator_of[rule], found)
        mapped = {node.id for each in nodes.values() for _, node in each.values()}
        products = sorted(mapped, key=lambda number: database.codes[number])
        data = BackgroundData(
            database.name, database.technosphere, database.biosphere, database.codes, factors
        )
        self.compiled = CompiledBackground(data, products)
        place = {product: number for number, product in enumerate(products)}
        self._where: dict[str, tuple[int, int, float]] = {}  # quantity to product, indicator, units per unit
        self.systems: dict[str, ProductSystem] = {}
        for rule, result in results.items():
            indicator = self.compiled.indicators.index(indicator_of[rule])
            impacts = {}
            for key, (link, node) in nodes[rule].items():
                identity = f"background/{indicator_of[rule]}/{key}"
                self._where[identity] = (place[node.id], indicator, _units_per_unit(link, node))
                mean = float(self.compiled.mean_kg_co2e[place[node.id], indicator]) * _units_per_unit(
                    link, node
                )
                impacts[key] = Quantity(identity, mean, f"kg CO2e/{link.unit}", database.name, "known")
            self.systems[rule] = with_unit_impacts(result.system, impacts)
        self.quantities = frozenset(self._where)
        self.links = {key: pair for each in nodes.values() for key, pair in each.items()}
        self.draws: KeptDraws | None = None
        self.seed = 0

    def draw(
        self, draws: int, seed: int, progress: Progress | None = None, threads: int | None = None
    ) -> None:
        """Compute the unit impacts of all draws, or open them if they were kept.

        Raises
        ------
        FileError
            If they cannot be written.
        """
        self.draws, self.seed = (
            keep(self.compiled, draws, seed, self.background.kept, progress, threads),
            seed,
        )

    def values(self, start: int, stop: int) -> dict[str, Floats]:
        """Unit impacts in the draws start..stop-1: quantity id to (stop - start,) [kg CO2e per unit of ours]."""
        impacts = self._kept().unit_impacts(start, stop)
        return {
            identity: impacts[:, product, indicator] * units
            for identity, (product, indicator, units) in self._where.items()
        }

    def status(self, start: int, stop: int) -> Bytes:
        """Status of the background in the draws start..stop-1 (stop - start,)."""
        return self._kept().status(start, stop)

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        proxies = [link for link, _ in self.links.values() if link.kind == "proxy"]
        data = self.compiled.data
        lines = [
            _FROM(lang, database=data.name, hash=data.hash[:16], mapped=len(self.links), proxies=len(proxies),
                  kept=len(self.kept_flows)),
        ]  # fmt: skip
        for link, node in self.links.values():
            if link.kind == "proxy" and link.reason is not None:
                lines.append(
                    _PROXY(lang, flow=link.flow, activity=node.name, reason=getattr(link.reason, lang))
                )
        lines.append(_WHOLE(lang))
        if self.draws is not None:
            facts, counts = self.compiled.facts, self.draws.status_counts
            lines.append(
                _DRAWN(lang, uncertain=facts["uncertain_exchanges"], processes=facts["processes"], seed=self.seed,
                       residual=self.draws.largest_residual)
            )  # fmt: skip
            if counts["direct"] or counts["not_productive"] or counts["singular"]:
                lines.append(
                    _FAILED(lang, unproductive=counts["not_productive"], singular=counts["singular"], direct=counts["direct"])
                )  # fmt: skip
        return lines

    def to_dict(self) -> dict[str, Any]:
        """What decides the numbers, and how they came out; stable keys."""
        header = describe(self.compiled, self.seed)
        drawn = self.draws
        return {
            **{key: header[key] for key in ("background", "content_hash", "order_hash", "seed", "plan", "generator", "kernels")},
            "mapping": self.background.mapping.id,
            "products": [
                {
                    "node": key,
                    "activity": node.key,
                    "name": node.name,
                    "kind": link.kind,
                    "units_per_unit": _units_per_unit(link, node),
                }
                for key, (link, node) in sorted(self.links.items())
            ],
            "kept_with_our_background": sorted(self.kept_flows),
            "flows_matched_by_name": sorted(self.by_name),
            **self.compiled.facts,
            "draws": None
            if drawn is None
            else {
                "count": drawn.draws,
                **drawn.status_counts,
                "largest_residual": drawn.largest_residual,
                "directory": str(drawn.directory),
            },
        }  # fmt: skip

    def _kept(self) -> KeptDraws:
        assert self.draws is not None, "draw() comes first"
        return self.draws


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


class _Resolved:
    """Links of a mapping with the activities that they name."""

    def __init__(self, mapping: MappingFile, database: Database) -> None:
        self.mapping, self.database = mapping, database
        self.mistakes: list[Mistake] = []
        self.links: dict[tuple[str, str | None], tuple[Link, DatabaseNode]] = {}
        if mapping.database != database.name:
            what = f"the mapping is for the database '{mapping.database}', not '{database.name}'"
            self.mistakes.append(
                Mistake(
                    what,
                    f"mapping {mapping.id}",
                    "choose the database that it was made for, or another mapping",
                )
            )
        processes = [
            node for node in database.nodes.values() if not node.is_flow and node.database == database.name
        ]
        for link in mapping.links:
            node = self._activity(link, processes)
            if node is not None and self._fits(link, node):
                self.links[link.flow, link.process] = (link, node)

    def nodes(self, result: Result) -> tuple[dict[str, tuple[Link, DatabaseNode]], list[Mistake]]:
        """Nodes of a rule's system that the mapping replaces, and a mistake for each that it should have."""
        system = result.system
        found = {}
        mistakes = []
        for node in system.nodes:
            pair = self.links.get((node.flow, node.process)) or self.links.get((node.flow, None))
            if pair is None:
                continue
            link, activity = pair
            if link.unit != node.unit:
                what = f"the mapping of flow '{node.flow}' is per {link.unit}, the inventory counts it in {node.unit}"
                mistakes.append(Mistake(what, f"mapping {self.mapping.id}", f"state it per {node.unit}"))
            found[node.key] = (link, activity)
        for key in _reached_background(result, found):
            flow = key.split("|", 1)[1]
            if flow in self.mapping.keep or (flow, None) in self.links:
                continue
            if any(link.flow == flow for link in self.mapping.links):
                continue  # its own mistake is told already
            what = f"the input '{flow}' is not mapped to the background"
            near = did_you_mean(flow, (link.flow for link in self.mapping.links))
            mend = f"map it, or name it under 'keep' with the reason{near}"
            mistakes.append(Mistake(what, f"mapping {self.mapping.id}", mend))
        return found, mistakes

    def kept(self, result: Result, nodes: Mapping[str, Any]) -> set[str]:
        """Flows of our own background that a rule's system still uses."""
        return {key.split("|", 1)[1] for key in _reached_background(result, nodes)}

    def _activity(self, link: Link, processes: Iterable[DatabaseNode]) -> DatabaseNode | None:
        wanted = link.activity
        if wanted.code is not None:
            fitting = [node for node in processes if node.code == wanted.code]
        else:
            fitting = [
                node for node in processes
                if node.name == wanted.name
                and wanted.location in (None, node.location)
                and wanted.unit in (None, node.unit)
                and wanted.reference_product in (None, node.product)
            ]  # fmt: skip
        if len(fitting) == 1:
            return fitting[0]
        where = f"mapping {self.mapping.id}, flow {link.flow}"
        if fitting:
            places = list_some(
                [f"{node.name} ({node.product}, {node.location}, {node.code})" for node in fitting]
            )
            what = f"{len(fitting)} activities fit '{wanted.label}': {places}"
            self.mistakes.append(
                Mistake(what, where, "add location, unit or reference product, or give the code")
            )
        else:
            near = did_you_mean(wanted.name or "", {node.name for node in processes})
            what = f"the database '{self.database.name}' has no activity '{wanted.label}'"
            self.mistakes.append(Mistake(what, where, f"correct the name or code{near}"))
        return None

    def _fits(self, link: Link, node: DatabaseNode) -> bool:
        """Whether the factor between the units is what the units say, where they are known."""
        factor = factor_or_none(link.unit, _UNITS.get(node.unit, node.unit))
        where = f"mapping {self.mapping.id}"
        if factor is None and link.units_per_unit is None:
            what = f"flow '{link.flow}' is in {link.unit}, activity '{node.name}' in {node.unit}, and no factor is stated"
            self.mistakes.append(
                Mistake(what, where, "state 'units_per_unit': units of the activity per unit of ours")
            )
            return False
        if (
            factor is None
            or link.units_per_unit is None
            or abs(factor - link.units_per_unit) <= 1e-9 * factor
        ):
            return True
        what = f"flow '{link.flow}': 'units_per_unit' is {link.units_per_unit:g}, but 1 {link.unit} is {factor:g} {node.unit}"
        self.mistakes.append(Mistake(what, where, f"write {factor:g}, or leave it out"))
        return False


_UNITS = {
    "kilogram": "kg", "kilowatt hour": "kWh", "megajoule": "MJ", "cubic meter": "m3", "ton": "t", "ton kilometer": "t*km",
    "square meter": "m2", "litre": "L", "meter": "m", "hour": "h",
}  # fmt: skip


def _units_per_unit(link: Link, node: DatabaseNode) -> float:
    """Units of the activity's product in one unit of ours."""
    if link.units_per_unit is not None:
        return link.units_per_unit
    factor = factor_or_none(link.unit, _UNITS.get(node.unit, node.unit))
    assert factor is not None, "checked when the mapping was resolved"
    return factor


def _reached_background(result: Result, replaced: Mapping[str, Any]) -> list[str]:
    """Background nodes that the demand still draws on, seen from the first one on each way."""
    system, processes = result.system, result.inventory.processes
    drawn: dict[str, list[str]] = {}
    for term in system.terms:
        if term.matrix == "technosphere" and term.row != term.column and term.column not in replaced:
            drawn.setdefault(term.column, []).append(term.row)
    known = {node.key: node for node in system.nodes}

    def is_background(key: str) -> bool:
        process = processes.get(known[key].process)
        return process is not None and process.is_background

    found: dict[str, None] = {}
    seen: set[str] = set()
    queue = list(system.demand)
    while queue:
        key = queue.pop()
        if key in seen or key in replaced:
            continue
        seen.add(key)
        if is_background(key):
            found[key] = None
        queue += drawn.get(key, [])
    return sorted(found)


def _factors(result: Result) -> dict[str, float]:
    """Factors of all elementary flows under a rule: those of its set, overlaid by what the rule settled."""
    settings = [
        result.rule.get(name)
        for name in ("characterisation.gwp_set", "characterisation.horizon_years", "biogenic.convention")
    ]
    gwp_set, horizon, convention = (setting.value for setting in settings if setting is not None)
    factors = dict(flow_factors(gwp_set, horizon, convention).factors)
    gases = result.rule.get("characterisation.gases")
    if gases is not None:
        from rulewright.reading.elementary_flows import read_elementary_flows

        flows = read_elementary_flows()
        factors = {name: value for name, value in factors.items() if flows[name].gas in gases.value}
    own = result.system.characterisation
    return factors | {name: value for name, value in own.items() if name in factors}
