"""A Brightway database as the uncertain background of a study: mapped products enter with their drawn unit impacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.brightway.loading import ready_background
from rulewright.brightway.packages import Database, read_database
from rulewright.engine.kept import KeptDraws, describe, keep
from rulewright.errors import MistakesError
from rulewright.inventory import Quantity
from rulewright.ledger import Decision, Ledger
from rulewright.mapping.coverage import MappingCoverage, mapping_coverage
from rulewright.mapping.placing import reached_background, with_unit_impacts
from rulewright.mapping.resolve import Placed, Resolved
from rulewright.reading.gwp import flow_factors
from rulewright.reading.mappings import MappingFile, read_mapping
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Text
from rulewright.terms import ProductSystem

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.study import Result

    Floats = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]

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
_TAKEN = Sentence(
    "背景取自数据库 {database}（内容 {hash}），对照表 {mapping}；取自数据库的影响是一个总数。",
    "the background is the database {database} (content {hash}), mapping {mapping}; an impact from it is one number.",
)
_STANDS: dict[str, Sentence] = {
    "exact": Sentence("{flow}取数据库活动 {activity}。", "{flow} is the activity {activity}."),
    "proxy": Sentence(
        "{flow}以数据库活动 {activity} 替代：{reason}。",
        "{flow} stands in by the activity {activity}: {reason}.",
    ),
}
_UNREVIEWED = Sentence(
    "{count} 条对照尚未审核，按要求仍予使用：{flows}。",
    "{count} lines of the mapping are not reviewed and used all the same, as asked: {flows}.",
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
        Path of a mapping file, id of a shipped one, or the mapping.
    project, directory
        As in :func:`rulewright.brightway.packages.read_database`.
    kept
        Directory for draws that are kept; default: the user's cache directory.
    unreviewed
        Use lines of the mapping that are still to be reviewed, too; every note then says so.
    """

    def __init__(
        self, name: str, mapping: str | Path | MappingFile, project: str | None = None,
        directory: Path | str | None = None, kept: Path | str | None = None, *, unreviewed: bool = False,
    ) -> None:  # fmt: skip
        self.name = name
        self.mapping = mapping if isinstance(mapping, MappingFile) else read_mapping(mapping)
        self.project, self.directory, self.kept = project, directory, kept
        self.unreviewed = unreviewed

    @cached_property
    def database(self) -> Database:
        """The database, read once."""
        return read_database(self.name, self.project, self.directory)

    def coverage(self, results: Mapping[str, Result]) -> MappingCoverage:
        """How far the mapping covers what these results draw from our background; the database is not opened."""
        return mapping_coverage(results, self.mapping, self.unreviewed)

    def under(self, results: Mapping[str, Result]) -> StudyBackground:
        """Put the database under the results of a study's rules.

        Parameters
        ----------
        results
            Rule id to result.

        Raises
        ------
        MistakesError
            With all of it: activities that the database does not have or has several of, units that don't fit, lines
            that are still to be reviewed, and background products that are neither mapped nor kept.
        """
        found = Resolved(self.mapping, self.database, self.unreviewed)
        nodes = found.nodes(results)
        if found.mistakes:
            count = len(found.mistakes)
            raise MistakesError(
                f"background '{self.name}': {count} mistake{'' if count == 1 else 's'}", found.mistakes
            )
        return StudyBackground(self, results, nodes)

    def results(self, results: Mapping[str, Result]) -> tuple[dict[str, Result], StudyBackground]:
        """Results with the database at its central values in the place of our background, and the decisions behind it.

        Raises
        ------
        MistakesError
            As :meth:`under`.
        """
        from rulewright.analysis.evaluate import evaluate

        used = self.under(results)
        found = {}
        for rule, result in results.items():
            system = used.systems[rule]
            ledger = Ledger((*result.ledger, *used.decisions(rule, result)))
            found[rule] = replace(result, system=system, evaluation=evaluate(system), ledger=ledger)
        return found, used


