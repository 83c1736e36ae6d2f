"""Chapters 1 to 3 of a report: basic information, goal, scope."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from rulewright.drafting.blocks import Heading, Item, Items, Paragraph, Table, clean
from rulewright.drafting.diagram import diagram_png
from rulewright.drafting.names import listed_number
from rulewright.reporting.readable import readable
from rulewright.reporting.sentences import number
from rulewright.study_report import sentences as say
from rulewright.study_report.blocks import Figure, ReportBlock
from rulewright.study_report.facts import Facts
from rulewright.words import STAGES
from rulewright.words import say as word

TEXT_WIDTH_MM = 165.0


def heading(facts: Facts, level: int, key: str) -> Heading:
    """A titled clause of the report."""
    return Heading(level, say.TITLES[key](facts.lang), f"title-{key}")


def basics(facts: Facts) -> Iterator[ReportBlock]:
    """1 Basic information: who, what, by which rule; what nobody said is a marked gap."""
    head, file = facts.head, facts.inventory.file
    rule = facts.rule
    others = [f"{listed_number(clean(each.document.number))} ({each.id})" for each in rule.chain[1:]]
    rows = {
        "number": facts.given(head.number, say.GAPS["number"]),
        "date": facts.given(None if head.issued is None else str(head.issued), say.GAPS["date"]),
        "commissioner": facts.given(head.commissioner, say.GAPS["commissioner"]),
        "practitioner": facts.given(head.practitioner, say.GAPS["practitioner"]),
        "contact": facts.given(head.contact, say.GAPS["contact"]),
        "product": facts.product,
        "product_type": facts.given(head.product_type, say.GAPS["product_type"]),
        "producer": facts.given(head.producer, say.GAPS["producer"]),
        "site": facts.given(head.site, say.GAPS["site"]),
        "rule": f"{listed_number(clean(rule.document.number))}　{facts.text(rule.document.title)} ({rule.id})",
        "inventory": f"{facts.text(file.title)} ({file.id}, {clean(file.version)})",
        "licence": clean(file.licence),
        "reviewer": facts.given(head.reviewer, say.GAPS["reviewer"]),
    }
    if others:
        rows["rule"] += say.NEXT(facts.lang) + say.RULE_CHAIN(facts.lang, rules=facts.joined(others))
    yield heading(facts, 1, "basics")
    yield facts.table(
        "basics", say.TABLE_TITLES["basics"], (say.HEADS["item"], say.HEADS["value"]),
        ((say.BASICS[name](facts.lang), value) for name, value in rows.items()), (2, 5),
    )  # fmt: skip


def goal(facts: Facts) -> Iterator[ReportBlock]:
    """2 Goal: reasons, application, audience, comparison in public."""
    head = facts.head
    rule = listed_number(clean(facts.rule.document.number))
    public = None
    if head.compared_in_public is not None:
        public = (say.YES if head.compared_in_public else say.NO)(facts.lang)
    values = {
        "reasons": facts.given(head.reasons, say.GAPS["reasons"]),
        "application": facts.given(head.application, say.GAPS["application"]),
        "audience": facts.given(head.audience, say.GAPS["audience"]),
        "compared_in_public": facts.given(public, say.GAPS["compared_in_public"]),
    }
    yield heading(facts, 1, "goal")
    yield Paragraph(facts.say(say.GOAL, rule=rule, product=facts.product))
    yield items(say.GOAL_ITEMS[name](facts.lang, value=value) for name, value in values.items())


def items(texts: Iterator[str]) -> Items:
    """A list with letters."""
    return Items(tuple(Item(text) for text in texts), ordered=True)


def scope(facts: Facts) -> Iterator[ReportBlock]:
    """3 Scope: product, unit, boundary, cut-offs, scenarios."""
    yield heading(facts, 1, "scope")
    yield from _product(facts)
    yield from _unit(facts)
    yield from _boundary(facts)
    yield from _cut_off(facts)
    yield from _scenarios(facts)


def _product(facts: Facts) -> Iterator[ReportBlock]:
    yield heading(facts, 2, "product")
    yield Paragraph(facts.given(facts.head.product_description, say.GAPS["product_description"]))
    codes = facts.rule.get("product.codes")
    if codes is not None:
        listed = [" ".join(filter(None, (each.scheme, each.edition, each.code))) for each in codes.value]
        yield Paragraph(facts.say(say.CODES, codes=facts.joined(clean(each) for each in listed)))


def _unit(facts: Facts) -> Iterator[ReportBlock]:
    yield heading(facts, 2, "unit")
    if facts.head.function is not None:
        yield Paragraph(facts.text(facts.head.function))
    yield Paragraph(facts.say(say.UNIT, unit=facts.unit))
    demanded = facts.result.applied
    yield Paragraph(
        facts.say(
            say.REFERENCE_FLOW, amount=number(demanded.amount, 6), unit=facts.inventory.flows[demanded.product].unit,
            product=facts.product, process=facts.process_name(demanded.process),
        )
    )  # fmt: skip
    yield from present(facts.settings_table("unit", say.TABLE_TITLES["unit"], "unit-rule"))


def present(table: Table | None) -> Iterator[ReportBlock]:
    """A table, if there is one."""
    if table is not None:
        yield table


def _boundary(facts: Facts) -> Iterator[ReportBlock]:
    lang = facts.lang
    yield heading(facts, 2, "boundary")
    table = facts.settings_table("boundary", say.TABLE_TITLES["boundary"], "boundary-rule")
    if table is not None:
        yield Paragraph(
            facts.say(
                say.BOUNDARY, table=facts.see("boundary-rule"), figure=facts.see("diagram"), used=facts.see("used")
            )
        )  # fmt: skip
        yield table
    title = say.DIAGRAM(lang, product=facts.product)
    draw = partial(diagram_png, facts.inventory, lang, TEXT_WIDTH_MM)
    yield Figure("diagram", title, draw, TEXT_WIDTH_MM, say.DIAGRAM_SAYS(lang))
    found = [stage for stage in STAGES if stage in facts.result.evaluation.by_stage]
    yield Paragraph(facts.say(say.STAGES_IN, stages=facts.joined(word(stage, lang) for stage in found)))
    excluded = facts.rule.get("boundary.stages_excluded")
    if excluded is not None and excluded.value:
        stages = facts.joined(word(stage, lang) for stage in excluded.value)
        yield Paragraph(facts.say(say.STAGES_OUT, stages=stages))
    by_process = facts.result.evaluation.by_process
    rows = (
        (
            facts.text(each.name), word(each.stage, lang), clean(each.location),
            facts.kg(by_process[each.id]) if each.id in by_process else "0",
        )
        for each in facts.used
    )  # fmt: skip
    heads = tuple(say.HEADS[name] for name in ("process", "stage", "location", "kg"))
    per = say.PER_UNIT(lang, unit=facts.per)
    yield facts.table("used", say.TABLE_TITLES["used"], heads, rows, (6, 2, 2, 2), per)


def is_to_gate(facts: Facts) -> bool:
    """Whether the rule's boundary ends at the gate."""
    extent = facts.rule.get("boundary.scope")
    stages = facts.result.evaluation.by_stage
    to_gate = extent is not None and extent.value in ("cradle_to_gate", "gate_to_gate")
    return to_gate or not {"use", "end_of_life"} & set(stages)


