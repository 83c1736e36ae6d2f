"""What a rating of data quality holds: contributions, ratings by indicator, primary data, what the rule demands."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args

from rulewright.engine.pedigree import INDICATORS
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Text
from rulewright.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.study import Result

FORMAT = "rulewright-data-quality/1"
RATED = INDICATORS[:5]
By = Literal["indicator", "process", "contribution"]
BYS: tuple[By, ...] = get_args(By)
BEST, WORST = 1, 5
AGE = "age"
# Catena-X PCF Rulebook v4.0.1, table 6: up to so many years from the end of the data to the issue get the scores 1..4
AGE_YEARS = (1, 2, 3, 4)
PEF = (
    "technology",
    "geographical",
    "temporal",
    "reliability",
)  # TeR, GeR, TiR, P: (EU) 2021/2279, 4.6.5 [known]
PEF_LEVELS = ((1.5, "excellent"), (2.0, "very_good"), (3.0, "good"), (4.0, "fair"), (math.inf, "poor"))

NAMES = {
    "reliability": Sentence("可靠性", "reliability"), "completeness": Sentence("完整性", "completeness"),
    "temporal": Sentence("时间", "temporal"), "geographical": Sentence("地理", "geographical"),
    "technology": Sentence("技术", "technological"), AGE: Sentence("数据年龄", "age of the data"),
    "pef": Sentence("PEF 数据质量评分", "PEF data quality rating"),
}  # fmt: skip
LEVELS = {
    "excellent": Sentence("优", "excellent"), "very_good": Sentence("很好", "very good"), "good": Sentence("好", "good"),
    "fair": Sentence("尚可", "fair"), "poor": Sentence("差", "poor"),
}  # fmt: skip
HEADS = {
    "indicator": Sentence("指标", "indicator"), "rating": Sentence("评分（1 最好）", "rating (1 best)"),
    "coverage": Sentence("已评占比", "share rated"), "least": Sentence("未评按 1", "unrated as 1"),
    "most": Sentence("未评按 5", "unrated as 5"), "process": Sentence("过程", "process"), "datum": Sentence("数据", "datum"),
    "kg": Sentence("kg CO2e", "kg CO2e"), "share": Sentence("占比", "share"),
    "primary": Sentence("初级数据占比", "primary share"), "mark": Sentence("标记", "mark"), "year": Sentence("年份", "year"),
}  # fmt: skip
TOTAL = Text(zh="合计（绝对值）", en="total (absolute)")
COVERAGE = Sentence(
    "有评分的贡献占 {coverage:.1%}；没有评分的最大的是：{names}。",
    "Rated: {coverage:.1%} of the contributions; the largest without a score: {names}.",
)
ALL_RATED = Sentence("全部贡献都有评分。", "Every contribution has scores.")
PRIMARY = Sentence(
    "初级数据占比：{least:.1%}（活动数据和因子都声明为初级）；未声明的若都是初级，至多 {most:.1%}。",
    "Primary data share: {least:.1%} (activity data and factor both declared primary); at most {most:.1%} if all that is not "
    "declared were primary.",
)
UPTAKE = Sentence(
    "生物源 CO2 吸收 {kg} kg 未计入权重。", "The uptake of biogenic CO2, {kg} kg, has no weight here."
)
CREDITS = Sentence(
    "抵扣 {kg} kg CO2e 另列，不在评价之内。", "Credits of {kg} kg CO2e stand apart and are not rated."
)
MARKS = Sentence("贡献按标记：{shares}。", "Contributions by mark: {shares}.")
NO_YEAR = Sentence(
    "没有给出发布年份，数据年龄未评。", "No year of issue is given, so the age of the data is not rated."
)
NOTHING = Sentence("没有可评价的贡献。", "There is nothing to rate.")
MET = {
    True: Sentence("符合", "met"), False: Sentence("不符合", "not met"), None: Sentence("无法判断", "cannot be told"),
}  # fmt: skip
DEMAND = Sentence(
    "规则要求“{name}”（条款 {clause}）：{what}；{met}。",
    "The rule's demand '{name}' (clause {clause}): {what}; {met}.",
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one datum adds to the burdens [kg CO2e per declared unit].

    Attributes
    ----------
    scores
        1..5 of reliability, completeness, temporal, geographical, technology; None: it has none.
    primary_kg_co2e, possible_kg_co2e
        The part of the absolute contribution that is declared primary, and with what nobody declared.
    mark, year
        How the number is known, and the year of its data.
    is_own
        Whether it arises in the reporter's own production: a process of the study's own file, of stage production, with
        emissions of its own instead of a factor.
    """

    id: str
    process: str
    name: Text
    kg_co2e: float
    scores: tuple[int, ...] | None
    primary_kg_co2e: float
    possible_kg_co2e: float
    mark: str
    year: int | None
    is_own: bool

    @property
    def weight(self) -> float:
        """Absolute contribution [kg CO2e]."""
        return abs(self.kg_co2e)

    def label(self, lang: str) -> str:
        """Name of the process and what of it emits."""
        return f"{self.name.get(lang)} · {self.id.rpartition('/')[2]}"