class StudyBackground:
    """A background under a study's rules: systems with drawn unit impacts in place of our own background.

    Attributes
    ----------
    systems
        Rule id to product system; evaluate and compile these.
    quantities
        Ids of the drawn unit impacts in all of them: they vary.
    coverage
        What is mapped, by our own factors.
    """

    def __init__(
        self, background: Background, results: Mapping[str, Result], nodes: Mapping[str, Mapping[str, Placed]]
    ) -> None:
        self.background = background
        self.coverage = background.coverage(results)
        self.kept_flows = frozenset(
            key.split("|", 1)[1]
            for rule, result in results.items()
            for key in reached_background(result, nodes[rule])
        )
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
        mapped = {placed.activity.id for each in nodes.values() for placed in each.values()}
        products = sorted(mapped, key=lambda number: database.codes[number])
        self.compiled = ready_background(database, factors, products)
        place = {product: number for number, product in enumerate(products)}
        self._where: dict[str, tuple[int, int, float]] = {}  # quantity to product, indicator, units per unit
        self.systems: dict[str, ProductSystem] = {}
        for rule, result in results.items():
            indicator = self.compiled.indicators.index(indicator_of[rule])
            impacts = {}
            for key, placed in nodes[rule].items():
                identity = f"background/{indicator_of[rule]}/{key}"
                product = place[placed.activity.id]
                self._where[identity] = (product, indicator, placed.units_per_unit)
                mean = float(self.compiled.mean_kg_co2e[product, indicator]) * placed.units_per_unit
                unit = f"kg CO2e/{placed.link.unit}"
                impacts[key] = Quantity(identity, mean, unit, database.name, "known")
            self.systems[rule] = with_unit_impacts(result.system, impacts)
        self.quantities = frozenset(self._where)
        self.nodes = nodes
        self.links = {key: placed for each in nodes.values() for key, placed in each.items()}
        self.draws: KeptDraws | None = None
        self.seed = 0

    def decisions(self, rule: str, result: Result) -> list[Decision]:
        """Ledger lines: the database, and what stands for each product of ours."""
        data = self.compiled.data
        head = _TAKEN.text(database=data.name, hash=data.hash[:16], mapping=self.background.mapping.id)
        lines = [_decision(rule, "study", head, {"database": data.name, "content_hash": data.hash})]
        for key, placed in sorted(self.nodes[rule].items()):
            link = placed.link
            what = _STANDS[link.kind or "proxy"].text(
                flow=result.inventory.flows[link.flow].name,
                activity=_said(placed),
                reason=link.reason or Text(zh="", en=""),
            )
            values = {"units_per_unit": placed.units_per_unit, "status": link.status}
            lines.append(_decision(rule, key.split("|", 1)[0], what, values))
        return lines

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
        proxies = [placed for placed in self.links.values() if placed.link.kind == "proxy"]
        data = self.compiled.data
        lines = [
            _FROM(lang, database=data.name, hash=data.hash[:16], mapped=len(self.links), proxies=len(proxies),
                  kept=len(self.kept_flows)),
        ]  # fmt: skip
        for placed in proxies:
            reason = placed.link.reason
            assert reason is not None, "a proxy says why"
            lines.append(_PROXY(lang, flow=placed.link.flow, activity=placed.activity.name, reason=reason))
        lines += self.coverage.notes(lang)
        drafts = sorted(
            {placed.link.flow for placed in self.links.values() if placed.link.status == "to_review"}
        )
        if drafts:
            lines.append(_UNREVIEWED(lang, count=len(drafts), flows=", ".join(drafts)))
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
                    "activity": placed.activity.key,
                    "name": placed.activity.name,
                    "kind": placed.link.kind,
                    "status": placed.link.status,
                    "units_per_unit": placed.units_per_unit,
                }
                for key, placed in sorted(self.links.items())
            ],
            "share_covered": {rule: self.coverage.share(rule, "exact", "proxy") for rule in self.coverage.rules},
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


def _decision(rule: str, where: str, what: Text, values: dict[str, Any]) -> Decision:
    return Decision("characterisation", where, what, rule, "", None, "", "", "declared", values)


def _said(placed: Placed) -> str:
    node = placed.activity
    return " | ".join(each for each in (node.name, node.product, node.location, node.unit) if each)


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
