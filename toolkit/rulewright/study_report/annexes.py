"""Chapters 9 and 10 and the annexes of a report: choices, review, the whole ledger, data of the processes, hashes."""

from __future__ import annotations

from collections.abc import Iterator

from rulewright.balance import flow_name
from rulewright.drafting.blocks import AnnexTitle, Paragraph, Table, clean
from rulewright.inventory import UnitProcess
from rulewright.packages.sections import versions
from rulewright.reporting.readable import readable, setting_name
from rulewright.reporting.sentences import number
from rulewright.rule import Setting
from rulewright.study_report import sentences as say
from rulewright.study_report.blocks import ReportBlock
from rulewright.study_report.facts import Facts
from rulewright.study_report.scope import heading, items, present
from rulewright.words import say as word

MOST_OWN = 60  # processes whose data stand in the annex; of larger systems the inventory file is named


def choices(facts: Facts) -> Iterator[ReportBlock]:
    """9 Disclosure of choices: what the study declared and why, and defaults that no clause settles."""
    lang = facts.lang
    yield heading(facts, 1, "choices")
    rows = []
    for name, own in _declared(facts):
        value = say.NEXT(lang).join(clean(readable(each.value, lang)) for each in own)
        reasons = dict.fromkeys(facts.text(each.clause.text) for each in own)
        rows.append((clean(setting_name(name, lang)), value, " ".join(reasons)))
    if rows:
        yield Paragraph(facts.say(say.CHOICES, table=facts.see("choices")))
        heads = tuple(say.HEADS[name] for name in ("choice", "value", "reason"))
        yield facts.table("choices", say.TABLE_TITLES["choices"], heads, rows, (3, 4, 6))
    else:
        yield Paragraph(say.NO_CHOICES(lang))
    defaults = facts.decisions(lambda each: each.origin == "default")
    if defaults:
        listed = ((facts.subject(each), facts.text(each.what)) for each in defaults)
        heads = (say.HEADS["subject"], say.HEADS["decision"])
        yield facts.table("defaults", say.TABLE_TITLES["defaults"], heads, listed, (3, 8))


def _declared(facts: Facts) -> Iterator[tuple[str, list[Setting]]]:
    """Settings that the study declared, by name; of a map, key by key."""
    declared = facts.result.declared
    for name, found in facts.rule.settings.items():
        if name in declared or name.split("[")[0] in declared:
            entries: tuple[Setting, ...] = found if isinstance(found, tuple) else (found,)
            own = [each for each in entries if each.clause.is_choice]
            if own:
                yield name, own


def review(facts: Facts) -> Iterator[ReportBlock]:
    """10 Review, validity, performance tracking."""
    head = facts.head
    yield heading(facts, 1, "review")
    values = {
        "reviewer": facts.given(head.reviewer, say.GAPS["reviewer"]),
        "review": facts.given(head.review, say.GAPS["review"]),
        "performance_tracking": facts.given(head.performance_tracking, say.GAPS["performance_tracking"]),
    }
    yield items(say.REVIEW_ITEMS[name](facts.lang, value=value) for name, value in values.items())
    yield from present(facts.settings_table("reporting", say.TABLE_TITLES["validity"], "validity"))


def annexes(facts: Facts) -> Iterator[ReportBlock]:
    """The whole ledger; data of the unit processes; how to compute it again."""
    yield AnnexTitle("annex-ledger", say.TITLES["annex-ledger"](facts.lang))
    lines = list(facts.result.ledger)
    yield Paragraph(facts.say(say.LEDGER_LEAD, table=facts.see("ledger"), count=len(lines)))
    rows = (
        (word(each.step, facts.lang), facts.subject(each), facts.text(each.what), facts.decided_by(each))
        for each in lines
    )
    heads = (say.STEP, *(say.HEADS[name] for name in ("subject", "decision", "by")))
    yield facts.table("ledger", say.TABLE_TITLES["ledger"], heads, rows, (1.5, 3, 7, 2.2))
    yield from _data(facts)
    yield from _again(facts)


def _data(facts: Facts) -> Iterator[ReportBlock]:
    own = [each for each in facts.used if not each.is_background][:MOST_OWN]
    yield AnnexTitle("annex-data", say.TITLES["annex-data"](facts.lang))
    yield Paragraph(say.DATA_LEAD(facts.lang))
    for process in own:
        yield _process_table(facts, process)
    others = [facts.text(each.name) for each in facts.used if each not in own]
    if others:
        yield Paragraph(facts.say(say.OTHERS_LEAD, processes=facts.joined(others)))


def _process_table(facts: Facts, process: UnitProcess) -> Table:
    lang = facts.lang
    rows = []
    for each in (*process.outputs, *process.inputs, *process.emissions):
        quantity = each.quantity
        rows.append(
            (
                say.DIRECTIONS[each.direction](lang), clean(flow_name(facts.inventory, each.flow, lang)),
                say.MISSING(lang) if quantity is None else number(quantity.amount, 5),
                "" if quantity is None else clean(quantity.unit), say.DATA[each.data](lang),
                "" if quantity is None else word(quantity.mark, lang), "" if quantity is None else clean(quantity.source),
            )
        )  # fmt: skip
    title = say.PROCESS_TABLE.text(
        process=facts.text(process.name), stage=word(process.stage, lang), location=clean(process.location)
    )
    heads = tuple(
        say.HEADS[name] for name in ("direction", "flow", "amount", "unit", "data", "mark", "source")
    )
    return Table(
        f"data-{process.id}",
        title.get(lang),
        tuple(head(lang) for head in heads),
        tuple(rows),
        (1.5, 4, 1.8, 1.3, 1.2, 1.5, 4),
    )


def _again(facts: Facts) -> Iterator[ReportBlock]:
    lang, result = facts.lang, facts.result
    yield AnnexTitle("annex-again", say.TITLES["annex-again"](lang))
    yield Paragraph(say.AGAIN(lang))
    rows = [
        (say.AGAIN_ROWS["inventory"](lang), result.inventory.hash),
        (say.AGAIN_ROWS["rule"](lang), result.rule.hash),
    ]
    if facts.run is not None and facts.draws is not None:
        rows += [
            (say.AGAIN_ROWS["seed"](lang), str(facts.run.seed)),
            (say.AGAIN_ROWS["draws"](lang), str(facts.run.draws)),
            (say.AGAIN_ROWS["totals"](lang), facts.draws.hash),
        ]
    rows += [(say.AGAIN_ROWS["version"](lang, name=name), version) for name, version in versions().items()]
    heads = (say.HEADS["item"], say.HEADS["value"])
    yield facts.table("again", say.TABLE_TITLES["again"], heads, rows, (2, 5))
