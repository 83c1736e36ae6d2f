"""Run a rule on a confidential inventory and keep only what may be told.

The recipe (amounts, flows, processes, suppliers, sources, texts) never goes into a trial. What does go in depends on the
level of disclosure, and every number is rounded before it is written.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from rulewright import __version__
from rulewright.errors import FileError, OpenDecisionsError, RulewrightError
from rulewright.reporting.sentences import Sentence
from rulewright.words import CREDITS_STAGE, STAGES, say

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.study import Result, Study

Disclosure = Literal["total", "stages", "clauses"]
LEVELS: tuple[Disclosure, ...] = get_args(Disclosure)
FORMAT = "rulewright-trial/1"
DIGITS = 3  # significant digits of a total, unless told otherwise
SHARE_STEP = 0.01  # shares are told in steps of this size [1]
STEP = 1e-3  # relative change by which amounts are tried
NEARLY = 0.9  # elasticity of a stage to one amount from which on the amount can be worked out from the share
Progress = Callable[[int, int], None]

WHAT, VALUE = Sentence("披露的内容", "what is disclosed"), Sentence("值", "value")
TOTAL = Sentence(
    "合计 [kg CO2e / {unit}]，{digits} 位有效数字", "total [kg CO2e / {unit}], {digits} significant digits"
)
SHARE_OF = Sentence("占合计：{stage}", "share of the total: {stage}")
DECISIONS = Sentence("按条款 {clause} 作出的决策 [项]", "decisions by clause {clause} [number]")
AGAINST = Sentence("若按 {rule}：变化", "change under {rule}")
PART = Sentence("若按 {rule}：其中{family}", "of it by {family}, under {rule}")
NOT_RUN = Sentence("不能执行：未定之处 [项]", "not run: open decisions [number]")
FAILS = Sentence("若按 {rule}：不能执行", "under {rule}: cannot be applied")
ONE_AMOUNT = Sentence(
    "注意：阶段“{stage}”的足迹几乎只随一个数变化，知道背景数据的人可以由它的占比推算该数，精度为占比的取整。可改用 --disclose total。",
    "Take care: the footprint of the stage '{stage}' follows one amount nearly alone; who knows the background data can work it out from "
    "the share, as precisely as the share is rounded. Consider --disclose total.",
)
KEPT_BACK = Sentence(
    "不写入：数量、流、过程、供应方、来源、名称。清单只留一个加盐的承诺值，日后可用自己保存的盐证明。",
    "Not written: amounts, flows, processes, suppliers, sources, names. Of the inventory only a salted commitment stays, which you can "
    "prove later with the salt that you keep.",
)


@dataclass(frozen=True)
class AgainstRule:
    """The same inventory under another rule.

    ``change``: of the total, relative to it [1]; ``parts``: families of clauses to their part of that change [1]; both None
    if the other rule cannot be applied.
    """

    rule: str
    rule_hash: str
    change: float | None
    parts: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Trial:
    """What a company tells of one inventory under one rule.

    Attributes
    ----------
    label
        Name that the company chose for the plant.
    disclosure
        Level: ``total`` < ``stages`` < ``clauses``.
    commitment
        SHA-256 of salt and inventory hash: says nothing, but can be proved.
    total_kg_co2e
        Rounded [kg CO2e per declared unit]; None if the rule cannot be applied.
    open_decisions
        How many decisions nothing settles, if that is why.
    shares
        Stage to its share of the total, credits too [1]; empty below the level ``stages``.
    decisions
        Clause to the number of decisions by it; empty below the level ``clauses``.
    against
        Other rules; empty below the level ``clauses``.
    """

    label: str
    disclosure: Disclosure
    rule: str
    rule_hash: str
    unit: str
    commitment: str
    digits: int
    total_kg_co2e: float | None
    open_decisions: int = 0
    shares: Mapping[str, float] = field(default_factory=dict)
    decisions: Mapping[str, int] = field(default_factory=dict)
    against: tuple[AgainstRule, ...] = ()
    warned_stages: tuple[str, ...] = field(default=(), compare=False)

    def to_dict(self) -> dict[str, Any]:
        """The whole content of a trial file."""
        content = asdict(self)
        del content["warned_stages"]  # for the company, not for the committee
        return {
            "format": FORMAT,
            "rulewright": __version__,
            **content,
            "against": [asdict(each) for each in self.against],
        }

    def to_json(self) -> str:
        """JSON text of a trial file."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def to_dataframe(self, lang: str = "en") -> pd.DataFrame:
        """Everything that the file discloses, a row each."""
        import pandas as pd

        rows: list[tuple[str, Any]] = []
        if self.total_kg_co2e is None:
            rows.append((NOT_RUN(lang), self.open_decisions))
        else:
            rows.append((TOTAL(lang, unit=self.unit, digits=self.digits), self.total_kg_co2e))
        rows += [(SHARE_OF(lang, stage=say(stage, lang)), share) for stage, share in self.shares.items()]
        rows += [(DECISIONS(lang, clause=clause), count) for clause, count in self.decisions.items()]
        for other in self.against:
            if other.change is None:
                rows.append((FAILS(lang, rule=other.rule), None))
                continue
            rows.append((AGAINST(lang, rule=other.rule), other.change))
            rows += [
                (PART(lang, rule=other.rule, family=say(family, lang)), part)
                for family, part in (other.parts or {}).items()
            ]
        return pd.DataFrame(rows, columns=pd.Index([WHAT(lang), VALUE(lang)]))

    def notes(self, lang: str = "en") -> list[str]:
        """What is kept back, and what somebody could work out all the same."""
        return [KEPT_BACK(lang), *(ONE_AMOUNT(lang, stage=say(stage, lang)) for stage in self.warned_stages)]

    def _repr_html_(self) -> str:
        from rulewright.reporting.display import tabled

        return tabled(self)


