"""What a rule demands of data in numbers, against a rating. What cannot be told is said to be so, never passed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from rulewright.analysis.data_quality_result import Demand
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Setting, Text

if TYPE_CHECKING:
    from rulewright.analysis.data_quality_result import Contribution, DataQuality

SHARE = Sentence(
    "至少 {least:.1%}；声明为初级的占 {found:.1%}，至多可能 {most:.1%}",
    "at least {least:.1%}; declared primary are {found:.1%}, at most {most:.1%}",
)
RATING = Sentence(
    "不大于 {limit:g}；评分在 {low} 与 {high} 之间（未评的按 1 和按 5）",
    "at most {limit:g}; the rating lies between {low} and {high} (what is unrated at 1 and at 5)",
)
AGE = Sentence(
    "不超过 {limit:g} 年；{share:.1%} 的贡献更旧，最旧的数据为 {oldest} 年",
    "at most {limit:g} years; {share:.1%} of the contributions are older, the oldest data are of {oldest}",
)
NO_AGE = Sentence(
    "不超过 {limit:g} 年；没有给出发布年份", "at most {limit:g} years; no year of issue is given"
)
NO_SPLIT = Sentence(
    "不超过 {limit:g} 年；没有数据声明为此类",
    "at most {limit:g} years; no datum is declared to be of this kind",
)
OWN = Sentence(
    "自有过程用初级数据；自有过程的贡献中声明为初级的占 {found:.1%}，至多可能 {most:.1%}",
    "primary data for own processes; of their contributions {found:.1%} are declared primary, at most {most:.1%}",
)


def demands(quality: DataQuality) -> tuple[Demand, ...]:
    """Check the numeric demands of the rule's data-quality clauses."""
    rule, found = quality.result.rule, []
    for name, check in _CHECKS.items():
        setting = rule.get(f"data_quality.{name}")
        if setting is None:
            continue
        said = check(quality, setting)
        if said is not None:
            what, met = said
            clause = setting.clause.clause or setting.clause.id
            found.append(Demand(f"data_quality.{name}", clause, what, met))
    return tuple(found)


_Said = tuple[Text, bool | None]


def own_processes(quality: DataQuality, everything: bool = False) -> _Said | None:
    """How much of the reporter's own processes stands on primary data, and whether all of it does (None: untold)."""
    rows = [row for row in quality.contributions if row.is_own or everything]
    whole = math.fsum(row.weight for row in rows)
    if not whole:
        return None
    found = math.fsum(row.primary_kg_co2e for row in rows) / whole
    most = math.fsum(row.possible_kg_co2e for row in rows) / whole
    return OWN.text(found=found, most=most), _between(found, most, 1.0)


def _own(quality: DataQuality, setting: Setting) -> _Said | None:
    return (
        own_processes(quality, setting.value == "all") if setting.value in ("own_processes", "all") else None
    )


def _primary_share(quality: DataQuality, setting: Setting) -> _Said | None:
    found, most = quality.primary_share, quality.possible_primary_share
    if found is None or most is None:
        return None
    return SHARE.text(least=setting.value, found=found, most=most), _between(found, most, setting.value)


def _rating(quality: DataQuality, setting: Setting) -> _Said | None:
    rating = quality.rating("pef")
    if rating.least is None or rating.most is None:
        return None
    what = RATING.text(limit=setting.value, low=number(rating.least, 3), high=number(rating.most, 3))
    return what, True if rating.most <= setting.value else False if rating.least > setting.value else None


def _age_of(kind: str) -> Callable[[DataQuality, Setting], _Said | None]:
    def check(quality: DataQuality, setting: Setting) -> _Said | None:
        limit = setting.value
        if quality.year is None:
            return NO_AGE.text(limit=limit), None
        rows = [row for row in quality.contributions if _kind(row) == kind]
        whole = math.fsum(row.weight for row in rows)
        if not whole:
            return NO_SPLIT.text(limit=limit), None
        years = [row.year for row in rows if row.year is not None]
        old = math.fsum(
            row.weight for row in rows if row.year is not None and quality.year - row.year > limit
        )
        unknown = any(row.year is None for row in rows)
        what = AGE.text(
            limit=limit, share=old / quality.absolute_kg_co2e, oldest=min(years, default=quality.year)
        )
        return what, False if old else None if unknown else True

    return check


def _kind(row: Contribution) -> str:
    """What isn't declared primary counts as secondary (docs/inventory-format.md)."""
    return "primary" if row.primary_kg_co2e >= row.weight / 2 else "secondary"


def _between(least: float, most: float, limit: float) -> bool | None:
    tolerance = 1e-9
    if least >= limit - tolerance:
        return True
    return False if most < limit - tolerance else None


_CHECKS: dict[str, Callable[[DataQuality, Setting], _Said | None]] = {
    "primary_data_for": _own,
    "minimum_primary_share": _primary_share,
    "maximum_rating": _rating,
    "maximum_age_primary_years": _age_of("primary"),
    "maximum_age_secondary_years": _age_of("secondary"),
}
