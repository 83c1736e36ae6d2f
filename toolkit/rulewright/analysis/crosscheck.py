"""Do the rules of neighbouring products fit together? (交叉领域)

Where one inventory's product or by-product is another's input, two rules meet at one flow. What the maker's rule
lets go with the flow, and what the user's rule takes on with it, should be the same number: if more is taken on, a
burden is counted twice; if less, nobody counts it, or the same benefit is claimed by both.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rulewright.analysis.coverage import covered_groups
from rulewright.errors import ApplicationError, FileError, RulewrightError
from rulewright.inventory import Inventory, UnitProcess
from rulewright.reading.find import list_shelf
from rulewright.reading.inventories import read_inventory
from rulewright.reading.rules import read_rule
from rulewright.reading.studies import read_study
from rulewright.reading.validation import did_you_mean
from rulewright.reporting.display import tabled
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Rule, Text
from rulewright.study import Result, Study
from rulewright.units import UnitProblem
from rulewright.units import factor as convert
from rulewright.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

FORMAT = "rulewright-crosscheck/1"
TOLERANCE = 0.01  # a difference above this share of the larger number is told
Kind = Literal["counted_twice", "counted_by_nobody", "claimed_twice", "unit", "clause", "cannot_run"]
Progress = Callable[[int, int], None]

# clauses of two rules that meet at a flow and should say the same
COMPARED = (
    "characterisation.gwp_set", "characterisation.horizon_years", "biogenic.convention", "biogenic.land_use_change",
    "electricity.factor_family", "electricity.ladder", "recycling.method", "characterisation.aggregated_data",
)  # fmt: skip

_HEADS = {
    "flow": Sentence("流", "flow"),
    "maker": Sentence("生产方（清单：规则）", "maker (inventory: rule)"),
    "user": Sentence("使用方（清单：规则）", "user (inventory: rule)"),
    "let_go": Sentence("生产方放出", "let go by the maker"),
    "taken_on": Sentence("使用方计入", "taken on by the user"),
    "effect": Sentence("对使用方结果的影响 kg CO2e", "effect on the user's result kg CO2e"),
    "finding": Sentence("发现", "finding"),
}
_FINDINGS: Mapping[str, Sentence] = {
    "counted_twice": Sentence(
        "{flow}：生产方规则让出 {let_go} kg CO2e/{unit}（{how_made}），使用方规则计入 {taken_on}（{how_used}）：差额被计了两次。",
        "{flow}: the maker's rule lets go {let_go} kg CO2e/{unit} ({how_made}), the user's rule takes on {taken_on} "
        "({how_used}): the difference is counted twice.",
    ),
    "counted_by_nobody": Sentence(
        "{flow}：生产方规则让出 {let_go} kg CO2e/{unit}（{how_made}），使用方规则只计入 {taken_on}（{how_used}）：差额无人承担。",
        "{flow}: the maker's rule lets go {let_go} kg CO2e/{unit} ({how_made}), the user's rule takes on only {taken_on} "
        "({how_used}): nobody counts the difference.",
    ),
    "claimed_twice": Sentence(
        "{flow}：生产方规则因其替代别的产品而取得 {let_go} kg CO2e/{unit} 的抵扣，使用方规则只计入 {taken_on}（{how_used}）："
        "同一好处两方都得。",
        "{flow}: the maker's rule takes a credit of {let_go} kg CO2e/{unit} for what it displaces, the user's rule takes on "
        "only {taken_on} ({how_used}): both claim the same benefit.",
    ),
    "unit": Sentence(
        "{flow}：生产方规则以 {made} 声明，使用方以 {used} 计量，两者不能换算。",
        "{flow}: the maker's rule declares per {made}, the user counts it in {used}; the two do not convert.",
    ),
    "clause": Sentence(
        "{setting}：生产方规则为 {made}，使用方规则为 {used}。",
        "{setting}: {made} under the maker's rule, {used} under the user's.",
    ),
    "cannot_run": Sentence(
        "规则 {rule} 在清单 {inventory} 上不能执行：{why}",
        "rule {rule} cannot run on inventory {inventory}: {why}",
    ),
}
_KINDS: Mapping[str, Sentence] = {
    "counted_twice": Sentence("重复计算", "counted twice"),
    "counted_by_nobody": Sentence("无人承担", "counted by nobody"),
    "claimed_twice": Sentence("好处重复", "claimed twice"),
    "unit": Sentence("单位不符", "unit"),
    "clause": Sentence("条款不一", "clause"),
    "cannot_run": Sentence("不能执行", "cannot run"),
}
_HOW: Mapping[str, Sentence] = {
    "product": Sentence("产品", "product"),
    "share": Sentence("分担 {share}", "shares {share}"),
    "substitute": Sentence("替代抵扣", "substitution credit"),
    "free": Sentence("不带负荷", "free of burden"),
}
_NOTES = (
    Sentence(
        "“放出”是生产方规则下每单位该流带走的负荷（替代时为其抵扣）；“计入”是使用方规则下每单位的影响。差额小于 {tolerance:.0%} 的不列。",
        "'Let go' is what a unit of the flow carries away under the maker's rule (with substitution: its credit); 'taken on' "
        "is its impact under the user's rule. Differences below {tolerance:.0%} are not listed.",
    ),
    Sentence("已查 {links} 处衔接，{inventories} 份清单。", "{links} links between {inventories} inventories were looked at."),
)  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One side of a link: an inventory under a rule."""

    inventory: str
    rule: str

    def __str__(self) -> str:
        return f"{self.inventory}: {self.rule}"


