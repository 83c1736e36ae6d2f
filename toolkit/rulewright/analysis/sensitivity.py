"""Sensitivity of one rule's footprint to the numbers behind it, by one of four methods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Literal, get_args

from rulewright.analysis.question import QuestionError, check_word, one_rule
from rulewright.analysis.ranges import ranges_of
from rulewright.engine.pedigree import PedigreeSet

if TYPE_CHECKING:
    from rulewright.analysis.sensitivity_result import SensitivityResult
    from rulewright.study import Study

Method = Literal["elasticity", "oat", "morris", "sobol"]
METHODS: tuple[Method, ...] = get_args(Method)
Progress = Callable[[int, int], None]
USED_BY: Mapping[str, tuple[Method, ...]] = {
    "numbers": ("oat", "morris", "sobol"),
    "relative": ("oat", "morris", "sobol"),
    "ranges": ("oat", "morris", "sobol"),
    "most": ("oat", "morris", "sobol"),
    "samples": ("morris", "sobol"),
}


def sensitivity(
    study: Study,
    rule: str | None = None,
    method: Method = "elasticity",
    numbers: Iterable[str] | None = None,
    relative: float | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    most: int | None = None,
    samples: int | None = None,
    seed: int = 1,
    anew: bool = True,
    pedigree_set: PedigreeSet = "ecoinvent-2",
    progress: Progress | None = None,
) -> SensitivityResult:
    """Tell which numbers move one rule's footprint.

    Parameters
    ----------
    rule
        May be left out where the study has one.
    method
        "elasticity": slopes of everything, from two solves. "oat": one number at a time over its range, exactly. "morris":
        screening. "sobol": shares of the variance.
    numbers
        What to vary; default: all uncertain numbers that the rule uses, or with ``relative`` all that it uses.
    relative
        Range as a share of the amount on either side [1] in place of what the inventory states.
    ranges
        Ranges by number, in its unit.
    most
        Vary so many numbers, those with the largest elasticities.
    samples
        Morris: trajectories (default 50). Sobol': base sample, a power of 2 (default 1,024).
    seed
        Integer, at least 0 (Morris, Sobol').
    anew
        One at a time: also make every choice anew.
    progress
        Called with (done, all): of numbers one at a time, of points for Morris and Sobol'.

    Raises
    ------
    QuestionError
        If rule, method, numbers, ranges or sizes cannot be, or one is given that the method doesn't use.
    """
    check_word("method", method, METHODS)
    given = {"numbers": numbers, "relative": relative, "ranges": ranges, "most": most, "samples": samples}
    for name, value in given.items():
        if value is not None and method not in USED_BY[name]:
            raise QuestionError(
                f"method '{method}' doesn't use '{name}'", name,
                f"leave '{name}' out; it is used by: {', '.join(USED_BY[name])}",
            )  # fmt: skip
    result = study.result(one_rule(study, rule))
    if method == "elasticity":
        from rulewright.analysis.elasticities import elasticities

        return elasticities(result)
    chosen = ranges_of(result, numbers, relative, ranges, most, pedigree_set)
    if method == "oat":
        from rulewright.analysis.one_at_a_time import one_at_a_time

        return one_at_a_time(result, chosen, anew, progress)
    if method == "morris":
        from rulewright.analysis.screening import screening

        return screening(result, chosen, 50 if samples is None else samples, seed, progress)
    from rulewright.analysis.variance_shares import variance_shares

    return variance_shares(result, chosen, 1024 if samples is None else samples, seed, progress)
