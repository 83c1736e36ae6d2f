"""The difference of two rules, or of two versions of one: setting by setting, with clauses, texts and sources.

What is compared is what the rules *decide*, inheritance included: a clause that was only renumbered or reworded is
"restated", not changed. Where an inventory is given, both results stand beside the clauses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rulewright.reporting.display import tabled
from rulewright.reporting.readable import readable, setting_name
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import (
    CLAUSE_MODELS,
    LIST_SETTINGS,
    ClauseBase,
    Document,
    ElectricityRung,
    Rule,
    Rung,
    Setting,
    Text,
)
from rulewright.words import FAMILIES, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.analysis.rule_effects import RuleEffects
    from rulewright.inventory import Inventory
    from rulewright.reading.studies import DeclaredChoice
    from rulewright.study import Result, Study

FORMAT = "rulewright-rule-difference/1"
SOLVER_PRECISION = 1e-6  # of a result: Brightway's data packages store single precision
Kind = Literal["added", "removed", "changed", "settled", "opened", "restated"]
KINDS: Mapping[Kind, Sentence] = {
    "added": Sentence("新增", "added"),
    "removed": Sentence("取消", "removed"),
    "changed": Sentence("改变", "changed"),
    "settled": Sentence("未定改为规定", "settled"),
    "opened": Sentence("改为未定", "left open"),
    "restated": Sentence("另条重申", "restated"),
}
DOCUMENT_FIELDS: Mapping[str, Sentence] = {
    "number": Sentence("编号", "number"),
    "title": Sentence("名称", "title"),
    "issuer": Sentence("发布机构", "issuer"),
    "status": Sentence("状态", "status"),
    "issued": Sentence("发布日期", "issued"),
    "in_force_from": Sentence("实施日期", "in force from"),
    "replaces": Sentence("代替", "replaces"),
}
STATUS: Mapping[str, Sentence] = {
    "in_force": Sentence("有效", "in force"),
    "draft": Sentence("草案", "draft"),
    "withdrawn": Sentence("废止", "withdrawn"),
    "superseded": Sentence("被代替", "superseded"),
    "not_read": Sentence("正文未读", "text not read"),
}

DOCUMENT = Sentence("文件", "document")
FAMILY = Sentence("类别", "family")
SETTING = Sentence("设置", "setting")
CHANGE = Sentence("变化", "change")
OLD = Sentence("旧：{rule}", "old: {rule}")
NEW = Sentence("新：{rule}", "new: {rule}")
OLD_TEXT = Sentence("旧条文", "old text")
NEW_TEXT = Sentence("新条文", "new text")
KEYED = Sentence("{name}：{key}", "{name}: {key}")
STATED = Sentence("{value} [{clause}，{mark}]", "{value} [{clause}, {mark}]")
LEFT_OPEN = Sentence("未定 [{clause}，{mark}]", "not settled [{clause}, {mark}]")
NOTHING = Sentence("–", "–")
COUNTS = Sentence(
    "规定不同 {changed} 项（新增 {added}，取消 {removed}，改变 {altered}，未定改为规定 {settled}，改为未定 {opened}）；另条重申 {restated} 项。",
    "Decisions that differ: {changed} (added {added}, removed {removed}, changed {altered}, settled {settled}, left open {opened}); "
    "restated by another clause: {restated}.",
)
NO_DIFFERENCE = Sentence("两个规则的规定相同。", "The two rules decide the same.")
BUILDS_ON = Sentence(
    "{new} 以 {old} 为上位规则，未列出的规定沿用。",
    "{new} is based on {old}; what isn't listed is taken over.",
)
EFFECT = Sentence(
    "{inventory}：{old} → {new} kg CO2e / {unit} {name}，差 {difference}（{share}）；两边各声明 {old_declared} 项和 {new_declared} 项。",
    "{inventory}: {old} → {new} kg CO2e / {unit} {name}, a difference of {difference} ({share}); "
    "{old_declared} and {new_declared} choices were declared.",
)
NO_SHARE = Sentence("旧值为零", "the old result is zero")


@dataclass(frozen=True)
class Side:
    """What one rule says of a setting: a value, or (``is_open``) that it is left open on purpose."""

    clause: ClauseBase
    rule_id: str
    value: Any = None
    is_open: bool = False

    def shown(self, lang: str) -> str:
        """Value with clause number and mark."""
        clause = self.clause.clause or self.clause.id
        mark = say(self.clause.mark, lang)
        if self.is_open:
            return LEFT_OPEN(lang, clause=clause, mark=mark)
        return STATED(lang, value=readable(self.value, lang), clause=clause, mark=mark)

    def to_dict(self) -> dict[str, Any]:
        """Value, clause, texts, source and mark."""
        return {
            "value": _plain(self.value),
            "left_open": self.is_open,
            "rule": self.rule_id,
            "clause_id": self.clause.id,
            "clause": self.clause.clause,
            "text": {"zh": self.clause.text.zh, "en": self.clause.text.en},
            "source": self.clause.source.model_dump(mode="json", exclude_none=True),
            "mark": self.clause.mark,
        }


@dataclass(frozen=True)
class Change:
    """One setting that two rules treat differently, or decide alike by different clauses ("restated")."""

    name: str
    kind: Kind
    old: Side | None
    new: Side | None

    @property
    def family(self) -> str:
        """Family of the setting."""
        return self.name.partition(".")[0]

    def label(self, lang: str) -> str:
        """Name of the setting for readers, with its key, e.g. a flow."""
        plain, _, rest = self.name.partition("[")
        if plain in LIST_SETTINGS and rest:
            return KEYED(lang, name=setting_name(plain, lang), key=rest.removesuffix("]"))
        return setting_name(self.name, lang)

    def rungs(self) -> tuple[list[Any], list[Any]]:
        """Rungs that went and rungs that came, if both sides are ladders; empty lists otherwise."""
        old, new = (_ladder(side) for side in (self.old, self.new))
        if not (old and new):
            return [], []
        before, after = ([_identity(rung) for rung in ladder] for ladder in (old, new))
        gone, come = [], []
        for tag, i, j, k, m in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
            if tag != "equal":
                gone += old[i:j]
                come += new[k:m]
        return gone, come

    def to_dict(self) -> dict[str, Any]:
        """Setting, kind of change and both sides; for ladders the rungs that went and came."""
        gone, come = self.rungs()
        return {
            "setting": self.name,
            "family": self.family,
            "kind": self.kind,
            "old": None if self.old is None else self.old.to_dict(),
            "new": None if self.new is None else self.new.to_dict(),
            "rungs_removed": _plain(gone),
            "rungs_added": _plain(come),
        }


@dataclass(frozen=True)
class Effect:
    """Results of both rules on one inventory [kg CO2e per declared unit]; stages with credits add up to the totals."""

    inventory: str
    title: Text
    product: str
    product_name: Text
    unit: str
    old_kg_co2e: float
    new_kg_co2e: float
    old_by_stage: Mapping[str, float]
    new_by_stage: Mapping[str, float]
    old_declared: tuple[str, ...]
    new_declared: tuple[str, ...]

    @property
    def difference_kg_co2e(self) -> float:
        """New result less old result [kg CO2e per declared unit]."""
        return self.new_kg_co2e - self.old_kg_co2e

    def sentence(self, lang: str) -> str:
        """Both results in one sentence; a difference below the precision of the solver is told as 0."""
        change = self.difference_kg_co2e
        if abs(change) <= SOLVER_PRECISION * abs(self.old_kg_co2e):
            change = 0.0
        share = f"{change / self.old_kg_co2e:+.1%}".replace("-", "−") if self.old_kg_co2e else NO_SHARE(lang)
        return EFFECT(
            lang, inventory=self.title, old=number(self.old_kg_co2e), new=number(self.new_kg_co2e), unit=self.unit,
            name=self.product_name, difference=number(change), share=share,
            old_declared=len(self.old_declared), new_declared=len(self.new_declared),
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Both totals, their difference and stages [kg CO2e per declared unit], and the declared choices."""
        return {
            "inventory": self.inventory,
            "product": self.product,
            "unit": self.unit,
            "old_kg_co2e": self.old_kg_co2e,
            "new_kg_co2e": self.new_kg_co2e,
            "difference_kg_co2e": self.difference_kg_co2e,
            "old_by_stage": dict(self.old_by_stage),
            "new_by_stage": dict(self.new_by_stage),
            "old_declared": list(self.old_declared),
            "new_declared": list(self.new_declared),
        }