def trial(
    study: Study, rule: str, label: str | None = None, *, against: Sequence[str] = (), disclosure: Disclosure = "clauses",
    digits: int = DIGITS, salt: str | None = None, progress: Progress | None = None,
) -> Trial:  # fmt: skip
    """Apply a rule to a confidential inventory and keep what the level of disclosure allows.

    Parameters
    ----------
    study
        With the rule and those of ``against``.
    rule, against
        Ids of rules of the study.
    label
        Name for the committee's table; say as much as you want to. Default: ``plant-`` and six digits of the commitment.
    digits
        Significant digits of the total, 1 to 6.
    salt
        For the commitment; default: a fresh one (:func:`new_salt`), which is then lost.

    Raises
    ------
    FileError
        If the level or the number of digits is not one that there is.
    """
    if disclosure not in LEVELS:
        raise FileError(
            f"no level of disclosure '{disclosure}'", "--disclose", f"use one of: {', '.join(LEVELS)}"
        )
    if not 1 <= digits <= 6:
        raise FileError(f"{digits} significant digits", "--digits", "use 1 to 6")
    chosen = study.rules[rule]
    declared = study.inventory.file.declared_unit
    committed = commitment(salt or new_salt(), study.inventory.hash)
    facts: dict[str, Any] = {
        "label": label or f"plant-{committed[:6]}", "disclosure": disclosure, "rule": chosen.id, "rule_hash": chosen.hash,
        "unit": f"{declared.amount:g} {declared.unit}" if declared else "1", "commitment": committed, "digits": digits,
    }  # fmt: skip
    try:
        result = study.result(rule)
    except OpenDecisionsError as error:
        return Trial(**facts, total_kg_co2e=None, open_decisions=len(error.mistakes))
    facts["total_kg_co2e"] = _rounded(result.evaluation.total_kg_co2e, digits)
    if disclosure == "total":
        return Trial(**facts)
    facts["shares"] = _shares(result)
    facts["warned_stages"] = _from_one_amount(study, rule, progress)
    if disclosure == "stages":
        return Trial(**facts)
    facts["decisions"] = dict(sorted(Counter(_clause(each) for each in result.ledger).items()))
    others = []
    for other in against:
        others.append(_against(study, rule, other))
    return Trial(**facts, against=tuple(others))


def new_salt() -> str:
    """A salt that nobody can guess."""
    return secrets.token_hex(16)


def commitment(salt: str, inventory_hash: str) -> str:
    """SHA-256 of both: the same salt and inventory give it again, nothing leads back from it.

    Examples
    --------
    >>> commitment("a", "b")[:8]
    '6783a31e'
    """
    return hashlib.sha256(f"{salt}:{inventory_hash}".encode()).hexdigest()


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}")


def _share(value: float, total: float) -> float:
    return round(round(value / total / SHARE_STEP) * SHARE_STEP, 10) + 0.0


def _shares(result: Result) -> dict[str, float]:
    evaluation = result.evaluation
    total = evaluation.total_kg_co2e
    if not total:
        return {}
    found = {stage: evaluation.by_stage.get(stage, 0.0) for stage in (*STAGES, CREDITS_STAGE)}
    return {stage: _share(value, total) for stage, value in found.items() if value}


def _clause(decision: Any) -> str:
    """A clause by the rule's own words, never by what the decision was about."""
    return f"{decision.rule_id}:{decision.clause_number or decision.clause_id or decision.origin}"


def _against(study: Study, rule: str, other: str) -> AgainstRule:
    chosen, total = study.rules[other], study.result(rule).evaluation.total_kg_co2e
    try:
        change = study.result(other).evaluation.total_kg_co2e - total
        parts = {part.name: part.kg_co2e for part in study.attribute(rule, other).parts}
    except RulewrightError:
        return AgainstRule(chosen.id, chosen.hash, None)
    if not total:
        return AgainstRule(chosen.id, chosen.hash, None)
    told = {name: _share(value, total) for name, value in parts.items()}
    return AgainstRule(chosen.id, chosen.hash, _share(change, total), {n: v for n, v in told.items() if v})


def _from_one_amount(study: Study, rule: str, progress: Progress | None) -> tuple[str, ...]:
    """Stages that follow one own amount nearly in proportion: who knows the background can work that amount out."""
    from rulewright.study import Study

    inventory = study.inventory
    own = {process.id for process in inventory.file.processes}
    amounts = [
        exchange.quantity
        for process in inventory.processes.values()
        if process.id in own
        for exchange in (*process.inputs, *process.emissions)
        if exchange.quantity is not None and exchange.quantity.formula is None and exchange.quantity.amount
    ]
    before = study.result(rule).evaluation.by_stage
    found: dict[str, None] = {}
    for number, quantity in enumerate(amounts, 1):
        for step in (STEP, -STEP):  # the other way where a stated range ends
            try:
                changed = inventory.with_amounts({quantity.id: quantity.amount * (1 + step)})
                after = Study(changed, [study.rules[rule]], study.choices, study.product).result(rule)
            except RulewrightError:
                continue
            for stage, value in before.items():
                moved = after.evaluation.by_stage.get(stage, 0.0) - value
                if value and moved / value / step >= NEARLY:
                    found[stage] = None
            break
        if progress is not None:
            progress(number, len(amounts))
    return tuple(stage for stage in before if stage in found)
