"""Hybrid rules: every part of a rule (a family of clauses, or one setting) taken wholly from one of several rules.

A hybrid says which rule each part comes from; :class:`Hybrids` says what it gives, or why it cannot run. Steps run
in a fixed order, and what a step does depends on the settings that it reads: so every step is run once for each
different reading, however many hybrids share it, and equal outcomes are one outcome. Rules are complete: what a study
declares for a rule belongs to that rule.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import BaseModel

from rulewright.analysis.central import central_total
from rulewright.errors import Mistake, MistakesError, RulewrightError
from rulewright.rule import Rule, Setting
from rulewright.steps.apply import STEPS, begin, refuse_what_is_no_product
from rulewright.steps.assemble import assemble
from rulewright.steps.state import Applied, Multiplier, within_reach
from rulewright.terms import ProductSystem

if TYPE_CHECKING:
    from rulewright.inventory import Inventory
    from rulewright.study import Study

By = Literal["family", "clause"]
BYS: tuple[By, ...] = get_args(By)
# In the order of the steps. Product, unit, data quality, reporting and procedure decide no number: a rule for another
# product is refused, and results are per declared unit of the study, the same for all rules.
NUMBER_FAMILIES = (
    "boundary", "electricity", "recycling", "allocation", "cut_off", "biogenic", "characterisation",
)  # fmt: skip
# Settings of these families that no step computes from: they are printed, or hold no data yet.
RECORDED_SETTINGS = frozenset(
    {
        "boundary.scope",
        "recycling.preparation",
        "recycling.allocation_factor_b",
        "cut_off.order",
        "cut_off.ties",
    }
)
TINY = 1e-12  # kg CO2e
SAME = 1e-6  # of the processes' contributions together: how far the light total may be from Brightway's
_OF_THE_STUDY = frozenset({"rule", "product", "process", "amount"})  # the same for every hybrid


class RulesError(MistakesError):
    """Rules that cannot be set against each other on this inventory, with every reason."""


@dataclass(frozen=True)
class Outcome:
    """What one hybrid gives; hybrids with equal outcomes share one.

    Attributes
    ----------
    number
        Place among the different outcomes.
    system, total_kg_co2e, dropped
        Terms, total at central values [kg CO2e per declared unit], nodes whose credits stand apart; None, nan and
        empty if the hybrid cannot run.
    mistakes
        Why it cannot run; empty if it does.
    """

    number: int
    system: ProductSystem | None
    total_kg_co2e: float
    dropped: frozenset[str] = frozenset()
    mistakes: tuple[Mistake, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether the hybrid gives a result."""
        return not self.mistakes


@dataclass(frozen=True)
class Merge:
    """Parts that were merged (convention 16): how many hybrids that separate them cannot run, and a reason."""

    names: tuple[str, ...]
    count: int
    why: str

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        return {"families": list(self.names), "hybrids": self.count, "why": self.why}


