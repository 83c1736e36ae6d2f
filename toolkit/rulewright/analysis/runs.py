"""What a run computes: the task that a worker needs, its engine, the scores of one block of draws.

A block depends on the task and its own draws only, so blocks may be computed anywhere and in any order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from rulewright.analysis.splits import Grid, grid_of
from rulewright.engine.compiled import NOT_PRODUCTIVE, CompiledSystem, net_exporters
from rulewright.engine.draws import Draws
from rulewright.engine.pedigree import PedigreeSet
from rulewright.engine.plans import Sampling
from rulewright.engine.plausibility import Plausibility

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.inventory import Inventory, Quantity
    from rulewright.study import Result
    from rulewright.terms import ProductSystem

    Floats = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]

BLOCK = (
    2048  # draws at once: rows of numbers stay in the processor's cache; a power of 2 suits Sobol' sequences
)
NOT_DONE = 255  # status of a draw that nobody has computed


class DrawnBackground(Protocol):
    """Unit impacts of the products that a database supplies, as quantities of the systems that use them."""

    quantities: frozenset[str]

    def values(self, start: int, stop: int) -> Mapping[str, Floats]:
        """Id of a quantity to its unit impacts in the draws start..stop-1 (stop - start,) [kg CO2e per unit]."""
        ...

    def status(self, start: int, stop: int) -> Bytes:
        """Status of these draws (stop - start,), see :class:`rulewright.engine.compiled.Block`."""
        ...


@dataclass(frozen=True)
class RunTask:
    """Everything that a worker needs, and nothing else; it can be pickled.

    Attributes
    ----------
    systems
        Rule to its terms.
    dropped
        Rule to the nodes whose credits stand apart, settled at central values.
    credits
        Rule to the nodes that earn credits, in the total or apart; settled likewise.
    characterisation
        Whether characterisation factors are drawn where their set states a range.
    splits
        Whether draws are also wanted by stage and gas.
    background
        Unit impacts of a database, drawn beforehand.
    """

    inventory: Inventory
    systems: Mapping[str, ProductSystem]
    dropped: Mapping[str, frozenset[str]]
    credits: Mapping[str, frozenset[str]]
    draws: int
    seed: int
    sampling: Sampling
    pedigree_set: PedigreeSet
    characterisation: bool = True
    splits: bool = False
    background: DrawnBackground | None = None


def task_of(
    inventory: Inventory,
    results: Mapping[str, Result],
    draws: int,
    seed: int = 1,
    sampling: Sampling = "mc",
    pedigree_set: PedigreeSet = "ecoinvent-2",
    *,
    characterisation: bool = True,
    splits: bool = False,
    background: DrawnBackground | None = None,
) -> RunTask:
    """Task of drawing the deterministic results of rules on one inventory."""
    return RunTask(
        inventory=inventory,
        systems={rule: result.system for rule, result in results.items()},
        dropped={rule: result.evaluation.dropped for rule, result in results.items()},
        credits={rule: net_exporters(result.system, result.evaluation) for rule, result in results.items()},
        draws=draws,
        seed=seed,
        sampling=sampling,
        pedigree_set=pedigree_set,
        characterisation=characterisation,
        splits=splits,
        background=background,
    )


@dataclass(frozen=True)
class Tally:
    """What is counted beside the numbers; tallies of blocks add up.

    Attributes
    ----------
    residuals
        Rule to the largest componentwise backward error of its usable draws [1].
    odd_shares
        Rule to shares that left [0, 1], with the number of draws.
    impossible
        Quantity to what it can't be ("negative", ...), with the number of draws.
    """

    residuals: Mapping[str, float] = field(default_factory=dict)
    odd_shares: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    impossible: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for a manifest."""
        return {
            "residuals": dict(self.residuals),
            "odd_shares": {rule: dict(counts) for rule, counts in self.odd_shares.items()},
            "impossible": {quantity: dict(counts) for quantity, counts in self.impossible.items()},
        }


