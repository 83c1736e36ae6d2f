"""The uncertainty desk without its face: which question, on which study, with how many draws; and its answers."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rulewright.analysis.store import read_run
from rulewright.apps.models.job import Progress, Stopped
from rulewright.engine.errors import UncertaintyError
from rulewright.study import Study

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Question = Literal["distribution", "paired", "choice", "tornado"]
QUESTIONS: tuple[Question, ...] = ("distribution", "paired", "choice", "tornado")
MOST_DRAWS = 2_000_000  # totals of all rules are kept in memory: 8 bytes a draw and rule
SAMPLES_OF_CHOICES = 512


@dataclass(frozen=True)
class Asked:
    """A question with all that fixes its answer."""

    question: Question
    inventory: str
    rules: tuple[str, ...]
    draws: int
    seed: int
    sampling: Literal["mc", "lhs", "sobol"]

    def check(self) -> None:
        """Refuse what cannot be asked.

        Raises
        ------
        UncertaintyError
            If no rule is chosen, or a paired question has fewer than two, or there are too many draws.
        """
        least = 2 if self.question in ("paired", "choice") else 1
        if len(self.rules) < least:
            raise UncertaintyError(
                f"{len(self.rules)} rules are chosen; this question needs at least {least}", self.inventory,
                "choose more rules",
            )  # fmt: skip
        if self.draws > MOST_DRAWS:
            raise UncertaintyError(
                f"{self.draws} draws are more than {MOST_DRAWS}, what the desk can hold", "draws",
                "ask for fewer, or use `rulewright uncertainty` with a store",
            )  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """A result with what was asked; ``stopped``: it holds the draws that were there when Stop was pressed."""

    asked: Asked
    result: Any
    stopped: bool = False

    def table(self, lang: str) -> pd.DataFrame:
        """The result as a table."""
        found: pd.DataFrame = self.result.to_dataframe(lang)
        return found

    def notes(self, lang: str) -> list[str]:
        """Sentences that go with it."""
        return list(self.result.notes(lang))

    def figures(self, lang: str) -> Mapping[str, Figure]:
        """Figures by name; of distributions also how they converge."""
        if self.asked.question != "distribution":
            return {self.asked.question: self.result.plot(lang)}
        from rulewright.reporting.figures_uncertainty import convergence_figure, distribution_figure

        return {
            "distribution": distribution_figure(self.result, lang),
            "convergence": convergence_figure(self.result, lang),
        }


def answer(asked: Asked, progress: Progress) -> Answer:
    """Run what was asked; a stopped run of distributions gives what it has.

    Raises
    ------
    Stopped
        If it was stopped with nothing to show.
    RulewrightError
        If it can't be asked, or a rule can't run.
    """
    asked.check()
    study = Study(asked.inventory, asked.rules)
    if asked.question == "distribution":
        return _distribution(asked, study, progress)
    if asked.question == "paired":
        return Answer(
            asked, study.paired(asked.draws, asked.seed, sampling=asked.sampling, progress=progress)
        )
    if asked.question == "choice":
        samples = min(SAMPLES_OF_CHOICES, _power_of_two(asked.draws))
        return Answer(asked, study.decompose(samples=samples, seed=asked.seed, progress=progress))
    return Answer(asked, study.sensitivity(asked.rules[0], "oat", progress=progress))


def _distribution(asked: Asked, study: Study, progress: Progress) -> Answer:
    """Draws are kept in a folder as they come, so that a stopped run loses none that are whole."""
    with tempfile.TemporaryDirectory(prefix="rulewright-run-") as folder:
        store = Path(folder, "run")
        try:
            result = study.uncertainty(
                asked.draws, asked.seed, asked.sampling, progress=progress, store=store
            )
        except Stopped:
            return Answer(asked, read_run(store), stopped=True)
        return Answer(asked, result)


def _power_of_two(number: int) -> int:
    """The largest power of two that is not above ``number``: what a Sobol' sequence wants.

    Examples
    --------
    >>> _power_of_two(1000), _power_of_two(2)
    (512, 2)
    """
    return 1 << (max(2, number).bit_length() - 1)