class Hybrids:
    """Hybrids of some complete rules on one inventory.

    Parameters
    ----------
    inventory, product
        Of the study.
    rules
        Complete rules by id; each must run by itself.
    """

    def __init__(self, inventory: Inventory, product: str | None, rules: Mapping[str, Rule]) -> None:
        self.rules = dict(rules)
        self.inventory = inventory
        self.outcomes: list[Outcome] = []
        self.read: set[str] = set()
        self._tokens = _tokens(self.rules)
        self._keys = tuple(dict.fromkeys(key for rule in self.rules.values() for key in rule.settings))
        any_rule = next(iter(self.rules.values()))
        self._template = any_rule
        self._states: list[Applied] = [begin(any_rule, inventory, product)]
        within_reach(self._states[0])  # found once; copies carry it on
        self._known: dict[Hashable, int] = {_fingerprint(self._states[0], inventory): 0}
        self._next: dict[tuple[int, int], dict[tuple[str, ...], dict[tuple[int, ...], _State]]] = {}
        self._finished: dict[_State, Outcome] = {}

    def parts(self, by: By, rules: Iterable[str] | None = None) -> list[str]:
        """Parts in which the rules (default: all) say different things that a step may compute from, in step order."""
        chosen = list(self.rules if rules is None else rules)
        found = {
            name
            for key in self._keys
            if (name := part_of(key, by)) is not None
            and len({self._tokens[rule].get(key, ABSENT) for rule in chosen}) > 1
        }
        return sorted(found, key=lambda name: (NUMBER_FAMILIES.index(name.split(".")[0]), name))

    def levels(self, inside: Callable[[str], bool], rules: Iterable[str] | None = None) -> dict[str, int]:
        """Rule to the number of what it says in the settings ``inside``: equal contents, equal numbers."""
        known: dict[tuple[int, ...], int] = {}
        keys = [key for key in self._keys if inside(key)]
        return {
            rule: known.setdefault(tuple(self._tokens[rule].get(key, ABSENT) for key in keys), len(known))
            for rule in (self.rules if rules is None else rules)
        }

    def outcome(self, rule_of: Callable[[str], str]) -> Outcome:
        """What the hybrid gives whose settings come from ``rule_of(key)``, a key being ``"family.setting[key]"``."""
        state: _State = 0
        for place, (name, step) in enumerate(STEPS):
            if _only_tells(name, rule_of, self.rules):
                continue
            assert isinstance(state, int)
            state = self._step(state, place, step, rule_of)
            if not isinstance(state, int):
                break
        if state not in self._finished:
            self._finished[state] = self._finish(state)
        return self._finished[state]

    def _step(self, state: int, place: int, step: Any, rule_of: Callable[[str], str]) -> _State:
        """The state after one step: from memory if an earlier hybrid was read alike, else by running the step."""
        memory = self._next.setdefault((state, place), {})
        for keys, found in memory.items():
            after = found.get(self._reading(keys, rule_of))
            if after is not None:
                return after
        watched = _Watched(self.rules, rule_of, self._keys)
        start = replace(self._states[state], rule=_HybridRule(self._template.chain, watched))
        after = self._run(start, step, is_first=place == 0)
        keys = tuple(watched.read)
        self.read |= watched.read.keys()
        memory.setdefault(keys, {})[self._reading(keys, rule_of)] = after
        return after

    def _reading(self, keys: tuple[str, ...], rule_of: Callable[[str], str]) -> tuple[int, ...]:
        return tuple(self._tokens[rule_of(key)].get(key, ABSENT) for key in keys)

    def _run(self, start: Applied, step: Any, is_first: bool) -> _State:
        try:
            after, _ = step(start)
            if is_first:  # classes are switched: is the study's product still one?
                refuse_what_is_no_product(after)
        except RulewrightError as error:
            return mistakes_in(error)
        number = self._known.setdefault(_fingerprint(after, self.inventory), len(self._states))
        if number == len(self._states):
            self._states.append(after)
        return number

    def _finish(self, state: _State) -> Outcome:
        number = len(self.outcomes)
        mistakes = self._states[state].open if isinstance(state, int) else state
        outcome = Outcome(number, None, float("nan"), mistakes=tuple(dict.fromkeys(mistakes)))
        if isinstance(state, int) and not mistakes:
            system = assemble(self._states[state])
            try:
                central = central_total(system)
            except RulewrightError as error:
                outcome = replace(outcome, mistakes=mistakes_in(error))
            else:
                outcome = Outcome(number, system, central.total_kg_co2e, central.dropped)
        self.outcomes.append(outcome)
        return outcome


_State = int | tuple[Mistake, ...]
ABSENT = -1