def extent(facts: Facts) -> str:
    """Extent of a partial footprint in words."""
    stated = facts.rule.get("boundary.scope")
    known = stated is not None and stated.value == "gate_to_gate"
    return readable("gate_to_gate" if known else "cradle_to_gate", facts.lang)


def _cut_off(facts: Facts) -> Iterator[ReportBlock]:
    lang, applied = facts.lang, facts.result.applied
    yield heading(facts, 2, "cut-off")
    yield from present(facts.settings_table("cut_off", say.TABLE_TITLES["cut-off"], "cut-off-rule"))
    lines = facts.decisions(lambda each: each.step == "cut_off")
    if not lines:
        yield Paragraph(say.NOTHING_LEFT_OUT(lang))
        return
    yield Paragraph(
        facts.say(say.CUT, cut=len(applied.cut), gaps=len(applied.gaps), table=facts.see("left-out"))
    )
    rows = ((facts.subject(each), facts.text(each.what), facts.decided_by(each)) for each in lines)
    heads = tuple(say.HEADS[name] for name in ("subject", "decision", "by"))
    yield facts.table("left-out", say.TABLE_TITLES["left-out"], heads, rows, (3, 6, 2))


def _scenarios(facts: Facts) -> Iterator[ReportBlock]:
    yield heading(facts, 2, "scenarios")
    if is_to_gate(facts):
        yield Paragraph(facts.say(say.TO_GATE, scope=extent(facts)))
        return
    for text, missing in (
        (facts.head.use_scenario, say.GAPS["use_scenario"]),
        (facts.head.end_of_life_scenario, say.GAPS["end_of_life_scenario"]),
    ):
        yield Paragraph(facts.given(text, missing))
