"""Tables and sentences of hotspots, in both languages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rulewright.reporting.labels import item_label
from rulewright.reporting.readable import option_text
from rulewright.reporting.sentences import Sentence, number

if TYPE_CHECKING:
    import pandas as pd

    from rulewright.analysis.decisions import DecisionEffect
    from rulewright.analysis.hotspots import By, Hotspots

KG, SHARE = Sentence("kg CO2e", "kg CO2e"), Sentence("占比", "share")
TOTAL = Sentence("合计", "total")
ITEM, CHANGE, OPTION = (
    Sentence("项目", "item"),
    Sentence("变化，kg CO2e", "change, kg CO2e"),
    Sentence("备选", "alternative"),
)
LARGEST = Sentence(
    "{what}：最大的是“{name}”，{kg} kg CO2e（{share:.1%}）。",
    "{what}: the largest is {name}, {kg} kg CO2e ({share:.1%}).",
)
STRONGEST = Sentence(
    "{what}：影响最大的是“{option}”，{kg} kg CO2e（{share:.1%}）。原为：{was}",
    "{what}: what moves most is '{option}', {kg} kg CO2e ({share:.1%}). As it is: {was}",
)
CANNOT = Sentence("备选“{option}”不能计算：{why}", "The alternative '{option}' cannot be carried out: {why}")
APART = Sentence("不计入合计：{names}。", "In no total: {names}.")
AMOUNT = Sentence("{name} {kg} kg CO2e", "{name} {kg} kg CO2e")
LIST = Sentence("；", "; ")
PATHS = Sentence(
    "供应路径：{count} 条不低于 {limit:.1%}，合计 {share:.1%}；其余 {rest} kg 列为一行。",
    "Paths of supply: {count} of at least {limit:.1%} make up {share:.1%}; the rest, {rest} kg, is one row.",
)
NOT_ADDITIVE = Sentence(
    "各项决策逐一改变，其余不变；这些变化不能相加。",
    "Decisions are changed one at a time, all else held; these changes do not add up.",
)
WHAT = {
    "process": Sentence("按过程", "by process"), "stage": Sentence("按阶段", "by stage"), "gas": Sentence("按气体", "by gas"),
    "exchange": Sentence("按输入输出", "by exchange"), "path": Sentence("按供应路径", "by path of supply"),
    "decision": Sentence("按决策", "by decision"),
}  # fmt: skip


def additive_table(found: Hotspots, lang: str, by: By) -> pd.DataFrame:
    """Rows of one table and its total [kg CO2e per declared unit, share 1]."""
    import pandas as pd

    rows = found.rows(by)
    index = [row.name.get(lang) for row in rows] + [TOTAL(lang)]
    values = [[row.kg_co2e, math.nan if row.share is None else row.share] for row in rows]
    values.append([found.total_kg_co2e, 1.0 if found.total_kg_co2e else math.nan])
    return pd.DataFrame(values, index=pd.Index(index, name=WHAT[by](lang)), columns=[KG(lang), SHARE(lang)])


def decisions_table(found: Hotspots, lang: str) -> pd.DataFrame:
    """One row an alternative of a decision [kg CO2e per declared unit, share 1]; NaN where it cannot be carried out."""
    import pandas as pd

    rows = [
        [
            each.what.get(lang),
            option_text(each.option, lang),
            _or_nan(each.change_kg_co2e),
            _or_nan(each.share),
        ]
        for each in found.decisions
    ]
    return pd.DataFrame(rows, columns=[ITEM(lang), OPTION(lang), CHANGE(lang), SHARE(lang)])


def notes_of(found: Hotspots, lang: str, by: By | None) -> list[str]:
    """The largest of each table, what stands apart, how much of the total the paths show."""
    shown: tuple[By, ...] = ("process", "gas", "exchange") if by is None else (by,)
    lines = []
    for each in shown:
        if each == "decision":
            lines += _decision_notes(found.decisions, lang)
            continue
        row = max(found.rows(each), key=lambda row: abs(row.kg_co2e), default=None)
        if row is not None:
            lines.append(
                LARGEST(
                    lang, what=WHAT[each](lang), name=row.name, kg=number(row.kg_co2e), share=row.share or 0.0
                )
            )
    if by in (None, "path"):
        burdens = found.burdens_kg_co2e
        shown_kg = math.fsum(path.kg_co2e for path in found.paths)
        lines.append(
            PATHS(
                lang, count=len(found.paths), limit=found.cut_off, share=shown_kg / burdens if burdens else 0.0,
                rest=number(burdens - shown_kg),
            )
        )  # fmt: skip
    result = found.result
    apart = [
        AMOUNT(lang, name=item_label(result.inventory, each, lang), kg=number(each.kg_co2e))
        for each in result.evaluation.credits
        if not each.in_total
    ]
    if apart:
        lines.append(APART(lang, names=LIST(lang).join(apart)))
    return lines


def _decision_notes(effects: tuple[DecisionEffect, ...], lang: str) -> list[str]:
    from rulewright.reporting.messages import translate

    lines = []
    if effects and effects[0].change_kg_co2e:
        most = effects[0]
        lines.append(
            STRONGEST(
                lang, what=WHAT["decision"](lang), option=option_text(most.option, lang), kg=number(most.change_kg_co2e or 0.0),
                share=most.share or 0.0, was=most.what,
            )
        )  # fmt: skip
    cannot = {option_text(each.option, lang): each.why for each in effects if each.why}
    lines += [
        CANNOT(lang, option=option, why=translate(why) if lang == "zh" else why)
        for option, why in cannot.items()
    ]
    return [*lines, NOT_ADDITIVE(lang)]


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value