@dataclass(frozen=True)
class Finding:
    """Something that doesn't fit where two rules meet.

    Attributes
    ----------
    let_go_kg_co2e, taken_on_kg_co2e
        Per unit of the flow; None where no number is compared.
    effect_kg_co2e
        The difference times what the user's declared unit needs of the flow.
    """

    kind: Kind
    flow: str
    maker: Side
    user: Side
    what: Text
    unit: str = ""
    let_go_kg_co2e: float | None = None
    taken_on_kg_co2e: float | None = None
    effect_kg_co2e: float | None = None
    effect_share: float | None = None


@dataclass(frozen=True)
class Crosscheck:
    """All findings, the largest effects on a user's result first; then units and clauses."""

    findings: tuple[Finding, ...]
    links: int
    inventories: int

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape."""
        return {
            "format": FORMAT,
            "inventories": self.inventories,
            "links": self.links,
            "tolerance": TOLERANCE,
            "findings": [
                {
                    "kind": each.kind,
                    "flow": each.flow,
                    "maker": {"inventory": each.maker.inventory, "rule": each.maker.rule},
                    "user": {"inventory": each.user.inventory, "rule": each.user.rule},
                    "what": {"zh": each.what.zh, "en": each.what.en},
                    "unit": each.unit,
                    "let_go_kg_co2e": each.let_go_kg_co2e,
                    "taken_on_kg_co2e": each.taken_on_kg_co2e,
                    "effect_kg_co2e": each.effect_kg_co2e,
                    "effect_share": each.effect_share,
                }
                for each in self.findings
            ],
        }

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a finding."""
        import pandas as pd

        rows = [
            {
                "flow": each.flow,
                "maker": str(each.maker),
                "user": str(each.user),
                "let_go": each.let_go_kg_co2e,
                "taken_on": each.taken_on_kg_co2e,
                "effect": each.effect_kg_co2e,
                "finding": f"{_KINDS[each.kind](lang)}: {each.what.get(lang)}",
            }
            for each in self.findings
        ]
        frame = pd.DataFrame(rows, columns=list(_HEADS))
        return frame.rename(columns={name: head(lang) for name, head in _HEADS.items()})

    def notes(self, lang: str = "en") -> list[str]:
        """Sentences that go with the table."""
        return [
            _NOTES[0](lang, tolerance=TOLERANCE),
            _NOTES[1](lang, links=self.links, inventories=self.inventories),
        ]

    def plot(self, lang: str = "en") -> Figure:
        """The largest effects, as shares of the users' results."""
        from rulewright.reporting.figures_crosscheck import crosscheck_figure

        return crosscheck_figure(self, lang)

    def _repr_html_(self) -> str:
        return tabled(self)


