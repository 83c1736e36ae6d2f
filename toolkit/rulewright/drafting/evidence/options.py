"""What a clause could say instead: the other levels of the vocabulary, and what other rules say.

A :class:`Point` is one thing that a rule can decide (a setting, or one key or flow of it). Its options come from the
closed vocabulary, so that nothing has to be invented: words have their other words, a number its half and its double,
a list the same list without one of its entries, a ladder the ladders of one step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from rulewright.analysis.hybrids import NUMBER_FAMILIES, RECORDED_SETTINGS, said
from rulewright.analysis.rule_difference import Side
from rulewright.rule import (
    CLAUSE_MODELS,
    LIST_SETTINGS,
    MAP_SETTINGS,
    ClassSwitch,
    ClauseBase,
    ElectricityRung,
    Rule,
    Rung,
    Setting,
    ShareKey,
    ShareSettings,
    SpecialLadder,
    StopSettings,
    SubdivideSettings,
    SubstituteSettings,
)
from rulewright.words import FAMILIES, STAGES, SwitchClass

Origin = Literal["vocabulary", "number", "rule", "none"]
PRICE_YEARS = (1, 3, 5, 10)  # the shortest and the longest window, and two between
HALF, DOUBLE = 0.5, 2.0
SUPPLIES = ("on_site", "direct_line", "contract", "supplier_mix", "residual_mix", "fossil_mix")
_ANY_LADDER = "allocation.special"


@dataclass(frozen=True)
class Option:
    """Something that a clause could say instead.

    Attributes
    ----------
    value
        Value of the setting; None: the rule says nothing about it.
    origin
        "vocabulary", "number" (half or double), "rule" (other rules say so), "none" (the point is dropped).
    rules
        Other rules that say so.
    factor
        Value over the chosen one [1], of a number.
    """

    value: Any
    origin: Origin
    rules: tuple[str, ...] = ()
    factor: float | None = None


@dataclass(frozen=True)
class Point:
    """One thing that a rule can decide.

    Attributes
    ----------
    name
        ``"family.setting"``, with ``[key]`` for the entries of maps and lists.
    chosen
        What the rule says; None if it does not speak of it.
    others
        What the other rules say; a rule that does not speak of it is absent.
    options
        In the order of the vocabulary, what only other rules say after it.
    """

    name: str
    chosen: Side | None
    others: Mapping[str, Side]
    options: tuple[Option, ...] = field(default=())

    @property
    def family(self) -> str:
        """Family of clauses."""
        return self.name.partition(".")[0]

    @property
    def setting(self) -> str:
        """Name without the key."""
        return self.name.partition("[")[0]

    @property
    def key(self) -> str | None:
        """Key of a map, flow of a class, process or product of a special ladder."""
        _, bracket, rest = self.name.partition("[")
        return rest.removesuffix("]") if bracket else None

    @property
    def decides_a_number(self) -> bool:
        """Whether a step computes from this setting."""
        return self.family in NUMBER_FAMILIES and self.setting not in RECORDED_SETTINGS

    @property
    def is_settled(self) -> bool:
        """Whether the rule itself decides it."""
        return self.chosen is not None and not self.chosen.is_open


def points(
    rule: Rule, others: Sequence[Rule], complete: Iterable[Rule], known: frozenset[str]
) -> tuple[Point, ...]:
    """Every point that a rule, its declared choices or other rules decide, with its options.

    Parameters
    ----------
    complete
        The rule with the choices that studies declared for it, one for each inventory.
    known
        Flows and processes of the inventories: classes and special ladders of others are left out.
    """
    own = sides(rule)
    declared: dict[str, Side] = {}
    for each in complete:
        for name, side in sides(each).items():
            declared.setdefault(name, side)
    theirs = {each.id: sides(each) for each in others}
    names = dict.fromkeys([*own, *declared, *(name for each in theirs.values() for name in each)])
    found = []
    for name in sorted(names, key=_place):
        point = Point(
            name, own.get(name), {rule: said[name] for rule, said in theirs.items() if name in said}
        )
        whole = point.key is None and point.setting in MAP_SETTINGS | LIST_SETTINGS
        if whole and not (point.chosen is not None and point.chosen.is_open):
            continue  # only "left open as a whole" is said without a key
        if point.setting in LIST_SETTINGS and point.key is not None and point.key not in known:
            continue
        if point.chosen is None and point.key is not None and point.setting in own:
            point = Point(name, own[point.setting], point.others)  # the whole map is left open
        standing = declared.get(name)
        value = standing.value if standing is not None and not standing.is_open else None
        found.append(Point(name, point.chosen, point.others, tuple(_options(point, value))))
    keyed = {point.setting for point in found if point.key is not None}
    return tuple(point for point in found if point.key is not None or point.setting not in keyed)


def sides(rule: Rule) -> dict[str, Side]:
    """What a rule says, point by point; lists by flow, process or product, the first entry for each holding."""
    found = {
        name: Side(clause, _home(rule, clause), is_open=True) for name, clause in rule.not_settled.items()
    }
    for name, stated in rule.settings.items():
        if name not in LIST_SETTINGS:
            found[name] = Side(stated.clause, stated.rule_id, stated.value)
            continue
        for entry in stated:
            is_class = isinstance(entry.value, ClassSwitch)
            where = ("flows",) if is_class else ("processes", "products")
            keys = [key for name_ in where for key in getattr(entry.value, name_)]
            value = entry.value.as_class if is_class else entry.value.ladder
            for key in keys:
                found.setdefault(f"{name}[{key}]", Side(entry.clause, entry.rule_id, value))
    return found


def with_option(complete: Rule, point: Point, option: Option, processes: Collection[str]) -> dict[str, Any]:
    """Settings of a complete rule with an option in the place of what it says.

    ``processes``: ids of the inventory's processes, by which a special ladder knows what its target is.
    """
    settings = dict(complete.settings)
    like = _like(complete, point)
    if point.setting == "allocation.classes":
        settings[point.setting] = _other_class(settings.get(point.setting, ()), str(point.key), option, like)
    elif point.setting == _ANY_LADDER:
        settings[point.setting] = _other_special(
            settings.get(point.setting, ()), str(point.key), option, like, processes
        )
    elif option.value is None:
        settings.pop(point.name, None)
    else:
        settings[point.name] = Setting(option.value, like.clause, like.rule_id)
    return settings


# ---- options of one point -----------------------------------------------------------------------------


def _options(point: Point, standing: Any) -> Iterator[Option]:
    """Options other than what stands: of the vocabulary first, then what only other rules say."""
    if not point.decides_a_number or (point.key is None and point.setting in MAP_SETTINGS | LIST_SETTINGS):
        return
    said_by: dict[Any, tuple[Any, list[str]]] = {}
    for rule, side in point.others.items():
        if not side.is_open:
            said_by.setdefault(said(side.value), (side.value, []))[1].append(rule)
    seen = {said(standing)} if standing is not None else set()
    for option in _vocabulary(point, standing):
        identity = said(option.value)
        if identity in seen:
            continue
        seen.add(identity)
        rules = tuple(said_by.pop(identity, (None, ()))[1])
        yield Option(option.value, option.origin, rules, option.factor)
    for identity, (value, names) in said_by.items():
        if identity not in seen:
            factor = value / standing if _is_number(value) and _is_number(standing) and standing else None
            yield Option(value, "rule", tuple(names), factor)
    if standing is not None and point.setting in (LIST_SETTINGS | {"characterisation.own_values"}):
        yield Option(None, "none")


def _vocabulary(point: Point, standing: Any) -> Iterator[Option]:
    """Levels of the vocabulary for one point."""
    if point.setting == "electricity.ladder":
        yield from (Option(ladder, "vocabulary") for ladder in _supply_ladders())
    elif point.setting in ("allocation.ladder", _ANY_LADDER):
        yield from (Option(ladder, "vocabulary") for ladder in _allocation_ladders())
    elif point.setting == "allocation.classes":
        yield from (Option(word, "vocabulary") for word in get_args(SwitchClass))
    elif point.setting == "allocation.price_years":
        yield from (
            Option(years, "number", factor=years / standing if standing else None) for years in PRICE_YEARS
        )
    elif point.setting == "boundary.stages_excluded":
        yield from (Option(stages, "vocabulary") for stages in _other_stages(standing or []))
    else:
        yield from _by_type(point, standing)


def _by_type(point: Point, standing: Any) -> Iterator[Option]:
    """Levels that follow from the type of the setting: words, numbers, lists of words."""
    family, _, name = point.setting.partition(".")
    kind = CLAUSE_MODELS[family].model_fields[name].annotation
    words, is_list = _words(kind), _is_list(kind)
    if is_list:
        for word in standing or ():
            rest = [each for each in standing if each != word]
            if rest or point.setting != "cut_off.measures":  # a limit is a limit of something
                yield Option(rest, "vocabulary")
        if point.setting == "cut_off.measures":
            yield from (Option([word], "vocabulary") for word in words)
    elif words:
        yield from (Option(word, "vocabulary") for word in words)
    elif _is_number(standing) and standing:
        for factor in (HALF, DOUBLE):
            value = min(standing * factor, 1.0) if _is_fraction(point.setting) else standing * factor
            yield Option(value, "number", factor=value / standing)


def _words(kind: Any) -> tuple[Any, ...]:
    """All words of the Literals inside a type, those of a map's values, not of its keys."""
    if get_origin(kind) is Literal:
        return get_args(kind)
    if get_origin(kind) is dict:
        return _words(get_args(kind)[1])
    if get_origin(kind) in (Union, UnionType, Annotated, list):
        return tuple(dict.fromkeys(word for part in get_args(kind) for word in _words(part)))
    return ()


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is list or any(
        _is_list(part) for part in get_args(kind) if get_origin(kind) is not dict
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_fraction(setting: str) -> bool:
    return setting in ("cut_off.single_limit", "cut_off.total_limit", "recycling.allocation_factor_a")


def _other_stages(excluded: Sequence[str]) -> Iterator[list[str]]:
    """One stage more, or one less; production itself always belongs."""
    for stage in STAGES:
        if stage in excluded:
            yield [each for each in excluded if each != stage]
        elif stage != "production":
            yield [*excluded, stage]


def _supply_ladders() -> Iterator[list[ElectricityRung]]:
    """Grid average for all; and each other supply before it."""
    grid, stop = ElectricityRung(supply="grid_average"), ElectricityRung(supply="stop")
    yield [grid, stop]
    for supply in SUPPLIES:
        yield [ElectricityRung.model_validate({"supply": supply}), grid, stop]


def _allocation_ladders() -> Iterator[list[Rung]]:
    """Substitution, and each key of sharing, by itself."""
    stop = Rung(stop=StopSettings())
    yield [Rung(subdivide=SubdivideSettings()), Rung(substitute=SubstituteSettings()), stop]
    for key in get_args(ShareKey):
        yield [Rung(share=ShareSettings(by=key)), stop]


# ---- settings of a list -------------------------------------------------------------------------------


def _like(complete: Rule, point: Point) -> Setting:
    """A setting whose clause an option borrows: a rule that runs has one."""
    stated = complete.settings.get(point.name)
    if isinstance(stated, Setting):
        return stated
    if point.chosen is not None:
        return Setting(None, point.chosen.clause, point.chosen.rule_id)
    return next(each for each in complete.settings.values() if isinstance(each, Setting))


def _other_class(
    stated: tuple[Setting, ...], flow: str, option: Option, like: Setting
) -> tuple[Setting, ...]:
    kept = []
    for entry in stated:
        flows = [each for each in entry.value.flows if each != flow]
        if flows:
            kept.append(Setting(entry.value.model_copy(update={"flows": flows}), entry.clause, entry.rule_id))
    if option.value is None:
        return tuple(kept)
    return (Setting(ClassSwitch(flows=[flow], as_class=option.value), like.clause, like.rule_id), *kept)


def _other_special(
    stated: tuple[Setting, ...], target: str, option: Option, like: Setting, processes: Collection[str]
) -> tuple[Setting, ...]:
    kept = []
    for entry in stated:
        rest = {
            name: [each for each in getattr(entry.value, name) if each != target]
            for name in ("processes", "products")
        }
        if any(rest.values()):
            kept.append(Setting(entry.value.model_copy(update=rest), entry.clause, entry.rule_id))
    if option.value is None:
        return tuple(kept)
    where = {"processes" if target in processes else "products": [target]}
    return (Setting(SpecialLadder(ladder=option.value, **where), like.clause, like.rule_id), *kept)


def _home(rule: Rule, clause: ClauseBase) -> str:
    return next((file.id for file in rule.chain if any(each is clause for each in file.clauses)), rule.id)


def _place(name: str) -> tuple[int, int, str]:
    family, _, rest = name.partition(".")
    plain, _, key = rest.partition("[")
    return FAMILIES.index(family), CLAUSE_MODELS[family].setting_names().index(plain), key
