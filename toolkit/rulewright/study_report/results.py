"""Chapters 7 and 8 of a report: results with the splits that must be shown, and their interpretation."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from functools import partial

from rulewright.analysis.decisions import DecisionEffect
from rulewright.analysis.findings import SEVERITIES
from rulewright.balance import KIND_WORDS, KINDS, check_balances
from rulewright.drafting.blocks import Item, Items, Paragraph, Table, clean
from rulewright.reporting.labels import item_label
from rulewright.reporting.readable import option_text
from rulewright.reporting.sentences import Sentence, number
from rulewright.rule import Text
from rulewright.study_report import sentences as say
from rulewright.study_report.blocks import Chart, ReportBlock
from rulewright.study_report.facts import Facts
from rulewright.study_report.scope import extent, heading, is_to_gate
from rulewright.words import CREDITS_STAGE
from rulewright.words import KINDS as EMISSION_KINDS
from rulewright.words import say as word

MOST_PROCESSES, MOST_NUMBERS, MOST_ALTERNATIVES = 15, 12, 15
VERIFIED = "seen"


def results(facts: Facts) -> Iterator[ReportBlock]:
    """7 Results: total and what is documented apart, by stage, by gas, by process."""
    lang = facts.lang
    yield heading(facts, 1, "results")
    yield heading(facts, 2, "total")
    sentence = say.RESULT_PARTIAL if is_to_gate(facts) else say.RESULT
    unit, total = facts.per, facts.kg(facts.total)
    yield Paragraph(
        facts.say(
            sentence,
            scope=extent(facts),
            product=facts.product,
            total=total,
            unit=unit,
            table=facts.see("total"),
        )
    )
    yield _totals(facts)
    yield Paragraph(say.NOT_COUNTED(lang))
    if facts.total < 0:
        yield Paragraph(say.NEGATIVE(lang))
    yield heading(facts, 2, "stages")
    yield _stages(facts)
    yield heading(facts, 2, "gases")
    yield _gases(facts)
    yield heading(facts, 2, "processes")
    yield _processes(facts)
    draw = partial(facts.result.plot, lang)
    yield Chart(
        "chart-processes", say.CHART_TITLES["processes"](lang), draw, say.CHART_SAYS["processes"](lang)
    )


def _totals(facts: Facts) -> Table:
    lang, evaluation = facts.lang, facts.result.evaluation
    rows = [(say.ROWS["total"](lang), facts.kg(facts.total), facts.share(facts.total))]
    rows += [
        (say.ROWS[kind](lang), facts.kg(value), facts.share(value))
        for kind, value in evaluation.by_kind.items()
    ]
    if CREDITS_STAGE in evaluation.by_stage:
        credits = evaluation.by_stage[CREDITS_STAGE]
        rows.append((say.ROWS["credits"](lang), facts.kg(credits), facts.share(credits)))
    for each in evaluation.credits:
        if not each.in_total:
            name = clean(item_label(facts.inventory, each, lang))
            rows.append((say.ROWS["apart"](lang, name=name), facts.kg(each.kg_co2e), "–"))
    carbon = biogenic_carbon_kg(facts)
    missing = facts.gap(say.GAPS["biogenic_carbon"])
    rows.append((say.ROWS["carbon"](lang), missing if carbon is None else number(carbon), "–"))
    heads = tuple(say.HEADS[name] for name in ("item", "kg", "share"))
    per = say.PER_UNIT(lang, unit=facts.per)
    return facts.table("total", say.TABLE_TITLES["total"], heads, rows, (6, 3, 2), per)


def biogenic_carbon_kg(facts: Facts) -> float | None:
    """Biogenic carbon in the declared unit [kg C], as the inventory states it; None if it doesn't."""
    applied = facts.result.applied
    stated = facts.inventory.property_value(applied.process, applied.product, "biogenic_carbon")
    return None if stated is None else stated.quantity.amount * applied.amount