class _Watched(Mapping[str, Any]):
    """Settings of a hybrid that remember which of them were looked at."""

    def __init__(self, rules: Mapping[str, Rule], rule_of: Callable[[str], str], keys: Sequence[str]) -> None:
        self.rules, self.rule_of, self.keys_known = rules, rule_of, keys
        self.read: dict[str, None] = {}

    def __getitem__(self, key: str) -> Any:
        self.read[key] = None
        return self.rules[self.rule_of(key)].settings[key]

    def __iter__(self) -> Iterator[str]:
        return (key for key in self.keys_known if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _HybridRule(Rule):
    """A rule that no document holds: it is computed with, never shown or hashed."""

    @property
    def id(self) -> str:
        """Not a rule's id."""
        return "hybrid"

    @property
    def hash(self) -> str:
        """A hybrid has no content of its own."""
        return ""


def taking(takes: Mapping[str, str], otherwise: str, by: By) -> Callable[[str], str]:
    """Setting to the rule that it comes from: ``takes`` says it by part, all others come from ``otherwise``."""
    known: dict[str, str] = {}

    def rule_of(key: str) -> str:
        rule = known.get(key)
        if rule is None:
            rule = known[key] = takes.get(part_of(key, by) or "", otherwise)
        return rule

    return rule_of


@lru_cache(maxsize=4096)
def part_of(key: str, by: By = "clause") -> str | None:
    """Part to which a setting belongs: its family, or itself without its key; None if no step computes from it.

    Examples
    --------
    >>> part_of("boundary.tags[transport]", "clause"), part_of("boundary.tags[transport]", "family")
    ('boundary.tags', 'boundary')
    >>> part_of("reporting.splits", "family") is None
    True
    """
    name = key.split("[", 1)[0]
    family = name.split(".", 1)[0]
    if family not in NUMBER_FAMILIES or name in RECORDED_SETTINGS:
        return None
    return family if by == "family" else name


def complete_rules(study: Study, rules: Iterable[str]) -> dict[str, Rule]:
    """Complete rules (declared choices merged in) of a study by id; each has been run.

    Raises
    ------
    RulesError
        If ids are unknown, or rules cannot run on the inventory, e.g. because they are for another product: all
        reasons at once.
    """
    found: dict[str, Rule] = {}
    mistakes: list[Mistake] = []
    names = list(dict.fromkeys(rules))
    for name in names:
        if name not in study.rules:
            mistakes.append(
                Mistake(
                    f"no rule '{name}' in this study",
                    f"inventory {study.inventory.id}",
                    f"use one of: {', '.join(study.rules)}",
                )
            )
            continue
        try:
            found[name] = study.result(name).rule
        except RulewrightError as error:
            mistakes += mistakes_in(error)
    if mistakes:
        raise _refused(study, mistakes)
    return found


def hybrids_of(study: Study, rules: Mapping[str, Rule]) -> Hybrids:
    """Hybrids of complete rules of a study; those that take all from one rule give that rule's own result.

    Raises
    ------
    RulesError
        If one doesn't: a fault of the toolkit, which would make every share wrong.
    """
    hybrids = Hybrids(study.inventory, study.product or None, rules)
    mistakes = []
    for rule in rules:
        evaluation = study.result(rule).evaluation
        total_kg_co2e = hybrids.outcome(lambda _, rule=rule: rule).total_kg_co2e  # type: ignore[misc]
        size_kg_co2e = sum(abs(each) for each in evaluation.by_process.values())
        if not abs(total_kg_co2e - evaluation.total_kg_co2e) <= SAME * size_kg_co2e + TINY:
            mistakes.append(
                Mistake(
                    f"taken wholly from {rule}, a hybrid gives {total_kg_co2e:.6g} and not {evaluation.total_kg_co2e:.6g} kg CO2e",
                    f"inventory {study.inventory.id}, rule {rule}",
                    "report this fault, with inventory and rule",
                )
            )
    if mistakes:
        raise _refused(study, mistakes)
    return hybrids


def _refused(study: Study, mistakes: Sequence[Mistake]) -> RulesError:
    return RulesError(
        f"rules on {study.inventory.id}: {len(mistakes)} mistake{'s' if len(mistakes) > 1 else ''}", mistakes
    )


def mistakes_in(error: RulewrightError) -> tuple[Mistake, ...]:
    """All that an error says, one by one."""
    if isinstance(error, MistakesError):
        return error.mistakes
    return (Mistake(*error.args),)


# ---- parts that cannot be separated -------------------------------------------------------------------


def worst_pair(
    failed: Sequence[Sequence[int]], ran: Sequence[Sequence[int]], joint: Callable[[int, int, int, int], bool]
) -> tuple[int, int]:
    """The two parts to merge next, because hybrids that take them from different rules cannot run (convention 16).

    Parameters
    ----------
    failed, ran
        Hybrids as levels by part: those that cannot run (at least one), and those that do.
    joint
        ``joint(p, q, level of p, level of q)``: whether some rule says both.

    Returns
    -------
    tuple
        Places of two parts: those whose mixture fails most often (share, then number of hybrids), the first such.
    """
    counts: dict[tuple[int, int, int, int], list[int]] = {}
    for runs, hybrids in ((0, failed), (1, ran)):
        for hybrid in hybrids:
            for p in range(len(hybrid)):
                for q in range(p + 1, len(hybrid)):
                    if not joint(p, q, hybrid[p], hybrid[q]):
                        counts.setdefault((p, q, hybrid[p], hybrid[q]), [0, 0])[runs] += 1
    best: dict[tuple[int, int], tuple[float, int]] = {}
    for (p, q, _, _), (fails, runs) in counts.items():
        if fails:
            score = (fails / (fails + runs), fails)
            best[p, q] = max(best.get((p, q), score), score)
    if not best:  # every two of the parts stand in one rule, but not all of them: begin with the first two
        return 0, 1
    return max(sorted(best), key=lambda pair: best[pair])


def merged(merges: Iterable[Merge]) -> tuple[Merge, ...]:
    """Merges of merges as one: the parts that came together in the end, all hybrids counted, the first reason."""
    found: list[Merge] = []
    for each in merges:
        earlier = [other for other in found if set(other.names) <= set(each.names)]
        count = each.count + sum(other.count for other in earlier)
        why = earlier[0].why if earlier else each.why
        found = [other for other in found if other not in earlier] + [Merge(each.names, count, why)]
    return tuple(found)


# ---- equal contents -----------------------------------------------------------------------------------


def _only_tells(step: str, rule_of: Callable[[str], str], rules: Mapping[str, Rule]) -> bool:
    """Whether a step only writes ledger lines: biogenic; the cut-off, unless the hybrid uses it."""
    if step != "cut_off":
        return step == "biogenic"
    use = rules[rule_of("cut_off.use")].get("cut_off.use")
    return use is None or use.value != "all_that_is_allowed"


def _tokens(rules: Mapping[str, Rule]) -> dict[str, dict[str, int]]:
    """Rule to setting to a number: equal numbers, equal contents (reasons and sources aside)."""
    known: dict[Hashable, int] = {}
    return {
        name: {key: known.setdefault(said(value), len(known)) for key, value in rule.settings.items()}
        for name, rule in rules.items()
    }


def said(value: Any) -> Hashable:
    """What a setting says, to compare with: equal if and only if the contents are, reasons and sources aside."""
    if isinstance(value, Setting):
        return said(value.value)
    if isinstance(value, BaseModel):
        stated = ((name, said(getattr(value, name))) for name in type(value).model_fields if name != "reason")
        return (type(value).__name__, *stated)
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), said(each)) for key, each in value.items()))
    if isinstance(value, list | tuple):
        return tuple(said(each) for each in value)
    return (type(value).__name__, value) if isinstance(value, bool) else value


