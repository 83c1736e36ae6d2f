"""What each option of each point gives on one inventory, at central values; what cannot run says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rulewright.analysis.hybrids import Hybrids, Outcome, mistakes_in
from rulewright.drafting.evidence.options import Option, Point, with_option
from rulewright.errors import Mistake, RulewrightError
from rulewright.inventory import Inventory
from rulewright.reporting.messages import translate
from rulewright.reporting.sentences import Sentence
from rulewright.rule import Rule, Setting, Text

VISIBLE = 5e-4  # share of a result: what changes it less on every inventory moves nothing worth a table
SAME = 1e-9  # a change below this share of the total is rounding
# limits move nothing while nothing is cut: these points are looked at with the cut-off used as far as it goes
LIMITS = frozenset(
    {
        "cut_off.measures",
        "cut_off.single_limit",
        "cut_off.single_level",
        "cut_off.total_limit",
        "cut_off.total_level",
        "cut_off.never_cut",
    }
)
AND_MORE = Sentence("{what}（另有 {count} 项）", "{what} (and {count} more)")


@dataclass(frozen=True)
class Effect:
    """One option on one inventory.

    Attributes
    ----------
    total_kg_co2e, change_kg_co2e
        Result with the option, and that less the base [kg CO2e per declared unit]; None if it cannot run.
    share
        Change over the base [1]; None if the base is zero or there is none.
    why
        Why it cannot run.
    """

    total_kg_co2e: float | None
    change_kg_co2e: float | None
    share: float | None
    why: Text | None = None

    @property
    def runs(self) -> bool:
        """Whether there is a result."""
        return self.total_kg_co2e is not None

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {
            "total_kg_co2e": self.total_kg_co2e,
            "change_kg_co2e": self.change_kg_co2e,
            "share": self.share,
            "why": None if self.why is None else {"zh": self.why.zh, "en": self.why.en},
        }


@dataclass(frozen=True)
class PointEffects:
    """One point on one inventory: the base it is measured against, and each of its options in their order.

    The base is the rule's result; of a limit of the cut-off, the result with all cut that the rule allows.
    """

    base: Effect
    options: tuple[Effect, ...]

    @property
    def moves(self) -> bool:
        """Whether some option changes the result."""
        return any(each.change_kg_co2e for each in self.options)

    @property
    def span_kg_co2e(self) -> float:
        """Largest less smallest result of base and options [kg CO2e per declared unit]."""
        totals = [each.total_kg_co2e for each in (self.base, *self.options) if each.total_kg_co2e is not None]
        return max(totals) - min(totals) if totals else 0.0

    def elasticity(self, options: Sequence[Option]) -> float | None:
        """Per cent of change of the result for one per cent of the number, from its smallest to its largest option [1].

        None if the point is not a number, or one of these two cannot run.
        """
        numbers = [
            (option.factor, effect.change_kg_co2e)
            for option, effect in zip(options, self.options, strict=True)
            if option.origin == "number" and option.factor is not None
        ]
        numbers.append((1.0, 0.0))
        (low, below), (high, above) = min(numbers), max(numbers)
        if below is None or above is None or high == low or not self.base.total_kg_co2e:
            return None
        return (above - below) / self.base.total_kg_co2e / (high - low)


def effects(
    complete: Rule,
    inventory: Inventory,
    product: str | None,
    points: Sequence[Point],
    done: Callable[[int], None] | None = None,
) -> tuple[PointEffects, ...]:
    """Every option of every point, all else as the rule has it.

    Parameters
    ----------
    complete
        The rule with the choices declared for this inventory.
    done
        Called with the number of rules evaluated since the last call.
    """
    variants = list(_variants(complete, inventory, points))
    hybrids = Hybrids(inventory, product, {str(place): rule for place, (_, _, rule) in enumerate(variants)})
    outcomes: dict[tuple[int, int | None], Outcome] = {}
    for place, (point, option, _) in enumerate(variants):
        name = str(place)
        outcomes[point, option] = hybrids.outcome(lambda _, name=name: name)  # type: ignore[misc]
        if done is not None:
            done(1)
    found = []
    for number, each in enumerate(points):
        base = outcomes[number, None]
        found.append(
            PointEffects(
                _effect(base, base),
                tuple(_effect(outcomes[number, place], base) for place in range(len(each.options))),
            )
        )
    return tuple(found)


def count_of(points: Sequence[Point]) -> int:
    """Rules that :func:`effects` evaluates."""
    return sum(1 + len(point.options) for point in points)


def why(error: RulewrightError | Sequence[Mistake]) -> Text:
    """Why something cannot run: the first mistake in both languages, and how many there are beside it."""
    mistakes = mistakes_in(error) if isinstance(error, RulewrightError) else error
    first, rest = mistakes[0], len(mistakes) - 1
    text = Text(zh=first.what_zh or translate(first.what), en=first.what)
    return AND_MORE.text(what=text, count=rest) if rest else text


def _variants(
    complete: Rule, inventory: Inventory, points: Sequence[Point]
) -> Iterator[tuple[int, int | None, Rule]]:
    """Place of the point, place of the option (None: the base), and the rule."""
    for number, point in enumerate(points):
        forced = _used(complete) if point.setting in LIMITS else {}
        yield (
            number,
            None,
            replace(complete, settings={**complete.settings, **forced}) if forced else complete,
        )
        for place, option in enumerate(point.options):
            changed = with_option(complete, point, option, inventory.processes)
            yield number, place, replace(complete, settings={**changed, **forced})


def _used(complete: Rule) -> Mapping[str, Setting]:
    like = next(each for each in complete.settings.values() if isinstance(each, Setting))
    return {"cut_off.use": Setting("all_that_is_allowed", like.clause, like.rule_id)}


def _effect(outcome: Outcome, base: Outcome) -> Effect:
    if not outcome.runs:
        return Effect(None, None, None, why(outcome.mistakes))
    total = outcome.total_kg_co2e
    if not base.runs:
        return Effect(total, None, None)
    change = 0.0 if outcome.number == base.number else total - base.total_kg_co2e
    if abs(change) <= SAME * abs(base.total_kg_co2e):
        change = 0.0
    return Effect(total, change, change / base.total_kg_co2e if base.total_kg_co2e else None)
