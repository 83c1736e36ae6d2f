"""Comparability: what spread is left once a draft rule has fixed what it fixes, and what fixing more would gain.

Let Y be a product's result, F all parts of rules (families of clauses, or settings) in which the alternatives differ,
and D the data. The draft leaves O open (what it says is not settled, or what a study had to declare for it).

    spread of the alternatives   V  = Var(Y), all of F and D vary
    left by the draft            Vd = Var(Y | F without O as in the draft), O and D vary
    floor                        V0 = Var(Y | F as in the draft and its declared choices), D alone varies
    comparability index          C  = Vd / V
    gain of settling j in O      Gj = (Vd - E[Var(Y | j)]) / V, all in Vd's setting: the first-order index of j times C
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rulewright.analysis.attribution_result import unit_of
from rulewright.analysis.choice_factors import (
    ChoiceFactor,
    Refusal,
    choice_factor,
    data_groups,
    reweighted,
    separated,
)
from rulewright.analysis.choice_model import StudyModel
from rulewright.analysis.choices import rule_weights
from rulewright.analysis.comparability_result import Comparability, OpenPart
from rulewright.analysis.decomposition import (
    Decomposition,
    DecompositionError,
    Z,
    check_samples,
    decompose,
    draw_points,
)
from rulewright.analysis.hybrids import (
    BYS,
    By,
    Hybrids,
    Merge,
    RulesError,
    complete_rules,
    hybrids_of,
    merged,
    mistakes_in,
    part_of,
)
from rulewright.errors import Mistake, MistakesError, RulewrightError

if TYPE_CHECKING:
    import numpy.typing as npt

    from rulewright.engine.pedigree import PedigreeSet
    from rulewright.study import Study

    Floats = npt.NDArray[np.float64]

RESAMPLES = 200


class ComparabilityError(MistakesError):
    """A comparability index that is asked for wrongly: every mistake at once."""


def comparability(
    study: Study, draft: str, rules: Iterable[str] | None = None,
    weights: Sequence[float] | Mapping[str, float] | None = None, by: By = "clause", samples: int = 1024, seed: int = 1,
    hybrids: Hybrids | None = None, progress: Callable[[int, int], None] | None = None,
    pedigree_set: PedigreeSet = "ecoinvent-2",
) -> Comparability:  # fmt: skip
    """How much of the spread over alternatives is left once a rule has fixed what it fixes.

    Parameters
    ----------
    draft
        Id of a rule of the study.
    rules, weights
        The alternatives (default: all rules of the study, the draft included) and their weights (default: equal).
    by
        "clause": setting by setting; "family": what is open in a family is answered as one alternative answers all of it.
    samples, seed
        Rows of each sample; seed of the sequence. Both variances are estimated on the same rows.
    hybrids
        Those of an earlier call with at least these rules, so that their memory is used again.
    pedigree_set
        Of the scores for data quality, see :class:`~rulewright.engine.draws.Draws`.

    Raises
    ------
    ComparabilityError
        With all mistakes of rules, weights and numbers.
    DecompositionError
        If the alternatives and the data give one result.
    """
    names = list(dict.fromkeys(study.rules if rules is None else rules))
    weight_of = _asked(study, draft, names, weights, by, samples)
    complete = complete_rules(study, [draft, *names])
    hybrids = hybrids or hybrids_of(study, complete)
    where = f"inventory {study.inventory.id}, rule {draft}"
    open_settings = _open_settings(study, draft)

    def whole(key: str) -> str | None:
        return part_of(key, by)

    def open_only(key: str) -> str | None:
        return part_of(key, by) if part_of(key) in open_settings else None

    data = data_groups(study, names, "all")
    merges: list[Merge] = []
    refused: list[Refusal] = []

    def sampled(key_part: Callable[[str], str | None], chosen: Sequence[ChoiceFactor]) -> Floats:
        model = StudyModel(
            hybrids, study.inventory, chosen, data, key_part, draft, seed, progress, pedigree_set
        )
        return np.asarray(model(draw_points(model.factors, samples, seed)))

    def gains(chosen: Sequence[ChoiceFactor]) -> Decomposition | None:
        if not chosen:
            return None
        model = StudyModel(
            hybrids, study.inventory, chosen, data, open_only, draft, seed, progress, pedigree_set
        )
        return decompose(model, model.factors, samples, seed, False, where)

    parts_all = hybrids.parts(by, names)
    every = [choice_factor(hybrids, (part,), whole, weight_of) for part in parts_all]
    _, all_results = separated(
        every, lambda chosen: sampled(whole, chosen), hybrids, whole, weight_of, merges, refused
    )
    available = []
    for part in parts_all:
        factor = choice_factor(hybrids, (part,), open_only, weight_of)
        factor, lost = _available(hybrids, factor, open_only, draft)
        refused += lost
        if len(factor.levels) > 1:
            available.append(factor)
    open_factors, found = separated(available, gains, hybrids, open_only, weight_of, merges, refused)
    left_results = sampled(open_only, open_factors)
    floor_results = sampled(open_only, [])
    kept = np.isfinite(all_results) & np.isfinite(left_results) & np.isfinite(floor_results)
    results = np.stack([all_results, left_results, floor_results])[:, kept]
    variances = results.var(axis=1)
    if variances[0] <= (1e-12 * np.abs(results[0]).max(initial=0.0)) ** 2:
        raise DecompositionError(
            "nothing varies: all rules and all data give the same result", where,
            "choose rules that differ on this inventory, or data with uncertainties",
        )  # fmt: skip
    index, low, high = _ratio(results[1], results[0], seed)
    parts = (
        [] if found is None else [_open_part(each, found, index, open_settings, by) for each in open_factors]
    )
    answered = {name for each in parts for name in each.settings}
    sds = np.sqrt(variances).tolist()
    return Comparability(
        study.inventory.id, study.inventory.hash, unit_of(study), complete[draft], weight_of, by, index, low, high, sds[0], sds[1], sds[2],
        tuple(sorted(parts, key=lambda part: (-part.gain, part.name))), tuple(sorted(open_settings - answered)),
        tuple(refused), merged(merges), samples, seed, pedigree_set,
    )  # fmt: skip


def _open_part(
    factor: ChoiceFactor, found: Decomposition, index: float, open_settings: frozenset[str], by: By
) -> OpenPart:
    settings = tuple(sorted(name for name in open_settings if part_of(name, by) in factor.names))
    gain = found[factor.name]
    return OpenPart(factor.names, settings, len(factor.levels), gain.first * index, gain.first_error * index)


def _available(
    hybrids: Hybrids, factor: ChoiceFactor, key_part: Callable[[str], str | None], draft: str
) -> tuple[ChoiceFactor, list[Refusal]]:
    """The answers that run together with what the draft fixes, their weights summing to 1; and those that don't."""
    kept, refused = [], []
    for level in factor.levels:
        rule = level.rules[0]
        outcome = hybrids.outcome(lambda key, rule=rule: rule if key_part(key) in factor.names else draft)  # type: ignore[misc]
        if outcome.runs:
            kept.append(level)
        else:
            refused.append(Refusal(factor.names, level.rules, outcome.mistakes[0].what))
    return ChoiceFactor(factor.names, reweighted(kept)), refused


