"""A run on a drawn background: the database's unit impacts take the place of our own background, rule by rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from rulewright.analysis.evaluate import evaluate
from rulewright.analysis.runs import DrawnBackground

if TYPE_CHECKING:
    from rulewright.study import Result
    from rulewright.terms import ProductSystem

Progress = Callable[[int, int], None]


class UsedBackground(DrawnBackground, Protocol):
    """A background under the rules of a study, before and after it is drawn."""

    systems: Mapping[str, ProductSystem]

    def draw(self, draws: int, seed: int, progress: Progress | None = None) -> None:
        """Compute the unit impacts of all draws, or open them if they were kept."""
        ...

    def notes(self, lang: str) -> list[str]:
        """What a reader has to know."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """What decides its numbers, and how they came out."""
        ...


def find_background(background: Any, mapping: str | Path | None) -> Any:
    """The background that is meant: an object with ``under``, or the name of a Brightway database and a mapping."""
    if not isinstance(background, str):
        return background
    from rulewright.brightway.background import Background
    from rulewright.engine.errors import UncertaintyError

    if mapping is None:
        raise UncertaintyError(
            "a background needs a mapping of our products to its activities", f"background {background}",
            "give one: mapping=FILE, or --mapping FILE",
        )  # fmt: skip
    return Background(background, mapping)


def put_under(
    background: Any, results: Mapping[str, Result], draws: int, seed: int, progress: Progress | None
) -> tuple[dict[str, Result], UsedBackground]:
    """Results with a background in the place of our own, evaluated again, and its draws.

    Parameters
    ----------
    background
        Its ``under(results)`` gives a :class:`UsedBackground`.
    """
    used: UsedBackground = background.under(results)
    put = {
        rule: replace(result, system=used.systems[rule], evaluation=evaluate(used.systems[rule]))
        for rule, result in results.items()
    }
    used.draw(draws, seed, progress)
    return put, used


def facts_of_background(used: UsedBackground) -> dict[str, Any]:
    """What a result says of its background; where the draws are kept on this machine is no part of it."""
    found = used.to_dict()
    drawn = found.get("draws")
    if isinstance(drawn, Mapping):
        found["draws"] = {name: value for name, value in drawn.items() if name != "directory"}
    return found
