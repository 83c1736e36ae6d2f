"""Attribution: which clauses make the difference between two rules, by Shapley values over their hybrids.

Players are the families of clauses (or single settings) in which the rules differ. A coalition is the hybrid that takes
these from the rule ``to`` and all others from the rule ``from``; its worth is the hybrid's total less that of ``from``.
A part's Shapley value is what it adds on average over all orders in which the parts could be exchanged, so that the
parts add up to the difference whatever the order (convention 16 says what happens where a hybrid cannot run).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from rulewright.analysis.attribution_result import (
    Attribution,
    AttributionTable,
    Difference,
    Failure,
    Interval,
    Member,
    Part,
    unit_of,
)
from rulewright.analysis.hybrid_draws import Progress, totals_over_draws
from rulewright.analysis.hybrids import (
    BYS,
    By,
    Hybrids,
    Merge,
    Outcome,
    complete_rules,
    merged,
    part_of,
    said,
    taking,
    worst_pair,
)
from rulewright.analysis.shapley import MOST_EXACT, interaction_weights, sampled_orders, value_weights
from rulewright.engine.draws import Draws
from rulewright.engine.errors import UncertaintyError
from rulewright.errors import RulewrightError
from rulewright.rule import Rule

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.engine.plans import Sampling
    from rulewright.study import Study

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

ROUNDING = 1e-12  # of the larger total: smaller differences between hybrids are the solver's rounding, and count as none
ORDERS = 200  # sampled orders above MOST_EXACT players
INTERVAL = (2.5, 97.5)  # per cent


class AttributionError(RulewrightError):
    """A question that attribution cannot answer as it is put."""


def attribute(
    study: Study, from_: str, to: str, by: By = "family", draws: int | None = None, seed: int = 1,
    sampling: Sampling = "mc", orders: int = ORDERS, hybrids: Hybrids | None = None,
    progress: Progress | None = None,
) -> Attribution:  # fmt: skip
    """Share the difference between two rules of a study among their clauses.

    Parameters
    ----------
    from_, to
        Ids of rules of the study; what the study declares for a rule belongs to it.
    by
        "family" of clauses, or "clause": every setting in which the rules differ on its own.
    draws, seed, sampling
        Number of draws for intervals, None for none; see :class:`~rulewright.engine.draws.Draws`. They also seed the
        sampled orders.
    orders
        Orders sampled where there are more than 12 parts.
    hybrids
        Those of an earlier call with at least these rules, so that their memory is used again.

    Raises
    ------
    RulesError
        If a rule is unknown or cannot run on the inventory: all reasons at once.
    """
    if by not in BYS:
        raise AttributionError(f"unknown division '{by}'", "attribute", f"use one of: {', '.join(BYS)}")
    if isinstance(orders, bool) or orders < 2:
        raise AttributionError(
            f"{orders!r} is not a number of orders", "attribute", "ask for at least 2, e.g. 200"
        )
    rules = complete_rules(study, [from_, to])
    if hybrids is None:
        hybrids = Hybrids(study.inventory, study.product or None, rules)
    game = _Game(hybrids, from_, to, by)
    orders += orders % 2  # every order comes with its reverse
    blocks = game.separable(orders, seed, progress)
    outcomes, weights, pair_weights, errors = game.weights(blocks, orders, seed)
    central = _worths(np.array([each.total_kg_co2e for each in outcomes]))
    values = weights @ central
    whole = (1 << len(blocks)) - 1
    worth = dict(zip((each.number for each in outcomes), central.tolist(), strict=True))
    intervals: list[Interval | None] = [None] * len(blocks)
    whole_interval, failed_draws = None, 0
    if draws is not None:
        drawn = Draws(study.inventory, draws, seed, sampling)
        intervals, whole_interval, failed_draws = _over_draws(outcomes, weights, values, drawn, progress)
    parts = tuple(
        Part(
            block,
            float(values[place]),
            worth[game.outcome(blocks, 1 << place).number],
            worth[game.outcome(blocks, whole).number]
            - worth[game.outcome(blocks, whole - (1 << place)).number],
            errors[place] if errors is not None else None,
            _differences(rules[from_], rules[to], block, by),
            intervals[place],
            game.members(blocks, block),
        )
        for place, block in enumerate(blocks)
    )
    pairs = _pairs(parts, pair_weights, central)
    from_total = game.outcome(blocks, 0).total_kg_co2e
    return Attribution(
        study.inventory.id, study.inventory.hash, unit_of(study), by, rules[from_], rules[to], from_total,
        from_total + worth[game.outcome(blocks, whole).number],
        tuple(sorted(parts, key=lambda part: (-abs(part.kg_co2e), part.name))), pairs, len(game.seen),
        len({each.number for each in game.seen.values()}), game.failures(), merged(game.merges),
        0 if errors is None else orders, draws or 0, seed, failed_draws, whole_interval,
    )  # fmt: skip


def attribute_all(
    study: Study, baseline: str, by: By = "family", rules: Iterable[str] | None = None, draws: int | None = None,
    seed: int = 1, sampling: Sampling = "mc", progress: Progress | None = None,
) -> AttributionTable:  # fmt: skip
    """Share the difference of every rule (default: all of the study) from a baseline; see :func:`attribute`."""
    others = [rule for rule in (study.rules if rules is None else rules) if rule != baseline]
    if not others:
        raise AttributionError(
            "there is no rule beside the baseline", f"baseline {baseline}", "name at least one other rule"
        )
    complete = complete_rules(study, [baseline, *others])
    hybrids = Hybrids(study.inventory, study.product or None, complete)
    found = {}
    for place, rule in enumerate(others):
        found[rule] = attribute(study, baseline, rule, by, draws, seed, sampling, hybrids=hybrids)
        if progress is not None:
            progress(place + 1, len(others))
    return AttributionTable(baseline, found)


def check_question(
    from_: str | None, to: str | None, baseline: str | None, rules: Sequence[str] | None
) -> None:
    """Refuse a question that names neither two rules nor a baseline, or both.

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

    def weights(
        self, blocks: Sequence[tuple[str, ...]], orders: int, seed: int
    ) -> tuple[list[Outcome], Floats, Floats | None, list[float] | None]:
        """Different outcomes, the one of no coalition first; weights of values and of interactions on them; errors."""
        count = len(blocks)
        outcomes: list[Outcome] = []
        column_of: dict[int, int] = {}
        columns: dict[int, int] = {}
        for coalition in _coalitions(count, orders, seed):
            outcome = self.outcome(blocks, coalition)
            columns[coalition] = column_of.setdefault(outcome.number, len(outcomes))
            if columns[coalition] == len(outcomes):
                outcomes.append(outcome)
        if count <= MOST_EXACT:
            place = np.array([columns[coalition] for coalition in range(2**count)])
            values = _summed(value_weights(count), place, len(outcomes))
            return outcomes, values, _summed(interaction_weights(count), place, len(outcomes)), None
        central = _worths(np.array([each.total_kg_co2e for each in outcomes]))
        weights = np.zeros((count, len(outcomes)))
        samples = sampled_orders(count, orders, seed)
        added = np.empty(samples.shape)
        for row, order in enumerate(samples.tolist()):
            before = 0
            for player in order:
                after = before | 1 << player
                weights[player, columns[after]] += 1 / len(samples)
                weights[player, columns[before]] -= 1 / len(samples)
                added[row, player] = central[columns[after]] - central[columns[before]]
                before = after
        of_pairs = (added[::2] + added[1::2]) / 2
        errors = (of_pairs.std(axis=0, ddof=1) / math.sqrt(len(of_pairs))).tolist()
        return outcomes, _without_noise(weights), None, errors

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


def _pairs(parts: Sequence[Part], weights: Floats | None, central: Floats) -> dict[tuple[str, str], float]:
    """Interactions by the names of two parts [kg CO2e]; empty if values were sampled."""
    if weights is None:
        return {}
    found = weights @ central
    found[np.abs(found) < ROUNDING * np.abs(central).max(initial=0.0)] = 0.0
    names = combinations([part.name for part in parts], 2)
    return dict(zip(names, found.tolist(), strict=True))


def _coalitions(count: int, orders: int, seed: int) -> list[int]:
    """All coalitions; above 12 players those that the sampled orders meet, and each player first and last."""
    if count <= MOST_EXACT:
        return list(range(2**count))
    whole = (1 << count) - 1
    found = dict.fromkeys([0, whole])
    for player in range(count):
        found |= dict.fromkeys([1 << player, whole - (1 << player)])
    for order in sampled_orders(count, orders, seed).tolist():
        coalition = 0
        for player in order:
            coalition |= 1 << player
            found[coalition] = None
    return list(found)


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