def added(tallies: Iterable[Tally]) -> Tally:
    """Tallies of several blocks together.

    Examples
    --------
    >>> added([Tally({"a": 1e-16}), Tally({"a": 3e-16}, {"a": {"s": 1}}, {"x": {"negative": 1}})])
    Tally(residuals={'a': 3e-16}, odd_shares={'a': {'s': 1}}, impossible={'x': {'negative': 1}})
    """
    residuals: dict[str, float] = {}
    odd: dict[str, dict[str, int]] = {}
    impossible: dict[str, dict[str, int]] = {}
    for tally in tallies:
        for rule, value in tally.residuals.items():
            residuals[rule] = max(residuals.get(rule, 0.0), value)
        for rule, counts in tally.odd_shares.items():
            _count(odd.setdefault(rule, {}), counts)
        for quantity, counts in tally.impossible.items():
            _count(impossible.setdefault(quantity, {}), counts)
    return Tally(residuals, odd, impossible)


@dataclass(frozen=True)
class Scores:
    """One block of draws under all rules.

    Attributes
    ----------
    totals_kg_co2e : (rules, stop - start)
        Per declared unit.
    status : (rules, stop - start) uint8
        See :class:`rulewright.engine.compiled.Block`.
    parts_kg_co2e : (rules, stages, gases, stop - start) or None
        By stage and gas, if asked for.
    """

    start: int
    stop: int
    totals_kg_co2e: Floats
    status: Bytes
    tally: Tally
    parts_kg_co2e: Floats | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the numbers as little-endian doubles and bytes."""
        return digest_of(self.totals_kg_co2e, self.status, self.parts_kg_co2e)


def digest_of(totals: Floats, status: Bytes, parts: Floats | None = None) -> str:
    """SHA-256 of totals and status, as little-endian doubles and bytes; parts after them, if there are any."""
    found = hashlib.sha256(totals.astype("<f8").tobytes() + status.tobytes())
    if parts is not None:
        found.update(parts.astype("<f8").tobytes())
    return found.hexdigest()


class Engine:
    """A task made ready: distributions, compiled systems. Built once in each process that computes."""

    def __init__(self, task: RunTask) -> None:
        self.task, self.background = task, task.background
        self.draws = Draws(
            task.inventory, task.draws, task.seed, task.sampling, task.pedigree_set, task.characterisation
        )
        self.compiled = {
            rule: CompiledSystem(system, self.varying(system), task.dropped[rule], credits=task.credits[rule])
            for rule, system in task.systems.items()
        }
        self.grid: Grid | None = grid_of(self.compiled.values()) if task.splits else None
        self.needed: dict[str, Quantity] = {}  # what is drawn here; the background draws its own
        for rule, compiled in self.compiled.items():
            quantities = task.systems[rule].quantities
            self.needed |= {
                identity: quantities[identity] for identity in sorted(compiled.needed - self._supplied)
            }

    @property
    def _supplied(self) -> frozenset[str]:
        return self.background.quantities if self.background is not None else frozenset()

    def varying(self, system: ProductSystem) -> frozenset[str]:
        """Ids of the system's quantities whose draws differ."""
        return frozenset(
            identity
            for identity, each in system.quantities.items()
            if identity in self._supplied or self.draws.varies(each)
        )

    def scores(self, start: int, stop: int) -> Scores:
        """Evaluate the draws start..stop-1 under all rules."""
        values = self.draws.values(self.needed, start, stop)
        plausibility = Plausibility(self.needed)
        plausibility.add(values)
        if self.background is not None:
            values |= self.background.values(start, stop)
        totals = np.empty((len(self.compiled), stop - start))
        status = np.empty((len(self.compiled), stop - start), dtype=np.uint8)
        parts: list[Floats] = []
        residuals: dict[str, float] = {}
        odd: dict[str, Mapping[str, int]] = {}
        for place, (rule, compiled) in enumerate(self.compiled.items()):
            block = compiled.evaluate(values, stop - start, splits=self.grid is not None)
            if self.grid is not None and block.splits is not None:
                parts.append(self.grid.place(compiled.split_labels, block.splits))
            totals[place], status[place] = block.totals_kg_co2e, block.status
            good = block.residuals[block.status < NOT_PRODUCTIVE]
            residuals[rule] = float(good.max(initial=0.0))
            if block.odd_shares:
                odd[rule] = dict(block.odd_shares)
        if self.background is not None:  # a draw whose background failed has no result under any rule
            status = np.maximum(status, self.background.status(start, stop)[None, :])
        tally = Tally(residuals, odd, plausibility.to_dict())
        return Scores(start, stop, totals, status, tally, np.stack(parts) if parts else None)