def _fingerprint(applied: Applied, inventory: Inventory) -> Hashable:
    """All that steps attached or changed, without the names of clauses: equal prints, equal numbers."""
    names = (each.name for each in fields(applied) if each.compare and each.name not in _OF_THE_STUDY)
    return tuple(
        _changed(applied.inventory, inventory) if name == "inventory" else _frozen(getattr(applied, name))
        for name in names
    )


def _changed(inventory: Inventory, original: Inventory) -> Hashable:
    """What a step has replaced in the inventory, e.g. factors of another year; nothing if it is the original."""
    found: list[Hashable] = []
    for each in fields(inventory) if inventory is not original else ():
        now, before = getattr(inventory, each.name), getattr(original, each.name)
        if isinstance(now, Mapping):
            replaced = {key: value for key, value in now.items() if before.get(key) is not value}
            if replaced or len(now) != len(before):
                found.append((each.name, frozenset(now), repr(sorted(replaced.items(), key=repr))))
        elif now is not before:
            found.append((each.name, repr(now)))
    return tuple(found)


def _frozen(value: Any) -> Hashable:
    if isinstance(value, Multiplier):
        return (value.constant, value.apart)
    if isinstance(value, Mapping):
        return frozenset((key, _frozen(each)) for key, each in value.items())
    if isinstance(value, list | tuple):
        return tuple(_frozen(each) for each in value)
    try:
        hash(value)
    except TypeError:
        assert is_dataclass(value)
        return tuple(_frozen(getattr(value, each.name)) for each in fields(value))
    return value  # type: ignore[no-any-return]
