"""Evidence for a rule: every clause with its alternatives and their effects, on every inventory that it covers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulewright import __version__
from rulewright.analysis.rule_difference import Side
from rulewright.drafting.blocks import TO_VERIFY
from rulewright.drafting.check_rule import check_rule
from rulewright.drafting.evidence.cases import ANALYSES, Case, Refused, begin, fill, study_of
from rulewright.drafting.evidence.effects import VISIBLE, PointEffects, count_of, why
from rulewright.drafting.evidence.options import Option, Point, points
from rulewright.drafting.evidence.question import EvidenceError, Question, ask
from rulewright.drafting.evidence.ranking import Ranking, looks_of, rank
from rulewright.drafting.findings import Findings
from rulewright.errors import Mistake, MistakesError, RulewrightError
from rulewright.reporting.display import tabled
from rulewright.reporting.readable import readable, setting_name
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import LIST_SETTINGS, ClauseBase, Rule
from rulewright.whole_files import write_file
from rulewright.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from rulewright.drafting.head import DraftHead
    from rulewright.inventory import Inventory
    from rulewright.portfolio import Portfolio
    from rulewright.reading.studies import DeclaredChoice

FORMAT = "rulewright-evidence/1"
DRAWS, SAMPLES = 1_000, 256  # by default
Progress = Callable[[int, int], None]

HEADS = {
    "family": Sentence("类别", "family"),
    "point": Sentence("设置", "setting"),
    "clause": Sentence("条款", "clause"),
    "chosen": Sentence("所选", "chosen"),
    "option": Sentence("备选", "alternative"),
    "rules": Sentence("这样规定的规则", "rules that say so"),
    "inventory": Sentence("清单", "inventory"),
    "total": Sentence("结果 [kg CO2e]", "result [kg CO2e]"),
    "change": Sentence("变化 [kg CO2e]", "change [kg CO2e]"),
    "share": Sentence("变化 [1]", "change [1]"),
    "why": Sentence("不能执行的原因", "why it cannot run"),
}
INSIDE = Sentence("计入与否：{tag}", "inside or out: {tag}")
NOT_STATED = Sentence("未涉及", "not spoken of")
LEFT_OPEN = Sentence("未定", "left open")
NOTHING = Sentence("无", "none")
BASES = {
    "rule": Sentence("{value}", "{value}"),
    "declared": Sentence("未定；研究声明：{value}", "left open; studies declare: {value}"),
    "assumed": Sentence("未定；暂按上位规则：{value}", "left open; for now as its base: {value}"),
}
DROPPED = Sentence("不作规定", "nothing said")
KEYED = Sentence("{name}：{key}", "{name}: {key}")
_COUNTS = Sentence(
    "{rule}：{points} 个规定点，{options} 种备选，{inventories} 份清单；"
    "{moving} 个规定点的备选使结果改变 0.05 % 以上，{stopped} 个备选在所有清单上都不能执行。",
    "{rule}: {points} points, {options} alternatives, {inventories} inventories; {moving} points change a result by at least 0.05 %, {stopped} "
    "alternatives run on no inventory.",
)
_STRONGEST = Sentence(
    "影响最大的规定点是“{point}”：{inventory} 上各备选相差 {span} kg CO2e，为结果的 {share:.1%}。",
    "The strongest point is “{point}”: on {inventory} its alternatives lie {span} kg CO2e apart, {share:.1%} of the result.",
)
_DATA = Sentence(
    "在至少一份清单上，{count} 个规定点各备选的跨度大于数据的 95 % 区间（{draws} 次抽样，种子 {seed}）。",
    "On some inventory, the alternatives of {count} points span more than the 95 % interval of the data ({draws} draws, seed {seed}).",
)
_REFUSED = Sentence("清单 {name} 不能执行：{why}", "Inventory {name} cannot run: {why}")
_REFUSED_RULE = Sentence(
    "规则 {name} 不能用于 {inventory}：{why}", "Rule {name} cannot run on {inventory}: {why}"
)
_ALONE = Sentence(
    "每个备选单独替换，其余按规则；各变化不能相加。",
    "Each alternative is put in alone, all else as the rule has it; changes do not add up.",
)


@dataclass(frozen=True)
class Evidence:
    """What stands behind each clause of a rule: data only; :meth:`write` makes the document.

    Attributes
    ----------
    points
        Everything that the rule, its declared choices or the rules beside it decide, in the order of the families.
    cases
        The rule on each inventory, with the effects of all options in the order of ``points``.
    refused
        Inventories on which the rule cannot run.
    rankings
        Portfolios.
    findings
        What the checker of rules finds.
    """

    question: Question
    points: tuple[Point, ...]
    cases: tuple[Case, ...]
    refused: tuple[Refused, ...]
    rankings: tuple[Ranking, ...]
    refused_portfolios: tuple[Refused, ...]
    findings: Findings

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.question.rule

    @cached_property
    def moving(self) -> tuple[int, ...]:
        """Places of the points of which some option changes a result by at least 0.05 %."""
        return tuple(place for place, _ in enumerate(self.points) if self.largest(place) >= VISIBLE)

    def largest(self, place: int) -> float:
        """Largest change of a result that an option of a point makes on any inventory, without its sign [1]."""
        shares = [
            abs(effect.share)
            for case in self.cases
            for effect in case.effects[place].options
            if effect.share is not None
        ]
        return max(shares, default=0.0)

    @cached_property
    def stronger_than_data(self) -> tuple[int, ...]:
        """Places of the points whose options span more than the 95 % interval of the data on some inventory."""
        return tuple(
            place
            for place in self.moving
            if any(
                case.spread is not None and case.effects[place].span_kg_co2e > case.spread.width
                for case in self.cases
            )
        )

    def effect(self, point: str, inventory: str | None = None) -> PointEffects:
        """Effects of a point by name, on the first inventory or a named one."""
        case = next(each for each in self.cases if inventory in (None, each.id))
        return case.effects[[each.name for each in self.points].index(point)]

    def stopped(self) -> int:
        """Options that run on no inventory."""
        return sum(
            not any(case.effects[place].options[number].runs for case in self.cases)
            for place, point in enumerate(self.points)
            for number in range(len(point.options))
        )

    def label(self, point: Point, lang: str) -> str:
        """Name of a point for readers; flows and processes by their names."""
        plain, key = point.setting, point.key
        if plain == "boundary.tags" and key is not None:
            return INSIDE(lang, tag=setting_name(point.name, lang))
        word = key if key is None else self.word(key, lang)
        if key is None or (plain not in LIST_SETTINGS and word == key):
            return setting_name(point.name, lang)
        return KEYED(lang, name=setting_name(plain, lang), key=word)

    def word(self, name: str, lang: str) -> str:
        """Name of a flow or process in the first inventory that knows it."""
        for case in self.cases:
            if name in case.inventory.processes:
                return case.inventory.processes[name].name.get(lang)
            if name in case.inventory.flows:
                return case.inventory.name(name, lang)
        return name

    def chosen(self, point: Point, lang: str) -> str:
        """What the rule says, or what studies declare where it is open."""
        if point.chosen is not None and not point.chosen.is_open:
            return readable(point.chosen.value, lang) or NOTHING(lang)
        values = dict.fromkeys(
            (case.basis(point.name), readable(value, lang))
            for case in self.cases
            if (value := self.standing(case, point)) is not None
        )
        if values:
            return " / ".join(BASES[basis](lang, value=value) for basis, value in values)
        return (LEFT_OPEN if point.chosen is not None else NOT_STATED)(lang)

    def standing(self, case: Case, point: Point) -> Any:
        """Value by which an inventory was computed; None if nothing says one."""
        from rulewright.drafting.evidence.options import sides

        side = sides(case.result.rule).get(point.name)
        return None if side is None or side.is_open else side.value

    def option_label(self, option: Option, lang: str) -> str:
        """An option for readers."""
        if option.value is None:
            return DROPPED(lang)
        return readable(option.value, lang) or NOTHING(lang)

    def to_verify(self) -> list[tuple[str, ClauseBase]]:
        """Clauses that decide something and whose mark asks for a look at the source, with their rule, once each."""
        found: dict[tuple[str, str], tuple[str, ClauseBase]] = {}
        for point in self.points:
            side = point.chosen
            if side is not None and side.clause.mark in TO_VERIFY:
                found.setdefault((side.rule_id, side.clause.id), (side.rule_id, side.clause))
        return list(found.values())

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """One row a point, option and inventory: result and change [kg CO2e per declared unit], share [1], or why not."""
        import pandas as pd

        rows = []
        for place, point in enumerate(self.points):
            for number_, option in enumerate(point.options):
                for case in self.cases:
                    effect = case.effects[place].options[number_]
                    rows.append(
                        [
                            say(point.family, lang), self.label(point, lang), clause_of(point.chosen),
                            self.chosen(point, lang), self.option_label(option, lang), ", ".join(option.rules), case.id,
                            effect.total_kg_co2e, effect.change_kg_co2e, effect.share,
                            "" if effect.why is None else effect.why.get(lang),
                        ]
                    )  # fmt: skip
        return pd.DataFrame(rows, columns=pd.Index([head(lang) for head in HEADS.values()]))

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape (docs/evidence.md)."""
        from rulewright.drafting.evidence.plain import evidence_dict

        return evidence_dict(self)

    def to_json(self) -> str:
        """JSON text with a stable order of keys."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def notes(self, lang: str = "en") -> list[str]:
        """What a reader has to know beside the numbers."""
        lines = [
            _COUNTS(
                lang, rule=self.rule.id, points=len(self.points), options=sum(len(each.options) for each in self.points),
                inventories=len(self.cases), moving=len(self.moving), stopped=self.stopped(),
            )
        ]  # fmt: skip
        strongest = self.strongest()
        if strongest is not None:
            place, case = strongest
            span = case.effects[place].span_kg_co2e
            lines.append(
                _STRONGEST(
                    lang, point=self.label(self.points[place], lang), inventory=case.id, span=number(span),
                    share=span / abs(case.total_kg_co2e),
                )
            )  # fmt: skip
        if self.question.draws:
            count = len(self.stronger_than_data)
            lines.append(_DATA(lang, count=count, draws=self.question.draws, seed=self.question.seed))
        lines.append(_ALONE(lang))
        for each in (*self.refused, *self.refused_portfolios):
            lines.append(_REFUSED(lang, name=each.name, why=each.why))
        for case in self.cases:
            for each in case.refused:
                lines.append(_REFUSED_RULE(lang, name=each.name, inventory=case.id, why=each.why))
        return lines

    def strongest(self) -> tuple[int, Case] | None:
        """Point and inventory where the options lie furthest apart, as a share of the result."""
        found = [
            (case.effects[place].span_kg_co2e / abs(case.total_kg_co2e), place, case)
            for place in self.moving
            for case in self.cases
            if case.total_kg_co2e
        ]
        if not found:
            return None
        _, place, case = max(found, key=lambda each: (each[0], -each[1]))
        return place, case

    def plot(self, lang: str = "en") -> Figure:
        """Heat map: points by inventories, the largest change of the result that an option makes."""
        from rulewright.reporting.figures_evidence import overview_figure

        return overview_figure(self, lang)

    def write(self, path: str | Path, lang: str = "zh", head: DraftHead | None = None) -> Path:
        """Write the document (编制说明) as .docx; the same evidence gives the same bytes.

        Raises
        ------
        FileError
            If the file is open elsewhere, read-only, or its folder can't be written; nothing is changed then.
        """
        from rulewright.drafting.evidence.document import write_evidence

        return write_evidence(self, path, lang, head)

    def write_json(self, path: str | Path) -> Path:
        """Write :meth:`to_json` to a file; errors as of :meth:`write`."""
        return write_file(path, (self.to_json() + "\n").encode())

    def _repr_html_(self) -> str:
        return tabled(self)


def evidence(
    rule: str | Path | Rule,
    inventories: Iterable[str | Path | Inventory] | None = None,
    compare: Iterable[str | Path | Rule] | None = None,
    portfolios: Iterable[str | Path | Portfolio] | None = None,
    choices: Sequence[DeclaredChoice | str] | None = None,
    draws: int = DRAWS,
    samples: int = SAMPLES,
    seed: int = 1,
    progress: Progress | None = None,
) -> Evidence:
    """Collect the evidence for a rule.

    Parameters
    ----------
    inventories
        Ids, paths or inventories; default: the shipped inventories of the products that the rule covers.
    compare
        Rules beside it; default: the general, international and foreign ones of the inventories' shipped studies.
    portfolios
        Default: the shipped ones whose plants are among the inventories; an empty list: none.
    choices
        Declared choices that come before those shipped with the inventories.
    draws
        For the scatter of the data and of the plants; 0 for none.
    samples
        Rows of the variance decompositions, a power of 2.
    seed
        Of draws and samples.
    progress
        Called with (steps done, steps).

    Raises
    ------
    EvidenceError
        If the question cannot be answered, or the rule runs on none of the inventories: all reasons at once.
    FileError, ReadingError
        If a file cannot be found or has mistakes.
    """
    question = ask(rule, inventories, compare, portfolios, choices, draws, samples, seed)
    begun: list[Case] = []
    refused: list[Refused] = []
    mistakes: list[Mistake] = []
    for inventory in question.inventories:
        try:
            begun.append(begin(question, study_of(question, inventory)))
        except RulewrightError as error:
            refused.append(Refused(inventory.id, why(error)))
            mistakes += error.mistakes if isinstance(error, MistakesError) else [Mistake(*error.args)]
    if not begun:
        count = len(mistakes)
        raise EvidenceError(
            f"evidence for {question.rule.id}: {count} mistake{'s' if count > 1 else ''}", mistakes
        )
    known = frozenset(name for case in begun for name in (*case.inventory.flows, *case.inventory.processes))
    found = points(question.rule, question.compared, [case.result.rule for case in begun], known)
    steps = count_of(found) * len(begun) + ANALYSES * len(begun) + 1
    told = 0

    def done(count: int) -> None:
        nonlocal told  # steps grow once more: which options plants need is known after the inventories
        told += count
        if progress is not None:
            progress(told, steps)

    cases = tuple(fill(question, case, found, done) for case in begun)
    rankings, without = [], []
    steps += looks_of(question.portfolios, found, cases)
    for portfolio in question.portfolios:
        try:
            rankings.append(rank(question, portfolio, found, cases, done))
        except RulewrightError as error:
            without.append(Refused(portfolio.id, why(error)))
    done(steps - told)
    return Evidence(
        question, found, cases, tuple(refused), tuple(rankings), tuple(without), check_rule(question.rule)
    )


def clause_of(side: Side | None) -> str:
    """Rule and clause of what is said, e.g. ``gbt-24067-2024 6.4.6``."""
    return "" if side is None else f"{side.rule_id} {side.clause.clause or side.clause.id}"


def reproduce(evidence: Evidence) -> Mapping[str, Any]:
    """What makes the evidence again: version, hashes, draws, samples, seed."""
    question = evidence.question
    return {
        "toolkit": __version__,
        "rule": {"rule": question.rule.id, "rule_hash": question.rule.hash},
        "compared": [{"rule": each.id, "rule_hash": each.hash} for each in question.compared],
        "inventories": [{"inventory": each.id, "inventory_hash": each.hash} for each in question.inventories],
        "portfolios": [
            {"portfolio": each.id, "portfolio_hash": each.file.hash} for each in question.portfolios
        ],
        "draws": question.draws,
        "samples": question.samples,
        "seed": question.seed,
    }