def _open_settings(study: Study, draft: str) -> frozenset[str]:
    """Settings that the draft leaves open: listed as not settled, or declared by the study; only those that count."""
    result = study.result(draft)
    names = {*result.rule.not_settled, *result.declared}
    return frozenset(part for name in names if (part := part_of(name)) is not None)


def _ratio(above: Floats, below: Floats, seed: int) -> tuple[float, float, float]:
    """Ratio of two variances on the same rows, with its 95 % interval by resampling rows (on a logarithmic scale)."""
    ratio = float(above.var() / below.var())
    if ratio == 0.0:
        return 0.0, 0.0, 0.0
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 4])))
    chosen = rng.integers(0, len(above), size=(RESAMPLES, len(above)))
    again = above[chosen].var(axis=1) / below[chosen].var(axis=1)
    spread = math.exp(Z * float(np.log(again[again > 0]).std(ddof=1)))
    return ratio, ratio / spread, ratio * spread


def _asked(
    study: Study, draft: str, names: Sequence[str], weights: Sequence[float] | Mapping[str, float] | None, by: str,
    samples: int,
) -> dict[str, float]:  # fmt: skip
    where = f"inventory {study.inventory.id}"
    mistakes: list[Mistake] = []
    if by not in BYS:
        mistakes.append(Mistake(f"unknown division '{by}'", where, f"use one of: {', '.join(BYS)}"))
    try:
        check_samples(samples, where)
    except RulewrightError as error:
        mistakes += mistakes_in(error)
    if len(names) < 2:
        mistakes.append(
            Mistake(
                f"fewer than two levels: {len(names)} rules to choose from",
                where,
                "give at least two rules that differ",
            )
        )
    found, weight_mistakes = rule_weights(names, weights, where)
    mistakes += weight_mistakes
    try:
        complete_rules(study, [draft, *names])
    except RulesError as error:
        mistakes += error.mistakes
    if mistakes:
        raise ComparabilityError(
            f"comparability of {draft} on {study.inventory.id}: {len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}",
            mistakes,
        )
    return found