def crosscheck(
    inventories: Sequence[str] | None = None,
    rules: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Crosscheck:
    """Look at every flow that passes from one shipped inventory to another, each under its own rule.

    Parameters
    ----------
    inventories
        Users to look at; default: all shipped ones.
    rules
        Inventory to rule; default: the home rule, see :func:`home_rule`.
    progress
        Called with (inventories done, inventories).

    Raises
    ------
    FileError
        If a name is not a shipped inventory.
    """
    shipped = list_shelf("inventories")
    users = list(shipped if inventories is None else inventories)
    for name in (*users, *(rules or {})):
        if name not in shipped:
            raise FileError(
                f"no inventory '{name}'", f"shipped: {', '.join(shipped)}",
                f"give one of these ids or a path to a .yaml file{did_you_mean(name, shipped)}",
            )  # fmt: skip
    runs = _Runs(dict(rules or {}))
    findings: list[Finding] = []
    links = 0
    for place, name in enumerate(users):
        inventory = read_inventory(name)
        for maker, flow in _passing(inventory, shipped):
            links += 1
            findings += _look(runs, inventory, maker, flow)
        if progress is not None:
            progress(place + 1, len(users))
    unique = list(dict.fromkeys(findings))
    unique.sort(key=lambda each: (-abs(each.effect_share or 0.0), each.kind, each.flow, str(each.user)))
    return Crosscheck(tuple(unique), links, len(users))


def home_rule(inventory: Inventory) -> str:
    """The rule of an inventory's product: of its study's rules the one that covers the fewest products, this one included.

    Among equals the first of the study; if none is for the product in particular, the first general rule.

    Raises
    ------
    ApplicationError
        If no study is shipped with the inventory.
    """
    if inventory.id not in list_shelf("studies"):
        raise ApplicationError(
            f"no study is shipped with the inventory '{inventory.id}'", f"inventory {inventory.id}",
            "name its rule (--rule INVENTORY=RULE)",
        )  # fmt: skip
    rules = [read_rule(name) for name in read_study(inventory.id).rules]
    groups = set(inventory.file.product_groups)
    own = sorted(
        (rule for rule in rules if groups & covered_groups(rule)), key=lambda rule: len(covered_groups(rule))
    )
    return (own or rules)[0].id


class _Runs:
    """Results of inventories under their rules, kept."""

    def __init__(self, rules: dict[str, str]) -> None:
        self.rules = rules
        self._kept: dict[tuple[str, str | None], Result | RulewrightError] = {}

    def side(self, inventory: Inventory) -> Side:
        return Side(inventory.id, self.rules.get(inventory.id) or home_rule(inventory))

    def result(self, side: Side, product: str | None = None) -> Result:
        key = (str(side), product)
        if key not in self._kept:
            try:
                study = Study(side.inventory, [side.rule], product=product)
                self._kept[key] = study.result(next(iter(study.rules)))
            except RulewrightError as error:
                self._kept[key] = error
        kept = self._kept[key]
        if isinstance(kept, RulewrightError):
            raise kept
        return kept


def _passing(inventory: Inventory, shipped: Sequence[str]) -> Iterator[tuple[UnitProcess, str]]:
    """Makers in other inventories' files, with the flows of theirs that processes outside that file use."""
    found: dict[tuple[str, str], UnitProcess] = {}
    for process in inventory.processes.values():
        for exchange in process.inputs:
            if exchange.provider is None or exchange.provider not in inventory.processes:
                continue
            maker = inventory.processes[exchange.provider]
            if maker.file != process.file and _id_of(maker) != inventory.id and _id_of(maker) in shipped:
                found[maker.id, exchange.flow] = maker
    for (_, flow), maker in sorted(found.items()):
        yield maker, flow


def _id_of(process: UnitProcess) -> str:
    """Id of the file that a process stands in: files are named like their ids."""
    return Path(process.file).stem


def _look(runs: _Runs, inventory: Inventory, maker: UnitProcess, flow: str) -> list[Finding]:
    sides = []
    for each in (read_inventory(_id_of(maker)), inventory):
        side = runs.side(each)
        try:
            sides.append((side, runs.result(side)))
        except RulewrightError as error:
            return [_cannot_run(side, error)]
    (made_by, made), (used_by, used) = sides
    if not _needed(used, maker, flow):
        return []  # linked, but the user's product does not draw on it
    findings = _units(made_by, used_by, made, used, flow)
    findings += _clauses(made_by, used_by, made.rule, used.rule, flow)
    return findings + _burdens(runs, made_by, used_by, made, used, maker, flow)


def _cannot_run(side: Side, error: RulewrightError, flow: str = "") -> Finding:
    what = _FINDINGS["cannot_run"].text(rule=side.rule, inventory=side.inventory, why=_why(error))
    return Finding("cannot_run", flow, side, side, what)


def _units(made_by: Side, used_by: Side, made: Result, used: Result, flow: str) -> list[Finding]:
    declared = made.rule.get("unit.unit")
    if declared is None or flow != made.applied.product:
        return []
    unit = used.inventory.flows[flow].unit
    try:
        convert(declared.value, unit)
    except UnitProblem:
        what = _FINDINGS["unit"].text(flow=used.inventory.flows[flow].name, made=declared.value, used=unit)
        return [Finding("unit", flow, made_by, used_by, what)]
    return []


def _clauses(made_by: Side, used_by: Side, made: Rule, used: Rule, flow: str) -> list[Finding]:
    findings = []
    for name in COMPARED:
        first, second = made.get(name), used.get(name)
        if first is None or second is None or first.value == second.value:
            continue
        what = _FINDINGS["clause"].text(setting=name, made=_said(first.value), used=_said(second.value))
        findings.append(Finding("clause", flow, made_by, used_by, what))
    return findings


def _burdens(
    runs: _Runs, made_by: Side, used_by: Side, made: Result, used: Result, maker: UnitProcess, flow: str
) -> list[Finding]:
    try:
        how_made, let_go = _let_go(runs, made_by, made, maker, flow)
    except RulewrightError as error:
        return [_cannot_run(made_by, error, flow)]
    how_used, taken_on = _taken_on(used, maker, flow)
    difference = taken_on - let_go
    if abs(difference) <= TOLERANCE * max(abs(taken_on), abs(let_go)):
        return []
    kind: Kind = "counted_twice" if difference > 0 else "counted_by_nobody"
    if difference < 0 and how_made[0] == "substitute":
        kind = "claimed_twice"
    what = _FINDINGS[kind].text(
        flow=used.inventory.flows[flow].name, unit=used.inventory.flows[flow].unit, let_go=number(let_go, 4),
        taken_on=number(taken_on, 4), how_made=_how(how_made), how_used=_how(how_used),
    )  # fmt: skip
    effect = difference * _needed(used, maker, flow)
    total = used.evaluation.total_kg_co2e
    return [
        Finding(
            kind, flow, made_by, used_by, what, used.inventory.flows[flow].unit, let_go, taken_on, effect,
            effect / abs(total) if total else None,
        )
    ]  # fmt: skip


_HowText = tuple[str, float]


def _let_go(runs: _Runs, side: Side, made: Result, maker: UnitProcess, flow: str) -> tuple[_HowText, float]:
    """What a unit of the flow carries away under the maker's rule [kg CO2e]."""
    if flow == made.applied.product:
        (amount,) = made.system.demand.values()
        return ("product", 1.0), made.evaluation.total_kg_co2e / amount
    how = _how_treated(made, maker, flow)
    if how[0] == "substitute":
        key = f"{maker.id}|{flow}"
        credit = next((each for each in made.evaluation.credits if each.name == key), None)
        supply = float(made.evaluation.supply[made.system.index[key]]) if key in made.system.index else 0.0
        return how, credit.kg_co2e / supply if credit is not None and supply else 0.0
    if how[0] == "free":
        return how, 0.0
    key = f"{maker.id}|{flow}"
    if key in made.system.index:
        return how, float(made.evaluation.unit_impacts_kg_co2e[made.system.index[key]])
    result = runs.result(side, flow)
    (amount,) = result.system.demand.values()
    return how, result.evaluation.total_kg_co2e / amount


def _taken_on(used: Result, maker: UnitProcess, flow: str) -> tuple[_HowText, float]:
    """Impact of a unit of the flow under the user's rule [kg CO2e]."""
    key = f"{maker.id}|{flow}"
    how = _how_treated(used, maker, flow)
    if key not in used.system.index or how[0] == "free":
        return ("free", 0.0), 0.0
    return how, float(used.evaluation.unit_impacts_kg_co2e[used.system.index[key]])


def _how_treated(result: Result, maker: UnitProcess, flow: str) -> _HowText:
    treatment = result.applied.treatments.get((maker.id, flow))
    if treatment is None:
        return ("product", 1.0) if flow == maker.reference.flow else ("free", 0.0)
    if treatment.kind == "substitute":
        return "substitute", 0.0
    if treatment.kind in ("share", "alias", "internal"):
        values = result.system.central_values
        known = treatment.share.quantities() <= values.keys()
        return "share", float(treatment.share.evaluate(values)) if known else float("nan")
    return "free", 0.0


def _needed(used: Result, maker: UnitProcess, flow: str) -> float:
    """Amount of the flow that the user's declared unit draws on [unit of the flow]."""
    system, key = used.system, f"{maker.id}|{flow}"
    if key not in system.index:
        return _drawn_free(used, maker, flow)
    row = system.index[key]
    rows, columns, data = system.technosphere_entries()
    inputs = (rows == row) & (columns != row)
    return float(-(data[inputs] * used.evaluation.supply[columns[inputs]]).sum())


def _drawn_free(used: Result, maker: UnitProcess, flow: str) -> float:
    """The same where the flow is free, so that no matrix entry holds it: from the inventory's amounts."""
    total = 0.0
    supply = {
        node.process: float(used.evaluation.supply[place]) for place, node in enumerate(used.system.nodes)
    }
    for process in used.inventory.processes.values():
        for exchange in process.inputs:
            if exchange.provider == maker.id and exchange.flow == flow and exchange.quantity is not None:
                total += exchange.quantity.amount * supply.get(process.id, 0.0)
    return total


def _how(how: _HowText) -> Text:
    word, share = how
    return _HOW[word].text(share=f"{share:.1%}")


def _said(value: Any) -> Text:
    """A setting's value in words: a ladder as its supplies in order."""
    values = value if isinstance(value, list) else [value]
    words = [str(getattr(each, "supply", each)) for each in values]
    return Text(
        zh=" → ".join(say(word, "zh") for word in words), en=" → ".join(say(word, "en") for word in words)
    )


def _why(error: RulewrightError) -> Text:
    from rulewright.reporting.messages import in_language

    return Text(
        zh=in_language(error, "zh").partition("\n")[0], en=in_language(error, "en").partition("\n")[0]
    )
