"""Choice as an uncertain factor: what rules choose and what data scatter, in one variance decomposition.

Every family of clauses (or setting) in which the chosen rules differ is a categorical factor: its levels are what the
rules say there, weighted; rules that say the same share a level. Data come in groups. All factors are independent, so
the spread is that of a result whose rule is put together anew, clause by clause, and whose data are drawn anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rulewright.analysis.attribution_result import unit_of
from rulewright.analysis.choice_factors import DATA_BY, ChoiceFactor, choice_factor, data_groups, separated
from rulewright.analysis.choice_model import StudyModel
from rulewright.analysis.choices_result import ChoiceDecomposition, LevelMean
from rulewright.analysis.decomposition import (
    Decomposition,
    DecompositionError,
    check_samples,
    decompose,
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
    Ints = npt.NDArray[np.int64]

SUM_TOLERANCE = 1e-6  # of weights


class ChoicesError(MistakesError):
    """A decomposition of choices that is asked for wrongly: every mistake at once."""


def decompose_choices(
    study: Study, rules: Iterable[str] | None = None, weights: Sequence[float] | Mapping[str, float] | None = None,
    by: By = "family", data: str | int = "kind", samples: int = 1024, seed: int = 1, shapley: bool | None = None,
    hybrids: Hybrids | None = None, progress: Callable[[int, int], None] | None = None,
    pedigree_set: PedigreeSet = "ecoinvent-2",
) -> ChoiceDecomposition:  # fmt: skip
    """Decompose the spread over rules and data of a study.

    Parameters
    ----------
    rules
        Ids of the study's rules; default: all.
    weights
        Weight of each rule, in their order or by id, summing to 1; default: equal.
    by
        "family" of clauses, or "clause": every setting in which the rules differ.
    data
        "kind" (prices, properties, activity data, ...), "quantity" (each uncertain quantity that a rule uses), "all"
        (one factor), or a number n of factors: the n - 1 quantities with most first-order variance, and the rest.
    samples, seed, shapley
        See :func:`~rulewright.analysis.decomposition.decompose`.
    hybrids
        Those of an earlier call with at least these rules, so that their memory is used again.
    pedigree_set
        Of the scores for data quality, see :class:`~rulewright.engine.draws.Draws`.

    Raises
    ------
    ChoicesError, RulesError
        With all mistakes of weights, rules and numbers.
    DecompositionError
        If nothing varies.
    """
    names = list(dict.fromkeys(study.rules if rules is None else rules))
    weight_of = _asked(study, names, weights, by, data, samples)
    complete = complete_rules(study, names)
    hybrids = hybrids or hybrids_of(study, complete)
    parts = hybrids.parts(by, names)
    where = f"inventory {study.inventory.id}, rules {', '.join(names)}"
    if not parts:
        raise DecompositionError(
            "fewer than two levels: the rules say the same in every family that decides a number", where,
            "choose rules that differ, or ask for the uncertainty of one rule",
        )  # fmt: skip
    groups = data_groups(study, names, data)

    def key_part(key: str) -> str | None:
        return part_of(key, by)

    choices = [choice_factor(hybrids, (part,), key_part, weight_of) for part in parts]
    merges: list[Merge] = []

    def model_of(chosen: Sequence[ChoiceFactor]) -> StudyModel:
        return StudyModel(
            hybrids, study.inventory, chosen, groups, key_part, names[0], seed, progress, pedigree_set
        )

    def run(chosen: Sequence[ChoiceFactor]) -> tuple[StudyModel, Decomposition]:
        model = model_of(chosen)
        return model, decompose(model, model.factors, samples, seed, shapley, where)

    choices, (model, found) = separated(choices, run, hybrids, key_part, weight_of, merges, [])
    return ChoiceDecomposition(
        study.inventory, unit_of(study), complete, weight_of, by, tuple(choices), groups, found, seed, len(model.used),
        merged(merges), _level_means(model, found), pedigree_set,
    )  # fmt: skip


def _asked(
    study: Study, names: Sequence[str], weights: Sequence[float] | Mapping[str, float] | None, by: str,
    data: str | int, samples: int,
) -> dict[str, float]:  # fmt: skip
    """Weights by rule, or every mistake of the question."""
    where = f"inventory {study.inventory.id}"
    mistakes: list[Mistake] = []
    if by not in BYS:
        mistakes.append(Mistake(f"unknown division '{by}'", where, f"use one of: {', '.join(BYS)}"))
    wrong_number = isinstance(data, bool) or (isinstance(data, int) and data < 2)
    if wrong_number or (isinstance(data, str) and data not in DATA_BY):
        mistakes.append(
            Mistake(
                f"unknown data factors '{data}'",
                where,
                f"use one of: {', '.join(DATA_BY)}, or a number from 2 on",
            )
        )
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
        complete_rules(study, names)
    except RulesError as rules_error:
        mistakes += rules_error.mistakes
    if mistakes:
        raise ChoicesError(
            f"choices on {study.inventory.id}: {len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}",
            mistakes,
        )
    return found


def parse_weights(text: str | None) -> list[float] | None:
    """Weights of a command line: numbers separated by commas.

    Raises
    ------
    DecompositionError
        If something else stands there.

    Examples
    --------
    >>> parse_weights("0.5,0.25,0.25")
    [0.5, 0.25, 0.25]
    """
    if text is None:
        return None
    try:
        return [float(each) for each in text.split(",")]
    except ValueError:
        raise DecompositionError(
            f"'{text}' is not a list of weights",
            "--weights",
            "give numbers separated by commas, e.g. 0.5,0.25,0.25",
        ) from None


def check_draft_question(beside: Iterable[str]) -> None:
    """Refuse options that mean nothing for a draft: its data are one factor, and it has no levels of its own to list.

    Raises
    ------
    DecompositionError
    """
    named = list(beside)
    if named:
        raise DecompositionError(
            f"{', '.join(named)} stands beside --draft", "--draft",
            "leave it out: what a draft leaves has the data as one factor, and no Shapley effects",
        )  # fmt: skip


def rule_weights(
    names: Sequence[str], weights: Sequence[float] | Mapping[str, float] | None, where: str
) -> tuple[dict[str, float], list[Mistake]]:
    """Weight of each rule, summing to 1, and what is wrong with them."""
    if weights is None:
        return dict.fromkeys(names, 1 / max(1, len(names))), []
    mistakes = []
    if isinstance(weights, Mapping):
        stated = {str(rule): float(weight) for rule, weight in weights.items()}
        for rule in names:
            if rule not in stated:
                mistakes.append(
                    Mistake(
                        f"no weight for rule {rule}",
                        where,
                        "give each rule a weight, 0 if it is to count for nothing",
                    )
                )
        for rule in stated:
            if rule not in names:
                mistakes.append(
                    Mistake(
                        f"a weight for '{rule}', which is not among the rules",
                        where,
                        f"use: {', '.join(names)}",
                    )
                )
    elif len(weights) != len(names):
        mistakes.append(
            Mistake(
                f"{len(weights)} weights for {len(names)} rules",
                where,
                "give one weight a rule, in the same order",
            )
        )
        stated = {str(place): float(weight) for place, weight in enumerate(weights)}
    else:
        stated = dict(zip(names, (float(weight) for weight in weights), strict=True))
    for rule, weight in stated.items():
        if not (math.isfinite(weight) and weight >= 0):
            mistakes.append(
                Mistake(f"the weight of {rule} is {weight:g}", where, "give weights of at least 0")
            )
    total = math.fsum(stated.values())
    if not abs(total - 1) <= SUM_TOLERANCE:
        mistakes.append(
            Mistake(f"the weights sum to {total:.6g}, not to 1", where, "give weights that sum to 1")
        )
    if not mistakes and sum(1 for weight in stated.values() if weight > 0) < 2:
        mistakes.append(
            Mistake(
                "fewer than two levels: one rule has all the weight",
                where,
                "give weight to at least two rules",
            )
        )
    return {rule: stated.get(rule, 0.0) / (total or 1.0) for rule in names}, mistakes


def _level_means(model: StudyModel, found: Decomposition) -> dict[str, tuple[LevelMean | None, ...]]:
    """Mean result of the rows of both samples that have each level [kg CO2e per declared unit], and its error."""
    assert model.first_levels is not None
    both = np.concatenate(
        [model.first_levels[: found.samples][found.kept], model.first_levels[-found.samples :][found.kept]]
    )
    result = {}
    for place, each in enumerate(model.choices):
        means: list[LevelMean | None] = []
        for level in range(len(each.levels)):
            some = found.values[both[:, place] == level]
            error = float(some.std(ddof=1)) / math.sqrt(some.size) if some.size > 1 else math.nan
            means.append((float(some.mean()), error) if some.size > 1 else None)
        result[each.name] = tuple(means)
    return result