@dataclass(frozen=True, slots=True)
class Rating:
    """A mean score weighted by absolute contributions, 1 best, 5 worst.

    ``rated`` is the mean of what has a score (None: nothing has); ``coverage`` its share of the contributions [1].
    ``least`` and ``most`` are the means with everything unrated at 1, and at 5.
    """

    indicator: str
    rated: float | None
    coverage: float
    least: float | None
    most: float | None

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Demand:
    """A data-quality demand of the rule, and whether the data meet it; ``met`` is None if it cannot be told."""

    setting: str
    clause: str
    what: Text
    met: bool | None

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "setting": self.setting, "clause": self.clause, "what": {"zh": self.what.zh, "en": self.what.en}, "met": self.met,
        }  # fmt: skip


@dataclass(frozen=True)
class DataQuality:
    """Data quality of one rule's result.

    Attributes
    ----------
    contributions
        The largest first.
    uptake_kg_co2e
        Uptake of biogenic CO2 that was left out (negative), 0 if there is none.
    year
        Year of issue, or None.
    counts_uptake
        Whether uptake has weight.
    """

    result: Result
    contributions: tuple[Contribution, ...]
    uptake_kg_co2e: float
    year: int | None
    counts_uptake: bool

    @cached_property
    def absolute_kg_co2e(self) -> float:
        """Sum of absolute contributions [kg CO2e per declared unit]."""
        return math.fsum(row.weight for row in self.contributions)

    # -- ratings ----------------------------------------------------------------------------------

    def rating(self, indicator: str) -> Rating:
        """Rating by one indicator: those of the pedigree matrix, ``age`` (needs a year of issue), ``pef``."""
        return self._mean(indicator, self.contributions)

    @cached_property
    def ratings(self) -> tuple[Rating, ...]:
        """All ratings: the five indicators, PEF's mean of four, and the age if a year of issue is given."""
        names = [*RATED, "pef", *((AGE,) if self.year is not None else ())]
        return tuple(self.rating(name) for name in names)

    @property
    def pef_level(self) -> str | None:
        """Level of PEF's rating of what is rated, ``excellent`` to ``poor``; None if nothing is."""
        rated = self.rating("pef").rated
        return None if rated is None else next(level for limit, level in PEF_LEVELS if rated <= limit)

    def score(self, row: Contribution, indicator: str) -> float | None:
        """Score of one contribution; None if it has none."""
        if indicator == AGE:
            return None if self.year is None or row.year is None else age_score(self.year - row.year)
        if row.scores is None:
            return None
        if indicator == "pef":
            return sum(row.scores[RATED.index(name)] for name in PEF) / len(PEF)
        return row.scores[RATED.index(indicator)]

    def _mean(self, indicator: str, rows: Sequence[Contribution]) -> Rating:
        whole = math.fsum(row.weight for row in rows)
        scored = [(row.weight, score) for row in rows if (score := self.score(row, indicator)) is not None]
        weight = math.fsum(each for each, _ in scored)
        if not whole:
            return Rating(indicator, None, 0.0, None, None)
        total = math.fsum(each * score for each, score in scored)
        rest = max(whole - weight, 0.0)
        mean = total / weight if weight else None
        return Rating(
            indicator, mean, weight / whole, (total + rest * BEST) / whole, (total + rest * WORST) / whole
        )

    @cached_property
    def unrated(self) -> tuple[Contribution, ...]:
        """Contributions without a score, the largest first."""
        return tuple(row for row in self.contributions if row.scores is None)

    # -- primary data -----------------------------------------------------------------------------

    @property
    def primary_share(self) -> float | None:
        """Share of contributions declared primary from end to end [1]; None if there are no contributions."""
        return self._share(row.primary_kg_co2e for row in self.contributions)

    @property
    def possible_primary_share(self) -> float | None:
        """The same, if all that nobody declared were primary [1]."""
        return self._share(row.possible_kg_co2e for row in self.contributions)

    @cached_property
    def by_mark(self) -> Mapping[str, float]:
        """Share of the contributions by mark of their datum [1], the largest first."""
        marks = dict.fromkeys(row.mark for row in self.contributions)
        found = {
            mark: self._share(row.weight for row in self.contributions if row.mark == mark) for mark in marks
        }
        return {
            mark: share for mark, share in sorted(found.items(), key=lambda each: -(each[1] or 0)) if share
        }

    def _share(self, amounts: Any) -> float | None:
        whole = self.absolute_kg_co2e
        return math.fsum(amounts) / whole if whole else None

    # -- what the rule demands ----------------------------------------------------------------------

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """What the rule's data-quality clauses demand in numbers, against what the data show."""
        from rulewright.analysis.data_quality_demands import demands

        return demands(self)

    # -- output -------------------------------------------------------------------------------------

    def to_dataframe(self, lang: str = "en", by: By = "indicator") -> pd.DataFrame:
        """Ratings by indicator, or contributions by process or by datum with their scores and total.

        Shares are of absolute contributions [1].
        """
        import pandas as pd

        if by == "indicator":
            columns = [HEADS[name](lang) for name in ("rating", "coverage", "least", "most")]
            table = [
                [_nan(each.rated), each.coverage, _nan(each.least), _nan(each.most)] for each in self.ratings
            ]
            names = [NAMES[each.indicator](lang) for each in self.ratings]
            return pd.DataFrame(table, index=pd.Index(names, name=HEADS["indicator"](lang)), columns=columns)
        groups = self._groups(by)
        head = [HEADS[name](lang) for name in ("kg", "share")]
        columns = [
            *head,
            *(NAMES[name](lang) for name in RATED),
            HEADS["coverage"](lang),
            HEADS["primary"](lang),
        ]
        rows = [self._row(members) for members in groups.values()]
        index = [self._label(by, members, lang) for members in groups.values()]
        rows.append(self._row(self.contributions))
        index.append(TOTAL.get(lang))
        name = HEADS["process" if by == "process" else "datum"](lang)
        return pd.DataFrame(rows, index=pd.Index(index, name=name), columns=columns)

    def _groups(self, by: By) -> dict[str, list[Contribution]]:
        groups: dict[str, list[Contribution]] = {}
        for row in self.contributions:
            groups.setdefault(row.process if by == "process" else f"{row.process}|{row.id}", []).append(row)
        return dict(sorted(groups.items(), key=lambda each: -sum(row.weight for row in each[1])))

    def _label(self, by: By, members: Sequence[Contribution], lang: str) -> str:
        return members[0].name.get(lang) if by == "process" else members[0].label(lang)

    def _row(self, members: Sequence[Contribution]) -> list[float]:
        weight = math.fsum(row.weight for row in members)
        means = [self._mean(name, members) for name in RATED]
        primary = math.fsum(row.primary_kg_co2e for row in members)
        return [
            weight, weight / self.absolute_kg_co2e if self.absolute_kg_co2e else math.nan,
            *(_nan(each.rated) for each in means), means[0].coverage, primary / weight if weight else math.nan,
        ]  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/data-quality.md)."""
        result = self.result
        return {
            "format": FORMAT,
            "inventory": result.inventory.id,
            "inventory_hash": result.inventory.hash,
            "rule": result.rule.id,
            "rule_hash": result.rule.hash,
            "year": self.year,
            "counts_uptake": self.counts_uptake,
            "absolute_kg_co2e": self.absolute_kg_co2e,
            "uptake_kg_co2e": self.uptake_kg_co2e,
            "credits_kg_co2e": result.evaluation.credits_kg_co2e,
            "ratings": [each.to_dict() for each in self.ratings],
            "pef_level": self.pef_level,
            "primary_share": self.primary_share,
            "possible_primary_share": self.possible_primary_share,
            "by_mark": dict(self.by_mark),
            "demands": [each.to_dict() for each in self.demands],
            "contributions": [
                {
                    "id": row.id, "process": row.process, "kg_co2e": row.kg_co2e,
                    "scores": None if row.scores is None else dict(zip(RATED, row.scores, strict=True)),
                    "primary_kg_co2e": row.primary_kg_co2e, "possible_kg_co2e": row.possible_kg_co2e,
                    "mark": row.mark, "year": row.year, "is_own": row.is_own,
                }
                for row in self.contributions
            ],
        }  # fmt: skip

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """Coverage and what has no score, primary data, marks, what stands apart, what the rule demands."""
        least, most = self.primary_share, self.possible_primary_share
        if least is None or most is None:
            return [NOTHING(lang)]
        comma, semicolon = ("、", "；") if lang == "zh" else (", ", "; ")
        lines = [ALL_RATED(lang)]
        if self.unrated:
            whole = self.absolute_kg_co2e
            largest = [row for row in self.unrated if row.weight > 0.001 * whole][:5] or self.unrated[:1]
            names = semicolon.join(f"{row.label(lang)} {row.weight / whole:.1%}" for row in largest)
            lines = [COVERAGE(lang, coverage=self.rating(RATED[0]).coverage, names=names)]
        lines.append(PRIMARY(lang, least=least, most=most))
        shares = comma.join(
            f"{say(mark, lang)} {share:.1%}" for mark, share in self.by_mark.items() if share >= 0.0005
        )
        lines.append(MARKS(lang, shares=shares))
        if self.uptake_kg_co2e:
            lines.append(UPTAKE(lang, kg=number(self.uptake_kg_co2e)))
        credits = self.result.evaluation.credits_kg_co2e
        if credits:
            lines.append(CREDITS(lang, kg=number(credits)))
        if self.year is None:
            lines.append(NO_YEAR(lang))
        from rulewright.reporting.readable import setting_name

        lines += [
            DEMAND(lang, name=setting_name(each.setting, lang), clause=each.clause, what=each.what, met=MET[each.met](lang))
            for each in self.demands
        ]  # fmt: skip
        return lines

    def plot(self, lang: str = "en") -> Figure:
        """Shares of the contributions by score, one bar an indicator, with primary data and marks below."""
        from rulewright.reporting.figures_data_quality import data_quality_figure

        return data_quality_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


def age_score(years: int) -> int:
    """Score 1..5 of data that end so many years before the footprint is issued (Catena-X v4.0.1, table 6).

    Examples
    --------
    >>> [age_score(years) for years in (0, 1, 2, 4, 5)]
    [1, 1, 2, 4, 5]
    """
    return 1 + sum(years > limit for limit in AGE_YEARS)


def _nan(value: float | None) -> float:
    return math.nan if value is None else value