def ranges(draws: int, block: int = BLOCK) -> Iterator[tuple[int, int]]:
    """Blocks (start, stop) of a run, in order.

    Examples
    --------
    >>> list(ranges(5000))
    [(0, 2048), (2048, 4096), (4096, 5000)]
    """
    for start in range(0, draws, block):
        yield start, min(start + block, draws)


class Collected:
    """Scores of a run so far, in whatever order they came.

    Parameters
    ----------
    rules
        Number of rules.
    with_parts
        Whether parts by stage and gas are held here as well (a store holds them on disk).
    """

    def __init__(self, rules: int, with_parts: bool = False) -> None:
        self._parts: dict[int, Floats] | None = {} if with_parts else None
        self._totals = np.empty((rules, 0))
        self._status = np.empty((rules, 0), dtype=np.uint8)
        self._tallies: dict[tuple[int, int], Tally] = {}
        self._stops: dict[int, int] = {}
        self.prefix = 0  # draws 0 .. prefix - 1 are all here
        self.blocks = 0  # blocks that make up the prefix

    def add(self, scores: Scores) -> None:
        """Take in one block."""
        self._grow(scores.stop)
        self._totals[:, scores.start : scores.stop] = scores.totals_kg_co2e
        self._status[:, scores.start : scores.stop] = scores.status
        self._tallies[scores.start, scores.stop] = scores.tally
        self._stops[scores.start] = scores.stop
        if self._parts is not None and scores.parts_kg_co2e is not None:
            self._parts[scores.start] = scores.parts_kg_co2e
        while self.prefix in self._stops:
            self.prefix = self._stops[self.prefix]
            self.blocks += 1

    def __contains__(self, block: tuple[int, int]) -> bool:
        return block in self._tallies

    def __len__(self) -> int:
        """Draws that are here, with or without a gap before them."""
        return sum(stop - start for start, stop in self._tallies)

    def totals(self, stop: int) -> Floats:
        """Totals of the draws 0 .. stop - 1 (rules, stop)."""
        return self._totals[:, :stop]

    def status(self, stop: int) -> Bytes:
        """Status of the draws 0 .. stop - 1 (rules, stop)."""
        return self._status[:, :stop]

    def parts(self, stop: int) -> Floats:
        """Parts of the draws 0 .. stop - 1 (rules, stages, gases, stop)."""
        held = self._parts or {}
        return np.concatenate([part for start, part in sorted(held.items()) if start < stop], axis=-1)

    def tally(self, stop: int) -> Tally:
        """Tallies of the blocks that end at ``stop`` or before, added in the order of draws."""
        return added(tally for (_, end), tally in sorted(self._tallies.items()) if end <= stop)

    def _grow(self, stop: int) -> None:
        have = self._totals.shape[1]
        if stop <= have:
            return
        size = max(stop, 2 * have)  # so that a run of unknown length copies each number a few times only
        totals = np.full((len(self._totals), size), np.nan)
        status = np.full((len(self._totals), size), NOT_DONE, dtype=np.uint8)
        totals[:, :have], status[:, :have] = self._totals, self._status
        self._totals, self._status = totals, status


def _count(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for name, number in more.items():
        counts[name] = counts.get(name, 0) + number