def _stages(facts: Facts) -> Table:
    lang = facts.lang
    by_stage = facts.result.evaluation.by_stage_kind
    rows = []
    for stage, kinds in by_stage.items():
        name = say.CREDITS_ROW(lang) if stage == CREDITS_STAGE else word(stage, lang)
        whole = math.fsum(kinds.values())
        cells = [facts.kg(kinds.get(kind, 0.0)) for kind in EMISSION_KINDS]
        rows.append((name, *cells, facts.kg(whole), facts.share(whole)))
    whole_kinds = facts.result.evaluation.by_kind
    sums = [facts.kg(whole_kinds[kind]) for kind in EMISSION_KINDS]
    rows.append((say.ROWS["total"](lang), *sums, facts.kg(facts.total), facts.share(facts.total)))
    names = [word_of(kind) for kind in EMISSION_KINDS]
    heads = (say.HEADS["stage"], *names, say.HEADS["kg"], say.HEADS["share"])
    per = say.PER_UNIT(lang, unit=facts.per)
    return facts.table("stages", say.TABLE_TITLES["stages"], heads, rows, (3, 2, 2, 2.2, 2, 2, 1.6), per)


def word_of(name: str) -> Sentence:
    """A word of the vocabulary as a head of a table."""
    return Sentence(word(name, "zh"), word(name, "en"))


def _gases(facts: Facts) -> Table:
    factors = facts.result.system.characterisation
    rows = []
    for row in facts.hotspots.by_gas:
        factor = None if row.id.startswith("co2e-aggregated") else factors.get(row.id)
        known = factor is not None and factor != 0
        rows.append(
            (
                facts.text(row.name), number(factor, 6) if factor is not None else "–",
                number(row.kg_co2e / factor) if known and factor else "–", facts.kg(row.kg_co2e), facts.share(row.kg_co2e),
            )
        )  # fmt: skip
    heads = tuple(say.HEADS[name] for name in ("gas", "gwp", "mass", "kg", "share"))
    per = say.PER_UNIT(facts.lang, unit=facts.per)
    return facts.table("gases", say.TABLE_TITLES["gases"], heads, rows, (4, 2.5, 2, 2, 1.6), per)


def _processes(facts: Facts) -> Table:
    found = facts.hotspots.by_process
    burdens = [row for row in found if row.id != CREDITS_STAGE]
    shown, rest = burdens[:MOST_PROCESSES], burdens[MOST_PROCESSES:]
    rows = [(facts.text(row.name), facts.kg(row.kg_co2e), facts.share(row.kg_co2e)) for row in shown]
    if rest:
        kg = math.fsum(row.kg_co2e for row in rest)
        rows.append((say.MORE(facts.lang, count=len(rest)), facts.kg(kg), facts.share(kg)))
    rows += [
        (facts.text(row.name), facts.kg(row.kg_co2e), facts.share(row.kg_co2e)) for row in found if row.id == CREDITS_STAGE
    ]  # fmt: skip
    heads = tuple(say.HEADS[name] for name in ("process", "kg", "share"))
    per = say.PER_UNIT(facts.lang, unit=facts.per)
    return facts.table("processes", say.TABLE_TITLES["processes"], heads, rows, (7, 2, 2), per)


# ---- interpretation ---------------------------------------------------------------------------------------------


def interpretation(facts: Facts) -> Iterator[ReportBlock]:
    """8 Interpretation: issues, completeness, sensitivity, consistency, uncertainty, findings, limitations."""
    yield heading(facts, 1, "interpretation")
    yield heading(facts, 2, "significant")
    for note in facts.hotspots.notes(facts.lang):
        yield Paragraph(facts.line(Text(zh=note, en=note)))
    yield from _completeness(facts)
    yield from _sensitivity(facts)
    yield from _consistency(facts)
    yield from _uncertainty(facts)
    yield from _findings(facts)
    yield from _limitations(facts)


