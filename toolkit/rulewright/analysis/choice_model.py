"""Results of hybrid rules at drawn data, point by point: what the decomposition of a study evaluates."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rulewright.analysis.choice_factors import ChoiceFactor, Inseparable
from rulewright.analysis.decomposition import (
    Factor,
    Points,
    chunks,
    level_of,
)
from rulewright.analysis.hybrids import (
    Hybrids,
    Outcome,
)
from rulewright.engine.compiled import NOT_PRODUCTIVE, CompiledSystem
from rulewright.engine.draws import (
    Draws,
)
from rulewright.engine.plans import Correlated

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.engine.pedigree import PedigreeSet
    from rulewright.engine.plans import Plan
    from rulewright.inventory import Inventory, Quantity

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

ROWS_AT_ONCE = 4096  # points whose values are drawn together


class StudyModel:
    """Results of hybrids at drawn data: the model of a study for :func:`decompose`.

    Parameters
    ----------
    hybrids
        Of all rules concerned.
    choices
        Categorical factors, the first factors of every point.
    data
        Data factors after them: names to keys of draws.
    key_part
        Setting to the name of the part that holds it, None if the base decides.
    base
        Rule that decides whatever no factor does.
    progress
        Called with (hybrids done, hybrids), then (points done, points) of each round.
    pedigree_set
        Of the scores for data quality, see :mod:`rulewright.engine.pedigree`.
    """

    def __init__(
        self, hybrids: Hybrids, inventory: Inventory, choices: Sequence[ChoiceFactor],
        data: Mapping[str, Sequence[str]], key_part: Callable[[str], str | None], base: str, seed: int,
        progress: Callable[[int, int], None] | None = None, pedigree_set: PedigreeSet = "ecoinvent-2",
    ) -> None:  # fmt: skip
        self.hybrids, self.choices, self.data, self.key_part, self.base = (
            hybrids,
            choices,
            data,
            key_part,
            base,
        )
        self.progress = progress
        self.draws = _RowDraws(inventory, seed, data, len(choices), pedigree_set)
        self.used: set[int] = set()
        self.first_levels: Ints | None = None

    @property
    def factors(self) -> list[Factor]:
        """One column a choice; as many as it has keys for a data factor."""
        return [Factor(each.name, 1, "choices") for each in self.choices] + [
            Factor(name, len(keys), "data") for name, keys in self.data.items()
        ]

    def levels(self, points: Points) -> Ints:
        """Levels (n, choices) of all points."""
        found = np.zeros((len(points), len(self.choices)), dtype=np.int64)
        for place, each in enumerate(self.choices):
            found[:, place] = level_of(points.column(place), [level.weight for level in each.levels])
        return found

    def __call__(self, points: Points) -> Floats:
        """Results (n,) [kg CO2e per declared unit]; nan where drawn amounts leave no solution."""
        levels = self.levels(points)
        if self.first_levels is None:
            self.first_levels = levels
        outcomes, number_of = self._outcomes(levels)
        order = np.argsort(number_of, kind="stable")
        results = np.full(len(points), math.nan)
        compiled: tuple[int, CompiledSystem] | None = None
        for some in chunks(len(points), ROWS_AT_ONCE):
            rows = order[some]
            here, starts = np.unique(number_of[rows], return_index=True)
            values = self._values(points.take(rows), [outcomes[each] for each in here.tolist()])
            stops = [*starts[1:].tolist(), len(rows)]
            for each, start, stop in zip(here.tolist(), starts.tolist(), stops, strict=True):
                if compiled is None or compiled[0] != each:
                    compiled = each, self._compile(outcomes[each])
                found = {
                    name: values[name][start:stop] if np.ndim(values[name]) else values[name]
                    for name in compiled[1].needed
                }
                block = compiled[1].evaluate(found, stop - start)
                results[rows[start:stop]] = np.where(
                    block.status < NOT_PRODUCTIVE, block.totals_kg_co2e, math.nan
                )
            if self.progress is not None:
                self.progress(some.stop, len(points))
        return results

    def _outcomes(self, levels: Ints) -> tuple[dict[int, Outcome], Ints]:
        """Outcomes by number, and the number of each row's; combinations that cannot run are raised together."""
        combinations, place = np.unique(levels, axis=0, return_inverse=True)
        outcomes = []
        for each in combinations.tolist():
            outcomes.append(self.outcome(each))
            if self.progress is not None and len(outcomes) % 64 == 0:
                self.progress(len(outcomes), len(combinations))
        failed = [
            (each, outcome)
            for each, outcome in zip(combinations.tolist(), outcomes, strict=True)
            if not outcome.runs
        ]
        if failed:
            ran = [
                each for each, outcome in zip(combinations.tolist(), outcomes, strict=True) if outcome.runs
            ]
            raise Inseparable(failed, ran)
        numbers = np.array([each.number for each in outcomes], dtype=np.int64)
        self.used |= set(numbers.tolist())
        return {each.number: each for each in outcomes}, numbers[place.ravel()]

    def outcome(self, levels: Sequence[int]) -> Outcome:
        """The hybrid of one combination of levels."""
        takes = {
            name: each.levels[level].rules[0]
            for each, level in zip(self.choices, levels, strict=True)
            for name in each.names
        }
        known: dict[str, str] = {}

        def rule_of(key: str) -> str:
            if key not in known:
                known[key] = takes.get(self.key_part(key) or "", self.base)
            return known[key]

        return self.hybrids.outcome(rule_of)

    def _compile(self, outcome: Outcome) -> CompiledSystem:
        assert outcome.system is not None
        varying = frozenset(
            name for name, quantity in outcome.system.quantities.items() if self.draws.varies(quantity)
        )
        return CompiledSystem(outcome.system, varying, outcome.dropped)

    def _values(self, points: Points, outcomes: Iterable[Outcome]) -> dict[str, Any]:
        needed: dict[str, Quantity] = {}
        for each in outcomes:
            assert each.system is not None
            needed |= {
                name: quantity
                for name, quantity in each.system.quantities.items()
                if self.draws.varies(quantity)
            }
        plan: Plan = _RowPlan(points, self.draws.columns)
        self.draws.plan = Correlated(plan, self.draws.groups) if self.draws.groups else plan
        return self.draws.values({name: needed[name] for name in sorted(needed)}, 0, len(points))


class _RowPlan:
    """Uniform numbers of draws, taken from points."""

    def __init__(self, points: Points, columns: Mapping[str, tuple[int, int]]) -> None:
        self.points, self.columns = points, columns

    def uniforms(self, key: str, start: int, stop: int) -> Floats:
        """Numbers (stop - start,) in (0, 1)."""
        return self.points.column(*self.columns[key])[start:stop]


class _RowDraws(Draws):
    """Draws whose uniform numbers come from points: factor and column of every key."""

    def __init__(
        self, inventory: Inventory, seed: int, data: Mapping[str, Sequence[str]], first: int, pedigree_set: PedigreeSet
    ) -> None:  # fmt: skip
        self._varies: dict[str, bool] = {}
        super().__init__(inventory, 2, seed, pedigree_set=pedigree_set)
        self.columns = {
            key: (first + factor, column)
            for factor, keys in enumerate(data.values())
            for column, key in enumerate(keys)
        }

    def varies(self, quantity: Quantity) -> bool:
        """As for all draws, kept: hundreds of hybrids ask for the same quantities."""
        known = self._varies.get(quantity.id)
        if known is None:
            known = self._varies[quantity.id] = super().varies(quantity)
        return known
