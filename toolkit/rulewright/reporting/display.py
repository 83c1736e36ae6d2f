"""What a notebook shows of an object: a head, a table, its notes, in the reader's language, all of it escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Protocol

from rulewright.reporting.language import reader_language
from rulewright.reporting.sentences import Sentence
from rulewright.words import say

if TYPE_CHECKING:
    from rulewright.inventory import Inventory
    from rulewright.ledger import Ledger
    from rulewright.rule import Rule
    from rulewright.study import Result, Study

PROCESS = Sentence("过程", "process")
STAGE = Sentence("阶段", "stage")
OUTPUTS = Sentence("产出", "outputs")
INPUTS = Sentence("投入 [项]", "inputs [number]")
EMISSIONS = Sentence("排放 [项]", "emissions [number]")
RULE = Sentence("规则", "rule")
TITLE = Sentence("名称", "title")
CHAIN = Sentence("以此为基础", "based on")
OPEN = Sentence("声明的选择 [项]", "declared choices [number]")
INVENTORY = Sentence(
    "{title}（{id}）：{count} 个过程，其中多产出 {several} 个；{amount}，{year} 年",
    "{title} ({id}): {count} processes, {several} of them with several outputs; {amount}, {year}",
)
STUDY = Sentence("研究：{title}，{count} 个规则", "Study of {title}: {count} rules")
RESULT = Sentence("{total:,.6g} kg CO2e / {amount}", "{total:,.6g} kg CO2e / {amount}")
LIST = Sentence("、", ", ")


class Tabled(Protocol):
    """A result with a table."""

    def to_dataframe(self, lang: str = ...) -> Any:
        """The table."""


def tabled(result: Tabled, notes: bool = True) -> str:
    """HTML of a result's table and notes."""
    lang = reader_language()
    said = getattr(result, "notes", None)
    lines = said(lang) if notes and said is not None else []
    return str(result.to_dataframe(lang).to_html()) + "".join(f"<p>{escape(line)}</p>" for line in lines)


def rule_html(rule: Rule) -> str:
    """A rule clause by clause."""
    from rulewright.reporting.tables import rule_table

    lang = reader_language()
    base = "".join(f" &lt; {escape(file.id)}" for file in rule.chain[1:])
    head = f"<p><b>{escape(rule.title.get(lang))}</b> ({escape(rule.id)}{base})</p>"
    return head + str(rule_table(rule, lang).to_html(index=False))


def inventory_html(inventory: Inventory) -> str:
    """An inventory's own processes with their outputs."""
    import pandas as pd

    lang, file = reader_language(), inventory.file
    own = [inventory.processes[process.id] for process in file.processes]
    rows = [
        {
            PROCESS(lang): process.name.get(lang),
            STAGE(lang): say(process.stage, lang),
            OUTPUTS(lang): LIST(lang).join(inventory.name(each.flow, lang) for each in process.outputs),
            INPUTS(lang): len(process.inputs),
            EMISSIONS(lang): len(process.emissions),
        }
        for process in own
    ]
    unit = file.declared_unit
    head = INVENTORY(
        lang, title=file.title.get(lang), id=file.id, count=len(own), year=file.year or "–",
        several=sum(len(process.outputs) > 1 for process in own),
        amount="–" if unit is None else f"{unit.amount:g} {unit.unit}",
    )  # fmt: skip
    return f"<p><b>{escape(head)}</b></p>" + str(pd.DataFrame(rows).to_html(index=False))


def ledger_html(ledger: Ledger) -> str:
    """Decisions, one a row."""
    from rulewright.reporting.tables import decisions_table

    return str(decisions_table(ledger, reader_language()).to_html(index=False))


def result_html(result: Result) -> str:
    """One rule's footprint by stage."""
    import pandas as pd

    lang, evaluation = reader_language(), result.evaluation
    unit = result.inventory.file.declared_unit
    amount = "1" if unit is None else f"{unit.amount:g} {unit.unit}"
    head = f"{result.rule.title.get(lang)}: {RESULT(lang, total=evaluation.total_kg_co2e, amount=amount)}"
    rows = {say(stage, lang): value for stage, value in evaluation.by_stage.items()}
    table = pd.DataFrame({"kg CO2e": rows})
    return f"<p><b>{escape(head)}</b></p>" + str(table.to_html())


def study_html(study: Study) -> str:
    """The rules of a study."""
    import pandas as pd

    lang = reader_language()
    rows = [
        {
            RULE(lang): rule.id,
            TITLE(lang): rule.title.get(lang),
            CHAIN(lang): LIST(lang).join(file.id for file in rule.chain[1:]),
        }
        for rule in study.rules.values()
    ]
    head = STUDY(lang, title=study.inventory.file.title.get(lang), count=len(rows))
    return f"<p><b>{escape(head)}</b></p>" + str(pd.DataFrame(rows).to_html(index=False))