def _completeness(facts: Facts) -> Iterator[ReportBlock]:
    lang, applied = facts.lang, facts.result.applied
    used = {each.id for each in facts.used}
    balances = [each for each in check_balances(facts.inventory) if each.process in used]
    yield heading(facts, 2, "completeness")
    yield Paragraph(
        facts.say(
            say.COMPLETENESS, used=len(used), gaps=len(applied.gaps), cut=len(applied.cut), balances=len(balances),
            table=facts.see("balances"),
        )
    )  # fmt: skip
    counts: Counter[tuple[str, str]] = Counter((each.kind, each.status) for each in balances)
    states = ("closed", "explained", "open", "incomplete")
    rows = ((KIND_WORDS[kind](lang), *(str(counts[kind, state]) for state in states)) for kind in KINDS)
    heads = tuple(say.HEADS[name] for name in ("balance", *states))
    yield facts.table("balances", say.TABLE_TITLES["balances"], heads, rows, (2, 2, 2, 2, 2))


def _sensitivity(facts: Facts) -> Iterator[ReportBlock]:
    lang = facts.lang
    yield heading(facts, 2, "sensitivity")
    yield Paragraph(
        facts.say(say.SENSITIVITY, table=facts.see("elasticities"), alternatives=facts.see("alternatives"))
    )
    found = facts.parts.elasticities
    rows = (
        (
            clean(found.label(each.id, lang)), number(each.amount), clean(each.unit), number(each.elasticity, 3),
            number(each.derivative, 3),
        )
        for each in found.gradients[:MOST_NUMBERS]
    )  # fmt: skip
    heads = tuple(say.HEADS[name] for name in ("number", "amount", "unit", "elasticity", "derivative"))
    yield facts.table("elasticities", say.TABLE_TITLES["elasticities"], heads, rows, (6, 2, 2, 1.6, 2.4))
    yield from _tornado(facts)
    effects = facts.hotspots.decisions[:MOST_ALTERNATIVES]
    if not effects:
        yield Paragraph(say.NO_ALTERNATIVES(lang))
    heads = tuple(say.HEADS[name] for name in ("decision", "alternative", "result", "change", "share"))
    yield facts.table(
        "alternatives", say.TABLE_TITLES["alternatives"], heads, (_effect(facts, each) for each in effects), (6, 3, 2, 2, 1.6)
    )  # fmt: skip


def _effect(facts: Facts, effect: DecisionEffect) -> tuple[str, ...]:
    option = clean(option_text(effect.option, facts.lang))
    if effect.total_kg_co2e is None or effect.change_kg_co2e is None:
        from rulewright.reporting.messages import translate

        why = translate(effect.why) if facts.lang == "zh" else effect.why
        return facts.text(effect.what), option, say.CANNOT(facts.lang, why=clean(why)), "–", "–"
    change = effect.change_kg_co2e
    return (
        facts.text(effect.what),
        option,
        facts.kg(effect.total_kg_co2e),
        facts.kg(change),
        facts.share(change),
    )


def _tornado(facts: Facts) -> Iterator[ReportBlock]:
    """One number at a time over the ranges of the inventory, if it states some; else the elasticities as bars."""
    from rulewright.analysis.sensitivity import sensitivity
    from rulewright.engine.draws import uncertain_keys

    lang, rule = facts.lang, facts.rule.id
    keys = set(uncertain_keys(facts.inventory)) & facts.result.system.quantities.keys()
    if keys:
        yield Paragraph(facts.say(say.TORNADO, figure=facts.see("chart-sensitivity")))
        found = sensitivity(facts.study, rule, "oat", anew=False)
    else:
        yield Paragraph(say.NO_RANGES(lang))
        found = facts.parts.elasticities
    yield Chart(
        "chart-sensitivity", say.CHART_TITLES["sensitivity"](lang), partial(found.plot, lang), say.CHART_SAYS["sensitivity"](lang)
    )  # fmt: skip


def _consistency(facts: Facts) -> Iterator[ReportBlock]:
    lang = facts.lang
    wanted = facts.rule.settings["characterisation.gwp_set"].value
    others = [each for each in facts.used if each.factor is not None and each.factor.gwp_set != wanted]
    yield heading(facts, 2, "consistency")
    said = Text(zh=say.SAME("zh"), en=say.SAME("en"))
    if others:
        names = facts.joined(facts.text(each.name) for each in others)
        said = say.NOT_SAME.text(factors=names)
    yield Paragraph(facts.say(say.CONSISTENT, set=word(wanted, lang), same=said))
    years = [year for each in facts.quality.contributions if (year := each.year) is not None]
    if years:
        yield Paragraph(facts.say(say.YEARS, low=min(years), high=max(years)))


