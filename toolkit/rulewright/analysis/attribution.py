"""Attribution: which clauses make the difference between two rules, by Shapley values over their hybrids.

Players are the families of clauses (or single settings) in which the rules differ. A coalition is the hybrid that takes
these from the rule ``to`` and all others from the rule ``from``; its worth is the hybrid's total less that of ``from``.
A part's Shapley value is what it adds on average over all orders in which the parts could be exchanged, so that the
parts add up to the difference whatever the order (convention 16 says what happens where a hybrid cannot run).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from rulewright.analysis.attribution_parts import Difference, Failure, Interval, Member, Part
from rulewright.analysis.attribution_result import Attribution, unit_of
from rulewright.analysis.attribution_table import AttributionTable
from rulewright.analysis.hybrid_draws import Progress, totals_over_draws
from rulewright.analysis.hybrids import (
    BYS,
    By,
    Hybrids,
    Merge,
    Outcome,
    complete_rules,
    hybrids_of,
    merged,
    part_of,
    said,
    taking,
    worst_pair,
)
from rulewright.analysis.shapley import (
    MOST_EXACT,
    interaction_weights,
    orders_coalitions,
    sampled_errors,
    sampled_interactions,
    sampled_orders,
    sampled_weights,
    value_weights,
)
from rulewright.engine.draws import Draws
from rulewright.engine.errors import UncertaintyError
from rulewright.errors import RulewrightError
from rulewright.rule import Rule

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.engine.pedigree import PedigreeSet
    from rulewright.engine.plans import Sampling
    from rulewright.study import Study

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

ROUNDING = 1e-12  # of the larger total: smaller differences between hybrids are the solver's rounding, and count as none
ORDERS = 1000  # sampled orders above MOST_EXACT players
FEWEST_ORDERS = 4  # two pairs of an order and its reverse, so that there is an error
INTERVAL = (2.5, 97.5)  # per cent


class AttributionError(RulewrightError):
    """A question that attribution cannot answer as it is put."""


def attribute(
    study: Study, from_: str, to: str, by: By = "family", draws: int | None = None, seed: int = 1,
    sampling: Sampling = "mc", orders: int = ORDERS, hybrids: Hybrids | None = None,
    progress: Progress | None = None, pedigree_set: PedigreeSet = "ecoinvent-2",
) -> Attribution:  # fmt: skip
    """Share the difference between two rules of a study among their clauses.

    Parameters
    ----------
    from_, to
        Ids of rules of the study; what the study declares for a rule belongs to it.
    by
        "family" of clauses, or "clause": every setting in which the rules differ on its own.
    draws, seed, sampling, pedigree_set
        Number of draws for intervals, None for none; see :class:`~rulewright.engine.draws.Draws`. The seed is also that
        of the sampled orders.
    orders
        Orders sampled where there are more than 12 parts, at least 4.
    hybrids
        Those of an earlier call with at least these rules, so that their memory is used again.

    Raises
    ------
    RulesError
        If a rule is unknown or cannot run on the inventory: all reasons at once.
    """
    if by not in BYS:
        raise AttributionError(f"unknown division '{by}'", "attribute", f"use one of: {', '.join(BYS)}")
    if isinstance(orders, bool) or not isinstance(orders, int) or orders < FEWEST_ORDERS:
        raise AttributionError(
            f"{orders!r} is not a number of orders",
            "attribute",
            f"ask for at least {FEWEST_ORDERS}, e.g. {ORDERS}",
        )
    rules = complete_rules(study, [from_, to])
    if hybrids is None:
        hybrids = hybrids_of(study, rules)
    game = _Game(hybrids, from_, to, by)
    orders += orders % 2  # every order comes with its reverse
    blocks = game.separable(orders, seed, progress)
    outcomes, columns = game.outcomes(blocks, orders, seed)
    central = _worths(np.array([each.total_kg_co2e for each in outcomes]))
    rounding = ROUNDING * max(abs(each.total_kg_co2e) for each in outcomes)
    shares = _shares(len(blocks), columns, central, orders, seed)
    weights, errors = shares.weights, shares.errors
    values = _without_rounding(weights @ central, rounding)
    whole = (1 << len(blocks)) - 1
    worth = dict(zip((each.number for each in outcomes), central.tolist(), strict=True))

    def last(place: int) -> float:
        """What a block adds to all others."""
        added = worth[game.outcome(blocks, whole).number]
        added -= worth[game.outcome(blocks, whole - (1 << place)).number]
        return 0.0 if abs(added) < rounding else added

    intervals: list[Interval | None] = [None] * len(blocks)
    whole_interval, failed_draws = None, 0
    if draws is not None:
        drawn = Draws(study.inventory, draws, seed, sampling, pedigree_set)
        intervals, whole_interval, failed_draws = _over_draws(outcomes, weights, values, drawn, progress)
    parts = tuple(
        Part(
            block,
            float(values[place]),
            worth[game.outcome(blocks, 1 << place).number],
            last(place),
            errors[place] if errors is not None else None,
            _differences(rules[from_], rules[to], block, by),
            intervals[place],
            game.members(blocks, block),
        )
        for place, block in enumerate(blocks)
    )
    names = [part.name for part in parts]
    pairs = {
        (names[one], names[other]): (0.0 if abs(value) < rounding else value, error)
        for (one, other), (value, error) in shares.interactions.items()
    }
    from_total = game.outcome(blocks, 0).total_kg_co2e
    return Attribution(
        study.inventory.id, study.inventory.hash, unit_of(study), by, rules[from_], rules[to], from_total,
        from_total + worth[game.outcome(blocks, whole).number],
        tuple(sorted(parts, key=lambda part: (-abs(part.kg_co2e), part.name))),
        {pair: value for pair, (value, _) in pairs.items()}, len(game.seen),
        len({each.number for each in game.seen.values()}), game.failures(), merged(game.merges),
        0 if errors is None else orders, draws or 0, seed, failed_draws, whole_interval,
        {pair: error for pair, (_, error) in pairs.items() if error is not None},
        *(("", "") if draws is None else (sampling, pedigree_set)),
    )  # fmt: skip


def attribute_all(
    study: Study, baseline: str, by: By = "family", rules: Iterable[str] | None = None, draws: int | None = None,
    seed: int = 1, sampling: Sampling = "mc", orders: int = ORDERS, progress: Progress | None = None,
    pedigree_set: PedigreeSet = "ecoinvent-2",
) -> AttributionTable:  # fmt: skip
    """Share the difference of every rule (default: all of the study) from a baseline; see :func:`attribute`."""
    others = [rule for rule in (study.rules if rules is None else rules) if rule != baseline]
    if not others:
        raise AttributionError(
            "there is no rule beside the baseline", f"baseline {baseline}", "name at least one other rule"
        )
    complete = complete_rules(study, [baseline, *others])
    hybrids = hybrids_of(study, complete)
    found = {}
    for place, rule in enumerate(others):
        found[rule] = attribute(
            study, baseline, rule, by, draws, seed, sampling, orders, hybrids, pedigree_set=pedigree_set
        )
        if progress is not None:
            progress(place + 1, len(others))
    return AttributionTable(baseline, found)


def check_question(
    from_: str | None,
    to: str | None,
    baseline: str | None,
    rules: Sequence[str] | None,
    clauses: bool = False,
) -> None:
    """Refuse a question that names neither two rules nor a baseline, or both, or wants one pair's clauses of many.

    Raises
    ------
    AttributionError
    """
    if baseline is None and (from_ is None or to is None):
        raise AttributionError(
            "the question names neither two rules nor a baseline",
            "attribute",
            "give --from and --to, or --baseline",
        )
    if baseline is not None and (from_ is not None or to is not None):
        raise AttributionError(
            "--baseline stands beside --from or --to",
            "attribute",
            "give --from and --to, or --baseline with --rules",
        )
    if baseline is None and rules is not None:
        raise AttributionError(
            "--rules stands beside --from and --to",
            "attribute",
            "give --from and --to, or --baseline with --rules",
        )
    if baseline is not None and clauses:
        raise AttributionError(
            "--clauses stands beside --baseline",
            "attribute",
            "ask for one pair (--from, --to): the JSON of --baseline lists the clauses of every rule",
        )


class _Game:
    """Coalitions of parts, and the hybrids that they stand for."""

    def __init__(self, hybrids: Hybrids, from_: str, to: str, by: By) -> None:
        self.hybrids, self.from_, self.to, self.by = hybrids, from_, to, by
        self.parts = hybrids.parts(by, [from_, to])
        self.seen: dict[frozenset[str], Outcome] = {}
        self.merges: list[Merge] = []

    def outcome(self, blocks: Sequence[tuple[str, ...]], coalition: int) -> Outcome:
        """The hybrid that takes the blocks of a coalition, given by its bits, from the rule ``to``."""
        taken = frozenset(
            name for place, block in enumerate(blocks) if coalition >> place & 1 for name in block
        )
        if taken not in self.seen:
            rule_of = taking(dict.fromkeys(taken, self.to), self.from_, self.by)
            self.seen[taken] = self.hybrids.outcome(rule_of)
        return self.seen[taken]

    def separable(self, orders: int, seed: int, progress: Progress | None) -> list[tuple[str, ...]]:
        """Blocks of parts of which every coalition that is needed runs (convention 16)."""
        blocks: list[tuple[str, ...]] = [(part,) for part in self.parts]
        while True:
            coalitions = _coalitions(len(blocks), orders, seed)
            runs: dict[int, bool] = {}
            for each in coalitions:
                runs[each] = self.outcome(blocks, each).runs
                if progress is not None and len(runs) % 64 == 0:
                    progress(len(runs), len(coalitions))
            failed = [each for each, ran in runs.items() if not ran]
            if not failed:
                return blocks
            levels = {each: _levels(each, len(blocks)) for each in coalitions}
            ran = [levels[each] for each, ran in runs.items() if ran]
            one, other = worst_pair([levels[each] for each in failed], ran, lambda p, q, a, b: a == b)
            apart = [each for each in failed if levels[each][one] != levels[each][other]]
            together = blocks[one] + blocks[other]
            why = self.outcome(blocks, apart[0]).mistakes[0].what
            self.merges.append(Merge(together, len(apart), why))
            blocks = [
                together if place == one else block for place, block in enumerate(blocks) if place != other
            ]

    def outcomes(
        self, blocks: Sequence[tuple[str, ...]], orders: int, seed: int
    ) -> tuple[list[Outcome], dict[int, int]]:
        """Different outcomes, the one of no coalition first; coalition to the place of its outcome among them."""
        found: list[Outcome] = []
        place_of: dict[int, int] = {}
        columns: dict[int, int] = {}
        for coalition in _coalitions(len(blocks), orders, seed):
            outcome = self.outcome(blocks, coalition)
            columns[coalition] = place_of.setdefault(outcome.number, len(found))
            if columns[coalition] == len(found):
                found.append(outcome)
        return found, columns

    def members(self, blocks: Sequence[tuple[str, ...]], block: tuple[str, ...]) -> tuple[Member, ...]:
        """Each part of a merged block exchanged first and last, where that runs."""
        if len(block) == 1:
            return ()
        whole = (1 << len(self.parts)) - 1
        single = [(part,) for part in self.parts]
        nothing, all_ = self.outcome(single, 0), self.outcome(single, whole)
        found = []
        for name in block:
            bit = 1 << self.parts.index(name)
            first, last = self.outcome(single, bit), self.outcome(single, whole - bit)
            found.append(
                Member(
                    name,
                    first.total_kg_co2e - nothing.total_kg_co2e if first.runs else None,
                    all_.total_kg_co2e - last.total_kg_co2e if last.runs else None,
                )
            )
        return tuple(found)

    def failures(self) -> tuple[Failure, ...]:
        """Hybrids that cannot run, by reason."""
        grouped: dict[str, list[frozenset[str]]] = {}
        for taken, outcome in self.seen.items():
            if not outcome.runs:
                grouped.setdefault(outcome.mistakes[0].what, []).append(taken)
        return tuple(
            Failure(min((tuple(sorted(each)) for each in taken), key=_shortest_first), len(taken), why)
            for why, taken in grouped.items()
        )


def _shortest_first(names: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return len(names), names


@dataclass(frozen=True)
class _Shares:
    """Weights (parts, outcomes) of the values; errors of sampled ones; interactions of two parts with their errors."""

    weights: Floats
    errors: list[float] | None
    interactions: dict[tuple[int, int], tuple[float, float | None]]


def _shares(count: int, columns: dict[int, int], central: Floats, orders: int, seed: int) -> _Shares:
    """How the worths of outcomes add up to values: all coalitions up to 12 parts, sampled orders above."""
    if count <= MOST_EXACT:
        place = np.array([columns[coalition] for coalition in range(2**count)])
        found = _summed(interaction_weights(count), place, len(central)) @ central
        pairs = zip(combinations(range(count), 2), found.tolist(), strict=True)
        weights = _summed(value_weights(count), place, len(central))
        return _Shares(weights, None, {pair: (value, None) for pair, value in pairs})
    samples = sampled_orders(count, orders, seed)
    worths = {coalition: float(central[column]) for coalition, column in columns.items()}
    return _Shares(
        _without_noise(sampled_weights(samples, columns, len(central))),
        sampled_errors(samples, worths),
        dict(sampled_interactions(samples, worths)),
    )


def _coalitions(count: int, orders: int, seed: int) -> list[int]:
    """All coalitions; above 12 players those that the sampled orders need."""
    if count <= MOST_EXACT:
        return list(range(2**count))
    return orders_coalitions(sampled_orders(count, orders, seed))


def _without_rounding(values: Floats, rounding: float) -> Floats:
    """Values [kg CO2e] of which those that are rounding are none."""
    values[np.abs(values) < rounding] = 0.0
    return values


def _levels(coalition: int, count: int) -> list[int]:
    return [coalition >> place & 1 for place in range(count)]


def _summed(weights: Floats, place: Ints, count: int) -> Floats:
    """Weights of coalitions (n, 2^k) as weights of the ``count`` outcomes that they have."""
    found = np.zeros((count, len(weights)))
    np.add.at(found, place, weights.T)
    return _without_noise(np.ascontiguousarray(found.T))


def _without_noise(weights: Floats) -> Floats:
    """Weights of one outcome that cancel leave rounding, far below the smallest weight: take it away."""
    weights[np.abs(weights) < ROUNDING] = 0.0
    return weights


def _worths(totals: Floats) -> Floats:
    """Totals less that of the first; differences that are rounding count as none."""
    worths = totals - totals[0]
    worths[np.abs(worths) < ROUNDING * np.abs(totals).max()] = 0.0
    return np.asarray(worths)


def _over_draws(
    outcomes: Sequence[Outcome], weights: Floats, central: Floats, drawn: Draws, progress: Progress | None
) -> tuple[list[Interval | None], Interval, int]:
    found: list[Floats] = []
    for _, totals, ok in totals_over_draws(outcomes, drawn, progress):
        values = weights @ (totals - totals[0])[:, ok]
        values[np.abs(values) < ROUNDING * np.abs(totals[:, ok]).max(initial=0.0)] = 0.0
        found.append(values)
    values = np.concatenate(found, axis=1)
    if values.shape[1] < 2:
        raise UncertaintyError(
            f"fewer than two of {drawn.count} draws have a result", f"inventory {drawn.inventory.id}",
            "look at the distributions of amounts in loops, and at formulas that divide",
        )  # fmt: skip
    whole = values.sum(axis=0)
    intervals: list[Interval | None] = [
        _interval(row, at) for row, at in zip(values, central.tolist(), strict=True)
    ]
    return intervals, _interval(whole, float(central.sum())), drawn.count - values.shape[1]


def _interval(values: Floats, central: float) -> Interval:
    low, high = np.percentile(values, INTERVAL)
    same = np.count_nonzero(np.sign(values) == np.sign(central)) / len(values)
    return Interval(float(values.mean()), float(values.std(ddof=1)), float(low), float(high), same)


def _differences(one: Rule, other: Rule, block: Iterable[str], by: By) -> tuple[Difference, ...]:
    """Settings of some parts in which two rules differ, in the order of names."""
    inside = frozenset(block)
    keys = {key for rule in (one, other) for key in rule.settings if part_of(key, by) in inside}
    return tuple(
        Difference(key, one.settings.get(key), other.settings.get(key))
        for key in sorted(keys)
        if said(one.settings.get(key)) != said(other.settings.get(key))
    )
