"""The committee's table: trials of several companies under one rule, side by side."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rulewright.errors import Mistake, ReadingError
from rulewright.reporting.sentences import Sentence, number
from rulewright.trials.trial import FORMAT, AgainstRule, Trial
from rulewright.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LARGEST_FILE = 1_000_000  # bytes: a trial has a few thousand
PLANT, TOTAL = Sentence("工厂", "plant"), Sentence("合计 [kg CO2e / {unit}]", "total [kg CO2e / {unit}]")
RANK, OPEN = Sentence("名次", "rank"), Sentence("未定之处 [项]", "open decisions [number]")
SHARE = Sentence("占比：{stage}", "share: {stage}")
UNDER = Sentence("按 {rule} 的变化", "change under {rule}")
SPREAD = Sentence(
    "{count} 家给出结果：最低 {low}，中位 {middle}，最高 {high} kg CO2e / {unit}；最高为最低的 {ratio} 倍。",
    "{count} plants gave a result: least {low}, median {middle}, most {high} kg CO2e / {unit}; the most is {ratio} times the least.",
)
NOT_RUN = Sentence(
    "在 {count} 家不能执行：{plants}。", "The rule could not be applied at {count} plants: {plants}."
)
ORDER = Sentence(
    "按 {rule}，{count} 对工厂的次序反转。", "Under {rule}, {count} pairs of plants change their order."
)
ROUNDED = Sentence(
    "次序按取整后的合计；相同者同名次。", "Ranks are of the rounded totals; equal ones share a rank."
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Against(_Strict):
    rule: str
    rule_hash: str
    change: float | None
    parts: dict[str, float] | None = None


class TrialFile(_Strict):
    """A trial file, as written."""

    format: Literal["rulewright-trial/1"]
    rulewright: str
    label: Annotated[str, Field(max_length=200)]
    disclosure: Literal["total", "stages", "clauses"]
    rule: str
    rule_hash: str
    unit: str
    commitment: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    digits: Annotated[int, Field(ge=1, le=6)]
    total_kg_co2e: Annotated[float, Field(allow_inf_nan=False)] | None
    open_decisions: Annotated[int, Field(ge=0)]
    shares: dict[str, float]
    decisions: dict[str, int]
    against: list[_Against]


@dataclass(frozen=True)
class Trials:
    """Trials under one rule and for one unit."""

    trials: tuple[Trial, ...]

    @property
    def unit(self) -> str:
        """Declared unit of all of them."""
        return self.trials[0].unit

    @property
    def ran(self) -> tuple[Trial, ...]:
        """Those with a result."""
        return tuple(each for each in self.trials if each.total_kg_co2e is not None)

    @property
    def ranks(self) -> Mapping[str, int]:
        """Plant to its rank, the least footprint first."""
        totals = sorted(_total(each) for each in self.ran)
        return {each.label: totals.index(_total(each)) + 1 for each in self.ran}

    def reversals(self, rule: str) -> list[tuple[str, str]]:
        """Pairs of plants whose order changes under another rule."""
        both = {
            each.label: (_total(each), _total(each) * (1 + change))
            for each in self.ran
            for change in _change(each, rule)
        }
        names = list(both)
        return [
            (one, other)
            for place, one in enumerate(names)
            for other in names[place + 1 :]
            if (both[one][0] - both[other][0]) * (both[one][1] - both[other][1]) < 0
        ]

    @property
    def other_rules(self) -> tuple[str, ...]:
        """Rules that at least one plant was also computed under."""
        return tuple(dict.fromkeys(other.rule for each in self.trials for other in each.against))

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a plant: total, rank, shares of stages, change under other rules."""
        import pandas as pd

        ranks, rows = self.ranks, []
        stages = list(dict.fromkeys(stage for each in self.trials for stage in each.shares))
        for each in self.trials:
            row: dict[str, Any] = {
                PLANT(lang): each.label,
                TOTAL(lang, unit=self.unit): each.total_kg_co2e,
                RANK(lang): ranks.get(each.label),
                OPEN(lang): each.open_decisions,
            }
            row |= {SHARE(lang, stage=say(stage, lang)): each.shares.get(stage) for stage in stages}
            row |= {
                UNDER(lang, rule=rule): next(iter(_change(each, rule)), None) for rule in self.other_rules
            }
            rows.append(row)
        return pd.DataFrame(rows)

    def notes(self, lang: str = "en") -> list[str]:
        """Spread, plants without a result, pairs that change their order."""
        said, totals = [], sorted(_total(each) for each in self.ran)
        if totals:
            ratio = number(totals[-1] / totals[0]) if totals[0] > 0 else "–"
            said.append(
                SPREAD(
                    lang, count=len(totals), low=number(totals[0]), middle=number(statistics.median(totals)),
                    high=number(totals[-1]), unit=self.unit, ratio=ratio,
                )
            )  # fmt: skip
        stopped = [each.label for each in self.trials if each.total_kg_co2e is None]
        if stopped:
            plants = ("、" if lang == "zh" else ", ").join(stopped)
            said.append(NOT_RUN(lang, count=len(stopped), plants=plants))
        said += [ORDER(lang, rule=rule, count=len(self.reversals(rule))) for rule in self.other_rules]
        return [*said, ROUNDED(lang)]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        first = self.trials[0]
        return {
            "format": "rulewright-trials/1",
            "rule": first.rule,
            "rule_hash": first.rule_hash,
            "unit": self.unit,
            "ranks": dict(self.ranks),
            "reversals": {rule: [list(pair) for pair in self.reversals(rule)] for rule in self.other_rules},
            "trials": [each.to_dict() for each in self.trials],
        }

    def to_json(self) -> str:
        """JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def plot(self, lang: str = "en") -> Figure:
        """Totals of the plants, the least first."""
        from rulewright.reporting.figures_trials import trials_figure

        return trials_figure(self, lang)

    def _repr_html_(self) -> str:
        from rulewright.reporting.display import tabled

        return tabled(self)


def read_trial(path: Path | str) -> Trial:
    """Read one trial file.

    Raises
    ------
    ReadingError
        If it is none.
    """
    file = Path(path)
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise ValueError(f"it has {file.stat().st_size:,} bytes, a trial at most {LARGEST_FILE:,}")
        content = TrialFile.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        listed = [
            Mistake(
                f"not what a trial file holds: {each['msg']}", f"{file.name}, {'.'.join(map(str, each['loc'])) or 'file'}",
                "write the file again with 'rulewright trial'",
            )
            for each in error.errors()
        ]  # fmt: skip
        raise ReadingError(f"{file.name} is not a trial file: {len(listed)} mistakes", listed) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        mistake = Mistake(
            f"the trial file cannot be read: {reason}",
            str(file),
            "write the file again with 'rulewright trial'",
        )
        raise ReadingError(f"{file.name} is not a trial file: 1 mistakes", [mistake]) from None
    facts = content.model_dump(exclude={"format", "rulewright", "against"})
    return Trial(**facts, against=tuple(AgainstRule(**each.model_dump()) for each in content.against))


def merge_trials(paths: Sequence[Path | str]) -> Trials:
    """Read trial files and put them side by side.

    Raises
    ------
    ReadingError
        With all mistakes of all files: one that is no trial, another rule or another version of it, another unit, the same
        plant twice.
    """
    found: list[Trial] = []
    mistakes: list[Mistake] = []
    for path in paths:
        try:
            found.append(read_trial(path))
        except ReadingError as error:
            mistakes += error.mistakes
    if not paths:
        mistakes.append(Mistake("no trial file is given", "trials merge", "name at least one file"))
    for place, each in enumerate(found):
        where = f"trial '{each.label}'"
        first = found[0]
        if (each.rule, each.rule_hash) != (first.rule, first.rule_hash):
            mistakes.append(
                Mistake(
                    f"rule {each.rule} ({each.rule_hash}), not {first.rule} ({first.rule_hash}) as in the first file",
                    where, "run all trials with the same version of the rule",
                )
            )  # fmt: skip
        if each.unit != first.unit:
            mistakes.append(
                Mistake(f"unit {each.unit}, not {first.unit} as in the first file", where, "run all trials for the same unit")
            )  # fmt: skip
        if each.label in {other.label for other in found[:place]}:
            mistakes.append(
                Mistake("this plant is there already", where, "give every plant a label of its own")
            )
    if mistakes:
        raise ReadingError(f"the trials cannot be merged: {len(mistakes)} mistakes", mistakes)
    return Trials(tuple(found))


def _total(trial: Trial) -> float:
    assert trial.total_kg_co2e is not None
    return trial.total_kg_co2e


def _change(trial: Trial, rule: str) -> list[float]:
    return [each.change for each in trial.against if each.rule == rule and each.change is not None]


__all__ = ["FORMAT", "Trials", "merge_trials", "read_trial"]
