"""Chapters 4 to 6 of a report: data and their quality, inventory analysis with the ledger, impact assessment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rulewright.analysis.data_quality_result import MET, NAMES
from rulewright.drafting.blocks import Formula, Paragraph, Table, clean
from rulewright.drafting.maths import Sum, Upright, Variable
from rulewright.ledger import Decision
from rulewright.reporting.readable import option_text, setting_name
from rulewright.reporting.sentences import number
from rulewright.study_report import sentences as say
from rulewright.study_report.blocks import ReportBlock
from rulewright.study_report.facts import NOTHING, Facts
from rulewright.study_report.scope import heading, present
from rulewright.words import say as word


def data(facts: Facts) -> Iterator[ReportBlock]:
    """4 Data: sources, period, geography, aggregated factors, quality by contribution."""
    yield heading(facts, 1, "data")
    yield from _sources(facts)
    yield from _quality(facts)


def _sources(facts: Facts) -> Iterator[ReportBlock]:
    lang, file = facts.lang, facts.inventory.file
    yield heading(facts, 2, "sources")
    yield Paragraph(
        facts.say(
            say.SOURCES, title=facts.text(file.title), version=clean(file.version), geography=clean(file.geography),
            year=file.year, table=facts.see("sources"),
        )
    )  # fmt: skip
    period = facts.given(facts.head.data_period, say.GAPS["data_period"])
    yield Paragraph(facts.say(say.PERIOD, period=period))
    linked = [
        f"{facts.text(each.title)} ({each.id}, {clean(each.version)})" for each in facts.inventory.backgrounds
    ]
    if linked:
        yield Paragraph(facts.say(say.LINKED, files=facts.joined(linked)))
    rows = [
        (clean(name), clean(text))
        for each in (file, *facts.inventory.backgrounds)
        for name, text in each.sources.items()
    ]
    if rows:
        heads = (say.HEADS["id"], say.HEADS["source"])
        yield facts.table("sources", say.TABLE_TITLES["sources"], heads, dict.fromkeys(rows), (1, 6))
    factors = [each for each in facts.used if each.factor is not None]
    if factors:
        share = facts.share(facts.result.evaluation.aggregated_kg_co2e)
        yield Paragraph(facts.say(say.FACTORS, table=facts.see("factors"), share=share))
        yield _factors(facts, lang)


def _factors(facts: Facts, lang: str) -> Table:
    rows = []
    for process in facts.used:
        factor = process.factor
        if factor is not None:
            amount = f"{number(factor.amount, 5)} {clean(factor.unit)}"
            known = "" if factor.gwp_set == "not_stated" else word(factor.gwp_set, lang)
            rows.append(
                (
                    facts.text(process.name), amount, known or say.GASES["not_stated"](lang),
                    say.GASES[factor.gases](lang), say.COVERAGES[factor.coverage](lang), str(factor.year),
                    word(factor.mark, lang),
                )
            )  # fmt: skip
    heads = tuple(
        say.HEADS[name] for name in ("process", "amount", "set", "gases", "coverage", "year", "mark")
    )
    return facts.table("factors", say.TABLE_TITLES["factors"], heads, rows, (5, 3, 2, 1.5, 2, 1.3, 1.5))


def _quality(facts: Facts) -> Iterator[ReportBlock]:
    lang, quality = facts.lang, facts.quality
    yield heading(facts, 2, "quality")
    yield from present(facts.settings_table("data_quality", say.TABLE_TITLES["quality-rule"], "quality-rule"))
    yield Paragraph(facts.say(say.QUALITY, table=facts.see("quality")))
    rows = (
        (
            NAMES[each.indicator](lang), "–" if each.rated is None else number(each.rated, 3), f"{each.coverage:.1%}",
            "–" if each.least is None or each.most is None
            else say.BETWEEN(lang, low=number(each.least, 3), high=number(each.most, 3)),
        )
        for each in quality.ratings
    )  # fmt: skip
    heads = (say.HEADS["item"], say.HEADS["rating"], say.HEADS["rated"], say.RANGE_UNRATED)
    yield facts.table("quality", say.TABLE_TITLES["quality"], heads, rows, (3, 3, 2, 4))
    notes = quality.notes(lang)
    if len(notes) > len(
        quality.demands
    ):  # the last ones are the rule's demands, which have a table of their own
        notes = notes[: len(notes) - len(quality.demands)]
    for note in notes:
        yield Paragraph(clean(note))
    if quality.demands:
        listed = (
            (
                clean(setting_name(each.setting, lang)), clean(each.clause), facts.text(each.what), MET[each.met](lang),
            )
            for each in quality.demands
        )  # fmt: skip
        heads = (say.HEADS["demand"], say.HEADS["basis"], say.HEADS["value"], say.HEADS["met"])
        yield facts.table("quality-demands", say.TABLE_TITLES["quality-demands"], heads, listed, (3, 2, 5, 2))


def inventory(facts: Facts) -> Iterator[ReportBlock]:
    """5 Inventory analysis: the decisions that formed the system, with clause, reasons and alternatives."""
    multi = sum(
        sum(each.output_class in ("product", "co_product") for each in process.outputs) > 1
        for process in facts.used
    )
    yield heading(facts, 1, "inventory")
    yield Paragraph(
        facts.say(
            say.INVENTORY, all=len(facts.inventory.processes), used=len(facts.used), multi=multi,
            annex=facts.see("annex-data"),
        )
    )  # fmt: skip
    yield heading(facts, 2, "allocation")
    lines = facts.decisions(lambda each: each.step == "allocation")
    yield from present(
        facts.settings_table("allocation", say.TABLE_TITLES["allocation-rule"], "allocation-rule")
    )
    if lines:
        yield Paragraph(facts.say(say.ALLOCATION, rules=facts.rule.id, table=facts.see("allocation")))
        yield ledger_table(facts, "allocation", lines)
    else:
        yield Paragraph(say.NO_ALLOCATION(facts.lang))
    yield heading(facts, 2, "recycling")
    yield from present(
        facts.settings_table("recycling", say.TABLE_TITLES["recycling-rule"], "recycling-rule")
    )
    lines = facts.decisions(lambda each: each.step == "recycling")
    if lines:
        yield ledger_table(facts, "recycling", lines)
    yield from _electricity(facts)
    yield heading(facts, 2, "biogenic")
    yield from present(facts.settings_table("biogenic", say.TABLE_TITLES["biogenic-rule"], "biogenic-rule"))
    for each in facts.decisions(lambda each: each.step == "biogenic"):
        yield Paragraph(facts.line(each.what))


def _electricity(facts: Facts) -> Iterator[ReportBlock]:
    yield heading(facts, 2, "electricity")
    yield from present(
        facts.settings_table("electricity", say.TABLE_TITLES["electricity-rule"], "electricity-rule")
    )
    lines = facts.decisions(lambda each: each.step == "electricity")
    if not lines:
        yield Paragraph(say.NO_ELECTRICITY(facts.lang))
        return
    yield Paragraph(
        facts.say(
            say.ELECTRICITY, table=facts.see("electricity"), alternatives=facts.see("title-sensitivity")
        )
    )
    yield ledger_table(facts, "electricity", lines)


def ledger_table(facts: Facts, key: str, lines: Iterable[Decision]) -> Table:
    """Decisions as a table: subject, decision, basis, what was passed over, what others would give.

    Decisions that have the last three in common, such as the supplies of a site, share a row.
    """
    groups: dict[tuple[str, ...], list[Decision]] = {}
    for each in lines:
        why = (facts.decided_by(each), passed_over(facts, each), alternatives(facts, each))
        alone = why[1:] == (NOTHING, NOTHING)
        groups.setdefault((*why, str(len(groups))) if alone else why, []).append(each)
    rows = (
        (
            facts.listed(facts.subject(each) for each in members),
            " ".join(facts.text(each.what) for each in members),
            *why[:3],
        )
        for why, members in groups.items()
    )
    heads = tuple(say.HEADS[name] for name in ("subject", "decision", "by", "passed", "alternatives"))
    return facts.table(key, say.TABLE_TITLES[key], heads, rows, (2.2, 4, 2, 3.2, 4.8))


def passed_over(facts: Facts, decision: Decision) -> str:
    """Options that were not taken, and why."""
    return facts.listed(
        say.NAMED(facts.lang, name=clean(option_text(each.option, facts.lang)), value=facts.text(each.reason))
        for each in decision.passed_over
    )


def alternatives(facts: Facts, decision: Decision) -> str:
    """What other options would give, where the ledger has numbers."""
    said = []
    for each in decision.alternatives:
        unit = "" if each.unit == "1" else f" {clean(each.unit)}"
        values = facts.joined(
            f"{facts.flow_name(name)} {number(value)}{unit}" for name, value in each.values.items()
        )
        said.append(say.NAMED(facts.lang, name=clean(option_text(each.option, facts.lang)), value=values))
    return facts.listed(said)


def impact(facts: Facts) -> Iterator[ReportBlock]:
    """6 Impact assessment: formula, GWP set, what aggregated data were used."""
    lang = facts.lang
    meanings = {name: sentence(lang) for name, sentence in say.FORMULA_WHERE.items()}
    cfp, amount = Variable("CFP"), Variable("s", "i")
    emitted, potential = Variable("e", "i,g"), Variable("GWP", "g")
    maths = (cfp, Upright("="), Sum("i,g", (amount, Upright("×"), emitted, Upright("×"), potential)))
    where = (
        (cfp, meanings["cfp"]), (amount, meanings["s"]), (emitted, meanings["e"]), (potential, meanings["gwp"]),
    )  # fmt: skip
    yield heading(facts, 1, "impact")
    yield Paragraph(facts.say(say.FORMULA_LEAD, formula=facts.see("formula")))
    yield Formula("formula", maths, where)
    yield from present(
        facts.settings_table("characterisation", say.TABLE_TITLES["impact-rule"], "impact-rule")
    )
    for each in facts.decisions(lambda each: each.step == "characterisation" and each.subject == "study"):
        yield Paragraph(facts.line(each.what))