@dataclass(frozen=True)
class RuleDifference:
    """Two rules, what they decide differently, and optionally what that does to an inventory.

    Attributes
    ----------
    document
        Fields of the documents that differ: name to (old, new), "" where one has none.
    changes
        By family, in the order of the settings; restated settings included.
    """

    old: Rule
    new: Rule
    document: Mapping[str, tuple[Text, Text]]
    changes: tuple[Change, ...]
    effect: Effect | None = None
    effects: RuleEffects | None = None

    def of_kind(self, *kinds: Kind) -> list[Change]:
        """Changes of some kinds."""
        return [change for change in self.changes if change.kind in kinds]

    @property
    def differing(self) -> list[Change]:
        """Changes of what is decided: all but the restated."""
        return [change for change in self.changes if change.kind != "restated"]

    def with_effect(self, study: Study) -> RuleDifference:
        """The same difference with the results of both rules in a study that holds them.

        Raises
        ------
        OpenDecisionsError, ReadingError, ApplicationError
            If one of the rules can't run on the inventory of the study.
        """
        return replace(self, effect=_effect(study, self.old.id, self.new.id))

    def with_effects(
        self,
        inventories: Iterable[str | Path | Inventory] | None = None,
        choices: Sequence[DeclaredChoice] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> RuleDifference:
        """The same difference with what each changed clause does to inventories.

        Parameters and errors as in :func:`rulewright.analysis.rule_effects.rule_effects`.
        """
        from rulewright.analysis.rule_effects import rule_effects

        return replace(self, effects=rule_effects(self.old, self.new, inventories, choices, progress))

    def to_dataframe(self, lang: str = "en", texts: bool = False, restated: bool = False) -> pd.DataFrame:
        """One row a field of the document or a setting; ``texts`` adds what the clauses say, ``restated`` those rows."""
        import pandas as pd

        columns = [FAMILY, SETTING, CHANGE]
        heads = [head(lang) for head in columns]
        heads += [OLD(lang, rule=self.old.id), NEW(lang, rule=self.new.id)]
        heads += [OLD_TEXT(lang), NEW_TEXT(lang)] if texts else []
        rows = []
        for name, (old, new) in self.document.items():
            row = [DOCUMENT(lang), DOCUMENT_FIELDS[name](lang), KINDS["changed"](lang)]
            row += [old.get(lang) or NOTHING(lang), new.get(lang) or NOTHING(lang)]
            rows.append(row + (["", ""] if texts else []))
        for change in self.changes if restated else self.differing:
            sides = (change.old, change.new)
            row = [say(change.family, lang), change.label(lang), KINDS[change.kind](lang)]
            row += [NOTHING(lang) if side is None else side.shown(lang) for side in sides]
            row += ["" if side is None else side.clause.text.get(lang) for side in sides] if texts else []
            rows.append(row)
        return pd.DataFrame(rows, columns=pd.Index(heads))

    def notes(self, lang: str = "en") -> list[str]:
        """How much differs, whether one rule builds on the other, and the effect on the inventory."""
        counts = {kind: len(self.of_kind(kind)) for kind in KINDS}
        found = [
            COUNTS(
                lang, changed=len(self.differing), added=counts["added"], removed=counts["removed"],
                altered=counts["changed"], settled=counts["settled"], opened=counts["opened"], restated=counts["restated"],
            )
            if self.differing
            else NO_DIFFERENCE(lang)
        ]  # fmt: skip
        for above, below in ((self.old, self.new), (self.new, self.old)):
            if above.id in [file.id for file in below.chain[1:]]:
                found.append(BUILDS_ON(lang, new=below.id, old=above.id))
        found += [self.effect.sentence(lang)] if self.effect is not None else []
        return found + (self.effects.notes(lang) if self.effects is not None else [])

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/rule-library.md)."""
        return {
            "format": FORMAT,
            "old": {"rule": self.old.id, "rule_hash": self.old.hash},
            "new": {"rule": self.new.id, "rule_hash": self.new.hash},
            "document": [
                {"field": name, "old": {"zh": old.zh, "en": old.en}, "new": {"zh": new.zh, "en": new.en}}
                for name, (old, new) in self.document.items()
            ],
            "changes": [change.to_dict() for change in self.changes],
            "effect": None if self.effect is None else self.effect.to_dict(),
            "effects": None if self.effects is None else self.effects.to_dict(),
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def plot(self, lang: str = "en") -> Figure:
        """Differing decisions by family, and both results by stage if an inventory was given."""
        from rulewright.reporting.figures_difference import difference_figure

        return difference_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


def difference(old: Rule, new: Rule) -> RuleDifference:
    """Compare what two rules decide, setting by setting.

    Examples
    --------
    >>> from rulewright.reading.rules import read_rule
    >>> found = difference(read_rule("pact-2"), read_rule("pact-3"))
    >>> [(change.name, change.kind) for change in found.changes if change.name == "characterisation.gwp_set"]
    [('characterisation.gwp_set', 'settled')]
    """
    before, after = _sides(old), _sides(new)
    _spread_open(before, after)
    _spread_open(after, before)
    changes = []
    for name in sorted({*before, *after}, key=_place):
        kind = _kind(before.get(name), after.get(name))
        if kind is not None:
            changes.append(Change(name, kind, before.get(name), after.get(name)))
    return RuleDifference(old, new, _document_changes(old.document, new.document), tuple(changes))


def _sides(rule: Rule) -> dict[str, Side]:
    """What a rule says, by setting; lists by the flow, process or product that each entry speaks of."""
    found = {
        name: Side(clause, _home(rule, clause), is_open=True) for name, clause in rule.not_settled.items()
    }
    for name, stated in rule.settings.items():
        if name in LIST_SETTINGS:
            for key, entry, value in _entries(stated):
                found.setdefault(f"{name}[{key}]", Side(entry.clause, entry.rule_id, value))
        else:
            found[name] = Side(stated.clause, stated.rule_id, stated.value)
    return found


def _spread_open(sides: dict[str, Side], others: Mapping[str, Side]) -> None:
    """A map or list that one rule leaves open as a whole stands against each key that the other rule decides."""
    for name in [name for name, side in sides.items() if side.is_open and name not in others]:
        keys = [key for key in others if key.startswith(f"{name}[")]
        if keys:
            whole = sides.pop(name)
            sides.update({key: whole for key in keys})


def _entries(stated: tuple[Setting, ...]) -> Iterator[tuple[str, Setting, Any]]:
    """Keys and values of a list setting; the first entry for a key is the one that holds."""
    for entry in stated:
        if hasattr(entry.value, "flows"):
            yield from ((flow, entry, entry.value.as_class) for flow in entry.value.flows)
        else:
            yield from (
                (target, entry, entry.value.ladder)
                for target in (*entry.value.processes, *entry.value.products)
            )


def _ladder(side: Side | None) -> list[Any]:
    """The rungs of a side whose value is a ladder; empty otherwise."""
    value = side.value if side is not None else None
    is_ladder = isinstance(value, list) and all(isinstance(each, Rung | ElectricityRung) for each in value)
    return list(value) if is_ladder and value is not None else []


def _home(rule: Rule, clause: ClauseBase) -> str:
    return next((file.id for file in rule.chain if any(each is clause for each in file.clauses)), rule.id)


def _kind(old: Side | None, new: Side | None) -> Kind | None:
    """How a setting differs; None if the same clause decides it the same way."""
    if old is None or new is None:
        left = new or old
        assert left is not None
        if left.is_open:
            return "opened" if old is None else "removed"
        return "added" if old is None else "removed"
    if old.is_open != new.is_open:
        return "settled" if old.is_open else "opened"
    if not old.is_open and _identity(old.value) != _identity(new.value):
        return "changed"
    same_clause = (old.rule_id, old.clause.id) == (new.rule_id, new.clause.id)
    return None if same_clause and old.clause == new.clause else "restated"


def _identity(value: Any) -> str:
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return {str(key): _plain(each) for key, each in value.items()} if isinstance(value, Mapping) else value


def _place(name: str) -> tuple[int, int, str]:
    family, _, rest = name.partition(".")
    plain, _, key = rest.partition("[")
    return FAMILIES.index(family), CLAUSE_MODELS[family].setting_names().index(plain), key


def _document_changes(old: Document, new: Document) -> dict[str, tuple[Text, Text]]:
    pairs = {name: (_field(old, name), _field(new, name)) for name in DOCUMENT_FIELDS}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _field(document: Document, name: str) -> Text:
    value = getattr(document, name)
    if isinstance(value, Text):
        return Text(zh=value.zh, en=value.en)
    if name == "status":
        return STATUS[value].text()
    text = "" if value is None else str(value)
    return Text(zh=text, en=text)


def _effect(study: Study, old: str, new: str) -> Effect:
    before, after = study.result(old), study.result(new)
    file = study.inventory.file
    declared = file.declared_unit if study.product == file.product else None
    amount, unit = (
        (declared.amount, declared.unit) if declared else (1.0, study.inventory.flows[study.product].unit)
    )
    return Effect(
        study.inventory.id, file.title, study.product, _name(study), f"{amount:g} {unit}",
        before.evaluation.total_kg_co2e, after.evaluation.total_kg_co2e,
        _stages(before), _stages(after), before.declared, after.declared,
    )  # fmt: skip


def _name(study: Study) -> Text:
    return Text(zh=study.inventory.name(study.product, "zh"), en=study.inventory.name(study.product, "en"))


def _stages(result: Result) -> dict[str, float]:
    return {stage: float(value) for stage, value in result.evaluation.by_stage.items()}