def _uncertainty(facts: Facts) -> Iterator[ReportBlock]:
    lang, draws = facts.lang, facts.draws
    yield heading(facts, 2, "uncertainty")
    if draws is None or facts.run is None:
        yield Paragraph(facts.gap(say.GAPS["uncertainty"]))
        return
    run, summary = facts.run, draws.summary
    yield Paragraph(
        facts.say(
            say.UNCERTAINTY, uncertain=len(draws.uncertain), draws=run.draws, sampling=say.SAMPLING[run.sampling](lang),
            seed=run.seed, held=draws.fixed_share, table=facts.see("uncertainty"),
        )
    )  # fmt: skip
    error = "" if summary.mean.error is None else f" ± {number(summary.mean.error, 2)}"
    low, high = (facts.kg(summary.percentiles[level].value) for level in (2.5, 97.5))
    values = {
        "deterministic": facts.kg(draws.deterministic_kg_co2e),
        "mean": facts.kg(summary.mean.value) + error,
        "sd": number(summary.sd.value, 3),
        "median": facts.kg(summary.median.value),
        "range": say.BETWEEN(lang, low=low, high=high),
        "failed": str(run.draws - summary.count),
    }
    rows = ((say.STATISTICS[name](lang), value) for name, value in values.items())
    heads = (say.HEADS["statistic"], say.HEADS["kg"])
    per = say.PER_UNIT(lang, unit=facts.per)
    yield facts.table("uncertainty", say.TABLE_TITLES["uncertainty"], heads, rows, (4, 3), per)
    yield Chart(
        "chart-uncertainty", say.CHART_TITLES["uncertainty"](lang), partial(run.plot, lang), say.CHART_SAYS["uncertainty"](lang)
    )  # fmt: skip


def _findings(facts: Facts) -> Iterator[ReportBlock]:
    lang, findings = facts.lang, facts.result.findings
    yield heading(facts, 2, "findings")
    if not findings:
        yield Paragraph(say.NO_FINDINGS(lang))
        return
    rows = (
        (SEVERITIES[each.severity][lang == "en"], facts.text(each.what), facts.text(each.mend))
        for each in findings
    )
    heads = tuple(say.HEADS[name] for name in ("severity", "finding", "mend"))
    yield facts.table("findings", say.TABLE_TITLES["findings"], heads, rows, (1.2, 6, 4))


def _limitations(facts: Facts) -> Iterator[ReportBlock]:
    lang, result = facts.lang, facts.result
    yield heading(facts, 2, "limitations")
    texts = [each(lang) for each in say.LIMITATIONS]
    marks = {mark: share for mark, share in facts.quality.by_mark.items() if mark != VERIFIED}
    if marks:
        names = facts.joined(f"{word(mark, lang)} {share:.1%}" for mark, share in marks.items())
        texts.append(facts.say(say.LIMIT_MARKS, share=f"{math.fsum(marks.values()):.1%}", marks=names))
    if result.applied.gaps:
        texts.append(facts.say(say.LIMIT_LEFT_OUT, count=len(result.applied.gaps)))
    if result.evaluation.aggregated_kg_co2e and facts.total:
        texts.append(facts.say(say.LIMIT_AGGREGATED, share=facts.share(result.evaluation.aggregated_kg_co2e)))
    doubtful = {
        (file.id, clause.id)
        for file in facts.rule.chain
        for clause in file.clauses
        if clause.mark in ("known", "gap")
    }
    if doubtful:
        texts.append(facts.say(say.LIMIT_CLAUSES, count=len(doubtful)))
    stated = facts.head.limitations
    texts += [facts.gap(say.GAPS["limitations"])] if stated is None else [facts.text(each) for each in stated]
    yield Items(tuple(Item(text.rstrip("。.;；")) for text in texts), ordered=True)
